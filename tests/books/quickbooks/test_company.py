"""Opening the books of a company: by its link alone, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archiver import books as front
from archiver.access.door import Door
from archiver.access.grant import Grant
from archiver.books.quickbooks import QuickBooks, connect
from archiver.books.quickbooks.company import told
from archiver.errors import LinkedElsewhere, NotLinked, WrongEnvironment
from archiver.words import Words
from tests.books.quickbooks.conftest import LINK, Opening
from tests.contracts.fakes_vault import MemoryVault
from tests.emulators.quickbooks import QuickBooks as Emulator


def door(emulator: Emulator, **changed: object) -> Door:
    """A door with one link, to the company of the emulator."""
    application = emulator.oauth.production
    _, refresh = emulator.link()
    grant = Grant(
        service="quickbooks",
        account=emulator.company.name,
        scopes=("com.intuit.quickbooks.accounting",),
        refresh_token=refresh,
        client_id=application.key,
        client_secret=application.secret,
        token_uri="https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",  # noqa: S106 - an address
        linked_at=emulator.clock.now(),
        realm=emulator.company.realm,
    )
    found = Door(MemoryVault({}), emulator.clock.now)
    found.keep(LINK, replace(grant, **changed))  # type: ignore[arg-type] # whatever field a test names
    return found


def test_a_link_is_all_it_takes(quickbooks: Emulator, opening: Opening) -> None:
    asked = replace(opening.asked(), door=door(quickbooks))
    with front.connect("quickbooks", asked) as books:
        company = books.company()
    assert (company.source, company.source_id, company.name) == (
        "quickbooks",
        quickbooks.company.realm,
        "Atelier du Fjord inc.",
    )
    assert quickbooks.traffic.count("GET *") == 2


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"realm": None}, NotLinked), ({"service": "google"}, LinkedElsewhere), ({"sandbox": True}, WrongEnvironment)],
)
def test_a_link_that_does_not_lead_there(
    quickbooks: Emulator, opening: Opening, changed: dict[str, object], error: type[NotLinked]
) -> None:
    with pytest.raises(error), connect(replace(opening.asked(), door=door(quickbooks, **changed))):
        raise AssertionError


def test_no_link(opening: Opening) -> None:
    with pytest.raises(NotLinked), connect(opening.asked()):
        raise AssertionError


def test_what_is_said_of_the_company(books: QuickBooks) -> None:
    company = books.company()
    assert (company.country, company.home_currency, company.time_zone) == ("CA", "CAD", "America/Toronto")
    assert company.fiscal_year_start == (11, 1)
    assert company.system == "QuickBooks Online"


def test_what_the_company_does_not_say_is_not_made_up(quickbooks: Emulator, opening: Opening) -> None:
    company = quickbooks.company
    company.change(
        "CompanyInfo", "1", Country="CAN", FiscalYearStartMonth="", DefaultTimeZone="Mars/Olympus", CompanyName=""
    )
    with opening.books() as books:
        assert books.company().fiscal_year_start == (11, 1), "as the preferences have it"
    company.change("Preferences", "1", AccountingInfoPrefs={})
    with opening.books() as books:
        found = books.company()
    assert (found.country, found.time_zone, found.fiscal_year_start) == ("CA", None, None)
    assert found.name == "Atelier du Fjord inc.", "its legal name"


def test_the_moment_is_the_service_s_own(quickbooks: Emulator, opening: Opening) -> None:
    ours = datetime(1999, 1, 1, tzinfo=UTC)
    found = told(opening.client(), ours)
    assert abs(found.moment - quickbooks.clock.now()) < timedelta(minutes=1)
    assert found.moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2025, 1, 31, 3, tzinfo=UTC), "America/Toronto", date(2025, 1, 30)),
        (datetime(2025, 1, 31, 3, tzinfo=UTC), None, date(2025, 1, 31)),
    ],
)
def test_today_is_the_company_s_day(opening: Opening, moment: datetime, zone: str | None, day: date) -> None:
    found = told(opening.client(), moment)
    assert found._replace(moment=moment, company=replace(found.company, time_zone=zone)).today == day


def test_what_never_comes_is_said_in_every_language(books: QuickBooks) -> None:
    assert len(books.missing) >= 7
    assert all(Words("en")(sentence) == sentence for sentence in books.missing)


def test_the_same_request_is_one_of_the_same_company_and_options(opening: Opening) -> None:
    versions = set()
    for unmasked in (False, True):
        for printed in (False, True):
            with opening.books(unmasked=unmasked, printed=printed) as books:
                versions.add(books.version())
                assert opening.emulator.company.realm in books.version()
    assert len(versions) == 4
