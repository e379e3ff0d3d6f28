"""Shares as the catalogue remembers them: who was let in where, until when, and whether that is over."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archiver.catalogue.entry import facts, maybe, moment, said
from archiver.words import Phrase


@dataclass(frozen=True, slots=True)
class Shared:
    """A guest who was let in: on ``drive``, which calls it ``key``, to the cabinet or the folder ``name``.

    ``email`` is None and ``anyone`` true where the link opens for whoever has it. ``id`` is 0 until it is entered; its
    phrase comes back from the catalogue with its facts as texts.
    """

    company: int | None
    drive: str
    key: str
    name: str
    folder: bool
    email: str | None
    anyone: bool
    until: datetime | None
    link: str
    said: Phrase
    since: datetime
    ended: datetime | None = None
    id: int = 0

    def is_over(self, now: datetime) -> bool:
        """Whether it was ended, or has ended by itself."""
        return self.ended is not None or (self.until is not None and self.until <= now)


def columns(share: Shared) -> dict[str, object]:
    """A share as a row of ``shares``."""
    return {
        "company": share.company,
        "drive": share.drive,
        "key": share.key,
        "name": share.name,
        "folder": share.folder,
        "email": share.email,
        "anyone": share.anyone,
        "until": moment(share.until) if share.until else None,
        "link": share.link,
        "said": share.said.template,
        "facts": facts(share.said),
        "since": moment(share.since),
        "ended": moment(share.ended) if share.ended else None,
    }


def shared(row: sqlite3.Row) -> Shared:
    """A row of ``shares``."""
    return Shared(
        id=row["id"],
        company=row["company"],
        drive=row["drive"],
        key=row["key"],
        name=row["name"],
        folder=bool(row["folder"]),
        email=row["email"],
        anyone=bool(row["anyone"]),
        until=maybe(row["until"]),
        link=row["link"],
        said=said(row),
        since=datetime.fromisoformat(row["since"]),
        ended=maybe(row["ended"]),
    )
