"""What is found of single documents: numbers that are missing, documents that count no more, what changed meanwhile.

The first two have sheets of their own, which are put beside the rows that they are made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from archiver import kinds
from archiver.controls import counters, numbering
from archiver.controls.counters import Numbered
from archiver.controls.unread import Unread
from archiver.fiscal_year import JANUARY, fiscal_year
from archiver.model import Control, Reading, Verdict
from archiver.spool import Spool
from archiver.statements import number_gaps, voided_deleted
from archiver.words import N_, phrase

CHANGED = N_("Added, changed or deleted while the books were read, and told here as they became: {count} documents.")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was found of the numbers of documents, None where not all of them were read; when fiscal years start."""

    found: Sequence[Numbered] | None
    starts: tuple[int, int]

    def year(self, day: date) -> str:
        """The name of the fiscal year that a day falls in."""
        return fiscal_year(day, self.starts).name


def numbers(
    spool: Spool, readings: Sequence[Reading], starts: tuple[int, int] | None, until: date | None = None
) -> Numbers:
    """The numbers of the documents dated by ``until``, of books that are not cut to that day yet: the numbers of later
    documents are not missing. ``starts`` is the month and day on which fiscal years start.
    """
    found = Numbers(None, starts or JANUARY)
    if Unread(readings).among(counters.ISSUED):
        return found
    return Numbers(counters.find(spool, found.year, until), found.starts)


def put(spool: Spool, found: Numbers, readings: Sequence[Reading], moment: datetime) -> list[Control]:
    """Put the rows of both sheets into the spool's draft, and say what the numbers and the reading show.

    ``moment`` is when the reading began. What is voided is counted by ``controls.examine``, from its sheet.
    """
    voided, gaps = kinds.kind("voided_deleted"), kinds.kind("number_gaps")
    spool.put(voided, voided_deleted.rows(spool, voided, moment))
    if found.found is None:
        return [numbering.unread(), *_changed(readings)]
    spool.put(gaps, number_gaps.rows(gaps, found.found, found.year))
    return [*numbering.controls(found.found), *_changed(readings)]


def _changed(readings: Sequence[Reading]) -> Iterator[Control]:
    for reading in readings:
        if reading.changed:
            said = phrase(CHANGED, count=reading.changed)
            yield Control("changed_while_reading", Verdict.NOTED, said, reading.family.main.key)
