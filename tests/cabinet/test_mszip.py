"""Blocks of MSZIP: they come back, they share their history, and nothing else comes out of them."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cabinet import mszip
from archiver.cabinet.format import BLOCK

TEXT = b"".join(b"%d;2026-03-31;F-%05d;Boulangerie du Lac;%d.50\n" % (n, n, n * 7) for n in range(1_000))[:BLOCK]
NOISE = bytes((n * n * 31 + n // 7) % 251 ^ (n * 97 % 256) for n in range(BLOCK))


def through(blocks: list[bytes]) -> list[bytes | None]:
    """The blocks, packed and unpacked again."""
    packer, unpacker = mszip.Packer(), mszip.Unpacker()
    return [unpacker.unpack(packer.pack(block), len(block)) for block in blocks]


@given(
    st.lists(st.binary(min_size=1, max_size=300).map(lambda seed: (seed * BLOCK)[:BLOCK]), max_size=4),
    st.binary(min_size=1),
)
def test_blocks_come_back(full: list[bytes], last: bytes) -> None:
    assert through([*full, last]) == [*full, last]


def test_a_block_that_was_there_before_is_short() -> None:
    packer = mszip.Packer()
    first, again = packer.pack(TEXT), packer.pack(TEXT)
    assert first.startswith(mszip.MARK)
    assert len(again) < len(first) / 10
    history = zlib.decompressobj(-15, zdict=TEXT)
    assert history.decompress(again[2:]) == TEXT
    assert history.eof


def test_what_does_not_shrink_stands_as_it_is_and_is_history_all_the_same() -> None:
    noise = zlib.compress(TEXT * 40, 9)[:BLOCK].ljust(1, b"x")
    packer, unpacker = mszip.Packer(), mszip.Unpacker()
    stored = [packer.pack(each) for each in (noise, noise)]
    assert len(stored[0]) <= len(noise) + 7
    assert len(stored[1]) < len(noise) / 2
    assert [unpacker.unpack(each, len(noise)) for each in stored] == [noise, noise]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda packed: b"KC" + packed[2:],
        lambda packed: packed[:-1],
        lambda packed: packed + b"\0",
        lambda packed: packed[:-2],
        lambda packed: mszip.MARK,
        lambda packed: mszip.MARK + b"\x07",
        lambda packed: b"",
    ],
    ids=["mark", "cut", "more", "without an end", "nothing", "no deflate", "empty"],
)
def test_anything_else_is_no_block(spoil: object) -> None:
    assert callable(spoil)
    assert mszip.Unpacker().unpack(spoil(mszip.Packer().pack(TEXT)), BLOCK) is None


@pytest.mark.parametrize("size", [BLOCK - 1, 1, BLOCK + 1])
def test_no_more_and_no_less_than_was_announced_comes_out(size: int) -> None:
    assert mszip.Unpacker().unpack(mszip.Packer().pack(TEXT), size) is None


def test_what_is_worth_it() -> None:
    assert mszip.shrinks(TEXT)
    assert not mszip.shrinks(zlib.compress(NOISE))
