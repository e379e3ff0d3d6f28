"""How often something is tried again, and after how long: the one place where a drive waits for its service."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import SystemRandom
from typing import TypeVar

from archiver.errors import ArchiverError, Throttled, Unreachable, Unwell

T = TypeVar("T")

_PASSING = (Unreachable, Throttled, Unwell)
"""What passes while we wait. Other errors may be ``retriable`` too, but only by another run."""


@dataclass(frozen=True, slots=True)
class Patience:
    """``Unreachable``, ``Throttled`` and ``Unwell`` are borne up to ``tries`` times in a row.

    We wait as long as the service asks (``wait`` in the error's facts), and where it does not ask, twice as long each
    time up to ``longest``. One that asks for more than ``most`` seconds is left for the next run.
    """

    tries: int = 8
    longest: float = 64.0
    most: float = 900.0
    sleep: Callable[[float], None] = time.sleep

    def persist(self, act: Callable[[], T]) -> T:
        """The outcome of ``act``, which may be done several times."""
        course = Course(self)
        while True:
            try:
                return act()
            except ArchiverError as error:
                course.bear(error)

    def bear(self, error: ArchiverError, failures: int) -> None:
        """Wait after so many failures in a row; raise the error where waiting is of no use."""
        asked = error.facts.get("wait")
        wait = float(asked) if isinstance(asked, int | float) else 0.0
        if not isinstance(error, _PASSING) or failures >= self.tries or wait > self.most:
            raise error
        own = min(self.longest, 2.0 ** (failures - 1))
        self.sleep(max(wait, SystemRandom().uniform(own / 2, own)))  # so that two who failed together part


class Course:
    """Failures counted along a way: whoever gets further is forgiven those before."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._failures = 0
        self._furthest = 0

    def bear(self, error: ArchiverError) -> None:
        """One more failure: wait, or raise it."""
        self._failures += 1
        self._patience.bear(error, self._failures)

    def reached(self, place: int) -> bool:
        """Whether ``place`` is further than ever before."""
        further = place > self._furthest
        if further:
            self._furthest, self._failures = place, 0
        return further
