"""Items of QuickBooks made into rows, by name of column; and the recorded and reference samples, where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archiver.books.quickbooks import families
from archiver.books.quickbooks.names import Names
from archiver.model import ColumnType, Kind, Record, Value

SHARED = Path(__file__).parents[4] / "shared" / "data" / "quickbooks"
needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded samples are not on this machine")
KINDS: Mapping[str, Kind] = {kind.key: kind for family in families.families() for kind in family.kinds}
WRAPPED = {"CreditCardPaymentTxn": "CreditCardPayment", "ReimburseCarge": "ReimburseCharge"}
decode = msgspec.json.Decoder(float_hook=Decimal).decode


FORMS: Mapping[ColumnType, type] = {
    ColumnType.DAY: date,
    ColumnType.MOMENT: datetime,
    ColumnType.MONEY: Decimal,
    ColumnType.QUANTITY: Decimal,
    ColumnType.RATE: Decimal,
    ColumnType.FLAG: bool,
}
"""What the values of a column are; the others are text."""


class Row(dict[str, Value]):
    """The values of a record by column, those that there are, each of the form of its column; with the record."""

    def __init__(self, kind: Kind, record: Record) -> None:
        for column, value in zip(kind.columns, record.values, strict=True):
            assert value is None or type(value) is FORMS.get(column.type, str), f"{kind.key}.{column.key}: {value!r}"
        assert isinstance(record.id, str)
        assert record.id
        super().__init__((key, value) for key, value in zip(kind.keys, record.values, strict=True) if value is not None)
        self.record = record

    @property
    def others(self) -> list[str]:
        """The other fields, line by line."""
        return str(self.get("other", "")).splitlines()


def made(entity: str, item: Mapping[str, Any], names: Names | None = None) -> dict[str, list[Row]]:
    """The rows of an item, by kind."""
    rows = families.rows(entity, item, names if names is not None else at_home())
    return {key: [Row(KINDS[key], record) for record in records] for key, records in rows.items()}


def one(entity: str, item: Mapping[str, Any], names: Names | None = None) -> Row:
    """The first row of an item's first kind: the document itself."""
    (row, *_), *_ = made(entity, item, names).values()
    return row


def at_home(currency: str = "CAD") -> Names:
    """Names that know nothing but the currency of the books."""
    names = Names()
    names.learn("home", "currency", currency)
    return names


@cache
def samples() -> tuple[tuple[str, str, Mapping[str, Any]], ...]:
    """Every sample as (file, entity, item): recorded lists, and the answers of the reference."""
    return tuple(_samples())


def _samples() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path in sorted((*SHARED.glob("*2026_*.json"), *SHARED.glob("fyle2019_*.json"), *SHARED.glob("docs/*.json"))):
        named, found = path.stem.partition("_")[2], decode(path.read_bytes())
        for entity, item in _items(found if isinstance(found, list) else [found], named):
            if _is_kept(item):
                yield path.name, entity, item


def _items(found: list[Any], entity: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in found:
        if entity:
            yield entity, each
        elif isinstance(each, dict):
            yield from _answered(each)


def _answered(answer: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The items of one answer of the reference: alone under their name, or listed in a query's."""
    inside = answer.get("QueryResponse", answer)
    for key, value in inside.items() if isinstance(inside, dict) else ():
        entity = WRAPPED.get(key, key)
        for item in value if isinstance(value, list) else [value]:
            if entity in families.FAMILIES and isinstance(item, dict) and item.get("status") != "Deleted":
                yield ("RecurringTransaction", {key: item}) if "RecurringInfo" in item else (entity, item)


def _is_kept(item: Mapping[str, Any]) -> bool:
    """Whether it is something that the service keeps: requests of the reference have no id yet."""
    inside = next((each for each in item.values() if isinstance(each, dict) and "RecurringInfo" in each), item)
    return bool(inside.keys() & {"Id", "id", "AsOfDate", "CurrencyPrefs"})
