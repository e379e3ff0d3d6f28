from __future__ import annotations

import os
import plistlib
import stat
from pathlib import Path

import pytest

from archiver.errors import AlreadyThere, SchedulerUnreachable
from archiver.timetable import Notes, launchd, timetable
from tests.contracts.timetable import NASTY, NOW, Simulation, TimetableContract, wake
from tests.timetable import standins
from tests.timetable.simulations import LaunchdList


class TestLaunchd(TimetableContract):
    kind = "launchd"
    activates = "bootstrap"

    def simulated(self, place: Path) -> Simulation:
        held = standins.read(place / "state", "launchctl")
        return LaunchdList(held["loaded"][self.agent])

    @property
    def agent(self) -> str:
        return f"gui/{os.getuid()}/archiver"

    def path(self, place: Path) -> Path:
        return place / "home" / "Library" / "LaunchAgents" / "archiver.plist"

    def test_an_agent_that_was_switched_off_is_switched_on(self, place: Path) -> None:
        standins.write(place / "state", "launchctl", {"loaded": {}, "ending": [], "disabled": [self.agent]})
        self.open(place).set(wake())
        assert self.open(place).next(NOW) is not None

    def test_an_agent_that_is_not_loaded_does_not_wake_us(self, place: Path) -> None:
        self.open(place).set(wake())
        standins.write(place / "state", "launchctl", {"loaded": {}, "ending": [], "disabled": []})
        assert self.open(place).next(NOW) is None

    def test_an_agent_whose_list_is_gone_is_unloaded(self, place: Path) -> None:
        self.open(place).set(wake())
        self.path(place).unlink()
        self.open(place).clear()
        assert standins.read(place / "state", "launchctl")["loaded"] == {}

    def test_one_that_does_not_end_stays_as_it_is(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(launchd, "PAUSES", 1)
        self.open(place).set(wake())
        held = standins.read(place / "state", "launchctl")
        standins.write(place / "state", "launchctl", held | {"ending": [self.agent] * 9})
        before = self.path(place).read_bytes()
        with pytest.raises(SchedulerUnreachable, match="the agent from before does not end"):
            self.open(place).set(wake(minutes=(1,)))
        assert self.path(place).read_bytes() == before

    def test_a_list_of_somebody_else_is_left_alone(self, place: Path) -> None:
        self.path(place).parent.mkdir(parents=True)
        self.path(place).write_bytes(plistlib.dumps({"Label": "archiver"}))
        standing = self.standing(place)
        for do in (self.open(place).clear, lambda: self.open(place).set(wake())):
            with pytest.raises(AlreadyThere):
                do()
        assert self.standing(place) == standing

    def test_may_be_read_by_all_and_written_by_its_owner(self, place: Path) -> None:
        self.open(place).set(wake())
        assert stat.S_IMODE(self.path(place).stat().st_mode) == 0o644

    def test_says_that_somebody_has_to_be_logged_in(self, place: Path) -> None:
        ours = self.open(place)
        assert isinstance(ours, Notes)
        assert [note.template for note in ours.notes(wake())] == [launchd.WHILE_IN]


def test_plistlib_reads_it_back() -> None:
    asked = wake(minutes=(0, 30), command=("/usr/bin/x", NASTY), environment={"NAME": NASTY})
    (piece,) = timetable("launchd", {"HOME": "/Users/alice"}).pieces(asked)
    assert piece.where == "/Users/alice/Library/LaunchAgents/archiver.plist"
    assert plistlib.loads(piece.text.encode()) == {
        "Label": "archiver",
        "ProgramArguments": ["/usr/bin/x", NASTY],
        "EnvironmentVariables": {"NAME": NASTY},
        "StartCalendarInterval": [{"Minute": 0}, {"Minute": 30}],
        "RunAtLoad": True,
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "Nice": 10,
    }
