"""A schedule: how often a company is exported by itself, at what time, from which day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from archiver.words import N_

EVERY = {
    "daily": N_("every day"),
    "weekly": N_("every week"),
    "monthly": N_("every month"),
    "quarterly": N_("every quarter"),
}
"""How often there is, and how people say it."""


WANTED = ("full", "financial", "incremental")
"""The types of archives that there can be schedules of."""
FULL_AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Schedule:
    """``schedule`` of a company.

    ``every`` is one of ``EVERY``; ``at`` is ``"HH:MM"`` by this machine's clock. ``start`` is the first day, and gives
    the day of the week or of the month: a month that is too short takes its last. ``drives``, where given, stand for
    the company's own. ``type`` is one of ``WANTED``: an incremental schedule makes archives of changes, and a full one
    at least every ``FULL_AGAIN``. With ``only_if_changed`` the same records again make no archive. ``keep`` says that
    its owner agreed to have each run move to the trash what the company's policy lets go of.
    """

    every: str
    at: str
    start: date
    drives: tuple[str, ...] | None = None
    type: str = "full"
    only_if_changed: bool = True
    keep: bool = False

    @property
    def time(self) -> time:
        """The time of day."""
        return time.fromisoformat(self.at)
