"""How records become Excel: one workbook per cycle, and one to start with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archiver import kinds
from archiver.words import Phrase
from archiver.workbooks import controls, dictionary, package, tallies
from archiver.workbooks.cover import Cover, Shelf
from archiver.workbooks.edition import Edition, Tables, Written
from archiver.workbooks.front import Label
from archiver.workbooks.plan import START, Volume, volumes
from archiver.workbooks.sheet import MOST_ROWS, TableSheet
from archiver.workbooks.shell import Sheet

__all__ = ["Edition", "Tables", "Written", "write"]


def write(edition: Edition, tables: Tables, folder: Path, *, longest: int = MOST_ROWS) -> list[Written]:
    """Write the workbooks of an archive into ``folder``, under their final names.

    ``longest`` is how many rows a sheet takes before they go on in the next. Rows are streamed, never held. What Excel
    cannot hold as it is (texts too long, numbers too exact, days before 1900) is a remark of its kind, and a line of
    the sheet *Controls*. Raises NoSpace on a full disk, and TallyMismatch if ``tables`` counted other rows than came;
    what was begun is then left to the caller.
    """
    planned = volumes(edition, tables, longest)
    for volume in planned:
        if volume.cycle != START:
            package.write(folder / volume.file, volume.title, volume.sheets, edition)
    _write_start(edition, planned, folder)
    return [written for volume in planned for written in volume.written]


def _write_start(edition: Edition, planned: Sequence[Volume], folder: Path) -> None:
    """The first workbook comes last: it tells what is in the others, and what became of their rows."""
    start = next(volume for volume in planned if volume.cycle == START)
    label = _labels(edition, planned)
    cover = start.names.sheet(edition.words.choose(kinds.kind("cover").labels))
    tables = _tables(edition, start, planned, label)
    shelves = [_shelf(volume, tables if volume is start else volume.sheets, start) for volume in planned]
    sheets: list[Sheet] = [Cover(cover, edition, shelves, label), *tables]
    package.write(folder / start.file, start.title, sheets, edition)


def _tables(edition: Edition, start: Volume, planned: Sequence[Volume], label: Label) -> list[TableSheet]:
    remarks: list[Phrase] = [said for volume in planned for written in volume.written for said in written.remarks]
    made = [
        controls.sheet(edition, start.names, label, remarks),
        tallies.completeness(edition, start.names, label),
        tallies.totals(edition, start.names, label),
        *start.sheets,
        dictionary.sheet(edition, start.names, planned),
    ]
    return [each for each in made if each.count]


def _shelf(volume: Volume, sheets: Sequence[TableSheet], start: Volume) -> Shelf:
    listed = [(each.name, each.count) for each in sheets]
    return Shelf(volume.title, listed, None if volume is start else volume.file)


def _labels(edition: Edition, planned: Sequence[Volume]) -> Label:
    """How a kind is called to the reader: by its sheet if it has rows, else by its declared label, else by its key."""
    called = {kind.key: edition.words.choose(kind.labels) for kind in kinds.kinds()}
    called |= {written.kind: written.sheets[0] for volume in planned for written in volume.written}
    return lambda key: called.get(key, key)
