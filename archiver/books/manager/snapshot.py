"""A private copy of a ``.manager`` file, as SQLite, whichever way it was packed; the file itself is only read."""

from __future__ import annotations

import gzip
import hashlib
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from archiver import errors
from archiver.words import N_, Phrase, phrase

SQLITE, GZIP, ZIP = b"SQLite format 3\0", b"\x1f\x8b", b"PK\x03\x04"
BLOCK = 1 << 20
LARGEST = 1 << 36
"""Bytes that no business comes to, however well it is packed."""
OBJECTS = {"Key", "ContentType", "Content"}
NOT_SQLITE = N_("it is neither SQLite nor a packed copy of it.")
NO_OBJECTS = N_("it is a database of another program.")
TOO_LARGE = N_("unpacked, it would be larger than any business.")
SEVERAL = N_("it holds several files, or none.")
BROKEN = N_("it cannot be unpacked to its end.")
OPEN = N_("The file was open in Manager, and what it had not yet written into it was read as well.")
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The tables, the SHA-256 of all that was read, when it was last saved, and what there is to say of the reading."""

    tables: sqlite3.Connection
    digest: str
    saved: datetime
    notes: tuple[Phrase, ...]


@contextmanager
def taken(path: Path, folder: Path) -> Iterator[Snapshot]:
    """A copy in ``folder``, which is private and the caller's to remove.

    Raises ``FileNotFound``, ``FileNotReadable``, ``NotABusiness``, ``BusinessDamaged``, ``BusinessBusy``, ``NoSpace``.
    """
    before = stamp(path)
    copy = folder / "snapshot.sqlite"
    with _reading(path):
        digest = _copied(path, copy)
    log = Path(f"{path}-wal")
    notes: tuple[Phrase, ...] = ()
    if log.exists() and log.stat().st_size:
        with _reading(path), open(log, "rb") as written:
            _poured(written, Path(f"{copy}-wal"), path)
        with open(f"{copy}-wal", "rb") as poured:
            digest = hashlib.sha256(digest.encode() + hashlib.file_digest(poured, "sha256").digest()).hexdigest()
        notes = (phrase(OPEN),)
    if stamp(path) != before:
        raise errors.BusinessBusy(path=path)
    with closing(_opened(copy, path)) as tables:
        yield Snapshot(tables, digest, datetime.fromtimestamp(before[2] // 10**9, UTC), notes)


def stamp(path: Path) -> Stamp:
    """What changes when a file is written: its place on the disk, its size, its modification time in nanoseconds."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError) as missing:
        raise errors.FileNotFound(path=path) from missing
    except OSError as unreadable:
        raise errors.FileNotReadable(path=path, reason=errors.because(unreadable)) from unreadable
    return found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as broken:
        raise errors.BusinessDamaged(path=path, reason=phrase(BROKEN)) from broken
    except OSError as unreadable:
        raise errors.FileNotReadable(path=path, reason=errors.because(unreadable)) from unreadable


def _copied(path: Path, copy: Path) -> str:
    """Copy the database out of whatever it is packed in; the digest of the file as it is."""
    with open(path, "rb") as opened:
        magic = opened.read(len(SQLITE))
        digest = hashlib.sha256(magic)
        while block := opened.read(BLOCK):
            digest.update(block)
    if magic == SQLITE:
        with open(path, "rb") as plain:
            _poured(plain, copy, path)
    elif magic.startswith(GZIP):
        with gzip.open(path, "rb") as packed:
            _poured(packed, copy, path)
    elif magic.startswith(ZIP):
        _unzipped(path, copy)
    else:
        raise errors.NotABusiness(path=path, reason=phrase(NOT_SQLITE))
    with open(copy, "rb") as copied:
        if copied.read(len(SQLITE)) != SQLITE:
            raise errors.NotABusiness(path=path, reason=phrase(NOT_SQLITE))
    return digest.hexdigest()


def _unzipped(path: Path, copy: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        files = [each for each in packed.infolist() if not each.is_dir()]
        if len(files) != 1:
            raise errors.NotABusiness(path=path, reason=phrase(SEVERAL))
        with packed.open(files[0]) as inside:
            _poured(inside, copy, path)


class Readable(Protocol):
    """What a file is read from, packed or not."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        ...


def _poured(source: Readable, copy: Path, path: Path) -> None:
    """Copy to a new file that only we may read."""
    written = 0
    target = _new(copy)
    with target:
        while block := source.read(BLOCK):
            written += len(block)
            if written > LARGEST:
                raise errors.NotABusiness(path=path, reason=phrase(TOO_LARGE))
            try:
                target.write(block)
            except OSError as full:
                raise errors.NoSpace(path=copy.parent) from full


def _new(copy: Path) -> BinaryIO:
    try:
        opened = os.open(copy, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        return cast("BinaryIO", os.fdopen(opened, "wb"))
    except OSError as full:
        raise errors.NoSpace(path=copy.parent) from full


def _opened(copy: Path, path: Path) -> sqlite3.Connection:
    tables = sqlite3.connect(copy, isolation_level=None)
    try:
        tables.execute("PRAGMA trusted_schema = OFF")
        with damages(path):
            found = {name for (_, name, *_) in tables.execute("PRAGMA table_info(Objects)")}
            tables.execute("PRAGMA query_only = ON")
        _check(path, found)
    except BaseException:
        tables.close()
        raise
    return tables


def _check(path: Path, columns: set[str]) -> None:
    if not columns >= OBJECTS:
        raise errors.NotABusiness(path=path, reason=phrase(NO_OBJECTS))


@contextmanager
def damages(path: Path) -> Iterator[None]:
    """Whatever the database itself has against being read."""
    try:
        yield
    except sqlite3.Error as broken:
        said = phrase("{system}", system=str(broken))
        raise errors.BusinessDamaged(path=path, reason=said) from broken
