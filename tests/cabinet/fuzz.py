"""Spoils cabinets at random for as long as it is told, and looks whether the reader stands it.

``python -m tests.cabinet.fuzz --seconds 60 [--seed N]``. Each round takes a sound cabinet, changes some of its bytes,
numbers or blocks (and often mends the checksums afterwards, so that it is not the checksum alone that saves us), and
reads it. The reader may refuse it, or give bytes that are announced; nothing else. What it says of a finding is enough
to see it again.
"""

from __future__ import annotations

import argparse
import random
import signal
import struct
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from archiver import errors
from archiver.cabinet import bag, writer
from archiver.cabinet import format as layout
from archiver.cabinet.content import Member
from archiver.cabinet.reader import Cabinet

STAMP = datetime(2026, 3, 31, tzinfo=UTC)
SLOW = 10  # seconds for a cabinet of some kilobytes
LARGE = 16_000_000  # bytes of memory for one of them
NUMBERS = (0, 1, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFD, 0xFFFE, 0xFFFF, 0x7FFF8000, 0x7FFFFFFF, 0xFFFFFFFF)
Spoil = Callable[[random.Random, bytearray], None]


class TooSlow(Exception):
    """One cabinet took too long."""


def sound(chance: random.Random, folder: Path) -> bytes:
    """A cabinet that is as it should be."""
    members = []
    for number in range(chance.randrange(1, 6)):
        path = folder / f"{number}"
        length = chance.choice((0, 1, 50, 5_000, 32_768, 40_000, 70_000))
        path.write_bytes(chance.randbytes(length) if chance.random() < 0.5 else b"and again, " * (length // 11))
        name = chance.choice((f"{number}.txt", f"data/{number}.xlsx", f"data/é{number}", f"a/b/c/{number}"))
        members.append(Member(name, path, packed=chance.choice((None, True, False))))
    if chance.random() < 0.3:
        (folder / "payload").write_bytes(b"p" * 100)
        packed = bag.members({"data/payload": folder / "payload"}, {"Mark": "NON-RESTORABLE"})
    else:
        packed = list(members)
    out = folder / "sound.cab"
    out.unlink(missing_ok=True)
    writer.write(out, packed, stamp=STAMP)
    return out.read_bytes()


def turn_bytes(chance: random.Random, data: bytearray) -> None:
    """Some bytes take other values."""
    for _ in range(chance.randrange(1, 5)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def set_numbers(chance: random.Random, data: bytearray) -> None:
    """Numbers of the tables take values at the edges."""
    for _ in range(chance.randrange(1, 4)):
        form = chance.choice(("<B", "<H", "<I"))
        at = chance.randrange(max(1, min(len(data) - 4, 300)))
        if len(data) < at + 4:
            return
        struct.pack_into(form, data, at, chance.choice(NUMBERS) & (1 << 8 * struct.calcsize(form)) - 1)


def cut(chance: random.Random, data: bytearray) -> None:
    """The end is missing, or something in between."""
    start = chance.randrange(len(data))
    del data[start : chance.choice((len(data), start + chance.randrange(1, 64)))]


def insert(chance: random.Random, data: bytearray) -> None:
    """Something more lies in it."""
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice((chance.randbytes(chance.randrange(1, 64)), bytes(data[: chance.randrange(1, 200)])))


def swap(chance: random.Random, data: bytearray) -> None:
    """Two stretches change places."""
    size = chance.randrange(1, 40)
    first, second = (chance.randrange(max(1, len(data) - size)) for _ in range(2))
    data[first : first + size], data[second : second + size] = data[second : second + size], data[first : first + size]


def spoil_blocks(chance: random.Random, data: bytearray) -> None:
    """Bytes of the blocks change, and their checksums say so."""
    for at in _blocks(data):
        if chance.random() < 0.5:
            header = layout.Block.unpack(bytes(data[at : at + 8]))
            for _ in range(chance.randrange(4)):
                place = at + 8 + chance.randrange(max(1, header.stored))
                if place < len(data):
                    data[place] = chance.randrange(256)
            sizes = (header.stored, chance.choice((header.size, *NUMBERS)) & 0xFFFF)
            data[at + 4 : at + 8] = struct.pack("<HH", *sizes)
    mend(data)


def mend(data: bytearray) -> None:
    """The checksums are those of the blocks as they are now."""
    for at in _blocks(data):
        _, stored, size = layout.Block.unpack(bytes(data[at : at + 8]))
        body = bytes(data[at + 8 : at + 8 + stored])
        if len(body) == stored:
            struct.pack_into("<I", data, at, layout.checksum(body, size))


def _blocks(data: bytearray) -> list[int]:
    """Where blocks seem to begin, as far as the tables can be followed."""
    found: list[int] = []
    if len(data) < layout.HEADER_SIZE:
        return found
    header = layout.Header.unpack(bytes(data[: layout.HEADER_SIZE]))
    for number in range(min(header.folder_count, 20)):
        entry = layout.HEADER_SIZE + number * layout.FOLDER_SIZE
        if entry + layout.FOLDER_SIZE > len(data):
            break
        folder = layout.Folder.unpack(bytes(data), entry)
        at = folder.offset
        for _ in range(min(folder.blocks, 20)):
            if at + 8 > len(data):
                break
            found.append(at)
            at += 8 + layout.Block.unpack(bytes(data[at : at + 8])).stored
    return found


SPOILING: tuple[Spoil, ...] = (turn_bytes, set_numbers, cut, insert, swap, spoil_blocks)


def read(path: Path) -> str:
    """Read a cabinet as ``verify`` and ``open`` do; what came of it. Anything but our own errors is a finding."""
    try:
        with Cabinet.open(path) as cabinet:
            announced = sum(member.size for member in cabinet.members)
            came = sum(len(piece) for member in cabinet.members for piece in cabinet.read(member))
            cabinet.check()
            bag.examine(cabinet)
            cabinet.unlike_ours(STAMP)
    except (errors.CabinetDamaged, errors.CabinetRefused) as error:
        return type(error).__name__
    if came != announced:
        raise AssertionError(f"{came} bytes came, {announced} were announced")
    return "read"


def rounds(seconds: float, seed: int, folder: Path) -> dict[str, int]:
    """Spoil and read until the time is over; how often each outcome was met."""
    met: dict[str, int] = {}
    end = time.monotonic() + seconds
    path = folder / "spoilt.cab"
    number = 0
    while time.monotonic() < end:
        number += 1
        chance = random.Random(f"{seed}/{number}")  # noqa: S311 - the same again for the same seed
        if number % 50 == 1:
            whole = sound(chance, folder)
        data = bytearray(whole)
        for spoil in chance.choices(SPOILING, k=chance.randrange(1, 4)):
            if data:
                spoil(chance, data)
        if chance.random() < 0.5:
            mend(data)
        path.write_bytes(data)
        try:
            outcome = _watched(path)
        except BaseException as odd:
            odd.add_note(f"seed {seed}, round {number}: {bytes(data).hex()[:4000]}")
            raise
        met[outcome] = met.get(outcome, 0) + 1
    return met


def _watched(path: Path) -> str:
    """Read with an eye on time and memory."""
    signal.alarm(SLOW)
    tracemalloc.start()
    try:
        outcome = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        signal.alarm(0)
    if peak > LARGE:
        raise AssertionError(f"{peak} bytes of memory")
    return outcome


def _slow(number: int, frame: FrameType | None) -> None:
    raise TooSlow(f"more than {SLOW} seconds")


def main() -> int:
    """Fuzz for a while, and say what was met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--seed", type=int, default=time.time_ns() & 0xFFFF_FFFF)
    asked = arguments.parse_args()
    signal.signal(signal.SIGALRM, _slow)
    with tempfile.TemporaryDirectory() as folder:
        met = rounds(asked.seconds, asked.seed, Path(folder))
    sys.stdout.write(f"seed {asked.seed}: {sum(met.values()):,} cabinets: {met}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
