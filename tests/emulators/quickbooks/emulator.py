"""The server of QuickBooks Online: Intuit's OAuth, the Accounting API v3, and the host of attachments."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import parse_qs

from tests.emulators.authority import Authority
from tests.emulators.emulator import Emulator
from tests.emulators.exchange import Answer, Json, Refused, Request
from tests.emulators.quickbooks import refusals, spoiling
from tests.emulators.quickbooks.atelier import atelier
from tests.emulators.quickbooks.changes import changes
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.downloads import download
from tests.emulators.quickbooks.entities import FOLDED, PRINTED
from tests.emulators.quickbooks.generated import generated
from tests.emulators.quickbooks.oauth import App, IntuitOAuth
from tests.emulators.quickbooks.papers import entitlements, printed_page
from tests.emulators.quickbooks.query import Malformed, parse
from tests.emulators.quickbooks.recorded import recorded
from tests.emulators.quickbooks.reports import Reports
from tests.emulators.quickbooks.selecting import DOWNLOADS, JSON, Selecting

LIVE, SANDBOX, LOCAL = "quickbooks.api.intuit.com", "sandbox-quickbooks.api.intuit.com", {"127.0.0.1", "localhost"}
API = re.compile(r"/v3/company/(?P<realm>\d+)/(?P<rest>.+)")
LIMITS = ((1, 10), (60, 500))
"""The calls that a company answers for one application in so many seconds."""
ENTITLED = "/manage/entitlements/v3/"
STATEMENT = re.compile(r"\s*select\s+(?P<what>.*?)\s+from\s+(?P<entity>\w+)", re.IGNORECASE | re.DOTALL)
Action = Callable[[Company], object]


class QuickBooks(Emulator):
    """QuickBooks Online on loopback. ``company`` is whose books are served, ``companies`` all of them by realm;
    ``oauth`` has the applications and the owner's mind; ``writes`` are the calls that would have changed the books.
    ``strict``: who asks more often than Intuit allows is throttled.
    """

    name = "quickbooks"
    digests = ()

    def __init__(self, place: Path, authority: Authority) -> None:
        super().__init__(place, authority)
        self.companies: dict[str, Company] = {}
        self._selecting: dict[str, Selecting] = {}
        self._reports: dict[str, Reports] = {}
        self.writes: list[str] = []
        self.strict = False
        self._moments: list[float] = []
        self._pages: list[str] = []
        self._between: list[tuple[int, str, Action]] = []
        self.company = self.serve(atelier(self.clock.now))
        self.oauth = IntuitOAuth(self.clock, self.company.realm)

    def serve(self, company: Company) -> Company:
        """Serve this company from now on, beside those that are served already."""
        with self.lock:
            self.company = self.companies[company.realm] = company
            self._selecting[company.realm], self._reports[company.realm] = Selecting(company), Reports(company)
            if hasattr(self, "oauth"):
                self.oauth.realm = company.realm
            return company

    def generate(self, records: int, kinds: Mapping[str, int] | None = None) -> Company:
        """Serve a company of about so many records; ``kinds`` says how many parts of each entity."""
        return self.serve(generated(self.clock.now, records, kinds))

    def serve_recorded(self, folder: Path) -> Company:
        """Serve the answers that were recorded in a folder."""
        return self.serve(recorded(self.clock.now, folder))

    def credentials(self, *, production: bool = False) -> Json:
        """The owner's keys, as ``credentials.json`` has them: for development, or for production."""
        app = self.oauth.production if production else self.oauth.development
        name = "quickbooks" if production else "quickbooks-sandbox"
        return {name: {"client_id": app.key, "client_secret": app.secret}}

    def link(self, app: App | None = None, realm: str | None = None) -> tuple[str, str]:
        """An access token and a refresh token, as if the owner had just consented."""
        linked, access = self.oauth.link(app or self.oauth.production, realm or self.company.realm)
        return access, linked.refresh

    def expire_access(self) -> None:
        """Let every access token be too old."""
        for each in self.oauth.access.values():
            each.expires = self.clock.now()

    def revoke_all(self) -> None:
        """Let the owner take every access back: refreshing gets ``invalid_grant``."""
        for linked in list(self.oauth.links):
            self.oauth.end(linked)

    def between(self, pages: int, action: Action, of: str = "*") -> None:
        """Once so many pages of rows of such entities were answered, do something to the company; once."""
        with self.lock:
            self._between.append((pages + sum(fnmatchcase(name, of) for name in self._pages), of, action))

    def busiest(self, seconds: float) -> int:
        """The most calls of the API that came within any stretch of so many seconds."""
        moments, first, most = sorted(self._moments), 0, 0
        for last, moment in enumerate(moments):
            while moments[first] <= moment - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def asked(self, method: str, path: str, query: str) -> str:
        """A query is called by what it asks for: ``GET /v3/company/1/query count Invoice``."""
        given = parse_qs(query)
        if found := STATEMENT.match(given.get("query", [""])[0]):
            counts = "count " if found["what"].lower().startswith("count") else ""
            entity = FOLDED.get(found["entity"].lower())
            return f"{method} {path} {counts}{entity.name if entity else found['entity']}"
        return f"{method} {path} {given['entities'][0]}" if "entities" in given else f"{method} {path}"

    def answer(self, request: Request) -> Answer:
        if route := self.oauth.routes.get((request.method, request.path)):
            host, serve = route
            if request.host not in {host, *LOCAL}:
                return Answer.page("<h1>404</h1>", 404)
            with self.lock:
                return serve(request)
        if request.host == DOWNLOADS:
            if "Authorization" in request.headers:
                self.complaints.append(f"an Authorization header at {DOWNLOADS}")
            return download(self.companies, request)
        self._metered()
        company, rest = self._entered(request)
        try:
            answer = self._served(company, rest, request)
        except Malformed as wrong:
            answer = refusals.fault(wrong.code, wrong.detail)
        return Answer(answer.status, answer.body, {**answer.headers, "intuit_tid": f"1-{uuid.uuid4()}"})

    def _metered(self) -> None:
        """Count a call; raises ``Refused`` where ``strict`` and there were too many of them."""
        now = time.monotonic()
        with self.lock:
            self._moments.append(now)
            for seconds, most in LIMITS if self.strict else ():
                if len(self._moments) > most and self._moments[-1 - most] > now - seconds:
                    self._moments.pop()
                    raise Refused(self.throttled(None))

    def _entered(self, request: Request) -> tuple[Company, str]:
        """The company that the token opens, and what is asked of it."""
        linked = self.oauth.bearer(request.bearer)
        if linked is None:
            raise Refused(self.stale())
        host = SANDBOX if linked.app.sandbox else LIVE
        found = API.fullmatch(request.path)
        realm = found["realm"] if found else request.path.removeprefix(ENTITLED)
        if request.host not in {host, *LOCAL} or realm != linked.realm or realm not in self.companies:
            raise Refused(refusals.small("3100"))
        return self.companies[realm], found["rest"] if found else ""

    def _served(self, company: Company, rest: str, request: Request) -> Answer:
        head, _, tail = rest.partition("/")
        if request.method != "GET" and head != "query":
            return self._written(request)
        if not rest:
            return entitlements()
        if head == "query":
            return self._queried(company, request)
        with company.lock:
            return self._read(company, head, tail, request)

    def _queried(self, company: Company, request: Request) -> Answer:
        text = request.query["query"] if request.method == "GET" else request.body.read().decode()
        query = parse(text)
        if code := company.withheld.get(query.entity.name):
            raise refusals.refuse(code)
        selecting = self._selecting[company.realm]
        with company.lock:
            if query.counts:
                return _accepted(request, selecting.count(query))
            answer, rows = selecting.page(query)
        if rows:
            self._answered(company, query.entity.name)
        return _accepted(request, answer)

    def _answered(self, company: Company, entity: str) -> None:
        """A page of rows went out: do what is to be done between this one and the next."""
        with self.lock:
            self._pages.append(entity)
            due = [each for each in self._between if sum(fnmatchcase(name, each[1]) for name in self._pages) >= each[0]]
            self._between = [each for each in self._between if each not in due]
        for _, _, action in due:
            action(company)

    def _read(self, company: Company, head: str, tail: str, request: Request) -> Answer:
        selecting = self._selecting[company.realm]
        match head:
            case "cdc":
                return changes(company, selecting, request.query)
            case "reports":
                return self._reports[company.realm].answer(tail, request.query)
            case "download" if tail in company.files:
                return Answer(200, selecting.links(tail)["TempDownloadUri"].encode(), {"Content-Type": "text/plain"})
            case "exchangerate":
                return self._rate(company, request)
            case "companyinfo" | "preferences":
                return self._one(company, head, "1")
        ref, _, printed = tail.partition("/")
        if printed == "pdf" and head in PRINTED and ref in company.tables[FOLDED[head].name]:
            return Answer(200, printed_page(f"{FOLDED[head].name} {ref}"), {"Content-Type": "application/pdf"})
        return self._one(company, head, ref)

    def _one(self, company: Company, head: str, ref: str) -> Answer:
        entity = FOLDED.get(head)
        if entity is None or entity.name in company.withheld or ref not in company.tables[entity.name]:
            raise refusals.refuse("610")
        row = self._selecting[company.realm].shown(entity, company.tables[entity.name][ref])
        body = b'{"' + entity.key.encode() + b'":' + row + b',"time":"' + refusals.stamp(company.now()).encode() + b'"}'
        return Answer(200, body, JSON)

    @staticmethod
    def _rate(company: Company, request: Request) -> Answer:
        """The newest rate that was known on a day."""
        code, day = request.query.get("sourcecurrencycode", ""), request.query.get("asofdate", "9999")
        rates = [item for item in company.items("ExchangeRate") if item["SourceCurrencyCode"] == code]
        known = sorted((item for item in rates if item["AsOfDate"] <= day), key=lambda item: str(item["AsOfDate"]))
        if not known:
            raise refusals.refuse("610")
        return Answer(200, spoiling.enclosed("ExchangeRate", known[-1], company.now()), JSON)

    def _written(self, request: Request) -> Answer:
        """Nobody may write: there is no scope that forbids it, so the emulator does."""
        what = f"{request.method} {request.path}"
        self.writes.append(what)
        self.traffic.wrote(what)
        self.complaints.append(f"the books would have been changed: {what}")
        return refusals.fault("500")

    def throttled(self, retry_after: int | None) -> Answer:
        return refusals.large("3001", headers={} if retry_after is None else {"Retry-After": str(retry_after)})

    def unwell(self, status: int) -> Answer:
        return refusals.large("6002") if status == 504 else refusals.fault("10000", status=status)

    def stale(self) -> Answer:
        return refusals.small("3200")

    def refusal(self, reason: str, request: Request) -> Answer:
        """Instead of the right answer, or with it spoilt: see ``spoiling``."""
        return spoiling.spoilt(reason, request, self.answer, self.company)


def _accepted(request: Request, answer: Answer) -> Answer:
    """JSON for who accepts it; Intuit speaks XML to everybody else."""
    if "json" in request.headers.get("Accept", ""):
        return answer
    return Answer(200, refusals.NO_ROWS, refusals.XML)
