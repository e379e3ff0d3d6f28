from __future__ import annotations

import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archiver.errors import AlreadyThere, SchedulerUnreachable, TargetNotWritable
from archiver.timetable import Notes, timetable
from archiver.timetable.systemd import Systemd
from archiver.words import Words
from tests.contracts.timetable import ARGUMENTS, NASTY, NOW, ROOT, Simulation, TimetableContract, wake
from tests.timetable import standins
from tests.timetable.simulations import BARE, SystemdUnits, unit_settings

WRITABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]))


SET = """\
import os
from archiver.timetable import timetable
from tests.contracts.timetable import wake
timetable("systemd", os.environ).set(wake())
"""


class TestSystemd(TimetableContract):
    kind = "systemd"
    activates = "restart"

    def simulated(self, place: Path) -> Simulation:
        held = standins.read(place / "state", "systemctl")
        return SystemdUnits(held["active"]["archiver.timer"], held["units"]["archiver.service"])

    def units(self, place: Path) -> Path:
        return place / "config" / "systemd" / "user"

    def test_a_run_that_ends_badly_starts_what_tells_of_it(self, place: Path) -> None:
        self.open(place).set(wake())
        service = unit_settings((self.units(place) / "archiver.service").read_text(encoding="utf-8"))
        (failed,) = service["OnFailure"]
        told = unit_settings((self.units(place) / failed).read_text(encoding="utf-8"))
        assert told["ExecStart"] == ['"/usr/bin/python3" "-m" "archiver" "notify" "failure"']
        assert told["Environment"] == service["Environment"] == ['"ARCHIVER_HOME=/home/é x/books"']
        assert "OnFailure" not in told

        self.open(place).set(replace(wake(), failed=()))
        assert sorted(path.name for path in self.units(place).glob("archiver*")) == [
            "archiver.service",
            "archiver.timer",
        ]
        assert "OnFailure" not in (self.units(place) / "archiver.service").read_text(encoding="utf-8")

    def test_the_timer_is_enabled_for_the_next_start(self, place: Path) -> None:
        self.open(place).set(wake())
        assert (self.units(place) / "timers.target.wants" / "archiver.timer").is_symlink()

    def test_units_may_be_read_by_all_and_written_by_their_owner(self, place: Path) -> None:
        self.open(place).set(wake())
        assert {stat.S_IMODE(path.stat().st_mode) for path in self.units(place).glob("archiver*")} == {0o644}

    def test_goes_on_after_log_out(self, place: Path) -> None:
        ours = self.open(place)
        assert isinstance(ours, Notes)
        (note,) = ours.notes(wake())
        assert Words("en").say(note).endswith("an administrator runs: loginctl enable-linger alice")
        ours.set(wake())
        assert list(ours.notes(wake())) == []

    def test_where_that_is_refused_it_is_told_and_the_timer_runs_all_the_same(self, place: Path) -> None:
        standins.write(place / "state", "refuse", ["enable-linger"])
        ours = Systemd(self.environ(place))
        ours.set(wake())
        assert len(ours.notes(wake())) == 1
        assert ours.next(NOW) is not None

    @pytest.mark.parametrize("name", ["archiver.timer", "archiver.service", "archiver-failed.service"])
    def test_a_unit_of_somebody_else_is_left_alone(self, place: Path, name: str) -> None:
        self.units(place).mkdir(parents=True)
        theirs = self.units(place) / name
        theirs.write_text("[Unit]\nDescription=Another archiver\n", encoding="utf-8")
        standing = self.standing(place)
        for do in (self.open(place).clear, lambda: self.open(place).set(wake())):
            with pytest.raises(AlreadyThere, match=name):
                do()
        assert self.standing(place) == standing

    @pytest.mark.parametrize("refused", ["daemon-reload", "enable"])
    def test_whatever_is_refused_nothing_is_left(self, place: Path, refused: str) -> None:
        standins.write(place / "state", "refuse", [refused])
        with pytest.raises(SchedulerUnreachable):
            self.open(place).set(wake())
        assert "archiver" not in self.left(place)

    def test_interrupted_leaves_nothing(self, place: Path) -> None:
        """The person gives up while the manager is being asked."""
        tool = place / "bin" / "systemctl"
        script = tool.read_text(encoding="utf-8")
        asked = 'case "$*" in *restart*) kill -INT $PPID; /bin/sleep 1; exit 1;; esac\n'
        tool.write_text(script.replace("exec", f"{asked}exec"), encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, "-c", SET],
            env=self.environ(place),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            preexec_fn=at_the_start,
            timeout=60,
            check=False,
        )
        assert b"KeyboardInterrupt" in ran.stderr
        assert "archiver" not in self.left(place)

    def test_a_timer_that_cannot_be_stopped_stays_as_it_is(self, place: Path) -> None:
        self.open(place).set(wake())
        standing = self.standing(place)
        standins.write(place / "state", "refuse", ["disable"])
        with pytest.raises(SchedulerUnreachable, match="systemd does not take a schedule here: Access denied"):
            self.open(place).clear()
        assert self.standing(place) == standing

    def test_a_timer_that_was_stopped_by_hand_does_not_wake_us(self, place: Path) -> None:
        self.open(place).set(wake())
        held = standins.read(place / "state", "systemctl")
        standins.write(place / "state", "systemctl", held | {"active": {}})
        assert self.open(place).next(NOW) is None

    def test_a_service_whose_timer_is_gone_is_taken_away(self, place: Path) -> None:
        self.open(place).set(wake())
        (self.units(place) / "timers.target.wants" / "archiver.timer").unlink()
        (self.units(place) / "archiver.timer").unlink()
        self.open(place).clear()
        assert "archiver" not in self.left(place).replace("active", "").split("{")[0]
        assert list(self.units(place).glob("archiver*")) == []

    def test_a_folder_in_which_nothing_can_be_written(self, place: Path) -> None:
        (place / "config").write_text("a file", encoding="utf-8")
        with pytest.raises(TargetNotWritable):
            self.open(place).set(wake())
        assert not (place / "state" / "calls.json").exists()


def at_the_start() -> None:
    """Signals as a person's shell leaves them: whatever runs in the background ignores SIGINT, and so would we."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


@settings(deadline=None, max_examples=60)
@example(ARGUMENTS, NASTY)
@given(st.lists(WRITABLE, max_size=4), WRITABLE)
def test_any_text_comes_through(arguments: list[str], value: str) -> None:
    asked = replace(wake(), command=("/a $b/%c", *arguments), environment={"NAME": value})
    timer, service, _ = timetable("systemd", BARE).pieces(asked)
    started = SystemdUnits(timer.text, service.text).start()
    assert (started.program, started.argv) == ("/a $b/%c", ["/a $b/%c", *arguments])
    assert started.environment["NAME"] == value
