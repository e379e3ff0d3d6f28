"""The systems' own programs about what we would install, where they are here to be asked."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest

from archiver.timetable import Piece, timetable
from tests.contracts.timetable import ARGUMENTS, CHANGES, NASTY, recorder, wake
from tests.timetable.simulations import SystemdUnits, unit_settings

Program = Callable[[str], str]
COUNT = 100
NOBODY = 65534


def run(command: list[str], **environment: str) -> str:
    """What a program prints that must succeed, and complain of nothing."""
    printed, complained = ran(command, **environment)
    assert complained == ""
    return printed


def ran(command: list[str], **environment: str) -> tuple[str, str]:
    """What a program prints and complains of that must succeed."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0", **environment},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def laid_out(folder: Path, *, command: tuple[str, ...]) -> list[Piece]:
    """The units, in a folder of their own."""
    asked = wake(
        minutes=(0, 7, 30), command=command, environment={"NAME": NASTY, "RECORD": str(folder / "record.json")}
    )
    pieces = timetable("systemd", {"XDG_CONFIG_HOME": str(folder)}).pieces(asked)
    for piece in pieces:
        Path(piece.where).parent.mkdir(parents=True, exist_ok=True)
        Path(piece.where).write_text(piece.text, encoding="utf-8")
    return list(pieces)


def test_systemd_understands_the_units(program: Program, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o700)
    there = recorder(tmp_path / "programs", "python 3")
    pieces = laid_out(tmp_path, command=(str(there), *ARGUMENTS))
    units = [piece.where for piece in pieces]
    assert len(units) == 3
    verify = [program("systemd-analyze"), "--user", "--man=no", "verify", *units]
    assert run(verify, XDG_RUNTIME_DIR=str(tmp_path / "run"), HOME=str(tmp_path)) == ""


def test_it_would_complain_of_what_it_does_not_understand(program: Program, tmp_path: Path) -> None:
    """So that its silence means something."""
    (tmp_path / "run").mkdir(mode=0o700)
    there = recorder(tmp_path / "programs", "python 3")
    (piece,) = [each for each in laid_out(tmp_path, command=(str(there),)) if each.where.endswith("archiver.service")]
    for wrong in (piece.text.replace("Nice=10", "Nice=ten"), piece.text.replace("python 3", "python 4")):
        Path(piece.where).write_text(wrong, encoding="utf-8")
        with pytest.raises(AssertionError):
            run(
                [program("systemd-analyze"), "--user", "--man=no", "verify", piece.where],
                XDG_RUNTIME_DIR=str(tmp_path / "run"),
            )


def test_systemd_reads_what_we_meant(program: Program) -> None:
    """A manager that starts nothing, and tells what it has read: each argument and variable as it was before."""
    with TemporaryDirectory() as made:  # for root it is run as nobody, who is not let in to the folders of a test
        folder = Path(made)
        (folder / "run").mkdir(mode=0o700)
        laid_out(folder, command=("/a $b/%c", *ARGUMENTS))
        for path in (folder, *folder.rglob("*")) if os.geteuid() == 0 else ():
            os.chown(path, NOBODY, NOBODY)
        asked = [*manager(program), "--test", "--user", "--no-pager", "--unit=archiver.service"]
        told, _ = ran(asked, **homes(folder))
    _, _, service = told.partition("-> Unit archiver.service:")
    service, _, _ = service.partition("-> Unit")
    (line,) = re.findall("Command Line: (.*)", service)
    # `$$` is what it makes a dollar sign of when it starts the command; the rest is quoted for whoever reads it.
    words = [word.replace("$$", "$") for word in shlex.split(line.replace("\\$", "$").replace("\\`", "`"))]
    assert words == ["/a $b/%c", *ARGUMENTS]
    assert f"Environment: NAME={NASTY}\n" in service


def manager(program: Program) -> list[str]:
    """How systemd itself is started by somebody who is not root."""
    places = [Path(folder, "systemd", "systemd") for folder in ("/usr/lib", "/lib")]
    binary = next((str(path) for path in places if path.exists()), None) or program("systemd")
    nobody = [program("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return [*nobody, binary] if os.geteuid() == 0 else [binary]


def homes(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run")}


@pytest.mark.parametrize("change", CHANGES)
def test_systemd_elapses_when_our_own_interpreter_says(program: Program, tmp_path: Path, change: str) -> None:
    """Of an hour that comes twice systemd takes the first or both: no time of day is left out for that."""
    zone, begin = CHANGES[change]
    timer, service, _ = laid_out(tmp_path, command=("/usr/bin/true",))
    units = SystemdUnits(timer.text, service.text)
    _, *ours = units.moments(begin, begin + timedelta(days=2), ZoneInfo(zone))  # it says what comes after ``begin``
    theirs = elapses(program, unit_settings(timer.text)["OnCalendar"], begin, zone)
    wall = [at.replace(tzinfo=None) for at in ours]
    assert set(theirs) <= {at.astimezone(UTC) for at in ours}
    assert {at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in theirs} == set(wall)


def elapses(program: Program, specs: list[str], begin: datetime, zone: str) -> list[datetime]:
    """What ``systemd-analyze calendar`` says of two days."""
    base = ["--iterations", str(COUNT), "--base-time", f"@{int(begin.timestamp())}"]
    printed = run([program("systemd-analyze"), "calendar", *base, *specs], TZ=zone)
    lines = [line.strip() for line in printed.splitlines()]
    told = [line.partition("(in UTC): ")[2] for line in lines if line.startswith("(in UTC):")]
    moments = [datetime.strptime(each, "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC) for each in told]
    assert len(moments) == COUNT * len(specs)
    return sorted(each for each in moments if each < begin + timedelta(days=2))


def test_cron_takes_the_block(program: Program, tmp_path: Path) -> None:
    (piece,) = timetable("cron", {}).pieces(wake(minutes=tuple(range(60)), command=("/usr/bin/x y", *ARGUMENTS)))
    table = tmp_path / "crontab"
    table.write_text(piece.text, encoding="utf-8")
    dry = [program("crontab"), "-n", str(table)]
    subprocess.run(dry, check=True, capture_output=True, timeout=60)
    table.write_text(piece.text.replace("0,1,2,", "0,61,2,"), encoding="utf-8")
    refused = subprocess.run(dry, check=False, capture_output=True, encoding="utf-8", timeout=60)
    assert (refused.returncode, "bad minute" in refused.stderr) == (1, True)
