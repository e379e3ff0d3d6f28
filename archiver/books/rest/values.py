"""Fields of JSON as values of our columns. A value of an unexpected form gives None, and stays in the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from archiver.model import ColumnType, Value

Item = Mapping[str, Any]
"""One object of a service; its numbers are ``int`` or ``Decimal``."""
Params = Mapping[str, str | Sequence[str]]


def at(item: object, path: str) -> object:
    """What stands at a dotted path, or None; the empty path is the thing itself."""
    if isinstance(item, dict) and path in item:
        return item[path]  # a name that has dots in it, or none
    for key in path.split(".") if path else ():
        if not isinstance(item, dict):
            return None
        item = item.get(key)
    return item


def text(value: object) -> str | None:
    """A simple value as text, None for nothing."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value) if isinstance(value, int) else None


def decimal(value: object) -> Decimal | None:
    """A number, which some services write as text."""
    if type(value) is Decimal:
        return value
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, str):
        try:
            found = Decimal(value)
        except InvalidOperation:
            return None
        return found if found.is_finite() else None
    return None


def day(value: object) -> date | None:
    """A plain day: the first ten characters, whatever time may follow."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def moment(value: object) -> datetime | None:
    """A moment in UTC; None where the source gives no offset, and so no moment."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def flag(value: object) -> bool | None:
    """A yes or no, which some services write as text, or as one and zero."""
    if isinstance(value, bool):
        return value
    if value in (0, 1):
        return value == 1
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


READ: Mapping[ColumnType, Callable[[object], Value]] = {
    ColumnType.TEXT: text,
    ColumnType.ID: text,
    ColumnType.LINK: text,
    ColumnType.DAY: day,
    ColumnType.MOMENT: moment,
    ColumnType.MONEY: decimal,
    ColumnType.QUANTITY: decimal,
    ColumnType.RATE: decimal,
    ColumnType.FLAG: flag,
}
"""How a field is read that fills a column of a type."""


def zulu(at: datetime) -> str:
    """A moment as most services write it in a question: ``2026-03-31T18:00:00Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
