"""Whose books: what the business says of itself, and what documents need to know of it, asked before the lists."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from archiver.books import NO_CURRENCY
from archiver.books.manager import builtin, protobuf
from archiver.books.manager.facts import Facts, Use, rates
from archiver.books.manager.feeds import LOOKED_UP, ROWS, TITLE
from archiver.books.manager.offered import Offered
from archiver.books.manager.worked import KEY, TIMESTAMP
from archiver.books.rest.client import Client
from archiver.books.rest.pagers import Whole
from archiver.books.rest.values import Item, decimal, text
from archiver.errors import Missing, Refused, Unintelligible
from archiver.model import Company
from archiver.words import N_, Phrase, phrase

SPACE = uuid.UUID("6b0f7f0a-5d0c-4f58-9a2e-93d2f1a4c7de")
"""The space of names that businesses are told apart in: Manager gives them no number."""
NAMELESS = N_("Manager does not say its currency: amounts whose currency is not told are marked XXX.")
ACCOUNT_FORMS = ("balance-sheet-account-form", "profit-and-loss-statement-account-form")
GROUP_FORMS = ("balance-sheet-group-form", "profit-and-loss-statement-group-form")
DEEPEST = 20
ABSENT = (Missing, Refused, Unintelligible)


def asked(client: Client, offered: Iterable[Offered], token: str) -> tuple[Company, Facts, Mapping[str, Item]]:
    """The company, the facts of its lists, and the forms of its accounts."""
    lists = {each.path: each for each in offered}
    details = form(client, "business-details-form", builtin.BUSINESS_DETAILS)
    currency = form(client, "base-currency-form", builtin.BASE_CURRENCY)
    facts = Facts()
    know_home(facts, currency)
    know_currencies(facts, _entries(client, lists, "foreign-currencies"))
    for key, each in _entries(client, lists, "tax-codes"):
        facts.rates[key] = rates(key, each)
    forms = _accounts(client, lists, facts)
    name = text(details.get("Name")) or named(token) or TITLE
    return company(name, text(details.get("Country")), facts), facts, forms


def company(name: str, country: str | None, facts: Facts, notes: tuple[Phrase, ...] = ()) -> Company:
    """A business, known by its name: the same one behind a program and in a file."""
    home = facts.home if facts.home != NO_CURRENCY else None
    said = notes if home else (*notes, phrase(NAMELESS))
    return Company("manager", str(uuid.uuid5(SPACE, name)), name, _country(country), home, notes=said, system=TITLE)


def _country(told: str | None) -> str | None:
    """The country of a setting such as ``fr-CH`` or ``CH``."""
    code = (told or "").rpartition("-")[2]
    return code.upper() if len(code) == 2 and code.isalpha() else None


def know_home(facts: Facts, form: Mapping[str, Any]) -> None:
    """The currency of the books, as its form has it."""
    facts.home = text(form.get("Code")) or NO_CURRENCY
    _know_decimals(facts, facts.home, form)


def know_currencies(facts: Facts, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Foreign currencies by their keys."""
    for key, each in entries:
        if code := text(each.get("Code")) or text(each.get("code")):
            facts.currencies[key] = code
            _know_decimals(facts, code, each)


def _know_decimals(facts: Facts, code: str, form: Mapping[str, Any]) -> None:
    places = form.get("DecimalPlaces")
    if type(places) is int and 0 <= places <= 8:
        facts.decimals[code] = places


def form(client: Client, name: str, key: str) -> Item:
    """A form; empty where there is none, or it may not be seen."""
    with suppress(*ABSENT):
        found = client.get(f"{name}/{key}")
        if isinstance(found, dict):
            return found
    return {}


def rows(client: Client, lists: Mapping[str, Offered], path: str) -> list[Item]:
    """All rows of a list; none where it is not offered."""
    if path not in lists:
        return []
    with suppress(*ABSENT):
        return list(client.all(path, {}, LOOKED_UP if "skip" in lists[path].asks else Whole(), ROWS))
    return []


def is_sparing(client: Client, offered: Iterable[Offered]) -> bool:
    """Whether lists have no timestamps unless their fields are named, and have them, with their keys, if they are."""
    for each in offered:
        if not each.tells_changes or "skip" not in each.asks:
            continue
        with suppress(*ABSENT):
            if first := next(client.all(each.path, {"pageSize": "1"}, Whole(), ROWS), None):
                told = next(client.all(each.path, {"pageSize": "1", **each.named}, Whole(), ROWS), {})
                return TIMESTAMP not in first and TIMESTAMP in told and KEY in told
    return False


def _entries(client: Client, lists: Mapping[str, Offered], path: str) -> Iterable[tuple[str, Item]]:
    """The entries of a short list with all that their forms say."""
    for row in rows(client, lists, path):
        if key := text(row.get(KEY)):
            yield key, {**row, **(form(client, lists[path].form, key) if lists[path].form else {})}


def _accounts(client: Client, lists: Mapping[str, Offered], facts: Facts) -> dict[str, Item]:
    """The forms of the accounts that a business has made itself; what each account is, is learnt on the way."""
    forms: dict[str, Item] = {}
    groups: dict[str, Item] = {}
    for row in rows(client, lists, "chart-of-accounts"):
        key = text(row.get(KEY)) or ""
        number = text(row.get("code"))
        if key not in builtin.ACCOUNTS:
            forms[key] = first_form(client, ACCOUNT_FORMS, key)
        facts.uses[key] = Use(_type(client, forms.get(key, {}), groups), None, number)
    for row in rows(client, lists, "bank-and-cash-accounts"):
        facts.uses[text(row.get(KEY)) or ""] = Use("asset", "bank", text(row.get("code")))
    return forms


def first_form(client: Client, names: Iterable[str], key: str) -> Item:
    """The first form of that key which there is: nothing says beforehand which one an account has."""
    return next((found for name in names if (found := form(client, name, key))), {})


def _type(client: Client, account: Item, groups: dict[str, Item]) -> str | None:
    def group(key: str) -> Item:
        if key not in groups:
            groups[key] = first_form(client, GROUP_FORMS, key)
        return groups[key]

    return type_of(account, group)


def type_of(account: Mapping[str, Any], group: Callable[[str], Mapping[str, Any]]) -> str | None:
    """The type of an account, by the groups that it is under, as far as they are known."""
    key = account.get("Group")
    for _ in range(DEEPEST):
        if not isinstance(key, str):
            return None
        if key in builtin.GROUPS:
            return builtin.GROUPS[key]
        above = group(key)
        if (kind := decimal(above.get("Type"))) is not None:
            return builtin.GROUP_TYPES.get(str(kind))
        key = above.get("Group") or above.get("ParentGroup")
    return None


def named(token: str) -> str | None:
    """The name of the business that an access token opens, which begins it; None where it is not of that form."""
    try:
        message = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        texts = [each.value.decode() for each in protobuf.fields(message) if isinstance(each.value, bytes)]
    except (ValueError, binascii.Error):
        return None
    return texts[0].strip() or None if texts and texts[0].isprintable() else None
