"""A small cabinet, spoilt in every way there is: refused, or read as it was; never a crash, a hang, or another byte.

Every byte takes every value that differs from it in one bit, and its extremes; every field of the tables its own
extremes; the file is cut at every byte, and lengthened.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import writer
from archiver.cabinet.content import Member
from archiver.cabinet.reader import Cabinet
from tests.cabinet.edges import STAMP
from tests.cabinet.forge import place

FILES = {"a.txt": b"attack at dawn " * 5, "data/é.txt": b"", "data/b.bin": bytes(range(60))}
WIDTHS = {1: "<B", 2: "<H", 4: "<I"}
EXTREMES = {width: (0, 1, (1 << 8 * width - 1) - 1, 1 << 8 * width - 1, (1 << 8 * width) - 1) for width in WIDTHS}


@pytest.fixture(scope="module", params=[False, True], ids=["none", "MSZIP"])
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A cabinet of a few bytes."""
    folder = tmp_path_factory.mktemp("sound")
    for number, data in enumerate(FILES.values()):
        (folder / str(number)).write_bytes(data)
    members = [Member(name, folder / str(number), packed=request.param) for number, name in enumerate(FILES)]
    writer.write(folder / "a.cab", members, stamp=STAMP)
    return (folder / "a.cab").read_bytes()


def read(path: Path) -> dict[str, bytes] | None:
    """What comes out of a cabinet; None where it is refused."""
    try:
        with Cabinet.open(path) as cabinet:
            cabinet.check()
            return {member.name: b"".join(cabinet.read(member)) for member in cabinet.members}
    except (errors.CabinetDamaged, errors.CabinetRefused):
        return None


def flips(sound: bytes) -> Iterator[tuple[int, bytes]]:
    """Each byte with each of its bits turned, and at its extremes."""
    for at, byte in enumerate(sound):
        for other in {byte ^ 1 << bit for bit in range(8)} | {0, 0x7F, 0x80, 0xFF} - {byte}:
            yield at, sound[:at] + bytes([other]) + sound[at + 1 :]


def fields(sound: bytes) -> Iterator[tuple[int, bytes]]:
    """Each place in the tables as a number of each width, at its extremes."""
    tables = sound.index(b"attack") if b"attack" in sound else 160
    for width, form in WIDTHS.items():
        for at in range(4, min(tables, len(sound) - width)):
            for value in EXTREMES[width]:
                yield at, sound[:at] + struct.pack(form, value) + sound[at + width :]


def unannounced(found: dict[str, bytes] | None) -> list[str]:
    """What a spoilt cabinet gives that the sound one does not: contents under any name but their own."""
    return [name for name, data in (found or {}).items() if data not in FILES.values()]


def test_the_sound_one_is_read(tmp_path: Path, sound: bytes) -> None:
    assert read(place(tmp_path, sound)) == FILES


def test_every_byte_turned(tmp_path: Path, sound: bytes) -> None:
    """Only what is no content may change: names, dates, attributes, and numbers that nobody reads."""
    path = tmp_path / "a.cab"
    for _, spoilt in flips(sound):
        path.write_bytes(spoilt)
        assert unannounced(read(path)) == []


def test_every_field_at_its_extremes(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "a.cab"
    for _, spoilt in fields(sound):
        path.write_bytes(spoilt)
        assert unannounced(read(path)) == []


def test_cut_at_every_byte(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "a.cab"
    for length in range(len(sound)):
        path.write_bytes(sound[:length])
        assert read(path) is None


def test_lengthened(tmp_path: Path, sound: bytes) -> None:
    for more in (b"\0", sound, b"x" * 100):
        assert read(place(tmp_path, sound + more)) is None
