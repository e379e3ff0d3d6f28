"""The lists of one installation as the families that they become: lists first, since documents are told by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from archiver.books.manager import documents, journal, money, others, papers
from archiver.books.manager.facts import Facts
from archiver.books.manager.lists import LISTS, Joined
from archiver.books.manager.offered import SORTED, UNPAGED, Offered
from archiver.books.manager.worked import KEY, TIMESTAMP
from archiver.books.rest.changes import NewestFirst
from archiver.books.rest.pagers import ByOffset, Whole
from archiver.books.rest.source import Feed, Maker, Source
from archiver.books.rest.values import Item
from archiver.words import N_

TITLE = "Manager"
ROWS = "rows"
SIZE = 100
"""Rows of a page: what every known client asks for."""
PAGES = ByOffset(offset="skip", size="pageSize", most=SIZE, total="totalRecords")
LOOKED_UP = replace(PAGES, laps=False)
"""How a list is read that is only looked up in: nothing needs to be proved of it."""
NEWEST_FIRST = {"sortBy": SORTED, "sortByDesc": "true"}
NAMED = {"items": "itemName", "non_inventory_items": "itemName"}
"""Lists whose entries are not called by their *name*."""
SECRET = frozenset(
    {
        "AccessToken",
        "accessToken",
        "InternationalBankAccountNumber",
        "internationalBankAccountNumber",
        "Password",
        "password",
        "SmtpCredentials",
    }
)
MISSING = (
    N_("Attachments and pictures: Manager’s interface for programs lists them and gives no file."),
    N_("E-mails that were sent, and the history of changes: Manager’s interface for programs does not give them."),
    N_("Access tokens and users: who may come in is no part of the books."),
    N_("What was deleted leaves no trace: it is found by comparing with the archive before."),
)
LATEST = timedelta(hours=12)
"""How far behind UTC the clock of an installation may be that does not say its zone."""
EPOCH = datetime(1, 1, 1, tzinfo=UTC)
TICKS = 10
"""Of .NET, in a microsecond."""


def touched(given: object) -> datetime | None:
    """When an entry changed last: with an offset or without one, or as ticks of .NET; None where nothing can be told.

    Without an offset it is taken for the latest moment that it can be: what is read once more does no harm.
    """
    try:
        if isinstance(given, int | Decimal) and not isinstance(given, bool):
            return EPOCH + timedelta(microseconds=int(given) // TICKS) + LATEST
        if not isinstance(given, str):
            return None
        found = datetime.fromisoformat(given)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC) + LATEST
    except (ValueError, OverflowError):
        return None


def makers(facts: Facts) -> Mapping[str, tuple[str, Maker]]:
    """By the path of a list: its family and what makes its rows; in the order in which they are read."""
    found: dict[str, tuple[str, Maker]] = {path: (family, make(facts)) for path, (family, make) in LISTS.items()}
    for document in documents.DOCUMENTS:
        found[document.path] = (document.kind.key, papers.maker(document, facts))
    for side in money.SIDES:
        found[side.path] = (side.kind, money.maker(side, facts))
    found["inter-account-transfers"] = ("transfers", money.transfers(facts))
    found["journal-entries"] = ("journal_entries", journal.maker(facts))
    return found


def source(
    offered: Iterable[Offered],
    facts: Facts,
    forms: Mapping[str, Item],
    *,
    described: bool,
    sparing: bool = False,
    size: int = SIZE,
) -> Source:
    """The source that an installation is; ``forms`` are those of accounts, which no list leads to.

    A ``sparing`` installation gives all fields of a list only if they are named.
    """
    feeds = list(_feeds(list(offered), facts, forms, described=described))
    if sparing:
        named = {each.path: each.named for each in offered}
        feeds = [replace(each, params={**each.params, **named[each.path]}) for each in feeds]
    return Source(
        name="manager",
        title=TITLE,
        feeds=feeds,
        pages=replace(PAGES, most=size),
        records=ROWS,
        secret=SECRET,
        missing=MISSING,
        workers=1,
    )


def _feeds(offered: list[Offered], facts: Facts, forms: Mapping[str, Item], *, described: bool) -> Iterator[Feed]:
    given = {each.path: each for each in offered if not each.is_feed}
    known = makers(facts)
    for path, (family, maker) in known.items():
        if each := given.pop(path, None):
            joined = Joined(maker, forms) if path == "chart-of-accounts" else maker
            named = NAMED.get(family, "name") if path in LISTS else ""
            yield feed(each, family, joined, names=named, optional=not described)
    for path, each in sorted(given.items()):
        yield feed(each, others.key(path), others.maker(path, each.fields), names="", optional=not described)


def feed(offered: Offered, family: str, maker: Maker, *, names: str, optional: bool) -> Feed:
    """One list as the engine reads it: by the time of the last change, where it can be sorted so."""
    told = offered.tells_changes
    return Feed(
        name=family,
        path=offered.path,
        tables=maker,
        params=NEWEST_FIRST if told else {},
        pages=Whole() if offered.path in UNPAGED else None,
        detail=f"{offered.form}/{{id}}" if offered.form else "",
        merge=True,
        id=KEY,
        names=names,
        since=NewestFirst(NEWEST_FIRST, TIMESTAMP, touched) if told else None,
        optional=optional,
    )


def plain(body: object) -> object:
    """An answer with its rows under one name: each list gives them another, which may change.

    Lists are told by names that begin with a small letter; the fields of forms do not.
    """
    if isinstance(body, dict):
        found = [key for key, value in body.items() if isinstance(value, list) and key[:1].islower()]
        if len(found) == 1:
            return {**body, ROWS: body[found[0]]}
    return body
