"""What the columns of a sheet are headed by: the reader's words, the AICPA's names for tools, the source's own."""

from __future__ import annotations

from archiver.model import Column, Kind
from archiver.workbooks.edition import Edition
from archiver.workbooks.names import headings as single

FRONT = "start"
"""The sheets of the first workbook are for people, and no tool imports them: their headings are always words."""

_CAPITALS = {"id": "ID", "ids": "IDs", "sha256": "SHA256"}


def headings(kind: Kind, edition: Edition) -> list[str]:
    """The header row of a kind: one line each, none empty, none twice."""
    asked = "language" if kind.cycle == FRONT else edition.manner.headers
    if asked == "ads":
        return single(map(ads, kind.columns), "_{}")
    return single(_said(column, edition, asked) for column in kind.columns)


def ads(column: Column) -> str:
    """The name of a column in the Audit Data Standards; where they have none, its key written their way."""
    return column.ads or titled(column.key)


def titled(key: str) -> str:
    """A key written as those standards write names: ``customer_id`` as ``Customer_ID``."""
    return "_".join(_CAPITALS.get(word, word[:1].upper() + word[1:]) for word in key.split("_"))


def _said(column: Column, edition: Edition, asked: str) -> str:
    """The field of the source, where it is asked for and there is one; else the label of the edition's language."""
    own = column.field if asked == "source" else None
    return own or edition.words.choose(column.labels) or column.key
