"""What is no list of documents: asked for once, in its own way."""

from __future__ import annotations

import pytest

from archiver.books.quickbooks.company import told
from archiver.books.quickbooks.singles import items
from archiver.errors import Unintelligible
from tests.books.quickbooks.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator


def test_the_pages_of_the_company_are_those_that_it_was_opened_with(quickbooks: Emulator, opening: Opening) -> None:
    client = opening.client()
    of = told(client, quickbooks.clock.now())
    asked = quickbooks.traffic.count("GET *")
    assert items("CompanyInfo", client, of)[0]["CompanyName"] == of.company.name
    assert items("Preferences", client, of) == [of.preferences]
    assert quickbooks.traffic.count("GET *") == asked


def test_rates_are_those_of_today_and_of_the_currencies_in_use(quickbooks: Emulator, opening: Opening) -> None:
    client = opening.client()
    company = quickbooks.company
    of = told(client, quickbooks.clock.now())
    company.add(
        "ExchangeRate",
        {"SourceCurrencyCode": "USD", "TargetCurrencyCode": "CAD", "Rate": 2, "AsOfDate": of.today.isoformat()},
    )
    (rate,) = items("ExchangeRate", client, of)
    assert (rate["SourceCurrencyCode"], rate["Rate"]) == ("USD", 2)


def test_books_of_one_currency_have_no_rates(quickbooks: Emulator, opening: Opening) -> None:
    home = {"HomeCurrency": {"value": "CAD"}, "MultiCurrencyEnabled": False}
    quickbooks.company.change("Preferences", "1", CurrencyPrefs=home)
    client = opening.client()
    of = told(client, quickbooks.clock.now())
    asked = quickbooks.traffic.count("GET *")
    assert items("ExchangeRate", client, of) == ()
    assert quickbooks.traffic.count("GET *") == asked


@pytest.mark.parametrize("reason", ["not json", "empty"])
def test_a_plan_that_is_no_xml(quickbooks: Emulator, opening: Opening, reason: str) -> None:
    quickbooks.faults.add(Fault("GET /manage/*", "refuse", reason=reason, times=0))
    client = opening.client()
    of = told(client, quickbooks.clock.now())
    with pytest.raises(Unintelligible):
        items("Entitlements", client, of)
