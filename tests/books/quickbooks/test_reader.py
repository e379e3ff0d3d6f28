"""Reading a company that changes meanwhile, is cut off, or does not answer everything: what the spool holds then."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archiver import reading
from archiver.books.quickbooks import QuickBooks, families, paging
from archiver.books.quickbooks.entities import BY_FAMILY, ENTITIES
from archiver.errors import AccessTaken, Shortfall, Unwell
from archiver.events import silence
from archiver.model import Bookmark, Family, Page, Reading, Status
from archiver.spool import Spool
from archiver.words import Words
from tests.books.quickbooks.conftest import Opening, opening_of
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import Company
from tests.emulators.quickbooks import QuickBooks as Emulator

RECORDED = Path(__file__).parents[4] / "shared" / "data" / "quickbooks"
ROWS = "GET */query {}"
COUNT = "GET */query count {}"


class Killed(Exception):
    """The machine is switched off."""


class Part:
    """Some families of the books; the reading of one of them may end after some pages, and something may happen when
    all of them were read.
    """

    def __init__(
        self, books: QuickBooks, names: Sequence[str], dies: tuple[str, int] | None, late: Callable[[], object]
    ) -> None:
        self._books, self._names, self._dies, self._late = books, names, dies, [late]
        self.company, self.count, self.foresee = books.company, books.count, books.foresee

    def families(self) -> Sequence[Family]:
        return [each for each in self._books.families() if each.name in self._names]

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        for number, page in enumerate(self._books.read(family, since, resume)):
            if self._dies == (family.name, number):
                raise Killed
            yield page

    def mend(self, family: Family, since: Bookmark) -> Iterator[Page]:
        while self._late:
            self._late.pop()()
        return self._books.mend(family, since)


class Archived:
    """Runs of reading into a spool that lies in the private folder, as those of the program do."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening

    def read(
        self,
        *names: str,
        size: int = 1_000,
        left_out: Collection[str] = (),
        dies: tuple[str, int] | None = None,
        late: Callable[[Company], object] = lambda company: None,
    ) -> dict[str, Reading]:
        """Read these families, or all; what became of each."""
        with self.opening.books(size) as books, closing(Spool(self.opening.work)) as spool:
            spool.begin("asked", self.opening.emulator.clock.now())
            wanted = names or [each.name for each in books.families()]
            part = Part(books, wanted, dies, lambda: late(self.opening.emulator.company))
            found = reading.read(part, spool, left_out, silence)
            return {each.family.name: each for each in found}

    def killed(self, *names: str, size: int, dies: tuple[str, int]) -> None:
        """A run that does not come to its end."""
        with pytest.raises(Killed):
            self.read(*names, size=size, dies=dies)

    def held(self, family: str) -> dict[str, object]:
        """The documents of a family in the spool, by id, each in the source's own form."""
        kind = next(each.main for each in families.families() if each.name == family)
        with closing(Spool(self.opening.work)) as spool:
            spool.know([kind])
            return {row.id: row.source for row in spool.by_id(kind)}

    def agrees(self, family: str) -> None:
        """What is held of a family is what the company has now."""
        company, entity = self.opening.emulator.company, BY_FAMILY[family].name
        held = {id_: item["SyncToken"] for id_, item in self.held(family).items() if isinstance(item, dict)}
        assert held == {id_: company.item(entity, id_)["SyncToken"] for id_ in company.ids(entity)}, family


@pytest.fixture
def archived(opening: Opening) -> Archived:
    return Archived(opening)


def ids(company: Company, family: str) -> set[str]:
    return set(company.ids(BY_FAMILY[family].name))


def test_every_entity_comes_whole(quickbooks: Emulator, archived: Archived) -> None:
    found = archived.read()
    lacking = {name for name, each in found.items() if each.status is not Status.COMPLETE}
    assert lacking <= {"tax_classifications"}, "which this company's country does not have"
    for entity in ENTITIES:
        if entity.name in quickbooks.company.entities:
            assert set(archived.held(entity.family)) == ids(quickbooks.company, entity.family), entity.name
            assert found[entity.family].asked == found[entity.family].read == len(quickbooks.company.ids(entity.name))
    assert quickbooks.writes == []
    assert all(call.request.startswith("GET ") for call in quickbooks.traffic.calls)


def test_it_asks_no_more_than_it_needs(quickbooks: Emulator, archived: Archived) -> None:
    archived.read()
    reports = quickbooks.traffic.count("GET */reports/*")
    assert reports == 6
    pages = 0
    for entity in ENTITIES:
        counted, read = (quickbooks.traffic.count(each.format(entity.name)) for each in (COUNT, ROWS))
        assert 1 <= counted <= (1 if entity.tells else 2), entity.name
        assert read <= 2, entity.name
        pages += read > 0
    assert quickbooks.traffic.count("GET */cdc *") == 1
    assert quickbooks.traffic.count("GET *") <= pages + 2 * len(ENTITIES) + 5 + reports


def test_inactive_entries_and_stock_numbers_come_too(quickbooks: Emulator, archived: Archived) -> None:
    company = quickbooks.company
    gone = company.ids("Customer")[0]
    company.deactivate("Customer", gone)
    archived.read("customers", "items")
    assert gone in archived.held("customers")
    assert any("Sku" in source for source in archived.held("items").values() if isinstance(source, dict))


def test_what_is_left_out_is_counted_and_not_read(quickbooks: Emulator, archived: Archived) -> None:
    found = archived.read("bills", "employees", "time_activities", left_out={"people"})
    assert found["employees"].status is Status.LEFT_OUT
    assert found["employees"].asked == len(quickbooks.company.ids("Employee"))
    for entity in ("Employee", "TimeActivity"):
        assert quickbooks.traffic.count(ROWS.format(entity)) == 0


def exchange(company: Company, entity: str) -> None:
    """One goes and one comes: the count stays as it was."""
    company.delete(entity, company.ids(entity)[0])
    company.again(entity)


MEANWHILE: dict[str, Callable[[Company], object]] = {
    "delete one that was read": lambda company: company.delete("Invoice", company.ids("Invoice")[1]),
    "delete one that was not": lambda company: company.delete("Invoice", company.ids("Invoice")[-1]),
    "create one": lambda company: company.again("Invoice"),
    "delete one and create one": lambda company: exchange(company, "Invoice"),
    "edit one that was read": lambda company: company.change("Invoice", company.ids("Invoice")[0], PrivateNote="late"),
    "void one that was read": lambda company: company.void("Invoice", company.ids("Invoice")[2]),
    "create many": lambda company: [company.again("Invoice") for _ in range(25)],
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_whatever_happens_between_pages(quickbooks: Emulator, archived: Archived, what: str) -> None:
    quickbooks.between(2, MEANWHILE[what], of="Invoice")
    found = archived.read("invoices", size=10)["invoices"]
    assert found.status is Status.COMPLETE
    assert found.asked == found.read == len(quickbooks.company.ids("Invoice"))
    archived.agrees("invoices")


def test_what_happens_after_a_family_was_read_is_swept_up(quickbooks: Emulator, archived: Archived) -> None:
    def happen(company: Company) -> None:
        company.delete("Estimate", company.ids("Estimate")[0])
        company.again("Invoice")
        company.change("Customer", company.ids("Customer")[3], Notes="late")
        company.deactivate("Vendor", company.ids("Vendor")[0])

    quickbooks.between(1, happen, of="TimeActivity")
    names = ("estimates", "invoices", "customers", "vendors")
    found = archived.read(*names, "time_activities")
    for family in names:
        archived.agrees(family)
        assert found[family].status is Status.COMPLETE
        assert found[family].asked == found[family].read == len(ids(quickbooks.company, family))


def test_a_deletion_that_is_told_and_did_not_happen_is_not_believed(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.faults.add(Fault("GET */cdc *", "refuse", reason="false deleted", times=0))
    found = archived.read("invoices")
    archived.agrees("invoices")
    assert found["invoices"].status is Status.COMPLETE


def test_changes_that_cannot_be_told_are_looked_for(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.faults.add(Fault("GET */cdc *", "refuse", reason="4001", times=0))

    def happen(company: Company) -> None:
        exchange(company, "Bill")
        company.change("Bill", company.ids("Bill")[5], PrivateNote="late")

    quickbooks.between(1, happen, of="TimeActivity")
    archived.read("bills", "time_activities")
    archived.agrees("bills")


@pytest.mark.parametrize("size", [10, 1_000])
@pytest.mark.parametrize("reason", ["4001", "no parts", "no elements", "odd element", "small fault inside"])
def test_a_deletion_that_is_not_told_is_looked_for(
    quickbooks: Emulator, archived: Archived, reason: str, size: int
) -> None:
    quickbooks.faults.add(Fault("GET */cdc *", "refuse", reason=reason, times=0))
    found = archived.read("bills", size=size, late=lambda company: company.delete("Bill", company.ids("Bill")[3]))
    archived.agrees("bills")
    assert found["bills"].status is Status.COMPLETE
    assert found["bills"].asked == found["bills"].read == len(ids(quickbooks.company, "bills"))


SHORT = ("card_payments", "inventory_adjustments", "reimburse_charges", "time_activities", "attachments")
"""Documents of which change data capture does not tell; here they come on one page."""


@pytest.mark.parametrize("what", ["create", "edit", "delete", "delete one and create one"])
@pytest.mark.parametrize("family", SHORT)
def test_a_page_of_which_no_changes_are_told_is_swept_too(
    quickbooks: Emulator, archived: Archived, family: str, what: str
) -> None:
    entity, said = BY_FAMILY[family].name, f"late {what}"

    def happen(company: Company) -> None:
        made = company.again(entity) if "create" in what else ""
        if what == "edit":
            company.change(entity, company.ids(entity)[0], PrivateNote=said)
        if "delete" in what:
            company.delete(entity, next(each for each in company.ids(entity) if each != made))

    quickbooks.company.again(entity)
    quickbooks.clock.forward(seconds=60)
    found = archived.read(family, late=happen)
    archived.agrees(family)
    assert found[family].status is Status.COMPLETE
    assert found[family].asked == found[family].read == len(ids(quickbooks.company, family))


def test_the_first_of_its_kind_is_swept_up(quickbooks: Emulator, archived: Archived) -> None:
    company, entity = quickbooks.company, "CreditCardPayment"
    items = company.items(entity)
    company.tables[entity].clear()
    company.version += 1
    found = archived.read("card_payments", late=lambda company: company.add(entity, items[0]))
    assert found["card_payments"].status is Status.COMPLETE
    assert archived.held("card_payments").keys() == ids(company, "card_payments") != set()
    assert quickbooks.traffic.count(ROWS.format(entity)) == 1


@pytest.mark.parametrize("family", ["tax_codes", "tax_rates", "recurring_transactions", "company_currencies"])
def test_entries_of_a_list_without_dates_are_counted_again(
    quickbooks: Emulator, archived: Archived, family: str
) -> None:
    entity = BY_FAMILY[family].name
    found = archived.read(family, late=lambda company: company.again(entity))
    assert found[family].status is Status.COMPLETE
    assert archived.held(family).keys() == ids(quickbooks.company, family)
    assert quickbooks.traffic.count(COUNT.format(entity)) == 3, "before, after, and when what came had been read"


def test_what_is_not_found_by_time_is_counted_again(quickbooks: Emulator, archived: Archived) -> None:
    gone = quickbooks.company.ids("TimeActivity")[0]
    ordered_and_not = Fault(ROWS.format("TimeActivity"), "refuse", reason="4001", nth=2, times=2)
    quickbooks.faults.add(ordered_and_not)
    found = archived.read("time_activities", late=lambda company: company.delete("TimeActivity", gone))
    assert len(quickbooks.faults.struck) == 2
    assert found["time_activities"].status is Status.COMPLETE
    archived.agrees("time_activities")


@pytest.mark.parametrize("reason", ["short page", "wrong count", "unknown key"])
def test_answers_that_are_spoilt_once_spoil_nothing(quickbooks: Emulator, archived: Archived, reason: str) -> None:
    on = COUNT if reason == "wrong count" else ROWS
    quickbooks.faults.add(Fault(on.format("Invoice"), "refuse", reason=reason))
    found = archived.read("invoices", size=10)
    assert quickbooks.faults.struck
    assert found["invoices"].status is Status.COMPLETE
    archived.agrees("invoices")


def test_an_envelope_that_nobody_knows_is_no_empty_family(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.faults.add(Fault("GET */query*Bill", "refuse", reason="unknown envelope", times=0))
    quickbooks.faults.add(Fault("GET */query ExchangeRate", "refuse", reason="unknown envelope", times=0))
    found = archived.read("bills", "exchange_rates", "invoices")
    assert (found["bills"].status, found["exchange_rates"].status) == (Status.FAILED, Status.FAILED)
    assert found["invoices"].status is Status.COMPLETE


@pytest.mark.parametrize("reason", ["4001", "unknown envelope"])
@pytest.mark.parametrize("nth", [1, 2], ids=["never", "once"])
def test_what_is_not_counted_is_not_shown_to_be_whole(
    quickbooks: Emulator, archived: Archived, reason: str, nth: int
) -> None:
    quickbooks.faults.add(Fault(COUNT.format("Bill"), "refuse", reason=reason, nth=nth, times=0))
    found = archived.read("bills", "invoices", size=10)
    assert (found["bills"].status, found["invoices"].status) == (Status.PARTIAL, Status.COMPLETE)
    assert found["bills"].reason is not None
    assert "could not be counted" in Words("en").say(found["bills"].reason)
    archived.agrees("bills")


def test_what_loses_its_count_while_it_is_mended_is_partial(quickbooks: Emulator, archived: Archived) -> None:
    def happen(company: Company) -> None:
        company.again("Bill")
        quickbooks.faults.add(Fault(COUNT.format("Bill"), "refuse", reason="unknown envelope", times=0))

    found = archived.read("bills", "transfers", late=happen)
    assert (found["bills"].status, found["transfers"].status) == (Status.PARTIAL, Status.COMPLETE)


def test_what_not_everybody_has_need_not_be_counted(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.faults.add(Fault(COUNT.format("ReimburseCharge"), "refuse", reason="4001", times=0))
    assert archived.read("reimburse_charges")["reimburse_charges"].status is Status.COMPLETE
    archived.agrees("reimburse_charges")


def test_a_count_that_stays_wrong_makes_the_family_partial(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.faults.add(Fault(COUNT.format("Invoice"), "refuse", reason="wrong count", times=0))
    found = archived.read("invoices", "bills")
    number = len(quickbooks.company.ids("Invoice"))
    assert found["invoices"].status is Status.PARTIAL
    assert found["invoices"].read == number
    assert found["invoices"].reason is not None
    said = Words("en").say(found["invoices"].reason)
    assert said == f"it kept changing while it was read: {number} documents came, {number + 1} are there."
    assert found["bills"].status is Status.COMPLETE


@pytest.mark.parametrize(
    ("entity", "code", "status"),
    [
        ("Budget", "500", Status.NOT_OFFERED),
        ("InventoryAdjustment", "5030", Status.NOT_OFFERED),
        ("TimeActivity", "5020", Status.NOT_OFFERED),
        ("Bill", "5030", Status.NOT_OFFERED),
        ("Invoice", "4000", Status.FAILED),
        ("Budget", "4000", Status.FAILED),
        ("Budget", "4001", Status.FAILED),
    ],
)
def test_what_is_refused_is_said_of_one_family(
    quickbooks: Emulator, archived: Archived, entity: str, code: str, status: Status
) -> None:
    quickbooks.company.withhold(entity, code)
    family = next(each.family for each in ENTITIES if each.name == entity)
    found = archived.read(family, "vendors")
    assert found[family].status is status
    reason = found[family].reason
    assert reason is not None
    assert f"({code})" in Words("en").say(reason)
    assert found["vendors"].status is Status.COMPLETE


def test_a_family_that_is_refused_in_the_middle_is_partial(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.between(
        8,  # as many may be on their way before the first of them is taken
        lambda company: quickbooks.faults.add(Fault(ROWS.format("Invoice"), "refuse", reason="not json", times=0)),
        of="Invoice",
    )
    found = archived.read("invoices", "bills", size=5)
    assert found["invoices"].status is Status.PARTIAL
    assert 0 < found["invoices"].read < len(quickbooks.company.ids("Invoice"))
    assert found["bills"].status is Status.COMPLETE


def test_an_object_that_makes_no_sense_costs_its_family_that_one(quickbooks: Emulator, archived: Archived) -> None:
    company = quickbooks.company
    odd = company.ids("Estimate")[2]
    company.change("Estimate", odd, Line=7)
    for _ in range(2):  # and again, by a run that has all pages already
        found = archived.read("estimates", "bills")
        assert (found["estimates"].status, found["bills"].status) == (Status.PARTIAL, Status.COMPLETE)
        assert set(archived.held("estimates")) == ids(company, "estimates") - {odd}


def test_behind_what_made_no_sense_nobody_goes_on(quickbooks: Emulator, opening: Opening) -> None:
    """Whoever did would have forgotten it, and tell nobody why the family is not whole."""
    company = quickbooks.company
    company.change("Estimate", company.ids("Estimate")[0], Line=7)
    places: list[str | None] = []
    with opening.books(2) as books:
        family = next(each for each in books.families() if each.name == "estimates")
        books.count(family)
        with pytest.raises(Shortfall):
            places.extend(page.resume for page in books.read(family))
    assert places
    assert not any(places)


def test_what_is_there_and_refused_is_not_taken_for_what_is_not_offered(
    quickbooks: Emulator, archived: Archived
) -> None:
    quickbooks.faults.add(Fault(ROWS.format("Class"), "refuse", reason="4001", times=0))
    assert archived.read("classes")["classes"].status is Status.FAILED


def test_what_the_service_does_not_know_is_not_offered(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.faults.add(Fault("GET */query *PurchaseOrder", "refuse", reason="unknown entity", times=0))
    assert archived.read("purchase_orders")["purchase_orders"].status is Status.NOT_OFFERED


@pytest.mark.parametrize("entity", ["Budget", "Transfer"])
@pytest.mark.parametrize("reason", ["10000", "10000 in 200", "10000 in 400"])
@pytest.mark.parametrize("on", ["GET */query *{}", ROWS])
def test_what_fails_for_ever_and_alone_does_not_end_all(
    quickbooks: Emulator, archived: Archived, entity: str, reason: str, on: str
) -> None:
    quickbooks.faults.add(Fault(on.format(entity), "refuse", reason=reason, times=0))
    family = next(each.family for each in ENTITIES if each.name == entity)
    found = archived.read(family, "bills")
    assert (found[family].status, found["bills"].status) == (Status.FAILED, Status.COMPLETE)


def test_what_fails_alone_in_the_middle_is_partial(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.between(
        8,  # as many may be on their way before the first of them is taken
        lambda company: quickbooks.faults.add(Fault(ROWS.format("Invoice"), "fail", status=500, times=0)),
        of="Invoice",
    )
    found = archived.read("invoices", "bills", size=5)
    assert (found["invoices"].status, found["bills"].status) == (Status.PARTIAL, Status.COMPLETE)


@pytest.mark.parametrize(("on", "nth"), [("GET */query *", 3), (ROWS.format("Bill"), 1), (COUNT.format("Bill"), 1)])
def test_a_service_that_fails_ends_all(quickbooks: Emulator, archived: Archived, on: str, nth: int) -> None:
    quickbooks.faults.add(
        Fault("GET */query CompanyInfo", "fail", status=500, nth=2, times=0),
        Fault(on, "fail", nth=nth, status=500, times=0),
    )
    with pytest.raises(Unwell):
        archived.read("budgets", "bills")


def test_changes_that_the_service_fails_to_tell_are_found_by_time(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.faults.add(Fault("GET */cdc *", "fail", status=500, times=0))
    changed = quickbooks.company.ids("Bill")[3]
    quickbooks.between(1, lambda company: company.change("Bill", changed, PrivateNote="late"), of="JournalEntry")
    found = archived.read("bills", "journal_entries")
    assert {each.status for each in found.values()} == {Status.COMPLETE}
    archived.agrees("bills")
    assert quickbooks.traffic.count("GET */cdc *") == 5, "as often as anything is tried, and once for all of them"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET */query *", "throttle", retry_after=2, nth=9, times=3),
        Fault("GET */query *", "fail", status=500, nth=5, times=4),
        Fault("GET */query *", "cut answer", at=200, nth=40, times=3),
        Fault("GET */query *", "stale token", nth=42),
        Fault("GET */query *", "portal", status=200, nth=3, times=2),
        Fault("GET */query *", "refuse", reason="xml 3001 in 200", nth=41, times=2),
        Fault("GET */cdc *", "fail", status=503, times=3),
    ],
    ids=lambda fault: str(fault.reason or fault.does),
)
def test_what_passes_is_not_noticed(quickbooks: Emulator, archived: Archived, fault: Fault) -> None:
    quickbooks.faults.add(fault)
    found = archived.read("customers", "invoices", "bills", size=20)
    assert quickbooks.faults.struck
    for family in found:
        archived.agrees(family)
        assert found[family].status is Status.COMPLETE


def test_access_that_ends_meanwhile_ends_the_run_and_another_goes_on(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.faults.add(Fault(ROWS.format("Invoice"), "refuse", reason="3201", nth=2, times=0))
    with pytest.raises(AccessTaken):
        archived.read("customers", "invoices", "bills", size=20)
    quickbooks.faults.clear()
    quickbooks.traffic.clear()
    archived.read("customers", "invoices", "bills", size=20)
    for family in ("customers", "invoices", "bills"):
        archived.agrees(family)
    assert quickbooks.traffic.count(ROWS.format("Customer")) == 0


PARTS = ("terms", "customers", "invoices", "bills", "time_activities", "attachments")


@pytest.mark.parametrize("part", [paging.PART, 2], ids=["between pages", "within pages"])
@pytest.mark.parametrize("dies", [("customers", 1), ("invoices", 0), ("invoices", 1), ("invoices", 9), ("bills", 2)])
def test_another_run_goes_on_and_mends_what_changed_between(
    quickbooks: Emulator, archived: Archived, monkeypatch: pytest.MonkeyPatch, dies: tuple[str, int], part: int
) -> None:
    monkeypatch.setattr(paging, "PART", part)
    archived.killed(*PARTS, size=5, dies=dies)
    company = quickbooks.company
    quickbooks.clock.forward(seconds=3 * 3600)
    company.delete("Invoice", company.ids("Invoice")[0])
    company.again("Invoice")
    company.change("Customer", company.ids("Customer")[2], Notes="late")
    company.delete("TimeActivity", company.ids("TimeActivity")[0])
    company.again("TimeActivity")
    quickbooks.traffic.clear()
    found = archived.read(*PARTS, size=5)
    for family in PARTS:
        archived.agrees(family)
        assert found[family].status is Status.COMPLETE
        assert found[family].asked == found[family].read
    assert quickbooks.traffic.count(ROWS.format("Term")) == 0, "which had been read by then"


def test_a_list_of_which_no_changes_are_told_is_mended_too(quickbooks: Emulator, archived: Archived) -> None:
    archived.killed("time_activities", "bills", size=5, dies=("bills", 1))
    company = quickbooks.company
    quickbooks.clock.forward(seconds=3600)
    company.delete("TimeActivity", company.ids("TimeActivity")[0])
    company.again("TimeActivity")
    archived.read("time_activities", "bills", size=5)
    archived.agrees("time_activities")


def test_a_run_that_goes_on_closes_each_list_since_it_was_read(quickbooks: Emulator, archived: Archived) -> None:
    # It had not come to ask for the others: answers that were under way then would be counted below.
    archived.killed("invoices", size=5, dies=("invoices", 3))
    quickbooks.clock.forward(seconds=3600)
    archived.read("invoices", "time_activities", "attachments")
    for entity in ("TimeActivity", "Attachable"):
        assert quickbooks.traffic.count(ROWS.format(entity)) == len(("its page", "what was touched since")), entity


def test_what_was_mended_is_told_from_the_disk(quickbooks: Emulator, opening: Opening) -> None:
    with opening.books(size=5) as books:
        parts = [family for family in books.families() if family.name in PARTS]
        began = {family.name: [page.bookmark for page in books.read(family)][-1] for family in parts}
        company, reader = quickbooks.company, books._reader
        company.delete("Invoice", company.ids("Invoice")[0])
        for family in parts:
            bookmark = began[family.name]
            assert bookmark is not None
            list(books.mend(family, bookmark))
        assert not reader._known
        for family in parts:
            assert set(reader.ids(BY_FAMILY[family.name])) == ids(company, family.name)


def test_a_bookmark_is_of_the_first_run(quickbooks: Emulator, archived: Archived) -> None:
    began = quickbooks.clock.now()
    archived.killed(*PARTS, size=5, dies=("invoices", 3))
    quickbooks.clock.forward(seconds=3600)
    found = archived.read(*PARTS, size=5)
    for family, late in (("customers", False), ("invoices", False), ("attachments", True)):
        bookmark = found[family].bookmark
        assert bookmark is not None
        assert (bookmark.moment - began > timedelta(minutes=30)) is late, family


def test_what_was_masked_before_a_kill_is_told_after_it(quickbooks: Emulator, archived: Archived) -> None:
    quickbooks.company.change("Invoice", quickbooks.company.ids("Invoice")[0], InvoiceLink="https://pay.example/1")
    archived.killed("invoices", "bills", size=1_000, dies=("bills", 0))
    with archived.opening.books() as books:
        assert "Invoice.InvoiceLink" in books.masked


def test_a_run_that_ends_leaves_nothing_and_one_that_does_not_leaves_what_it_takes(
    archived: Archived, opening: Opening
) -> None:
    archived.killed("terms", "bills", size=5, dies=("bills", 1))
    assert (opening.work / "quickbooks" / "terms.ids").exists()
    archived.read("terms", "bills", size=5)
    assert [each.name for each in opening.work.iterdir() if "spool" not in each.name] == []


def test_looks_again_for_documents_that_did_not_come(quickbooks: Emulator, books: QuickBooks) -> None:
    invoices = next(each for each in books.families() if each.name == "invoices")
    there = quickbooks.company.ids("Invoice")[:40]
    quickbooks.company.delete("Invoice", there[0])
    assert set(books.still_there(invoices, [*there, "999999"])) == set(there[1:])
    assert quickbooks.traffic.count(ROWS.format("Invoice")) == 2, "thirty ids at once, so that addresses stay short"


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("GET */query*Bill", "unknown envelope"),
        (ROWS.format("Bill"), "unknown envelope"),
        (ROWS.format("Bill"), "short page"),
    ],
)
def test_nothing_is_gone_by_an_answer_that_makes_no_sense(
    quickbooks: Emulator, books: QuickBooks, on: str, reason: str
) -> None:
    bills = next(each for each in books.families() if each.name == "bills")
    there = quickbooks.company.ids("Bill")
    quickbooks.faults.add(Fault(on, "refuse", reason=reason, times=0))
    assert set(books.still_there(bills, there)) == set(there)


def test_what_is_no_document_is_as_it_was_read(quickbooks: Emulator, books: QuickBooks) -> None:
    names = {each.name: each for each in books.families()}
    file = quickbooks.company.ids("Attachable")[0]
    assert list(books.still_there(names["attachments"], [file, f"{file}/2", "pdf/invoice/1"])) == [file]
    for family in ("company", "exchange_rates", "ledger", "reports"):
        assert list(books.still_there(names[family], ["a", "b"])) == []
    quickbooks.company.withhold("Budget")
    asked = quickbooks.company.ids("Budget")
    assert list(books.still_there(names["budgets"], asked)) == asked, "nothing is believed to be gone unseen"


def fetched(emulator: Emulator) -> dict[str, int]:
    return {each: emulator.traffic.count(ROWS.format(each)) for each in ("Term", "Class", "Department")}


def test_what_comes_next_is_fetched_while_nobody_waits_for_it(quickbooks: Emulator, books: QuickBooks) -> None:
    names = {each.name: each for each in books.families()}
    books.foresee([(names[name], None) for name in ("terms", "classes", "departments")])
    patience = time.monotonic() + 5
    while time.monotonic() < patience and fetched(quickbooks) != {"Term": 1, "Class": 1, "Department": 1}:
        time.sleep(0.01)
    assert fetched(quickbooks) == {"Term": 1, "Class": 1, "Department": 1}
    assert len(next(iter(books.read(names["classes"]))).rows["classes"]) == len(quickbooks.company.ids("Class"))
    assert quickbooks.traffic.count(ROWS.format("Class")) == 1


def test_the_private_folder_is_private(opening: Opening) -> None:
    with opening.books():
        folder: Path = opening.work / "quickbooks"
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not on this machine")
def test_what_was_recorded_of_a_real_company_comes_whole(quickbooks: Emulator, tmp_path: Path) -> None:
    company = quickbooks.serve_recorded(RECORDED)
    with opening_of(quickbooks, tmp_path / "work") as opening:
        archived = Archived(opening)
        names = [each.family for each in ENTITIES]
        found = archived.read(*names, size=10)
        for family in names:
            entity = BY_FAMILY[family].name
            if entity in company.entities:
                assert found[family].status is Status.COMPLETE, (family, found[family].reason)
                assert set(archived.held(family)) == set(company.ids(entity))
