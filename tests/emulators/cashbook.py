"""A small system of books that never existed: lists of JSON behind a key, in every way in which lists come in pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from tests.emulators.authority import Authority
from tests.emulators.emulator import Emulator
from tests.emulators.exchange import Answer, Json, Refused, Request

KEY = "key-of-the-cashbook"
Paging = Literal["number", "offset", "link", "cursor", "range", "whole"]
_RANGE = re.compile(r"records=(\d+)-(\d+)")


class Cashbook(Emulator):
    """``GET /api/LIST`` and ``/api/LIST/ID``; ``lists`` are what is served, by id, the oldest first.

    ``paging`` is how. ``most`` rows make a page, whatever is asked for. ``totals``: answers tell how many there are;
    ``lies`` is added to that. ``again``: beyond the end comes the last page again. ``closed`` lists are refused with
    their status. ``asked`` are the requests for lists; ``writes`` all that were no GET.
    """

    name = "cashbook"
    digests = ()

    def __init__(self, place: Path, authority: Authority) -> None:
        self.lists: dict[str, dict[str, Json]] = {}
        self.gone: list[Json] = []
        self.paging: Paging = "number"
        self.most, self.lies = 100, 0
        self.totals, self.again = True, False
        self.closed: dict[str, int] = {}
        self.requests: list[str] = []
        self.writes: list[str] = []
        self.elsewhere = ""
        self._between: list[tuple[int, str, Callable[[], object]]] = []
        super().__init__(place, authority)
        fill(self)

    def put(self, list_: str, id_: str, **fields: object) -> Json:
        """Make an entry, or change it."""
        with self.lock:
            now = self.clock.now().isoformat(timespec="microseconds")
            entry = self.lists.setdefault(list_, {}).setdefault(id_, {"id": id_, "created_at": now})
            entry |= {**fields, "updated_at": now}
            return entry

    def remove(self, list_: str, id_: str) -> None:
        """Delete an entry."""
        with self.lock:
            del self.lists[list_][id_]
            self.gone.append({"id": id_, "list": list_, "deleted_at": self.clock.now().isoformat()})

    def before(self, nth: int, list_: str, action: Callable[[], object]) -> None:
        """Do this just before the ``nth`` of the coming requests for pages of a list is answered."""
        self._between.append((nth, list_, action))

    def answer(self, request: Request) -> Answer:
        """One list, or one entry of it."""
        with self.lock:
            if request.method != "GET":
                self.writes.append(f"{request.method} {request.path}")
                raise Refused(self.unwell(405))
            if request.bearer != KEY:
                raise Refused(self.stale())
            list_, _, id_ = request.path.removeprefix("/api/").partition("/")
            if list_ in self.closed:
                raise Refused(self.unwell(self.closed[list_]))
            if list_ == "company":
                return Answer.of({"id": "c-1", "name": "Quincaillerie du Pont", "currency": "CHF", "country": "CH"})
            if list_ == "deletions":
                return Answer.of({"data": self._deleted(id_, request)})
            if list_ not in self.lists:
                raise Refused(self.unwell(404))
            return self._one(list_, id_) if id_ else self._list(list_, request)

    def _deleted(self, list_: str, request: Request) -> list[Json]:
        return [each for each in self.gone if each["list"] == list_ and _since(request, each["deleted_at"])]

    def _one(self, list_: str, id_: str) -> Answer:
        if id_ not in self.lists[list_]:
            raise Refused(self.unwell(404))
        return Answer.of(self.lists[list_][id_])

    def _list(self, list_: str, request: Request) -> Answer:
        self.requests.append(f"{list_}?{'&'.join(f'{key}={value}' for key, value in request.query.items())}")
        self._step(list_)
        rows = [each for each in self.lists[list_].values() if _since(request, each["updated_at"])]
        if request.query.get("sort") == "-updated_at":
            rows.sort(key=lambda each: str(each["updated_at"]), reverse=True)
        return self._page(list_, rows, request)

    def _step(self, list_: str) -> None:
        due = [action for nth, which, action in self._between if which == list_ and nth == 1]
        self._between = [
            (nth - (which == list_), which, action)
            for nth, which, action in self._between
            if not (which == list_ and nth == 1)
        ]
        for action in due:
            action()

    def _page(self, list_: str, rows: list[Json], request: Request) -> Answer:
        size = min(int(request.query.get("size", self.most)), self.most)
        start = self._start(request, size)
        if self.paging == "whole":
            start, size = 0, len(rows)
        if self.paging == "range":
            found = _RANGE.fullmatch(request.headers.get("Range", ""))
            start, size = (int(found[1]), int(found[2]) - int(found[1])) if found else (0, len(rows))
            if start and start >= len(rows):
                raise Refused(Answer.of({"message": "beyond"}, 416))
        if self.again and start >= len(rows):
            start = max(len(rows) - 1, 0) // size * size
        shown, end = rows[start : start + size], start + size
        meta: Json = {"total": len(rows) + self.lies} if self.totals else {}
        meta["next"] = self._next(list_, request, end) if end < len(rows) else None
        headers = {"Content-Range": f"records {start}-{start + len(shown)}/{len(rows)}"}
        return Answer.of({"data": shown, "meta": meta}, headers=headers if self.paging == "range" else {})

    def _start(self, request: Request, size: int) -> int:
        if self.paging == "number":
            return (int(request.query.get("page", 1)) - 1) * size
        return int(request.query.get("after" if self.paging in ("cursor", "link") else "offset", 0))

    def _next(self, list_: str, request: Request, end: int) -> str | int:
        if self.paging == "cursor":
            return str(end)
        since = f"&since={request.query['since'].replace('+', '%2B')}" if "since" in request.query else ""
        return f"{self.elsewhere}/api/{list_}?after={end}&size={request.query.get('size', self.most)}{since}"

    def throttled(self, retry_after: int | None) -> Answer:
        """429."""
        headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
        return Answer.of({"message": "slow down"}, 429, headers)

    def unwell(self, status: int) -> Answer:
        """Any status."""
        return Answer.of({"message": f"sorry: {status}"}, status)

    def stale(self) -> Answer:
        """401."""
        return Answer.of({"message": "who are you?"}, 401)

    def refusal(self, reason: str, request: Request) -> Answer:
        """400, with a reason."""
        return Answer.of({"message": reason}, 400)


def _since(request: Request, moment: str) -> bool:
    asked = request.query.get("since")
    return asked is None or datetime.fromisoformat(moment) >= datetime.fromisoformat(asked)


def fill(books: Cashbook, invoices: int = 12) -> None:
    """Customers, accounts, and invoices with lines."""
    for nth in range(1, 5):
        address = {"street": f"Rue du Pont {nth}", "city": "Vevey", "postcode": "1800"}
        books.put("customers", f"k-{nth}", name=f"Client {nth}", address=address, active=nth != 3, colour="red")
    for nth, (name, sort) in enumerate((("Ventes", "income"), ("Caisse", "asset"), ("Débiteurs", "asset")), 1):
        books.put("accounts", f"a-{nth}", number=str(1000 + nth), name=name, type=sort)
    for nth in range(1, invoices + 1):
        invoice(books, nth)


def invoice(books: Cashbook, nth: int, **other: object) -> Json:
    """An invoice of one or two lines."""
    amounts = [Decimal(100 + nth), Decimal("0.35")][: 1 + nth % 2]
    lines = [
        {"text": f"Article {place}", "quantity": 1, "amount": str(amount), "account": "a-1", "weight": 3}
        for place, amount in enumerate(amounts, 1)
    ]
    fields: Mapping[str, object] = {
        "number": f"F-{nth:04d}",
        "date": f"2026-{1 + nth % 12:02d}-15",
        "customer": f"k-{1 + nth % 4}",
        "total": float(sum(amounts)),
        "lines": lines,
        "status": "sent" if nth % 3 else "paid",
        "iban": "CH9300762011623852957",
        "shelf": {"row": nth, "tags": ["a", "b"]},
    }
    return books.put("invoices", f"i-{nth}", **{**fields, **other})
