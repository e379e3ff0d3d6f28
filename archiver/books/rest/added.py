"""Kinds that a source has and others have not, declared in a line or two."""

from __future__ import annotations

from archiver import kinds
from archiver.model import Column, Kind

FIRST, LAST = "id", kinds.OTHER


def kind(key: str, cycle: str, *columns: Column, en: str, fr: str, order: tuple[str, ...] = (FIRST,)) -> Kind:
    """A kind of this source's own: its id, its columns, *other fields*. No total of the books counts it."""
    said = {"en": en, "fr-CA": fr, "fr-FR": fr, "fr-CH": fr}
    pattern = {column.key: column for column in kinds.kind("payment_methods").columns}
    return Kind(key, cycle, 0, (pattern[FIRST], *columns, pattern[LAST]), said, said, order)
