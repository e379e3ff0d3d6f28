"""Which workbooks an archive has, which sheets each of them, and how rows too many for one sheet go on in the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from archiver import kinds, latin
from archiver.kinds import Cycle
from archiver.model import Kind
from archiver.words import N_, Words, phrase
from archiver.workbooks.edition import Edition, Tables, Written
from archiver.workbooks.long_texts import LongTexts
from archiver.workbooks.names import Names
from archiver.workbooks.parts import Part, Telling, parts
from archiver.workbooks.sheet import TableSheet

START = "start"
OTHERS = "lists"
"""Where kinds of a cycle that nobody declared are found."""


@dataclass(slots=True)
class Volume:
    """One workbook to be: its cycle, its title in the language, its file and sheets, and what becomes of its kinds."""

    cycle: str
    title: str
    file: str
    names: Names
    long: LongTexts
    sheets: list[TableSheet] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """How many cells its sheets have: what it takes to write it."""
        return sum(each.count * len(each.kind.columns) for each in self.sheets)

    def hear(self, written: list[Written], long: int, edition: Edition) -> None:
        """Another process has written it: what became of its kinds, and how many rows of long texts there are."""
        self.written[:] = written
        self.long.count = long
        self.further(edition)

    def further(self, edition: Edition) -> list[TableSheet]:
        """The sheet of the texts that were too long for their cells, once they are known, if there are any."""
        if not self.long.count:
            return []
        sheet = TableSheet(
            name=self.long.sheet,
            table=self.names.table(self.long.kind.key),
            kind=self.long.kind,
            edition=edition,
            written=Written(self.long.kind.key, self.file, [self.long.sheet]),
            records=self.long.records(),
            sample=list(islice(self.long.records(), 1)),
            count=self.long.count,
        )
        self.sheets.append(sheet)
        return [sheet]


def volumes(edition: Edition, tables: Tables, folder: Path, longest: int) -> list[Volume]:
    """The workbooks of the cycles that have rows, in order, and the first one always; ``longest`` rows a sheet.

    What has to wait until rows are written waits in ``folder``.
    """
    planned = [_volume(cycle, edition, folder) for cycle in kinds.cycles()]
    by_cycle = {each.cycle: each for each in planned}
    for kind in in_order(tables.kinds()):
        if tables.count(kind):
            _place(by_cycle.get(kind.cycle, by_cycle[OTHERS]), kind, edition, tables, longest)
    return [each for each in planned if each.sheets or each.cycle == START]


def file_name(cycle: Cycle, words: Words, *, ascii_names: bool) -> str:
    """The file of a cycle's workbook."""
    title = words.choose(cycle.workbooks)
    return f"{latin.spelt(title) if ascii_names else title}.xlsx"


def _volume(cycle: Cycle, edition: Edition, folder: Path) -> Volume:
    names, words = Names(), edition.words
    long = LongTexts(names.sheet(words.choose(kinds.kind("long_texts").labels)), folder)
    file = file_name(cycle, words, ascii_names=edition.manner.ascii_names)
    return Volume(cycle.key, words.choose(cycle.workbooks), file, names, long)


def in_order(given: Sequence[Kind]) -> list[Kind]:
    """Kinds in the order of the declared ones; those that a source added come after, as it gave them."""
    order = {kind.key: place for place, kind in enumerate(kinds.kinds())}
    return sorted(given, key=lambda kind: order.get(kind.key, len(order)))


def _place(volume: Volume, kind: Kind, edition: Edition, tables: Tables, longest: int) -> None:
    """Deal the rows of a kind over as many sheets as they need, and its columns too where a sheet has not enough."""
    label = edition.words.choose(kind.labels) or kind.key
    written = Written(kind.key, volume.file, [])
    volume.written.append(written)
    for turn, part in enumerate(parts(kind)):
        _deal(volume, part, edition, written, tables, longest, beside=turn > 0)
    if len(written.sheets) > 1:
        others = written.sheets[1:]
        if tables.count(kind) > longest:
            written.remark(phrase(N_("{sheet}: the rows go on in {others}."), sheet=label, others=others))
        else:
            written.remark(phrase(N_("{sheet}: the columns go on in {others}."), sheet=label, others=others))


def _deal(
    volume: Volume, part: Part, edition: Edition, written: Written, tables: Tables, longest: int, *, beside: bool
) -> None:
    told = isinstance(tables, Telling)
    records = part.once(tables)
    left = tables.count(part.whole)
    while left > 0:
        sheet = TableSheet(
            name=volume.names.sheet(edition.words.choose(part.kind.labels) or part.kind.key),
            table=volume.names.table(part.kind.key),
            kind=part.kind,
            edition=edition,
            written=written,
            records=records,
            sample=part.sample(tables),
            count=min(left, longest),
            last=left <= longest,
            told=told,
            beside=beside,
        )
        left -= sheet.count
        written.sheets.append(sheet.name)
        volume.sheets.append(sheet)
