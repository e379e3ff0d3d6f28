"""The server: the description of itself, lists, forms; whatever else is asked would have been a change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import msgspec

from tests.emulators.authority import Authority
from tests.emulators.emulator import Emulator
from tests.emulators.exchange import Answer, Json, Refused, Request
from tests.emulators.manager.business import Business
from tests.emulators.manager.laiterie import generated, laiterie
from tests.emulators.manager.listing import Listing
from tests.emulators.manager.offered import LISTS, Offered, openapi

ROOT = "/api2"
PAGE = 50
"""Rows of an answer to who does not say how many."""
JSON = {"Content-Type": "application/json; charset=utf-8"}
LONG_AGO = datetime(2026, 3, 31, 18, tzinfo=UTC)
"""When the books were entered."""
Action = Callable[[Business], object]


class Manager(Emulator):
    """Manager on loopback. ``business`` is whose books are served, ``lists`` what the installation offers.

    ``told`` is false for an installation that does not describe itself; ``writes`` are the calls that would have
    changed the books; a ``sparing`` one gives timestamps to who names them; ``stamped`` writes them in another manner.
    """

    name = "manager"
    digests = ()

    def __init__(self, place: Path, authority: Authority) -> None:
        super().__init__(place, authority)
        self.writes: list[str] = []
        self.lists = list(LISTS)
        self.told = True
        self.sparing = False
        self.stamped: Callable[[str], object] = str
        self._between: list[tuple[int, str, Action]] = []
        self._pages: list[str] = []
        self.business = self.serve(laiterie(lambda: LONG_AGO))
        self.business.now = self.clock.now

    def serve(self, business: Business) -> Business:
        """Serve this business from now on."""
        self.business, self._listing = business, Listing(business)
        self._made: dict[tuple[str, str, str], tuple[int, list[Json]]] = {}
        return business

    def generate(self, invoices: int) -> Business:
        """Serve a business with so many more invoices, each of two lines, and nothing paid."""
        business = generated(lambda: LONG_AGO, invoices)
        business.now = self.clock.now
        return self.serve(business)

    @property
    def at(self) -> str:
        """The address that its owner gives."""
        return f"{self.url}{ROOT}"

    def between(self, pages: int, action: Action, of: str) -> None:
        """Once so many more pages of a list were answered, do something to the business; once."""
        self._between.append((pages + self._pages.count(of), of, action))

    def rows(self, path: str) -> Iterator[Json]:
        """The rows of a list, all of them."""
        return self._listing.rows(next(each for each in self.lists if each.path == path))

    def asked(self, method: str, path: str, query: str) -> str:
        """A page is called by where it begins: ``GET /api2/customers 100``."""
        given = parse_qs(query)
        return f"{method} {path} {given['skip'][0]}" if given.get("skip", ["0"])[0] != "0" else f"{method} {path}"

    def answer(self, request: Request) -> Answer:
        if request.headers.get("X-API-KEY") != self.business.token:
            raise Refused(self.stale())
        if request.method != "GET":
            return self._written(request)
        path = request.path.removeprefix(ROOT).strip("/")
        with self.lock, self.business.lock:
            if not path:
                return Answer.of(openapi(tuple(self.lists))) if self.told else Answer.of({}, 404)
            head, _, key = path.partition("/")
            return self._form(head, key) if key else self._list(head, request)

    def _list(self, path: str, request: Request) -> Answer:
        offered = next((each for each in self.lists if each.path == path), None)
        if offered is None:
            return Answer.of({"error": "Not found"}, 404)
        rows = self._sorted(offered, request.query.get("sortBy", ""), request.query.get("sortByDesc", "").lower())
        shown = [self._stamped(row) for row in (self._window(rows, request) if offered.paged else rows)]
        shown = [self._chosen(row, parse_qs(request.raw).get("fields", [])) for row in shown]
        found = {offered.envelope: shown, "totalRecords": len(rows)}
        self._turned(path)
        return Answer(200, msgspec.json.Encoder(decimal_format="number").encode(found), JSON)

    def _chosen(self, row: Json, fields: list[str]) -> Json:
        """The fields that were named; if none was, all of them, or all but the timestamp."""
        if not fields:
            return {name: each for name, each in row.items() if name != "timestamp" or not self.sparing}
        named = {"key", *(each[0].lower() + each[1:] for each in fields)}
        return {name: each for name, each in row.items() if name in named}

    def _stamped(self, row: Json) -> Json:
        return {**row, "timestamp": self.stamped(row["timestamp"])} if "timestamp" in row else row

    def _sorted(self, offered: Offered, by: str, descending: str) -> list[Json]:
        """All rows of a list in an order, made once for each version of the books."""
        asked = (offered.path, by, descending)
        version, rows = self._made.get(asked, (-1, []))
        if version != self.business.version:
            name = by[:1].lower() + by[1:]
            rows = list(self._listing.rows(offered))
            rows = sorted(rows, key=lambda row: str(row.get(name, ""))) if by else rows
            rows = rows[::-1] if descending == "true" else rows
            self._made[asked] = (self.business.version, rows)
        return rows

    @staticmethod
    def _window(rows: list[Json], request: Request) -> list[Json]:
        start, size = int(request.query.get("skip", 0)), int(request.query.get("pageSize", PAGE))
        return rows[start : start + size]

    def _turned(self, path: str) -> None:
        self._pages.append(path)
        due = [each for each in self._between if self._pages.count(each[1]) >= each[0]]
        self._between = [each for each in self._between if each not in due]
        for _, _, action in due:
            action(self.business)

    def _form(self, form: str, key: str) -> Answer:
        offered = next((each for each in self.lists if each.form == form), None)
        found = self.business.form(offered.path, key) if offered else self.business.forms.get(form, {}).get(key, {})
        if not found:
            return Answer.of({"error": "Not found"}, 404)
        return Answer(200, msgspec.json.Encoder(decimal_format="number").encode({**found, "Key": key}), JSON)

    def _written(self, request: Request) -> Answer:
        what = f"{request.method} {request.path}"
        self.writes.append(what)
        self.traffic.wrote(what)
        self.complaints.append(f"the books would have been changed: {what}")
        return Answer.of({}, 200)

    def offer(self, offered: Offered) -> None:
        """Offer one more list, as a newer version would."""
        self.lists.append(offered)

    def withhold(self, path: str) -> None:
        """Offer a list no longer."""
        self.lists = [each for each in self.lists if each.path != path]

    def throttled(self, retry_after: int | None) -> Answer:
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return Answer.of({"error": "Too many requests"}, 429, headers)

    def unwell(self, status: int) -> Answer:
        return Answer.page("<h1>Server error</h1>", status)

    def stale(self) -> Answer:
        return Answer.of({"error": "Unauthorized"}, 401)

    def refusal(self, reason: str, request: Request) -> Answer:
        """``short page`` (a row is missing), ``wrong total``, ``no envelope``, ``forbidden``, ``not json``."""
        if reason == "forbidden":
            return Answer.of({"error": "Forbidden"}, 403)
        if reason == "not json":
            return Answer(200, b"{", JSON)
        try:
            right = self.answer(request)
        except Refused as refused:
            return refused.answer
        assert isinstance(right.body, bytes)
        found = json.loads(right.body)
        return Answer.of(SPOILERS[reason](found), right.status)


def _short(found: Json) -> Json:
    return {name: each[:-1] if isinstance(each, list) else each for name, each in found.items()}


def _wrong(found: Json) -> Json:
    return {**found, "totalRecords": found["totalRecords"] + 3}


def _bare(found: Json) -> Json:
    return {"message": "an update is being installed"}


SPOILERS: dict[str, Callable[[Json], Json]] = {"short page": _short, "wrong total": _wrong, "no envelope": _bare}
