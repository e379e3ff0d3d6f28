"""What the tests of declared sources share: the cashbook on loopback, and its books opened in any way of paging."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.books import Asked
from archiver.books.rest import Rest, faults, opened
from archiver.books.rest.client import Client
from archiver.books.rest.pagers import ByCursor, ByLink, ByNumber, ByOffset, ByRange, Pager, Whole
from archiver.books.rest.source import Source
from archiver.model import Company
from tests.books.rest import example
from tests.emulators.cashbook import KEY, Cashbook
from tests.emulators.fixtures import authority

__all__ = ["authority"]

PAGERS: dict[str, Pager] = {
    "number": ByNumber(page="page", size="size", most=5, total="meta.total"),
    "offset": ByOffset(offset="offset", size="size", most=5, total="meta.total"),
    "link": ByLink(next="meta.next", total="meta.total", size="size", most=5),
    "cursor": ByCursor(param="after", next="meta.next", total="meta.total", size="size", most=5),
    "range": ByRange(most=5),
    "whole": Whole(),
}
"""The ways in which the cashbook gives its lists, five rows at a time."""

Change = Callable[[Source], Source]


class Held:
    """A bearer with a key, the right one unless it is told otherwise."""

    def __init__(self, key: str = KEY) -> None:
        self.key = key

    def token(self) -> str:
        return self.key

    def refused(self) -> None:
        raise AssertionError("the cashbook knows its key")


class Opening:
    """Opens the cashbook, at the pace of this machine and without waiting."""

    def __init__(self, emulator: Cashbook, work: Path) -> None:
        self.emulator, self.work = emulator, work
        self.waited: list[float] = []

    def getter(self) -> Getter:
        """A getter of its own."""
        pace = Pace(10_000, 1_000_000, sleep=self.waited.append)
        vendor = faults.vendor(example.TITLE, "cashbook")
        return Getter(f"{self.emulator.url}/api", Held(), pace, vendor, self.waited.append)

    def books(self, paging: str = "number", change: Change | None = None) -> AbstractContextManager[Rest]:
        """The books, opened anew, as another process would; ``change`` makes another table of the example's."""

        def declared(client: Client) -> tuple[Source, Company]:
            source, company = example.declared(client)
            source = replace(source, pages=PAGERS[paging])
            return (change(source) if change else source), company

        self.emulator.paging = paging  # type: ignore[assignment] # one of them
        asked = Asked("cashbook", None, self.work, clock=self.emulator.clock.now)
        return opened(asked, self.getter(), example.TITLE, declared)


@pytest.fixture
def cashbook(tmp_path: Path, authority: object) -> Iterator[Cashbook]:
    """The cashbook, as nobody has used it yet."""
    with Cashbook(tmp_path / "cashbook", authority) as emulator:  # type: ignore[arg-type] # a fixture of another module
        yield emulator
        emulator.check()


@pytest.fixture
def opening(cashbook: Cashbook, tmp_path: Path) -> Opening:
    """Ways to open its books."""
    work = tmp_path / "opening"
    work.mkdir()
    return Opening(cashbook, work)
