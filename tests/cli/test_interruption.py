"""Ctrl+C ends a run, even where something on the way drops it; and what is cleaned up is not disturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from archiver.cli.interruption import Interruption, Terminated
from archiver.events import Began, Ended, Event, Moved, Warned, silence
from archiver.model import Bookmark, Family, Page
from archiver.words import phrase
from tests.cli.test_sealing import Owner, owner
from tests.contracts.fakes_books import MemoryBooks

__all__ = ["owner"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as posix knows them")
STEP, DONE, SAID = Began(phrase("Read")), Ended(), Warned(phrase("Slow"))
ASKED = [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)]


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Signals as a person's shell leaves them, and afterwards as they were."""
    before = {number: signal.getsignal(number) for number, _ in ASKED}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def lost(number: signal.Signals) -> None:
    """A signal comes, and what it raises is dropped."""
    with suppress(KeyboardInterrupt, Terminated):
        signal.raise_signal(number)


@pytest.mark.parametrize(("number", "raised"), ASKED)
def test_no_step_is_taken_after_it_though_it_was_dropped(number: signal.Signals, raised: type[BaseException]) -> None:
    heard: list[Event] = []
    interruption = Interruption()
    interruption.expect()
    tell = interruption.heeded(heard.append)
    for event in (STEP, Moved(1), DONE):
        tell(event)
    lost(number)
    for event in (Moved(1), STEP):
        with pytest.raises(raised):
            tell(event)
    tell(DONE)
    tell(SAID)
    assert heard == [STEP, Moved(1), DONE, DONE, SAID]


def test_what_was_asked_of_a_run_before_is_over() -> None:
    interruption = Interruption()
    interruption.expect()
    lost(signal.SIGINT)
    interruption.expect()
    interruption.heeded(silence)(STEP)


def test_where_it_is_ignored_it_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Interruption().expect()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_export_ends_though_its_reading_drops_it(owner: Owner, number: signal.Signals, code: int) -> None:
    read = MemoryBooks.read

    def dropping(books: MemoryBooks, family: Family, *given: Bookmark | str | None) -> Iterator[Page]:
        lost(number)
        return read(books, family, *given)  # type: ignore[arg-type] # a bookmark, then where to go on

    owner.patch.setattr(MemoryBooks, "read", dropping)
    ran = owner.run("export", "lac")
    assert ran.code == code
    assert "Traceback" not in ran.err
    assert not list(owner.home.rglob("*.cab"))


def test_it_ends_quietly_while_modules_are_imported(tmp_path: Path) -> None:
    asking = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(20)\n"
    (tmp_path / "click.py").write_text(asking, encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    ran = subprocess.run(
        [sys.executable, "-m", "archiver", "list"],
        capture_output=True, env=environ, timeout=15, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")
