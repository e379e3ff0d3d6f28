from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import CommandRefused
from archiver.timetable.wake import Wake, carried, following

COMMAND = ("/usr/bin/python3", "-m", "archiver")


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "\0", "\x1b[0m", "\x85", "\u2028", "\udce9", "\uffff"])
def test_what_no_schedule_can_hold_is_refused(text: str) -> None:
    right = Wake(COMMAND, {}, (0,))
    for wrong in (
        {"command": (*COMMAND, text)},
        {"environment": {"ARCHIVER_HOME": text}},
        {"failed": (text,)},
        {"description": text},
    ):
        with pytest.raises(CommandRefused):
            replace(right, **wrong)


@pytest.mark.parametrize("minutes", [(), (60,), (-1,), (30, 0), (5, 5)])
def test_minutes_are_those_of_an_hour_and_sorted(minutes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="minutes"):
        Wake(COMMAND, {}, minutes)


def test_no_secret_is_ever_set() -> None:
    with pytest.raises(ValueError, match="ARCHIVER_VAULT_KEY"):
        Wake(COMMAND, {"ARCHIVER_VAULT_KEY": "x"}, (0,))
    assert carried({"ARCHIVER_VAULT_KEY": "x", "AWS_SECRET": "y", "HTTPS_PROXY": "http://me:word@proxy:3128"}) == {}


def test_carries_what_says_where_things_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Absolute, for another folder is the current one then; and of ``PATH`` what we need, wherever rclone is."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "rclone").touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/alice")
    environ = {
        "no_proxy": "localhost",
        "PATH": f"/home/alice/bin:/opt/games:bin:{tmp_path / 'tools'}:/usr/bin:/usr/bin:/mnt/c/Windows",
        "https_proxy": "http://proxy:3128",
        "ARCHIVER_VAULT_KEY_FILE": "~/key",
        "ARCHIVER_HOME": "books",
        "XDG_DATA_HOME": "",
        "EDITOR": "vi",
    }
    assert list(carried(environ).items()) == [
        ("ARCHIVER_HOME", str(tmp_path / "books")),
        ("ARCHIVER_VAULT_KEY_FILE", "/home/alice/key"),
        ("PATH", f"/home/alice/bin:{tmp_path / 'tools'}:/usr/bin"),
        ("https_proxy", "http://proxy:3128"),
        ("no_proxy", "localhost"),
    ]


ZONES = ("America/Toronto", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    """The zone that this machine's clock is in."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot be in another zone")
@pytest.mark.parametrize("day", [(2026, 3, 8), (2026, 4, 4), (2026, 10, 3), (2026, 11, 1)])
def test_the_next_moment_is_the_first_of_its_minute_by_the_local_clock(
    zone: ZoneInfo, day: tuple[int, int, int]
) -> None:
    """Through the days on which clocks are put forward and back, the half hours of Lord Howe among them."""
    begin = datetime(*day, tzinfo=UTC)
    every = [begin + timedelta(minutes=step) for step in range(24 * 60)]
    right = [at for at in every if at.astimezone(zone).minute in (0, 20)]
    at, found = begin - timedelta(seconds=1), []
    while (at := following((0, 20), at)) <= every[-1]:
        found.append(at)
    assert found == right


@settings(deadline=None, max_examples=60)
@given(st.sets(st.integers(0, 59), min_size=1), st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001 - made aware below
def test_the_next_moment_is_after_now_and_soon(minutes: set[int], naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    after = following(minutes, now)
    assert now < after <= now + timedelta(hours=1)
    assert (after.second, after.tzinfo) == (0, UTC)
