"""What is lacking, as it could not be read whole or was left out: nothing is tied to half, and the control says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from archiver.model import Control, Kind, Reading, Status, Verdict
from archiver.words import N_, phrase

SAID = N_("Not examined, for these could not be read whole: {kinds}")
LEFT_OUT = N_("Not examined, for these were left out: {kinds}")
LEDGER = ("ledger", "accounts")
"""What is tied to an account, or summed up by account, needs both."""


class Unread:
    """The kinds of the families of which something is lacking, and of those that were left out.

    What was left out matters only beside what was not; a family that has no documents may well be left out.
    """

    def __init__(self, readings: Iterable[Reading]) -> None:
        told = list(readings)
        self.families = [reading.family for reading in told]
        self._lacking = _kinds(reading for reading in told if reading.status.lacks)
        self._left_out = _kinds(each for each in told if each.status is Status.LEFT_OUT and each.asked != 0)
        out = {Status.LEFT_OUT, Status.NOT_OFFERED}
        self._there: Collection[str] = _kinds(reading for reading in told if reading.status not in out)

    def among(self, needs: Iterable[str]) -> list[Kind]:
        """Those of some kinds that could not be read whole."""
        return [self._lacking[key] for key in needs if key in self._lacking]

    def left_out(self, needs: Collection[str]) -> list[Kind]:
        """Those of some kinds that were left out, though others of them are there."""
        there = any(key in self._there for key in needs)
        return [self._left_out[key] for key in needs if key in self._left_out] if there else []

    def instead(self, needs: Collection[str], name: str, sheet: str | None = None) -> Control | None:
        """What stands in the place of the control called ``name``, which ties rows of all these kinds to each other;
        None where nothing of them is lacking.
        """
        if partly := self.among(needs):
            return note(name, partly, sheet)
        left_out = self.left_out(needs)
        return note(name, left_out, sheet, LEFT_OUT) if left_out else None

    def unless(self, needs: Collection[str], name: str, found: Iterable[Control]) -> Iterator[Control]:
        """What that control finds; not begun unless all kinds that it needs are whole."""
        if instead := self.instead(needs, name):
            yield instead
        else:
            yield from found

    def apart(self, needs: Collection[str], name: str, found: Iterable[Control]) -> Iterator[Control]:
        """The same of a control that looks at each kind by itself: what was left out is nothing to it."""
        if partly := self.among(needs):
            yield note(name, partly)
        else:
            yield from found


def _kinds(readings: Iterable[Reading]) -> Mapping[str, Kind]:
    return {kind.key: kind for reading in readings for kind in reading.family.kinds}


def note(name: str, kinds: Sequence[Kind], sheet: str | None = None, template: str = SAID) -> Control:
    """What stands in the place of a control that needs these kinds; the ``template`` says what became of them."""
    return Control(name, Verdict.NOTED, phrase(template, kinds=[kind.labels for kind in kinds]), sheet)
