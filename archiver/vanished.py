"""Kinds that the archives before hold something of, and the books do not have at all any more: a table of a folder of
files, say, that was taken away. No reading tells of them. So it is with those that the source does not offer any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from archiver.held import Composed
from archiver.model import Control, Kind, Reading, Status, Verdict
from archiver.words import N_, phrase

SAID = N_(
    "The archives before held documents that the books do not have any more, nor anything else of their kind: {kind} "
    "({count}). Nothing tells whether they were deleted."
)
WITHDRAWN = N_(
    "The archives before held documents of a kind that the source does not offer any more: {kind} ({count}). They are "
    "not in this archive, and nothing tells whether they were deleted."
)


def kinds(before: Composed, families: Collection[str]) -> Iterator[tuple[Kind, int]]:
    """The main kind of each family that is none of ``families``, and how many documents the archives hold of it."""
    main = {before.families[kind.key]: kind for kind in reversed(before.kinds)}
    for name, kind in main.items():
        if name not in families and (count := len(before.documents(name))):
            yield kind, count


def controls(before: Composed, families: Collection[str]) -> Iterator[Control]:
    """Findings: who looks for these documents has to know that they are not here."""
    for kind, count in kinds(before, families):
        yield Control("deleted_since", Verdict.DIFFERS, phrase(SAID, kind=kind.labels, count=count))


def withdrawn(before: Composed, readings: Iterable[Reading]) -> Iterator[Control]:
    """The same of what is not offered any more; once, for the archive that says so first."""
    for name, reading in ((each.family.name, each) for each in readings):
        told = before.last.page.families.get(name)
        said = told is not None and told.status is Status.NOT_OFFERED
        if reading.status is Status.NOT_OFFERED and not said and (count := len(before.documents(name))):
            kind = reading.family.main
            yield Control("deleted_since", Verdict.DIFFERS, phrase(WITHDRAWN, kind=kind.labels, count=count))
