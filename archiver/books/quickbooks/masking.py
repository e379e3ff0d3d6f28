"""Masks put on while objects are read, and a list of them that survives a run that was killed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from archiver.books.quickbooks import masks
from archiver.books.quickbooks.entities import Item
from archiver.books.rest.masks import fields


class Masking:
    """Masks every object unless it is to be ``unmasked``; ``found`` are the fields, as ``Entity.Field``."""

    def __init__(self, folder: Path, *, unmasked: bool) -> None:
        self._unmasked, self._fields = unmasked, fields(folder, unmasked=unmasked)

    @property
    def found(self) -> Collection[str]:
        """All that were masked so far, in order."""
        return self._fields.found

    def masked(self, item: Item, entity: str) -> Item:
        """An object as it may go on."""
        if self._unmasked:
            return item
        shown, found = masks.masked(item, entity)
        self._fields.add(found)
        return shown

    def keep(self) -> None:
        """Write down what was found since the last time."""
        self._fields.keep()
