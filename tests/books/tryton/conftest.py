"""What the tests of Tryton share: its emulator, and its books opened by a key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.books import Asked
from archiver.books.rest import Rest, opened
from archiver.books.tryton import Tryton, declared
from archiver.books.tryton.faults import vendor
from archiver.books.tryton.plain import TITLE, plain
from archiver.errors import KeyRefused
from tests.emulators.authority import Authority
from tests.emulators.fixtures import authority
from tests.emulators.tryton import KEY
from tests.emulators.tryton import Tryton as Emulator

__all__ = ["authority"]


class Held:
    """A bearer with the key of the emulator."""

    def token(self) -> str:
        return KEY

    def refused(self) -> None:
        raise KeyRefused(service=TITLE, name="alpes")


class Opening:
    """Opens the emulator's company, at the pace of this machine and without waiting."""

    def __init__(self, emulator: Emulator, work: Path) -> None:
        self.emulator, self.work = emulator, work
        self.waited: list[float] = []

    def books(self) -> AbstractContextManager[Rest]:
        """The books, opened anew, as another process would."""
        pace = Pace(10_000, 1_000_000, sleep=self.waited.append)
        getter = Getter(f"{self.emulator.url}/alpes", Held(), pace, vendor("alpes"), self.waited.append)
        asked = Asked("alpes", None, self.work, clock=self.emulator.clock.now)
        return opened(asked, getter, TITLE, declared, Tryton, plain)


@pytest.fixture
def tryton(tmp_path: Path, authority: Authority) -> Iterator[Emulator]:
    """Tryton, as nobody has used it yet."""
    with Emulator(tmp_path / "tryton", authority) as emulator:
        yield emulator
        emulator.check()


@pytest.fixture
def opening(tryton: Emulator, tmp_path: Path) -> Opening:
    """Ways to open its books."""
    work = tmp_path / "opening"
    work.mkdir()
    return Opening(tryton, work)
