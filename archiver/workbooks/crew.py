"""Several workbooks at once, by processes that have nothing to do with one another.

Each asks the same plan of the same tables, and is told the cycles whose workbooks it writes, the longest first. None
outlives the one that started them: whoever waits for work hears when nobody gives any, and the others are ended, or end
by themselves where that one was killed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from archiver import errors, helper
from archiver.failure import Failure

T = TypeVar("T")
Task = Callable[[str], T]

ENOUGH = 3_000_000
"""Cells that others could write while the longest workbook is written, and that are worth starting a process for."""


def worth(cells: Sequence[int], *, meanwhile: bool = False) -> int:
    """How many processes to take for workbooks of so many cells: none, where they are written here.

    ``meanwhile``: there is something else to do here, as long.
    """
    most = helper.most()
    apart = sum(cells) - (0 if meanwhile else max(cells, default=0))
    return min(most, len(cells)) if apart >= ENOUGH and most > 1 else 0


class Crew(Generic[T]):
    """Processes at work: what ``begin(*given)``, called once in each of them, makes of each of the ``tasks``.

    To be closed, which ends them.
    """

    def __init__(
        self, begin: Callable[..., Task[T]], given: Sequence[Any], tasks: Sequence[str], processes: int
    ) -> None:
        context = get_context("spawn")
        self._crew: dict[Connection, BaseProcess] = {}
        self._made: Future[dict[str, T]] = Future()
        self._leader: threading.Thread | None = None
        try:
            for _ in range(processes):
                here, there = context.Pipe()
                self._crew[here] = context.Process(target=_work, args=(there, begin, given), daemon=True)
                self._crew[here].start()
                there.close()
        except BaseException:
            self.close()
            raise
        # Whoever is done is given more to do, whatever is done here meanwhile.
        self._leader = threading.Thread(target=self._lead, args=(list(tasks),), daemon=True)
        self._leader.start()

    def made(self) -> dict[str, T]:
        """What they made, by task, once all is done.

        What one of them raises is raised here, and ``HelperLost`` where one is killed; nothing more is begun then.
        """
        return self._made.result()

    def close(self) -> None:
        """End them, whatever they are doing."""
        for process in self._crew.values():
            if process.pid is not None:  # it was started
                process.kill()
                process.join()
        if self._leader:
            self._leader.join()
        for here in self._crew:
            here.close()

    def _lead(self, tasks: list[str]) -> None:
        try:
            self._made.set_result(_collect(list(self._crew), tasks))
        except BaseException as failure:  # noqa: BLE001 - raised again where it is waited for
            self._made.set_exception(failure)


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
    helper.begin()
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
