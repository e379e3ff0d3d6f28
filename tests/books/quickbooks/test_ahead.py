"""What lists are closed with is asked for side by side, and each of it once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from archiver.books.quickbooks.ahead import Ahead
from archiver.books.quickbooks.entities import BY_FAMILY, Entity

ACCOUNTS, TERMS, CLASSES = (BY_FAMILY[each] for each in ("accounts", "terms", "classes"))
SINCE = datetime(2026, 3, 1, tzinfo=UTC)


class Waiting:
    """Answers as soon as three are asked for at once; never one alone."""

    size = 10

    def __init__(self) -> None:
        self.all = threading.Barrier(3)
        self.asked: list[str] = []

    def count(self, entity: Entity, since: datetime | None = None) -> int:
        return len(self._answer(entity, f"count {since}"))

    def ids(self, entity: Entity, start: int, since: datetime | None = None) -> Sequence[str]:
        return [self._answer(entity, f"ids {start} {since}")]

    def _answer(self, entity: Entity, asked: str) -> str:
        self.asked.append(f"{entity.name} {asked}")
        self.all.wait(timeout=10)
        return entity.name


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def ahead(waiting: Waiting) -> Iterator[Ahead]:
    ahead = Ahead(waiting)
    yield ahead
    waiting.all.abort()
    ahead.close()


def test_what_is_expected_is_asked_for_at_once(ahead: Ahead, waiting: Waiting) -> None:
    ahead.expect([TERMS, CLASSES], [ACCOUNTS], SINCE)
    assert (ahead.count(TERMS), ahead.count(CLASSES)) == (len("Term"), len("Class"))
    assert ahead.ids(ACCOUNTS, 1, SINCE) == ["Account"]
    assert sorted(waiting.asked) == [f"Account ids 1 {SINCE}", "Class count None", "Term count None"]


def test_what_is_not_expected_is_asked_for_all_the_same(ahead: Ahead, waiting: Waiting) -> None:
    ahead.expect([TERMS, CLASSES], [], SINCE)
    assert ahead.count(ACCOUNTS, SINCE) == len("Account")
    assert (ahead.count(TERMS), ahead.count(CLASSES)) == (len("Term"), len("Class"))
