"""What our model does not name is not lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from archiver.books.gnucash.fields import others, plain


def test_a_row_is_kept_as_it_is_stored_without_what_is_empty() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.row_factory = sqlite3.Row
        row = database.execute("SELECT 'Élan' AS name, NULL AS notes, 0 AS active, '' AS tax").fetchone()
    assert plain(row) == {"name": "Élan", "active": 0, "tax": ""}


def test_what_no_column_takes_is_told_a_line_each() -> None:
    slots = {"notes": "kept elsewhere", "online-id": "7", "color": "#fff"}
    assert others(slots, ["notes"]) == "color: #fff\nonline-id: 7"
    assert others(slots, slots) is None
    assert others({}) is None
