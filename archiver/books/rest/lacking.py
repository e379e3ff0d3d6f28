"""What is lacking of one family, said of that family alone: the others can still be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from archiver.errors import (
    ArchiverError,
    FamilyFailed,
    FamilyNotOffered,
    Missing,
    Refused,
    Shortfall,
    Unintelligible,
    Unwell,
)
from archiver.model import Family
from archiver.words import N_, Phrase, phrase

REFUSALS = (Refused, Missing, Unintelligible)
"""What speaks of one question; all else is about the whole company."""
CHANGING = N_("it kept changing while it was read: {found} documents came, {count} are there.")
ODD = N_("{count} documents make no sense and were left out. {first}")


class Short(Exception):
    """What was read and what is there could not be brought to agree; ``found`` of ``count`` rows were read."""

    def __init__(self, found: int, count: int | None) -> None:
        super().__init__(found, count)
        self.found, self.count = found, count


@dataclass
class Progress:
    """Whether anything of a family has come."""

    begun: bool = False


@contextmanager
def speaking_of(
    family: Family,
    *,
    optional: bool = False,
    begun: bool = False,
    unoffered: tuple[type[ArchiverError], ...] = (Refused,),
    alone: Callable[[], bool] | None = None,
) -> Iterator[Progress]:
    """What is refused is said of this family; the others can still be read.

    So is a failure of the service itself, which may last for ever, where this family is ``alone`` with it: as that
    says, or else where the family is ``optional``. ``unoffered`` are the errors by which the service says of an
    optional family that it has none; those among them that are about a whole company are so unless it is ``alone``.
    """
    labels, progress = family.main.labels, Progress(begun)
    known: tuple[type[ArchiverError], ...] = (*REFUSALS, Unwell, *unoffered)
    try:
        yield progress
    except Short as short:
        reason = phrase(CHANGING, found=short.found, count=short.count)
        raise Shortfall(family=labels, reason=reason) from None
    except known as error:
        if not isinstance(error, REFUSALS) and not (alone() if alone else optional):
            raise
        refused = optional and isinstance(error, unoffered)
        kind = Shortfall if progress.begun else FamilyNotOffered if refused else FamilyFailed
        raise kind(family=labels, reason=_reason(error)) from None


def say(family: Family, odd: Sequence[Phrase]) -> None:
    """A family is not whole where something of it made no sense."""
    if odd:
        raise Shortfall(family=family.main.labels, reason=phrase(ODD, count=len(odd), first=odd[0]))


def _reason(error: ArchiverError) -> Phrase:
    reason = error.facts.get("reason")
    return reason if isinstance(reason, Phrase) else error.phrase
