"""The time that the emulators live in, which a test can move forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time, plus what the test has added."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def set(self, moment: datetime) -> None:
        """Let it be that moment now; time goes on from there."""
        self._ahead = moment - datetime.now(UTC)

    def forward(self, *, days: float = 0, seconds: float = 0) -> None:
        """Let time pass."""
        self._ahead += timedelta(days=days, seconds=seconds)
