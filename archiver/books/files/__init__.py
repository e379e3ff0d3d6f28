"""Files: a folder of tables that somebody exported, from whatever system: CSV, TSV, Excel, DBF, IIF.

All of it is looked at when it is opened: what cannot be read right is refused then, all of it at once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archiver import disk, errors
from archiver.books import Asked, Seen, Share
from archiver.books.files import draft, families, folder, kept, looking, mapping, notes, recognise, unposted, versions
from archiver.books.files.folder import Inventory
from archiver.books.files.kept import Keep
from archiver.books.files.mapping import Mapping
from archiver.books.files.posting import Document
from archiver.books.files.problems import Problem, told
from archiver.books.files.recognise import Found
from archiver.books.files.versions import Group
from archiver.events import Began, Ended, Listener, silence
from archiver.model import Bookmark, Company, Family, Page, Record
from archiver.relay import Turn
from archiver.words import N_, Words, phrase

PAGE = 1_000
CABINET = ".cab"
MANY = 200_000
"""Rows of a table from which on it is worth starting processes that make records of them."""
MISSING = (
    N_("Whatever was not exported to these files: archiver sees the files, and not the system that they come from."),
    N_("Changes and deletions between two exports: they are told by comparing one archive with the next."),
)
EMPTY = N_("there is nothing in it.")
OTHERS = N_("these are no tables: {names}")
BLANK = N_("there is nothing in its tables.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a place holds, once it was looked at; ``problems`` is all that keeps it from being read."""

    place: Path
    mapping: Mapping
    inventory: Inventory
    found: Sequence[Found]
    groups: Sequence[Group]
    problems: Sequence[Problem]


def look(place: Path, tell: Listener = silence, currency: str | None = None, keep: Keep | None = None) -> Looked:
    """Everything that a folder or a file holds, and what it is taken for; amounts that nobody gives a currency are in
    ``currency``. What takes long to make out goes where ``keep`` says, for those who read it afterwards.

    Errors: ``FileNotFound``; ``NoTables``, or ``NotBooks`` for a cabinet; ``FilesRefused`` for what the mapping says
    wrongly.
    """
    if not disk.exists(place):
        raise errors.FileNotFound(path=place)
    said = mapping.read(place if place.is_dir() else place.parent)
    said = msgspec.structs.replace(said, currency=said.currency or currency)
    there = folder.inventory(place, said.ignore)
    problems, found = list(there.problems), list[Found]()
    tell(Began(phrase(N_("Looking at the files")), len(there.tables)))
    for raw in there.tables:
        about = said.of(raw)
        try:
            looked = looking.looked_at(raw, about.said, keep)
            each = recognise.found(looked, about) if looked else None
            problems += _wrong(each) if each else ()
        except Problem as wrong:
            problems.append(wrong)
            continue
        except OSError as wrong:
            problems.append(Problem(raw.name, None, folder.UNREADABLE, why=errors.because(wrong)))
            continue
        found += [each] if each else []
    tell(Ended())
    _unchanged(there)
    if not found and not problems:
        raise _without_tables(place, there)
    if problems:
        return Looked(place, said, there, found, (), problems)
    groups, doubtful = versions.grouped(found)
    return Looked(place, said, there, found, groups, doubtful)


def _without_tables(place: Path, there: Inventory) -> errors.YouCanFixIt:
    """Why a place that holds no table is not what somebody meant."""
    if place.is_file() and place.suffix.lower() == CABINET:
        return errors.NotBooks(path=place)
    if there.strangers:
        return errors.NoTables(path=place, reason=phrase(OTHERS, names=there.strangers[: notes.MOST]))
    return errors.NoTables(path=place, reason=phrase(BLANK if there.stamps else EMPTY))


def _wrong(found: Found) -> Sequence[Problem]:
    """What is wrong with a table: with its columns, else with its rows."""
    return list(found.problems()) or list(unposted.problems(found))


def drafted(place: Path, words: Words) -> str:
    """A mapping that says what the files of a place are taken for, those too that something is wrong with."""
    return draft.text(look(place).found, words)


@contextmanager
def connect(asked: Asked) -> Iterator[Files]:
    """Open the files at a path; ``FilesRefused`` with all that is wrong with them, file by file and line by line."""
    place = Path(os.path.expanduser(asked.where))
    with kept.keeping(asked.work) as keep:
        looked = look(place, asked.tell, asked.home_currency, keep)
        if looked.problems:
            raise errors.FilesRefused(path=place, count=len(looked.problems), listed=told(list(looked.problems)))
        yield Files(looked)


class Files:
    """Tables, open as books."""

    missing: tuple[str, ...] = MISSING

    def __init__(self, looked: Looked) -> None:
        self._looked = looked
        self._asked = {each.family.name: each for each in families.asked(looked.groups)}

    def version(self) -> str:
        """The SHA-256 of all the files with their names, and of the mapping, in hex; and the currency of amounts."""
        return "-".join(filter(None, (self._looked.inventory.digest, self._looked.mapping.currency)))

    def company(self) -> Company:
        """What the mapping says; the files themselves know little of whose they are."""
        said, place = self._looked.mapping, self._looked.place.absolute()
        id_ = said.id or hashlib.sha256(place.as_posix().encode()).hexdigest()[:32]
        return Company(
            "files",
            id_,
            said.name or place.name.partition(".")[0] or place.name,
            said.country,
            said.currency or self._currency(),
            said.year_start(),
            said.time_zone,
            tuple(notes.all_of(self._looked.groups, self._looked.inventory.strangers)),
            self._system(),
        )

    def seen(self) -> Sequence[Seen]:
        """Every table that is read, with what each heading was taken for."""
        return [notes.seen(part) for group in self._looked.groups for part in group.parts]

    def _currency(self) -> str | None:
        """The currency that all the layouts agree on."""
        found = {each.currency for group in self._looked.groups for each in group.parts if each.layout.form != "sheet"}
        return found.pop() if len(found) == 1 else None

    def _system(self) -> str:
        found = {each.layout.system for group in self._looked.groups for each in group.parts} - {""}
        return found.pop() if len(found) == 1 else ""

    def families(self) -> Sequence[Family]:
        """What the files make, lists first."""
        return [each.family for each in self._asked.values()]

    def count(self, family: Family) -> int | None:
        """How many rows were seen of a table that is kept as it is; None of what rows are put together to."""
        return self._asked[family.name].count

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents; files tell no changes, so ``since`` brings everything. ``FilesChanging``."""
        done = int(resume or 0)
        rows: dict[str, list[Record]] = {}
        turn = held = 0
        for turn, document in enumerate(self._documents(self._asked[family.name].read()), start=1):
            if turn <= done or document is None:
                continue
            for key, records in document.items():
                rows.setdefault(key, []).extend(records)
                held += len(records)
            if held >= PAGE:
                yield Page(rows, str(turn))
                rows, held = {}, 0
        yield Page(rows, str(turn), self._bookmark)

    def apart(self, family: Family) -> Share | None:
        """What several processes may share: tables as they are, with many rows, that are kept to be read again."""
        asked = self._asked[family.name]
        return (_shared, (self._looked, family.name)) if asked.shared and (asked.count or 0) >= MANY else None

    def shared(self, name: str, whose: Turn) -> Iterator[Page]:
        """The pages of one turn, a lot of rows in each; the last of all is empty, and says that there are no more."""
        read, turn = self._asked[name].shared, 0
        assert read, "nobody shares it otherwise"
        for turn, document in enumerate(self._documents(read(whose)), start=1):
            if document is not None:
                yield Page(document, str(turn))
        if whose.has(turn):
            yield Page({}, str(turn), self._bookmark)

    @property
    def _bookmark(self) -> Bookmark:
        return Bookmark(self._looked.inventory.saved)

    def _documents(self, documents: Iterator[Document | None]) -> Iterator[Document | None]:
        """The documents of a family; the files are what they were when they were looked at, until the last one."""
        try:
            yield from documents
        except (Problem, ValueError, KeyError, OSError) as wrong:
            _unchanged(self._looked.inventory)
            if isinstance(wrong, OSError):
                raise errors.FileNotReadable(path=self._looked.place, reason=errors.because(wrong)) from wrong
            raise
        _unchanged(self._looked.inventory)


def _shared(looked: Looked, name: str, whose: Turn) -> Iterator[Page]:
    return Files(looked).shared(name, whose)


def _unchanged(inventory: Inventory) -> None:
    """The files are what they were when the inventory was taken, or it is ``FilesChanging``."""
    for path, stamp in inventory.stamps.items():
        if not path.exists() or folder.stamp(path) != stamp:
            raise errors.FilesChanging(path=path)
