"""Tables as they are: a kind for each, with the columns of the file under the names that they have there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from archiver.books.files.posting import Document
from archiver.books.files.recognise import Found
from archiver.model import Column, ColumnType, Kind, Record
from archiver.relay import ALONE, Turn
from archiver.words import LANGUAGES

_MEANINGS = {"en": "Column “{column}” of {file}.", "fr": "Colonne « {column} » de {file}."}
_TABLES = {"en": "The table {file}, as it is.", "fr": "La table {file}, telle quelle."}
_ROW = {"en": "Row", "fr": "Ligne"}
_ROW_MEANING = {
    "en": "Place of the row in the table, counted from 1.",
    "fr": "Rang de la ligne dans la table, à partir de 1.",
}


def kind(name: str, parts: Sequence[Found], taken: set[str]) -> Kind:
    """The kind that a table is by itself; ``name`` is what it is called, ``taken`` the keys that others have."""
    file, headings = parts[-1].table.raw.name, parts[-1].table.headings
    keys = {"id"}
    columns = [Column("id", ColumnType.ID, _said(_ROW), _said(_ROW_MEANING))]
    for place in _columns(parts):
        key = _single(_slug(headings[place]) or "column", keys)
        labels = dict.fromkeys(LANGUAGES, headings[place])
        meanings = _said(_MEANINGS, column=headings[place], file=file)
        columns.append(Column(key, _type(parts, place), labels, meanings, field=headings[place]))
    key = _single(f"file_{_slug(name) or 'table'}", taken)
    title = dict.fromkeys(LANGUAGES, name.rpartition("/")[2])
    return Kind(key, "lists", 0, tuple(columns), title, _said(_TABLES, file=file), order=())


def _columns(parts: Sequence[Found]) -> list[int]:
    return sorted({place for each in parts for place in each.table.columns})


def _type(parts: Sequence[Found], place: int) -> ColumnType:
    """What a column is in every part; text where they do not agree."""
    types = {each.table.natural(place, each.said) for each in parts if each.table.looks[place].filled}
    return types.pop() if len(types) == 1 else ColumnType.TEXT


def read(parts: Sequence[Found], made: Kind, whose: Turn = ALONE) -> Iterator[Document | None]:
    """The rows in the order of the files, many at a time; each is a document by itself. None where it is not our
    turn."""
    turn, lot, key, places = 0, 0, made.key, _columns(parts)
    types = [column.type for column in made.columns[1:]]
    for found in parts:
        table, said = found.table, found.said
        wanted = [(place, table.converter(place, type_, said)) for place, type_ in zip(places, types, strict=True)]
        for rows, columns in table.lots(wanted):
            if whose.has(lot):
                ids = [f"{each:08d}" for each in range(turn + 1, turn + 1 + rows)]
                yield {key: [Record(row[0], row[0], row) for row in zip(ids, *columns(), strict=True)]}
            else:
                yield None
            turn, lot = turn + rows, lot + 1


def _said(texts: dict[str, str], **facts: str) -> dict[str, str]:
    return {language: texts[language[:2]].format(**facts) for language in LANGUAGES}


def _slug(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in letters if each.isascii())
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _single(wanted: str, taken: set[str]) -> str:
    key, turn = wanted, 1
    while key in taken:
        turn += 1
        key = f"{wanted}_{turn}"
    taken.add(key)
    return key
