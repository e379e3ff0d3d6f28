"""Several processes write what one would have written, and none of them is left, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from archiver import errors, helper, workbooks
from archiver.model import Kind, Record
from archiver.workbooks import crew
from tests.workbooks import figured, sample
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


def deal(folder: Path, *tasks: str) -> dict[str, int]:
    """What two of them make of these tasks."""
    with closing(crew.Crew(doing, (folder,), tasks, 2)) as two:
        return two.made()


def gone(folder: Path) -> bool:
    """Whether none of the processes that were there lives."""
    return not any(Path(f"/proc/{each.name}/cmdline").exists() for each in folder.iterdir())


def test_the_files_are_the_same_whatever_the_number_of_processes(tmp_path: Path) -> None:
    tables = sample.tables(30)
    tables = Rows({**tables.held, "bills": [record("bills", "1", memo="x" * 40_000)]})
    told = {}
    for processes in (0, 1, 2):
        folder = tmp_path / str(processes)
        folder.mkdir()
        told[processes] = workbooks.write(sample.edition(), tables, folder, processes=processes)
    none, one, two = ({path.name: path.read_bytes() for path in (tmp_path / each).iterdir()} for each in "012")
    assert none == one == two
    assert told[0] == told[1] == told[2]


def test_every_task_is_done_once(tmp_path: Path) -> None:
    done = deal(tmp_path, "a", "b", "c", "d", "e")
    assert sorted(done) == ["a", "b", "c", "d", "e"]
    assert {str(each) for each in done.values()} <= {each.name for each in tmp_path.iterdir()}
    assert gone(tmp_path)


def test_what_goes_wrong_in_one_is_raised_here_and_ends_the_others(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(errors.NoSpace) as failure:
        deal(tmp_path, "sleep", "fail")
    assert failure.value.facts == {"path": tmp_path}
    assert time.monotonic() - began < 50
    assert gone(tmp_path)


def test_one_that_is_killed_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.HelperLost):
        deal(tmp_path, "sleep", "die")
    assert gone(tmp_path)


@dataclass
class Deadly(Rows):
    """Tables that a process is killed over, unless it is ours."""

    ours: int = field(default_factory=os.getpid)

    def rows(self, kind: Kind) -> Iterable[Record]:
        if os.getpid() != self.ours:
            os.kill(os.getpid(), signal.SIGTERM)
        return super().rows(kind)


def test_what_one_that_was_killed_leaves_is_written_here(tmp_path: Path) -> None:
    told, (here, there) = [], (tmp_path / "here", tmp_path / "there")
    for processes, folder in enumerate((here, there)):
        folder.mkdir()
        told.append(workbooks.write(sample.edition(), Deadly(sample.tables(30).held), folder, processes=2 * processes))
    assert told[0] == told[1]
    files = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in (here, there)]
    assert files[0] == files[1]


def test_rows_that_were_miscounted_in_another_process_are_told(tmp_path: Path) -> None:
    tables = Rows({"invoices": sample.invoices(3), "terms": [record("terms", "1")]}, counted={"invoices": 4})
    with pytest.raises(errors.TallyMismatch):
        workbooks.write(sample.edition(), tables, tmp_path, processes=2)


@pytest.mark.skipif(os.name != "posix", reason="the signal of a terminal")
def test_an_interruption_ends_them(tmp_path: Path) -> None:
    script = (
        "import signal, sys; from pathlib import Path; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from tests.workbooks.test_crew import deal; deal(Path(sys.argv[1]), 'sleep', 'sleep')"
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


def test_what_is_closed_while_they_work_ends_them(tmp_path: Path) -> None:
    two = crew.Crew(doing, (tmp_path,), ["sleep", "sleep"], 2)
    while len(list(tmp_path.iterdir())) < 2:
        time.sleep(0.05)
    two.close()
    assert gone(tmp_path)
    with pytest.raises(errors.HelperLost):
        two.made()


def test_workbooks_that_were_begun_tell_what_is_known_when_they_are_finished(tmp_path: Path) -> None:
    tables, told = sample.tables(30), sample.edition(figures=figured.everything())
    for name in ("at once", "begun"):
        (tmp_path / name).mkdir()
    written = workbooks.write(told, tables, tmp_path / "at once", processes=0)
    early = replace(told, tallies=(), controls=(), figures=())
    with closing(workbooks.Begun(early, tables, tmp_path / "begun", processes=1)) as begun:
        assert begun.finish(told) == written
    once, later = (
        {each.name: each.read_bytes() for each in (tmp_path / name).iterdir()} for name in ("at once", "begun")
    )
    assert once == later


def test_a_process_is_taken_only_where_it_pays() -> None:
    cores = helper.most()
    assert crew.worth([]) == crew.worth([crew.ENOUGH]) == crew.worth([10 * crew.ENOUGH, 5]) == 0
    assert crew.worth([crew.ENOUGH] * 2) == (min(cores, 2) if cores > 1 else 0)
    assert crew.worth([crew.ENOUGH - 1], meanwhile=True) == 0
    assert crew.worth([crew.ENOUGH], meanwhile=True) == (1 if cores > 1 else 0)


@pytest.mark.parametrize(("most", "taken"), [(1, 0), (2, 2), (4, 4)])
def test_no_more_are_taken_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch, most: int, taken: int) -> None:
    monkeypatch.setattr(helper, "most", lambda: most)
    assert crew.worth([crew.ENOUGH] * 9) == taken
