"""Nothing that is sent holds a run."""

from __future__ import annotations

import threading
import time

import pytest

from archiver.errors import LoginRefused, Unreachable
from archiver.notices.hourglass import within


def test_what_ends_in_time_is_done() -> None:
    done: list[int] = []
    within(10, "mail.example", lambda: done.append(1))
    assert done == [1]


def test_an_error_is_raised_where_somebody_waits() -> None:
    def refuse() -> None:
        raise LoginRefused(service="mail.example", user="anna", status="535")

    with pytest.raises(LoginRefused):
        within(10, "mail.example", refuse)


def test_what_hangs_is_left_behind() -> None:
    never = threading.Event()
    began = time.monotonic()
    with pytest.raises(Unreachable, match="mail"):
        within(0.1, "mail.example", lambda: never.wait(20))
    assert time.monotonic() - began < 5
    never.set()
