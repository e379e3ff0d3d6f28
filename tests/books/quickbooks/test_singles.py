"""What is no list of documents: asked for once, in its own way."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from archiver.books.quickbooks import QuickBooks
from archiver.books.quickbooks.company import told
from archiver.books.quickbooks.singles import items
from archiver.errors import AccessTaken, FamilyFailed, FamilyNotOffered, Shortfall, Unintelligible
from archiver.model import Page
from archiver.words import Phrase, Words
from tests.books.quickbooks.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator


def test_the_pages_of_the_company_are_those_that_it_was_opened_with(quickbooks: Emulator, opening: Opening) -> None:
    client = opening.client()
    of = told(client, quickbooks.clock.now())
    asked = quickbooks.traffic.count("GET *")
    assert items("CompanyInfo", client, of, [])[0]["CompanyName"] == of.company.name
    assert items("Preferences", client, of, []) == [of.preferences]
    assert quickbooks.traffic.count("GET *") == asked


def test_rates_are_those_of_today_and_of_the_currencies_in_use(quickbooks: Emulator, opening: Opening) -> None:
    client = opening.client()
    company = quickbooks.company
    of = told(client, quickbooks.clock.now())
    company.add(
        "ExchangeRate",
        {"SourceCurrencyCode": "USD", "TargetCurrencyCode": "CAD", "Rate": 2, "AsOfDate": of.today.isoformat()},
    )
    (rate,) = items("ExchangeRate", client, of, [])
    assert (rate["SourceCurrencyCode"], rate["Rate"]) == ("USD", 2)


def add_currency(quickbooks: Emulator, code: str, *, rate_of: date | None = None, active: bool = True) -> None:
    company = quickbooks.company
    company.add("CompanyCurrency", {"Code": code, "Name": code, "Active": active})
    if rate_of:
        rate = {"SourceCurrencyCode": code, "TargetCurrencyCode": "CAD", "Rate": 2, "AsOfDate": rate_of.isoformat()}
        company.add("ExchangeRate", rate)


def test_all_rates_come_at_once(quickbooks: Emulator, opening: Opening) -> None:
    client = opening.client()
    of = told(client, quickbooks.clock.now())
    codes = ["".join(letters) for letters in product("ABCDE", "FGHIJ", "KLMNO")][:120]
    for code in codes:
        add_currency(quickbooks, code, rate_of=of.today)
    lacking: list[Phrase] = []
    assert {rate["SourceCurrencyCode"] for rate in items("ExchangeRate", client, of, lacking)} >= set(codes)
    assert lacking == []
    assert quickbooks.traffic.count("GET */query ExchangeRate") == 1


def rates(books: QuickBooks) -> list[str]:
    family = next(each for each in books.families() if each.name == "exchange_rates")
    return [row.id.split("/")[0] for page in books.read(family) for row in page.rows.get("exchange_rates", ())]


def test_a_rate_that_does_not_come_with_the_others_is_asked_for_alone(quickbooks: Emulator, opening: Opening) -> None:
    add_currency(quickbooks, "CHF", rate_of=date(2020, 1, 2))
    add_currency(quickbooks, "ITL", active=False)
    with opening.books() as books:
        assert sorted(rates(books)) == ["CHF", "USD"]


def test_currencies_without_a_rate_are_named_and_the_others_stay(quickbooks: Emulator, opening: Opening) -> None:
    add_currency(quickbooks, "CHF")
    add_currency(quickbooks, "EUR")
    pages: list[Page] = []
    with opening.books() as books:
        family = next(each for each in books.families() if each.name == "exchange_rates")
        with pytest.raises(Shortfall) as error:
            pages.extend(books.read(family))
    (page,) = pages
    assert [row.id.split("/")[0] for row in page.rows["exchange_rates"]] == ["USD"]
    assert page.bookmark is None
    assert type(error.value) is Shortfall
    assert Words("en").say(error.value.phrase).endswith("came for these currencies: CHF, EUR")


def test_books_of_one_currency_have_no_rates(quickbooks: Emulator, opening: Opening) -> None:
    home = {"HomeCurrency": {"value": "CAD"}, "MultiCurrencyEnabled": False}
    quickbooks.company.change("Preferences", "1", CurrencyPrefs=home)
    client = opening.client()
    of = told(client, quickbooks.clock.now())
    asked = quickbooks.traffic.count("GET *")
    assert items("ExchangeRate", client, of, []) == ()
    assert quickbooks.traffic.count("GET *") == asked


def entitlements(books: QuickBooks) -> Page:
    family = next(each for each in books.families() if each.name == "entitlements")
    (page,) = books.read(family)
    return page


@pytest.mark.parametrize("reason", ["3201", "3100", "120", "xml 100", "lower case 401", "5020"])
def test_a_plan_that_is_not_told_to_this_link_is_not_offered(
    quickbooks: Emulator, books: QuickBooks, reason: str
) -> None:
    quickbooks.faults.add(Fault("GET /manage/*", "refuse", reason=reason, times=0))
    with pytest.raises(FamilyNotOffered) as error:
        entitlements(books)
    code = {"xml 100": "100", "lower case 401": "3200"}.get(reason, reason)
    assert f"({code})" in Words("en").say(error.value.phrase)


def test_who_is_not_let_in_anywhere_is_told_so(quickbooks: Emulator, books: QuickBooks) -> None:
    for on in ("GET /manage/*", "GET */query *"):
        quickbooks.faults.add(Fault(on, "refuse", reason="3201", times=0))
    with pytest.raises(AccessTaken):
        entitlements(books)


@pytest.mark.parametrize("reason", ["4000", "10000", "xml without rows"])
def test_a_plan_that_could_not_be_had_failed(quickbooks: Emulator, books: QuickBooks, reason: str) -> None:
    quickbooks.faults.add(Fault("GET /manage/*", "refuse", reason=reason, times=0))
    with pytest.raises(FamilyFailed):
        entitlements(books)


@pytest.mark.parametrize("reason", ["not json", "empty"])
def test_a_plan_that_is_no_xml(quickbooks: Emulator, opening: Opening, reason: str) -> None:
    quickbooks.faults.add(Fault("GET /manage/*", "refuse", reason=reason, times=0))
    client = opening.client()
    of = told(client, quickbooks.clock.now())
    with pytest.raises(Unintelligible):
        items("Entitlements", client, of, [])
