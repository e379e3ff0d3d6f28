"""The ids that were read of one family, kept beside the pages: whoever goes on where a run was killed needs them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

CAME, GONE = "+", "-"


class Known:
    """Ids in the order of their reading, in a file of one line for each that came, or went.

    ``place`` is how many lines there are; ``last`` the id that came last; ``untold`` how many more were read that the
    file does not tell of. A run that goes on from a page begins at that page's place, and what was written after it is
    forgotten. Errors: ``OSError`` where the disk fails.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids: set[str] = set()
        self.place = self.untold = 0
        self.last: str | None = None

    def __len__(self) -> int:
        return len(self._ids) + self.untold

    def __contains__(self, id_: str) -> bool:
        return id_ in self._ids

    @property
    def ids(self) -> frozenset[str]:
        """All of them."""
        return frozenset(self._ids)

    def restore(self, place: int | None = None) -> bool:
        """Know again what was known at a place, or in the end; whether the file tells."""
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        if not lines or (place is not None and len(lines) < place):
            return False
        self.forget()
        kept = lines[:place]
        for line in kept:
            self._enter(line)
        self._path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        return True

    def trust(self, read: int, last: str) -> None:
        """So many were read, the one called ``last`` in the end; the others are not known by their ids."""
        self.forget()
        self.add([last])
        self.untold = read - 1

    def forget(self) -> None:
        """Begin anew."""
        self._path.unlink(missing_ok=True)
        self._ids.clear()
        self.place = self.untold = 0
        self.last = None

    def add(self, ids: Iterable[str]) -> None:
        """These were read."""
        self._write([f"{CAME}{each}" for each in ids if each not in self._ids])

    def drop(self, ids: Iterable[str]) -> None:
        """These are not there any more."""
        self._write([f"{GONE}{each}" for each in ids if each in self._ids])

    def _write(self, lines: list[str]) -> None:
        for line in lines:
            self._enter(line)
        if lines:
            with self._path.open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)

    def _enter(self, line: str) -> None:
        self.place += 1
        sign, id_ = line[:1], line[1:]
        if sign == GONE:
            self._ids.discard(id_)
        else:
            self._ids.add(id_)
            self.last = id_
