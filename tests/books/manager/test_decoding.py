"""Objects by their forms: known fields by name, unknown ones by number, and none lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from archiver.books.manager.decoding import decoded
from archiver.books.manager.forms import FORMS
from tests.books.manager.writing import TYPES, encoded, varint, wire
from tests.emulators.manager.business import key_of

INVOICE = FORMS["ad12b60b-23bf-4421-94df-8be79cef533e"]


def test_an_invoice_is_as_its_form_has_it() -> None:
    item = UUID(key_of("tomme"))
    message = encoded(
        {
            1: date(2026, 1, 10),
            2: "2026001",
            3: UUID(key_of("hotel")),
            8: True,
            22: 30,
            49: [{1: item, 17: "Tommes", 18: Decimal("2.5"), 19: Decimal("-12.50")}, {17: "Livraison"}],
            64: Decimal("0.95"),
        }
    )
    assert decoded(message, INVOICE.fields) == {
        "IssueDate": "2026-01-10",
        "Reference": "2026001",
        "Customer": key_of("hotel"),
        "AmountsIncludeTax": True,
        "DueDateDays": 30,
        "Lines": [
            {
                "Item": str(item),
                "LineDescription": "Tommes",
                "Qty": Decimal("2.5"),
                "SalesUnitPrice": Decimal("-12.50"),
            },
            {"LineDescription": "Livraison"},
        ],
        "ExchangeRate": Decimal("0.95"),
    }


def test_unknown_fields_keep_their_numbers() -> None:
    message = encoded({2: "2026001", 200: "lot B-17", 201: [1, 2, 3], 202: {1: 7}})
    assert decoded(message, INVOICE.fields) == {
        "Reference": "2026001",
        "field 200": "lot B-17",
        "field 201": [1, 2, 3],
        "field 202": {"field 1": 7},
    }


def test_a_known_field_of_another_form_is_kept_as_what_it_looks_like() -> None:
    assert decoded(encoded({1: "bientôt", 3: "Hôtel", 49: 7}), INVOICE.fields) == {
        "IssueDate": "bientôt",
        "Customer": "Hôtel",
        "Lines": [{"field": 7}],
    }


def test_what_is_no_message_is_said() -> None:
    with pytest.raises(ValueError, match="ends after"):
        decoded(b"\x0a" + varint(99) + b"x", INVOICE.fields)


def test_forms_agree_with_what_files_are_written_by() -> None:
    """Field by field: the table of the reader and that of the writer were made apart."""
    for type_, numbers in TYPES.values():
        form = FORMS.get(type_)
        for name, number in numbers.items() if form else ():
            assert form is not None
            place, within = number if isinstance(number, tuple) else (number, {})
            named, inner = form.fields[place]
            assert named == name
            assert isinstance(inner, str) == (not within)
            for each, inside in within.items():
                assert not isinstance(inner, str)
                assert inner[inside][0] == each


def test_every_field_of_a_form_comes_back() -> None:
    form = {"Name": "Banque", "Code": "1020", "Currency": key_of("EUR"), "Odd": Decimal("1.5")}
    type_, numbers = TYPES["bank-and-cash-accounts"]
    found = decoded(encoded(wire(form, numbers)), FORMS[type_].fields)
    assert {key: found[key] for key in ("Name", "Code", "Currency")} == {
        k: form[k] for k in ("Name", "Code", "Currency")
    }
    assert [key for key in found if key.startswith("field")]
