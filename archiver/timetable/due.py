"""When a schedule falls due, by the wall clock.

Moments here are naive, as a clock on the wall shows them: a schedule at 02:30 falls due once a day, also on the day
when that time comes twice, and right after the gap on the day when it does not come at all.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from archiver.settings import Schedule

MONTHS = {"monthly": 1, "quarterly": 3}
DAYS = {"daily": 1, "weekly": 7}
DECEMBER = 12


def wall(moment: datetime) -> datetime:
    """An aware moment as this machine's wall clock shows it."""
    return moment.astimezone().replace(tzinfo=None)


def last(schedule: Schedule, now: datetime) -> datetime | None:
    """The last time that the schedule fell due, ``now`` included; None before its first day."""
    turn = _turn(schedule, now.date())
    while turn >= 0 and _moment(schedule, turn) > now:
        turn -= 1
    return _moment(schedule, turn) if turn >= 0 else None


def next_(schedule: Schedule, now: datetime) -> datetime:
    """The first time after ``now`` that it falls due."""
    turn = max(0, _turn(schedule, now.date()))
    while _moment(schedule, turn) <= now:
        turn += 1
    return _moment(schedule, turn)


def first_day(every: str, now: datetime, at: str) -> date:
    """The first day of a schedule that is made ``now`` without one: the next day, Monday, month or quarter to come."""
    today = now.date()
    soonest = today if now.strftime("%H:%M") < at else today + timedelta(days=1)
    match every:
        case "weekly":
            return soonest + timedelta(days=-soonest.weekday() % 7)
        case "monthly":
            return soonest if soonest.day == 1 else _months_on(soonest.replace(day=1), 1)
        case "quarterly":
            month = soonest.replace(day=1) if soonest.day == 1 else _months_on(soonest.replace(day=1), 1)
            return _months_on(month, (1 - month.month) % 3)
        case _:
            return soonest


def _turn(schedule: Schedule, day: date) -> int:
    """Which turn of the schedule is on ``day`` or after it, not counting the time of day; below 0 before its start."""
    start = schedule.start
    if step := DAYS.get(schedule.every):
        return -((start - day).days // step)
    months = (day.year - start.year) * 12 + day.month - start.month
    return -(-months // MONTHS[schedule.every])


def _moment(schedule: Schedule, turn: int) -> datetime:
    if step := DAYS.get(schedule.every):
        day = schedule.start + timedelta(days=step * turn)
    else:
        day = _months_on(schedule.start, MONTHS[schedule.every] * turn)
    return datetime.combine(day, schedule.time)


def _months_on(day: date, months: int) -> date:
    """The same day some months later, or that month's last."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    following = date(year + 1, 1, 1) if month == DECEMBER - 1 else date(year, month + 2, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))
