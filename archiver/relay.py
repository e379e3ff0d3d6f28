"""What other processes make in turns, taken here in its order, while they are at the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, TypeVar

from archiver import errors, helper
from archiver.failure import Failure

T = TypeVar("T")


class Turn(NamedTuple):
    """Whose turn it is: that of the process ``number`` of so many."""

    number: int
    of: int

    def has(self, place: int) -> bool:
        """Whether an item in this place, counted from 0, is one of those."""
        return place % self.of == self.number

    def mine(self, items: Iterable[T]) -> Iterator[T]:
        """Every item whose turn it is."""
        return (item for place, item in enumerate(items) if self.has(place))


ALONE = Turn(0, 1)


Made = tuple[Any] | Failure | None
"""What comes through a pipe: an item, what went wrong, or the end."""


def relayed(make: Callable[..., Iterable[T]], given: Sequence[Any], processes: int) -> Iterator[T]:
    """The items of ``make(*given, turn)``, which makes those of one ``Turn`` and is called in each of the processes.

    What one of them raises is raised here, in its place; ``HelperLost`` where one is killed, ``HelpersDiffer`` where
    one has more items than the others know of. None is left when this is closed.
    """
    context = get_context("spawn")
    crew: list[tuple[Connection, BaseProcess]] = []
    try:
        for number in range(processes):
            here, there = context.Pipe(duplex=False)
            work = context.Process(target=_work, args=(there, make, given, Turn(number, processes)), daemon=True)
            crew.append((here, work))
            work.start()
            there.close()
        yield from _taken([here for here, _ in crew])
    finally:
        for here, process in crew:
            if process.pid is not None:  # it was started
                process.kill()
                process.join()
            here.close()


def _taken(pipes: Sequence[Connection]) -> Iterator[Any]:
    """One from each in turn; the first who has no more has none because all are through, if nothing went wrong.

    Each is heard to its end all the same: what it checks there is raised before the items that it alone has.
    """
    for place, pipe in cycle(enumerate(pipes)):
        made = _heard(pipe)
        if made is None:
            if sum(map(_left, (*pipes[place + 1 :], *pipes[:place]))):
                raise errors.HelpersDiffer
            return
        yield made[0]


def _left(pipe: Connection) -> int:
    """How many more items come through a pipe, up to the end."""
    return sum(1 for _ in iter(partial(_heard, pipe), None))


def _heard(pipe: Connection) -> tuple[Any] | None:
    try:
        made: Made = pipe.recv()
    except (EOFError, OSError) as lost:
        raise errors.HelperLost from lost
    if isinstance(made, Failure):
        raise made.again()
    return made


def _work(pipe: Connection, make: Callable[..., Iterable[Any]], given: Sequence[Any], turn: Turn) -> None:
    """The life of a process: a pipe that is full lets it wait."""
    helper.begin()
    with suppress(OSError):  # nobody listens any more
        try:
            for item in make(*given, turn):
                pipe.send((item,))
            pipe.send(None)
        except Exception as failure:  # noqa: BLE001 - raised again where it is heard
            pipe.send(Failure(failure))
