"""Whose books a Tryton database keeps."""

from __future__ import annotations

from archiver.books.rest.client import Client
from archiver.books.rest.pagers import ByRange
from archiver.books.rest.values import Item, at, day, text
from archiver.books.tryton.asking import params
from archiver.books.tryton.plain import TITLE
from archiver.errors import Unintelligible
from archiver.model import Company
from archiver.words import N_, phrase

COMPANIES = "rest/model/company.company"
YEARS = "rest/model/account.fiscalyear"
FIELDS = ("create_date", "party.name", "currency.code", "timezone", "party.addresses.country.code")
PAGES = ByRange(most=100)
NONE = N_("it shows no company")


def told(client: Client) -> Company:
    """The company of a key, the first one where a key is shown several.

    Its id is its number and the moment at which it was entered: numbers begin at one in every database.
    """
    found = next(iter(client.all(COMPANIES, params((), FIELDS), PAGES)), None)
    if found is None:
        raise Unintelligible(service=TITLE, reason=phrase(NONE))
    return Company(
        source="tryton",
        source_id=f"{text(at(found, 'id'))}@{text(at(found, 'create_date'))}",
        name=text(at(found, "party.name")) or "",
        country=_country(found),
        home_currency=text(at(found, "currency.code")),
        fiscal_year_start=_start(client, at(found, "id")),
        time_zone=text(at(found, "timezone")),
        system=TITLE,
    )


def _country(company: Item) -> str | None:
    addresses = at(company, "party.addresses")
    given = (text(at(each, "country.code")) for each in addresses) if isinstance(addresses, list) else ()
    return next((each for each in given if each), None)


def _start(client: Client, company: object) -> tuple[int, int] | None:
    """The month and day on which the latest fiscal year begins."""
    asked = params([("company", "=", company)], ("start_date",))
    started = [found for each in client.all(YEARS, asked, PAGES) if (found := day(at(each, "start_date")))]
    return (max(started).month, max(started).day) if started else None
