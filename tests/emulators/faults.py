"""What can go wrong, as data: on which requests, at which call, and what happens then."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

Does = Literal[
    "throttle",  # 429 in the vendor's words; ``retry_after`` in seconds, or no such header at all
    "fail",  # ``status``, after the body was read and thrown away: nothing was done
    "fail early",  # ``status`` without taking the body, and the connection closed
    "fail after",  # everything was done, yet the answer is ``status``
    "cut",  # the connection is reset after ``at`` bytes of the request's body
    "cut answer",  # everything was done, and the connection is reset after ``at`` bytes of the answer's body
    "slow",  # the body is taken at ``rate`` bytes per second
    "delay",  # the answer comes ``seconds`` later
    "stale token",  # 401, as for a token that has just expired
    "portal",  # a captive portal's HTML with ``status``
    "refuse",  # the vendor's error ``reason`` (see each service's ``refusal``), nothing was done
]


@dataclass(frozen=True)
class Fault:
    """One fault. ``on`` is a pattern for ``METHOD /path`` (``PUT /upload/*``, ``POST */files/upload``).

    It happens from the ``nth`` matching request on, counted from when the fault was set, ``times`` times (0: always).
    """

    on: str
    does: Does
    nth: int = 1
    times: int = 1
    status: int = 503
    retry_after: int | None = None
    at: int = 0
    rate: int = 0
    seconds: float = 0.0
    reason: str = ""


class Faults:
    """The faults that are switched on, in one service."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set: list[Fault] = []
        self._calls: list[int] = []
        self.struck: list[tuple[str, Fault]] = []
        """Every time one struck: the request and the fault."""

    def add(self, *faults: Fault) -> None:
        """Switch some on."""
        with self._lock:
            self._set.extend(faults)
            self._calls.extend(0 for _ in faults)

    def clear(self) -> None:
        """Switch all off; what ``struck`` stays to be read."""
        with self._lock:
            self._set, self._calls = [], []

    def due(self, request: str) -> list[Fault]:
        """The faults that strike this request; counts it."""
        due = []
        with self._lock:
            for at, fault in enumerate(self._set):
                if fnmatchcase(request, fault.on):
                    self._calls[at] += 1
                    turn = self._calls[at] - fault.nth
                    if turn >= 0 and (not fault.times or turn < fault.times):
                        due.append(fault)
            self.struck.extend((request, fault) for fault in due)
        return due
