"""What the tests of QuickBooks Online share: the emulator, a link to its company, and its books opened by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.books import Asked
from archiver.books.quickbooks import QuickBooks, faults, opened
from archiver.books.quickbooks.client import SIZE, Client
from tests.emulators.fixtures import authority, dropbox, google, proxy, quickbooks
from tests.emulators.quickbooks import QuickBooks as Emulator

__all__ = ["authority", "dropbox", "google", "proxy", "quickbooks"]

LINK = "atelier"


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
    """Opens the emulator's company, at the pace of this machine and without waiting."""

    def __init__(self, emulator: Emulator, work: Path, stack: ExitStack) -> None:
        self.emulator, self.work, self._stack = emulator, work, stack
        self.bearer = Token(emulator)
        self.waited: list[float] = []

    def client(self, size: int = SIZE) -> Client:
        """A client of its own."""
        realm = self.emulator.company.realm
        pace = Pace(10_000, 1_000_000, sleep=self.waited.append)
        root = f"{self.emulator.url}/v3/company/{realm}"
        getter = Getter(root, self.bearer, pace, faults.vendor(LINK), self.waited.append)
        self._stack.callback(getter.close)
        return Client(getter, realm, size)

    def asked(self) -> Asked:
        """What the source is told."""
        return Asked(LINK, None, self.work, clock=self.emulator.clock.now)

    def books(
        self, size: int = SIZE, *, unmasked: bool = False, printed: bool = False
    ) -> AbstractContextManager[QuickBooks]:
        """The books, opened anew, as another process would."""
        return opened(replace(self.asked(), unmasked=unmasked, printed=printed), self.client(size))


@contextmanager
def opening_of(emulator: Emulator, work: Path) -> Iterator[Opening]:
    """Ways to open a company, whose connections are closed in the end."""
    work.mkdir(exist_ok=True)
    with ExitStack() as stack:
        yield Opening(emulator, work, stack)


@pytest.fixture
def opening(quickbooks: Emulator, tmp_path: Path) -> Iterator[Opening]:
    """Ways to open the emulator's company."""
    with opening_of(quickbooks, tmp_path / "work") as opening:
        yield opening


@pytest.fixture
def books(opening: Opening) -> Iterator[QuickBooks]:
    """Its books."""
    with opening.books() as books:
        yield books
