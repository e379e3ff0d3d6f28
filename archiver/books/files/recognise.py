"""What each table is: by what the owner says of it, else by its headings, else a sheet as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from archiver.books.files import amounts, conversion
from archiver.books.files.cells import Look, text_of
from archiver.books.files.conversion import Converter
from archiver.books.files.layouts import Layout, plain, presets
from archiver.books.files.mapping import TableSaid
from archiver.books.files.problems import Problem
from archiver.books.files.table import NUMBERS, Said, Table
from archiver.model import ColumnType, Value
from archiver.words import N_, phrase

AS_IT_IS = Layout(form="sheet")
LACKS = N_("it lacks columns of its layout ({layout}): {columns}.")
ANOTHER = N_("{column}: its amounts are in {mark}, and the books in {currency}; say their currency in the mapping.")
FOREIGN = "amount_currency"
ACCOUNTS = ("debit_account", "credit_account")


@dataclass(slots=True)
class Found:
    """A table and what it is; ``preset`` names its layout if it is one of ours, ``places`` says where targets are.

    ``totals`` counts the rows that were seen to be totals by what they post, and not by what they are called;
    ``nowhere`` those that post to no account.
    """

    table: Table
    told: TableSaid
    preset: str | None
    layout: Layout
    places: Mapping[str, int]
    totals: int = 0
    nowhere: int = 0

    @property
    def file(self) -> str:
        """The name of its file."""
        raw = self.table.raw
        return raw.name.removesuffix(f" [{raw.within}]") if raw.within else raw.name

    @property
    def said(self) -> Said:
        """How the table is written where it does not tell."""
        told = self.told.said
        return Said(told.header, told.decimal or self.layout.decimal, told.dates or self.layout.dates)

    @property
    def currency(self) -> str | None:
        """The currency of amounts that come without one."""
        return self.told.currency or self.layout.currency

    @property
    def others(self) -> list[int]:
        """The columns that no target takes."""
        taken = set(self.places.values())
        return [place for place in self.table.columns if place not in taken]

    def type(self, place: int) -> ColumnType:
        """What a column is: what its target is, else what it looks like."""
        types = self.layout.types()
        target = next((key for key, at in self.places.items() if at == place), None)
        return types[target] if target else self.table.natural(place, self.said)

    def column(self, place: int) -> tuple[int, Converter]:
        """A column with the way in which its cells become values."""
        return place, self.table.converter(place, self.type(place), self.said)

    def problems(self) -> Iterator[Problem]:
        """What keeps the table from being read as what it is."""
        if lacking := [each for each in self.layout.needs if each not in self.places]:
            names = [self.layout.columns.get(each, (each,))[0] for each in lacking]
            said = {"layout": phrase(self.layout.title or self.layout.form), "columns": names}
            yield Problem(self.table.raw.name, self.table.start or None, LACKS, **said)
        types = self.layout.types()
        yield from self.table.problems({place: types[target] for target, place in self.places.items()}, self.said)
        if self.currency and "currency" not in self.places:
            yield from self._in_others(self.currency, types)

    def _in_others(self, currency: str, types: Mapping[str, ColumnType]) -> Iterator[Problem]:
        """Columns of money that name another currency than that of the books."""
        for target, place in self.places.items():
            if (
                types[target] is ColumnType.MONEY
                and target != FOREIGN
                and _in_another(self.table.looks[place], currency)
            ):
                said = {"column": self.table.headings[place], "mark": sorted(self.table.looks[place].marks)}
                yield Problem(self.table.raw.name, self._marked(place), ANOTHER, **said, currency=currency)

    def _marked(self, place: int) -> int | None:
        """The first line on which a number names a currency."""
        told = ((line, amounts.shaped(text_of(row[place]))) for line, row in self.table.located())
        return next((line for line, each in told if each and each.mark), None)

    def days(self) -> tuple[date, date] | None:
        """The first and the last day of its rows; None where they have none."""
        place = self.places.get("date")
        if place is None and self.layout.form == "sheet":
            columns = (each for each in self.table.columns if self.table.natural(each, self.said) is ColumnType.DAY)
            place = next(columns, None)
        return None if place is None else self.table.days(place, self.said)


def found(table: Table, told: TableSaid) -> Found:
    """What a table is."""
    layout = told.layout()
    if layout is not None:
        return Found(table, told, told.preset, layout, _places(layout, table))
    ranked = [
        (len(places), -turn, name, layout, places)
        for turn, (name, layout) in enumerate(presets().items())
        if (places := _fitting(layout, table, told.currency))
    ]
    if not ranked:
        return Found(table, told, None, AS_IT_IS, {})
    _, _, name, layout, places = max(ranked, key=lambda each: each[:2])
    return Found(table, told, name, layout, places)


def _places(layout: Layout, table: Table) -> dict[str, int]:
    if table.head is None and layout.positions:
        return {target: place for place, target in enumerate(layout.positions[: table.width])}
    return layout.places(table.headings)


def _fitting(layout: Layout, table: Table, currency: str | None) -> dict[str, int]:
    """Where a layout's targets are, if all that it needs is there; nothing if it is another table."""
    if layout.table and table.raw.within != layout.table:
        return {}
    if table.head is None and not layout.positions:
        return {}
    places = _places(layout, table)
    if any(each not in places for each in layout.needs):
        return {}
    if layout.unless and not {plain(each) for each in layout.unless}.isdisjoint(map(plain, table.headings)):
        return {}
    if layout.form == "entries" and any(_is_amount(layout, table, places[each]) for each in ACCOUNTS):
        return {}
    if table.head is None and not _looks_like(layout, table, places):
        return {}
    return places if _is_its_own(layout, table, places, currency) else {}


def _is_its_own(layout: Layout, table: Table, places: Mapping[str, int], currency: str | None) -> bool:
    """Whether a table shows that it is of the system of a layout, where its columns are called as anybody calls them:
    by a heading, or by its journals if nobody says another ``currency``."""
    if layout.currency and "amount" in places and _in_another(table.looks[places["amount"]], layout.currency):
        return False
    if table.head is None or not layout.tells or not set(layout.tells).isdisjoint(table.headings):
        return True
    return currency in (None, layout.currency) and "journal" in places and _journals(layout, table, places["journal"])


def _in_another(look: Look, currency: str) -> bool:
    return any(amounts.names_another(each, currency) for each in look.marks)


def _journals(layout: Layout, table: Table, place: int) -> bool:
    """Whether a column has codes of the system's journals, and nothing else."""
    found = set[Value]()
    for (cells,) in table.batches([(place, conversion.texts)]):
        found.update(cells)
        if not found <= {None, *layout.journals}:
            return False
    return bool(found - {None})


def _is_amount(layout: Layout, table: Table, place: int) -> bool:
    """Whether a column that should name accounts holds amounts, as that of a bank statement does: with cents or, under
    headings that are no system's own, on some rows only."""
    look = table.looks[place]
    sparse = not layout.system and 2 * look.filled < table.rows
    return sparse or (bool(look.numeric) and (look.proof is not None or look.cents))


def _looks_like(layout: Layout, table: Table, places: Mapping[str, int]) -> bool:
    """Whether columns without headings are what the layout would have in their places."""
    types = layout.types()
    for target in layout.needs:
        look = table.looks[places[target]]
        if types[target] in NUMBERS and not look.numeric:
            return False
        if types[target] is ColumnType.DAY and not look.dated:
            return False
        if target in ACCOUNTS and not look.numeric:
            return False
    return True


Values = dict[str, Value]


def rows(found: Found, targets: list[str]) -> Iterator[tuple[Values, str | None]]:
    """The rows of a table: their targets by name, and what no target takes, as lines of *other fields*."""
    there = [each for each in targets if each in found.places]
    left = found.others
    names = [found.table.headings[place] for place in left]
    wanted = [found.column(found.places[each]) for each in there]
    plain = [(place, found.table.converter(place, ColumnType.TEXT, found.said)) for place in left]
    for columns in found.table.batches([*wanted, *plain]):
        for row in zip(*columns, strict=True):
            values = dict(zip(there, row, strict=False))
            rest = row[len(there) :]
            yield values, (_others(names, rest) if any(rest) else None)


def _others(names: list[str], values: tuple[Value, ...]) -> str:
    return "\n".join([f"{name}: {value}" for name, value in zip(names, values, strict=True) if value is not None])
