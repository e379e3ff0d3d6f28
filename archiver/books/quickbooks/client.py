"""Questions to QuickBooks Online in its own query language, and its answers as objects; money is never a float."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from archiver.access.getter import Getter
from archiver.books.quickbooks import answers, plan
from archiver.books.quickbooks.entities import Entity, Item
from archiver.books.quickbooks.faults import TITLE
from archiver.books.rest.lacking import REFUSALS
from archiver.errors import Missing, Refused, Unintelligible, Unwell
from archiver.words import N_, phrase

SIZE = 1_000
"""Objects of one answer: as many as the service gives, in a page and of changes."""
TOGETHER = 30
"""Ids that are asked for at once: an address has to stay short."""
FIELDS = {"include": "enhancedAllCustomFields"}
WITHHELD = N_("{count} documents are counted there, and do not come")
ENTITLEMENTS = "/manage/entitlements/v3/{realm}"
NO_OBJECT = N_("it does not hold {name}, which every company has")


class Client:
    """One company's books, asked for by entity. ``size`` is how many objects an answer holds at most.

    Errors: those of the getter, ``Refused`` where the service does not take a question, ``Unintelligible``.
    """

    def __init__(self, getter: Getter, realm: str, size: int = SIZE) -> None:
        self.getter, self.realm, self.size = getter, realm, size
        self._unsorted: set[str] = set()

    def count(self, entity: Entity, since: datetime | None = None) -> int:
        """How many there are, inactive ones included; with ``since``, of those that were created or changed since."""
        return self._count(entity, _where(entity, since))

    def page(self, entity: Entity, start: int, since: datetime | None = None) -> bytes:
        """Up to ``size`` rows from position ``start``, counted from 1, the oldest first, as they came."""
        return self._page(entity, entity.columns, start, since)

    def items(self, entity: Entity, body: bytes) -> list[Item]:
        """The objects of an answer to a query."""
        return answers.items(entity, body)

    def rows(self, entity: Entity, body: bytes) -> Collection[Item]:
        """The same, but each is made out only when it is looked at, and again if it is looked at again."""
        return answers.rows(entity, body)

    def ids(self, entity: Entity, start: int, since: datetime | None = None) -> list[str]:
        """The ids of a page."""
        return [entity.id(item) for item in self.items(entity, self._page(entity, "Id", start, since))]

    def those(self, entity: Entity, ids: Iterable[str]) -> Iterator[list[Item]]:
        """The objects of these ids, as far as they exist, some at a time."""
        return self._named(entity, entity.columns, ids)

    def present(self, entity: Entity, ids: Iterable[str]) -> set[str]:
        """Those of the ids that exist."""
        return {entity.id(item) for items in self._named(entity, "Id", ids) for item in items}

    def retires(self, entity: Entity, since: datetime) -> bool:
        """Whether some of it that is not in use any more was changed since a moment."""
        query = f"select Id from {entity.name} where Active = false and {_dated(since)} maxresults 1"
        return bool(answers.items(entity, self.getter.get("query", {"query": query})))

    def changes(self, entities: Collection[Entity], since: datetime) -> Mapping[str, answers.Touched | None] | None:
        """By entity, what was created, changed or deleted since, as ``answers.changes`` tells it."""
        params = {"entities": ",".join(each.name for each in entities), "changedSince": _zulu(since)}
        return answers.changes(self.getter.get("cdc", params), entities, self.size)

    def single(self, name: str) -> tuple[Item, str | None]:
        """The one object of its kind, as ``CompanyInfo``, and the moment of the answer, as the service says it.

        There always is one: an answer without it is ``Unintelligible``.
        """
        body = self.getter.get("query", {"query": f"select * from {name}"})
        rows = answers.response(body).get(name)
        if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict) or not rows[0]:
            raise Unintelligible(service=TITLE, reason=phrase(NO_OBJECT, name=name))
        moment = answers.decoded(body).get("time")
        return rows[0], str(moment) if moment else None

    def replies(self) -> bool:
        """Whether the company itself still does: what fails then does so alone. Errors: that we are not let in."""
        try:
            self.single("CompanyInfo")
        except (Unwell, Refused, Missing, Unintelligible):
            return False
        return True

    def rates(self, currencies: Sequence[str], day: date) -> list[Item]:
        """What these currencies were worth on a day."""
        named = f"sourcecurrencycode in ({_quoted(currencies)})"
        query = f"select * from ExchangeRate where {named} and asofdate='{day}' maxresults {SIZE}"
        return answers.listed(answers.response(self.getter.get("query", {"query": query})), "ExchangeRate")

    def rate(self, currency: str, day: date) -> Item | None:
        """What one was worth on a day, by the address for that; None where nothing is said of it."""
        try:
            body = self.getter.get("exchangerate", {"sourcecurrencycode": currency, "asofdate": day.isoformat()})
        except (Missing, Refused):
            return None
        found = answers.decoded(body).get("ExchangeRate")
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
        """Those of the ids that exist, some at a time. One that does not come is believed to be gone only where the
        service, asked otherwise, does not know of it either.
        """
        every = sorted(ids)
        for start in range(0, len(every), TOGETHER):
            wanted = every[start : start + TOGETHER]
            items = self._by_id(entity, columns, wanted)
            yield items
            lacking = set(wanted) - {entity.id(item) for item in items}
            if lacking and self._counted(entity, lacking) != 0:
                items = [item for each in sorted(lacking) for item in self._by_id(entity, columns, [each])]
                yield items
                lacking -= {entity.id(item) for item in items}
                if lacking and self._counted(entity, lacking):
                    raise Unintelligible(service=TITLE, reason=phrase(WITHHELD, count=len(lacking)))

    def _by_id(self, entity: Entity, columns: str, ids: Collection[str]) -> list[Item]:
        condition = entity.where(_among(ids))
        return self.items(entity, self._ask(f"select {columns} from {entity.name}{condition} maxresults {SIZE}"))

    def _counted(self, entity: Entity, ids: Collection[str]) -> int | None:
        """How many of these there are, as the service counts them; None where it does not count such."""
        try:
            return self._count(entity, entity.where(_among(ids)))
        except REFUSALS:
            return None

    def _count(self, entity: Entity, where: str) -> int:
        return answers.number(self.getter.get("query", {"query": f"select count(*) from {entity.name}{where}"}))

    def _window(self, start: int) -> str:
        return f"startposition {start} maxresults {self.size}"

    def _ask(self, query: str) -> bytes:
        return self.getter.get("query", {"query": query, **FIELDS})


def _where(entity: Entity, since: datetime | None) -> str:
    return entity.where(_dated(since)) if since else entity.where()


def _dated(since: datetime) -> str:
    return f"MetaData.LastUpdatedTime >= '{since.isoformat(timespec='seconds')}'"


def _among(ids: Iterable[str]) -> str:
    return f"Id in ({_quoted(sorted(ids))})"


def _quoted(values: Iterable[str]) -> str:
    return ",".join("'" + each.replace("\\", "\\\\").replace("'", "\\'") + "'" for each in values)


def _zulu(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
