"""Records become the rows of a sheet: many at once, column by column, and then put together.

Each cell has its address, which the format leaves out at will, and some programs miss.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import count, repeat

from archiver.workbooks.batch import Batch, Line, batches
from archiver.workbooks.cell import LINE, MOST_LINES, Pen, opening
from archiver.workbooks.columns import Careful, column


def drawn(pen: Pen, lines: Iterable[Line], first: int, *, told: bool) -> Generator[str, None, int]:
    """The rows of ``lines`` as XML, many at a time; ``first`` is the number of the first.

    What is returned is the number of the row that would come next.
    """
    ways: dict[bool, list[Careful]] = {}
    for live, batch, columns in batches(pen, lines, first):
        if live not in ways:
            ways[live] = [column(pen, place, live=live, told=told) for place in pen.places]
        rests = [way(values, batch) for way, values in zip(ways[live], columns, strict=True)]
        # A row begins like each of its cells with its number: that stands between all the pieces, and so it joins them.
        pieces = zip(repeat('<row r="'), _heads(batch), *rests, strict=False)
        yield "".join(map(str.join, map(str, count(batch.first)), pieces))
        first = batch.first + len(batch.rows)
    return first


def _heads(batch: Batch) -> Iterable[str]:
    """What follows the number of each row: its height, as its longest text asks for, and its first cell."""
    if not batch.lines:
        return repeat(f'">{opening(1)}')
    heights = (LINE * min(batch.lines.get(at, 1), MOST_LINES) for at in range(len(batch.rows)))
    return [f'" ht="{each}" customHeight="1">{opening(1)}' if each > LINE else f'">{opening(1)}' for each in heights]
