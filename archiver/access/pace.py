"""How often a service may be asked: limits that all threads share, and patience once it says that it was too much."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

MINUTE = 60.0
CAUTIOUS = 300.0
"""Seconds during which the limits are half of what they were, after the service has complained."""


class Pace:
    """``per_second`` requests begin in a second, evenly, and at most ``per_minute`` within any minute.

    Evenly, since what is sent in one go may arrive at the service together with what is sent a second later. Whoever is
    to ask waits for a ``turn``. ``calls`` is how many requests were answered as they should be: those that a service
    may charge for.
    """

    def __init__(
        self,
        per_second: int = 8,
        per_minute: int = 450,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._apart, self._most = 1.0 / per_second, per_minute
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._turns: deque[float] = deque(maxlen=per_minute)
        self._held = self._cautious = float("-inf")
        self.calls = 0

    def turn(self) -> None:
        """Wait until one more request may begin; those who wait are let through in the order in which they came."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._held, self._next(2 if now < self._cautious else 1))
            self._turns.append(turn)
        if turn > now:
            self._sleep(turn - now)

    def _next(self, cautious: int) -> float:
        """When the limits allow one more; they are divided by ``cautious``."""
        if not self._turns:
            return float("-inf")
        most = max(1, self._most // cautious)
        whole = self._turns[-most] + MINUTE if len(self._turns) >= most else float("-inf")
        return max(self._turns[-1] + self._apart * cautious, whole)

    def throttled(self, wait: float) -> bool:
        """The service has had too much: nobody asks for ``wait`` seconds, and less often for some minutes after.

        Whether that is news: what was sent side by side is refused side by side.
        """
        with self._lock:
            now = self._clock()
            news = now >= self._held
            self._held = max(self._held, now + wait)
            self._cautious = self._held + CAUTIOUS
        return news

    def answered(self) -> None:
        """Count a request that was answered as it should be."""
        with self._lock:
            self.calls += 1
