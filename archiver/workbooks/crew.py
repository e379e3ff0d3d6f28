"""Several workbooks at once, by processes that have nothing to do with one another.

Each asks the same plan of the same tables, and is told the cycles whose workbooks it writes, the longest first. None
outlives the one that started them: whoever waits for work hears when nobody gives any, and the others are ended.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from archiver import errors

T = TypeVar("T")
Task = Callable[[str], T]

ENOUGH = 3_000_000
"""Cells that others could write while the longest workbook is written, and that are worth starting a process for."""


class Failure:
    """What went wrong in another process; our errors, whose facts are named, are not pickled as others are."""

    def __init__(self, error: Exception) -> None:
        self._error = type(error) if isinstance(error, errors.ArchiverError) else error
        self._facts = vars(error) if isinstance(error, errors.ArchiverError) else {}

    def again(self) -> Exception:
        """The error, to be raised here."""
        if isinstance(self._error, Exception):
            return self._error
        error = self._error.__new__(self._error)
        vars(error).update(self._facts)
        return error


def worth(cells: Sequence[int]) -> int:
    """How many processes to take for workbooks of so many cells: one writes them here."""
    most = min(os.cpu_count() or 1, len(cells))
    return most if sum(cells) - max(cells, default=0) >= ENOUGH else 1


def deal(begin: Callable[..., Task[T]], given: Sequence[Any], tasks: Sequence[str], processes: int) -> dict[str, T]:
    """What ``begin(*given)``, called once in each process, makes of each of the ``tasks``.

    What one of them raises is raised here, and ``HelperLost`` where one is killed; the others are ended then.
    """
    context = get_context("spawn")
    crew: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(processes):
            here, there = context.Pipe()
            crew[here] = context.Process(target=_work, args=(there, begin, given), daemon=True)
            crew[here].start()
            there.close()
        return _collect(list(crew), list(tasks))
    finally:
        for here, process in crew.items():
            here.close()
            if process.pid is not None:  # it was started
                process.kill()
                process.join()


def _collect(idle: list[Connection], waiting: list[str]) -> dict[str, Any]:
    """Give each process the next task when it is done with the one before."""
    made: dict[str, Any] = {}
    busy: list[Connection] = []
    while waiting or busy:
        while waiting and idle:
            busy.append(_told(idle.pop(), waiting.pop(0)))
        ready = wait(busy)
        for done in [each for each in busy if each in ready]:
            task, result = _heard(done)
            if isinstance(result, Failure):
                raise result.again()
            made[task] = result
            busy.remove(done)
            idle.append(done)
    return made


def _told(there: Connection, task: str) -> Connection:
    try:
        there.send(task)
    except OSError as lost:
        raise errors.HelperLost from lost
    return there


def _heard(there: Connection) -> tuple[str, Any]:
    try:
        task, result = there.recv()
    except (EOFError, OSError) as lost:
        raise errors.HelperLost from lost
    return str(task), result


def _work(pipe: Connection, begin: Callable[..., Task[Any]], given: Sequence[Any]) -> None:
    """The life of a process: until nobody has work for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it hears it too, and ends it
    gc.disable()  # rows and cells hold no cycles
    do: Task[Any] | None = None
    with suppress(EOFError, OSError):  # the other end is closed
        while True:
            task = pipe.recv()
            try:
                do = do or begin(*given)
                result: object = do(task)
            except Exception as failure:  # noqa: BLE001 - raised again where it is heard
                result = Failure(failure)
            pipe.send((task, result))
