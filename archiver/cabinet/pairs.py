"""Two files of records side by side, both sorted by id: what differs; lines that do not are not even decoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec


class Pair(NamedTuple):
    """The line of one record on either side; None where there is none."""

    then: bytes | None
    now: bytes | None


class _Known(msgspec.Struct, gc=False):
    id: str
    state: str = "live"
    values: msgspec.Raw = msgspec.Raw()


_known = msgspec.json.Decoder(_Known).decode


def differing(then: Iterable[bytes], now: Iterable[bytes], *, exactly: bool = False) -> Iterator[Pair]:
    """Pairs whose values or states are not written alike; ``then`` and ``now`` give blocks of whole lines.

    Versions, moments and the source's own form do not count, unless ``exactly``. ``ValueError`` for a line that is none
    of ours. Memory: a block of each side.
    """
    left, right = _Lines(then), _Lines(now)
    while left.more() and right.more():
        same = min(len(left.lines) - left.at, len(right.lines) - right.at)
        if left.lines[left.at : left.at + same] == right.lines[right.at : right.at + same]:
            left.at, right.at = left.at + same, right.at + same
        else:
            yield from _walked(left, right, exactly=exactly)
    yield from (Pair(line, None) for line in left.rest())
    yield from (Pair(None, line) for line in right.rest())


def _walked(left: _Lines, right: _Lines, *, exactly: bool) -> Iterator[Pair]:
    """Line by line, to the end of the shorter block."""
    these, those, at, on = left.lines, right.lines, left.at, right.at
    while at < len(these) and on < len(those):
        then, now = these[at], those[on]
        if then == now:
            at, on = at + 1, on + 1
            continue
        older, newer = _known(then), _known(now)
        if older.id < newer.id:
            yield Pair(then, None)
        elif newer.id < older.id:
            yield Pair(None, now)
        elif exactly or older.state != newer.state or bytes(older.values) != bytes(newer.values):
            yield Pair(then, now)
        at, on = at + (older.id <= newer.id), on + (newer.id <= older.id)
    left.at, right.at = at, on


class _Lines:
    """The lines of a file, a block of them at a time."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.lines: list[bytes] = []
        self.at = 0
        self._blocks = iter(blocks)

    def more(self) -> bool:
        """Whether there is a line still, which is at ``at`` then."""
        while self.at == len(self.lines):
            block = next(self._blocks, None)
            if block is None:
                return False
            self.lines, self.at = block.removesuffix(b"\n").split(b"\n"), 0
        return True

    def rest(self) -> Iterator[bytes]:
        """Those that are left."""
        while self.more():
            yield self.lines[self.at]
            self.at += 1
