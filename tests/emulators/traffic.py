"""What a service was asked, counted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Call:
    """One request that was answered; ``status`` is 0 where the connection was cut instead."""

    request: str
    status: int
    received: int
    sent: int


class Traffic:
    """Every call, in the order in which they ended, and every write that changed what is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.calls: list[Call] = []
        self.writes: list[str] = []

    def note(self, call: Call) -> None:
        """Enter a call."""
        with self._lock:
            self.calls.append(call)

    def wrote(self, what: str) -> None:
        """Enter a change: ``create NAME``, ``content NAME``, ``delete NAME``…"""
        with self._lock:
            self.writes.append(what)

    def clear(self) -> None:
        """Start counting anew."""
        with self._lock:
            self.calls, self.writes = [], []

    def count(self, on: str = "*") -> int:
        """How many calls match ``METHOD /path``."""
        return len(self.matching(on))

    def matching(self, on: str = "*") -> list[Call]:
        """The calls that match ``METHOD /path``."""
        with self._lock:
            return [call for call in self.calls if fnmatchcase(call.request, on)]

    def received(self, on: str = "*") -> int:
        """Bytes of bodies taken."""
        return sum(call.received for call in self.matching(on))

    def sent(self, on: str = "*") -> int:
        """Bytes of bodies sent."""
        return sum(call.sent for call in self.matching(on))
