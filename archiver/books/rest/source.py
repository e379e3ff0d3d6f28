"""A source declared as data: how a service is asked, what its lists are, and which column each field fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from archiver.books.rest.changes import Gone, Since
from archiver.books.rest.columns import From
from archiver.books.rest.names import Names
from archiver.books.rest.pagers import Pager, Whole
from archiver.books.rest.values import Item, Params
from archiver.model import Column, Kind, Record, State

Rows = Mapping[str, Sequence[Record]]


class Maker(Protocol):
    """Makes the rows of one feed in code, where a table of columns does not say enough."""

    @property
    def kinds(self) -> Sequence[Kind]:
        """The kinds of its rows; the first one is that of its documents."""
        ...

    def __call__(self, item: Item, names: Names) -> Rows:
        """The rows of one item, whole; LookupError, TypeError or ValueError for one that makes no sense."""
        ...


def is_live(item: Item) -> State:
    """The state of what is never voided."""
    return State.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One kind of a feed, and where its columns come from.

    ``columns`` names, for a column, a path in the item (``"customer.name"``: the column's type says how it is read) or
    what ``columns.py`` makes: ``code``, ``name``, ``parent``, ``computed``, ``first``, ``fixed``. ``each`` is the path
    of the list that has one entry for each row; without it, the item itself is the row, and a document.
    ``when`` says which items, or entries, give a row, and ``of`` in which items there are such entries. ``silent`` are
    paths that other rows say, or that say nothing of the books. ``adds`` are columns of the source's own. What no path
    reads goes to *other fields*, the whole item to ``source``. ``id`` is the path of an entry's own id; without it its
    place counts.
    """

    kind: str | Kind
    columns: Mapping[str, str | From]
    each: str = ""
    id: str = ""
    when: Callable[[Item], bool] | None = None
    of: Callable[[Item], bool] | None = None
    silent: Iterable[str] = ()
    adds: Sequence[Column] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One list of the service, and the family that it becomes.

    ``path`` is asked for with ``params``, beside those of every request; ``detail``, as ``"invoice/{id}"``, is asked
    for each row of it, side by side, and takes its place (``merge``: joins it instead). ``tables`` are the kinds
    of its rows, or a maker in code. ``id`` is the path of the id; ``names``, what its entries are called: other feeds
    then say ``name("customer", "customers")`` of an id.

    ``since`` and ``gone`` tell changes and deletions, where it does so in another way than the source (False: not at
    all).
    ``sweep`` are parameters that make its list as short as possible, for the ids alone. ``optional``: not every plan
    or country has it, and the service refuses then. ``picture``: what the service adds up for that moment.
    ``secret`` names fields whose values do not belong in an archive, wherever they stand in an item.
    """

    name: str
    path: str
    tables: Sequence[Table] | Maker
    params: Params = field(default_factory=dict)
    records: str | None = None
    pages: Pager | None = None
    detail: str = ""
    merge: bool = False
    id: str = "id"
    names: str = ""
    version: str | None = None
    created: str | None = None
    changed: str | None = None
    state: Callable[[Item], State] = is_live
    since: Since | bool | None = True
    gone: Gone | bool | None = True
    sweep: Params | None = None
    optional: bool = False
    picture: bool = False
    secret: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A service of books.

    ``pages`` is how lists come in pages, ``records`` the path of the rows in an answer (``""``: the answer is the
    list). ``version``, ``created`` and ``changed`` are paths in every item. ``workers`` ask side by side: one for a
    service that minds. What a feed says goes before what is said here.
    """

    name: str
    title: str
    feeds: Sequence[Feed]
    pages: Pager = field(default_factory=Whole)
    records: str = ""
    version: str = ""
    created: str = ""
    changed: str = ""
    since: Since | None = None
    gone: Gone | None = None
    secret: frozenset[str] = frozenset()
    missing: Sequence[str] = ()
    workers: int = 4

    def pager(self, feed: Feed) -> Pager:
        """How its list comes in pages."""
        return feed.pages or self.pages

    def changes(self, feed: Feed) -> Since | None:
        """How it tells changes, if it does."""
        return (self.since if feed.since is True else feed.since) or None

    def deletions(self, feed: Feed) -> Gone | None:
        """How it tells deletions, if it does."""
        return (self.gone if feed.gone is True else feed.gone) or None
