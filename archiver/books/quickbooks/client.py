"""Questions to QuickBooks Online in its own query language, and its answers as objects; money is never a float."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from archiver.access.getter import Getter
from archiver.books.quickbooks import plan
from archiver.books.quickbooks.entities import BY_KEY, Entity, Item
from archiver.books.quickbooks.faults import NOT_JSON, TITLE
from archiver.errors import Missing, Refused, Unintelligible, Unwell
from archiver.words import N_, phrase

SIZE = 1_000
"""Objects of one answer: as many as the service gives, in a page and of changes."""
TOGETHER = 30
"""Ids that are asked for at once: an address has to stay short."""
FIELDS = {"include": "enhancedAllCustomFields"}
ENTITLEMENTS = "/manage/entitlements/v3/{realm}"
NO_ROWS = N_("it says neither rows nor that there are none")
NO_OBJECT = N_("it does not hold {name}, which every company has")

_decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class _Response(msgspec.Struct, rename="pascal"):
    """An answer to a query, not looked at yet."""

    query_response: dict[str, list[msgspec.Raw] | str | int | float | bool | None]


_split = msgspec.json.Decoder(_Response).decode


class _Rows(Collection[Item]):
    """Objects as they came. Errors, when they are looked at: ``Unintelligible``."""

    def __init__(self, rows: list[msgspec.Raw]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Item]:
        return map(_object, self._rows)

    def __contains__(self, item: object) -> bool:
        return any(each == item for each in self)


@dataclass(slots=True)
class Touched:
    """What change data capture tells of one entity: ids that are there and that are gone, and whether some that were
    touched are not in use (any more).
    """

    there: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    retires: bool = False

    @property
    def ids(self) -> set[str]:
        """All of them."""
        return self.there | self.gone

    def enter(self, entity: Entity, rows: Iterable[Item]) -> None:
        """What these rows tell."""
        for row in rows:
            (self.gone if row.get("status") == "Deleted" else self.there).add(entity.id(row))
            self.retires = self.retires or row.get("Active") is False


class Client:
    """One company's books, asked for by entity. ``size`` is how many objects an answer holds at most.

    Errors: those of the getter, ``Refused`` where the service does not take a question, ``Unintelligible``.
    """

    def __init__(self, getter: Getter, realm: str, size: int = SIZE) -> None:
        self.getter, self.realm, self.size = getter, realm, size
        self._unsorted: set[str] = set()

    def count(self, entity: Entity, since: datetime | None = None) -> int:
        """How many there are, inactive ones included; with ``since``, of those that were created or changed since."""
        told = self._query(f"select count(*) from {entity.name}{_where(entity, since)}").get("totalCount")
        if not isinstance(told, int):
            raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS))
        return told

    def page(self, entity: Entity, start: int, since: datetime | None = None) -> bytes:
        """Up to ``size`` rows from position ``start``, counted from 1, the oldest first, as they came."""
        return self._page(entity, entity.columns, start, since)

    def items(self, entity: Entity, body: bytes) -> list[Item]:
        """The objects of an answer to a query."""
        return _rows(entity, _response(body))

    def rows(self, entity: Entity, body: bytes) -> Collection[Item]:
        """The same, but each is made out only when it is looked at, and again if it is looked at again."""
        try:
            response = _split(body).query_response
        except (msgspec.MsgspecError, RecursionError):
            return self.items(entity, body)  # or what is wrong with it
        for key in (entity.spelt, entity.name):
            if isinstance(rows := response.get(key), list):
                return _Rows(rows)
        return self.items(entity, body)

    def ids(self, entity: Entity, start: int, since: datetime | None = None) -> list[str]:
        """The ids of a page."""
        return [entity.id(item) for item in self.items(entity, self._page(entity, "Id", start, since))]

    def those(self, entity: Entity, ids: Iterable[str]) -> Iterator[list[Item]]:
        """The objects of these ids, as far as they exist, some at a time."""
        return self._named(entity, entity.columns, ids)

    def present(self, entity: Entity, ids: Iterable[str]) -> set[str]:
        """Those of the ids that exist."""
        return {entity.id(item) for items in self._named(entity, "Id", ids) for item in items}

    def touched(self, entity: Entity, since: datetime) -> set[str]:
        """The ids of what was created or changed since a moment, by a query; deletions leave no trace there."""
        found: set[str] = set()
        start = 1
        while True:
            ids = self.ids(entity, start, since)
            found.update(ids)
            start += len(ids)
            if len(ids) < self.size:
                return found

    def retires(self, entity: Entity, since: datetime) -> bool:
        """Whether some of it that is not in use any more was changed since a moment."""
        query = f"select Id from {entity.name} where Active = false and {_dated(since)} maxresults 1"
        return bool(_rows(entity, self._query(query)))

    def changes(self, entities: Collection[Entity], since: datetime) -> Mapping[str, Touched] | None:
        """By entity, what was created, changed or deleted since; None where not all of that is told."""
        params = {"entities": ",".join(each.name for each in entities), "changedSince": _zulu(since)}
        found = {each.name: Touched() for each in entities}
        told = 0
        for part in _listed(_decoded(self.getter.get("cdc", params)), "CDCResponse"):
            for response in _listed(part, "QueryResponse"):
                if "Fault" in response:
                    return None
                for key, rows in response.items():
                    entity = BY_KEY.get(key)
                    if entity and isinstance(rows, list):
                        told += len(rows)
                        found.setdefault(entity.name, Touched()).enter(entity, _objects(rows))
        return found if told < self.size else None

    def single(self, name: str) -> tuple[Item, str | None]:
        """The one object of its kind, as ``CompanyInfo``, and the moment of the answer, as the service says it.

        There always is one: an answer without it is ``Unintelligible``.
        """
        whole = _decoded(self.getter.get("query", {"query": f"select * from {name}"}))
        response, moment = whole.get("QueryResponse"), whole.get("time")
        rows = response.get(name) if isinstance(response, dict) else None
        if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict) or not rows[0]:
            raise Unintelligible(service=TITLE, reason=phrase(NO_OBJECT, name=name))
        return rows[0], str(moment) if moment else None

    def answers(self) -> bool:
        """Whether the company itself still answers: what fails then does so alone. Errors: that we are not let in."""
        try:
            self.single("CompanyInfo")
        except (Unwell, Refused, Missing, Unintelligible):
            return False
        return True

    def rates(self, currencies: Sequence[str], day: date) -> list[Item]:
        """What these currencies were worth on a day."""
        named = f"sourcecurrencycode in ({_quoted(currencies)})"
        query = f"select * from ExchangeRate where {named} and asofdate='{day}' maxresults {SIZE}"
        return next(iter(_lists(self._query(query))), [])

    def rate(self, currency: str, day: date) -> Item | None:
        """What one was worth on a day, by the address for that; None where nothing is said of it."""
        try:
            body = self.getter.get("exchangerate", {"sourcecurrencycode": currency, "asofdate": day.isoformat()})
        except (Missing, Refused):
            return None
        found = _decoded(body).get("ExchangeRate")
        return found if isinstance(found, dict) and found else None

    def entitlements(self) -> Item:
        """What the plan includes."""
        path = ENTITLEMENTS.format(realm=self.realm)
        return plan.told(self.getter.ask(path, accept="application/xml").body)

    def _page(self, entity: Entity, columns: str, start: int, since: datetime | None) -> bytes:
        wanted = f"select {columns} from {entity.name}{_where(entity, since)}"
        if entity.name not in self._unsorted:
            try:
                return self._ask(f"{wanted} orderby MetaData.CreateTime {self._window(start)}")
            except Refused:
                body = self._ask(f"{wanted} {self._window(start)}")  # refused as well where the order was not the cause
                self._unsorted.add(entity.name)
                return body
        return self._ask(f"{wanted} {self._window(start)}")

    def _named(self, entity: Entity, columns: str, ids: Iterable[str]) -> Iterator[list[Item]]:
        every = sorted(ids)
        for start in range(0, len(every), TOGETHER):
            condition = f"Id in ({_quoted(every[start : start + TOGETHER])})"
            query = f"select {columns} from {entity.name}{entity.where(condition)} maxresults {SIZE}"
            yield self.items(entity, self._ask(query))

    def _window(self, start: int) -> str:
        return f"startposition {start} maxresults {self.size}"

    def _ask(self, query: str) -> bytes:
        return self.getter.get("query", {"query": query, **FIELDS})

    def _query(self, query: str) -> Mapping[str, Any]:
        return _response(self.getter.get("query", {"query": query}))


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        raise Unintelligible(service=TITLE, reason=phrase(NOT_JSON)) from None


def _response(body: bytes) -> Mapping[str, Any]:
    response = _decoded(body).get("QueryResponse")
    if not isinstance(response, dict):
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS))
    return response


def _lists(response: object) -> list[list[Item]]:
    """Every list of objects of a response: names of entities are not always spelt there as in the question."""
    values = response.values() if isinstance(response, dict) else ()
    return [each for each in values if isinstance(each, list) and each and all(isinstance(row, dict) for row in each)]


def _rows(entity: Entity, response: Mapping[str, Any]) -> list[Item]:
    for key in (entity.spelt, entity.name):
        if isinstance(rows := response.get(key), list):
            return _objects(rows)
    return next(iter(_lists(response)), [])


def _object(row: msgspec.Raw) -> Item:
    try:
        return _decoder.decode(row)
    except msgspec.ValidationError:
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS)) from None
    except (msgspec.MsgspecError, RecursionError):
        raise Unintelligible(service=TITLE, reason=phrase(NOT_JSON)) from None


def _objects(rows: list[Any]) -> list[Item]:
    """The rows, if they are objects; what else it may be was not asked for."""
    if not all(isinstance(row, dict) for row in rows):
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS))
    return rows


def _listed(whole: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = whole.get(key)
    if not isinstance(found, list):
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS))
    return [each for each in found if isinstance(each, dict)]


def _where(entity: Entity, since: datetime | None) -> str:
    return entity.where(_dated(since)) if since else entity.where()


def _dated(since: datetime) -> str:
    return f"MetaData.LastUpdatedTime >= '{since.isoformat(timespec='seconds')}'"


def _quoted(values: Iterable[str]) -> str:
    return ",".join("'" + each.replace("\\", "\\\\").replace("'", "\\'") + "'" for each in values)


def _zulu(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
