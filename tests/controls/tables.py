"""Rows held in memory, to be examined."""

from __future__ import annotations

from collections.abc import Iterable

from archiver import kinds
from archiver.model import Kind, Record


class Tables:
    """Rows of declared kinds; a kind is known if it was given, even with no rows."""

    def __init__(self, **rows: Iterable[Record]) -> None:
        self._rows = {key: list(each) for key, each in rows.items()}

    def kind(self, key: str) -> Kind | None:
        return kinds.kind(key) if key in self._rows else None

    def rows(self, kind: Kind) -> Iterable[Record]:
        return iter(self._rows[kind.key])
