"""The tables of the first workbook: small enough to be held whole, with long texts wrapped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from archiver.model import Column, ColumnType, Kind, Record, Value
from archiver.words import Words
from archiver.workbooks.cell import Tones
from archiver.workbooks.edition import Edition, Written
from archiver.workbooks.names import Names
from archiver.workbooks.sheet import TableSheet

Label = Callable[[str], str]
"""The name of a kind's sheet, by the kind's key."""


def table(
    edition: Edition,
    names: Names,
    kind: Kind,
    rows: Iterable[tuple[Value, ...]],
    tones: Tones | None = None,
    places: Mapping[str, str] | None = None,
) -> TableSheet:
    """A sheet of ``rows``, each with a value for every column of ``kind``; ``places`` are cells that have names."""
    records = [Record(str(number), str(number), values) for number, values in enumerate(rows, start=1)]
    name = names.sheet(edition.words.choose(kind.labels))
    return TableSheet(
        name=name,
        table=names.table(kind.key),
        kind=kind,
        edition=edition,
        written=Written(kind.key, "", [name]),
        records=iter(records),
        sample=records,
        count=len(records),
        wrapped=True,
        tones=tones or {},
        places=places or {},
    )


def kind(key: str, label: str, columns: Sequence[Column], words: Words) -> Kind:
    """A kind that only the first workbook has, called ``label`` (a text marked for translation)."""
    return Kind(key, "start", 0, tuple(columns), {words.language: words(label)}, {}, derived=True)


def column(key: str, type: ColumnType, label: str, words: Words, currency: str | None = None, **choices: str) -> Column:
    """A column of such a kind; its label, and that of each code, are texts marked for translation."""
    said = {code: {words.language: words(each)} for code, each in choices.items()}
    return Column(key, type, {words.language: words(label)}, {}, currency, said)
