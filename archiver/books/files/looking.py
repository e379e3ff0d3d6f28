"""A table looked at: where its headings are, and what is in its columns, from its first row to its last."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from archiver.books.files import heading
from archiver.books.files.cells import Look, Row, even, text_of, together
from archiver.books.files.kept import LARGE, Keep
from archiver.books.files.table import BATCH, Raw, Said, Table


def looked_at(raw: Raw, said: Said, keep: Keep | None = None) -> Table | None:
    """A table, looked at from its first row to its last; None if it has none. ``Problem`` if it cannot be read.

    Of a large one the columns are kept.
    """
    batches = raw.batches(BATCH)
    first = list[Row]()
    while len(first) < heading.LOOKED_AT and (more := next(batches, [])):
        first += more
    place = heading.find(first) if said.header is None else (0 if said.header and first else None)
    head = first[place] if place is not None else None
    start = 0 if place is None else place + 1
    width = _width(head, first[start:])
    if not width:
        return None
    head = even([head], width)[0] if head is not None else None
    names = heading.names(head, width)
    above = [" ".join(filter(None, map(text_of, row))) for row in first[: place or 0]]
    table = Table(raw, names, start, head, [Look() for _ in names], [each for each in above if each.strip()])
    table.day = _day_column(names)
    table.kept = keep() if keep and raw.path.stat().st_size >= LARGE else None
    skip = start
    for batch in chain([first], batches):
        rows = batch[skip:] if skip else batch
        skip = max(skip - len(batch), 0)
        _see(table, rows)
    if table.kept:
        table.kept.end()
    return table


def _see(table: Table, rows: list[Row]) -> None:
    width = table.width
    if max(map(len, rows), default=0) > width and not table.wide:
        table.wide = any(text_of(each) for row in rows if len(row) > width for each in row[width:])
    kept, totals, repeated = heading.sifted(even(rows, width), table.head, table.day)
    table.rows += len(kept)
    table.totals += totals
    table.repeated += repeated
    columns = list(zip(*kept, strict=True))
    texts = list(map(together, columns))
    for look, cells, joined in zip(table.looks, columns, texts, strict=False):
        look.see(cells, joined)
    if table.kept and columns:
        table.kept.add(columns, texts)


def _day_column(names: list[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name.casefold().lstrip("*").endswith("date")), None)


def _width(head: Row | None, rows: list[Row]) -> int:
    """The usual number of cells, and never fewer than there are headings."""
    widths = Counter(width for row in rows if (width := _filled(row)))
    usual = max(widths, key=lambda each: (widths[each], -each), default=0)
    return max(_filled(head or []), usual)


def _filled(row: Row) -> int:
    """The cells up to the last one that is not empty."""
    width = len(row)
    while width and row[width - 1] in ("", None):
        width -= 1
    return width
