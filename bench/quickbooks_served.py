"""The emulator of QuickBooks Online as the benchmark needs it: in a process of its own, with the batch endpoint.

Its reports are added up once: it is not the emulator's adding up that is measured.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.message import Message
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from quickbooks_peers import Asked, Served  # noqa: E402

from archiver.access import Door, Grant  # noqa: E402 (only now is the project found)
from archiver.access.vaults.file import FileVault  # noqa: E402
from archiver.books.quickbooks.entities import ENTITIES  # noqa: E402
from archiver.books.quickbooks.families import FAMILIES  # noqa: E402
from tests.emulators.authority import Authority  # noqa: E402
from tests.emulators.exchange import Answer, Body, Request  # noqa: E402
from tests.emulators.quickbooks import Company, QuickBooks  # noqa: E402

LINK = "bench"
SETTINGS = ("CompanyInfo", "Preferences", "ExchangeRate")
"""No records of the books: no peer asks for them, and we ask for them in ways of their own."""


class Batching(QuickBooks):
    """Singer's tap asks by the batch endpoint alone, which we never use: its queries are answered one by one."""

    def __init__(self, place: Path, authority: Authority) -> None:
        super().__init__(place, authority)
        self.reported: dict[tuple[str, tuple[tuple[str, str], ...]], Answer] = {}

    def answer(self, request: Request) -> Answer:
        if "/reports/" in request.path:
            return self._report(request)
        if request.method != "POST" or not request.path.endswith("/batch"):
            return super().answer(request)
        items = [self._item(request, item) for item in request.body.json()["BatchItemRequest"]]
        return Answer(200, b'{"BatchItemResponse":[' + b",".join(items) + b"]}", {"Content-Type": "application/json"})

    def _report(self, request: Request) -> Answer:
        asked = (request.path, tuple(sorted(request.query.items())))
        if asked not in self.reported:
            self.reported[asked] = super().answer(request)
        return self.reported[asked]

    def _item(self, request: Request, item: Mapping[str, str]) -> bytes:
        path = f"{request.path.removesuffix('batch')}query"
        one = Request("GET", request.base, path, {"query": item["Query"]}, _accepting(request), Body(BytesIO(), 0))
        answer = super().answer(one)
        assert isinstance(answer.body, bytes)
        return b'{"bId":' + json.dumps(item["bId"]).encode() + b"," + answer.body[1:]


def _accepting(request: Request) -> Message:
    headers = Message()
    headers["Authorization"] = request.headers["Authorization"]
    headers["Accept"] = "application/json"
    return headers


def serve(place: Path, records: int, pipe: Connection) -> None:
    """Serve a company of so many records until the pipe is closed, and do what comes by the pipe."""
    with Batching(place / "emulator", Authority(place)) as quickbooks:
        company = quickbooks.generate(records)
        access, refresh = quickbooks.link()
        app = quickbooks.oauth.production
        _keep(place / "home", quickbooks.url, company.realm, refresh, app.key, app.secret)
        counts = {entity: len(company.ids(entity)) for entity in _listed(company)}
        told = (quickbooks.url, company.realm, access, refresh, app.key, app.secret)
        pipe.send(Served(*told, counts, len(ENTITIES)))
        commands: Mapping[str, Callable[..., object]] = {
            "asked": lambda: _asked(quickbooks),
            "round trip": lambda seconds: setattr(quickbooks, "round_trip", seconds),
            "no reports": lambda: _refuse_reports(quickbooks, company),
            "missed": lambda found: _missed(company, found),
        }
        while asked := pipe.recv():
            name, *given = asked
            pipe.send(commands[name](*given))


def _refuse_reports(quickbooks: Batching, company: Company) -> None:
    company.reports = False
    quickbooks.reported.clear()


def _asked(quickbooks: QuickBooks) -> Asked:
    """The traffic since the last time, and what the emulator itself has worked until now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    reports = quickbooks.traffic.count("GET */reports/*")
    asked = Asked(quickbooks.traffic.count(), reports, quickbooks.complaints, used.ru_utime + used.ru_stime)
    quickbooks.traffic.clear()
    return asked


def _listed(company: Company) -> list[str]:
    return [entity for entity in company.entities if entity not in SETTINGS]


def _missed(company: Company, found: Path) -> dict[str, int]:
    """By entity, how many of the company's records do not stand in a file of messages."""
    there: dict[str, set[str]] = {}
    for stream, id_ in _written(found):
        there.setdefault(stream, set()).add(id_)
    missed = {}
    for entity in _listed(company):
        came = there.get(plural(entity)) or there.get(FAMILIES[entity]) or set()
        missed[entity] = sum(id_ not in came for id_ in company.ids(entity))
    return {entity: count for entity, count in missed.items() if count}


def _written(found: Path) -> Iterator[tuple[str, str]]:
    """The stream and the id of every record: Singer and Airbyte write both as JSON lines, and so do we."""
    with found.open("rb") as lines:
        for line in lines:
            message = json.loads(line)
            if message.get("type") != "RECORD":
                continue
            record = message["record"]
            stream, item = (message["stream"], record) if "stream" in message else (record["stream"], record["data"])
            yield stream, _id(item)


def _id(item: Mapping[str, Any]) -> str:
    """Its own, or that of what it wraps, as a recurring transaction its template."""
    (only, *others) = item.values()
    return str(only["Id"] if not others and isinstance(only, dict) else item.get("Id"))


def plural(entity: str) -> str:
    """What both peers call the stream of an entity: ``TaxAgency`` is ``tax_agencies``."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in entity).lstrip("_")
    if snake.endswith("y"):
        return f"{snake[:-1]}ies"
    return f"{snake}es" if snake.endswith("s") else f"{snake}s"


def _keep(home: Path, url: str, realm: str, refresh: str, key: str, secret: str) -> None:
    """The link, as ``archiver link quickbooks`` would have kept it."""
    home.mkdir(mode=0o700)
    grant = Grant(
        service="quickbooks",
        account="Atelier sans fin inc.",
        scopes=("com.intuit.quickbooks.accounting",),
        refresh_token=refresh,
        client_id=key,
        client_secret=secret,
        token_uri=f"{url}/oauth2/v1/tokens/bearer",
        linked_at=datetime.now(UTC),
        realm=realm,
    )
    Door(FileVault(home / "links"), lambda: datetime.now(UTC)).keep(LINK, grant)
