"""Whose books: what the company's page and the preferences of QuickBooks Online say."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import Item
from archiver.books.quickbooks.faults import TITLE
from archiver.model import Company

SOURCE = "quickbooks"
MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
LONG_CODES = {"AUS": "AU", "CAN": "CA", "CHE": "CH", "FRA": "FR", "GBR": "GB", "USA": "US"}
PACIFIC = (timedelta(hours=-8), timedelta(hours=-7))
"""Where Intuit's own machines are: many companies have their moments from there, wherever they are themselves."""
NEARBY = (None, "CA", "US")
"""Countries to which that time is nearer than UTC; a company that does not say where it is, is in the United States."""


class Told(NamedTuple):
    """The company with its two pages as they came, and the service's time before anything else was asked.

    ``zone`` is that of the page, else of the owner's settings, else that in which the page tells moments, else UTC.
    """

    company: Company
    info: Item
    preferences: Item
    moment: datetime
    zone: tzinfo

    @property
    def several_currencies(self) -> bool:
        """Whether the books know other currencies than their own."""
        return _inner(self.preferences, "CurrencyPrefs").get("MultiCurrencyEnabled") is True

    @property
    def today(self) -> date:
        """The day there, where the moment is in the company's own zone."""
        return self.moment.astimezone(self.zone).date()


def told(client: Client, now: datetime, time_zone: str | None = None) -> Told:
    """Ask for both pages; ``now`` is what our clock says, for a service that does not tell its own time.

    ``time_zone`` is where the owner says that the company is.
    """
    info, moment = client.single("CompanyInfo")
    preferences, _ = client.single("Preferences")
    home = _inner(_inner(preferences, "CurrencyPrefs"), "HomeCurrency").get("value")
    month = info.get("FiscalYearStartMonth") or _inner(preferences, "AccountingInfoPrefs").get("FirstMonthOfFiscalYear")
    starts = MONTHS.get(str(month).lower())
    name = info.get("CompanyName") or info.get("LegalName") or client.realm
    company = Company(
        SOURCE,
        client.realm,
        str(name),
        country=_country(info),
        home_currency=str(home) if home else None,
        fiscal_year_start=(starts, 1) if starts else None,
        time_zone=zone.key if (zone := _named(info.get("DefaultTimeZone"))) else None,
        system=TITLE,
    )
    named = _named(company.time_zone) or _named(time_zone)
    return Told(company, info, preferences, _moment(moment, now), named or _offset(info, company.country) or UTC)


def _inner(item: Item, key: str) -> Mapping[str, object]:
    found = item.get(key)
    return found if isinstance(found, Mapping) else {}


def _country(info: Item) -> str | None:
    code = str(info.get("Country") or _inner(info, "CompanyAddr").get("Country") or "").upper()
    return code if len(code) == 2 else LONG_CODES.get(code)


def _named(zone: object) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(zone)) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _offset(info: Item, country: str | None) -> tzinfo | None:
    """The offset in which the moments of the page are told, where it is the company's own or not far from that."""
    try:
        told = datetime.fromisoformat(str(_inner(info, "MetaData").get("LastUpdatedTime")))
    except ValueError:
        return None
    return None if told.utcoffset() in PACIFIC and country not in NEARBY else told.tzinfo


def _moment(text: str | None, now: datetime) -> datetime:
    """In whole seconds, those that are over: what overlaps does no harm, a gap would."""
    try:
        moment = datetime.fromisoformat(text) if text else now
        return (moment if moment.tzinfo else now).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return now.astimezone(UTC).replace(microsecond=0)
