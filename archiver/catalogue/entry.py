"""What the catalogue remembers: companies, archives with their cabinets, deposits on drives, runs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from archiver.model import Base, Bookmark, Status
from archiver.words import Phrase


class Identity(NamedTuple):
    """Whose books, whatever they are called: the source, its own company id, and what tells copies apart."""

    source: str
    source_id: str
    discriminator: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A company of the catalogue; ``name`` is None when its books were only ever exported without one."""

    id: int
    identity: Identity
    name: str | None


class Retired(NamedTuple):
    """An archive of a series that was moved to the trash: what the archives after it tell of it.

    ``predecessor`` is the archive digest of the one before it, ``moment`` its own, ``retired`` that of the decision.
    """

    series: int
    sequence: int
    digest: str
    predecessor: str | None
    moment: datetime
    retired: datetime


class Place(NamedTuple):
    """An archive's place in its company's story; ``predecessor`` is the archive digest before it, if any.

    ``retired`` has, for an archive that is about to be made, those of the company that are retired.
    """

    series: int
    sequence: int
    predecessor: str | None
    retired: tuple[Retired, ...] = ()


@dataclass(frozen=True, slots=True)
class Cabinet:
    """One file of an archive: its number from 1, bare file name, size in bytes and SHA-256 in hex."""

    number: int
    file: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One archive.

    ``digest`` is the archive digest; ``folder`` holds the kept copy of its cabinets. ``place`` is None for an archive
    outside every series. ``bookmarks`` has the families that the archive holds whole. ``verified`` is when its kept
    copy was verified: until then it does not count. A ``learned`` entry was read back from a cabinet, and never
    vouches for *unaltered*. ``likeness`` stands for its records and for what was asked; None where it is not known.
    ``retired`` is when its owner chose to keep it no longer. ``id`` is 0 until it is entered.
    """

    company: int
    type: str
    name: str
    moment: datetime
    finished: datetime
    digest: str
    language: str
    folder: Path
    cabinets: tuple[Cabinet, ...]
    place: Place | None = None
    families: Mapping[str, Status] = field(default_factory=dict)
    bookmarks: Mapping[str, Bookmark] = field(default_factory=dict)
    verified: datetime | None = None
    learned: bool = False
    likeness: str | None = None
    retired: datetime | None = None
    id: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it holds everything that its source gave, but for what its owner left out."""
        return self.type == "full" and not any(status.lacks for status in self.families.values())

    @property
    def size(self) -> int:
        """The bytes of all its cabinets."""
        return sum(cabinet.size for cabinet in self.cabinets)

    @property
    def paths(self) -> list[Path]:
        """The kept copies of its cabinets, in order."""
        return [self.folder / cabinet.file for cabinet in self.cabinets]


class DepositState(StrEnum):
    """How sure we are that a cabinet lies on a drive: meant to, taken by it, compared where it lies."""

    INTENDED = "intended"
    DEPOSITED = "deposited"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Deposit:
    """A cabinet on a drive: ``path`` is the kept copy, ``name`` its name there, ``where`` what the receipt said."""

    id: int
    archive: int
    cabinet: Cabinet
    path: Path
    drive: str
    name: str
    where: str | None
    intended: datetime
    deposited: datetime | None
    verified: datetime | None

    @property
    def state(self) -> DepositState:
        """Told by the moments, so that the two cannot disagree."""
        if self.verified:
            return DepositState.VERIFIED
        return DepositState.DEPOSITED if self.deposited else DepositState.INTENDED


@dataclass(frozen=True, slots=True)
class Run:
    """One run: of which company, how it ended, and what was said; facts come back from the catalogue as texts.

    ``outcome`` is *done*, *unchanged* (``archive`` still stands), or the name of an error.
    """

    company: int | None
    began: datetime
    ended: datetime
    outcome: str
    exit_code: int
    said: Phrase | None = None
    archive: int | None = None


def moment(value: datetime) -> str:
    """A moment as the catalogue writes it: ISO 8601, UTC, and of one length, so that it sorts as text."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def known(row: sqlite3.Row) -> Known:
    """A row of ``companies``."""
    return Known(row["id"], Identity(row["source"], row["source_id"], row["discriminator"]), row["name"])


def cabinet(row: sqlite3.Row) -> Cabinet:
    """A row that has the columns of ``cabinets``."""
    return Cabinet(row["number"], row["file"], row["size"], row["sha256"])


def bookmark(row: sqlite3.Row) -> Bookmark:
    """A row that has the columns of ``bookmarks``."""
    return Bookmark(datetime.fromisoformat(row["moment"]), row["token"])


def base(row: sqlite3.Row) -> tuple[str, Base]:
    """A family and its base: a row of ``bookmarks`` with its archive's sequence and digest."""
    return row["family"], Base(bookmark(row), row["sequence"], row["digest"])


def columns(entry: Entry) -> dict[str, object]:
    """An entry as a row of ``archives``."""
    series, sequence, predecessor = entry.place[:3] if entry.place else (None, None, None)
    return {
        "company": entry.company,
        "series": series,
        "sequence": sequence,
        "predecessor": predecessor,
        "type": entry.type,
        "name": normalize("NFC", entry.name),
        "moment": moment(entry.moment),
        "finished": moment(entry.finished),
        "digest": entry.digest,
        "language": entry.language,
        "families": json.dumps(dict(entry.families), ensure_ascii=False),
        "folder": str(entry.folder),
        "verified": moment(entry.verified) if entry.verified else None,
        "likeness": entry.likeness,
    }


def entry(row: sqlite3.Row, cabinets: list[sqlite3.Row], bookmarks: list[sqlite3.Row]) -> Entry:
    """A row of ``archives`` with its cabinets and bookmarks."""
    return Entry(
        id=row["id"],
        company=row["company"],
        place=Place(row["series"], row["sequence"], row["predecessor"]) if row["series"] else None,
        type=row["type"],
        name=row["name"],
        moment=datetime.fromisoformat(row["moment"]),
        finished=datetime.fromisoformat(row["finished"]),
        digest=row["digest"],
        language=row["language"],
        folder=Path(row["folder"]),
        families={family: Status(status) for family, status in json.loads(row["families"]).items()},
        learned=bool(row["learned"]),
        verified=maybe(row["verified"]),
        likeness=row["likeness"],
        retired=maybe(row["retired"]),
        cabinets=tuple(map(cabinet, cabinets)),
        bookmarks={each["family"]: bookmark(each) for each in bookmarks},
    )


def deposit(row: sqlite3.Row) -> Deposit:
    """A row of ``deposits`` joined with its cabinet and its archive's folder."""
    return Deposit(
        id=row["deposit"],
        archive=row["archive"],
        cabinet=cabinet(row),
        path=Path(row["folder"]) / row["file"],
        drive=row["drive"],
        name=row["name"],
        where=row["place"],
        intended=datetime.fromisoformat(row["intended"]),
        deposited=maybe(row["deposited"]),
        verified=maybe(row["verified"]),
    )


def facts(said: Phrase | None) -> str:
    """The facts of what was said, as a row of ``runs`` keeps them: phrases stay phrases, the rest is text."""
    return json.dumps(dict(said.facts) if said else {}, default=_told)


def _told(fact: object) -> object:
    return {"template": fact.template, "facts": dict(fact.facts)} if isinstance(fact, Phrase) else str(fact)


def _said(told: dict[str, object]) -> object:
    template, given = told.get("template"), told.get("facts")
    return Phrase(template, given) if isinstance(template, str) and isinstance(given, dict) else told


def said(row: sqlite3.Row) -> Phrase:
    """What a row with ``said`` and ``facts`` said."""
    return Phrase(row["said"], json.loads(row["facts"], object_hook=_said))


def run(row: sqlite3.Row) -> Run:
    """A row of ``runs``."""
    began, ended = datetime.fromisoformat(row["began"]), datetime.fromisoformat(row["ended"])
    told = said(row) if row["said"] else None
    return Run(row["company"], began, ended, row["outcome"], row["exit_code"], told, row["archive"])


def maybe(text: str | None) -> datetime | None:
    """A moment as the catalogue writes it, or None."""
    return datetime.fromisoformat(text) if text else None
