"""Which document a posting is of: the one whose number ends its name, if there is one only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from archiver.books.manager import builtin
from archiver.books.manager.references import Reference, References

DAY = date(2026, 1, 11)


def row(number: str, key: str, day: str = "2026-01-11T00:00:00") -> dict[str, str]:
    return {"reference": number, "key": key, "date": day}


@pytest.fixture
def references(tmp_path: Path) -> Iterator[References]:
    with closing(References(tmp_path / "found")) as references:
        references.add("sales-invoices", [row("1", "i1"), row("11", "i11"), row("7", "i7")])
        references.add("receipts", [row("7", "r7"), row("8", "r8"), row("8", "r8b")])
        references.add("journal-entries", [row("9", "j9"), row("", "none"), row("3", "j3", "2026-01-12")])
        references.finish()
        yield references


@pytest.mark.parametrize(
    ("called", "key"),
    [
        ("Sales Invoice — 1", "i1"),
        ("Sales Invoice — 11", "i11"),
        ("Facture #11", "i11"),
        ("Receipt — 7", "r7"),
        ("Sales Invoice — 7", "i7"),
        ("Encaissement — 7", None),  # of two lists, and the word is not of ours
        ("Receipt — 8", None),  # two have that number
        ("Journal Entry — 3", None),  # it is of another day
        ("Journal Entry — 9", "j9"),
        ("Opening", None),
    ],
)
def test_one_document_only_may_be_meant(references: References, called: str, key: str | None) -> None:
    found = references.find(DAY, called)
    assert (found.key if found else None) == key


def test_a_receipt_is_what_its_posting_is_to() -> None:
    receipt, payment = Reference("receipts", "k"), Reference("payments", "k")
    assert [receipt.kind(each) for each in (builtin.RECEIVABLE, builtin.TAX, "bank")] == [
        "payments",
        "sales_receipts",
        None,
    ]
    assert [payment.kind(each) for each in (builtin.PAYABLE, builtin.TAX, "bank")] == [
        "bill_payments",
        "purchases",
        None,
    ]
    assert Reference("sales-invoices", "k").kind("bank") == "invoices"
