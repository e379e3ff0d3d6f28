"""What was touched meanwhile: asked once for all, and for each where that is not told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from archiver.books.quickbooks.entities import BY_FAMILY, ENTITIES
from archiver.books.quickbooks.sweep import Sweep
from tests.books.quickbooks.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator

BILLS, TIMES = (BY_FAMILY[name] for name in ("bills", "time_activities"))


@pytest.fixture
def since(quickbooks: Emulator) -> datetime:
    quickbooks.clock.forward(seconds=60)
    return quickbooks.clock.now() - timedelta(seconds=5)


def test_all_are_asked_for_at_once(quickbooks: Emulator, opening: Opening, since: datetime) -> None:
    company = quickbooks.company
    gone, made = company.ids("Bill")[0], company.again("Bill")
    company.delete("Bill", gone)
    sweep = Sweep(opening.client())
    assert sweep.touched(BILLS, since) == {gone, made}
    assert sweep.touched(BY_FAMILY["classes"], since) == set()
    assert quickbooks.traffic.count("GET */cdc *") == 1


def test_one_that_tells_nothing_is_asked_for_what_is_newer(
    quickbooks: Emulator, opening: Opening, since: datetime
) -> None:
    made = quickbooks.company.again("TimeActivity")
    assert Sweep(opening.client()).touched(TIMES, since) == {made}
    assert quickbooks.traffic.count("GET */cdc *") == 0


def test_pages_of_what_is_newer_share_a_row(quickbooks: Emulator, opening: Opening, since: datetime) -> None:
    company = quickbooks.company
    changed = company.ids("TimeActivity")[0]
    company.change("TimeActivity", changed, Description="late")
    made = [company.again("TimeActivity") for _ in range(9)]
    quickbooks.between(1, lambda company: company.delete("TimeActivity", changed), of="TimeActivity")
    assert Sweep(opening.client(size=4)).touched(TIMES, since) == {changed, *made}, "none has slipped past"
    quickbooks.traffic.clear()
    assert Sweep(opening.client(size=4)).touched(TIMES, since) == set(made)
    assert quickbooks.traffic.count("GET */query TimeActivity") == 3


def test_more_changes_than_one_answer_tells(quickbooks: Emulator, opening: Opening, since: datetime) -> None:
    company = quickbooks.company
    made = {company.again("TimeActivity") for _ in range(2)}
    changed = company.ids("Bill")[:6]
    for each in changed:
        company.change("Bill", each, PrivateNote="late")
    company.change("Class", company.ids("Class")[0], Name="Ailleurs")
    sweep = Sweep(opening.client(size=5))
    assert sweep.touched(BILLS, since) == set(changed)
    assert quickbooks.traffic.count("GET */cdc *") == 2, "for all, and for bills alone"
    assert sweep.touched(BY_FAMILY["classes"], since) == {company.ids("Class")[0]}
    assert sweep.touched(TIMES, since) == made


@pytest.mark.parametrize("reason", ["5020", "not json"])
def test_a_refusal_is_of_one_of_them(quickbooks: Emulator, opening: Opening, since: datetime, reason: str) -> None:
    made = quickbooks.company.again("Bill")
    quickbooks.faults.add(Fault("GET */cdc *", "refuse", reason=reason))
    assert Sweep(opening.client()).touched(BILLS, since) == {made}
    assert quickbooks.traffic.count("GET */cdc *") == 2
    assert quickbooks.traffic.count("GET */query Bill") == 0


@pytest.mark.parametrize("reason", ["no parts", "no elements", "odd element"])
def test_an_answer_of_no_form_tells_nothing(
    quickbooks: Emulator, opening: Opening, since: datetime, reason: str
) -> None:
    made = quickbooks.company.again("Bill")
    quickbooks.faults.add(Fault("GET */cdc *", "refuse", reason=reason, times=0))
    sweep = Sweep(opening.client())
    assert sweep.told(BILLS, since) is None
    assert sweep.touched(BILLS, since) == {made}
    assert sweep.touched(BY_FAMILY["classes"], since) == set()
    assert quickbooks.traffic.count("GET */cdc *") == 1, "alone, it would be no better"
    assert quickbooks.traffic.count("GET */query *") == 2


def test_a_fault_inside_is_of_one_of_them(quickbooks: Emulator, opening: Opening, since: datetime) -> None:
    made = quickbooks.company.again("Bill")
    quickbooks.faults.add(Fault("GET */cdc *", "refuse", reason="small fault inside"))
    sweep = Sweep(opening.client())
    assert sweep.touched(BILLS, since) == {made}
    assert quickbooks.traffic.count("GET */cdc *") == 2
    assert quickbooks.traffic.count("GET */query Bill") == 0


def test_those_that_would_be_refused_are_not_asked_for_with_the_others(
    quickbooks: Emulator, opening: Opening, since: datetime
) -> None:
    quickbooks.company.withhold("Class")
    made = quickbooks.company.again("Bill")
    sweep = Sweep(opening.client(), [each for each in ENTITIES if each.name != "Class"])
    assert sweep.touched(BILLS, since) == {made}
    assert quickbooks.traffic.count("GET */cdc *") == 1
    assert sweep.told(BY_FAMILY["classes"], since) is None
    assert sweep.told(BY_FAMILY["classes"], since) is None
    assert quickbooks.traffic.count("GET */cdc *") == 2, "alone, and once"


def test_what_was_deleted_is_told_apart(quickbooks: Emulator, opening: Opening, since: datetime) -> None:
    company = quickbooks.company
    gone, changed = company.ids("Bill")[:2]
    company.delete("Bill", gone)
    company.settles = False
    company.change("Bill", changed, PrivateNote="late")
    told = Sweep(opening.client()).told(BILLS, since)
    assert told is not None
    assert (gone in told.there, told.gone, changed in told.there) == (False, {gone}, True)
    assert Sweep(opening.client()).told(TIMES, since) is None
