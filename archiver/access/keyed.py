"""Services that are entered by a key, which their owner makes there and gives us: no browser, nothing to renew."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from urllib.parse import urlsplit

from archiver.access import origin, wire
from archiver.access.door import Door
from archiver.access.getter import Answer, Getter, Vendor, bearing
from archiver.access.grant import Grant
from archiver.access.pace import Pace
from archiver.access.service import Service
from archiver.errors import (
    ArchiverError,
    KeyRefused,
    NotLinked,
    Refused,
    Throttled,
    Unintelligible,
    UnsafeAddress,
    Unwell,
)
from archiver.words import N_, Phrase, phrase

NOT_JSON = N_("it is not JSON")
BY_HAND = N_("its keys are made and ended there, by hand")


@dataclass(frozen=True, slots=True)
class Keyed:
    """The facts of one such service.

    ``made`` is where its owner makes and ends keys; ``sign`` makes of a key the headers that let us in; ``path`` is
    asked below the address, to see whether it does, and then ``whose``, which may not be there; ``called`` reads in
    the answer whose books they are.
    """

    name: str
    title: str
    made: Phrase
    path: str
    called: Callable[[object], str | None]
    whose: str = ""
    sign: Callable[[str], Mapping[str, str]] = bearing


def _party(told: object) -> str | None:
    """The name of Tryton's first company."""
    first = told[0] if isinstance(told, list) and told else None
    party = first.get("party") if isinstance(first, dict) else None
    name = party.get("name") if isinstance(party, dict) else None
    return name if isinstance(name, str) else None


def _business(told: object) -> str | None:
    """The name of Manager's business."""
    name = told.get("Name") if isinstance(told, dict) else None
    return name if isinstance(name, str) else None


KEYED: Mapping[str, Keyed] = {
    "tryton": Keyed(
        "tryton",
        "Tryton",
        phrase(N_("Preferences › Applications, for the use “rest”, then confirmed by an administrator")),
        "rest/model/company.company?f=party.name&s=1",
        _party,
    ),
    "manager": Keyed(
        "manager",
        "Manager",
        phrase(N_("Settings › Access Tokens")),
        "",
        _business,
        "business-details-form/38cf4712-6e95-4ce1-b53a-bff03edad273",
        lambda key: {"X-API-KEY": key},
    ),
}
"""Each service that is linked by a key."""


def _by_hand(given: object) -> NoReturn:
    raise Refused(service="", reason=phrase(BY_HAND))


SERVICES: Mapping[str, Service] = {
    name: Service(name, each.title, (), {}, "", _by_hand, _by_hand, holds_books=True, reads_only=True, keyed=True)
    for name, each in KEYED.items()
}


class Key:
    """The key of one link, as a bearer. ``at`` is the address that it opens, and goes nowhere but to its origin.

    Errors: ``NotLinked`` and its kin, where there is no such link.
    """

    def __init__(self, door: Door | None, link: str, service: str) -> None:
        if door is None:
            raise NotLinked(name=link)
        self._grant, self._link = door.grant(link, service), link
        self.at = self._grant.token_uri

    def token(self) -> str:
        """The key."""
        return self._grant.refresh_token

    def refused(self) -> None:
        """There is no other one: ``KeyRefused``."""
        known = KEYED.get(self._grant.service)
        raise KeyRefused(service=known.title if known else self._grant.service, name=self._link)


class _Tried:
    """A key that nobody keeps yet."""

    def __init__(self, keyed: Keyed, link: str, key: str) -> None:
        self._keyed, self._link, self._key = keyed, link, key

    def token(self) -> str:
        return self._key

    def refused(self) -> None:
        raise KeyRefused(service=self._keyed.title, name=self._link)


def address(given: str) -> str:
    """An address as it is kept; ``UnsafeAddress`` for one over which a key would be read by others."""
    at = given.strip().rstrip("/")
    if not origin.is_safe(at) or urlsplit(at).query or urlsplit(at).fragment:
        raise UnsafeAddress(address=given)
    return at


def granted(keyed: Keyed, link: str, at: str, key: str, now: datetime) -> Grant:
    """The grant of a key that was tried at its address. Errors: ``KeyRefused``, those of a Getter."""
    vendor = Vendor(keyed.title, lambda path, answer: _trouble(keyed, link, answer), sign=keyed.sign, speaks_html=True)
    with closing(Getter(at, _Tried(keyed, link, key), Pace(), vendor)) as getter:
        told = _told(keyed, getter, keyed.path)
        if keyed.whose:
            with suppress(KeyRefused, Refused, Unintelligible):  # not every key may see it
                told = _told(keyed, getter, keyed.whose)
    called = keyed.called(told)
    return Grant(
        service=keyed.name,
        account=called or urlsplit(at).netloc,
        scopes=(),
        refresh_token=key,
        client_id="",
        token_uri=at,
        linked_at=now,
    )


def _told(keyed: Keyed, getter: Getter, asked: str) -> object:
    """What is answered below the address, as JSON."""
    path, _, query = asked.partition("?")
    try:
        found: object = json.loads(getter.get(path, dict(each.split("=") for each in query.split("&") if each)))
    except ValueError:
        raise Unintelligible(service=keyed.title, reason=phrase(NOT_JSON)) from None
    return found


def _trouble(keyed: Keyed, link: str, answer: Answer) -> ArchiverError | None:
    reason = phrase(wire.STATUS, status=answer.status)
    match answer.status:
        case 401 | 403:
            return KeyRefused(service=keyed.title, name=link)
        case 429:
            return Throttled(service=keyed.title, wait=wire.seconds(answer.headers.get("retry-after", "")))
        case status if status >= 500:
            return Unwell(service=keyed.title, reason=reason)
        case status if status >= 300:
            return Refused(service=keyed.title, reason=reason)
        case _:
            return None
