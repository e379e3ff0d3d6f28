"""Ctrl+C, and the system's own request to stop: each ends the run, even where a library swallows it."""

from __future__ import annotations

import signal
from types import FrameType

from archiver.events import Began, Event, Listener, Moved


class Terminated(BaseException):
    """The system asked us to stop: everything is cleaned up on the way out."""


class Interruption:
    """What this process was asked; it is raised where the signal finds us, and once more if that was lost.

    Some extension modules drop an exception that comes while they call back into Python. Work that goes on although it
    was asked to stop is told by its next step forward; cleaning up takes no such step, so that it is never disturbed.
    """

    def __init__(self) -> None:
        self._asked: type[BaseException] | None = None

    def expect(self) -> None:
        """Hear the signals from now on. A process that was started without Ctrl+C, in the background, stays so."""
        self._asked = None
        signal.signal(signal.SIGTERM, self._terminate)
        if signal.getsignal(signal.SIGINT) not in (signal.SIG_IGN, None):
            signal.signal(signal.SIGINT, self._interrupt)

    def heeded(self, tell: Listener) -> Listener:
        """The same listener, and no step after an interruption."""

        def heard(event: Event) -> None:
            if self._asked and isinstance(event, Began | Moved):
                raise self._asked
            tell(event)

        return heard

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self._asked = KeyboardInterrupt
        raise KeyboardInterrupt

    def _terminate(self, number: int, frame: FrameType | None) -> None:
        self._asked = Terminated
        raise Terminated
