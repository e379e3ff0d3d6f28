"""What the tests of Manager share: the emulator, and its books opened by a key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.books import Asked
from archiver.books.manager import feeds, service, signed
from archiver.books.rest import Rest, faults
from archiver.errors import KeyRefused
from tests.emulators.fixtures import authority, manager
from tests.emulators.manager import Manager

__all__ = ["authority", "manager"]

LINK = "laiterie"


@dataclass
class Held:
    """A key that was given once: Manager gives no other in its place."""

    held: str = field(repr=False)

    def token(self) -> str:
        return self.held

    def refused(self) -> None:
        raise KeyRefused(name=LINK, service="Manager")


@dataclass
class Opening:
    """Opens the emulator's business, at the pace of this machine; ``waited`` is how long it would have waited."""

    manager: Manager
    work: Path
    waited: list[float] = field(default_factory=list)

    def asked(self, *, unmasked: bool = False) -> Asked:
        """What the source is told."""
        return replace(Asked(LINK, None, self.work, clock=self.manager.clock.now), unmasked=unmasked)

    def books(self, size: int = feeds.SIZE, *, unmasked: bool = False) -> AbstractContextManager[Rest]:
        """The books, opened anew, as another process would."""
        held = Held(self.manager.business.token)
        pace = Pace(10_000, 1_000_000, sleep=self.waited.append)
        vendor = faults.vendor("Manager", LINK, says="error", sign=signed)
        getter = Getter(self.manager.at, held, pace, vendor, self.waited.append)
        return service.books(self.asked(unmasked=unmasked), getter, self.manager.at, held.held, size)


@pytest.fixture
def opening(manager: Manager, tmp_path: Path) -> Opening:
    """Ways to open its books."""
    (tmp_path / "work").mkdir()
    return Opening(manager, tmp_path / "work")


@pytest.fixture
def books(opening: Opening) -> Iterator[Rest]:
    """Its books."""
    with opening.books() as books:
        yield books
