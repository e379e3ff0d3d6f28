"""What nobody can tell of the archives before: they are closed, are not there, or lacked something themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archiver.held import Composed
from archiver.model import Control, Reading, Verdict
from archiver.words import N_, phrase

NAME = "deleted_since"
CLOSED = N_(
    "The archive before is sealed with a password that is not kept here: what is gone since then, and the last amounts "
    "of what was voided since, cannot be told."
)
AWAY = N_(
    "The archives before are not where they were kept, or not as they were: what is gone since then, and the last "
    "amounts of what was voided since, cannot be told."
)
LACKING = N_(
    "The archive before did not hold all of these: {kinds}. What it lacked and is gone since cannot be told; an older "
    "archive may have it."
)


def control(why: str) -> Control:
    """What is said where the archives before cannot be compared with, ``CLOSED`` or ``AWAY`` as they are."""
    return Control(NAME, Verdict.NOTED, phrase(why))


def lacking(before: Composed, readings: Iterable[Reading]) -> Iterator[Control]:
    """What is said where they can, but lacked some of what was read whole now."""
    kinds = [each.family.main.labels for each in readings if each.whole and before.lacks(each.family.name)]
    if kinds:
        yield Control(NAME, Verdict.NOTED, phrase(LACKING, kinds=kinds))
