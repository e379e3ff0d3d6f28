"""How often something is tried again, and after how long."""

from __future__ import annotations

import pytest

from archiver.drives.patience import Course, Patience
from archiver.errors import ArchiverError, FileChanged, Refused, Throttled, Unreachable, Unwell
from tests.drives.linked import Waits

CUT = Unreachable(service="a service", reason="cut")


class Failing:
    """Fails with these errors in turn, then succeeds."""

    def __init__(self, *errors: ArchiverError) -> None:
        self._errors = list(errors)

    def __call__(self) -> str:
        if self._errors:
            raise self._errors.pop(0)
        return "done"


def test_waits_longer_each_time_and_succeeds() -> None:
    waits = Waits()

    assert waits.patience.persist(Failing(CUT, CUT, CUT, CUT)) == "done"
    for wait, own in zip(waits.seconds, (1, 2, 4, 8), strict=True):
        assert own / 2 <= wait <= own


def test_waits_as_long_as_the_service_asks() -> None:
    waits = Waits()
    waits.patience.persist(Failing(Throttled(service="a service", wait=30), Unwell(service="a", reason="b", wait=9)))

    assert waits.seconds == [30, 9]


def test_gives_up_after_so_many_failures_in_a_row() -> None:
    waits = Waits()

    with pytest.raises(Unreachable):
        waits.patience.persist(Failing(*[CUT] * 8))
    assert len(waits.seconds) == 7


def test_gives_up_at_once_where_the_service_asks_for_too_much() -> None:
    waits = Waits()

    with pytest.raises(Throttled):
        waits.patience.persist(Failing(Throttled(service="a service", wait=901)))
    assert waits.seconds == []


@pytest.mark.parametrize("error", [Refused(service="a service", reason="no"), FileChanged(path="a.cab")])
def test_what_does_not_pass_is_raised_at_once(error: ArchiverError) -> None:
    waits = Waits()

    with pytest.raises(type(error)):
        waits.patience.persist(Failing(error))
    assert waits.seconds == []


def test_whoever_gets_further_is_forgiven() -> None:
    course = Course(Patience(tries=2, sleep=Waits()))
    for place in range(1, 5):
        course.bear(CUT)
        assert course.reached(place)

    course.bear(CUT)
    assert not course.reached(4)
    with pytest.raises(Unreachable):
        course.bear(CUT)
