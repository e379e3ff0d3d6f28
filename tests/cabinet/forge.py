"""Makes cabinets by hand, sound ones and others, out of the structures of the format, and asks the reader of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from archiver import errors
from archiver.cabinet import format as layout
from archiver.cabinet.reader import Cabinet
from archiver.words import Words

DATA = b"attack!"


class Entry(NamedTuple):
    """A line of the file table, as its bytes say it."""

    name: bytes
    size: int = 7
    offset: int = 0
    folder: int = 0
    attributes: int = layout.ARCHIVE


def forge(
    entries: Sequence[Entry] = (Entry(b"a.txt"),),
    runs: Sequence[bytes] = (DATA,),
    *,
    header: Callable[[layout.Header], layout.Header] = lambda header: header,
    folder: Callable[[layout.Folder], layout.Folder] = lambda folder: folder,
    block: Callable[[layout.Block], layout.Block] = lambda block: block,
    reserve: bytes = b"",
) -> bytes:
    """A cabinet of these files over folders with these bytes; the callables may spoil each structure."""
    files = b"".join(
        layout.File(entry.size, entry.offset, entry.folder, 33, 0, entry.attributes).pack(entry.name)
        for entry in entries
    )
    folders_at = layout.HEADER_SIZE + len(reserve)
    files_at = folders_at + len(runs) * layout.FOLDER_SIZE
    *offsets, size = layout.starts(files_at + len(files), [len(run) for run in runs])
    folders = b"".join(
        folder(layout.Folder(offset, layout.block_count(len(run)))).pack()
        for offset, run in zip(offsets, runs, strict=True)
    )
    head = layout.Header(
        size=size,
        files_at=files_at,
        folder_count=len(runs),
        file_count=len(entries),
        flags=layout.HAS_RESERVE if reserve else 0,
    )
    return header(head).pack() + reserve + folders + files + b"".join(_blocks(run, block) for run in runs)


def place(folder: Path, data: bytes) -> Path:
    """A file with this content."""
    path = folder / "a.cab"
    path.write_bytes(data)
    return path


def verdict(path: Path) -> str:
    """What the reader says against a cabinet, opened and read to its end; nothing where it is sound."""
    try:
        with Cabinet.open(path) as cabinet:
            cabinet.check()
    except (errors.CabinetRefused, errors.CabinetDamaged) as error:
        return f"{type(error).__name__}: {Words('en').fact(error.facts['reason'])}"
    return ""


def _blocks(run: bytes, spoil: Callable[[layout.Block], layout.Block]) -> bytes:
    pieces = [run[at : at + layout.BLOCK] for at in range(0, len(run), layout.BLOCK)]
    return b"".join(spoil(layout.Block.uncompressed(piece)).pack() + piece for piece in pieces)
