"""The blocks of a folder, asked for in any order, and everything that can be wrong with compressed ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.cabinet import format as layout
from archiver.cabinet import mszip, writer
from archiver.cabinet.reader import Cabinet
from archiver.cabinet.writer import Member
from tests.cabinet.edges import STAMP
from tests.cabinet.forge import place, verdict

TEXT = b"".join(b"%d;Boulangerie du Lac\n" % number for number in range(20_000))
Pack = Callable[[list[bytes]], list[tuple[layout.Block, bytes]]]


@pytest.mark.parametrize("packed", [False, True])
def test_files_of_a_folder_are_read_in_any_order(tmp_path: Path, packed: bool) -> None:
    names = [f"{number}" for number in range(6)]
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(TEXT[number * 50_000 :][:150_000])
    members = [Member(name, tmp_path / name, packed=packed) for name in names]
    writer.write(tmp_path / "a.cab", members, stamp=STAMP)
    with Cabinet.open(tmp_path / "a.cab") as cabinet:
        by_name = {member.name: member for member in cabinet.members}
        for name in ["3", "0", "5", "5", "1", "4", "2"]:
            assert b"".join(cabinet.read(by_name[name])) == (tmp_path / name).read_bytes()
        first, second = cabinet.read(by_name["0"]), cabinet.read(by_name["4"])
        turns = [(next(first), next(second)) for _ in range(3)]
    assert b"".join(turn[0] for turn in turns) == (tmp_path / "0").read_bytes()[: 3 * layout.BLOCK]


def compressed(spoil: Callable[[int, layout.Block, bytes], tuple[layout.Block, bytes]]) -> bytes:
    """A cabinet of one file in three compressed blocks, each of them maybe spoilt."""
    data, packer = TEXT[:80_000], mszip.Packer()
    run = b""
    for number in range(3):
        piece = data[number * layout.BLOCK : (number + 1) * layout.BLOCK]
        stored = packer.pack(piece)
        block, stored = spoil(number, layout.Block.of(stored, len(piece)), stored)
        run += block.pack() + stored
    files = layout.File(len(data), 0, 0, 33, 0, layout.ARCHIVE).pack(b"a")
    at = layout.HEADER_SIZE + layout.FOLDER_SIZE + len(files)
    header = layout.Header(size=at + len(run), files_at=44, folder_count=1, file_count=1)
    return header.pack() + layout.Folder(at, 3, layout.MSZIP).pack() + files + run


SPOILT: dict[str, tuple[Callable[[int, layout.Block, bytes], tuple[layout.Block, bytes]], str]] = {
    "sound": (lambda n, header, stored: (header, stored), ""),
    "checksum": (lambda n, header, stored: (header._replace(checksum=n), stored), "does not match its checksum"),
    "no checksum": (lambda n, header, stored: (header._replace(checksum=0), stored), "does not match its checksum"),
    "stored size": (lambda n, header, stored: (header._replace(stored=0), stored), "wrong size"),
    "too large": (lambda n, header, stored: (header._replace(stored=mszip.LONGEST + 1), stored), "wrong size"),
    "beyond the end": (
        lambda n, header, stored: (header._replace(stored=header.stored + (n == 2)), stored),
        "wrong size",
    ),
    "size": (lambda n, header, stored: (header._replace(size=1), stored), "wrong size"),
    "no deflate": (lambda n, header, stored: _summed(b"CK" + b"\xff" * 50, header.size), "cannot be expanded"),
    "no mark": (lambda n, header, stored: _summed(b"XX" + stored[2:], header.size), "cannot be expanded"),
    "too much comes out": (lambda n, header, stored: _summed(_zeros(1_000_000), header.size), "cannot be expanded"),
    "too little comes out": (lambda n, header, stored: _summed(_zeros(100), header.size), "cannot be expanded"),
    "something behind": (lambda n, header, stored: (header, stored + b"x" * (n == 2)), "1 bytes follow the last block"),
}


def _summed(stored: bytes, size: int) -> tuple[layout.Block, bytes]:
    return layout.Block.of(stored, size), stored


def _zeros(count: int) -> bytes:
    return mszip.Packer().pack(bytes(count))


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=SPOILT)
def test_compressed_blocks_are_believed_only_whole(
    tmp_path: Path, spoil: Callable[[int, layout.Block, bytes], tuple[layout.Block, bytes]], said: str
) -> None:
    found = verdict(place(tmp_path, compressed(spoil)))
    assert (found == "") == (said == "")
    assert said in found
