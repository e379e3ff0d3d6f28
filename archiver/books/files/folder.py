"""The tables of a folder, or of one file; and which of several exports of one table count.

An export that is dated or numbered in its name is a version of the table that is called the same without that: the
newest one counts, unless their days do not meet, as those of two years, and each is a part of the table.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from archiver import errors
from archiver.books.files import dbf, iif, text
from archiver.books.files.mapping import NAME
from archiver.books.files.problems import Problem
from archiver.books.files.table import Raw
from archiver.words import N_

TEXTS = frozenset((".csv", ".tsv", ".tab", ".txt"))
WORKBOOKS = frozenset((".xlsx", ".xlsm"))
OLD_WORKBOOKS = frozenset((".xls",))
BESIDE = frozenset((".fpt", ".dbt", ".cdx", ".idx", ".mdx", ".ndx"))
"""Files that belong to a DBF table, and are no tables themselves."""
CHUNK = 1 << 20
DEEPEST = 12
OLD_WORKBOOK = N_("it is an old workbook (.xls); open it in Excel and save it as .xlsx.")
UNREADABLE = N_("it cannot be read ({why}).")
Stamp = tuple[int, int]

_DATED = re.compile(
    r"[ _.-]*\(?(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-_.]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:[T _-]?(?P<t>\d\d[-h:.]?\d\d(?:[-m:.]?\d\d)?)(?!\d))?\)?"
)
_DATED_BACKWARDS = re.compile(
    r"[ _.-]*(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])[-_.](?P<m>0[1-9]|1[0-2])[-_.](?P<y>(?:19|20)\d\d)(?!\d)"
)
_COPY = re.compile(
    r"(?:[ _-]*\((?P<n>\d+)\)|[ _-]+(?:copy|copie|kopie)(?:[ _-]*\(?(?P<m>\d+)\)?)?|[ _-]v(?P<v>\d+))$", re.IGNORECASE
)
_AFTER_FEC = re.compile(r"(?<=FEC)(?P<y>(?:19|20)\d\d)(?P<s>)(?P<m>\d\d)(?P<d>\d\d)$", re.IGNORECASE)


@dataclass(slots=True)
class Inventory:
    """What a place holds: its tables, what is wrong with them, files that are no tables, and the digest of all."""

    tables: list[Raw] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    stamps: dict[Path, Stamp] = field(default_factory=dict)
    saved: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    digest: str = ""


def inventory(place: Path, ignored: Sequence[str]) -> Inventory:
    """The tables of a folder with all its folders, or of one file, by their names."""
    found, digest = Inventory(), hashlib.sha256()
    for path, name in _files(place):
        if name == NAME:
            digest.update(b"mapping" + path.read_bytes())
            continue
        if any(fnmatch(name, each) or fnmatch(path.name, each) for each in ignored):
            continue
        if path.suffix.lower() not in TEXTS | WORKBOOKS | OLD_WORKBOOKS | BESIDE | {".dbf", ".iif"}:
            found.strangers.append(name)
            continue
        try:
            found.stamps[path] = stamp(path)
            digest.update(name.encode() + b"\0" + _digest(path))
            found.tables += _tables(path, name)
        except Problem as wrong:
            found.problems.append(wrong)
        except OSError as wrong:
            found.problems.append(Problem(name, None, UNREADABLE, why=errors.because(wrong)))
    newest = max((each[1] for each in found.stamps.values()), default=0)
    found.saved = datetime.fromtimestamp(newest // 10**9, UTC)
    found.digest = digest.hexdigest()
    return found


def _files(place: Path) -> Iterator[tuple[Path, str]]:
    """Every file, and its name from the folder on; what begins with a point or ``~$`` is nobody's table."""
    if place.is_file():
        yield place, place.name
        return
    for folder, folders, names in os.walk(place):
        here = Path(folder)
        depth = len(here.relative_to(place).parts)
        folders[:] = sorted(each for each in folders if not each.startswith(".")) if depth < DEEPEST else []
        for name in sorted(names):
            if not name.startswith((".", "~$")) and (here / name).is_file():
                yield here / name, (here / name).relative_to(place).as_posix()


def stamp(path: Path) -> Stamp:
    """What changes when a file is written: its size, and its modification time in nanoseconds."""
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns


def _digest(path: Path) -> bytes:
    with open(path, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _tables(path: Path, name: str) -> Sequence[Raw]:
    suffix = path.suffix.lower()
    if suffix in BESIDE or not path.stat().st_size:
        return ()
    if suffix in OLD_WORKBOOKS:
        raise Problem(name, None, OLD_WORKBOOK)
    if suffix in WORKBOOKS:
        from archiver.books.files import excel

        return excel.sheets(path, name)
    if suffix == ".dbf":
        return [dbf.opened(path, name)]
    if suffix == ".iif":
        return iif.sections(path, name)
    return [text.Text(path, name, text.writing(path, name))]


def called(name: str, within: str = "") -> tuple[str, str]:
    """What a table is called without the date and the number of its export; and these, to sort exports by age.

    ``within`` is what it is called within a file of several.
    """
    stem, age = str(PurePosixPath(name.removesuffix(f" [{within}]")).with_suffix("")), list[str]()
    while copy := _COPY.search(stem):
        stem, number = stem[: copy.start()], copy["n"] or copy["m"] or copy["v"] or "1"
        age.insert(0, number.rjust(6, "0"))
    for pattern in (_AFTER_FEC, _DATED, _DATED_BACKWARDS):
        dated = list(pattern.finditer(stem))
        if dated:
            told = dated[-1].groupdict()
            moment = re.sub(r"\D", "", told.get("t") or "")
            age.insert(0, f"{told['y']}{told['m']}{told['d']}{moment.ljust(6, '0')}")
            stem = pattern.sub("", stem)
            break
    return f"{stem.strip(' _.-') or 'table'}{f' [{within}]' if within else ''}", " ".join(age)
