"""What every timetable must do, on a machine where the programs of its system are stand-ins of ours.

A test class inherits ``TimetableContract`` and says which timetable it is, and what lies with the system after ``set``.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from archiver.errors import SchedulerUnreachable
from archiver.timetable import Timetable, timetable
from archiver.timetable.wake import Wake, following
from tests.timetable import standins
from tests.timetable.simulations import Started

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 31, 18, 0, 30, tzinfo=UTC)
KEY = "correct horse"

NASTY = "é \"q\" 'p' %h %HOME% 100% $HOME ${HOME} $$ \\b \\\\ \\% \\$ & <x> ;#= !{a,b} $(Arg0) `id` *~"
ARGUMENTS = [
    "run",
    "--if-due",
    NASTY,
    "",
    " ",
    ";",
    "%",
    "$",
    "\\",
    "'",
    '"',
    "--",
    "a=b",
    "~",
    "*",
    "-n",
    "#",
    'end\\"',
]

CHANGES = {
    "spring": ("America/Toronto", datetime(2026, 3, 7, 20, tzinfo=UTC)),
    "autumn": ("America/Toronto", datetime(2026, 10, 31, 20, tzinfo=UTC)),
    "none": ("Asia/Tokyo", datetime(2026, 6, 1, tzinfo=UTC)),
}
"""Two days each, in which clocks may change."""

RECORD = """\
import json, os, sys
with open(os.environ["RECORD"], "w", encoding="utf-8") as file:
    json.dump({"argv": sys.argv[1:], "environment": dict(os.environ)}, file)
"""


class Simulation(Protocol):
    """What a system would do with what lies with it."""

    @property
    def at_start(self) -> bool: ...

    def moments(self, begin: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]: ...

    def start(self) -> Started: ...


class TimetableContract:
    """The promises of ``archiver.timetable.Timetable``."""

    kind: str
    activates: str
    """The word of a command line without which nothing is installed."""

    def simulated(self, place: Path) -> Simulation:
        """What the system holds now."""
        raise NotImplementedError

    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        standins.install(tmp_path / "bin", tmp_path / "state")
        return tmp_path

    def environ(self, place: Path) -> dict[str, str]:
        return {
            "ARCHIVER_VAULT_KEY": KEY,
            "HOME": str(place / "home"),
            "PATH": str(place / "bin"),
            "USER": "alice",
            "USERDOMAIN": "OFFICE",
            "XDG_CONFIG_HOME": str(place / "config"),
            "XDG_RUNTIME_DIR": str(place / "run"),
        }

    def open(self, place: Path) -> Timetable:
        return timetable(self.kind, self.environ(place))

    def standing(self, place: Path) -> object:
        """All that lies with the system and on the disk."""
        return {str(path): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file() and counts(path)}

    def test_wakes_us_at_the_minutes_that_were_set(self, place: Path) -> None:
        ours = self.open(place)
        assert ours.next(NOW) is None
        ours.set(wake(minutes=(5, 30)))
        assert self.open(place).next(NOW) == following((5, 30), NOW)
        ours.set(wake(minutes=(0, 59)))
        assert self.open(place).next(NOW) == following((0, 59), NOW)

    def test_again_is_the_same(self, place: Path) -> None:
        self.open(place).set(wake())
        once = self.standing(place)
        self.open(place).set(wake())
        assert self.standing(place) == once

    def test_takes_away_what_it_set(self, place: Path) -> None:
        ours = self.open(place)
        ours.set(wake())
        ours.clear()
        assert self.open(place).next(NOW) is None
        ours.clear()
        assert "archiver" not in self.left(place)
        ours.set(wake())
        assert ours.next(NOW) == following((30,), NOW)

    def left(self, place: Path) -> str:
        """What still lies there that a timetable could have made, as one text."""
        paths = [path for path in place.rglob("*") if counts(path)]
        return "".join(f"{path.name} {path.read_text(encoding='utf-8') if path.is_file() else ''}" for path in paths)

    def test_to_clear_nothing_is_no_error(self, place: Path) -> None:
        self.open(place).clear()
        assert self.open(place).next(NOW) is None

    @pytest.mark.parametrize("before", [None, 7])
    def test_what_is_refused_leaves_all_as_it_was(self, place: Path, before: int | None) -> None:
        if before is not None:
            self.open(place).set(wake(minutes=(before,)))
        standing = self.standing(place)
        standins.write(place / "state", "refuse", [self.activates])
        with pytest.raises(SchedulerUnreachable, match="Access denied"):
            self.open(place).set(wake())
        assert self.open(place).next(NOW) == (None if before is None else following((before,), NOW))
        if before is not None:
            assert self.standing(place) == standing
        else:
            assert "archiver" not in self.left(place)

    def test_without_the_programs_of_the_system_nothing_is_done(self, place: Path) -> None:
        bare = timetable(self.kind, self.environ(place) | {"PATH": str(place / "nowhere")})
        before = self.standing(place)
        with pytest.raises(SchedulerUnreachable):
            bare.set(wake())
        bare.clear()
        assert bare.next(NOW) is None
        assert self.standing(place) == before

    def test_a_program_of_the_system_is_told_no_secret(self, place: Path) -> None:
        ours = self.open(place)
        ours.set(wake())
        ours.next(NOW)
        ours.clear()
        assert [name for name in standins.read(place / "state", "seen") if name.startswith("ARCHIVER_")] == []

    def test_pieces_are_what_is_installed(self, place: Path) -> None:
        ours = self.open(place)
        pieces = ours.pieces(wake(command=("/opt/é x/python", "-m", "archiver")))
        assert pieces == self.open(place).pieces(wake(command=("/opt/é x/python", "-m", "archiver")))
        assert not (place / "state" / "calls.json").exists()
        ours.set(wake(command=("/opt/é x/python", "-m", "archiver")))
        for piece in pieces:
            assert piece.text in self.installed(place, piece.where)

    def installed(self, place: Path, where: str) -> str:
        """What lies with the system under that name."""
        return Path(where).read_text(encoding="utf-8")

    @pytest.mark.parametrize("minutes", [(0,), (5, 30), tuple(range(60))])
    def test_every_time_of_day_is_hit(self, place: Path, minutes: tuple[int, ...]) -> None:
        """By a simulated clock: each moment of two days at one of the minutes, and no other."""
        self.open(place).set(wake(minutes=minutes))
        simulation = self.simulated(place)
        for name, begin in CHANGES.values():
            end = begin + timedelta(days=2)
            hit = simulation.moments(begin, end, ZoneInfo(name))
            assert [at.astimezone(UTC) for at in hit] == expected(begin, end, minutes)

    def test_what_was_missed_while_the_machine_was_off_is_made_up_for(self, place: Path) -> None:
        self.open(place).set(wake())
        assert self.simulated(place).at_start

    def test_runs_the_very_command(self, place: Path) -> None:
        """As the system would start it at the first moment: with every argument and variable, whatever is in them."""
        program = recorder(place / "programs", "-py" + NASTY.replace("/", ""))
        environment = {"RECORD": str(place / "record.json"), "NASTY": NASTY, "EMPTY": ""}
        self.open(place).set(wake(command=(str(program), *ARGUMENTS), environment=environment))
        started = self.simulated(place).start()
        subprocess.run(
            started.argv,
            executable=started.program,
            env=started.environment | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )
        record = json.loads((place / "record.json").read_text(encoding="utf-8"))
        assert record["argv"] == [str(program), *ARGUMENTS]
        assert {name: record["environment"][name] for name in environment} == environment


def counts(path: Path) -> bool:
    """Whether it is more than what the stand-ins are made of, and what they write down for the tests."""
    return path.parent.name != "bin" and path.stem not in ("calls", "refuse", "seen")


def wake(
    minutes: tuple[int, ...] = (30,),
    command: Sequence[str] = ("/usr/bin/python3", "-m", "archiver", "run", "--if-due"),
    environment: dict[str, str] | None = None,
) -> Wake:
    """What a test asks for."""
    return Wake(
        tuple(command),
        {"ARCHIVER_HOME": "/home/é x/books"} if environment is None else environment,
        minutes,
        failed=("/usr/bin/python3", "-m", "archiver", "notify", "failure"),
        description="archiver: 100% of what is due",
    )


def expected(begin: datetime, end: datetime, minutes: tuple[int, ...]) -> list[datetime]:
    """Those zones are whole hours away from UTC, before and after, so that minutes are the same everywhere."""
    count = int((end - begin).total_seconds()) // 60
    return [at for at in (begin + timedelta(minutes=step) for step in range(count)) if at.minute in minutes]


def recorder(folder: Path, name: str) -> Path:
    """A program that writes down how it was started, in the file that ``RECORD`` names."""
    folder.mkdir()
    script = folder / "record.py"
    script.write_text(RECORD, encoding="utf-8")
    program = folder / name
    line = shlex.join([sys.executable, "-ES", str(script)])
    program.write_text(f'#!/bin/sh\nexec {line} "$0" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program
