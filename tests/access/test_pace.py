"""The pace: limits that hold for all threads together, and caution after a complaint."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest

from archiver.access.pace import CAUTIOUS, Pace


class Hours:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def moments(pace: Pace, hours: Hours, turns: int) -> list[float]:
    """When each of so many turns came."""
    found = []
    for _ in range(turns):
        pace.turn()
        found.append(hours.now)
    return found


def most(times: list[float], window: float) -> int:
    """The most turns that began within any window."""
    return max(sum(start <= each < start + window - 1e-6 for each in times) for start in times)


def test_no_more_in_a_second_or_a_minute_than_is_allowed() -> None:
    hours = Hours()
    times = moments(Pace(clock=hours, sleep=hours.sleep), hours, 1000)
    assert most(times, 1.0) == 8
    assert most(times, 60.0) == 450
    assert times[0] == 1000.0, "the first one need not wait"
    assert times[449] - times[0] == pytest.approx(449 / 8), "and nobody waits for longer than it takes"
    assert min(later - sooner for sooner, later in pairwise(times)) == pytest.approx(1 / 8)


def test_a_complaint_holds_everybody_and_halves_the_limits_for_a_while() -> None:
    hours = Hours()
    pace = Pace(clock=hours, sleep=hours.sleep)
    moments(pace, hours, 10)
    said = hours.now
    pace.throttled(60)
    after = moments(pace, hours, 400)
    assert after[0] == said + 60
    assert most(after, 1.0) == 4
    assert most(after, 60.0) == 225
    hours.now += CAUTIOUS
    assert most(moments(pace, hours, 100), 1.0) == 8


def test_the_longest_wait_that_was_asked_for_counts() -> None:
    hours = Hours()
    pace = Pace(clock=hours, sleep=hours.sleep)
    pace.throttled(60)
    pace.throttled(5)
    pace.turn()
    assert hours.now == 1060.0


def test_threads_share_it() -> None:
    waited: list[float] = []
    pace = Pace(per_second=5, clock=lambda: 0.0, sleep=waited.append)

    def ask() -> None:
        for _ in range(5):
            pace.turn()
            pace.answered()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pace.calls == 20
    assert sorted(waited) == pytest.approx([number / 5 for number in range(1, 20)])


def test_turns_are_given_in_order() -> None:
    hours = Hours()
    pace = Pace(per_second=2, clock=hours, sleep=hours.sleep)
    assert all(before <= after for before, after in pairwise(moments(pace, hours, 50)))
