"""Rows that are entries of a list: accounts, customers, vendors, items, and whatever else a kind is a list of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from archiver.books import NO_CURRENCY
from archiver.books.files.accounts import CALLED, called, chart
from archiver.books.files.charts import by_number, by_word, role
from archiver.books.files.ledger import Ledger
from archiver.books.files.posting import Document, text
from archiver.books.files.recognise import Found, Values, rows
from archiver.model import ColumnType, Kind, Record, Value

PRICES = ("unit_price", "cost")
"""Columns of prices, which have more decimals than money."""


def read(tables: Sequence[Found], kind: Kind, places: Mapping[str, int] | None = None) -> Iterator[Document]:
    """A document for each row; where several files have the same one, that of the newest file."""
    newest = _newest(tables) if len(tables) > 1 else None
    for turn, found in enumerate(tables):
        named = Counter[str]()
        for values, other in rows(found, list(found.places)):
            name = called(values)
            if newest is not None and newest.get(name, turn) != turn:
                continue
            named[name] += 1
            id_ = name if named[name] == 1 else f"{name} ({named[name]})"
            yield {kind.key: [Record(id_, id_, kind.values(_filled(values, found, kind, id_, other)))]}


def _newest(tables: Sequence[Found]) -> dict[str, int]:
    """The last of the files that have each row."""
    found: dict[str, int] = {}
    for turn, each in enumerate(tables):
        for values, _ in rows(each, [key for key in CALLED if key in each.places]):
            found[called(values)] = turn
    return found


def _filled(values: Values, found: Found, kind: Kind, id_: str, other: str | None) -> dict[str, Value]:
    told: dict[str, Value] = {**values, "id": id_, "other": other}
    if kind.key == "accounts":
        _typed(told, found.layout.chart)
    priced = any(told.get(key) is not None for key in _priced(kind))
    if priced and kind.place("currency") is not None and not told.get("currency"):
        told["currency"] = found.currency or NO_CURRENCY
    for column in kind.columns:
        if column.choices and told.get(column.key) not in (None, *column.choices):
            strange = f"{column.key}: {told.pop(column.key)}"
            told["other"] = "\n".join(filter(None, (strange, other)))
    return told


def _priced(kind: Kind) -> list[str]:
    """The columns that mean nothing without a currency."""
    return [each.key for each in kind.columns if each.type is ColumnType.MONEY or each.key in PRICES]


def _typed(told: dict[str, Value], chart: str | None) -> None:
    """What sort of account it is: the source's own word stays as the subtype where nothing else is there."""
    word = text(told.get("type"))
    told["type"] = by_word(word) or by_number(text(told.get("number")), chart)
    told["role"] = role(word)
    told["subtype"] = told.get("subtype") or word
    told["full_name"] = told.get("full_name") or told.get("name")


def accounts(tables: Sequence[Found], ledger: Ledger, kind: Kind) -> Iterator[Document]:
    """The accounts of the charts, then those that the ledger posts to and no chart has."""
    known = chart(tables)
    yield from read(tables, kind)
    for told, (name, numbered) in sorted(ledger.accounts().items()):
        if known.id(told) not in known.names:
            number = told if told[0].isdigit() else None
            values: Values = {
                "id": told,
                "number": number,
                "name": name or (None if number else told),
                "full_name": name,
            }
            values["type"] = by_number(number, numbered)
            yield {kind.key: [Record(told, told, kind.values(values))]}
