"""Fetching ahead: in order, a few at a time, and every error where its answer is taken."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from archiver.books.rest.prefetch import Prefetch


class Slow:
    """A fetcher that notes what it is asked for, and answers as soon as it may."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.may = threading.Event()
        self.busy = threading.Semaphore(0)

    def __call__(self, key: int) -> str:
        self.asked.append(key)
        self.busy.release()
        assert self.may.wait(5)
        if key < 0:
            raise ValueError(key)
        return f"page {key}"


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def ahead(slow: Slow) -> Iterator[Prefetch[int, str]]:
    ahead = Prefetch(slow, workers=3, window=5)
    yield ahead
    slow.may.set()
    ahead.close()


def test_what_is_expected_is_fetched_before_it_is_taken(slow: Slow, ahead: Prefetch[int, str]) -> None:
    ahead.expect(range(3))
    for _ in range(3):
        assert slow.busy.acquire(timeout=5)
    assert sorted(slow.asked) == [0, 1, 2]
    slow.may.set()
    assert [ahead.take(key) for key in range(3)] == ["page 0", "page 1", "page 2"]
    assert len(slow.asked) == 3


def test_no_more_is_under_way_than_the_window_allows(slow: Slow, ahead: Prefetch[int, str]) -> None:
    slow.may.set()
    ahead.expect(range(20))
    for _ in range(5):
        assert slow.busy.acquire(timeout=5)
    assert not slow.busy.acquire(timeout=0.05)
    assert sorted(slow.asked) == [0, 1, 2, 3, 4]
    assert ahead.take(0) == "page 0"
    assert slow.busy.acquire(timeout=5)
    assert 5 in slow.asked


def test_what_was_not_expected_is_fetched_at_once(slow: Slow, ahead: Prefetch[int, str]) -> None:
    slow.may.set()
    ahead.expect([1, 2])
    assert ahead.take(99) == "page 99"
    assert ahead.take(2) == "page 2"
    assert ahead.take(1) == "page 1"
    assert sorted(slow.asked) == [1, 2, 99]


def test_an_error_comes_out_where_its_answer_is_taken(slow: Slow, ahead: Prefetch[int, str]) -> None:
    slow.may.set()
    ahead.expect([1, -1, 2])
    assert ahead.take(1) == "page 1"
    with pytest.raises(ValueError, match="-1"):
        ahead.take(-1)
    assert ahead.take(2) == "page 2"


def test_what_is_dropped_is_not_fetched(slow: Slow, ahead: Prefetch[int, str]) -> None:
    ahead.expect(range(10))
    for _ in range(3):
        assert slow.busy.acquire(timeout=5)
    ahead.drop(lambda key: key < 8)
    slow.may.set()
    assert ahead.take(8) == "page 8"
    assert ahead.take(9) == "page 9"
    assert set(slow.asked) == {0, 1, 2, 8, 9}
