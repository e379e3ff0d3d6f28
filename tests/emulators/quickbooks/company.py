"""A company's books as QuickBooks keeps them, and what an owner does to them between two exports."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.entities import ENTITIES
from tests.emulators.quickbooks.rows import Row, row

if TYPE_CHECKING:
    from tests.emulators.quickbooks.ledger import Posting

DETAILS = ("SalesItemLineDetail", "ItemBasedExpenseLineDetail", "GroupLineDetail")
QUANTITIES = ("Qty", "UnitPrice", "TaxAmount", "Quantity")


class Company:
    """One company. Every edit happens at ``now()``; balances follow by themselves where ``settles`` is set.

    ``deleted`` lists (entity, Id, instant). ``withheld`` are entities that are refused, with a code. ``cells`` is how
    much of a report is given at most, and without ``reports`` there is none. ``tax_accounts`` says which account a tax
    rate is posted to, and ``unseen`` are postings that no entity stands behind. ``files`` are the bytes of attachables.
    """

    zone = ZoneInfo("America/Toronto")

    def __init__(self, realm: str, name: str, now: Callable[[], datetime]) -> None:
        self.realm = realm
        self.name = name
        self.now = now
        self.tables: dict[str, dict[str, Row]] = {entity: {} for entity in ENTITIES}
        self.deleted: list[tuple[str, str, float]] = []
        self.withheld: dict[str, str] = {}
        self.tax_accounts: dict[str, str] = {}
        self.unseen: list[Posting] = []
        self.files: dict[str, bytes] = {}
        self.cells = 400_000
        self.settles = False
        self.reports = True
        self.version = 0
        self.lock = threading.RLock()
        self._last = 0

    @property
    def entities(self) -> tuple[str, ...]:
        """Those that have rows."""
        return tuple(name for name, rows in self.tables.items() if rows)

    def ids(self, entity: str) -> list[str]:
        """Every row, active or not."""
        return list(self.tables[entity])

    def item(self, entity: str, ref: str) -> Json:
        """A fresh copy of one row."""
        return self.tables[entity][ref].item()

    def items(self, entity: str) -> list[Json]:
        """Fresh copies of all rows."""
        return [each.item() for each in self.tables[entity].values()]

    def balances(self, as_of: date | None = None) -> dict[str, Decimal]:
        """What the ledger says of each account, in home currency, debit positive, to the end of that day."""
        from tests.emulators.quickbooks.ledger import postings  # the ledger is made of companies

        sums: dict[str, Decimal] = {}
        for each in postings(self):
            if as_of is None or each.day <= as_of.isoformat():
                sums[each.account] = sums.get(each.account, Decimal(0)) + each.amount
        return sums

    def add(self, entity: str, item: Json, at: datetime | None = None) -> str:
        """Enter a row; its Id, moments and the like are put there. Gives the Id."""
        with self.lock:
            ref = str(item.get("Id", self._last + 1))
            moment = (at or self.now()).astimezone(self.zone).isoformat(timespec="seconds")
            stamps = {"CreateTime": moment, "LastUpdatedTime": moment}
            head = {"domain": "QBO", "sparse": False, "Id": ref, "SyncToken": "0", "MetaData": stamps}
            whole = {**head, **item}
            if entity == "ExchangeRate":  # it has no Id
                del whole["Id"]
            self.put(entity, whole)
            self._follow()
            return ref

    def again(self, entity: str, ref: str | None = None) -> str:
        """Enter one more like that one, or like the newest: with an Id of its own, and nothing paid or linked."""
        with self.lock:
            item = self.item(entity, ref) if ref else next(filter(_worth_something, reversed(self.items(entity))))
            for name in ("Id", "SyncToken", "MetaData", "LinkedTxn"):
                item.pop(name, None)
            if "DocNumber" in item:
                item["DocNumber"] = f"{item['DocNumber']}-{self._last + 1}"
            for name in ("Name", "DisplayName", "FullyQualifiedName"):
                if name in item:
                    item[name] = f"{item[name]} {self._last + 1}"
            for line in item.get("Line", ()):
                line.pop("LinkedTxn", None)
            return self.add(entity, item)

    def change(self, entity: str, ref: str, **fields: object) -> None:
        """Edit a row: these fields are replaced, None takes one away."""
        with self.lock:
            item = {**self.item(entity, ref), **fields}
            self._touch(item)
            self.put(entity, {name: value for name, value in item.items() if value is not None})
            self._follow()

    def void(self, entity: str, ref: str) -> None:
        """Every amount and quantity becomes 0, and the note says so; the links go."""
        with self.lock:
            item = self.item(entity, ref)
            note = item.get("PrivateNote")
            item.update(PrivateNote=f"Voided - {note}" if note else "Voided")
            for name in ("TotalAmt", "Balance", "UnappliedAmt", "HomeTotalAmt", "HomeBalance"):
                if name in item:
                    item[name] = 0
            if entity in {"Payment", "BillPayment"}:
                item["Line"] = []
            item["Line"] = [_voided(line) for line in item.get("Line", ())]
            if "TxnTaxDetail" in item:
                item["TxnTaxDetail"] = {"TotalTax": 0}
            item["LinkedTxn"] = []
            self._touch(item)
            self.put(entity, item)
            self._follow()

    def delete(self, entity: str, ref: str) -> None:
        """A document is gone, and only change data capture tells of it."""
        with self.lock:
            del self.tables[entity][ref]
            self.version += 1
            self.files.pop(ref, None)
            self.deleted.append((entity, ref, self.now().timestamp()))
            self._follow()

    def deactivate(self, entity: str, ref: str) -> None:
        """What an owner calls deleting an entry of a list."""
        label = ENTITIES[entity].label
        name = self.item(entity, ref)[label]
        full = {"FullyQualifiedName": f"{name} (deleted)"} if "FullyQualifiedName" in self.item(entity, ref) else {}
        self.change(entity, ref, **{label: f"{name} (deleted)", "Active": False, **full})

    def merge(self, entity: str, keep: str, gone: str) -> None:
        """Two entries of a list become one: old documents point to the other, without being touched by it."""
        with self.lock:
            target = self.item(entity, keep)
            name = target.get("FullyQualifiedName", target.get(ENTITIES[entity].label, ""))
            for other, rows in self.tables.items():
                for each in list(rows.values()):
                    item = each.item()
                    if _pointed(item, f"{entity}Ref", gone, {"value": keep, "name": name}):
                        self.put(other, item)
            self.deactivate(entity, gone)

    def attach(self, entity: str, ref: str, name: str, data: bytes, note: str | None = None) -> str:
        """Hang a file on a document."""
        kinds = {"pdf": "application/pdf", "png": "image/png", "txt": "text/plain"}
        kind = kinds.get(name.rpartition(".")[2], "application/octet-stream")
        hung = [{"EntityRef": {"value": ref, "type": entity}, "IncludeOnSend": False}]
        item: Json = {"FileName": name, "Size": len(data), "ContentType": kind, "AttachableRef": hung}
        with self.lock:
            self._last += 1
            number = str(5_000_000_000_000_000_000 + self._last)
            self.files[number] = data
            return self.add("Attachable", {**item, "Id": number, **({"Note": note} if note else {})})

    def withhold(self, entity: str, code: str = "500") -> None:
        """Refuse that entity from now on, as to a plan or an application that has it not."""
        self.withheld[entity] = code

    def put(self, entity: str, item: Json) -> None:
        """Keep a row as it is given."""
        kept = row(item, ENTITIES[entity].label)
        self.tables[entity][kept.id] = kept
        self.version += 1
        if kept.id.isdigit() and len(kept.id) < 15:
            self._last = max(self._last, int(kept.id))

    def twin(self) -> Company:
        """Another company that is the same until one of them is edited."""
        other = Company(self.realm, self.name, self.now)
        other.tables = {entity: dict(rows) for entity, rows in self.tables.items()}
        other.deleted, other.unseen = list(self.deleted), list(self.unseen)
        other.withheld, other.tax_accounts, other.files = dict(self.withheld), dict(self.tax_accounts), dict(self.files)
        other.settles, other.version, other._last = self.settles, self.version, self._last
        return other

    def _touch(self, item: Json) -> None:
        item["SyncToken"] = str(int(item.get("SyncToken", 0)) + 1)
        moment = self.now().astimezone(self.zone).isoformat(timespec="seconds")
        item["MetaData"] = {**item.get("MetaData", {}), "LastUpdatedTime": moment}

    def _follow(self) -> None:
        if self.settles:
            from tests.emulators.quickbooks.balances import settle  # balances are made of companies

            settle(self, self.now())


def _worth_something(item: Json) -> bool:
    return bool(item.get("TotalAmt", 1) or not str(item.get("PrivateNote", "")).startswith("Voided"))


def _voided(line: Json) -> Json:
    line = {name: value for name, value in line.items() if name != "LinkedTxn"}
    if "Amount" in line:
        line["Amount"] = 0
    for detail in DETAILS:
        if detail in line:
            zeros = {name: 0 for name in QUANTITIES if name in line[detail]}
            line[detail] = {**line[detail], **zeros}
            if "Line" in line[detail]:
                line[detail]["Line"] = [_voided(inner) for inner in line[detail]["Line"]]
    return line


def _pointed(value: Any, name: str, gone: str, target: Json) -> bool:  # noqa: ANN401 (any JSON)
    """Lead every reference of that name elsewhere; whether there was one."""
    if isinstance(value, list):
        return sum(_pointed(each, name, gone, target) for each in value) > 0
    if not isinstance(value, dict):
        return False
    found = False
    for key, each in value.items():
        if key.endswith(name) and isinstance(each, dict) and each.get("value") == gone:
            value[key] = dict(target)
            found = True
        else:
            found = _pointed(each, name, gone, target) or found
    return found


def flat(lines: Iterable[Json]) -> Iterable[Json]:
    """Lines, with those of a group in its place."""
    for line in lines:
        if "GroupLineDetail" in line:
            yield from flat(line["GroupLineDetail"].get("Line", ()))
        else:
            yield line
