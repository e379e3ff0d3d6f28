"""What other processes make in turns comes in its order, or says what went wrong; and none of them is left."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from archiver import errors
from archiver.books.files.problems import Problem
from archiver.relay import Turn, relayed
from archiver.words import N_

NONE = 1_000
NO = N_("it has no table that can be read: no CSV, TSV, Excel, DBF or IIF file.")


def counting(folder: Path, upto: int, trouble: int, turn: Turn) -> Iterator[tuple[int, int]]:
    """Numbers, each with the process that made it, up to the one that means ``trouble``."""
    (folder / str(os.getpid())).touch()
    for number in turn.mine(range(upto)):
        if number == trouble:
            _trouble(folder, number)
        yield number, os.getpid()
    if trouble < 0 and turn.has(-trouble):
        _trouble(folder, 5)


def _trouble(folder: Path, number: int) -> None:
    match number:
        case 5:
            raise Problem("t.csv", 50, NO)
        case 6:
            raise errors.NoSpace(path=folder)
        case 7:
            raise ValueError(number)
    os.kill(os.getpid(), signal.SIGTERM)


def gone(folder: Path) -> bool:
    """Whether none of the processes that were there lives."""
    return not any(Path(f"/proc/{each.name}/cmdline").exists() for each in folder.iterdir())


@pytest.mark.parametrize("upto", [0, 1, 2, 7, 30])
def test_each_is_made_once_in_turns_and_comes_in_order(tmp_path: Path, upto: int) -> None:
    found = list(relayed(counting, (tmp_path, upto, NONE), 2))
    assert [number for number, _ in found] == list(range(upto))
    assert len({maker for _, maker in found}) == min(upto, 2)
    assert all(found[at][1] == found[at % 2][1] for at in range(upto))
    assert gone(tmp_path)


@pytest.mark.parametrize(
    ("trouble", "error"), [(5, Problem), (6, errors.NoSpace), (7, ValueError), (8, errors.HelperLost)]
)
def test_what_goes_wrong_is_raised_in_its_place(tmp_path: Path, trouble: int, error: type[Exception]) -> None:
    coming = relayed(counting, (tmp_path, 20, trouble), 2)
    assert [number for number, _ in islice(coming, trouble)] == list(range(trouble))
    with pytest.raises(error) as failure:
        next(coming)
    assert gone(tmp_path)
    match failure.value:
        case Problem(file=file, line=line):
            assert (file, line) == ("t.csv", 50)
        case errors.NoSpace(facts=facts):
            assert facts == {"path": tmp_path}
        case ValueError(args=args):
            assert args == (7,)


def test_what_goes_wrong_behind_the_last_item_is_raised_too(tmp_path: Path) -> None:
    for ended in (-1, -2):
        with pytest.raises(Problem):
            list(relayed(counting, (tmp_path, 4, ended), 2))
    assert gone(tmp_path)


def seeing(folder: Path, changed: bool, turn: Turn) -> Iterator[int]:
    """Two processes that see 4 and 6 items; the one that sees more may find out why, once it is through."""
    (folder / str(os.getpid())).touch()
    yield from turn.mine(range(6 if turn.number else 4))
    if changed and turn.number:
        raise errors.FilesChanging(path=folder)


@pytest.mark.parametrize(("changed", "error"), [(False, errors.HelpersDiffer), (True, errors.FilesChanging)])
def test_what_one_alone_has_is_never_dropped(tmp_path: Path, changed: bool, error: type[Exception]) -> None:
    coming = relayed(seeing, (tmp_path, changed), 2)
    assert list(islice(coming, 4)) == [0, 1, 2, 3]
    with pytest.raises(error):
        next(coming)
    assert gone(tmp_path)


def test_who_stops_listening_ends_them(tmp_path: Path) -> None:
    began = time.monotonic()
    for number, _ in relayed(counting, (tmp_path, 40, NONE), 2):
        if number == 3:
            break
    while not gone(tmp_path):
        assert time.monotonic() - began < 60
        time.sleep(0.05)
