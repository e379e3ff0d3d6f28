"""Documents that count no more: those that were voided, and those that are gone since the archive before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from archiver.controls import Tables
from archiver.controls.columns import stated
from archiver.model import Kind, Record, State, Value

PARTIES = ("customer", "vendor", "employee", "name")
COLUMNS = ("id", "number", "date", "currency", "last_total", "changed", *PARTIES)


def rows(tables: Tables, kind: Kind, moment: datetime) -> Iterator[Record]:
    """A row for each, of every type of document that has a sheet; what is gone was found so at ``moment``."""
    for key in kind.columns[kind.keys.index("document_kind")].choices:
        for state, values in stated(tables, key, COLUMNS):
            if state is not State.LIVE:
                yield _row(kind, key, state, dict(zip(COLUMNS, values, strict=True)), moment)


def _row(kind: Kind, key: str, state: State, known: dict[str, Value], moment: datetime) -> Record:
    id_ = f"{key}/{known['id']}"
    values: dict[str, Value] = {
        "id": id_,
        "document_kind": key,
        "document_id": known["id"],
        "number": known["number"],
        "date": known["date"],
        "party": next((known[each] for each in PARTIES if known[each]), None),
        "currency": known["currency"],
        "last_total": known["last_total"],
        "state": state.value,
        "known_since": moment if state is State.DELETED else known["changed"],
    }
    return Record(id_, id_, kind.values(values))
