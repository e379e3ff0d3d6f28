"""Protocol buffers without their schema: the fields of a message by number, and the composite values of .NET."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

EPOCH = date(1970, 1, 1)
DEEPEST = 16
MOST_SCALE = 28
"""Decimals of a .NET ``decimal``, at most."""
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
GUID_SIZE = 18
SIGNS = 1 << 63


class Wire(NamedTuple):
    """One field as it came: its number, and a whole number or the bytes of text, of a message or of a fixed value."""

    number: int
    value: int | bytes


def fields(message: bytes) -> Iterator[Wire]:
    """The fields of a message in their order; ValueError where it is none."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        number, wire = tag >> 3, tag & 7
        if not number:
            raise ValueError("a field without a number")
        value: int | bytes
        if wire == VARINT:
            value, place = _varint(message, place)
        else:
            size = 0
            if wire == BYTES:
                size, place = _varint(message, place)
            elif wire not in (FIXED64, FIXED32):
                raise ValueError("a field of an unknown form")
            size = {FIXED64: 8, FIXED32: 4}.get(wire, size)
            if place + size > len(message):
                raise ValueError("a field that ends after its message")
            value, place = message[place : place + size], place + size
        yield Wire(number, value)


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(message) and shift < 70:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
    raise ValueError("a number without an end")


def guid(message: bytes) -> str:
    """A GUID, whose halves lie in .NET's order of bytes; nothing at all is the empty GUID."""
    halves = dict(fields(message))
    low, high = halves.get(1, bytes(8)), halves.get(2, bytes(8))
    if not isinstance(low, bytes) or not isinstance(high, bytes) or halves.keys() - {1, 2}:
        raise ValueError("no GUID")
    return str(uuid.UUID(bytes_le=low + high))


def is_guid(message: bytes) -> bool:
    """Whether bytes have the form of a GUID."""
    return len(message) == GUID_SIZE and message[0] == 0x09 and message[9] == 0x11


def decimal(message: bytes) -> Decimal:
    """A decimal number: 96 bits in two parts, then the scale with the sign in its lowest bit."""
    parts = dict(fields(message))
    low, high, signed = (parts.get(number, 0) for number in (1, 2, 3))
    if not (isinstance(low, int) and isinstance(high, int) and isinstance(signed, int)) or parts.keys() - {1, 2, 3}:
        raise ValueError("no decimal number")
    if high >> 32 or signed >> 1 > MOST_SCALE:
        raise ValueError("no decimal number")
    digits = tuple(int(digit) for digit in str(high << 64 | low))
    return Decimal((signed & 1, digits, -(signed >> 1)))


def day(message: bytes) -> date:
    """A day, counted from 1970 by a number whose lowest bit is its sign."""
    parts = dict(fields(message))
    count, scale = parts.get(1, 0), parts.get(2, 0)
    if not isinstance(count, int) or scale != 0 or parts.keys() - {1, 2}:
        raise ValueError("no day")
    try:
        return EPOCH + timedelta(days=(count >> 1) ^ -(count & 1))
    except OverflowError:
        raise ValueError("no day") from None


def signed(value: int) -> int:
    """A whole number, of which negative ones come as very large."""
    return value - (1 << 64) if value >= SIGNS else value


def guessed(value: int | bytes, depth: int = 0) -> object:
    """A field that nobody knows, as what it looks like: a number, a GUID, text, fields by number; else hexadecimal."""
    if isinstance(value, int):
        return signed(value)
    if is_guid(value):
        return guid(value)
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = None
    if text is not None and all(each.isprintable() or each in "\n\r\t" for each in text):
        return text
    return _message(value, depth) or value.hex()


def _message(value: bytes, depth: int) -> dict[str, object] | None:
    if depth == DEEPEST:
        return None
    found: dict[str, object] = {}
    try:
        for number, inner in fields(value):
            key = f"field {number}"
            told = guessed(inner, depth + 1)
            found[key] = [*_listed(found[key]), told] if key in found else told
    except ValueError:
        return None
    return found


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
