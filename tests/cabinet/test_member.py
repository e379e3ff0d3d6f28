"""A member read as a file gives the same bytes from any place on."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cabinet import writer
from archiver.cabinet.member import MemberFile
from archiver.cabinet.reader import Cabinet
from tests.archives import MOMENT

DATA = bytes(range(256)) * 300


def pieces(start: int) -> Iterator[bytes]:
    for at in range(start, len(DATA), 1000):
        yield DATA[at : at + 1000]


@given(st.lists(st.tuples(st.integers(0, len(DATA) + 10), st.integers(0, 5000))))
def test_it_is_read_as_bytes_in_memory_are(steps: list[tuple[int, int]]) -> None:
    file, expected = io.BufferedReader(MemberFile(len(DATA), pieces)), io.BytesIO(DATA)
    for place, size in steps:
        assert file.seek(place) == expected.seek(place)
        assert file.read(size) == expected.read(size)
        assert file.tell() == expected.tell()


def test_places_count_from_the_beginning_the_end_and_from_here() -> None:
    file = MemberFile(len(DATA), pieces)
    assert file.seek(-6, os.SEEK_END) == len(DATA) - 6
    assert file.read(10) == DATA[-6:]
    assert file.read(1) == b""
    assert file.seek(5) == 5
    assert file.seek(5, os.SEEK_CUR) == 10
    with pytest.raises(ValueError, match="-1"):
        file.seek(-1)


def test_a_file_of_a_cabinet_is_read_across_blocks(tmp_path: Path) -> None:
    for name, data in (("a", b"first"), ("b", DATA)):
        (tmp_path / name).write_bytes(data)
    path = tmp_path / "x.cab"
    writer.write(path, [writer.Member(name, tmp_path / name) for name in ("a", "b")], stamp=MOMENT)
    with Cabinet.open(path) as cabinet, cabinet.file(cabinet.members[1]) as file:
        assert file.read() == DATA
        assert file.seek(32_760) == 32_760
        assert file.read(40) == DATA[32_760:32_800]
