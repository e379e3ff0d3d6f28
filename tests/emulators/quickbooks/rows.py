"""One row as it is kept: the bytes that are sent, and the little that is needed to find and order it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from tests.emulators.exchange import Json

if TYPE_CHECKING:
    from tests.emulators.quickbooks.ledger import Posting

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(slots=True)
class Row:
    """``created`` and ``updated`` are instants in seconds; ``label`` is what a list is sorted by.

    A document that was stamped has the ``posted`` lines of its stamp, and its number as ``label``.
    """

    id: str
    data: bytes
    created: float
    updated: float
    active: bool = True
    label: str = ""
    posted: tuple[Posting, ...] | None = None

    def item(self) -> Json:
        """A fresh copy; numbers are int or Decimal."""
        decoded: Json = _DECODER.decode(self.data)
        return decoded

    @property
    def number(self) -> tuple[int, str]:
        """Ids are texts of digits, and sorted as numbers."""
        return len(self.id), self.id


def render(item: object) -> bytes:
    """As Intuit writes it: amounts are numbers, integers when whole."""
    return _ENCODER.encode(_plain(item))


def encoded(value: object) -> bytes:
    """JSON of what holds no money but as text."""
    return _ENCODER.encode(value)


def row(item: Json, label: str) -> Row:
    """A row of an item that has its Id and its moments."""
    stamps = item.get("MetaData", {})
    created, updated = (_instant(stamps.get(name)) for name in ("CreateTime", "LastUpdatedTime"))
    active = item.get("Active", True) is not False
    return Row(_key(item), render(item), created, updated, active, str(item.get(label, "")).lower())


def column(item: Mapping[str, Any], path: str) -> object:
    """What stands at a dotted path, whatever the case of its letters; a reference stands for its value."""
    value: Any = item
    for part in path.lower().split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, Mapping):
            return None
        value = next((value[name] for name in value if name.lower() == part), None)
    return value.get("value") if isinstance(value, Mapping) else value


def _key(item: Json) -> str:
    """The Id; an exchange rate has none."""
    return str(item.get("Id") or f"{item['SourceCurrencyCode']}-{item['AsOfDate']}")


def _instant(text: str | None) -> float:
    return datetime.fromisoformat(text).timestamp() if text else 0.0


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
