"""A change of a record, as a person and as a program are told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.held.change import Change
    from archiver.model import Value

HEADS = (
    N_("Change"), N_("Sheet"), N_("Number"), N_("Party"), N_("Column"), N_("Before"), N_("After"),
)  # fmt: skip
SAID = {"added": N_("added"), "changed": N_("changed"), "voided": N_("voided"), "deleted": N_("deleted")}


def rows(change: Change, words: Words) -> Iterator[list[object]]:
    """A row of a table for each column that changed, or one for a record as a whole."""
    from archiver.held.change import shown

    number = change.value("number") or change.row.id
    told: list[object] = [words(SAID[change.what]), words.choose(change.kind.labels), number, change.party]
    for column, before, after in change.differences:
        yield [*told, words.choose(column.labels), shown(before, column, words), shown(after, column, words)]
    if not change.differences:
        yield [*told, None, None, None]


def told(change: Change) -> dict[str, object]:
    """The change for a program: codes and keys, amounts as text."""
    differences = [
        {"column": column.key, "before": plain(before), "after": plain(after)}
        for column, before, after in change.differences
    ]
    return {
        "change": change.what.value,
        "kind": change.kind.key,
        "id": change.row.id,
        "document": change.row.document,
        "number": plain(change.value("number")),
        "party": plain(change.party),
        "columns": differences,
    }


def plain(value: Value) -> object:
    """A value for a program: flags and whole numbers as they are, anything else as text."""
    match value:
        case None | bool() | int():
            return value
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            return value


def values(keys: tuple[str, ...], given: tuple[Value, ...]) -> Mapping[str, object]:
    """What a row holds, by column; what is absent is left out."""
    return {key: plain(value) for key, value in zip(keys, given, strict=True) if value is not None}
