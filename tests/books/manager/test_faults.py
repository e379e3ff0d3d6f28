"""What goes wrong with an installation is outlived, or said of the list that it is about; and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import reading
from archiver.books.rest import Rest
from archiver.errors import ArchiverError, FamilyFailed, KeyRefused, Shortfall, Unreachable, Unwell
from archiver.events import silence
from archiver.model import Reading, Status
from archiver.spool import Spool
from tests.archives import by_key
from tests.books.manager.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.manager import Business
from tests.emulators.manager.business import key_of

INVOICES = "GET /api2/sales-invoices*"


def rows(books: Rest, name: str, kind: str | None = None) -> dict[str, dict[str, object]]:
    """The rows of a kind of a family by their ids, what is replaced left out."""
    family = next(each for each in books.families() if each.name == name)
    found: dict[str, dict[str, object]] = {}
    for page in books.read(family):
        for gone in page.replaces:
            found.pop(gone, None)
        for row in page.rows.get(kind or name, ()):
            keys = next(each for each in family.kinds if each.key == (kind or name)).keys
            found[row.id] = dict(zip(keys, row.values, strict=True))
    return found


OUTLIVED = {
    "asked to wait": Fault(INVOICES, "throttle", retry_after=7),
    "a busy server": Fault(INVOICES, "fail", status=503, times=2),
    "a cut connection": Fault(INVOICES, "cut answer", at=40),
    "a slow page": Fault(INVOICES, "delay", seconds=0.3),
    "a page of the network, once": Fault(INVOICES, "portal", status=200),
    "one short page": Fault(INVOICES, "refuse", reason="short page"),
    "a form that is cut": Fault("GET /api2/sales-invoice-form/*", "cut answer", at=5),
}


@pytest.mark.parametrize("what", OUTLIVED)
def test_it_is_outlived(opening: Opening, what: str) -> None:
    with opening.books(size=3) as books:
        opening.manager.faults.add(OUTLIVED[what])
        assert len(rows(books, "invoices")) == 7
        assert opening.manager.faults.struck
    if what == "asked to wait":
        assert sum(opening.waited) >= 7


LASTING: dict[str, tuple[Fault, type[ArchiverError]]] = {
    "a page of the network": (Fault(INVOICES, "portal", times=0, status=200), Unreachable),
    "a server that fails": (Fault(INVOICES, "fail", times=0, status=500), Unwell),
    "a key that was withdrawn": (Fault(INVOICES, "stale token", times=0), KeyRefused),
    "a list that is refused": (Fault(INVOICES, "refuse", times=0, reason="forbidden"), FamilyFailed),
    "an answer without a list": (Fault(INVOICES, "refuse", times=0, reason="no envelope"), FamilyFailed),
    "an answer that is no JSON": (Fault(INVOICES, "refuse", times=0, reason="not json"), FamilyFailed),
    "a total that is wrong": (Fault(INVOICES, "refuse", times=0, reason="wrong total"), Shortfall),
    "pages that are all short": (Fault(INVOICES, "refuse", times=0, reason="short page"), Shortfall),
}


@pytest.mark.parametrize("what", LASTING)
def test_it_is_said(opening: Opening, what: str) -> None:
    fault, error = LASTING[what]
    with opening.books(size=3) as books:
        opening.manager.faults.add(fault)
        with pytest.raises(error):
            rows(books, "invoices")
        if issubclass(error, Shortfall):
            assert len(rows(books, "bills")) == 3


def test_a_withdrawn_key_is_said_at_once(opening: Opening) -> None:
    opening.manager.faults.add(Fault("*", "stale token", times=0))
    with pytest.raises(KeyRefused), opening.books():
        pass
    assert opening.waited == []


def test_a_list_that_vanishes_is_said(opening: Opening) -> None:
    with opening.books(size=3) as books:
        opening.manager.withhold("sales-invoices")
        with pytest.raises(FamilyFailed):
            rows(books, "invoices")


def test_a_list_may_have_another_envelope(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are found by whatever name an installation gives them."""
    from tests.emulators.manager.offered import Offered

    monkeypatch.setattr(Offered, "envelope", property(lambda self: f"all{self.path.title().replace('-', '')}"))
    with opening.books() as books:
        assert len(rows(books, "invoices")) == 7


def test_a_new_field_is_with_the_other_fields(opening: Opening) -> None:
    business = opening.manager.business
    business.change("sales-invoices", key_of("F1"), CarbonFootprint=Decimal("12.5"), Einvoice={"Id": "x", "Sent": True})
    with opening.books() as books:
        other = str(rows(books, "invoices")[key_of("F1")]["other"]).splitlines()
    assert {"CarbonFootprint: 12.5", "Einvoice.Id: x", "Einvoice.Sent: true"} <= set(other)


def test_a_document_of_no_form_is_said_and_the_others_are_read(opening: Opening) -> None:
    opening.manager.business.change("purchase-invoices", key_of("R2"), Lines="none")
    with opening.books() as books, pytest.raises(Shortfall, match="could not be read whole"):
        rows(books, "bills")


def enter(business: Business) -> None:
    told = {"IssueDate": "2026-03-30T00:00:00", "Reference": "new", "Customer": key_of("hotel"), "Lines": []}
    business.add("sales-invoices", "new", **told)


def delete(business: Business) -> None:
    business.delete("sales-invoices", key_of("F6"))


def change(business: Business) -> None:
    business.change("sales-invoices", key_of("F1"), Description="corrigée")


EDITS: dict[str, Callable[[Business], None]] = {"entered": enter, "deleted": delete, "changed": change}


@pytest.mark.parametrize("after", [1, 2, 3])
@pytest.mark.parametrize("edit", EDITS)
def test_edits_between_pages_lose_nothing(opening: Opening, tmp_path: Path, edit: str, after: int) -> None:
    manager = opening.manager
    with opening.books(size=3) as books, closing(Spool(tmp_path)) as spool:
        spool.begin("test", manager.clock.now())
        manager.between(after, EDITS[edit], "sales-invoices")
        found = {each.family.name: each for each in reading.read(books, spool, (), silence)}
        spool.draft()
        held = {str(row["id"]): row for row in by_key(spool, "invoices")}

    assert found["invoices"].status is Status.COMPLETE
    assert held.keys() == {key for key, _ in manager.business.entries("sales-invoices")}
    assert (held[key_of("F1")]["memo"] == "corrigée") is (edit == "changed")
    assert incomplete(found) == []


def incomplete(found: dict[str, Reading]) -> list[str]:
    return [name for name, each in found.items() if each.status is not Status.COMPLETE]


def test_nobody_writes(opening: Opening) -> None:
    with opening.books() as books:
        for family in books.families():
            for _ in books.read(family):
                pass
    assert {call.request.split()[0] for call in opening.manager.traffic.calls} == {"GET"}
    assert opening.manager.writes == []
    assert opening.manager.traffic.count("GET /api2/access-tokens*") == 0


def test_requests_are_few(opening: Opening) -> None:
    """A form for each entry; for each list one page and its count, and one more where something is looked up in it."""
    manager = opening.manager
    with opening.books() as books:
        for family in books.families():
            books.count(family)
            for _ in books.read(family):
                pass
    entries = sum(len(manager.business.tables[each.path]) for each in manager.lists if each.form)
    lists = manager.traffic.count("GET /api2/*") - manager.traffic.count("GET /api2/*-form/*")
    accounts = len(manager.business.accounts())
    assert manager.traffic.count("GET /api2/*-form/*") <= entries + 2 * accounts + 8
    assert lists <= 4 * len(manager.lists)
