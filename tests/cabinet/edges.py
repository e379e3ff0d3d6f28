"""Files at the edges: of blocks, of folders, of what names may be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from archiver.cabinet.writer import Member

STAMP = datetime(2026, 3, 31, 18, 0, 0, tzinfo=UTC)
SIZES = (0, 1, 3, 32_767, 32_768, 32_769, 65_536, (1 << 20) - 1, 1 << 20, (1 << 20) + 1)
NAMES = (
    "bagit.txt",
    "data/Écritures de l'année.xlsx",
    "data/attachments/bills/42/Reçu n° 7.pdf",
    "data/帳簿 📒.csv",
    "data/" + "x" * 200,
    "data/" + "é" * 100 + "/" + "z" * 49,
    "data/100% sûr.txt",
    "data/a/b/c/d/e/f.txt",
)


def contents() -> dict[str, bytes]:
    """What the edge files hold, by name; an empty one stands before, between and behind the others."""
    sizes = {f"data/{number:02}-{size}.bin": size for number, size in enumerate(SIZES)}
    sizes |= {name: 10 + number for number, name in enumerate(NAMES)}
    sizes |= {"data/empty-again.txt": 0, "data/last.bin": 1_500_000, "data/empty-at-the-end.txt": 0}
    return {name: hashlib.shake_128(name.encode()).digest(size) for name, size in sizes.items()}


def lay_out(files: dict[str, bytes], folder: Path) -> list[Member]:
    """Write the files below ``folder``, and what a cabinet of them is made of."""
    return list(_laid_out(files, folder))


def _laid_out(files: dict[str, bytes], folder: Path) -> Iterator[Member]:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        yield Member(name, path)
