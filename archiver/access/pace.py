"""How often a service may be asked: limits that all threads share, and patience once it says that it was too much."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

SECOND, MINUTE = 1.0, 60.0
CAUTIOUS = 300.0
"""Seconds during which the limits are half of what they were, after the service has complained."""


class Pace:
    """At most ``per_second`` requests begin within any second, and ``per_minute`` within any minute.

    Whoever is to ask waits for a ``turn``. ``calls`` is how many requests were answered as they should be: those that a
    service may charge for.
    """

    def __init__(
        self,
        per_second: int = 8,
        per_minute: int = 450,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = ((per_second, SECOND), (per_minute, MINUTE))
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._turns: deque[float] = deque(maxlen=per_minute)
        self._held = self._cautious = float("-inf")
        self.calls = 0

    def turn(self) -> None:
        """Wait until one more request may begin; those who wait are let through in the order in which they came."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._held, *self._free(now))
            self._turns.append(turn)
        if turn > now:
            self._sleep(turn - now)

    def _free(self, now: float) -> list[float]:
        """When each limit, and whoever came before, allows one more."""
        share = 2 if now < self._cautious else 1
        limits = ((max(1, most // share), window) for most, window in self._limits)
        free = [self._turns[-most] + window for most, window in limits if len(self._turns) >= most]
        return [*free, self._turns[-1]] if self._turns else free

    def throttled(self, wait: float) -> None:
        """The service has had too much: nobody asks for ``wait`` seconds, and less often for some minutes after."""
        with self._lock:
            self._held = max(self._held, self._clock() + wait)
            self._cautious = self._held + CAUTIOUS

    def answered(self) -> None:
        """Count a request that was answered as it should be."""
        with self._lock:
            self.calls += 1
