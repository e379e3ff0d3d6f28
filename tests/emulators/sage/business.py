"""One business as Sage keeps it: lists of items by their ids, what was deleted from them, and the files."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import RLock

from tests.emulators.exchange import Json

UNDATED = frozenset({"currencies", "payment_methods", "tax_types"})
"""Lists of Sage's own, whose items do not tell when they were made."""
PARTS = ("id", "displayed_as", "$path")
"""What a reference to an item holds, and a list that is not asked for all attributes."""


class Business:
    """``withheld`` has the status that a list is refused with, where country or plan do not offer it; ``sealed`` lists
    cannot be asked for what was deleted. Changes are dated by ``now``, one second after the other at least.
    """

    def __init__(self, name: str, country: str, currency: str, now: Callable[[], datetime]) -> None:
        self.id = hexed(name)
        self.name, self.country, self.currency = name, country, currency
        self.lock = RLock()
        self.tables: dict[str, dict[str, Json]] = {}
        self.gone: dict[str, dict[str, Json]] = {}
        self.settings: dict[str, Json] = {}
        self.withheld: dict[str, int] = {}
        self.files: dict[str, bytes] = {}
        self.now = now
        self._numbers = itertools.count(1)

    def items(self, path: str) -> list[Json]:
        """All items of a list."""
        return list(self.tables.get(path, {}).values())

    def ids(self, path: str) -> set[str]:
        """Their ids."""
        return set(self.tables.get(path, {}))

    def get(self, path: str, id_: str) -> Json:
        """One of them."""
        return self.tables[path][id_]

    def add(self, path: str, called: str, id_: str = "", **fields: object) -> Json:
        """One more item in a list; its id, unless it is one of the names that Sage itself gives."""
        with self.lock:
            id_ = id_ or hexed(f"{self.id}/{next(self._numbers)}")
            moment = stamp(self.now())
            head = {"id": id_, "displayed_as": called, "$path": f"/{path}/{id_}"}
            dated = {} if path in UNDATED else {"created_at": moment, "updated_at": moment}
            item = {**head, **dated, **fields}
            return self.tables.setdefault(path, {}).setdefault(id_, item)

    def change(self, path: str, id_: str, **fields: object) -> Json:
        """Other values in an item, which is dated anew."""
        with self.lock:
            item = self.tables[path][id_]
            item.update(fields, updated_at=stamp(self.now()))
            return item

    def delete(self, path: str, id_: str) -> None:
        """Take an item away. Its postings stay, and say that they are deleted."""
        with self.lock:
            item = self.tables[path].pop(id_)
            self.gone.setdefault(path, {})[id_] = {**item, "deleted_at": stamp(self.now())}
            self._unpost(item)

    def void(self, path: str, id_: str, reason: str) -> None:
        """Void a document: it stays, counts no more, and its postings say that they are deleted."""
        with self.lock:
            status = {"id": "VOID", "displayed_as": "Void", "$path": "/artefact_statuses/VOID"}
            item = self.change(path, id_, status=status, void_reason=reason, outstanding_amount="0.0")
            self._unpost(item)

    def _unpost(self, item: Json) -> None:
        transaction = (item.get("transaction") or {}).get("id")
        for entry in self.items("ledger_entries") if transaction else ():
            if entry["transaction"]["id"] == transaction:
                self.change("ledger_entries", entry["id"], deleted=True)
        if transaction:
            self.change("transactions", transaction, deleted=True)

    def postings(self) -> Iterator[Json]:
        """The ledger entries that count."""
        return (each for each in self.items("ledger_entries") if not each["deleted"])


def reference(item: Json) -> Json:
    """An item as others refer to it."""
    return {part: item[part] for part in PARTS}


def stamp(moment: datetime) -> str:
    """A moment as Sage writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def hexed(text: str) -> str:
    """The id that Sage would give: the same for the same text."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
