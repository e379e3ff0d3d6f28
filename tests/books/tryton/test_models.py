"""The fields that a database has, and which of them are asked for."""

from __future__ import annotations

from archiver.books.tryton.models import Field, Models

MODELS = Models(
    {
        "account.invoice": {
            "id": Field("integer", None),
            "number": Field("char", None),
            "number_alnum": Field("char", None),
            "xml_id": Field("char", None),
            "logo": Field("binary", None),
            "create_date": Field("timestamp", None),
            "party": Field("many2one", "party.party"),
            "journal": Field("many2one", "account.journal"),
            "lines": Field("one2many", "account.invoice.line"),
            "taxes": Field("one2many", "account.invoice.tax"),
        },
        "party.party": {"id": Field("integer", None), "name": Field("char", None)},
        "account.invoice.line": {
            "id": Field("integer", None),
            "amount": Field("numeric", None),
            "create_date": Field("timestamp", None),
        },
    }
)


def test_simple_fields_and_the_nested_ones_that_there_are() -> None:
    asked = MODELS.asked("account.invoice", ["party.name", "party.fax", "lines.*", "lines.party.name", "nothing.name"])
    assert asked == ["create_date", "id", "journal", "lines.amount", "lines.id", "number", "party.name"]


def test_a_model_that_there_is_not() -> None:
    assert MODELS.asked("account.payment", ["party.name"]) == []
    assert not MODELS.has("account.payment")
    assert MODELS.has("party.party", "name")
