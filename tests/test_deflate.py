"""What one library writes, another one reads; history is shared; bytes that are no deflate are told."""

from __future__ import annotations

import importlib
import sys
import zlib
from collections.abc import Iterator
from types import ModuleType

import pytest

from archiver import deflate

TEXT = b"".join(b"invoice %d of the year 2026\n" % number for number in range(3_000))


@pytest.fixture(params=["as installed", "without ISA-L"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module with the library that is installed, and as it is where that was never built."""
    if request.param == "without ISA-L":
        monkeypatch.setitem(sys.modules, "isal", None)
    yield importlib.reload(deflate)
    monkeypatch.undo()
    importlib.reload(deflate)


def test_zlib_reads_what_was_written(either: ModuleType) -> None:
    stream = either.deflating()
    packed = stream.compress(TEXT) + stream.flush(deflate.FINISH)
    assert len(packed) < len(TEXT) / 4
    assert zlib.decompress(packed, deflate.RAW) == TEXT


def test_pieces_that_are_flushed_share_their_history(either: ModuleType) -> None:
    stream, half = either.deflating(), len(TEXT) // 2
    first = stream.compress(TEXT[:half]) + stream.flush(deflate.SYNC)
    again = stream.compress(TEXT[:half]) + stream.flush(deflate.SYNC)
    assert len(again) < len(first)
    opened = either.inflating(TEXT[:half][-(1 << 15) :])
    assert opened.decompress(again, half + 1) == TEXT[:half]


def test_the_end_is_told_and_what_follows_it(either: ModuleType) -> None:
    stream = either.deflating()
    packed = stream.compress(b"short") + stream.flush(deflate.FINISH)
    opened = either.inflating()
    assert opened.decompress(packed + b"rest", 100) == b"short"
    assert (opened.eof, opened.unused_data) == (True, b"rest")


def test_bytes_that_are_no_deflate_are_told(either: ModuleType) -> None:
    with pytest.raises(either.BROKEN):
        either.inflating().decompress(b"\xff" * 100, 100)
