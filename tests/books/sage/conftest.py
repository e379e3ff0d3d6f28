"""What the tests of Sage Accounting share: the emulator, a link to its business, and its books opened by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.books import Asked
from archiver.books.sage import Sage, faults, feeds, reading
from tests.emulators.authority import Authority
from tests.emulators.fixtures import authority
from tests.emulators.sage import Sage as Emulator

__all__ = ["authority"]

LINK = "thistle"


@dataclass
class Token:
    """A bearer whose token was given, and who gets another from the emulator; it counts how often that was needed."""

    emulator: Emulator
    held: str = field(init=False, repr=False)
    renewed: int = 0

    def __post_init__(self) -> None:
        self.held, _ = self.emulator.link()

    def token(self) -> str:
        return self.held

    def refused(self) -> None:
        self.renewed += 1
        self.held, _ = self.emulator.link()


class Opening:
    """Opens the emulator's business, at the pace of this machine and without waiting."""

    def __init__(self, emulator: Emulator, work: Path) -> None:
        self.emulator, self.work = emulator, work
        self.bearer = Token(emulator)
        self.waited: list[float] = []

    def getter(self) -> Getter:
        """A getter of its own."""
        pace = Pace(10_000, 1_000_000, sleep=self.waited.append)
        vendor = faults.vendor(LINK, self.emulator.business.id)
        return Getter(f"{self.emulator.url}/v3.1", self.bearer, pace, vendor, self.waited.append)

    def asked(self) -> Asked:
        """What the source is told."""
        return Asked(LINK, None, self.work, clock=self.emulator.clock.now)

    def books(self, *, unmasked: bool = False) -> AbstractContextManager[Sage]:
        """The books, opened anew, as another process would."""
        asked = replace(self.asked(), unmasked=unmasked)
        return reading(asked, self.getter(), self.emulator.business.id)


@pytest.fixture
def sage(tmp_path: Path, authority: Authority) -> Iterator[Emulator]:
    """Sage Accounting, as nobody has used it yet, reached without TLS."""
    with Emulator(tmp_path / "sage", authority) as emulator:
        yield emulator
        emulator.check()


@contextmanager
def opening_of(emulator: Emulator, work: Path) -> Iterator[Opening]:
    """Ways to open a business."""
    work.mkdir(exist_ok=True)
    yield Opening(emulator, work)


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists in pages of seven."""
    monkeypatch.setattr(feeds, "PAGES", replace(feeds.PAGES, most=7))


@pytest.fixture
def opening(sage: Emulator, tmp_path: Path) -> Iterator[Opening]:
    """Ways to open the emulator's business."""
    with opening_of(sage, tmp_path / "work") as opening:
        yield opening


@pytest.fixture
def books(opening: Opening) -> Iterator[Sage]:
    """Its books."""
    with opening.books() as books:
        yield books
