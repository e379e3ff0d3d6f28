"""A list that changes while it is read, in every way of paging: nothing is lost, nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.books.rest.known import Known
from archiver.books.rest.lacking import Short
from archiver.books.rest.pagers import ByCursor, ByNumber, ByOffset, Listed, Pager
from archiver.books.rest.values import Item
from archiver.books.rest.walk import Batch, Walk
from archiver.errors import Missing

MOST = 3
PAGERS: dict[str, Pager] = {
    "number": ByNumber(most=MOST, total="total"),
    "offset": ByOffset(most=MOST, total="total"),
    "offset without laps": ByOffset(most=MOST, total="total", laps=False),
    "offset without a total": ByOffset(most=MOST),
    "cursor": ByCursor(most=MOST, size="size"),
}


class Shelf:
    """A list of a service, in the order of its making; ``before`` does something just before the nth page is given."""

    exact = False

    def __init__(self, pager: Pager, count: int) -> None:
        self.pager = pager
        self.ids = [f"{each:03}" for each in range(count)]
        self.asked: list[str] = []
        self.lies = 0
        self.again = False
        self._made = count
        self._before: dict[int, Callable[[], object]] = {}

    def before(self, nth: int, action: Callable[[], object]) -> None:
        self._before[nth] = action

    def rest(self) -> None:
        """Nobody edits it any more."""
        self._before.clear()

    def make(self) -> None:
        self.ids.append(f"{self._made:03}")
        self._made += 1

    def page(self, place: str) -> Listed:
        self.asked.append(place)
        if action := self._before.pop(len(self.asked), None):
            action()
        if isinstance(self.pager, ByCursor):
            shown = [each for each in self.ids if each > place][:MOST]
            more = bool(shown) and shown[-1] != self.ids[-1]
            return self._listed(shown, shown[-1] if more else None)
        start = (int(place) - 1) * MOST if isinstance(self.pager, ByNumber) else int(place)
        if self.again and start >= len(self.ids):
            start = max(len(self.ids) - 1, 0) // MOST * MOST
        return self._listed(self.ids[start : start + MOST], None)

    def _listed(self, ids: Sequence[str], after: str | None) -> Listed:
        body = {"total": len(self.ids) + self.lies, "next_cursor": after}
        return Listed([{"id": each} for each in ids], body, {}, 200)

    def total(self, listed: Listed) -> int | None:
        return self.pager.told(listed)

    def count(self) -> int | None:
        return len(self.ids) if self.pager.total else None

    def ends(self, item: Item) -> bool:
        return False

    def id(self, item: Item) -> str:
        return str(item["id"])


@contextmanager
def known_in(folder: Path) -> Iterator[Known]:
    with closing(Known(folder / "ids")) as known:
        yield known


def spooled(batches: Iterator[Batch]) -> list[str]:
    """What a spool has in the end: each document once, those that are replaced gone."""
    held: list[str] = []
    for batch in batches:
        held = [each for each in held if each not in batch.replaces]
        held += [str(item["id"]) for item in batch.items]
    assert len(held) == len(set(held))
    return held


@pytest.mark.parametrize("name", PAGERS)
@pytest.mark.parametrize("count", [0, 1, 3, 4, 7, 9])
def test_all_of_a_list_that_nobody_edits(name: str, count: int, tmp_path: Path) -> None:
    shelf = Shelf(PAGERS[name], count)
    with known_in(tmp_path) as known:
        assert spooled(Walk(shelf, known).read(shelf.pager.first)) == shelf.ids
    assert len(shelf.asked) <= count // (MOST - 1) + 2


@pytest.mark.parametrize("name", ["number", "offset without a total"])
def test_the_last_page_that_comes_again_ends_a_list(name: str, tmp_path: Path) -> None:
    shelf = Shelf(PAGERS[name], 7)
    shelf.again = True
    with known_in(tmp_path) as known:
        assert spooled(Walk(shelf, known).read(shelf.pager.first)) == shelf.ids


ACTIONS = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(["make", "first", "middle", "last", "swap"])), max_size=3
)


@given(
    name=st.sampled_from(["number", "offset", "offset without laps", "cursor"]), count=st.integers(0, 14), edits=ACTIONS
)
@settings(deadline=None, max_examples=60)
def test_edits_between_pages_lose_nothing(name: str, count: int, edits: list[tuple[int, str]]) -> None:
    """What is in the spool in the end was there at some time after it was asked for, and all that stayed is there."""
    shelf = Shelf(PAGERS[name], count)
    stayed = set(shelf.ids)

    def edit(what: str) -> None:
        if what in ("make", "swap"):
            shelf.make()
        if shelf.ids and what in ("first", "middle", "last", "swap"):
            place = {"middle": len(shelf.ids) // 2, "last": -1}.get(what, 0)
            stayed.discard(shelf.ids.pop(place))

    for nth, what in edits:
        shelf.before(nth, lambda what=what: edit(what))  # type: ignore[misc] # each its own
    with TemporaryDirectory() as folder, known_in(Path(folder)) as known:
        walk = Walk(shelf, known, len(shelf.ids))
        held = spooled(walk.read(shelf.pager.first))
        touched = any(nth <= len(shelf.asked) for nth, _ in edits)
        shelf.rest()
        if touched and walk.moved(touched=True):  # what the reader does once the service says that something changed
            held = _mended(held, walk)
    assert stayed <= set(held)
    if not shelf.pager.steady:
        assert set(held) == set(shelf.ids)


def _mended(held: list[str], walk: Walk) -> list[str]:
    for batch in walk.again():
        held = [each for each in held if each not in batch.replaces] + [str(item["id"]) for item in batch.items]
    return held


def test_a_service_that_counts_what_it_does_not_list_is_asked_twice_and_told(tmp_path: Path) -> None:
    shelf = Shelf(PAGERS["number"], 7)
    shelf.lies = 2
    with known_in(tmp_path) as known, pytest.raises(Short) as short:
        spooled(Walk(shelf, known).read(shelf.pager.first))
    assert (short.value.found, short.value.count) == (7, 9)
    assert len(shelf.asked) < 15


def test_who_goes_on_after_the_last_page_asks_only_how_many_there_are(tmp_path: Path) -> None:
    shelf = Shelf(PAGERS["offset"], 7)
    with known_in(tmp_path) as known:
        spooled(Walk(shelf, known).read(shelf.pager.first))
        asked = len(shelf.asked)
        assert spooled(Walk(shelf, known).read(None)) == []
        assert len(shelf.asked) == asked
        shelf.make()
        assert spooled(Walk(shelf, known).read(None)) == ["007"]


def test_a_place_that_the_service_has_forgotten(tmp_path: Path) -> None:
    shelf = Shelf(PAGERS["cursor"], 7)

    def forgotten() -> None:
        raise Missing(service="Shelf", name="003")

    with known_in(tmp_path) as known:
        first = next(Walk(shelf, known).read(shelf.pager.first))
        shelf.before(2, forgotten)
        rest = spooled(Walk(shelf, known).read(first.place, first.last))
        assert [*(str(item["id"]) for item in first.items), *rest] == shelf.ids
        shelf.before(len(shelf.asked) + 1, forgotten)
        with pytest.raises(Missing):
            spooled(Walk(shelf, known).read(shelf.pager.first))
