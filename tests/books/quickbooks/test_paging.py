"""Lists that change while they are read: whatever happens between two questions, in the end everything is there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.books.quickbooks import paging
from archiver.books.quickbooks.known import Known
from archiver.books.quickbooks.paging import ROUNDS, Batch, Item, Walk, listed, starts
from archiver.books.rest.lacking import Short

SIZE = 4


class Changing:
    """A list in memory, oldest first, that something may happen to before each question."""

    size = SIZE

    def __init__(self, rows: int, happens: Callable[[int, Changing], None] = lambda turn, of: None) -> None:
        self.rows = {str(number): 0 for number in range(rows)}
        self.touched: set[str] = set()
        self.asked: list[str] = []
        self._happens = happens
        self._next = rows

    def create(self) -> None:
        self.rows[str(self._next)] = 0
        self.touched.add(str(self._next))
        self._next += 1

    def delete(self, id_: str) -> None:
        del self.rows[id_]
        self.touched.add(id_)

    def edit(self, id_: str) -> None:
        self.rows[id_] += 1
        self.touched.add(id_)

    def _ask(self, what: str) -> None:
        self._happens(len(self.asked), self)
        self.asked.append(what)

    def count(self) -> int | None:
        self._ask("count")
        return len(self.rows)

    def page(self, start: int) -> Sequence[Item]:
        self._ask(f"page {start}")
        return self._items(list(self.rows)[start - 1 : start - 1 + SIZE])

    def ids(self, start: int) -> Sequence[str]:
        self._ask(f"ids {start}")
        return list(self.rows)[start - 1 : start - 1 + SIZE]

    def those(self, ids: Iterable[str]) -> Iterator[Sequence[Item]]:
        if wanted := sorted(ids):
            self._ask("those")
            yield self._items([each for each in wanted if each in self.rows])

    def present(self, ids: Iterable[str]) -> Collection[str]:
        return self.rows.keys() & set(ids)

    def id(self, item: Item) -> str:
        return str(item["Id"])

    def _items(self, ids: Sequence[str]) -> list[Item]:
        return [{"Id": each, "edits": self.rows[each]} for each in ids]


class Spooled:
    """What a spool would hold after some batches."""

    def __init__(self) -> None:
        self.rows: dict[str, object] = {}

    def take(self, batches: Iterable[Batch]) -> Spooled:
        for batch in batches:
            for gone in batch.replaces:
                self.rows.pop(gone, None)
            for item in batch.items:
                assert item["Id"] not in self.rows, "a row came twice and was not said to replace the first"
                self.rows[str(item["Id"])] = item["edits"]
        return self


@pytest.fixture
def known(tmp_path: Path) -> Known:
    return Known(tmp_path / "ids")


def test_one_page_of_which_the_count_is_known_needs_one_question(known: Known) -> None:
    listing = Changing(3)
    assert Spooled().take(Walk(listing, known, 3).read()).rows == listing.rows
    assert listing.asked == ["page 1"]


def test_nothing_needs_no_question(known: Known) -> None:
    listing = Changing(0)
    assert Spooled().take(Walk(listing, known, 0).read()).rows == {}
    assert listing.asked == []


def test_pages_share_a_row_and_the_count_is_asked_again(known: Known) -> None:
    listing = Changing(11)
    assert Spooled().take(Walk(listing, known, 11).read()).rows == listing.rows
    assert listing.asked == ["page 1", "page 4", "page 7", "page 10", "count"]
    assert list(starts(11, SIZE)) == [1, 4, 7, 10], "those that can be fetched ahead"


@pytest.mark.parametrize(
    ("count", "reached", "found"),
    [(0, 0, []), (1, 0, [1]), (4, 0, [1]), (5, 0, [1, 4]), (7, 0, [1, 4]), (8, 0, [1, 4, 7]), (8, 7, [7]), (8, 8, [])],
)
def test_where_pages_begin(count: int, reached: int, found: list[int]) -> None:
    assert list(starts(count, SIZE, reached)) == found


def once(turn: int, act: Callable[[Changing], None]) -> Callable[[int, Changing], None]:
    return lambda now, of: act(of) if now == turn else None


def test_a_deletion_before_the_next_page_hides_no_row(known: Known) -> None:
    listing = Changing(10, once(1, lambda of: of.delete("1")))
    spooled = Spooled().take(Walk(listing, known, 10).read())
    assert spooled.rows == listing.rows
    assert "4" in spooled.rows, "which had slipped to the place of a row that was read already"


def test_a_deletion_and_a_creation_that_leave_the_count_as_it_was(known: Known) -> None:
    def both(of: Changing) -> None:
        of.delete("0")
        of.create()

    listing = Changing(10, once(1, both))
    assert Spooled().take(Walk(listing, known, 10).read()).rows == listing.rows


def test_rows_that_are_made_meanwhile_are_read_on(known: Known) -> None:
    def many(of: Changing) -> None:
        for _ in range(6):
            of.create()

    listing = Changing(6, once(2, many))
    assert Spooled().take(Walk(listing, known, 6).read()).rows == listing.rows
    assert not any(each.startswith("ids") for each in listing.asked)


class Forgetful(Changing):
    """A list of whose pages, once, a row is missing."""

    lost = "2"

    def page(self, start: int) -> Sequence[Item]:
        items = [item for item in super().page(start) if item["Id"] != self.lost]
        self.lost = ""
        return items


@pytest.mark.parametrize("lost", ["0", "2", "3"])
@pytest.mark.parametrize("rows", [4, 9])
def test_a_row_that_is_missing_from_its_page_is_fetched_by_its_id(known: Known, rows: int, lost: str) -> None:
    listing = Forgetful(rows)
    listing.lost = lost
    assert Spooled().take(Walk(listing, known, rows).read()).rows == listing.rows


def test_a_count_that_was_wrong_is_asked_again(known: Known) -> None:
    listing = Changing(3)
    assert Spooled().take(Walk(listing, known, 5).read()).rows == listing.rows
    assert not any(each.startswith("ids") for each in listing.asked)


class Uncounted(Changing):
    def count(self) -> int | None:
        return None


@pytest.mark.parametrize("rows", [0, 3, 4, 9])
def test_a_list_that_cannot_be_counted_is_read_to_a_page_that_is_not_full(known: Known, rows: int) -> None:
    listing = Uncounted(rows)
    assert Spooled().take(Walk(listing, known, None).read()).rows == listing.rows


class Lying(Changing):
    """A list that says of itself that it is longer than it is."""

    def count(self) -> int | None:
        return (super().count() or 0) + 1


def test_an_uncounted_list_of_nothing_needs_one_question(known: Known) -> None:
    listing = Changing(0)
    assert Spooled().take(Walk(listing, known, None).read()).rows == {}
    assert listing.asked == ["page 1"]


@pytest.mark.parametrize("rows", [0, 3, 4, 9, 10])
def test_every_id_is_listed_once(rows: int) -> None:
    listing = Changing(rows)
    assert list(listed(listing)) == list(listing.rows)


def test_an_id_that_slips_past_is_listed_too() -> None:
    listing = Changing(11, once(1, lambda of: of.delete("2")))
    found = list(listed(listing))
    assert set(listing.rows) <= set(found)
    assert len(found) == len(set(found)) == 11, "with the one that is gone by now"


def test_an_id_that_comes_to_stand_before_others_hides_none() -> None:
    def edited(of: Changing) -> None:  # among what changed since a moment, as the oldest of it
        of.rows = {"edited": 0, **of.rows}

    listing = Changing(11, once(1, edited))
    assert list(listed(listing)) == [str(number) for number in range(11)]
    assert listing.asked == ["ids 1", "ids 4", "ids 7", "ids 10"]


def test_ids_that_slip_past_again_and_again_are_said() -> None:
    listing = Changing(20, lambda turn, of: of.delete(next(iter(of.rows))))
    with pytest.raises(Short):
        list(listed(listing))


def test_what_is_gone_is_told_apart_from_what_is_read_again(known: Known) -> None:
    listing = Changing(5)
    walk = Walk(listing, known, 5)
    Spooled().take(walk.read())
    listing.edit("1")
    listing.delete("3")
    batches = list(walk.mend({"1", "3", "99"}))
    assert [(set(batch.replaces), set(batch.gone)) for batch in batches] == [({"1"}, set()), ({"3", "99"}, {"3", "99"})]


def test_what_cannot_be_brought_to_agree_is_said(known: Known) -> None:
    listing, spooled = Lying(6), Spooled()
    with pytest.raises(Short) as short:
        spooled.take(Walk(listing, known, 6).read())
    assert (short.value.found, short.value.count) == (6, 7)
    assert spooled.rows == listing.rows, "all that was found is there nevertheless"
    assert listing.asked.count("ids 1") == ROUNDS


def test_a_run_goes_on_where_another_stopped(tmp_path: Path) -> None:
    listing = Changing(11)
    first = Walk(listing, Known(tmp_path / "ids"), 11).read()
    spooled = Spooled().take([next(first), next(first)])
    known = Known(tmp_path / "ids")
    assert known.restore(7)
    spooled.take(Walk(listing, known, 11, reached=7).read())
    assert spooled.rows == listing.rows
    assert listing.asked[2:] == ["page 7", "page 10", "count"]


def test_a_run_goes_on_although_rows_were_deleted_between(tmp_path: Path) -> None:
    listing = Changing(11)
    first = Walk(listing, Known(tmp_path / "ids"), 11).read()
    spooled = Spooled().take([next(first), next(first)])
    listing.delete("0")
    listing.delete("6")
    known = Known(tmp_path / "ids")
    known.restore(7)
    spooled.take(Walk(listing, known, 9, reached=7).read())
    assert spooled.rows == listing.rows


@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_run_goes_on_in_the_middle_of_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setattr(paging, "PART", part)
    listing = Changing(11)
    batches = list(Walk(listing, Known(tmp_path / "whole"), 11).read())
    assert max(len(batch.items) for batch in batches) == part
    for stopped in range(1, len(batches) + 1):
        path = tmp_path / f"ids {stopped}"
        begun = Walk(listing, Known(path), 11).read()
        first = [next(begun) for _ in range(stopped)]
        spooled, known = Spooled().take(first), Known(path)
        assert known.restore(first[-1].reached)
        spooled.take(Walk(listing, known, 11, reached=first[-1].reached).read())
        assert spooled.rows == listing.rows


def test_one_page_in_parts_needs_one_question(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PART", 1)
    listing = Changing(3)
    assert Spooled().take(Walk(listing, known, 3).read()).rows == listing.rows
    assert listing.asked == ["page 1"]


def test_what_changed_since_is_read_again(known: Known) -> None:
    listing = Changing(9)
    walk = Walk(listing, known, 9)
    spooled = Spooled().take(walk.read())
    listing.edit("2")
    listing.delete("5")
    listing.create()
    spooled.take(walk.mend(listing.touched))
    assert spooled.rows == listing.rows
    spooled.take(walk.prove())
    assert spooled.rows == listing.rows


def test_a_deletion_that_is_told_and_did_not_happen_changes_nothing(known: Known) -> None:
    listing = Changing(5)
    walk = Walk(listing, known, 5)
    spooled = Spooled().take(walk.read())
    spooled.take(walk.mend({"3"}))
    assert spooled.rows == listing.rows


EVENTS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["create", "delete", "edit"]), st.integers(0, 30)))


@given(st.integers(0, 20), EVENTS, st.integers(1, SIZE))
@settings(max_examples=300, deadline=None)
def test_whatever_happens_meanwhile_everything_is_there_in_the_end(
    rows: int, events: list[tuple[int, str, int]], part: int
) -> None:
    def happen(turn: int, listing: Changing) -> None:
        for when, what, which in events:
            if when == turn:
                if what == "create":
                    listing.create()
                elif listing.rows:
                    getattr(listing, what)(list(listing.rows)[which % len(listing.rows)])

    with TemporaryDirectory() as folder, patch.object(paging, "PART", part):
        listing = Changing(rows, happen)
        walk = Walk(listing, Known(Path(folder) / "ids"), listing.count())
        spooled = Spooled()
        try:
            spooled.take(walk.read())
        except Short:
            return  # it kept changing for three rounds, and that is said
        events.clear()
        spooled.take(walk.mend(set(listing.touched)))
        spooled.take(walk.prove())
    assert spooled.rows == listing.rows
