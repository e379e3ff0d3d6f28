"""What a query gives: rows found, ordered, cut to a page, and put into Intuit's envelope as bytes."""

from __future__ import annotations

import operator
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from tests.emulators.exchange import Answer, Json
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.entities import Entity
from tests.emulators.quickbooks.query import Malformed, Query, Test, comparable, instant
from tests.emulators.quickbooks.refusals import stamp
from tests.emulators.quickbooks.rows import Row, column, render

JSON = {"Content-Type": "application/json;charset=UTF-8"}
DOWNLOADS = "intuit-attachments.s3.amazonaws.com"
SAMPLE = 40
COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
KEPT = 64
"""How many orders are remembered at once."""
ALWAYS = {"id", "synctoken", "metadata", "domain", "sparse", "sku"}
OF_DOCUMENTS = {
    "txndate",
    "docnumber",
    "customerref",
    "vendorref",
    "totalamt",
    "balance",
    "privatenote",
    "attachableref",
}


class Selecting:
    """Answers queries on one company; an order that was found is kept until the books change."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._found: dict[tuple[object, ...], list[Row]] = {}
        self._version = -1

    def count(self, query: Query) -> Answer:
        """``count(*)``."""
        total = len(self._rows(query))
        return Answer.of({"QueryResponse": {"totalCount": total}, "time": stamp(self._company.now())})

    def page(self, query: Query) -> tuple[Answer, int]:
        """The rows of one page, and how many there are."""
        first = query.start - 1
        rows = self._rows(query)[first : first + query.most]
        return Answer(200, self._enveloped(query, self._shown(query, rows)), JSON), len(rows)

    def _rows(self, query: Query) -> list[Row]:
        if self._version != self._company.version:
            self._found, self._version = {}, self._company.version
        key = (query.entity.name, query.tests, query.order)
        if key not in self._found:
            if len(self._found) == KEPT:
                del self._found[next(iter(self._found))]
            self._found[key] = self._ordered(query, self._passing(query))
        return self._found[key]

    def _passing(self, query: Query) -> Iterable[Row]:
        self._known(query)
        table = self._company.tables[query.entity.name]
        rows: Iterable[Row] = table.values()
        for test in query.tests:
            if test.field.lower() == "id":
                rows = [table[str(value)] for value in dict.fromkeys(test.values) if str(value) in table]
        if query.entity.soft and not query.names("Active"):
            rows = [row for row in rows if row.active]
        for test in query.tests:
            rows = _passing(rows, test)
        return rows

    def _known(self, query: Query) -> None:
        """Refuse what this entity has not."""
        fields = [test.field for test in query.tests] + [field for field, _ in query.order]
        table = self._company.tables[query.entity.name]
        known = ALWAYS | {"active"} if query.entity.soft else ALWAYS | OF_DOCUMENTS
        for row, _ in zip(table.values(), range(SAMPLE), strict=False):
            known = known | {name.lower() for name in row.item()}
        for field in fields:
            if table and field.split(".")[0].lower() not in known:
                detail = f"QueryValidationError: Property {field} not found for Entity {query.entity.name}"
                raise Malformed("4001", detail)

    def _ordered(self, query: Query, rows: Iterable[Row]) -> list[Row]:
        """Ties by Id; without ORDERBY lists by name, and documents newest-updated first."""
        found = sorted(rows, key=lambda row: row.number)
        if not query.order and query.entity.label:
            return sorted(found, key=lambda row: row.label)
        for field, descending in reversed(query.order or (("MetaData.LastUpdatedTime", True),)):
            found.sort(key=_key(field), reverse=descending)
        return found

    def _enveloped(self, query: Query, rows: list[bytes]) -> bytes:
        """An answer with these rows; with none of them there is no list, either."""
        time = stamp(self._company.now())
        if not rows:
            return f'{{"QueryResponse":{{}},"time":"{time}"}}'.encode()
        total = f',"totalCount":{len(rows)}' if query.entity.totalled else ""
        head = f'{{"QueryResponse":{{"{query.entity.key}":['
        tail = f'],"startPosition":{query.start},"maxResults":{len(rows)}{total}}},"time":"{time}"}}'
        return b"".join((head.encode(), b",".join(rows), tail.encode()))

    def _shown(self, query: Query, rows: list[Row]) -> list[bytes]:
        if query.columns:
            return [render(_sparse(row.item(), query.columns)) for row in rows]
        if query.entity.name == "Item" and "sku" not in {name.lower() for name in query.extra}:
            return [_without_sku(row) for row in rows]
        return [self.shown(query.entity, row) for row in rows]

    def shown(self, entity: Entity, row: Row) -> bytes:
        """One whole row."""
        if entity.wrapped:
            item = row.item()
            return render({str(item.pop("_kind", "Bill")): item})
        if entity.name == "Attachable" and row.id in self._company.files:
            return render({**row.item(), **self.links(row.id)})
        return row.data

    def links(self, id: str) -> Json:
        """The stable and the signed addresses of a file; signed ones are new each time, and good for 900 s."""
        realm, moment = self._company.realm, self._company.now()
        name = quote(str(self._company.item("Attachable", id)["FileName"]))
        signed = f"X-Amz-Date={moment:%Y%m%dT%H%M%SZ}&X-Amz-Expires=900&X-Amz-Signature={uuid.uuid4().hex}"
        address = f"https://{DOWNLOADS}/{realm}/attachments/{id}/{uuid.uuid4()}{name}?{signed}"
        return {"FileAccessUri": f"/v3/company/{realm}/download/{id}", "TempDownloadUri": address}


def _passing(rows: Iterable[Row], test: Test) -> Iterable[Row]:
    match test.field.lower():
        case "active":
            return [row for row in rows if test.holds(row.active)]
        case "id":
            wanted = {str(value) for value in test.values}
            return [row for row in rows if row.id in wanted]
        case "metadata.createtime":
            return _in_time(rows, test, lambda row: row.created)
        case "metadata.lastupdatedtime":
            return _in_time(rows, test, lambda row: row.updated)
        case _:
            return [row for row in rows if test.holds(column(row.item(), test.field))]


def _in_time(rows: Iterable[Row], test: Test, moment: Callable[[Row], float]) -> Iterable[Row]:
    """Rows by an instant that they are kept with: nobody unpacks a row for it."""
    wanted = [found for value in test.values if (found := instant(str(value))) is not None]
    if test.operator == "in":
        return [row for row in rows if moment(row) in wanted]
    if test.operator not in COMPARED or not wanted:
        raise Malformed("4001", f"QueryValidationError: {test.values[0]} is no moment for {test.field}")
    compared = COMPARED[test.operator]
    return [row for row in rows if compared(moment(row), wanted[0])]


def _key(field: str) -> Callable[[Row], Any]:
    match field.lower():
        case "metadata.createtime":
            return lambda row: row.created
        case "metadata.lastupdatedtime":
            return lambda row: row.updated
        case "id":
            return lambda row: row.number
    return lambda row: _sortable(column(row.item(), field))


def _sortable(value: object) -> tuple[int, object]:
    if value is None:
        return 0, 0
    found = comparable(value)
    return (1, found) if isinstance(found, int | float | Decimal) else (2, found)


def _sparse(item: Json, columns: tuple[str, ...]) -> Json:
    wanted = {name.split(".")[0].lower() for name in columns}
    return {**{name: value for name, value in item.items() if name.lower() in wanted}, "sparse": True}


def _without_sku(row: Row) -> bytes:
    if b'"Sku"' not in row.data:
        return row.data
    return render({name: value for name, value in row.item().items() if name != "Sku"})
