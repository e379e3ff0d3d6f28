"""What could not be read whole: nothing is tied to half of it, and the control says that instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archiver.model import Control, Kind, Reading, Verdict
from archiver.words import N_, phrase

SAID = N_("Not examined, for these could not be read whole: {kinds}")
LEDGER = ("ledger", "accounts")
"""What is tied to an account, or summed up by account, needs both."""


class Unread:
    """The kinds of the families of which something is lacking."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        lacking = (reading.family for reading in readings if reading.status.lacks)
        self._kinds = {kind.key: kind for family in lacking for kind in family.kinds}

    def among(self, needs: Iterable[str]) -> list[Kind]:
        """Those of some kinds."""
        return [self._kinds[key] for key in needs if key in self._kinds]

    def unless(self, needs: Iterable[str], name: str, found: Iterable[Control]) -> Iterator[Control]:
        """What the control called ``name`` finds, which needs some kinds; not begun unless all of them are whole."""
        if partly := self.among(needs):
            yield note(name, partly)
        else:
            yield from found


def note(name: str, kinds: Sequence[Kind], sheet: str | None = None) -> Control:
    """What stands in the place of a control that needs these kinds."""
    return Control(name, Verdict.NOTED, phrase(SAID, kinds=[kind.labels for kind in kinds]), sheet)
