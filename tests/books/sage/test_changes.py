"""What a business tells of changes: since a bookmark, while it is read, and by its ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from archiver.books.sage import Sage
from archiver.model import Bookmark, State
from tests.books.sage.conftest import Opening
from tests.books.sage.rows import Row, family, given, only, pages, records, rows
from tests.emulators.exchange import Json
from tests.emulators.sage import Business
from tests.emulators.sage import Sage as Emulator
from tests.emulators.sage.bookkeeper import Bookkeeper, Line


def one_more(business: Business) -> Json:
    """One more invoice to the first customer."""
    customer = business.items("contacts")[0]
    number = f"SI-{len(business.items('sales_invoices')) + 100}"
    return Bookkeeper(business).document(
        "sales_invoices", customer, date(2026, 3, 30), [Line("Bell", "1.0", "7.5", 4000)], number
    )


@pytest.fixture
def read(sage: Emulator, books: Sage) -> Bookmark:
    """A bookmark of now, before a day in which things change."""
    bookmark = Bookmark(sage.clock.now())
    sage.clock.forward(days=1)
    return bookmark


def test_families_say_what_they_know(books: Sage) -> None:
    told = {each.name: (each.knows_changes, each.knows_deletions) for each in books.families()}
    assert {told[each] for each in ("invoices", "bills", "payments", "contacts", "attachments")} == {(True, True)}
    assert {told[each] for each in ("ledger", "transactions", "tax_rates", "estimates")} == {(True, False)}
    assert {told[each] for each in ("currencies", "accounts", "items", "company", "trial_balance")} == {(False, False)}


def test_nothing_that_did_not_change_comes(books: Sage, read: Bookmark) -> None:
    for name in ("invoices", "bills", "payments", "ledger", "transactions", "contacts"):
        assert [page.rows for page in pages(books, name, read)] == [{}], name


def test_what_was_made_since_comes_whole(sage: Emulator, books: Sage, read: Bookmark) -> None:
    made = one_more(sage.business)
    found = records(books, "invoices", read)
    assert {record.document for _, record in found} == {made["id"]}
    assert {kind.key for kind, _ in found} == {"invoices", "invoice_lines", "tax_lines"}
    posted = rows(books, "ledger", "ledger", read)
    assert {row["document_id"] for row in posted.values()} == {made["id"]}
    assert len(posted) == 3


def test_what_was_changed_since_comes_as_it_is_now(sage: Emulator, books: Sage, read: Bookmark) -> None:
    first = sage.business.items("sales_invoices")[0]
    sage.business.change("sales_invoices", first["id"], notes="Seen by the accountant")
    [row] = rows(books, "invoices", "invoices", read).values()
    assert (row["id"], row["memo"]) == (first["id"], "Seen by the accountant")


def test_the_moment_itself_counts(sage: Emulator, books: Sage) -> None:
    first = sage.business.items("sales_invoices")[0]
    moment = sage.clock.now().replace(microsecond=0)
    sage.business.change("sales_invoices", first["id"], updated_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    sage.business.get("sales_invoices", first["id"])["updated_at"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    gone = sage.business.items("sales_invoices")[1]["id"]
    sage.business.delete("sales_invoices", gone)
    sage.business.gone["sales_invoices"][gone]["deleted_at"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    came = pages(books, "invoices", Bookmark(moment))
    assert first["id"] in {record.id for page in came for record in page.rows.get("invoices", ())}
    assert gone in came[-1].gone


def test_what_was_deleted_is_named_once_at_the_end(sage: Emulator, books: Sage, read: Bookmark) -> None:
    invoice, bill = sage.business.items("sales_invoices")[3], sage.business.items("purchase_invoices")[3]
    sage.business.delete("sales_invoices", invoice["id"])
    sage.business.delete("purchase_invoices", bill["id"])
    assert set(pages(books, "invoices", read)[-1].gone) == {invoice["id"]}
    assert set(pages(books, "bills", read)[-1].gone) == {bill["id"]}
    unposted = [(kind, record) for kind, record in records(books, "ledger", read)]
    assert {record.state for _, record in unposted} == {State.VOIDED}
    found: list[Row] = [given(kind, record) for kind, record in unposted]
    assert {row["document_id"] for row in found} == {invoice["id"], bill["id"]}


def test_a_bookmark_is_of_the_first_request(sage: Emulator, opening: Opening) -> None:
    before = sage.clock.now().replace(microsecond=0)
    with opening.books() as books:
        sage.clock.forward(days=1)
        for name in ("invoices", "ledger", "company"):
            bookmark = pages(books, name)[-1].bookmark
            assert bookmark is not None
            assert before <= bookmark.moment <= before + timedelta(minutes=1)


CHANGES: dict[str, Callable[[Business], object]] = {
    "made": one_more,
    "changed": lambda business: business.change("sales_invoices", business.items("sales_invoices")[2]["id"], notes="x"),
    "deleted": lambda business: business.delete("sales_invoices", business.items("sales_invoices")[2]["id"]),
    "voided": lambda business: business.void("sales_invoices", business.items("sales_invoices")[2]["id"], "x"),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.usefixtures("short_pages")
def test_what_changes_while_it_is_read_is_mended(sage: Emulator, opening: Opening, what: str) -> None:
    with opening.books() as books:
        sage.between(2, CHANGES[what], "sales_invoices")
        invoices = family(books, "invoices")
        held: dict[str, Row] = {}
        *first, last = books.read(invoices)
        assert last.bookmark is not None
        for page in (*first, *books.mend(invoices, last.bookmark)):
            for id_ in page.replaces:
                held.pop(id_, None)
            kind = invoices.kinds[0]
            held |= {record.id: given(kind, record) for record in page.rows.get("invoices", ())}
        others = {
            each["id"]
            for path in ("sales_quick_entries", "contact_opening_balances")
            for each in sage.business.items(path)
        }
        assert held.keys() == sage.business.ids("sales_invoices") | others
        for item in sage.business.items("sales_invoices"):
            row = held[item["id"]]
            assert (row["memo"] or "", row["status"] == "voided") == (item["notes"], item["status"]["id"] == "VOID")
        assert books.count(invoices) == len(held) + len(sage.business.items("sales_credit_notes"))


def test_ids_are_those_that_are_there(sage: Emulator, books: Sage) -> None:
    sage.business.delete("sales_quotes", sage.business.items("sales_quotes")[0]["id"])
    for name, paths in (
        ("estimates", ("sales_quotes",)),
        ("ledger", ("ledger_entries",)),
        ("items", ("products", "services", "stock_items")),
        ("accounts", ("ledger_accounts",)),
    ):
        ids = books.ids(family(books, name))
        assert ids is not None
        assert set(ids) == {id_ for path in paths for id_ in sage.business.ids(path)}, name


def test_a_new_payment_says_what_it_settles(sage: Emulator, books: Sage, read: Bookmark) -> None:
    invoice = one_more(sage.business)
    customer = sage.business.items("contacts")[0]
    Bookkeeper(sage.business).pay(customer, date(2026, 3, 31), "9.0", [("sales_invoices", invoice, "9.0")])
    payment = only(rows(books, "payments", "payments", read))
    [applied] = rows(books, "payments", "sales_applications", read).values()
    assert (applied["payment_id"], applied["document_id"]) == (payment["id"], invoice["id"])
    assert only(rows(books, "invoices", "invoices", read))["status"] == "paid"
