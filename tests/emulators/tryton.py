"""Tryton's REST interface over a company that never existed: domains, nested fields, ranges, pages of failure."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tests.emulators.authority import Authority
from tests.emulators.emulator import Emulator
from tests.emulators.exchange import Answer, Refused, Request
from tests.emulators.tryton_books import EMPTY, Row, fill, leads, sort

KEY = "key-of-tryton"
ROOT = "/alpes/rest/model/"
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda held, asked: bool(held == asked),
    "!=": lambda held, asked: held not in (asked, [] if asked is None else asked),
    ">=": lambda held, asked: held is not None and held >= asked,
    "in": lambda held, asked: held in asked,
}


class Tryton(Emulator):
    """One database, ``alpes``; ``models`` are its records by model and id, the oldest first.

    ``long`` gives, for a model, a list of as many records as one likes, made while they are asked for. ``requests``
    are the questions that were asked, ``writes`` all that were no GET.
    """

    name = "tryton"
    digests = ()

    def __init__(self, place: Path, authority: Authority) -> None:
        super().__init__(place, authority)
        self.models: dict[str, dict[int, Row]] = {model: {} for model in EMPTY}
        self.long: dict[str, tuple[int, Callable[[int], Row]]] = {}
        self.requests: list[str] = []
        self.writes: list[str] = []
        fill(self.put)

    def put(self, model: str, id_: int, **fields: object) -> Row:
        """Make a record, or write on it."""
        with self.lock:
            now = self.clock.now().replace(tzinfo=None)
            new = {"__name__": model, "id": id_, "create_date": now, "write_date": None}
            row = self.models.setdefault(model, {}).setdefault(id_, new)
            row.update(fields, **({} if row is new else {"write_date": now}))
            return row

    def remove(self, model: str, id_: int) -> None:
        """Delete a record."""
        with self.lock:
            del self.models[model][id_]

    def answer(self, request: Request) -> Answer:
        """The records that a domain finds, or one of them."""
        with self.lock:
            if request.method != "GET":
                self.writes.append(f"{request.method} {request.path}")
                raise Refused(self.unwell(405))
            if request.bearer != KEY:
                raise Refused(self.stale())
            model, _, id_ = request.path.removeprefix(ROOT).partition("/")
            asked = parse_qs(request.raw)
            self.requests.append(f"{model} {request.headers.get('Range', '')}".strip())
            if model == "ir.model.field":
                return self._ranged(
                    request, [each for each in _fields(self) if _matches(self, each, _domain(asked))], asked
                )
            if model not in self.models and model not in self.long:
                raise Refused(Answer.page(f"<h1>Internal Server Error</h1><p>&#39;{model}&#39;</p>", 500))
            if id_:
                return Answer.of(_read(self, self.models[model][int(id_)], asked["f"]))
            if model in self.long:
                return self._made(request, *self.long[model], asked)
            rows = [each for each in self.models[model].values() if _matches(self, each, _domain(asked))]
            return self._ranged(request, rows, asked)

    def _ranged(self, request: Request, rows: Sequence[Row], asked: Mapping[str, list[str]]) -> Answer:
        start, end = _range(request)
        return self._records(start, end, len(rows), rows[start:end], asked)

    def _made(self, request: Request, count: int, make: Callable[[int], Row], asked: Mapping[str, list[str]]) -> Answer:
        start, end = _range(request)
        return self._records(start, end, count, [make(nth) for nth in range(start + 1, min(end, count) + 1)], asked)

    def _records(self, start: int, end: int, count: int, rows: Sequence[Row], asked: Mapping[str, list[str]]) -> Answer:
        if not rows and start:
            raise Refused(Answer.page("<h1>Requested Range Not Satisfiable</h1>", 416))
        told = "*" if len(rows) >= end - start and count >= 10 * end else count
        headers = {"Content-Range": f"records {start}-{start + len(rows)}/{told}"}
        return Answer.of([_read(self, row, asked["f"]) for row in rows], headers=headers)

    def throttled(self, retry_after: int | None) -> Answer:
        """429, as a proxy before it would say."""
        headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
        return Answer.page("<h1>Too Many Requests</h1>", 429, headers)

    def unwell(self, status: int) -> Answer:
        """A page for people."""
        return Answer.page(f"<h1>Internal Server Error {status}</h1>", status)

    def stale(self) -> Answer:
        """401."""
        return Answer.page("<h1>Unauthorized</h1>", 401)

    def refusal(self, reason: str, request: Request) -> Answer:
        """What a user may not see."""
        return Answer.of({"status": 400, "message": reason, "description": ""}, 400)


def _range(request: Request) -> tuple[int, int]:
    start, _, end = request.headers.get("Range", "records=0-1000000").partition("=")[2].partition("-")
    return int(start), int(end)


def _domain(asked: Mapping[str, list[str]]) -> list[Any]:
    found: list[Any] = json.loads(urlsafe_b64decode(asked["d"][0]), object_hook=_plain) if "d" in asked else []
    return found


def _plain(value: dict[str, Any]) -> object:
    if value.get("__class__") == "datetime":
        return datetime(*(value[each] for each in _MOMENT))  # noqa: DTZ001 - Tryton keeps UTC without saying so
    return value


_DAY = ("year", "month", "day")
_MOMENT = (*_DAY, "hour", "minute", "second", "microsecond")


def _matches(books: Tryton, row: Row, domain: Sequence[Any]) -> bool:
    """Whether a domain finds a record: all of its clauses, or one of those after OR."""
    if domain and domain[0] == "OR":
        return any(_clause(books, row, each) for each in domain[1:])
    return all(_clause(books, row, each) for each in domain)


def _clause(books: Tryton, row: Row, clause: Sequence[Any]) -> bool:
    if clause[0] == "OR":
        return _matches(books, row, clause)
    path, operator, asked = clause
    return any(OPERATORS[operator](held, asked) for held in _held(books, row, path.split(".")))


def _held(books: Tryton, row: Row, path: Sequence[str]) -> Iterator[Any]:
    value = row.get(path[0])
    if len(path) == 1:
        yield value
        return
    there = leads(row["__name__"], path[0]) or ""
    for id_ in value if isinstance(value, list) else [value] if value is not None else []:
        yield from _held(books, books.models[there][id_], path[1:])


def _read(books: Tryton, row: Row, fields: Sequence[str]) -> Row:
    """A record as Tryton writes it: what a nested path leads to, as an object."""
    found: Row = {"id": row["id"], "__name__": row["__name__"]}
    nested: dict[str, list[str]] = {}
    for field in fields:
        name, _, rest = field.partition(".")
        if rest:
            nested.setdefault(name, []).append(rest)
        else:
            found[name] = _written(row.get(name))
    for name, inner in nested.items():
        found[name] = _led(books, row.get(name), leads(row["__name__"], name) or "", inner)
    return found


def _led(books: Tryton, value: object, there: str, inner: Sequence[str]) -> object:
    if isinstance(value, list):
        return [_read(books, books.models[there][id_], inner) for id_ in value]
    return _read(books, books.models[there][value], inner) if isinstance(value, int) else None


def _written(value: object) -> object:
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, datetime):
        return {"__class__": "datetime", **{each: getattr(value, each) for each in _MOMENT}}
    if isinstance(value, date):
        return {"__class__": "date", **{each: getattr(value, each) for each in _DAY}}
    if isinstance(value, bytes):
        return {"__class__": "bytes", "base64": value.decode()}
    return value


def _fields(books: Tryton) -> Iterator[Row]:
    """What the database says of its models: the fields that some record has."""
    number = 0
    for model in {**books.models, **books.long}:
        rows = {1: books.long[model][1](1)} if model in books.long else books.models[model]
        for name in dict.fromkeys(each for row in rows.values() for each in row):
            number += 1
            told = {"model": model, "name": name, "ttype": sort(model, name), "relation": leads(model, name)}
            if name != "__name__":
                yield {"__name__": "ir.model.field", "id": number, **told}
