"""The server of Sage Accounting: Sage's OAuth, and the API v3.1 of the businesses of one login."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from tests.emulators.authority import Authority
from tests.emulators.emulator import Emulator
from tests.emulators.exchange import Answer, Json, Refused, Request
from tests.emulators.sage import spoiling
from tests.emulators.sage.atelier import atelier, lettings
from tests.emulators.sage.business import PARTS, Business
from tests.emulators.sage.listing import Wrong, listed, trial_balance
from tests.emulators.sage.lists import LISTS, SETTINGS
from tests.emulators.sage.oauth import SageOAuth

API, LOCAL, ROOT = "api.accounting.sage.com", {"127.0.0.1", "localhost"}, "/v3.1/"
Action = Callable[[Business], object]


class Sage(Emulator):
    """Sage on loopback. ``business`` is the one that the tests are about, ``lead`` the one that Sage takes where none
    is named; ``oauth`` has the application and the owner's mind; ``writes`` are calls that would have changed books.

    ``budget`` is how many more calls are answered today, if it is not None; ``page_takes`` so many seconds of the
    emulator's clock go by with each call.
    """

    name = "sage"
    digests = ()

    def __init__(self, place: Path, authority: Authority) -> None:
        super().__init__(place, authority)
        self.business, self.lead = atelier(self.clock.now), lettings(self.clock.now)
        self.businesses = {each.id: each for each in (self.lead, self.business)}
        self.oauth = SageOAuth(self.clock)
        self.writes: list[str] = []
        self.budget: int | None = None
        self.page_takes = 0.0
        self.businesses_together = 200
        self._between: list[tuple[int, str, Action]] = []
        self._answered: list[str] = []

    def credentials(self) -> Json:
        """The owner's keys, as ``credentials.json`` has them."""
        return {"sage": {"client_id": self.oauth.app.key, "client_secret": self.oauth.app.secret}}

    def link(self) -> tuple[str, str]:
        """An access token and a refresh token, as if the owner had just consented."""
        linked, access = self.oauth.link()
        return access, linked.refresh

    def expire_access(self) -> None:
        """Let every access token be too old."""
        for each in self.oauth.access.values():
            each.expires = self.clock.now()

    def serve(self, business: Business) -> Business:
        """Serve this business instead."""
        self.business = self.businesses[business.id] = business
        return business

    def between(self, pages: int, action: Action, of: str = "*") -> None:
        """Once so many pages of such lists were answered, do something to the business; once."""
        with self.lock:
            self._between.append((pages + sum(fnmatchcase(each, of) for each in self._answered), of, action))

    def asked(self, method: str, path: str, query: str) -> str:
        """A list is called by what it is asked for: ``GET /v3.1/contacts deleted`` or ``… since``."""
        sort = " deleted" if "deleted_since=" in query else " since" if "created_since=" in query else ""
        return f"{method} {path}{sort}"

    def answer(self, request: Request) -> Answer:
        if route := self.oauth.routes.get((request.method, request.path)):
            host, serve = route
            if request.host not in {host, *LOCAL}:
                return Answer.page("<h1>404</h1>", 404)
            with self.lock:
                return serve(request)
        if request.host not in {API, *LOCAL} or not request.path.startswith(ROOT):
            return Answer.page("<h1>404</h1>", 404)
        self._metered()
        if self.oauth.bearer(request.bearer) is None:
            raise Refused(self.stale())
        if request.method != "GET":
            return self._written(request)
        path = request.path.removeprefix(ROOT)
        if path.partition("/")[0] == "businesses":
            return self._businesses(path.partition("/")[2], request)
        business = self.businesses.get(request.headers.get("X-Business") or self.lead.id)
        if business is None:
            return error(403, "MultiUserAccessDenied", "The current user is not allowed to access that resource.")
        try:
            with business.lock:
                answer = self._read(business, path, request)
        except Wrong as wrong:
            self.complaints.append(f"{request.path} does not take {wrong}")
            return error(400, "RecordInvalid", f"{wrong} is not valid")
        self._look(path, business)
        return answer

    def _metered(self) -> None:
        """Let the time go by that an answer takes; raises ``Refused`` where today's budget is spent."""
        with self.lock:
            self.clock.forward(seconds=self.page_takes)
            if self.budget is not None:
                self.budget -= 1
                if self.budget < 0:
                    raise Refused(self.throttled(round(timedelta(hours=7).total_seconds())))

    def _read(self, business: Business, path: str, request: Request) -> Answer:
        head, _, tail = path.partition("/")
        if status := business.withheld.get(head):
            return error(status, "RecordNotFound" if status == 404 else "MultiUserAccessDenied", "Not available")
        if head in SETTINGS:
            return Answer.of(business.settings[head]) if head in business.settings else error(404, "RecordNotFound", "")
        if head == "trial_balance":
            return Answer.of(trial_balance(business, request.query))
        if head == "attachments" and tail.endswith("/file"):
            return self._file(business, tail.removesuffix("/file"), request)
        if head not in LISTS or (tail and tail not in business.tables.get(head, {})):
            return error(404, "RecordNotFound", "The resource was not found")
        return Answer.of(business.get(head, tail) if tail else listed(business, head, request.query))

    def _businesses(self, tail: str, request: Request) -> Answer:
        if tail:
            found = self.businesses.get(tail)
            return Answer.of(whole(found)) if found else error(404, "RecordNotFound", "")
        every = [{part: whole(each)[part] for part in PARTS} for each in self.businesses.values()]
        size, number = self.businesses_together, int(request.query.get("page", "1"))
        items = every[(number - 1) * size : number * size]
        after = f"/businesses?page={number + 1}" if number * size < len(every) else None
        return Answer.of({"$total": len(every), "$page": number, "$next": after, "$back": None, "$items": items})

    def _file(self, business: Business, id_: str, request: Request) -> Answer:
        if id_ not in business.files:
            return error(404, "RecordNotFound", "The file is gone")
        if request.headers.get("Accept") != "application/octet-stream":
            return error(406, "UnexpectedError", "Accept: application/octet-stream")
        return Answer(200, business.files[id_], {"Content-Type": "application/octet-stream"})

    def _look(self, path: str, business: Business) -> None:
        """A page went out: do what is to be done between this one and the next."""
        with self.lock:
            self._answered.append(path)
            due = [each for each in self._between if sum(fnmatchcase(n, each[1]) for n in self._answered) >= each[0]]
            self._between = [each for each in self._between if each not in due]
        for _, _, action in due:
            action(business)

    def _written(self, request: Request) -> Answer:
        what = f"{request.method} {request.path}"
        self.writes.append(what)
        self.traffic.wrote(what)
        self.complaints.append(f"the books would have been changed: {what}")
        return error(403, "MultiUserAccessDenied", "The current user is not allowed to do that.")

    def throttled(self, retry_after: int | None) -> Answer:
        wait = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return Answer.of(_body("RateLimitReached", "Too many requests"), 429, wait)

    def unwell(self, status: int) -> Answer:
        return error(status, "UnexpectedError", "An unexpected error occurred.")

    def stale(self) -> Answer:
        return error(401, "AuthorizationFailure", "The access token is invalid or has expired.")

    def refusal(self, reason: str, request: Request) -> Answer:
        """Instead of the right answer, or with it spoilt: see ``spoiling``."""
        if reason in spoiling.INSTEAD:
            return spoiling.INSTEAD[reason]
        try:
            right = self.answer(request)
        except Refused as refused:
            return refused.answer
        assert isinstance(right.body, bytes)
        if right.status != 200:
            return right
        value = json.loads(right.body)
        spoiling.SPOILERS[reason](value)
        return Answer.of(value)


def whole(business: Business) -> Json:
    """A business as it is shown."""
    return {
        "id": business.id,
        "displayed_as": business.name,
        "$path": f"/businesses/{business.id}",
        "name": business.name,
        "country": {"id": business.country, "displayed_as": business.country, "$path": "/countries"},
        "created_at": "2025-04-01T09:00:00Z",
        "updated_at": "2025-04-01T09:00:00Z",
        "is_demo": False,
        "address_line_1": "3 Shore",
        "city": "Leith",
        "postal_code": "EH6 6QW",
        "telephone": "0131 496 0000",
        "website": None,
    }


def error(status: int, code: str, message: str) -> Answer:
    """A refusal, in the form that all of them have."""
    return Answer.of(_body(code, message), status)


def _body(code: str, message: str) -> list[Json]:
    return [{"$severity": "error", "$dataCode": code, "$message": message, "$source": ""}]
