"""Messages without their schema: what is well formed is read to the bit, and anything else is a ValueError."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.books.manager import protobuf
from tests.books.manager.writing import encoded, varint

GUIDS = st.uuids()
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)


def inside(message: bytes) -> bytes:
    """The bytes of the only field of a message."""
    ((_, value),) = protobuf.fields(message)
    assert isinstance(value, bytes)
    return value


@given(GUIDS)
def test_a_guid_is_read_as_dotnet_writes_it(value: uuid.UUID) -> None:
    written = inside(encoded({1: value}))
    assert protobuf.is_guid(written)
    assert protobuf.guid(written) == str(value)


@given(DECIMALS)
def test_a_decimal_keeps_its_sign_and_its_scale(value: Decimal) -> None:
    found = protobuf.decimal(inside(encoded({1: value}) or b"\x0a\x00"))
    assert found == value
    assert not value or found.as_tuple().exponent == value.as_tuple().exponent


def test_a_decimal_has_ninety_six_bits() -> None:
    most = Decimal(2**96 - 1)
    assert protobuf.decimal(inside(encoded({1: most}))) == most
    with pytest.raises(ValueError, match="decimal"):
        protobuf.decimal(inside(encoded({1: most + 1})))


@given(st.dates())
def test_a_day_is_counted_from_1970(value: date) -> None:
    assert protobuf.day(inside(encoded({1: value}) or b"\x0a\x00")) == value


def test_the_day_of_a_known_paper_invoice() -> None:
    """An invoice dated 18 August 2026 on paper, as a reader of genuine files found it stored."""
    assert protobuf.day(b"\x08" + varint(41366)) == date(2026, 8, 18)


@pytest.mark.parametrize(
    "message",
    [b"\x0a", b"\x0a\x05abc", b"\x80" * 11, b"\x00\x01", b"\x0f\x01", b"\x09\x01", b"\x0b"],
)
def test_what_is_no_message_is_said(message: bytes) -> None:
    with pytest.raises(ValueError, match=r"a field|a number"):
        list(protobuf.fields(message))


@pytest.mark.parametrize("read", [protobuf.guid, protobuf.decimal, protobuf.day])
@given(message=st.binary(max_size=40))
def test_bytes_of_another_form_are_a_value_error_or_a_value(read: object, message: bytes) -> None:
    assert callable(read)
    with suppress(ValueError):
        assert read(message) is not None


@given(st.binary(max_size=200))
def test_a_guess_is_always_plain(message: bytes) -> None:
    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(each) for key, each in value.items())
        if isinstance(value, list):
            return all(plain(each) for each in value)
        return isinstance(value, str | int)

    assert plain(protobuf.guessed(message))


def test_guesses() -> None:
    key = uuid.UUID("ad12b60b-23bf-4421-94df-8be79cef533e")
    assert protobuf.guessed(inside(encoded({1: key}))) == str(key)
    assert protobuf.guessed("Crème fraîche\n2 dl".encode()) == "Crème fraîche\n2 dl"
    assert protobuf.guessed(encoded({3: 7, 4: [1, 2]})) == {"field 3": 7, "field 4": [1, 2]}
    assert protobuf.guessed(b"\xff\xfe") == "fffe"
    assert protobuf.guessed((1 << 64) - 2) == -2
