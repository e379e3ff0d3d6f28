"""What changed since a bookmark: with what an archive before held, it is what the company has now, in every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.books.quickbooks import QuickBooks
from archiver.books.quickbooks.entities import BY_FAMILY, ENTITIES
from archiver.books.quickbooks.reader import Position, Reader
from archiver.errors import FamilyFailed, Unwell
from archiver.model import Bookmark, Family, Page, Record
from tests.books.quickbooks.conftest import Opening, opening_of
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import Company
from tests.emulators.quickbooks import QuickBooks as Emulator

ROWS = "GET */query {}"
COUNT = "GET */query count {}"
CDC = "GET */cdc *"
Rows = Mapping[str, Sequence[Record]]
Documents = dict[str, dict[str, list[Record]]]
"""The rows of each document, by kind."""


class Killed(Exception):
    """The machine is switched off."""


class Archives:
    """What archives hold together: a whole one, and those of changes after it."""

    def __init__(self) -> None:
        self.held: dict[str, Documents] = {}
        self.bookmarks: dict[str, Bookmark] = {}
        self.came: dict[str, set[str]] = {}
        self.gone: dict[str, set[str]] = {}
        self.swept: set[str] = set()

    def copy(self) -> Archives:
        """Archives that are the same until one of them is read on."""
        other = Archives()
        other.held = {family: dict(documents) for family, documents in self.held.items()}
        other.bookmarks = dict(self.bookmarks)
        return other

    def read(self, books: QuickBooks, *names: str) -> Archives:
        """Read on: what changed where that is told, else everything; then what changed meanwhile."""
        families = [each for each in books.families() if not each.picture and (not names or each.name in names)]
        self.came, self.gone, self.swept = {}, {}, set()
        for family in families:
            books.count(family)
        bases = dict(self.bookmarks)
        for family in families:
            base = bases.get(family.name) if family.knows_changes else None
            if base is None:
                self.held[family.name] = {}
            self.take(family, books.read(family, base))
        for family in families:
            if family.name in self.bookmarks:
                self.take(family, books.mend(family, self.bookmarks[family.name]))
        for family in families:
            self.settle(books, family)
        return self

    def take(self, family: Family, pages: Iterator[Page]) -> None:
        """Put pages to what is held."""
        documents = self.held.setdefault(family.name, {})
        for page in pages:
            fresh: Documents = {}
            for kind, rows in page.rows.items():
                for row in rows:
                    fresh.setdefault(row.document, {}).setdefault(kind, []).append(row)
            assert not set(page.gone) & fresh.keys()
            for gone in page.gone:
                documents.pop(gone, None)
            documents.update(fresh)
            self.came.setdefault(family.name, set()).update(fresh)
            self.gone.setdefault(family.name, set()).update(page.gone)
            self.bookmarks[family.name] = page.bookmark or self.bookmarks.get(family.name) or Bookmark(LONG_AGO)

    def settle(self, books: QuickBooks, family: Family) -> None:
        """Where the number does not agree, something was deleted, and the ids say what."""
        documents, asked = self.held[family.name], books.count(family)
        if asked is None or asked == len(documents):
            return
        self.swept.add(family.name)
        there = set(books.ids(family) or ())
        assert there <= documents.keys(), "nothing that there is is lacking"
        self.held[family.name] = {id_: rows for id_, rows in documents.items() if id_ in there}


LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def before() -> dict[str, Archives]:
    """What an archive held before anything changed: the same in every test."""
    return {}


@pytest.fixture
def archives(quickbooks: Emulator, opening: Opening, before: dict[str, Archives]) -> Archives:
    """An archive of the company, made two days ago."""
    if not before:
        with opening.books() as books:
            before["now"] = Archives().read(books)
    archives = before["now"].copy()
    now = quickbooks.clock.now()
    archives.bookmarks = dict.fromkeys(archives.bookmarks, Bookmark(now))
    quickbooks.clock.forward(days=2)
    return archives


def since(opening: Opening, archives: Archives, *names: str, size: int = 1_000) -> Archives:
    """The archives, read on."""
    opening.emulator.traffic.clear()
    with opening.books(size) as books:
        return archives.read(books, *names)


def change(company: Company, entity: str, ids: Iterable[str]) -> None:
    """Edit some rows, of which no balance depends; balances stay what they are from now on."""
    company.settles = False
    for each in ids:
        company.change(entity, each, PrivateNote="late")


def test_nothing_changed_costs_no_more_than_its_proof(
    quickbooks: Emulator, opening: Opening, archives: Archives
) -> None:
    held = archives.copy().held
    since(opening, archives)
    assert archives.held == held
    assert quickbooks.traffic.count(CDC) == 2, "since the archive before, and since this one began"
    for entity in ENTITIES:
        counted, read = (quickbooks.traffic.count(each.format(entity.name)) for each in (COUNT, ROWS))
        assert 1 <= counted <= (1 if entity.tells else 2), entity.name
        assert read <= (not entity.tells) + (not entity.tells or not entity.dated), entity.name
        assert not entity.dated or not archives.came.get(entity.family), entity.name


def test_a_change_costs_one_page(quickbooks: Emulator, opening: Opening, archives: Archives) -> None:
    company = quickbooks.company
    changed, made = company.ids("Estimate")[3], company.again("Estimate")
    company.change("Estimate", changed, PrivateNote="late")
    quickbooks.clock.forward(days=1)
    since(opening, archives, "estimates", "bills")
    assert archives.came["estimates"] == {changed, made}
    assert quickbooks.traffic.count(ROWS.format("Estimate")) == 1
    assert quickbooks.traffic.count(ROWS.format("Bill")) == 0


def test_what_was_changed_a_little_before_the_bookmark_comes_again(
    quickbooks: Emulator, opening: Opening, archives: Archives
) -> None:
    changed = quickbooks.company.ids("Estimate")[3]
    change(quickbooks.company, "Estimate", [changed])
    quickbooks.clock.forward(seconds=120)
    archives.bookmarks["estimates"] = Bookmark(quickbooks.clock.now())
    quickbooks.clock.forward(days=1)
    since(opening, archives, "estimates")
    assert archives.came["estimates"] == {changed}


def test_a_deletion_is_told_once_it_is_found_true(quickbooks: Emulator, opening: Opening, archives: Archives) -> None:
    gone = quickbooks.company.ids("Estimate")[0]
    quickbooks.company.delete("Estimate", gone)
    quickbooks.clock.forward(days=1)
    since(opening, archives, "estimates")
    assert archives.gone["estimates"] == {gone}
    assert set(archives.held["estimates"]) == set(quickbooks.company.ids("Estimate"))
    assert archives.swept == set()


def test_a_deletion_that_is_told_and_did_not_happen(quickbooks: Emulator, opening: Opening, archives: Archives) -> None:
    there = quickbooks.company.ids("Estimate")[0]
    quickbooks.company.change("Estimate", there, PrivateNote="late")
    quickbooks.clock.forward(days=1)
    quickbooks.faults.add(Fault(CDC, "refuse", reason="false deleted", times=0))
    since(opening, archives, "estimates")
    assert archives.gone.get("estimates", set()) == set()
    assert archives.came["estimates"] == {there}


@pytest.mark.parametrize(("days", "told"), [(29, True), (31, False)])
def test_deletions_are_told_within_thirty_days(
    quickbooks: Emulator, opening: Opening, archives: Archives, days: int, told: bool
) -> None:
    company = quickbooks.company
    gone, changed = company.ids("Estimate")[:2]
    company.delete("Estimate", gone)
    company.change("Estimate", changed, PrivateNote="late")
    quickbooks.clock.forward(days=days - 2)
    since(opening, archives, "estimates")
    assert (archives.gone["estimates"] == {gone}, "estimates" in archives.swept) == (told, not told)
    assert archives.came["estimates"] == {changed}
    assert set(archives.held["estimates"]) == set(company.ids("Estimate"))
    assert quickbooks.traffic.count(CDC) == (2 if told else 1)


def test_more_than_a_thousand_changes_are_told_of_each_entity(
    quickbooks: Emulator, opening: Opening, archives: Archives
) -> None:
    company = quickbooks.company
    gone, changed = company.ids("Bill")[0], company.ids("Invoice")
    company.delete("Bill", gone)
    lost = company.ids("Invoice")[0]
    change(company, "Invoice", changed)
    company.delete("Invoice", lost)
    quickbooks.clock.forward(days=1)
    since(opening, archives, "invoices", "bills", size=20)  # which makes a page, and is the most that is told
    assert archives.gone["bills"] == {gone}
    assert archives.gone.get("invoices", set()) == set(), "of so many nothing is told"
    assert archives.swept == {"invoices"}
    for family in ("invoices", "bills"):
        assert set(archives.held[family]) == set(company.ids(BY_FAMILY[family].name))


def test_a_thousand_in_truth(quickbooks: Emulator, tmp_path: Path) -> None:
    company = quickbooks.generate(1_400, {"Invoice": 12, "Bill": 1})
    gone, changed = company.ids("Bill")[0], company.ids("Invoice")[:1_001]
    with opening_of(quickbooks, tmp_path / "work") as opening:
        with opening.books() as books:
            archives = Archives().read(books, "invoices", "bills")
        quickbooks.clock.forward(days=2)
        company.delete("Bill", gone)
        change(company, "Invoice", changed)
        quickbooks.clock.forward(days=1)
        since(opening, archives, "invoices", "bills")
    assert archives.came["invoices"] == set(changed)
    assert archives.gone["bills"] == {gone}
    assert quickbooks.traffic.count(ROWS.format("Invoice")) == 2


def test_what_cannot_be_found_by_time_is_read_whole(quickbooks: Emulator, opening: Opening, archives: Archives) -> None:
    quickbooks.clock.forward(days=40)
    ordered_and_not = Fault(ROWS.format("Estimate"), "refuse", reason="4001", times=2)
    quickbooks.faults.add(ordered_and_not)
    since(opening, archives, "estimates")
    assert archives.came["estimates"] == set(quickbooks.company.ids("Estimate"))


def test_what_is_refused_both_ways_fails(quickbooks: Emulator, opening: Opening, archives: Archives) -> None:
    quickbooks.clock.forward(days=40)
    quickbooks.faults.add(Fault(ROWS.format("Estimate"), "refuse", reason="5020", times=0))
    with pytest.raises(FamilyFailed):
        since(opening, archives, "estimates")


def test_a_merge_is_told_by_nothing_but_an_entry_that_is_not_in_use(
    quickbooks: Emulator, opening: Opening, archives: Archives
) -> None:
    company = quickbooks.company
    keep, gone = [item["Id"] for item in company.items("Customer") if item["Active"]][:2]
    untouched = {item["Id"]: item["MetaData"] for item in company.items("Invoice")}
    company.merge("Customer", keep, gone)
    assert {item["Id"]: item["MetaData"] for item in company.items("Invoice")} == untouched
    quickbooks.clock.forward(days=1)
    since(opening, archives)
    with opening.books() as books:
        assert archives.held == Archives().read(books).held


def test_merges_of_long_ago_are_looked_for(quickbooks: Emulator, opening: Opening, archives: Archives) -> None:
    company = quickbooks.company
    company.deactivate("Vendor", company.ids("Vendor")[0])
    quickbooks.clock.forward(days=40)
    since(opening, archives, "bills")
    assert archives.came["bills"] == set(company.ids("Bill"))
    assert quickbooks.traffic.count(CDC) == 1, "for what changes meanwhile"


@pytest.mark.parametrize("size", [5, 1_000])
def test_names_of_lists_that_were_not_read(
    quickbooks: Emulator, opening: Opening, archives: Archives, size: int
) -> None:
    company = quickbooks.company
    for entity in ("Bill", "Invoice", "Payment", "Purchase"):
        for id_ in company.ids(entity)[:2]:
            company.change(entity, id_, PrivateNote="late", CustomerRef=None)
    quickbooks.clock.forward(days=1)
    names = ("bills", "invoices", "payments", "purchases")
    since(opening, archives, *names, size=size)
    with opening.books() as books:
        whole = Archives().read(books).held
    assert {name: archives.held[name] for name in names} == {name: whole[name] for name in names}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(ROWS.format("Invoice"), "refuse", reason="short page"),
        Fault("GET */query *", "fail", status=500, nth=3, times=3),
        Fault(CDC, "cut answer", at=200, times=2),
        Fault(CDC, "refuse", reason="5020", times=0),
        Fault(CDC, "refuse", reason="not json", times=0),
        Fault(CDC, "refuse", reason="no parts", times=0),
        Fault(CDC, "refuse", reason="no elements", times=0),
        Fault(CDC, "refuse", reason="odd element", times=0),
        Fault(CDC, "refuse", reason="small fault inside", times=0),
    ],
    ids=lambda fault: f"{fault.does} {fault.reason}",
)
def test_what_passes_is_not_noticed(quickbooks: Emulator, opening: Opening, archives: Archives, fault: Fault) -> None:
    company = quickbooks.company
    change(company, "Invoice", company.ids("Invoice")[:12])
    quickbooks.clock.forward(days=1)
    quickbooks.faults.add(fault)
    since(opening, archives, "invoices", "bills", size=5)
    assert quickbooks.faults.struck
    assert {each: held(company, "Invoice", each) for each in company.ids("Invoice")} == tokens(archives, "invoices")


def held(company: Company, entity: str, id_: str) -> object:
    return company.item(entity, id_)["SyncToken"]


def tokens(archives: Archives, family: str) -> dict[str, object]:
    return {id_: rows[family][0].version for id_, rows in archives.held[family].items()}


def test_a_service_that_fails_ends_all(quickbooks: Emulator, opening: Opening, archives: Archives) -> None:
    for on, nth in ((CDC, 1), ("GET */query *", 3)):  # once the books are open
        quickbooks.faults.add(Fault(on, "fail", nth=nth, status=500, times=0))
    with pytest.raises(Unwell):
        since(opening, archives, "invoices")


def test_changes_that_the_service_fails_to_tell_are_found_otherwise(
    quickbooks: Emulator, opening: Opening, archives: Archives
) -> None:
    quickbooks.clock.forward(days=1)
    company = quickbooks.company
    gone, changed = company.ids("Estimate")[:2]
    company.delete("Estimate", gone)
    change(company, "Estimate", [changed])
    quickbooks.clock.forward(days=1)
    quickbooks.faults.add(Fault(CDC, "fail", status=500, times=0))
    since(opening, archives, "estimates")
    assert archives.came["estimates"] == {changed}
    assert set(archives.held["estimates"]) == set(company.ids("Estimate"))


def family(books: QuickBooks, name: str) -> Family:
    return next(each for each in books.families() if each.name == name)


def begin(opening: Opening, base: Bookmark, pages: list[Page], dies: int) -> None:
    """A run that takes so many pages of invoices, and one more, and is killed."""
    with opening.books(size=5) as books:
        for page in books.read(family(books, "invoices"), base):
            pages.append(page)
            if len(pages) > dies:
                raise Killed


@pytest.mark.parametrize("dies", [0, 1, 3])
def test_another_run_goes_on_since_the_same_bookmark(
    quickbooks: Emulator, opening: Opening, archives: Archives, dies: int
) -> None:
    company = quickbooks.company
    changed = company.ids("Invoice")[3:20]
    change(company, "Invoice", changed)
    company.delete("Invoice", company.ids("Invoice")[0])
    quickbooks.clock.forward(days=1)
    base, pages = archives.bookmarks["invoices"], list[Page]()
    with pytest.raises(Killed):
        begin(opening, base, pages, dies)
    later = company.ids("Invoice")[30]
    company.change("Invoice", later, PrivateNote="later")
    company.change("Invoice", changed[0], PrivateNote="later")
    company.delete("Invoice", changed[2])
    quickbooks.clock.forward(seconds=3_600)
    with opening.books(size=5) as books:
        invoices = family(books, "invoices")
        pages += books.read(invoices, base, pages[-1].resume)
        archives.take(invoices, iter(pages))
        archives.take(invoices, books.mend(invoices, pages[-1].bookmark or base))
        archives.settle(books, invoices)
    assert archives.came["invoices"] == {*changed, later}, "and nothing that did not change"
    assert {each: held(company, "Invoice", each) for each in company.ids("Invoice")} == tokens(archives, "invoices")


def test_a_family_that_an_earlier_run_has_read_is_mended(
    quickbooks: Emulator, opening: Opening, archives: Archives
) -> None:
    company = quickbooks.company
    company.change("Invoice", company.ids("Invoice")[3], PrivateNote="late")
    quickbooks.clock.forward(days=1)
    pages = list[Page]()
    with pytest.raises(Killed):
        begin(opening, archives.bookmarks["invoices"], pages, 1)
    later = company.ids("Invoice")[7]
    company.change("Invoice", later, PrivateNote="later")
    quickbooks.clock.forward(seconds=3_600)
    quickbooks.traffic.clear()
    with opening.books() as books:
        invoices = family(books, "invoices")
        archives.take(invoices, iter(pages))
        pages = list(books.mend(invoices, archives.bookmarks["invoices"]))
        archives.take(invoices, iter(pages))
        assert books.count(invoices) == len(company.ids("Invoice"))
    assert {row.id for page in pages for row in page.rows.get("invoices", ())} == {later}
    assert quickbooks.traffic.count(ROWS.format("Invoice")) == 1


@pytest.mark.parametrize("edited", [True, False], ids=["something changed before", "nothing changed before"])
def test_what_is_not_told_and_happens_late_is_swept_up(
    quickbooks: Emulator, opening: Opening, archives: Archives, edited: bool
) -> None:
    company = quickbooks.company
    gone, changed, other = company.ids("CreditCardPayment")[:3]
    if edited:
        company.change("CreditCardPayment", other, PrivateNote="late")
    quickbooks.clock.forward(days=1)
    with opening.books() as books:
        cards = family(books, "card_payments")
        archives.take(cards, books.read(cards, archives.bookmarks["card_payments"]))
        company.delete("CreditCardPayment", gone)
        company.change("CreditCardPayment", changed, PrivateNote="later")
        company.again("CreditCardPayment")
        archives.take(cards, books.mend(cards, archives.bookmarks["card_payments"]))
        archives.settle(books, cards)
    there = company.ids("CreditCardPayment")
    assert {each: held(company, "CreditCardPayment", each) for each in there} == tokens(archives, "card_payments")


MEANWHILE: Mapping[str, Callable[[Company], object]] = {
    "edit one that was read": lambda company: company.change("Invoice", company.ids("Invoice")[2], PrivateNote="now"),
    "edit an old one": lambda company: company.change("Invoice", company.ids("Invoice")[0], PrivateNote="now"),
    "edit one that did not change": lambda company: company.change(
        "Invoice", company.ids("Invoice")[40], DocNumber="9"
    ),
    "delete one that was read": lambda company: company.delete("Invoice", company.ids("Invoice")[2]),
    "delete one that was not": lambda company: company.delete("Invoice", company.ids("Invoice")[18]),
    "create many": lambda company: [company.again("Invoice") for _ in range(12)],
}


@pytest.mark.parametrize("late", [2, 40], ids=["told", "not told"])
@pytest.mark.parametrize("what", MEANWHILE)
def test_whatever_happens_between_pages(
    quickbooks: Emulator, opening: Opening, archives: Archives, what: str, late: int
) -> None:
    company = quickbooks.company
    change(company, "Invoice", company.ids("Invoice")[2:20])
    quickbooks.clock.forward(days=late)
    quickbooks.between(2, MEANWHILE[what], of="Invoice")
    since(opening, archives, "invoices", size=5)
    assert {each: held(company, "Invoice", each) for each in company.ids("Invoice")} == tokens(archives, "invoices")
    assert archives.swept == set(), "what is deleted by now was told, and was counted anew"


def test_what_is_read_whole_after_all_is_mended_as_a_whole(
    quickbooks: Emulator, opening: Opening, archives: Archives
) -> None:
    company, late = quickbooks.company, list[str]()
    for _ in range(12):
        company.again("TimeActivity")
    with opening.books(size=5) as books:
        times = family(books, "time_activities")
        base = Bookmark(quickbooks.clock.now() + timedelta(hours=1))
        assert [page.rows for page in books.read(times, base)] == [{}]
        quickbooks.between(3, lambda company: late.append(company.again("TimeActivity")), of="TimeActivity")
        archives.take(times, books.read(times))
        company.delete("TimeActivity", company.ids("TimeActivity")[0])
        archives.take(times, books.mend(times, archives.bookmarks["time_activities"]))
    assert late
    assert set(archives.held["time_activities"]) == set(company.ids("TimeActivity"))


def test_where_nothing_had_come_nothing_is_known(quickbooks: Emulator, opening: Opening) -> None:
    now = quickbooks.clock.now()
    opening.work.mkdir(exist_ok=True)
    reader, estimates = Reader(opening.client(), opening.work), BY_FAMILY["estimates"]
    what_is_gone = Position(now, reached=0, place=0, read=0, last="", since=now + timedelta(hours=1))
    assert list(reader.read(estimates, what_is_gone.text(), now)) == []
    assert reader.ids(estimates) == set()
    reader.close()


def test_every_id_is_listed_whatever_is_deleted_meanwhile(quickbooks: Emulator, opening: Opening) -> None:
    company = quickbooks.company
    quickbooks.between(2, lambda company: company.delete("Invoice", company.ids("Invoice")[0]), of="Invoice")
    with opening.books(size=10) as books:
        assert set(company.ids("Invoice")) <= set(books.ids(family(books, "invoices")) or ())
        assert books.ids(family(books, "preferences")) is None
        assert books.ids(family(books, "ledger")) is None


def test_printed_documents_are_among_the_ids_of_files(quickbooks: Emulator, opening: Opening) -> None:
    with opening.books(printed=True) as books:
        files = family(books, "attachments")
        read = {row.document for page in books.read(files) for row in page.rows.get("attachments", ())}
        ids = set(books.ids(files) or ())
        assert f"pdf/invoice/{quickbooks.company.ids('Invoice')[0]}" in ids
        assert read <= ids


DOCUMENTS = ("Invoice", "Payment", "Bill", "BillPayment", "Purchase", "Estimate", "Deposit", "TimeActivity")
LISTS = ("Customer", "Vendor", "Item", "Account", "Class", "Term", "Employee")
VOIDED = ("Invoice", "Payment", "SalesReceipt", "BillPayment")


def edit(company: Company, what: str, turn: int) -> None:
    """One thing that an owner does; ``turn`` says to what."""
    entities = {"merge": ("Customer", "Vendor", "Item"), "void": VOIDED, "deactivate": LISTS, "attach": DOCUMENTS[:3]}
    entity = (chosen := entities.get(what, (*DOCUMENTS, *LISTS) if what != "delete" else DOCUMENTS))[turn % len(chosen)]
    ids = company.ids(entity)
    one, other = ids[turn % len(ids)], ids[(turn + 1) % len(ids)]
    match what:
        case "add":
            company.again(entity)
        case "change":
            company.change(entity, one, PrivateNote=f"note {turn}", Notes=f"note {turn}")
        case "delete" | "void" | "deactivate":
            getattr(company, what)(entity, one)
        case "merge" if one != other:
            company.merge(entity, one, other)
        case "attach":
            company.attach(entity, one, f"{turn}.txt", b"text")


WRITTEN = ("add", "change", "delete", "void", "attach")
RETIRED = (*WRITTEN, "deactivate", "merge")


def edits(kinds: Sequence[str]) -> st.SearchStrategy[list[tuple[str, int]]]:
    return st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 500)), min_size=1, max_size=8)


@given(edits(WRITTEN) | edits(RETIRED), st.sampled_from([1, 29, 45]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
def test_whatever_was_done_changes_lead_to_what_there_is(
    quickbooks: Emulator, opening: Opening, archives: Archives, done: list[tuple[str, int]], days: int
) -> None:
    read, first = archives.copy(), quickbooks.company
    company = quickbooks.serve(first.twin())
    quickbooks.clock.forward(days=1)
    read.bookmarks = dict.fromkeys(read.bookmarks, Bookmark(quickbooks.clock.now()))
    quickbooks.clock.forward(seconds=3_600)
    for what, turn in done:
        edit(company, what, turn)
    quickbooks.clock.forward(days=days)
    since(opening, read)
    with opening.books() as books:
        whole = Archives().read(books).held
    quickbooks.serve(first)
    for name in whole:
        assert read.held[name] == whole[name], name
