"""A buffer of blocks: both ways of summing up say the same, and each wrong header is found."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from archiver.cabinet import blocks
from archiver.cabinet import format as layout
from archiver.cabinet.blocks import COUNT, MUCH, Blocks, Summing

SIZES = [0, 1, layout.BLOCK - 1, layout.BLOCK, layout.BLOCK + 5, 3 * layout.BLOCK, COUNT * layout.BLOCK]


@pytest.fixture(params=[0, MUCH], ids=["one by one", "with numpy"])
def summing(request: pytest.FixtureRequest) -> Summing:
    """A way to sum up."""
    return blocks.summing(request.param)


def filled(summing: Summing, data: bytes) -> Blocks:
    """A buffer that holds ``data``, which came in uneven pieces."""
    made = Blocks(summing)
    for piece in (data[at : at + 10_001] for at in range(0, len(data), 10_001)):
        left = memoryview(piece)
        for gap in made.gaps(made.filled, made.filled + len(piece)):
            gap[:] = left[: len(gap)]
            left = left[len(gap) :]
        made.filled += len(piece)
    return made


def by_the_book(data: bytes) -> bytes:
    """The blocks of ``data``, each by itself."""
    pieces = [data[at : at + layout.BLOCK] for at in range(0, len(data), layout.BLOCK)]
    return b"".join(layout.Block.uncompressed(piece).pack() + piece for piece in pieces)


@pytest.mark.parametrize("size", SIZES)
def test_blocks_are_those_of_the_format(summing: Summing, size: int) -> None:
    data = hashlib.shake_128(b"blocks").digest(size)
    made = filled(summing, data)
    assert bytes(made.sealed()) == by_the_book(data)
    assert made.room == COUNT * layout.BLOCK - size


@pytest.mark.parametrize("size", SIZES)
def test_they_are_read_back(summing: Summing, tmp_path: Path, size: int) -> None:
    data = hashlib.shake_128(b"blocks").digest(size)
    (tmp_path / "blocks").write_bytes(by_the_book(data))
    made = Blocks(summing)
    with (tmp_path / "blocks").open("rb") as file:
        assert made.load(file, size) is None
    assert made.filled == size
    assert b"".join(made.gaps(0, size)) == data


@pytest.mark.parametrize("wrong", [0, 1, 2])
@pytest.mark.parametrize("at", [0, 4, 6, 8, 5_000])
def test_the_first_wrong_one_is_told(summing: Summing, tmp_path: Path, wrong: int, at: int) -> None:
    stored = bytearray(by_the_book(hashlib.shake_128(b"blocks").digest(2 * layout.BLOCK + 9_000)))
    for number in range(wrong, 3):
        stored[number * blocks.STEP + at] ^= 1
    (tmp_path / "blocks").write_bytes(stored)
    with (tmp_path / "blocks").open("rb") as file:
        assert Blocks(summing).load(file, 2 * layout.BLOCK + 9_000) == wrong


def test_a_file_that_ends_early_fills_nothing(tmp_path: Path) -> None:
    (tmp_path / "blocks").write_bytes(by_the_book(bytes(50_000))[:-1])
    made = Blocks()
    with io.FileIO(tmp_path / "blocks") as file:
        assert made.load(file, 50_000) is None
    assert made.filled == 0
