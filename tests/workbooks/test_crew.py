"""Several processes write what one would have written, and none of them is left, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver import errors, workbooks
from archiver.workbooks import crew
from tests.workbooks import sample
from tests.workbooks.sample import Rows, record

ROOT = Path(workbooks.__file__).parents[2]


def doing(folder: Path) -> Callable[[str], int]:
    """What the processes of these tests do: as their task says."""
    (folder / str(os.getpid())).touch()

    def task(what: str) -> int:
        match what:
            case "die":
                os.kill(os.getpid(), signal.SIGTERM)
            case "fail":
                raise errors.NoSpace(path=folder)
            case "sleep":
                time.sleep(60)
        return os.getpid()

    return task


def gone(folder: Path) -> bool:
    """Whether none of the processes that were there lives."""
    return not any(Path(f"/proc/{each.name}/cmdline").exists() for each in folder.iterdir())


def test_the_files_are_the_same_whatever_the_number_of_processes(tmp_path: Path) -> None:
    tables = sample.tables(30)
    tables = Rows({**tables.held, "bills": [record("bills", "1", memo="x" * 40_000)]})
    told = {}
    for processes in (1, 2):
        folder = tmp_path / str(processes)
        folder.mkdir()
        told[processes] = workbooks.write(sample.edition(), tables, folder, processes=processes)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / each).iterdir()} for each in "12")
    assert one == two
    assert told[1] == told[2]


def test_every_task_is_done_once(tmp_path: Path) -> None:
    done = crew.deal(doing, (tmp_path,), ["a", "b", "c", "d", "e"], 2)
    assert sorted(done) == ["a", "b", "c", "d", "e"]
    assert {str(each) for each in done.values()} <= {each.name for each in tmp_path.iterdir()}
    assert gone(tmp_path)


def test_what_goes_wrong_in_one_is_raised_here_and_ends_the_others(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(errors.NoSpace) as failure:
        crew.deal(doing, (tmp_path,), ["sleep", "fail"], 2)
    assert failure.value.facts == {"path": tmp_path}
    assert time.monotonic() - began < 50
    assert gone(tmp_path)


def test_one_that_is_killed_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.HelperLost):
        crew.deal(doing, (tmp_path,), ["sleep", "die"], 2)
    assert gone(tmp_path)


def test_rows_that_were_miscounted_in_another_process_are_told(tmp_path: Path) -> None:
    tables = Rows({"invoices": sample.invoices(3), "terms": [record("terms", "1")]}, counted={"invoices": 4})
    with pytest.raises(errors.TallyMismatch):
        workbooks.write(sample.edition(), tables, tmp_path, processes=2)


@pytest.mark.skipif(os.name != "posix", reason="the signal of a terminal")
def test_an_interruption_ends_them(tmp_path: Path) -> None:
    script = (
        "import signal, sys; from pathlib import Path; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from archiver.workbooks import crew; from tests.workbooks.test_crew import doing; "
        "crew.deal(doing, (Path(sys.argv[1]),), ['sleep', 'sleep'], 2)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    until = time.monotonic() + 50
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in process.communicate(timeout=50)[1]
    assert len(list(tmp_path.iterdir())) == 2
    assert gone(tmp_path)


def test_a_process_is_taken_only_where_it_pays() -> None:
    cores = os.cpu_count() or 1
    assert crew.worth([]) == crew.worth([crew.ENOUGH]) == crew.worth([10 * crew.ENOUGH, 5]) == 1
    assert crew.worth([crew.ENOUGH] * 2) == min(cores, 2)
