"""When a schedule falls due: by hand, and against a plain walk over every minute."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.settings import Schedule
from archiver.timetable import due

EVERY = ("daily", "weekly", "monthly", "quarterly")
SCHEDULES = st.builds(
    Schedule,
    st.sampled_from(EVERY),
    st.times().map(lambda each: each.strftime("%H:%M")),
    st.dates(date(2023, 1, 1), date(2028, 12, 31)),
)
MOMENTS = st.datetimes(datetime.fromisoformat("2022-06-01"), datetime.fromisoformat("2031-01-01"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("every", "start", "now", "last", "following"),
    [
        ("daily", "2026-03-01", "2026-03-01T01:59", None, "2026-03-01T02:00"),
        ("daily", "2026-03-01", "2026-03-01T02:00", "2026-03-01T02:00", "2026-03-02T02:00"),
        ("daily", "2026-03-01", "2026-03-31T23:00", "2026-03-31T02:00", "2026-04-01T02:00"),
        ("weekly", "2026-03-02", "2026-03-09T01:00", "2026-03-02T02:00", "2026-03-09T02:00"),
        ("monthly", "2026-01-31", "2026-02-27T12:00", "2026-01-31T02:00", "2026-02-28T02:00"),
        ("monthly", "2026-01-31", "2026-03-30T12:00", "2026-02-28T02:00", "2026-03-31T02:00"),
        ("monthly", "2025-12-15", "2026-01-15T02:00", "2026-01-15T02:00", "2026-02-15T02:00"),
        ("quarterly", "2025-11-30", "2026-02-28T02:00", "2026-02-28T02:00", "2026-05-30T02:00"),
        ("quarterly", "2026-01-01", "2027-01-01T01:00", "2026-10-01T02:00", "2027-01-01T02:00"),
    ],
)
def test_the_last_time_and_the_next(every: str, start: str, now: str, last: str | None, following: str) -> None:
    schedule = Schedule(every, "02:00", date.fromisoformat(start))

    assert due.last(schedule, at(now)) == (at(last) if last else None)
    assert due.next_(schedule, at(now)) == at(following)


@given(SCHEDULES, MOMENTS)
def test_nothing_falls_due_between_the_last_time_and_the_next(schedule: Schedule, now: datetime) -> None:
    last, following = due.last(schedule, now), due.next_(schedule, now)

    assert following > now
    assert last is None or last <= now
    assert due.last(schedule, following) == following
    assert due.last(schedule, following - timedelta(minutes=1)) == last
    assert following.strftime("%H:%M") == schedule.at
    assert following.date() >= schedule.start


@given(SCHEDULES)
@settings(max_examples=30)
def test_a_year_has_as_many_as_it_should(schedule: Schedule) -> None:
    moment, count = at("2028-12-31T23:59"), 0
    while (moment := due.next_(schedule, moment)) < at("2030-01-01"):
        count += 1

    few = {"daily": 364, "weekly": 52, "monthly": 12, "quarterly": 4}[schedule.every]
    assert count in (few, few + 1)


@pytest.mark.parametrize(
    ("every", "now", "day"),
    [
        ("daily", "2026-03-31T01:00", "2026-03-31"),
        ("daily", "2026-03-31T02:00", "2026-04-01"),
        ("weekly", "2026-03-31T12:00", "2026-04-06"),
        ("weekly", "2026-04-06T01:00", "2026-04-06"),
        ("monthly", "2026-04-01T01:00", "2026-04-01"),
        ("monthly", "2026-04-01T03:00", "2026-05-01"),
        ("monthly", "2026-12-31T03:00", "2027-01-01"),
        ("quarterly", "2026-04-01T01:00", "2026-04-01"),
        ("quarterly", "2026-04-01T03:00", "2026-07-01"),
        ("quarterly", "2026-11-21T03:00", "2027-01-01"),
    ],
)
def test_the_first_day_of_a_schedule_made_without_one(every: str, now: str, day: str) -> None:
    assert due.first_day(every, at(now), "02:00") == date.fromisoformat(day)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process can be set on posix only")
@pytest.mark.parametrize(
    ("clock", "moments"),
    [
        ("02:30", ["2026-03-29T01:00Z", "2026-10-25T00:30Z"]),  # comes not at all, and twice
        ("12:00", ["2026-03-29T10:00Z", "2026-10-25T11:00Z"]),
    ],
)
def test_a_day_on_which_clocks_are_changed_has_one(
    clock: str, moments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Zurich")
    time.tzset()
    try:
        for text in moments:
            first = datetime.fromisoformat(text)
            schedule = Schedule("daily", clock, first.date())
            seen: dict[datetime, datetime] = {}
            for minute in range(-180, 600):
                now = first + timedelta(minutes=minute)
                if moment := due.last(schedule, due.wall(now)):
                    seen.setdefault(moment, now.astimezone(UTC))
            assert list(seen.values()) == [first]
    finally:
        monkeypatch.undo()
        time.tzset()
