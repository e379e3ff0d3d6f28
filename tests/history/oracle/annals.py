"""What a system keeps of its books besides themselves: when each document was made and changed, and what is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from archiver.model import Bookmark, Record
from tests.history.oracle.shop import Shop
from tests.history.oracle.stated import FAMILIES, KINDS, Rows, Statement
from tests.history.oracle.truth import Fact, Truth

COUNTED = ("customers", "invoices")
"""Families whose bookmark is the number of the last edit, and no moment."""


class Stamp(NamedTuple):
    """A moment, and the number of the edit that it was."""

    moment: datetime
    edit: int


@dataclass(frozen=True)
class Entered:
    """A document as it is shown: ``bare`` are its rows before anything was stamped on them."""

    bare: Rows
    rows: Rows
    created: datetime
    changed: Stamp
    version: int = 0


class Annals:
    """The books as their system keeps them. A document has changed as soon as it shows anything else than before,
    be it only the new name of a customer.
    """

    def __init__(self, shop: Shop, now: datetime) -> None:
        self.shop = shop
        self.edit = 0
        self.there: dict[str, dict[str, Entered]] = {family: {} for family in FAMILIES}
        self.gone: dict[str, dict[str, Stamp]] = {family: {} for family in FAMILIES}
        self.enter(now)

    def enter(self, now: datetime) -> None:
        """Take notice of all that was edited since the last time, at this moment."""
        self.edit += 1
        stamp, seen = Stamp(now, self.edit), {family: set[str]() for family in FAMILIES}
        for family, id_, rows in Statement(self.shop).documents():
            seen[family].add(id_)
            known = self.there[family].get(id_)
            if known is None:
                self.there[family][id_] = _entered(rows, now, stamp, 0)
            elif known.bare != rows:
                self.there[family][id_] = _entered(rows, known.created, stamp, known.version + 1)
            self.gone[family].pop(id_, None)
        for family, there in self.there.items():
            for id_ in there.keys() - seen[family]:
                del there[id_]
                self.gone[family][id_] = stamp

    def bookmark(self, now: datetime) -> Bookmark:
        """How far whoever reads now will have read."""
        return Bookmark(now, str(self.edit))

    def changed(self, family: str, since: Bookmark) -> list[str]:
        """The documents that were made or changed since a bookmark, by id."""
        return sorted(id_ for id_, each in self.there[family].items() if _is_since(each.changed, since, family))

    def deleted(self, family: str, since: Bookmark) -> list[str]:
        """Those that are gone since then."""
        return sorted(id_ for id_, stamp in self.gone[family].items() if _is_since(stamp, since, family))

    def truth(self) -> Truth:
        """All that is true now."""
        found: dict[str, dict[str, Fact]] = {}
        for family, there in self.there.items():
            for entered in there.values():
                for kind, rows in entered.rows.items():
                    found.setdefault(kind, {}).update((row.id, Fact(family, row)) for row in rows)
        return found | {"attachments": dict(self._numbered(found.get("attachments", {}).values()))}

    def _numbered(self, files: Iterable[Fact]) -> Iterator[tuple[str, Fact]]:
        """Files as archives show them: with the number of the document that each belongs to."""
        keys = KINDS["attachments"].keys
        for family, row in files:
            given = dict(zip(keys, row.values, strict=True))
            document = self.shop.documents[str(given["document_kind"])][str(given["document_id"])]
            values = tuple((given | {"document_number": document.number}).values())
            yield row.id, Fact(family, row._replace(values=values))


def _is_since(stamp: Stamp, since: Bookmark, family: str) -> bool:
    """Some families go by a count of edits; others by a clock, which may say the same for two of them."""
    if family in COUNTED and since.token is not None:
        return stamp.edit > int(since.token)
    return stamp.moment >= since.moment


def _entered(bare: Rows, created: datetime, stamp: Stamp, version: int) -> Entered:
    """A document with its stamps, on the row that it is called after."""
    rows = {
        key: [_stamped(row, created, stamp.moment, version) if row.id == row.document else row for row in each]
        for key, each in bare.items()
    }
    return Entered(bare, rows, created, stamp, version)


def _stamped(row: Record, created: datetime, changed: datetime, version: int) -> Record:
    source: Mapping[str, object] = {"Id": row.id, "SyncToken": version}
    return row._replace(version=str(version), created=created, changed=changed, source=source)
