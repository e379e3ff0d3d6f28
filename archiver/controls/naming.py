"""The documents that a control speaks of: the first of them by name, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.words import N_, phrase

AT_MOST = 10


def named(names: Sequence[object], count: int | None = None) -> list[object]:
    """The first names as a fact of a phrase, and how many more there are; ``count`` is of all, if not all are here."""
    first = list(names[:AT_MOST])
    more = (len(names) if count is None else count) - len(first)
    return [*first, phrase(N_("and {more} more"), more=more)] if more > 0 else first
