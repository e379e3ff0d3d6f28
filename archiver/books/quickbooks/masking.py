"""Masks put on while objects are read, and a list of them that survives a run that was killed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from archiver.books.quickbooks import masks
from archiver.books.quickbooks.entities import Item

FILE = "masked"


class Masking:
    """Masks every object unless it is to be ``unmasked``; ``found`` are the fields, as ``Entity.Field``."""

    def __init__(self, folder: Path, *, unmasked: bool) -> None:
        self._path, self._unmasked = folder / FILE, unmasked
        self._found = set(self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else ())
        self._kept = len(self._found)

    @property
    def found(self) -> Collection[str]:
        """All that were masked so far, in order."""
        return sorted(self._found)

    def masked(self, item: Item, entity: str) -> Item:
        """An object as it may go on."""
        if self._unmasked:
            return item
        shown, found = masks.masked(item, entity)
        self._found.update(found)
        return shown

    def keep(self) -> None:
        """Write down what was found since the last time."""
        if len(self._found) > self._kept:
            self._path.write_text("".join(f"{each}\n" for each in self.found), encoding="utf-8")
            self._kept = len(self._found)
