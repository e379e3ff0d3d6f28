"""What services of the usual kind say when something is wrong, turned into our errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

import msgspec

from archiver.access import wire
from archiver.access.getter import Answer, Vendor, bearing
from archiver.books.rest.pagers import BEYOND
from archiver.books.rest.values import at, text
from archiver.errors import AccessStale, ArchiverError, Missing, Refused, Throttled, Unwell
from archiver.words import N_, Phrase, phrase

LONGEST = 300
STATUS = N_("status {status}")
SAID = N_("{said} (status {status})")
NOTHING: Mapping[str, str] = {}


def vendor(
    title: str,
    link: str,
    *,
    says: str = "message",
    always: Mapping[str, str] = NOTHING,
    headers: Mapping[str, str] = NOTHING,
    sign: Callable[[str], Mapping[str, str]] = bearing,
) -> Vendor:
    """A service called ``title``, asked by a link of that name, whose complaints are at the path ``says``."""
    return Vendor(title, lambda path, answer: trouble(title, link, path, answer, says), always, headers, sign)


def trouble(title: str, link: str, path: str, answer: Answer, says: str = "message") -> ArchiverError | None:
    """What is wrong with an answer, or None. Beyond the end of a list (416) nothing is wrong."""
    status = answer.status
    if status < 300 or status == BEYOND:
        return None
    reason = complaint(answer, says)
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Throttled(service=title, wait=wire.seconds(answer.headers.get("retry-after", "")))
        case HTTPStatus.UNAUTHORIZED:
            return AccessStale(service=title, name=link)
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return Missing(service=title, name=path)
        case _ if status >= 500:
            return Unwell(service=title, reason=reason)
        case _:
            return Refused(service=title, reason=reason)


def complaint(answer: Answer, says: str) -> Phrase:
    """What the service itself says is wrong, on one line; else the status alone."""
    try:
        said = text(at(msgspec.json.decode(answer.body), says))
    except (msgspec.MsgspecError, RecursionError):
        said = None
    if not said:
        return phrase(STATUS, status=answer.status)
    return phrase(SAID, said=" ".join(said.split())[:LONGEST], status=answer.status)
