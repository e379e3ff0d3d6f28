"""Opening the books of a company: by its link alone, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archiver import books as front
from archiver.access.door import Door
from archiver.access.grant import Grant
from archiver.books.quickbooks import QuickBooks, connect, opened
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


LATE = datetime(2026, 4, 1, 2, 30, tzinfo=UTC)  # the 31st of March in the evening, in Toronto


@pytest.mark.parametrize(
    ("said", "settings", "told_in", "country", "day"),
    [
        ("America/Toronto", "Europe/Paris", "+01:00", "CA", date(2026, 3, 31)),
        ("", "America/Toronto", "+01:00", "CA", date(2026, 3, 31)),
        ("Mars/Olympus", "America/Toronto", "+01:00", "CA", date(2026, 3, 31)),
        ("", None, "-07:00", "CA", date(2026, 3, 31)),
        ("", None, "-07:00", "", date(2026, 3, 31)),
        ("", None, "-03:00", "BR", date(2026, 3, 31)),
        ("", None, "-07:00", "FR", date(2026, 4, 1)),  # which is where Intuit is, not the company
        ("", None, "", "CA", date(2026, 4, 1)),
    ],
)
def test_today_is_the_company_s_day(
    quickbooks: Emulator, opening: Opening, said: str, settings: str | None, told_in: str, country: str, day: date
) -> None:
    given = {"DefaultTimeZone": said, "Country": country, "CompanyAddr": {}}
    stamps = {"CreateTime": "2020-01-01T00:00:00Z", "LastUpdatedTime": f"2026-03-01T09:00:00{told_in}"}
    quickbooks.company.put("CompanyInfo", {**quickbooks.company.item("CompanyInfo", "1"), **given, "MetaData": stamps})
    found = told(opening.client(), LATE, settings)
    assert found._replace(moment=LATE).today == day
    assert found.company.time_zone == (said if said == "America/Toronto" else None), "as the source says it"


def test_reports_are_of_the_day_in_the_zone_of_the_settings(quickbooks: Emulator, opening: Opening) -> None:
    quickbooks.company.change("CompanyInfo", "1", DefaultTimeZone=None)
    quickbooks.clock.set(LATE)
    with opened(replace(opening.asked(), time_zone="America/Toronto"), opening.client()) as books:
        family = next(each for each in books.families() if each.name == "reports")
        rows = [row for page in books.read(family) for rows in page.rows.values() for row in rows]
        place = family.main.keys.index("as_of")
    assert {row.values[place] for row in rows} == {date(2026, 3, 31)}


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
