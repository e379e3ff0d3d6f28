"""Questions in Intuit's own language, and answers in which no cent is lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from archiver.books.quickbooks.answers import Touched
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import BY_FAMILY, ENTITIES
from archiver.errors import AccessTaken, Refused, Unintelligible
from tests.books.quickbooks.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator

INVOICES, CUSTOMERS, ITEMS = (BY_FAMILY[name] for name in ("invoices", "customers", "items"))


@pytest.fixture
def client(opening: Opening) -> Client:
    return opening.client()


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_every_entity_is_counted_and_read(quickbooks: Emulator, client: Client, entity: object) -> None:
    assert isinstance(entity, type(INVOICES))
    ids = [entity.id(item) for item in client.items(entity, client.page(entity, 1))]
    assert set(ids) == set(quickbooks.company.ids(entity.name) if entity.name in quickbooks.company.entities else ())
    assert client.count(entity) == len(ids)
    assert sorted(client.ids(entity, 1)) == sorted(ids)
    assert {entity.id(item) for items in client.those(entity, ids[:2]) for item in items} == set(ids[:2])


def test_money_is_as_it_was_written(quickbooks: Emulator, client: Client) -> None:
    id_ = quickbooks.company.ids("Transfer")[0]
    amount = Decimal("12345678901234567.89")
    quickbooks.company.change("Transfer", id_, Amount=amount)
    transfers = BY_FAMILY["transfers"]
    (items,) = client.those(transfers, [id_])
    assert items[0]["Amount"] == amount
    for item in client.items(INVOICES, client.page(INVOICES, 1)):
        assert not any(isinstance(value, float) for value in leaves(item))


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    return [leaf for each in value for leaf in leaves(each)] if isinstance(value, list) else [value]


def test_pages_are_by_creation_whatever_was_edited_last(quickbooks: Emulator, opening: Opening) -> None:
    company = quickbooks.company
    client = opening.client(size=7)
    before = client.ids(INVOICES, 1)
    company.change("Invoice", before[3], PrivateNote="edited")
    assert client.ids(INVOICES, 1) == before
    assert client.ids(INVOICES, 7)[0] == before[-1]


def test_ids_are_asked_for_some_at_a_time_and_quoted(quickbooks: Emulator, client: Client) -> None:
    ids = quickbooks.company.ids("Invoice")
    assert client.present(INVOICES, [*ids, "it's", "back\\slash"]) == set(ids)
    assert quickbooks.traffic.count("GET */query Invoice") == 2
    assert client.present(INVOICES, []) == set()


def test_inactive_entries_count_among_those_asked_for(quickbooks: Emulator, client: Client) -> None:
    gone = quickbooks.company.ids("Customer")[0]
    quickbooks.company.deactivate("Customer", gone)
    assert client.present(CUSTOMERS, [gone]) == {gone}
    assert client.count(CUSTOMERS) == len(quickbooks.company.ids("Customer"))
    assert gone in client.ids(CUSTOMERS, 1)


def test_changes_are_told_of_several_entities_at_once(quickbooks: Emulator, client: Client) -> None:
    quickbooks.clock.forward(seconds=60)
    since = quickbooks.clock.now() - timedelta(seconds=5)
    company = quickbooks.company
    gone = company.ids("Estimate")[0]
    company.delete("Estimate", gone)
    changed = company.ids("Customer")[0]
    company.change("Customer", changed, Notes="late")
    found = client.changes([BY_FAMILY["estimates"], CUSTOMERS, ITEMS], since)
    assert found == {"Estimate": Touched(gone={gone}), "Customer": Touched({changed}), "Item": Touched()}


def test_what_is_not_in_use_any_more_is_told(quickbooks: Emulator, client: Client) -> None:
    quickbooks.clock.forward(seconds=60)
    since = quickbooks.clock.now() - timedelta(seconds=5)
    company = quickbooks.company
    company.change("Item", company.ids("Item")[0], Description="late")
    assert not client.retires(ITEMS, since)
    assert not retires(client, since)
    company.deactivate("Item", company.ids("Item")[1])
    assert client.retires(ITEMS, since)
    assert retires(client, since)


def retires(client: Client, since: datetime) -> bool:
    """Whether change data capture tells that of items."""
    told = client.changes([ITEMS], since)
    assert told is not None
    items = told["Item"]
    assert items is not None
    return items.retires


def test_pages_of_what_changed_since(quickbooks: Emulator, client: Client) -> None:
    quickbooks.clock.forward(seconds=60)
    since = quickbooks.clock.now() - timedelta(seconds=5)
    company = quickbooks.company
    changed = company.ids("Invoice")[3]
    company.change("Invoice", changed, PrivateNote="late")
    made = company.again("Invoice")
    assert client.count(INVOICES, since) == 2
    assert [INVOICES.id(item) for item in client.items(INVOICES, client.page(INVOICES, 1, since))] == [changed, made]
    assert client.ids(INVOICES, 2, since) == [made]


def test_an_order_that_is_refused_is_done_without(quickbooks: Emulator, client: Client) -> None:
    budgets = BY_FAMILY["budgets"]
    quickbooks.faults.add(Fault("GET */query Budget", "refuse", reason="4001"))
    assert len(client.items(budgets, client.page(budgets, 1))) == 1
    client.page(budgets, 1)
    assert quickbooks.traffic.count("GET */query Budget") == 3, "and it is not asked for again"
    quickbooks.company.withhold("Budget")
    with pytest.raises(Refused):
        client.page(budgets, 1)


def test_the_one_object_and_the_moment(quickbooks: Emulator, client: Client) -> None:
    item, moment = client.single("CompanyInfo")
    assert item["CompanyName"] == "Atelier du Fjord inc."
    assert moment is not None
    assert client.single("Preferences")[0]["CurrencyPrefs"]


@pytest.mark.parametrize("name", ["CompanyInfo", "Preferences"])
@pytest.mark.parametrize("reason", ["bare", "no rows", "nothing", "odd rows", "empty object", "not json"])
def test_what_every_company_has_is_never_nothing(
    quickbooks: Emulator, client: Client, opening: Opening, name: str, reason: str
) -> None:
    quickbooks.faults.add(Fault(f"GET */query {name}", "refuse", reason=reason, times=0))
    with pytest.raises(Unintelligible):
        client.single(name)
    with pytest.raises(Unintelligible), opening.books():
        raise AssertionError


def test_whether_the_company_answers(quickbooks: Emulator, client: Client) -> None:
    assert client.replies()
    for reason in ("10000", "nothing", "4001"):
        quickbooks.faults.add(Fault("GET */query CompanyInfo", "refuse", reason=reason, times=0))
        assert not client.replies()
        quickbooks.faults.clear()
    quickbooks.faults.add(Fault("GET */query CompanyInfo", "refuse", reason="3201", times=0))
    with pytest.raises(AccessTaken):
        client.replies()


def test_the_plan_is_told_in_another_language(client: Client) -> None:
    told = client.entitlements()
    assert told["PlanName"] == "QuickBooks Online Plus"
    assert told["Entitlement"] == [
        {"id": "1", "name": "Multicurrency", "term": "On"},
        {"id": "2", "name": "Class Tracking", "term": "On"},
        {"id": "3", "name": "Payroll", "term": "Off"},
    ]


def test_rates_of_a_day(quickbooks: Emulator, client: Client) -> None:
    day = date.fromisoformat(str(quickbooks.company.items("ExchangeRate")[0]["AsOfDate"]))
    (rate,) = client.rates(["USD", "X'Y"], day)
    assert (rate["SourceCurrencyCode"], rate["TargetCurrencyCode"]) == ("USD", "CAD")
    assert isinstance(rate["Rate"], Decimal)


BILLS = BY_FAMILY["bills"]
ROWS, COUNT = "GET */query Bill", "GET */query count Bill"


@pytest.mark.parametrize("name", ["CompanyInfo", "Preferences"])
def test_a_company_that_is_not_told_is_not_made_up(quickbooks: Emulator, client: Client, name: str) -> None:
    quickbooks.faults.add(Fault(f"GET */query {name}", "refuse", reason="unknown envelope"))
    with pytest.raises(Unintelligible):
        client.single(name)


def test_rates_that_are_not_told_are_not_none(quickbooks: Emulator, client: Client) -> None:
    quickbooks.faults.add(Fault("GET */query ExchangeRate", "refuse", reason="unknown envelope"))
    with pytest.raises(Unintelligible):
        client.rates(["USD"], date(2026, 1, 1))


def test_an_id_that_does_not_come_is_asked_for_otherwise(quickbooks: Emulator, client: Client) -> None:
    ids = quickbooks.company.ids("Bill")
    quickbooks.company.delete("Bill", ids[0])
    quickbooks.faults.add(Fault(ROWS, "refuse", reason="short page"))
    assert client.present(BILLS, ids[:5]) == set(ids[1:5])
    assert quickbooks.traffic.count(COUNT) == 2, "of those two, and of the one that did not come again"
    quickbooks.traffic.clear()
    assert client.present(BILLS, ids[:5]) == set(ids[1:5])
    assert (quickbooks.traffic.count(ROWS), quickbooks.traffic.count(COUNT)) == (1, 1)


def test_all_of_an_object_comes_in_the_end(quickbooks: Emulator, client: Client) -> None:
    ids = quickbooks.company.ids("Bill")[:3]
    quickbooks.faults.add(Fault(ROWS, "refuse", reason="short page"))
    found = [item for items in client.those(BILLS, ids) for item in items]
    assert {BILLS.id(item) for item in found} == set(ids)
    assert all("TotalAmt" in item for item in found)


def test_ids_that_are_counted_and_never_come_are_not_gone(quickbooks: Emulator, client: Client) -> None:
    quickbooks.faults.add(Fault(ROWS, "refuse", reason="short page", times=0))
    with pytest.raises(Unintelligible):
        client.present(BILLS, quickbooks.company.ids("Bill"))


@pytest.mark.parametrize("reason", ["4001", "unknown envelope"])
def test_where_ids_are_not_counted_each_is_asked_for(quickbooks: Emulator, client: Client, reason: str) -> None:
    ids = quickbooks.company.ids("Bill")[:4]
    quickbooks.company.delete("Bill", ids[0])
    quickbooks.faults.add(
        Fault(COUNT, "refuse", reason=reason, times=0), Fault(ROWS, "refuse", reason="short page", times=1)
    )
    assert client.present(BILLS, ids) == set(ids[1:])
    assert quickbooks.traffic.count(ROWS) == 3


@pytest.mark.parametrize("on", ["GET */query*Bill", ROWS])
def test_nothing_is_gone_by_an_envelope_that_nobody_knows(quickbooks: Emulator, client: Client, on: str) -> None:
    quickbooks.faults.add(Fault(on, "refuse", reason="unknown envelope", times=0))
    with pytest.raises(Unintelligible):
        client.present(BILLS, quickbooks.company.ids("Bill"))
