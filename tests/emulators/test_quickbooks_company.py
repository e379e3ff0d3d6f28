"""The workshop's books: they add up, and follow every edit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.emulators.clock import Clock
from tests.emulators.exchange import Json
from tests.emulators.quickbooks import Company
from tests.emulators.quickbooks.atelier import TODAY, atelier
from tests.emulators.quickbooks.entities import ENTITIES
from tests.emulators.quickbooks.generated import generated
from tests.emulators.quickbooks.ledger import postings

NOW = datetime(2025, 1, 31, 17, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    """A clock on a day of the workshop's."""
    clock = Clock()
    clock.set(NOW)
    return clock


@pytest.fixture
def company(clock: Clock) -> Company:
    """The workshop."""
    return atelier(clock.now)


def summed(company: Company, entity: str, field: str, currency: str = "CAD") -> Decimal:
    items = [item for item in company.items(entity) if item["CurrencyRef"]["value"] == currency]
    return sum((Decimal(item.get(field, 0)) for item in items), Decimal(0))


def owed(company: Company, currency: str = "CAD") -> Decimal:
    open_ = summed(company, "Invoice", "Balance", currency)
    return (
        open_
        - summed(company, "CreditMemo", "RemainingCredit", currency)
        - summed(company, "Payment", "UnappliedAmt", currency)
    )


def balance(company: Company, account: str) -> Decimal:
    return Decimal(company.item("Account", account)["CurrentBalance"])


def test_every_entity_but_three_has_rows(company: Company) -> None:
    assert ENTITIES.keys() - set(company.entities) == {"JournalCode", "TaxClassification", "TaxPayment"}
    assert sum(len(company.ids(entity)) for entity in company.entities if not ENTITIES[entity].label) > 200


def test_each_document_adds_up(company: Company) -> None:
    for entity in (
        "Invoice",
        "SalesReceipt",
        "CreditMemo",
        "RefundReceipt",
        "Estimate",
        "Bill",
        "Purchase",
        "VendorCredit",
    ):
        for item in company.items(entity):
            lines = [line for line in item["Line"] if line["DetailType"] != "SubTotalLineDetail"]
            net = sum((_signed(line) for line in lines), Decimal(0))
            assert net + Decimal(item["TxnTaxDetail"]["TotalTax"]) == Decimal(item["TotalAmt"]), (entity, item["Id"])


def _signed(line: Json) -> Decimal:
    amount = Decimal(line.get("Amount", 0))
    return -amount if line["DetailType"] == "DiscountLineDetail" else amount


def test_the_ledger_balances_document_by_document(company: Company) -> None:
    sums: dict[tuple[str, str], Decimal] = {}
    for each in postings(company):
        sums[each.kind, each.id] = sums.get((each.kind, each.id), Decimal(0)) + each.amount
    assert set(sums.values()) == {Decimal(0)}


def test_what_is_open_is_what_the_accounts_say(company: Company) -> None:
    assert owed(company) - Decimal(45) == balance(company, "4")  # a debt that was written off by a journal entry
    assert owed(company, "USD") == balance(company, "5") > 0
    for currency, account in (("CAD", "20"), ("USD", "21")):
        payable = summed(company, "Bill", "Balance", currency) - summed(company, "VendorCredit", "Balance", currency)
        assert payable == -balance(company, account)
    customers = {item["Id"]: Decimal(item["Balance"]) for item in company.items("Customer")}
    assert sum(customers.values()) == balance(company, "4") + balance(company, "5")


def test_balances_stand_as_of_a_day(company: Company) -> None:
    assert company.balances(date(2023, 1, 31)) == {}
    assert company.balances(TODAY) == company.balances()
    assert company.balances(date(2023, 2, 1))["25"] == Decimal(-30000)


def test_a_void_keeps_the_document_and_nothing_of_its_amounts(company: Company, clock: Clock) -> None:
    before, invoice = balance(company, "4"), company.again("Invoice")
    total = Decimal(company.item("Invoice", invoice)["TotalAmt"])
    assert balance(company, "4") == before + total
    clock.forward(days=1)
    company.void("Invoice", invoice)
    item = company.item("Invoice", invoice)

    assert (item["TotalAmt"], item["Balance"], item["PrivateNote"][:6]) == (0, 0, "Voided")
    assert {line.get("Amount", 0) for line in item["Line"]} == {0}
    assert item["MetaData"]["LastUpdatedTime"] > item["MetaData"]["CreateTime"]
    assert balance(company, "4") == before


def test_a_deletion_leaves_a_trace_only_in_the_changes(company: Company) -> None:
    payment = company.ids("Payment")[0]
    paid = company.item("Payment", payment)["Line"][0]["LinkedTxn"][0]["TxnId"]
    company.delete("Payment", payment)

    assert payment not in company.ids("Payment")
    assert [(entity, ref) for entity, ref, _ in company.deleted] == [("Payment", payment)]
    assert company.item("Invoice", paid)["Balance"] == company.item("Invoice", paid)["TotalAmt"]


def test_accounts_of_what_changed_are_stamped(company: Company, clock: Clock) -> None:
    clock.forward(days=1)
    company.again("Invoice")
    stamped = [item["Id"] for item in company.items("Account") if item["MetaData"]["LastUpdatedTime"] > "2025-02-01"]

    assert {"4", "23", "24"} <= set(stamped)
    assert "25" not in stamped


def test_an_entry_of_a_list_is_deleted_by_its_name(company: Company) -> None:
    company.deactivate("Vendor", "2")
    item = company.item("Vendor", "2")

    assert (item["DisplayName"], item["Active"]) == ("Hydro-Québec (deleted)", False)


def test_a_merge_rewrites_old_documents_and_does_not_stamp_them(company: Company, clock: Clock) -> None:
    before = {item["Id"]: item for item in company.items("Invoice") if item["CustomerRef"]["value"] == "8"}
    clock.forward(days=1)
    company.merge("Customer", "1", "8")
    after = {ref: company.item("Invoice", ref) for ref in before}

    assert before
    assert {item["CustomerRef"]["value"] for item in after.values()} == {"1"}
    assert {ref: item["MetaData"] for ref, item in after.items()} == {
        ref: item["MetaData"] for ref, item in before.items()
    }
    assert company.item("Customer", "8")["Active"] is False
    assert company.item("Customer", "8")["Balance"] == 0


def test_two_workshops_are_two(clock: Clock) -> None:
    one, other = atelier(clock.now), atelier(clock.now)
    one.delete("Bill", one.ids("Bill")[0])

    assert len(other.ids("Bill")) == len(one.ids("Bill")) + 1


def test_files_hang_on_documents(company: Company) -> None:
    bill = company.ids("Bill")[1]
    first, second = (company.attach("Bill", bill, name, name.encode()) for name in ("a.png", "b"))

    assert first != second
    item = company.item("Attachable", first)
    assert (item["Size"], item["ContentType"]) == (5, "image/png")
    assert item["AttachableRef"][0]["EntityRef"] == {"value": bill, "type": "Bill"}


def test_companies_of_any_size_add_up(clock: Clock) -> None:
    company = generated(clock.now, 2000)
    documents = [entity for entity in company.entities if not ENTITIES[entity].label]

    assert sum(map(len, company.tables.values())) == pytest.approx(2000, abs=150)
    assert (
        len({row.id for entity in documents for row in company.tables[entity].values()})
        == sum(len(company.ids(entity)) for entity in documents) - 1
    )  # company and preferences are both number 1
    assert sum(company.balances().values()) == 0
    assert owed(company) == company.balances()["4"] == balance(company, "4") > 0
    assert sum(not row.active for row in company.tables["Customer"].values()) == 12 + 1  # the workshop has one
    assert len(generated(clock.now, 500, {"Invoice": 1}).ids("Invoice")) == 500
