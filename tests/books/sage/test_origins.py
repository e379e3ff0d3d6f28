"""What stands behind a posting, asked for only where it was not read before."""

from __future__ import annotations

from decimal import Decimal

from archiver.books.rest.values import Item
from archiver.books.sage.origins import Origin, Origins

SALE: Item = {
    "id": "t", "total": "86.0", "total_in_transaction_currency": "100.0", "transaction_type": {"id": "SALES_INVOICE"},
    "origin": {"id": "i", "$path": "/sales_invoices/i", "currency": {"id": "EUR"}, "outstanding_amount": "40.0"},
}  # fmt: skip


def all_of(items: list[Item], asked: list[str]) -> list[Item]:
    """The items, and a note that they were asked for."""
    asked.append("all")
    return items


def test_what_was_read_is_not_asked_for() -> None:
    asked: list[str] = []
    origins = Origins(lambda: all_of([], asked))
    origins.learn(SALE)
    assert origins.of("t") == Origin("invoices", "i", "EUR", Decimal("86.0"), Decimal("100.0"), Decimal("40.0"))
    assert origins.of(None) is None
    assert asked == []


def test_all_are_asked_for_once() -> None:
    asked: list[str] = []
    origins = Origins(lambda: all_of([SALE], asked))
    assert origins.of("t") is not None
    assert origins.of("unknown") is None
    assert origins.of("another") is None
    assert asked == ["all"]


def test_a_transaction_without_an_origin_is_of_no_document() -> None:
    origins = Origins(list)
    origins.learn({"id": "t", "origin": None})
    assert origins.of("t") == Origin(None, None, None, None, None, None)
