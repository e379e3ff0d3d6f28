"""Which archives are kept: all of the last days, then the last of each month, then the last of each year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

EVERYTHING = "everything"
_POLICY = re.compile(r"(\d{1,4}) days?, *(?:(\d{1,3}|all) months?, *)?(\d{1,3}|all) years?")


@dataclass(frozen=True, slots=True)
class Policy:
    """``keep`` of a company.

    Every archive for so many ``days``; then the last of each month for so many ``months``; then the last of each
    fiscal year for so many ``years``. None is for ever.
    """

    days: int | None
    months: int | None
    years: int | None

    @classmethod
    def of(cls, text: str) -> Self | None:
        """``"90 days, 24 months, all years"``, ``"30 days, 10 years"`` or ``"everything"``; None for anything else."""
        plain = " ".join(text.split()).lower()
        if plain == EVERYTHING:
            return cls(None, None, None)
        if not (match := _POLICY.fullmatch(plain)):
            return None
        return cls(int(match[1]), _number(match[2] or "0"), _number(match[3]))

    @property
    def text(self) -> str:
        """What ``of`` reads."""
        if self.days is None:
            return EVERYTHING
        months, years = ("all" if each is None else str(each) for each in (self.months, self.years))
        return f"{self.days} days, {months} months, {years} years"


def _number(text: str) -> int | None:
    return None if text == "all" else int(text)


DEFAULT = Policy(90, 24, None)
