"""Books of which a family was not read whole, or was left out: nothing is tied to what there is, and that is said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import controls, kinds, reading
from archiver.books import Books
from archiver.controls.unread import LEDGER, Unread, note
from archiver.errors import FamilyFailed, Shortfall
from archiver.events import silence
from archiver.model import Bookmark, Company, Control, Family, Page, Reading, Record, Status, Value, Verdict
from archiver.spool import Spool
from archiver.statements import derived, findings
from archiver.words import Phrase, Words
from tests.archives import BOOKS, COMPANY, MOMENT, by_key, memory, opened, record
from tests.contracts.fakes_books import Document, MemoryBooks

LAST = date(2025, 12, 31)
FAMILIES = ("accounts", "ledger", "invoices", "credit_notes", "payments", "bills", "vendor_credits", "bill_payments")
ALONE = {"totals_add_up", "entries_balanced"}
"""Controls that look at each document by itself."""


class Broken:
    """Books of which the reading of one family ends: after every other document, or before the first."""

    def __init__(self, books: Books, broken: str, status: Status) -> None:
        self._books, self._broken, self._status = books, broken, status

    def company(self) -> Company:
        return self._books.company()

    def families(self) -> Sequence[Family]:
        return self._books.families()

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        if family.name != self._broken:
            yield from self._books.read(family, since, resume)
            return
        if self._status is Status.FAILED:
            raise FamilyFailed(family=family.main.labels, reason="no")
        for page in self._books.read(family):
            kept = {row.document for row in [*page.rows.get(family.main.key, ())][::2]}
            yield Page({key: [row for row in rows if row.document in kept] for key, rows in page.rows.items()})
        raise Shortfall(family=family.main.labels, reason="no")


def examined(
    books: Books, room: Path, left_out: Collection[str] = ()
) -> tuple[list[Reading], list[Control], dict[str, int]]:
    """The readings, all that the archive's sheet of controls says, and how many rows of statements there are."""
    with closing(Spool(room)) as spool:
        spool.begin("test", MOMENT)
        readings = reading.read(books, spool, left_out, silence)
        spool.draft()
        numbers = findings.numbers(spool, readings, COMPANY.fiscal_year_start)
        found = derived.put(spool, COMPANY, readings, LAST, Words("en"))
        found += [*findings.put(spool, numbers, readings, MOMENT), *controls.examine(spool, readings)]
        keys = ("trial_balance", "aged_receivables", "aged_payables")
        return readings, found, {key: len(by_key(spool, key)) for key in keys}


def odd(found: Sequence[Control]) -> set[tuple[str, str | None]]:
    return {(each.name, each.kind) for each in found if each.verdict is Verdict.DIFFERS}


@pytest.mark.parametrize("status", [Status.PARTIAL, Status.FAILED])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", BOOKS)
def test_what_was_not_read_whole_raises_no_alarm(name: str, family: str, status: Status, tmp_path: Path) -> None:
    for room in (whole := tmp_path / "whole", broken := tmp_path / "broken"):
        room.mkdir()
    with opened(BOOKS[name], tmp_path) as books:
        if not any(each.name == family for each in books.families()):
            pytest.skip("these books have none")
        before = odd(examined(books, whole)[1])
        readings, found, rows = examined(Broken(books, family, status), broken)
    assert [(each.family.name, each.status) for each in readings if each.status.lacks] == [(family, status)]
    assert odd(found) <= before
    said = [Words("en").say(each.said) for each in found if each.verdict is Verdict.NOTED]
    label = next(each.family.main.labels["en"] for each in readings if each.family.name == family)
    assert [each for each in said if "could not be read whole" in each and label in each]
    ledger = {each.key for reading in readings if reading.status.lacks for each in reading.family.kinds} & set(LEDGER)
    assert bool(rows["trial_balance"]) is not bool(ledger)
    assert [each for each in found if each.name in ALONE and each.verdict is not Verdict.NOTED]


def noted(found: Sequence[Control]) -> set[tuple[str, str]]:
    """The controls that say what was left out."""
    said = ((each.name, Words("en").say(each.said)) for each in found if each.verdict is Verdict.NOTED)
    return {(name, text) for name, text in said if "left out: " in text}


@pytest.mark.parametrize("left_out", ["sales", "purchases", "ledger", "accounts", "credit_notes", "bill_payments"])
@pytest.mark.parametrize("name", BOOKS)
def test_what_was_left_out_raises_no_alarm(name: str, left_out: str, tmp_path: Path) -> None:
    for room in (whole := tmp_path / "whole", less := tmp_path / "less"):
        room.mkdir()
    with opened(BOOKS[name], tmp_path) as books:
        before = odd(examined(books, whole)[1])
        _, found, _ = examined(books, less, [left_out])
    assert odd(found) <= before
    assert noted(found)


def owed(key: str, id_: str, left: str, account: str, **tax: Value) -> Document:
    """An invoice or a bill of 115, and a tax of 15 on it."""
    of: dict[str, Value] = {"date": LAST, "currency": "CAD"}
    total, open_, fifteen = Decimal(115), Decimal(left), Decimal(15)
    line: dict[str, Value] = {
        "document_kind": key,
        "document_id": id_,
        "tax": fifteen,
        "account_id": "tax",
        **of,
        **tax,
    }
    return {
        key: [record(key, id_, total=total, balance=open_, account_id=account, **of)],
        "tax_lines": [record("tax_lines", id_, id_, **line)],
    }


def posted(entry: str, kind: str, **amounts: int) -> Document:
    """An entry on the accounts that are named."""
    of: dict[str, Value] = {"date": LAST, "currency": "CAD", "entry_currency": "CAD", "entry_id": entry}
    rows = list[Record]()
    for account, amount in amounts.items():
        sides: dict[str, Value] = {
            "debit": Decimal(max(amount, 0)),
            "credit": Decimal(max(-amount, 0)),
            "account_id": account,
        }
        made: dict[str, Value] = {"document_kind": kind, "document_id": entry, "amount_currency": Decimal(amount)}
        rows.append(record("ledger", f"{entry}/{account}", entry, **of, **sides, **made))
    return {"ledger": rows}


def joined() -> MemoryBooks:
    """Books that bring all payments at once, as Sage does; a bill was paid."""
    roles = {"ar": "receivable", "ap": "payable", "tax": "tax", "bank": "bank", "other": None}
    of: dict[str, Value] = {"date": LAST, "currency": "CAD"}
    gave: dict[str, Value] = {"payment_kind": "bill_payments", "payment_id": "p", "amount": Decimal(115)}
    taken: dict[str, Value] = {"document_kind": "bills", "document_id": "b"}
    paid: dict[str, Value] = {"amount": Decimal(115), "unapplied": Decimal(0), "control_account_id": "ap"}
    payment: Document = {
        "payments": [],
        "bill_payments": [record("bill_payments", "p", **paid, **of)],
        "sales_applications": [],
        "purchase_applications": [record("purchase_applications", "p/b", "p", **gave, **taken, **of)],
    }
    return memory(
        accounts=[{"accounts": [record("accounts", key, name=key, role=role)]} for key, role in roles.items()],
        ledger=[
            posted("i", "invoices", ar=115, tax=-15, other=-100),
            posted("b", "bills", ap=-115, tax=15, other=100),
            posted("p", "bill_payments", ap=115, bank=-115),
        ],
        invoices=[owed("invoices", "i", "115", "ar", direction="collected")],
        bills=[owed("bills", "b", "0", "ap", direction="recoverable")],
        payments=[payment],
        vendor_credits=[],
    )


BOTH = {f"{side}_{what}" for side in ("receivables", "payables") for what in ("tie", "aged")}


@pytest.mark.parametrize(
    ("left_out", "names", "said"),
    [
        ((), set[str](), ""),
        (("invoices", "payments"), {*BOTH - {"receivables_aged"}, "balances_applied", "taxes_tie"}, "Bill payments"),
        (("bills",), {"payables_tie", "payables_aged", "balances_applied", "taxes_tie"}, "Bills"),
        (("ledger",), {"receivables_tie", "payables_tie", "taxes_tie"}, "General ledger"),
        (("vendor_credits",), set[str](), ""),
    ],
)
def test_what_ties_families_says_which_of_them_were_left_out(
    left_out: tuple[str, ...], names: set[str], said: str, tmp_path: Path
) -> None:
    _, found, _ = examined(joined(), tmp_path, left_out)
    assert odd(found) == set()
    told = noted(found)
    assert {name for name, _ in told} - {"taxes_summed"} == names
    assert not names or any(said in text for _, text in told)
    summed = {text for name, text in told if name == "taxes_summed"}
    assert summed == {
        f"The tax summary lacks taxes, for these were left out: {kinds.kind(key).labels['en']}"
        for key in left_out
        if key in {"invoices", "bills"}
    }


def test_what_is_not_offered_and_what_nothing_is_left_of_is_not_missed() -> None:
    families = {each.name: each for each in joined().families()}
    out = [Reading(families[each], Status.LEFT_OUT) for each in ("bills", "payments")]
    beside = [Reading(families["invoices"], Status.NOT_OFFERED), Reading(families["accounts"])]
    needs = ("bills", "invoices", "payments")
    assert Unread([*out, *beside]).left_out(needs) == []
    assert [each.key for each in Unread([*out, *beside]).left_out((*needs, "accounts"))] == ["bills", "payments"]


def test_a_control_that_is_not_begun_stands_there_as_a_note(tmp_path: Path) -> None:
    with opened(BOOKS["alpine"], tmp_path) as books:
        failed = [Reading(each, Status.FAILED) for each in books.families() if each.name == "ledger"]

    never = (Control(str(each / 0), Verdict.TIES, Phrase("")) for each in (1,))
    (said,) = Unread(failed).unless(("invoices", "ledger"), "receivables_tie", never)
    assert said == note("receivables_tie", Unread(failed).among(["ledger"]))
    assert (said.verdict, Words("en").say(said.said)) == (
        Verdict.NOTED,
        "Not examined, for these could not be read whole: General ledger",
    )
    found = [Control("bill_doubles", Verdict.TIES, said.said)]
    assert list(Unread(failed).unless(("bills",), "bill_doubles", found)) == found


def test_books_that_were_read_whole_lack_nothing() -> None:
    families = MemoryBooks(COMPANY, ()).families()
    whole = [Reading(each, status) for each in families for status in (Status.COMPLETE, Status.LEFT_OUT)]
    assert Unread(whole).among(FAMILIES) == []
