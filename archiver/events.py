"""What happens during a run, as facts: the progress bars, JSON lines and the tests are all listeners of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archiver.words import Phrase


@dataclass(frozen=True, slots=True)
class Began:
    """A step began; ``total`` is how much there is to do, in ``unit``, if known."""

    step: Phrase
    total: int | None = None
    unit: str = "records"


@dataclass(frozen=True, slots=True)
class Moved:
    """The current step advanced by ``amount``."""

    amount: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The current step is over."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the person should know, and that stops nothing."""

    said: Phrase


Event = Began | Moved | Ended | Warned
Listener = Callable[[Event], None]


def silence(event: Event) -> None:
    """A listener that hears nothing."""
