"""What is no list of documents: the company itself, its preferences, its plan, and what currencies are worth today."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.company import Told
from archiver.books.quickbooks.entities import BY_FAMILY, Item
from archiver.errors import AccessStale, AccessTaken, ArchiverError, NotIncluded, WrongEnvironment
from archiver.words import N_, Phrase, phrase

NAMES = {
    "company": "CompanyInfo",
    "preferences": "Preferences",
    "entitlements": "Entitlements",
    "exchange_rates": "ExchangeRate",
}
"""Families that are asked for in ways of their own, and what they are called there."""
NO_RATE = N_("no rate of {day} came for these currencies: {codes}")


def optional(family: str) -> bool:
    """Whether books may be without it."""
    return family in ("entitlements", "exchange_rates")


def unoffered(family: str) -> tuple[type[ArchiverError], ...]:
    """The errors that say that these books are without it.

    The plan is told at an address of another service of Intuit's, which may not be open to who may read the books.
    """
    return (NotIncluded, AccessTaken, AccessStale, WrongEnvironment) if family == "entitlements" else (NotIncluded,)


def items(name: str, client: Client, told: Told, lacking: list[Phrase]) -> Sequence[Item]:
    """The objects of a family; the two pages of the company are those that it was opened with.

    What is to be said of those that did not come is added to ``lacking``.
    """
    match name:
        case "CompanyInfo":
            return [told.info]
        case "Preferences":
            return [told.preferences]
        case "Entitlements":
            return [client.entitlements()]
        case _:
            return _rates(client, told, lacking)


def _rates(client: Client, told: Told, lacking: list[Phrase]) -> Sequence[Item]:
    """The rates of the day, of each currency that the books use: rates of other days stand on the documents.

    A currency that is not in use any more may have none.
    """
    if not told.several_currencies:
        return ()
    entity = BY_FAMILY["company_currencies"]
    listed = [each for each in client.items(entity, client.page(entity, 1)) if each.get("Code")]
    codes = sorted({str(each["Code"]) for each in listed} - {told.company.home_currency})
    if not codes:
        return ()
    rates = list(client.rates(codes, told.today))
    came = {rate.get("SourceCurrencyCode") for rate in rates}
    alone = {code: client.rate(code, told.today) for code in codes if code not in came}
    rates += [rate for rate in alone.values() if rate]
    retired = {str(each["Code"]) for each in listed if each.get("Active") is False}
    if without := [code for code, rate in alone.items() if not rate and code not in retired]:
        lacking.append(phrase(NO_RATE, codes=without, day=told.today))
    return rates
