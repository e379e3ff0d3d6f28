from __future__ import annotations

import struct
from datetime import UTC, datetime
from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cabinet import format as layout


def by_the_book(data: bytes, size: int) -> int:
    """The checksum as [MS-CAB] words it, one 32-bit word after the other."""
    whole = len(data) // 4 * 4
    words = struct.unpack(f"<{whole // 4}I", data[:whole])
    tail = reduce(lambda total, byte: total << 8 | byte, data[whole:], 0)
    (sizes,) = struct.unpack("<I", struct.pack("<HH", len(data), size))
    return reduce(xor, (*words, sizes), tail)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5, 8_191, 8_192, 8_193, 16_387, 32_767, 32_768])
def test_checksum_is_that_of_the_specification(length: int) -> None:
    data = bytes((7 * place + place // 251) % 256 for place in range(length))
    assert layout.checksum(data, length) == by_the_book(data, length)


@given(st.binary(max_size=300))
def test_checksum_of_any_bytes(data: bytes) -> None:
    assert layout.checksum(data, 32_768) == by_the_book(data, 32_768)


def test_structures_have_the_sizes_of_the_specification() -> None:
    assert len(layout.Header().pack()) == 36
    assert len(layout.Reserve(0, 0, 0).pack()) == 4
    assert len(layout.Folder(0, 0).pack()) == 8
    assert len(layout.File(0, 0, 0, 0, 0, 0).pack(b"a")) == 16 + 2
    assert len(layout.Block(0, 0, 0).pack()) == 8


def test_structures_come_back_as_they_went() -> None:
    header = layout.Header(size=5, files_at=44, folder_count=1, file_count=2, flags=4, set_id=6, number=7)
    file = layout.File(1, 2, 3, 4, 5, 6)
    assert layout.Header.unpack(header.pack()) == header
    assert layout.Reserve.unpack(layout.Reserve(20, 1, 2).pack()) == (20, 1, 2)
    assert layout.Folder.unpack(b"__" + layout.Folder(1, 2, 3).pack(), 2) == (1, 2, 3)
    assert layout.File.unpack(b"_" + file.pack(b"name"), 1) == file
    assert layout.Block.unpack(layout.Block(1, 2, 3).pack()) == (1, 2, 3)


@pytest.mark.parametrize(
    ("size", "blocks"), [(0, 0), (1, 1), (32_768, 1), (32_769, 2), (65_536, 2), (0x7FFF_8000, 65_535)]
)
def test_blocks_of_a_folder(size: int, blocks: int) -> None:
    assert layout.block_count(size) == blocks
    assert layout.extent(size) == size + 8 * blocks


def test_a_folder_with_more_blocks_than_can_be_counted_fits_in_no_cabinet() -> None:
    assert layout.extent(65_535 * layout.BLOCK) > layout.LARGEST_CABINET


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        ("2026-03-31T18:05:09Z", "2026-03-31T18:05:08Z"),
        ("2026-03-31T23:05:09-04:00", "2026-04-01T03:05:08Z"),
        ("1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z"),
        ("1979-12-31T23:59:59Z", "1980-01-01T00:00:00Z"),
        ("2107-12-31T23:59:59Z", "2107-12-31T23:59:58Z"),
        ("2108-01-01T00:00:00Z", "2107-12-31T23:59:58Z"),
    ],
)
def test_moments_are_kept_within_what_the_clock_can_show(moment: str, kept: str) -> None:
    words = layout.dos_stamp(datetime.fromisoformat(moment))
    assert by_the_clock(*words) == datetime.fromisoformat(kept)


def by_the_clock(date: int, time: int) -> datetime:
    """The moment that two words stand for, field by field."""
    day, clock = (1980 + (date >> 9), date >> 5 & 15, date & 31), (time >> 11, time >> 5 & 63, (time & 31) * 2)
    return datetime(*day, *clock, tzinfo=UTC)


def test_attributes_say_what_a_name_is() -> None:
    assert layout.attributes("a.txt") == 0x21
    assert layout.attributes("é.txt") == 0xA1


def test_one_file_of_all_that_a_folder_holds_may_have_a_cabinet() -> None:
    assert layout.largest_cabinet(layout.LARGEST_FOLDER) == layout.LARGEST_ALONE
    assert layout.extent(layout.LARGEST_FOLDER) < layout.LARGEST_ALONE
    assert layout.largest_cabinet(1 << 30) == layout.LARGEST_CABINET
