"""The attached files of several archives together: those of an increment lie in a folder of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from operator import attrgetter
from pathlib import Path

from archiver.held import Composed, Held
from archiver.model import Kind, Record
from archiver.spool import Spool

KIND = "attachments"
FOLDER = "attachments/"
PACKED = f"data/{FOLDER}"


def rows(composed: Composed, archives: Sequence[Held], kind: Kind) -> Iterator[Record]:
    """The rows of the attachments, sorted by id, with the path that each file has among those of all archives."""
    place = kind.keys.index("path")

    def moved(held: Held, row: Record) -> Record:
        path = row.values[place]
        if held is archives[0] or not isinstance(path, str):
            return row
        path = f"{_folder(held)}{path.removeprefix(FOLDER)}"
        return row._replace(values=(*row.values[:place], path, *row.values[place + 1 :]))

    def layer(number: int, held: Held) -> Iterator[Record]:
        return (moved(held, row) for row in composed.layer(number, kind.key))

    return merge(*(layer(number, held) for number, held in enumerate(archives)), key=attrgetter("id"))


def copy(archives: Sequence[Held], spool: Spool, folder: Path) -> None:
    """Put the files that the rows of a draft speak of where they say, below ``folder``."""
    kind = spool.kind(KIND)
    wanted = {str(path) for _, (path,) in spool.stated(kind, ("path",)) if path} if kind else set()
    for held in archives:
        below = FOLDER if held is archives[0] else _folder(held)
        for name, pieces in held.files(PACKED):
            if f"{below}{name}" in wanted:
                path = folder / below / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as out:
                    out.writelines(pieces)


def _folder(held: Held) -> str:
    return f"{FOLDER}{held.page.archive.moment:%Y-%m-%dT%H%M%SZ}/"
