"""Which workbooks an archive has, which sheets each of them, and how rows too many for one sheet go on in the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archiver import kinds
from archiver.model import Kind, Record
from archiver.words import N_, phrase
from archiver.workbooks.edition import Edition, Tables, Written
from archiver.workbooks.names import Names
from archiver.workbooks.sheet import TableSheet

START = "start"
OTHERS = "lists"
"""Where kinds of a cycle that nobody declared are found."""


@dataclass(slots=True)
class Volume:
    """One workbook to be: its cycle, its title in the edition's language, its sheets, and what becomes of its kinds."""

    cycle: str
    title: str
    names: Names = field(default_factory=Names)
    sheets: list[TableSheet] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.title}.xlsx"


def volumes(edition: Edition, tables: Tables, longest: int) -> list[Volume]:
    """The workbooks of the cycles that have rows, in order, and the first one always; ``longest`` rows a sheet."""
    words = edition.words
    planned = [Volume(cycle.key, words.choose(cycle.workbooks)) for cycle in kinds.cycles()]
    by_cycle = {each.cycle: each for each in planned}
    for kind in in_order(tables.kinds()):
        if tables.count(kind):
            _place(by_cycle.get(kind.cycle, by_cycle[OTHERS]), kind, edition, tables, longest)
    return [each for each in planned if each.sheets or each.cycle == START]


def in_order(given: Sequence[Kind]) -> list[Kind]:
    """Kinds in the order of the declared ones; those that a source added come after, as it gave them."""
    order = {kind.key: place for place, kind in enumerate(kinds.kinds())}
    return sorted(given, key=lambda kind: order.get(kind.key, len(order)))


def _place(volume: Volume, kind: Kind, edition: Edition, tables: Tables, longest: int) -> None:
    """Deal the rows of a kind over as many sheets as they need."""
    label = edition.words.choose(kind.labels) or kind.key
    written = Written(kind.key, volume.file, [])
    volume.written.append(written)
    records = _once(tables, kind)
    left = tables.count(kind)
    while left > 0:
        sheet = TableSheet(
            name=volume.names.sheet(label),
            table=volume.names.table(kind.key),
            kind=kind,
            edition=edition,
            written=written,
            records=records,
            sample=tables.rows(kind),
            count=min(left, longest),
            last=left <= longest,
        )
        left -= sheet.count
        written.sheets.append(sheet.name)
        volume.sheets.append(sheet)
    if len(written.sheets) > 1:
        written.remark(phrase(N_("{sheet}: the rows go on in {others}."), sheet=label, others=written.sheets[1:]))


def _once(tables: Tables, kind: Kind) -> Iterator[Record]:
    """The records of a kind, asked for only when the first of them is written."""
    yield from tables.rows(kind)
