"""Questions in Intuit's own language, and answers in which no cent is lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from archiver.books.quickbooks.client import Client, Touched
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


def test_what_was_touched_since(quickbooks: Emulator, opening: Opening) -> None:
    client = opening.client(size=3)
    quickbooks.clock.forward(seconds=60)
    since = quickbooks.clock.now() - timedelta(seconds=5)
    company = quickbooks.company
    changed = company.ids("TimeActivity")[0]
    company.change("TimeActivity", changed, Description="late")
    made = [company.again("TimeActivity") for _ in range(4)]
    assert client.touched(BY_FAMILY["time_activities"], since) == {changed, *made}


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
    assert not (client.changes([ITEMS], since) or {})["Item"].retires
    company.deactivate("Item", company.ids("Item")[1])
    assert client.retires(ITEMS, since)
    assert (client.changes([ITEMS], since) or {})["Item"].retires


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
    assert client.answers()
    for reason in ("10000", "nothing", "4001"):
        quickbooks.faults.add(Fault("GET */query CompanyInfo", "refuse", reason=reason, times=0))
        assert not client.answers()
        quickbooks.faults.clear()
    quickbooks.faults.add(Fault("GET */query CompanyInfo", "refuse", reason="3201", times=0))
    with pytest.raises(AccessTaken):
        client.answers()


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


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"QueryResponse": 3}', b"{", b""])
def test_an_answer_that_says_nothing_is_no_empty_list(client: Client, body: bytes) -> None:
    with pytest.raises(Unintelligible):
        client.items(INVOICES, body)


def test_rows_are_found_whatever_they_are_called(client: Client) -> None:
    rows = client.items(INVOICES, b'{"QueryResponse": {"notes": ["a"], "none": [], "Invoyce": [{"Id": "7"}]}}')
    assert [INVOICES.id(row) for row in rows] == ["7"]
    assert client.items(INVOICES, b'{"QueryResponse": {}}') == []
