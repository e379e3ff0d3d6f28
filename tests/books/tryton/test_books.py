"""What is read of a small company in Tryton: every kind, nothing lost, faults outlived or said, archived, verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from archiver.books.rest import Rest
from archiver.books.tryton import Tryton
from archiver.errors import FamilyNotOffered, KeyRefused, Unreachable, Unwell
from archiver.model import Bookmark, State, Status, Verdict
from archiver.verify import check
from tests.archives import PLAIN, exported
from tests.books.tryton.conftest import Opening
from tests.emulators.faults import Fault

Rows = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture
def books(opening: Opening) -> Iterator[Rest]:
    with opening.books() as books:
        yield books


def read(books: Rest, names: Iterable[str] = (), since: Bookmark | None = None) -> Rows:
    """The values of all records by kind, id and column; with their state."""
    found: Rows = {}
    for family in books.families():
        if names and family.name not in names:
            continue
        keys = {kind.key: kind.keys for kind in family.kinds}
        for page in books.read(family, since):
            for kind, rows in page.rows.items():
                for row in rows:
                    values = zip(keys[kind], row.values, strict=True)
                    told = {key: value for key, value in values if value is not None}
                    found.setdefault(kind, {})[row.id] = {**told, "": row}
    return found


def test_whose_books(books: Rest) -> None:
    company = books.company()
    assert (company.name, company.home_currency, company.time_zone) == ("Fromagerie des Alpes", "CHF", "Europe/Zurich")
    assert company.fiscal_year_start == (1, 1)
    assert company.source_id.startswith("1@20")


def test_an_invoice_with_its_line_and_its_tax(books: Rest) -> None:
    rows = read(books, ["invoices"])
    invoice, line, tax = (
        rows[kind][id_] for kind, id_ in (("invoices", "2"), ("invoice_lines", "2/2"), ("tax_lines", "2/2"))
    )
    assert [invoice[key] for key in ("number", "date", "due_date", "customer", "currency", "terms", "status")] == [
        "2", date(2026, 2, 10), date(2026, 2, 10), "Café du Lac", "CHF", "30 jours", "open",
    ]  # fmt: skip
    assert [invoice[key] for key in ("subtotal", "tax", "total", "balance")] == [
        Decimal(102), Decimal("8.26"), Decimal("110.26"), Decimal("110.26"),
    ]  # fmt: skip
    assert (line["item"], line["amount"], line["invoice_id"], line["account"]) == ("Gruyère", 102, "2", "Ventes")
    assert (tax["tax_code"], tax["rate"], tax["base"], tax["tax"], tax["direction"]) == (
        "TVA 8.1", Decimal("8.1"), 102, Decimal("8.26"), "collected",
    )  # fmt: skip


def test_a_note_is_positive_and_what_was_cancelled_is_voided(books: Rest) -> None:
    rows = read(books, ["invoices"])
    note = rows["credit_notes"]["5"]
    assert [note[key] for key in ("subtotal", "tax", "total", "balance")] == [
        Decimal(105), Decimal("8.50"), Decimal("113.50"), Decimal("113.50"),
    ]  # fmt: skip
    assert rows["credit_note_lines"]["5/5"]["quantity"] == 1
    assert rows["tax_lines"]["5/5"]["document_kind"] == "credit_notes"
    assert "5" not in rows["invoices"]
    assert rows["invoices"]["6"][""].state is State.VOIDED
    assert rows["invoices"]["1"]["status"] == "paid"


def test_what_was_paid_on_an_invoice(books: Rest) -> None:
    rows = read(books, ["payments", "payment_orders"])
    payment = rows["payments"]["8002"]
    assert (payment["amount"], payment["currency"], payment["account"]) == (Decimal("109.18"), "CHF", "Débiteurs")
    assert rows["sales_applications"]["8002/1"]["amount"] == Decimal("109.18")
    assert rows["payment_orders"]["1"]["amount"] == 90


def test_the_ledger_is_balanced_and_has_the_entries_made_by_hand(books: Rest, opening: Opening) -> None:
    rows = read(books, ["ledger", "journal_entries", "accounts"])
    for side in ("debit", "credit"):
        posted = sum(each[side] for each in opening.emulator.models["account.move.line"].values())
        assert sum(each.get(side, 0) for each in rows["ledger"].values()) == posted == Decimal("2876.35")
    assert {each["entry_id"] for each in rows["ledger"].values()} == {
        "800",
        "900",
        *(str(n) for n in range(1, 13) if n != 6),
    }
    assert list(rows["journal_entries"]) == ["900"]
    assert rows["journal_entries"]["900"]["total"] == Decimal("1500.25")
    assert {id_: (each["type"], each.get("role")) for id_, each in rows["accounts"].items()} == {
        "1": ("income", None), "2": ("asset", "receivable"), "3": ("liability", None), "4": ("asset", None),
        "5": ("expense", None),
    }  # fmt: skip


def test_a_posting_is_in_the_currency_of_the_books_and_tells_its_document(books: Rest) -> None:
    rows = read(books, ["ledger"])["ledger"]
    assert [(rows["23"][key]) for key in ("currency", "amount_currency", "entry_currency")] == [
        "CHF", Decimal("110.26"), "CHF",
    ]  # fmt: skip
    assert rows["21"]["amount_currency"] == -102
    of = {id_: (each.get("document_kind"), each.get("document_id")) for id_, each in rows.items()}
    assert {of[each] for each in ("21", "22", "23")} == {("invoices", "2")}
    assert of["53"] == ("credit_notes", "5")
    assert (of["8002"], of["8001"]) == (("payments", "8002"), (None, None))
    assert of["9001"] == ("journal_entries", "900")


def test_a_second_currency_counts_where_something_is_owed_or_kept_in_it(opening: Opening) -> None:
    tryton = opening.emulator
    tryton.put("currency.currency", 2, code="EUR", name="Euro", digits=2, active=True)
    for line, amount in (("21", "-105"), ("23", "113.50"), ("9002", "-1545")):
        tryton.put("account.move.line", int(line), second_currency=2, amount_second_currency=Decimal(amount))
    tryton.put("account.account", 4, second_currency=2, amount_second_currency=Decimal(-1433), balance=Decimal(-1391))
    with opening.books() as books:
        rows = read(books, ["ledger", "accounts"])
    found = {id_: (each["currency"], each["amount_currency"]) for id_, each in rows["ledger"].items()}
    assert (found["23"], found["9002"]) == (("EUR", Decimal("113.50")), ("EUR", Decimal(-1545)))
    assert (found["21"], found["9001"]) == (("CHF", Decimal(-102)), ("CHF", Decimal("1500.25")))
    assert (rows["accounts"]["4"]["currency"], rows["accounts"]["4"]["balance"]) == ("EUR", -1433)


def test_what_is_posted_for_bills_taken_back_and_for_what_we_do_not_know(opening: Opening) -> None:
    tryton = opening.emulator
    tryton.put("account.invoice", 3, type="in")
    tryton.put("account.invoice", 5, type="in")
    tryton.put("account.move", 910, number="910", state="posted", origin="account.move,4", company=1, journal=1)
    tryton.put("account.move", 900, origin="account.statement,3")
    tryton.put("account.move.line", 9101, move=910, account=1, debit=Decimal(104), credit=Decimal(0), company=1)
    tryton.put("account.invoice", 4, state="cancelled", cancel_move=910)
    tryton.put("account.invoice", 7, cancel_move=5)
    with opening.books() as books:
        rows = read(books, ["ledger"])["ledger"]
    of = {id_: (each.get("document_kind"), each.get("document_id")) for id_, each in rows.items()}
    assert (of["33"], of["53"]) == (("bills", "3"), ("vendor_credits", "5"))
    assert of["43"] == of["9101"] == ("invoices", "4")
    assert of["9001"] == (None, None)


def test_an_invoice_posted_while_the_books_are_read(opening: Opening) -> None:
    tryton = opening.emulator
    tryton.put("account.invoice", 12, move=None)
    with opening.books() as books:
        assert "document_id" not in read(books, ["ledger"])["ledger"]["123"]
        tryton.put("account.invoice", 12, move=12)
        tryton.put("account.invoice", 13, **tryton.models["account.invoice"][12] | {"id": 13, "move": 13})
        tryton.put("account.move", 12, origin="account.invoice,13")
        tryton.put("account.invoice", 13, move=12)
        tryton.requests.clear()
        rows = read(books, ["ledger"])["ledger"]
    assert rows["123"]["document_id"] == "13"
    assert len([each for each in tryton.requests if each.startswith("account.invoice ")]) == 1


def test_nothing_is_lost(books: Rest, opening: Opening) -> None:
    """Every simple value of the database stands in some row, or in its source."""
    said = {text for kinds in read(books).values() for row in kinds.values() for text in _texts(row)}
    for model, records in opening.emulator.models.items():
        for record in records.values():
            for name, value in record.items():
                if isinstance(value, str | Decimal) and not name.startswith("__") and name != "data":
                    assert any(str(value) in each for each in said), (model, name, value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str | Decimal):
        yield str(value)


def test_files_and_links(books: Rest) -> None:
    assert isinstance(books, Tryton)
    rows = read(books, ["attachments"])["attachments"]
    assert (rows["1"]["document_kind"], rows["1"]["document_id"]) == ("invoices", "1")
    (file,) = books.files(rows["1"][""])
    with books.open(file) as opened:
        assert opened.read() == b"bail"
    assert [each.state for each in books.files(rows["2"][""])] == ["link_only"]


def test_only_what_changed(opening: Opening) -> None:
    tryton = opening.emulator
    with opening.books() as books:
        tryton.clock.forward(days=1)
        bookmark = Bookmark(tryton.clock.now())
        assert not read(books, ["invoices", "bills", "ledger", "payments"], bookmark)
        tryton.put("party.party", 3, name="Blanc & filles")
        tryton.put("account.invoice", 2, reference="changed")
        rows = read(books, ["invoices"], bookmark)
    named = {id_: each["customer"] for kind in ("invoices", "credit_notes") for id_, each in rows.get(kind, {}).items()}
    assert {id_ for id_, name in named.items() if name == "Blanc & filles"} == {"1", "4", "7", "10"}
    assert set(named) == {"1", "2", "4", "7", "10"}


def test_a_module_that_is_not_installed(opening: Opening) -> None:
    del opening.emulator.models["account.payment"]
    with opening.books() as books:
        family = next(each for each in books.families() if each.name == "payment_orders")
        assert books.count(family) is None
        with pytest.raises(FamilyNotOffered, match=r"Tryton has no account\.payment"):
            list(books.read(family))
        assert opening.waited == []


def test_faults_that_pass(opening: Opening) -> None:
    faults = opening.emulator.faults
    faults.add(Fault("GET *account.invoice", "fail", status=503), Fault("GET *party.party", "throttle", retry_after=7))
    with opening.books() as books:
        assert len(read(books, ["invoices"])["invoices"]) == 11
        assert len(read(books, ["customers"])["customers"]) == 4
    assert opening.emulator.writes == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("GET *", "stale token"), KeyRefused),
        (Fault("GET *", "portal", times=0, status=200), Unreachable),
        (Fault("GET *", "fail", times=0, status=500), Unwell),
    ],
)
def test_faults_that_stay(opening: Opening, fault: Fault, error: type[Exception]) -> None:
    opening.emulator.faults.add(fault)
    with pytest.raises(error), opening.books():
        pass


def test_archived_and_verified(opening: Opening, tmp_path: Path) -> None:
    with opening.books() as books:
        archive = exported(books, tmp_path / "archives")
    assert check(archive.path).problems == ()
    assert {reading.status for reading in archive.edition.readings} == {Status.COMPLETE}


@pytest.mark.parametrize("until", [None, date(2026, 1, 31), date(2026, 2, 15)])
def test_every_control_ties(opening: Opening, tmp_path: Path, until: date | None) -> None:
    with opening.books() as books:
        edition = exported(books, tmp_path / "archives", replace(PLAIN, until=until)).edition
    assert not [each for each in edition.controls if each.verdict is Verdict.DIFFERS]
    found = {each.name: (each.verdict, each.currency, each.expected) for each in edition.controls}
    owed = {None: "221.60", date(2026, 1, 31): "109.18", date(2026, 2, 15): "110.26"}[until]
    assert found["receivables_aged"] == (Verdict.TIES, "CHF", Decimal(owed))
    assert found["taxes_tie"][:2] == (Verdict.TIES, "CHF")
    if until:
        assert found["receivables_tie"] == (Verdict.TIES, "CHF", Decimal(owed))
