from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from archiver.timetable import launch
from tests.contracts.timetable import NASTY

ROOT = Path(__file__).parents[2]
TELL = "import json, os, sys; json.dump([sys.argv[2:], os.environ['NAME']], open(sys.argv[1], 'w')); sys.exit(5)"


def test_runs_a_command_with_variables_and_gives_its_exit_code(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    command = [sys.executable, "-c", TELL, str(told), "--", NASTY]
    ran = subprocess.run(
        [sys.executable, "-m", launch.MODULE, *launch.arguments({"NAME": NASTY}, command)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (5, b"", b"")
    assert json.loads(told.read_text(encoding="utf-8")) == [["--", NASTY], NASTY]


def test_nothing_that_it_is_given_is_filled_in_on_the_way() -> None:
    given = launch.arguments({"A": "%TEMP%"}, ["C:\\x.exe", "$(Arg0)", "100%", "a=b", "=25"])
    assert given == ["A==25TEMP=25", "--", "C:\\x.exe", "=24(Arg0)", "100=25", "a=3Db", "=3D25"]
    assert launch.read(given) == ({"A": "%TEMP%"}, ["C:\\x.exe", "$(Arg0)", "100%", "a=b", "=25"])


def test_a_program_that_is_gone_is_no_traceback(tmp_path: Path) -> None:
    assert launch.main(["--", str(tmp_path / "gone")]) == 127
