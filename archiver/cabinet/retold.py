"""All that ``archive.json`` tells of whose books an archive holds, and of how they were read: to write it out again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from archiver.cabinet.manifest import BookmarkTold, CompanyTold, FamilyTold, Label
from archiver.model import Bookmark, Company, Family, Kind, Reading, Span
from archiver.words import Phrase


class CompanyRetold(CompanyTold):
    """``company``, whole."""

    country: str | None = None
    home_currency: str | None = None
    fiscal_year_start: str | None = None
    time_zone: str | None = None


class BaseTold(msgspec.Struct):
    """The archive from which on a family was read, and since when."""

    sequence: int
    digest: str
    moment: datetime
    token: str | None = None


class FamilyRetold(FamilyTold):
    """A family, whole."""

    reason: str | None = None
    asked: int | None = None
    read: int = 0
    written: int = 0
    knows_changes: bool = False
    knows_deletions: bool = False
    holds: int | None = None
    base: BaseTold | None = None


class SpanRetold(msgspec.Struct, rename={"start": "from"}):
    """``span``: a period by document date, both ends included."""

    start: date | None = None
    until: date | None = None


class Retold(Label, kw_only=True):
    """An ``archive.json``, whole but for its totals and controls, which are computed from the records."""

    company: CompanyRetold
    families: dict[str, FamilyRetold]
    span: SpanRetold | None = None
    masked: list[str] = msgspec.field(default_factory=list)
    missing: list[str] = msgspec.field(default_factory=list)

    def whose(self) -> Company:
        """The company; ``ValueError`` for a fiscal year that begins on no day."""
        told = self.company
        return Company(
            source=told.source,
            source_id=told.source_id,
            name=told.name,
            country=told.country,
            home_currency=told.home_currency,
            fiscal_year_start=_month_day(told.fiscal_year_start) if told.fiscal_year_start else None,
            time_zone=told.time_zone,
        )

    def period(self) -> Span | None:
        """The period that the archive is of, if it is of one."""
        return Span(self.span.start, self.span.until) if self.span else None

    def reading(self, name: str, kinds: Sequence[Kind]) -> Reading:
        """What became of a family, whose ``kinds`` have rows in the archive; there is one at least."""
        told = self.families[name]
        return Reading(
            Family(name, tuple(kinds), told.knows_changes, told.knows_deletions),
            told.status,
            Phrase(told.reason) if told.reason else None,
            told.asked,
            told.read,
            told.written,
            _bookmark(told.bookmark),
            holds=told.holds,
        )


def read(page: bytes) -> Retold:
    """An ``archive.json`` read back; ``ValueError`` or ``RecursionError`` (msgspec's) if it is not one of ours."""
    return msgspec.json.decode(page, type=Retold)


def _month_day(text: str) -> tuple[int, int]:
    day = date.fromisoformat(f"2000-{text}")
    return day.month, day.day


def _bookmark(told: BookmarkTold | None) -> Bookmark | None:
    return Bookmark(told.moment, told.token) if told else None
