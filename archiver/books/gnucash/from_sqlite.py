"""GnuCash's SQLite format into a snapshot: a hostile database is copied without being obeyed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from archiver import errors
from archiver.books.gnucash.store import DISK_FULL, Add
from archiver.books.gnucash.tables import COMMODITY_COLUMNS, CORE, TABLES, THIS_BOOK
from archiver.words import N_, phrase

SLOT_VALUES = {1: "int64_val", 2: "double_val", 4: "string_val", 5: "guid_val", 6: "timespec_val", 10: "gdate_val"}
NUMERIC, FRAME = 3, 9
WAL = 2
DEEPEST = 64
CAREFULLY = ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON", "ignore_check_constraints = ON")
ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA})
ORDINARY = {"table": ("CREATE TABLE ",), "index": ("CREATE INDEX ", "CREATE UNIQUE INDEX "), "view": ("CREATE VIEW ",)}
LONGEST_VALUE = 16 << 20
# Of a quarter of a second each.
WAITS = 8
# Steps of SQLite's machine: a row takes some two a column, and a file that takes more than this goes in circles.
STEPS_AT_ONCE = 100_000
STEPS_ALLOWED = 20_000_000
STEPS_A_BYTE = 50


def fill(book: Path, folder: Path, add: Add) -> bool:
    """Copy every table that we read; True when GnuCash has the book open.

    The copy is made by SQLite's backup interface, so that it is of one moment; it is then read with nothing trusted:
    no views, no triggers, no functions of the file's own schema, no more steps than its size can need.
    """
    copy = folder / "book.sqlite"
    _back_up(book, copy)
    try:
        with closing(_opened(copy)) as source:
            _check(book, source)
            commodities = _commodities(source)
            for table in TABLES:
                add(table, _slots(source) if table == "slots" else _rows(source, table, commodities))
            return bool(_columns(source, "gnclock")) and source.execute("SELECT * FROM gnclock").fetchone() is not None
    except sqlite3.Error as odd:
        if getattr(odd, "sqlite_errorcode", None) in (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_INTERRUPT):
            reason = phrase(N_("reading its tables would run something else, or never end."))
            raise errors.BookHostile(path=book, reason=reason) from odd
        raise errors.BookDamaged(path=book, reason=str(odd)) from odd
    finally:
        copy.unlink(missing_ok=True)


def _back_up(book: Path, copy: Path) -> None:
    for journal in ("-journal", "-wal"):
        beside = f"{book}{journal}"
        if os.path.exists(beside) and os.path.getsize(beside):
            raise errors.BookBusy(path=book)
    with open(book, "rb") as opened:
        header = opened.read(100)
    # A file marked for write-ahead logging would get companions beside it even when opened for reading.
    unlocked = "&immutable=1" if WAL in header[18:20] else ""
    where = f"file:{quote(str(book.resolve()))}?mode=ro{unlocked}"
    try:
        with closing(sqlite3.connect(where, timeout=0, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
            os.chmod(copy, 0o600)
            source.backup(target, progress=_patience(book))
    except sqlite3.Error as failed:
        if getattr(failed, "sqlite_errorcode", None) in DISK_FULL:
            raise errors.NoSpace(path=copy.parent) from failed
        raise errors.BookDamaged(path=book, reason=str(failed)) from failed


def _patience(book: Path) -> Callable[[int, int, int], None]:
    """What gives up when another program keeps the file locked: the backup itself would wait for ever."""
    waits = 0

    def waited(status: int, _remaining: int, _total: int) -> None:
        nonlocal waits
        waits += status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if waits > WAITS:
            raise errors.BookBusy(path=book)

    return waited


def _opened(copy: Path) -> sqlite3.Connection:
    """The copy, able to do nothing but give the rows of its tables."""
    source = sqlite3.connect(copy)
    source.text_factory = lambda raw: raw.decode("utf-8", "replace")
    source.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    for pragma in CAREFULLY:
        source.execute(f"PRAGMA {pragma}")
    source.set_authorizer(_authorize)
    left = (STEPS_ALLOWED + STEPS_A_BYTE * copy.stat().st_size) // STEPS_AT_ONCE

    def go_on() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    source.set_progress_handler(go_on, STEPS_AT_ONCE)
    return source


def _authorize(action: int, _first: str | None, _second: str | None, _where: str | None, inside: str | None) -> int:
    """Reading tables is allowed; ``inside`` names a view or trigger that would do it for us, and that is not."""
    return sqlite3.SQLITE_OK if action in ALLOWED and inside is None else sqlite3.SQLITE_DENY


def _check(book: Path, source: sqlite3.Connection) -> None:
    found = list(source.execute("SELECT type, name, sql FROM sqlite_master"))
    tables = {str(name).lower() for type_, name, _ in found if type_ in ("table", "view")}
    if "gnclock" not in tables and tables.isdisjoint(CORE):
        raise errors.NotABook(path=book, reason=phrase(N_("it is an SQLite database of another program.")))
    odd = [str(name) for type_, name, sql in found if not _is_ordinary(type_, str(name).lower(), sql)]
    if odd:
        reason = phrase(N_("it has views, triggers or virtual tables: {names}"), names=odd[:5])
        raise errors.BookHostile(path=book, reason=reason)
    faults = [str(fault) for (fault,) in source.execute("PRAGMA quick_check(3)") if fault != "ok"]
    if faults:
        raise errors.BookDamaged(path=book, reason="; ".join(faults))
    for name, table in TABLES.items():
        lacking = sorted(set(table.needed) - set(_columns(source, name)))
        if lacking and (name in CORE or name in tables):
            reason = phrase(N_("its table {name} lacks {lacking}."), name=name, lacking=lacking)
            raise errors.BookTooOld(path=book, reason=reason)


def _is_ordinary(type_: object, name: str, sql: object) -> bool:
    """Whether a declaration is what it calls itself, and none that could act in the place of a table that we read.

    SQLite writes these declarations itself, always in this form; a view of somebody's own beside them does no harm.
    """
    if sql is None:
        return type_ == "index"
    return str(sql).startswith(ORDINARY.get(str(type_), ())) and (type_ != "view" or name not in TABLES)


def _columns(source: sqlite3.Connection, table: str) -> list[str]:
    """The columns that are stored; computed ones are not listed, so that none is ever computed."""
    return [row[1] for row in source.execute(f"PRAGMA table_info({table})")]


def _commodities(source: sqlite3.Connection) -> dict[object, str]:
    rows = source.execute("SELECT guid, namespace, mnemonic FROM commodities")
    return {guid: f"{namespace}::{mnemonic}" for guid, namespace, mnemonic in rows}


def _rows(source: sqlite3.Connection, table: str, commodities: dict[object, str]) -> Iterator[Sequence[object]]:
    wanted, there = TABLES[table].columns, set(_columns(source, table))
    if not there:
        return
    selected = ", ".join(column if column in there else "NULL" for column in wanted)
    named = COMMODITY_COLUMNS | ({"guid"} if table == "commodities" else set())
    places = [place for place, column in enumerate(wanted) if column in named]
    for row in source.execute(f"SELECT {selected} FROM {table} ORDER BY rowid"):
        values = list(row)
        for place in places:
            values[place] = commodities.get(values[place], values[place])
        yield values


def _slots(source: sqlite3.Connection) -> Iterator[Sequence[object]]:
    """Flat slots: a frame's children are stored under the frame's own guid, with the whole path as their name."""
    there = set(_columns(source, "slots"))
    if not there:
        return
    # An owner that is a frame, by that frame's owner; the book's own slots are known by a name of ours.
    above = dict(source.execute("SELECT guid_val, obj_guid FROM slots WHERE slot_type = ?", (FRAME,)))
    above |= dict.fromkeys((guid for (guid,) in source.execute("SELECT guid FROM books")), THIS_BOOK)
    picked = ("numeric_val_num", "numeric_val_denom", *SLOT_VALUES.values())
    selected = ", ".join(column if column in there else "NULL" for column in picked)
    places = {kind: place for place, kind in enumerate(SLOT_VALUES)}
    query = f"SELECT obj_guid, name, slot_type, {selected} FROM slots ORDER BY rowid"
    for owner, name, kind, numerator, denominator, *values in source.execute(query):
        if kind == NUMERIC:
            yield _owner(owner, above), name, kind, f"{numerator}/{denominator}"
        elif kind in places:
            yield _owner(owner, above), name, kind, values[places[kind]]


def _owner(guid: object, above: dict[object, object]) -> object:
    for _ in range(DEEPEST):
        if guid not in above:
            break
        guid = above[guid]
    return guid
