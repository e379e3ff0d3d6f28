"""Whose books: what the company's page and the preferences of QuickBooks Online say."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import Item
from archiver.books.quickbooks.faults import TITLE
from archiver.model import Company

SOURCE = "quickbooks"
MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
LONG_CODES = {"AUS": "AU", "CAN": "CA", "CHE": "CH", "FRA": "FR", "GBR": "GB", "USA": "US"}


class Told(NamedTuple):
    """The company with its two pages as they came, and the service's time before anything else was asked."""

    company: Company
    info: Item
    preferences: Item
    moment: datetime

    @property
    def several_currencies(self) -> bool:
        """Whether the books know other currencies than their own."""
        return _inner(self.preferences, "CurrencyPrefs").get("MultiCurrencyEnabled") is True

    @property
    def today(self) -> date:
        """The day there, where the moment is in the company's own zone."""
        zone = self.company.time_zone
        return self.moment.astimezone(ZoneInfo(zone) if zone else UTC).date()


def told(client: Client, now: datetime) -> Told:
    """Ask for both pages; ``now`` is what our clock says, for a service that does not tell its own time."""
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
        time_zone=_zone(info),
        system=TITLE,
    )
    return Told(company, info, preferences, _moment(moment, now))


def _inner(item: Item, key: str) -> Mapping[str, object]:
    found = item.get(key)
    return found if isinstance(found, Mapping) else {}


def _country(info: Item) -> str | None:
    code = str(info.get("Country") or _inner(info, "CompanyAddr").get("Country") or "").upper()
    return code if len(code) == 2 else LONG_CODES.get(code)


def _zone(info: Item) -> str | None:
    zone = str(info.get("DefaultTimeZone") or "")
    try:
        return ZoneInfo(zone).key if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _moment(text: str | None, now: datetime) -> datetime:
    """In whole seconds, those that are over: what overlaps does no harm, a gap would."""
    try:
        moment = datetime.fromisoformat(text) if text else now
        return (moment if moment.tzinfo else now).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return now.astimezone(UTC).replace(microsecond=0)
