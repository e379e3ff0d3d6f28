"""Documents that Sage keeps without lines, and those of Spain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archiver.books.rest.names import Names
from archiver.books.rest.values import Item
from archiver.books.sage.documents import Control, Entered, opened, purchases, sales
from archiver.books.sage.feeds import making
from archiver.books.sage.origins import Origins
from archiver.errors import FamilyFailed, FamilyNotOffered
from archiver.model import Value
from tests.books.sage.conftest import Opening
from tests.books.sage.rows import rows
from tests.emulators.sage import Sage as Emulator

NAMES = Names(lambda list_: [("S", "20.0")] if list_ == "tax_rates" else [])
ENTRY: Item = {
    "id": "q", "displayed_as": "QE-9", "reference": "QE-9", "date": "2026-03-01", "details": "Paper",
    "contact": {"id": "c", "displayed_as": "Harbour (HARB)"},
    "ledger_account": {"id": "a", "displayed_as": "Rent (7100)"},
    "tax_rate": {"id": "S", "displayed_as": "Standard 20%"}, "net_amount": "10.0", "tax_amount": "2.0",
    "total_amount": "12.0", "outstanding_amount": "12.0", "currency": {"id": "GBP"}, "status": {"id": "UNPAID"},
    "quick_entry_type": {"id": "INVOICE"}, "transaction": {"id": "t"},
}  # fmt: skip


def made(maker: Entered, item: Item, kind: str) -> dict[str, Value]:
    [row] = maker(item, NAMES)[kind]
    keys = next(each for each in maker.kinds if each.key == kind).keys
    return dict(zip(keys, row.values, strict=True))


@pytest.mark.parametrize(
    ("type_", "kind"), [("INVOICE", "bills"), ("CREDIT_NOTE", "vendor_credits"), ("SOMETHING_NEW", "bills")]
)
def test_a_quick_entry_is_what_its_type_says(type_: str, kind: str) -> None:
    entered = Entered(purchases(Control("2100", "Creditors")), making, "quick_entry_type.id")
    item = {**ENTRY, "quick_entry_type": {"id": type_}}
    document, line = made(entered, item, kind), made(entered, item, f"{kind.removesuffix('s')}_lines")
    assert (document["vendor"], document["total"], document["account_id"]) == (
        "Harbour (HARB)",
        Decimal("12.0"),
        "2100",
    )
    assert (line["description"], line["account"], line["account_id"]) == ("Paper", "Rent", "a")
    tax = made(entered, item, "tax_lines")
    assert (tax["document_kind"], tax["rate"], tax["direction"]) == (kind, Decimal("20.0"), "recoverable")
    assert entered(item, NAMES)[kind][0].source == item


def test_an_entry_without_tax_has_no_tax_line() -> None:
    entered = Entered(sales(Control()), making, "quick_entry_type.id")
    assert entered({**ENTRY, "tax_rate": None, "tax_amount": "0.0"}, NAMES)["tax_lines"] == []


def test_what_is_open_of_an_opening_balance_its_transaction_says() -> None:
    transaction = {"id": "t", "origin": {"id": "q", "outstanding_amount": "7.5"}}
    brought = opened(sales(Control()), making, Origins(lambda: [transaction]))
    assert isinstance(brought, Entered)
    assert made(brought, ENTRY, "invoices")["balance"] == Decimal("7.5")
    unknown = opened(sales(Control()), making, Origins(list))
    assert isinstance(unknown, Entered)
    assert made(unknown, ENTRY, "invoices")["balance"] is None


def test_spain_has_corrective_invoices_instead_of_credit_notes(sage: Emulator, opening: Opening) -> None:
    sage.business.country = "ES"
    sage.business.withheld = {"sales_credit_notes": 404, "purchase_credit_notes": 404}
    first = sage.business.items("sales_invoices")[0]
    sage.business.add("sales_corrective_invoices", "SCI-1", **{**first, "id": "c0", "invoice_number": "C1"})
    with opening.books() as books:
        assert "c0" in rows(books, "invoices", "invoices")


def test_elsewhere_credit_notes_that_are_refused_are_lacking(sage: Emulator, opening: Opening) -> None:
    sage.business.withheld["sales_credit_notes"] = 403
    with opening.books() as books, pytest.raises(FamilyFailed) as failed:
        rows(books, "invoices", "invoices")
    assert not isinstance(failed.value, FamilyNotOffered)
