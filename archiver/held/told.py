"""Changes as rows of the kind *changes*: what people read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from archiver import kinds
from archiver.held.change import Change, shown
from archiver.model import Record, Value
from archiver.words import Words


def rows(changes: Iterable[Change], words: Words) -> Iterator[Record]:
    """A row for each column that changed, or one for a record that is there no longer, or was not before."""
    kind = kinds.kind("changes")
    number = 0
    for change in changes:
        told = _told(change, words)
        for given in _columns(change, words) or [{}]:
            number += 1
            id_ = f"{number:08d}"
            yield Record(id_, id_, kind.values({"id": id_, **told, **given}))


def _told(change: Change, words: Words) -> dict[str, Value]:
    return {
        "change": change.what.value,
        "kind": words.choose(change.kind.labels),
        "document_id": change.row.id,
        "number": change.value("number"),
        "date": change.value("date"),
        "party": change.party,
    }


def _columns(change: Change, words: Words) -> list[Mapping[str, Value]]:
    return [
        {
            "column": words.choose(column.labels),
            "before": shown(before, column, words),
            "after": shown(after, column, words),
        }
        for column, before, after in change.differences
    ]
