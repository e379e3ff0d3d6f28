"""The sheet *Dictionary*: what each column of each sheet means, in every language, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver import kinds
from archiver.model import Column, ColumnType, Value
from archiver.words import LANGUAGES, N_, phrase
from archiver.workbooks.edition import Edition
from archiver.workbooks.front import table
from archiver.workbooks.headers import headings
from archiver.workbooks.names import Names
from archiver.workbooks.plan import Volume
from archiver.workbooks.sheet import TableSheet

TYPES = {
    ColumnType.TEXT: N_("text"),
    ColumnType.ID: N_("identifier"),
    ColumnType.DAY: N_("date"),
    ColumnType.MOMENT: N_("date and time in the zone {zone}"),
    ColumnType.MONEY: N_("amount"),
    ColumnType.QUANTITY: N_("quantity"),
    ColumnType.RATE: N_("rate"),
    ColumnType.FLAG: N_("yes or no"),
    ColumnType.LINK: N_("link"),
}


def sheet(edition: Edition, names: Names, volumes: Sequence[Volume]) -> TableSheet:
    """A row per column of every sheet of ``volumes``; the zone of its moments is named with their type."""
    return table(edition, names, kinds.kind("dictionary"), _rows(edition, volumes))


def _rows(edition: Edition, volumes: Sequence[Volume]) -> Iterator[tuple[Value, ...]]:
    kind = kinds.kind("dictionary")
    for volume in volumes:
        for each in volume.sheets:
            if each.name == each.written.sheets[0]:
                for column, heading in zip(each.kind.columns, headings(each.kind, edition), strict=True):
                    place = {"workbook": volume.file, "sheet": each.name, "heading": heading}
                    yield kind.values(place | _told(column, edition))


def _told(column: Column, edition: Edition) -> dict[str, Value]:
    words = edition.words
    labels: dict[str, Value] = {f"label_{each.replace('-', '_')}": column.labels.get(each) for each in LANGUAGES}
    return labels | {
        "column": column.key,
        "ads": column.ads,
        "type": words.say(phrase(TYPES[column.type], zone=edition.zone_name)),
        "meaning": words.choose(column.meanings),
        "field": column.field,
    }
