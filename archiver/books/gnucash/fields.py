"""What GnuCash says and our model does not name: carried in *other fields*, and in the source's own form."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping


def plain(row: sqlite3.Row) -> dict[str, object]:
    """A row as GnuCash stores it, without what it leaves empty."""
    return {key: row[key] for key in row.keys() if row[key] is not None}  # noqa: SIM118 - a Row iterates its values


def others(slots: Mapping[str, str], named: Collection[str] = ()) -> str | None:
    """The key-value pairs that no column takes, one a line."""
    left = [f"{key}: {value}" for key, value in sorted(slots.items()) if key not in named]
    return "\n".join(left) or None
