"""Kinds as an archive has them, with what the records do not tell of them: order, meanings, and labels of codes."""

from __future__ import annotations

from dataclasses import replace

from archiver import kinds
from archiver.model import Column, Kind


def dressed(kind: Kind) -> Kind:
    """A kind of an archive, its own columns and labels kept; one that nobody declares stays as it is."""
    declared = {each.key: each for each in kinds.kinds()}.get(kind.key)
    if declared is None:
        return kind
    known = {column.key: column for column in declared.columns}
    columns = tuple(_dressed(column, known.get(column.key)) for column in kind.columns)
    order = tuple(key for key in declared.order if key in kind.keys)
    return replace(kind, columns=columns, meanings=declared.meanings, order=order)


def _dressed(column: Column, declared: Column | None) -> Column:
    return replace(column, meanings=declared.meanings, choices=declared.choices) if declared else column
