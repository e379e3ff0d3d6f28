"""The books of a ``.manager`` file: its objects made rows as those of the program’s interface are."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.books import Asked, Attachment
from archiver.books.manager import (
    blobs,
    builtin,
    company,
    feeds,
    history,
    ibans,
    objects,
    others,
    snapshot,
    tables,
    types,
)
from archiver.books.manager.facts import Facts, Use, rates
from archiver.books.manager.lists import BANKS, CHART, LISTS
from archiver.books.manager.objects import Object, Objects
from archiver.books.manager.snapshot import Snapshot
from archiver.books.manager.worked import KEY
from archiver.books.rest import lacking
from archiver.books.rest.masks import Fields
from archiver.books.rest.names import Names
from archiver.books.rest.source import Maker
from archiver.books.rest.values import Item, text
from archiver.model import Bookmark, Company, Family, Page, Record
from archiver.words import N_, Phrase, phrase

FOLDER, COPY = "manager", "copy"
TOGETHER = 200
"""Documents of a page."""
UNPROVED = N_(
    "The form of this file is known from other readers of it, and was not yet proved on a genuine file: compare the "
    "totals with Manager before you rely on them."
)
ODD = N_("{family} {id} is not of its form.")
MISSING = (
    N_("Totals, taxes and balances: Manager computes them and keeps none in its file. Ours are of lines and rates."),
    N_("The ledger and reports: they are computed by Manager as well."),
    N_("Users and e-mail settings: who may come in, and passwords, are no part of the books."),
    N_("Fields whose meaning is not known are among the other fields, by their numbers."),
)
BANK_LIST = "bank-and-cash-accounts"
SECRETS = frozenset({"users", "user-permissions", "email-settings"})
"""Objects of who may come in, and with which password: they are no part of the books."""
PRIVATE = SECRETS | {blobs.LIST}
"""These, and those that have rows of another kind."""


@contextmanager
def opened(asked: Asked, path: Path, together: int = TOGETHER) -> Iterator[File]:
    """Open the books that lie in a file, by way of a private copy; ``together`` documents make a page.

    The names of what was masked are left for another run only where this one does not end.
    Errors: those of ``snapshot.taken``.
    """
    folder, copy = asked.work / FOLDER, asked.work / FOLDER / COPY
    shutil.rmtree(copy, ignore_errors=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    copy.mkdir(mode=0o700)
    try:
        with snapshot.taken(path.expanduser(), copy) as taken:
            yield File(asked, path, taken, folder, together)
    finally:
        shutil.rmtree(copy, ignore_errors=True)
        with suppress(OSError):  # it stays where something is remembered
            folder.rmdir()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Part:
    """One family: how many documents it has, and its records from a document on; a phrase where one makes no sense."""

    family: Family
    count: Callable[[], int]
    records: Callable[[int], Iterator[Mapping[str, Sequence[Record]] | Phrase]]


class File:
    """The open books of one file."""

    missing: Sequence[str] = MISSING

    def __init__(self, asked: Asked, path: Path, taken: Snapshot, folder: Path, together: int) -> None:
        self._path, self._together, self._taken, self._objects = path, together, taken, Objects(taken.tables, path)
        self._unmasked = asked.unmasked
        self._masked = Fields(folder, self.version())
        self._facts = known(self._objects)
        self._company = self._told(path)
        self._makers = self._of_lists()
        self.names = Names(self._named)
        main = {list_: maker.kinds[0].key for list_, (_, maker) in self._makers.items()}
        self._history = history.History(taken.tables, path, main, self._shown)
        self._blobs = blobs.Blobs(taken.tables, path, self._objects, main)
        self._parts = {part.family.name: part for part in self._every()}

    def _told(self, path: Path) -> Company:
        details = self._objects.single(builtin.BUSINESS_DETAILS)
        name = text(details.get("Name")) or path.stem
        return company.company(name, None, self._facts, (phrase(UNPROVED), *self._taken.notes))

    def _of_lists(self) -> dict[str, tuple[str, Maker]]:
        """What makes the rows of each list that is known, and of each other that has objects."""
        found = dict(feeds.makers(self._facts))
        for list_ in sorted(self._objects.counts.keys() - found.keys() - PRIVATE):
            found[list_] = (others.key(list_), others.maker(list_, ("Type",) if list_ == types.SETTINGS else ()))
        return found

    def _every(self) -> Iterator[_Part]:
        for list_, (family, maker) in self._makers.items():
            if family != BANKS:
                lists = (list_, BANK_LIST) if family == CHART else (list_,)
                yield self._part(lists, Family(family, tuple(maker.kinds)))
        yield _Part(
            Family("attachments", (blobs.KIND,)),
            lambda: self._blobs.count,
            lambda done: ({blobs.KIND.key: [each]} for each in self._blobs.records(done)),
        )
        if self._history.there:
            yield _Part(
                Family("audit_trail", (history.KIND,)),
                lambda: self._history.count,
                lambda done: ({history.KIND.key: [each]} for each in self._history.records(done)),
            )

        for name in tables.unknown(self._taken.tables, self._path):
            table = tables.Table(self._taken.tables, self._path, name, self._shown)
            yield _Part(Family(table.kind.key, (table.kind,)), table.count, table.records)

    def _part(self, lists: Sequence[str], family: Family) -> _Part:
        def records(done: int) -> Iterator[Mapping[str, Sequence[Record]] | Phrase]:
            for list_ in lists:
                count, (_, maker) = self._objects.counts.get(list_, 0), self._makers[list_]
                yield from (self._made(family, maker, each) for each in self._objects.of(list_, done))
                done = max(0, done - count)

        return _Part(family, lambda: sum(self._objects.counts.get(each, 0) for each in lists), records)

    def _made(self, family: Family, maker: Maker, each: Object) -> Mapping[str, Sequence[Record]] | Phrase:
        """The rows of an object; a phrase where its form makes no sense."""
        if objects.CONTENT in each.item:
            return phrase(ODD, family=family.name, id=each.key)
        try:
            made = maker(self._shown(each.item, family.name), self.names)
        except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError):
            return phrase(ODD, family=family.name, id=each.key)
        return {
            kind: [row._replace(changed=each.touched) if row.source is not None else row for row in rows]
            for kind, rows in made.items()
        }

    def _shown(self, item: Item, family: str) -> Item:
        """An object of a list or a family, without what does not belong in an archive."""
        if family in SECRETS:
            self._masked.add((family,))
            return {KEY: item.get(KEY, "")}
        if self._unmasked:
            return item
        found = set[str]()
        shown = {key: ibans.masked(value, f"{family}.{key}", found) for key, value in item.items()}
        self._masked.add(found)
        return shown

    def _named(self, list_: str) -> Iterator[tuple[str, str]]:
        if list_ == "accounts":
            yield from ((key, account.name) for key, account in builtin.ACCOUNTS.items())
        paths = {family: path for path, (family, _) in LISTS.items()}
        if list_ in paths:
            yield from objects.names(self._objects.of(paths[list_]))

    def company(self) -> Company:
        """Whose books."""
        return self._company

    def version(self) -> str:
        """The file's digest, and what is asked of it: pages with masks are no part of an archive without."""
        return "-".join([self._taken.digest, *(["unmasked"] if self._unmasked else [])])

    def families(self) -> Sequence[Family]:
        """Lists, documents, what has no kind of ours; then files and the history."""
        return tuple(part.family for part in self._parts.values())

    def count(self, family: Family) -> int | None:
        """The number of documents."""
        return self._parts[family.name].count()

    def ids(self, family: Family) -> Iterator[str] | None:
        """None: to read them all costs no more."""
        return None

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents, in the order of their keys; everything, whatever changed since."""
        done, odd = int(resume or 0), list[Phrase]()
        rows: dict[str, list[Record]] = {}
        for made in self._parts[family.name].records(done):
            done += 1
            if isinstance(made, Phrase):
                odd.append(made)
                continue
            for kind, records in made.items():
                rows.setdefault(kind, []).extend(records)
            if done % self._together == 0:
                # Behind what was odd nobody goes on: it would be forgotten, and the family taken for whole.
                self._masked.keep()
                yield Page(rows, None if odd else str(done))
                rows = {}
        self._masked.keep()
        if odd:
            yield Page(rows)
        lacking.say(family, odd)
        yield Page(rows, bookmark=Bookmark(self._taken.saved))

    @property
    def masked(self) -> Collection[str]:
        """The fields that were masked so far, as ``family.field``."""
        return self._masked.found

    def files(self, record: Record) -> Iterator[Attachment]:
        """The file that a row of attachments stands for."""
        return self._blobs.files(record)

    def open(self, attachment: Attachment) -> AbstractContextManager[BinaryIO]:
        """The bytes of a file."""
        return self._blobs.open(attachment)


def known(held: Objects) -> Facts:
    """The facts of a file: currencies, rates, and what its accounts are."""
    facts = Facts()
    company.know_home(facts, held.single(builtin.BASE_CURRENCY))
    company.know_currencies(facts, ((each.key, each.item) for each in held.of("foreign-currencies")))
    for list_ in ("customers", "suppliers", BANK_LIST):
        for each in held.of(list_):
            if (code := facts.currencies.get(str(each.item.get("Currency")))) is not None:
                facts.currencies[each.key] = code
    for each in held.of("tax-codes"):
        facts.rates[each.key] = rates(each.key, each.item)
    groups = {
        each.key: each.item
        for list_ in ("balance-sheet-groups", "profit-and-loss-statement-groups")
        for each in held.of(list_)
    }
    for each in held.of(types.CHART):
        type_ = company.type_of(each.item, lambda key: groups.get(key, {}))
        facts.uses[each.key] = Use(type_, None, text(each.item.get("Code")))
    for each in held.of(BANK_LIST):
        facts.uses[each.key] = Use("asset", "bank", text(each.item.get("Code")))
    return facts
