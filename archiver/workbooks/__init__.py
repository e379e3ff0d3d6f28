"""How records become Excel: one workbook per cycle, and one to start with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from archiver import errors, kinds
from archiver.workbooks import alone, controls, cover, crew, dictionary, package, summary, tallies
from archiver.workbooks.cover import Shelf
from archiver.workbooks.edition import Edition, Manner, Tables, Written
from archiver.workbooks.front import Label
from archiver.workbooks.page import Page
from archiver.workbooks.plan import START, Volume, volumes
from archiver.workbooks.sheet import MOST_ROWS, TableSheet
from archiver.workbooks.shell import Sheet

# The first of them all: it settles how openpyxl is loaded.
assert alone.openpyxl

__all__ = ["Begun", "Edition", "Manner", "Tables", "Written", "write"]


def write(
    edition: Edition, tables: Tables, folder: Path, *, longest: int = MOST_ROWS, processes: int | None = None
) -> list[Written]:
    """Write the workbooks of an archive into ``folder``, under their final names.

    ``longest`` is how many rows a sheet takes before they go on in the next. Rows are streamed, never held. What Excel
    cannot hold as it is (texts too long, numbers too exact, days before 1900) is a remark of its kind, and a line of
    the sheet *Controls*. Raises NoSpace on a full disk, and TallyMismatch if ``tables`` counted other rows than came;
    what was begun is then left to the caller.

    Where there is much to write, several ``processes`` do it, to which ``tables`` are pickled; if one is killed, most
    likely for want of memory, all is written here instead. The files are the same whatever their number.
    """
    with closing(Begun(edition, tables, folder, longest=longest, processes=processes)) as begun:
        return begun.finish(edition)


class Begun:
    """Workbooks under way, to be closed: all but the first of them, which says what came of everything.

    ``meanwhile``: something else is done here until they are to be finished, so that others write even a single one.
    """

    def __init__(
        self,
        edition: Edition,
        tables: Tables,
        folder: Path,
        *,
        longest: int = MOST_ROWS,
        processes: int | None = None,
        meanwhile: bool = False,
    ) -> None:
        self._folder = folder
        self._planned = volumes(edition, tables, folder, longest)
        self._others = sorted((each for each in self._planned if each.cycle != START), key=lambda each: -each.cells)
        processes = (
            crew.worth([each.cells for each in self._others], meanwhile=meanwhile) if processes is None else processes
        )
        given = (edition, tables, folder, longest)
        cycles = [each.cycle for each in self._others]
        self._crew = crew.Crew(_helping, given, cycles, processes) if processes else None

    def finish(self, edition: Edition) -> list[Written]:
        """Write what is not written, and the first workbook, which tells all that the ``edition`` now does."""
        told = self._told()
        for each in self._others:
            if told is None:
                _write(each, edition, self._folder)
            else:
                each.hear(*told[each.cycle], edition)
        _write_start(edition, self._planned, self._folder)
        return [written for volume in self._planned for written in volume.written]

    def _told(self) -> dict[str, Told] | None:
        """What others wrote; None where all is left to be written here."""
        try:
            return self._crew.made() if self._crew else None
        except errors.HelperLost:
            self.close()  # whoever is left writes into the same files, and takes memory
            return None

    def close(self) -> None:
        """Nobody writes any more."""
        if self._crew:
            self._crew.close()


def _write(volume: Volume, edition: Edition, folder: Path) -> None:
    further = partial(volume.further, edition)
    package.write(folder / volume.file, volume.title, tuple(volume.sheets), edition, volume.long, further)


Told = tuple[list[Written], int]
"""What the first workbook must know of another: what became of its kinds, and how many rows of long texts it has."""


def _helping(edition: Edition, tables: Tables, folder: Path, longest: int) -> Callable[[str], Told]:
    """What another process does with a cycle: write its workbook, and tell of it."""
    planned = {each.cycle: each for each in volumes(edition, tables, folder, longest)}

    def told(cycle: str) -> Told:
        _write(planned[cycle], edition, folder)
        return planned[cycle].written, planned[cycle].long.count

    return told


def _write_start(edition: Edition, planned: Sequence[Volume], folder: Path) -> None:
    """The first workbook comes last: it tells what is in the others, and what became of their rows."""
    start = next(volume for volume in planned if volume.cycle == START)
    remarks = [said for volume in planned for written in volume.written for said in written.remarks]
    edition = controls.completed(edition, remarks)
    label = _labels(edition, planned)
    front = start.names.sheet(edition.words.choose(kinds.kind("cover").labels))
    figures = summary.sheet(edition, start.names, label)
    tables = _tables(edition, start, planned, label)
    behind: list[Page | TableSheet] = [*([figures] if figures else []), *tables]
    shelves = [_shelf(volume, behind if volume is start else volume.sheets, start) for volume in planned]
    first = [*([("summary", figures.name)] if figures else []), ("controls", tables[0].name)]
    first += [("changes", each.name) for each in start.sheets if each.kind.key == "changes"][:1]
    told = [(name, edition.words.choose(kinds.kind(key).meanings)) for key, name in first]
    sheets: list[Sheet] = [cover.page(front, edition, shelves, told, label), *behind]
    package.write(folder / start.file, start.title, sheets, edition, start.long, partial(start.further, edition))


def _tables(edition: Edition, start: Volume, planned: Sequence[Volume], label: Label) -> list[TableSheet]:
    made = [
        controls.sheet(edition, start.names, label),
        tallies.completeness(edition, start.names, label),
        tallies.totals(edition, start.names, label),
        *start.sheets,
        dictionary.sheet(edition, start.names, planned),
    ]
    return [each for each in made if each.count]


def _shelf(volume: Volume, sheets: Sequence[Page | TableSheet], start: Volume) -> Shelf:
    listed = [(each.name, each.count if isinstance(each, TableSheet) else None) for each in sheets]
    return Shelf(volume.title, listed, None if volume is start else volume.file)


def _labels(edition: Edition, planned: Sequence[Volume]) -> Label:
    """How a kind is called to the reader: by its sheet if it has rows, else by its declared label, else by its key."""
    called = {kind.key: edition.words.choose(kind.labels) for kind in kinds.kinds()}
    called |= {written.kind: written.sheets[0] for volume in planned for written in volume.written}
    return lambda key: called.get(key, key)
