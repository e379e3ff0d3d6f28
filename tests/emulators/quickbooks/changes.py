"""Change data capture: what was changed or deleted since a moment, at most a thousand, cut in silence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from tests.emulators.exchange import Answer, Json
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.entities import FOLDED, Entity
from tests.emulators.quickbooks.refusals import refuse, stamp
from tests.emulators.quickbooks.rows import render
from tests.emulators.quickbooks.selecting import JSON, Selecting

BACK = timedelta(days=30)
MOST = 1000


def changes(company: Company, selecting: Selecting, asked: Mapping[str, str]) -> Answer:
    """The answer to ``/cdc``."""
    since = _since(company, asked.get("changedSince", ""))
    parts, left = [], MOST
    for name in filter(None, (each.strip() for each in asked.get("entities", "").split(","))):
        entity = FOLDED.get(name.lower())
        if entity is None or not entity.cdc or entity.name in company.withheld:
            raise refuse("4001", f"Entity {name} is not supported by change data capture")
        found = _changed(company, selecting, entity, since)[:left]
        left -= len(found)
        parts.append(_part(entity, found))
    if not parts:
        raise refuse("4001", "entities: none was named")
    body = (
        b'{"CDCResponse":[{"QueryResponse":['
        + b",".join(parts)
        + b']}],"time":"'
        + stamp(company.now()).encode()
        + b'"}'
    )
    return Answer(200, body, JSON)


def _since(company: Company, text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise refuse("4001", f"changedSince: {text} is no moment") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=company.zone)
    if moment < company.now() - BACK - timedelta(minutes=1):
        raise refuse("4001", "changedSince: the look-back is 30 days at most")
    return moment.timestamp()


def _changed(company: Company, selecting: Selecting, entity: Entity, since: float) -> list[bytes]:
    rows = [row for row in company.tables[entity.name].values() if row.updated >= int(since)]
    found = [selecting.shown(entity, row) for row in sorted(rows, key=lambda row: -row.updated)]
    for name, ref, moment in company.deleted:
        if name == entity.name and moment >= int(since):
            found.append(deletion(company, ref, moment))
    return found


def deletion(company: Company, ref: str, moment: float) -> bytes:
    """How a deleted document is told of."""
    when = datetime.fromtimestamp(moment, company.zone).isoformat(timespec="seconds")
    gone: Json = {"status": "Deleted", "domain": "QBO", "Id": ref, "MetaData": {"LastUpdatedTime": when}}
    return render(gone)


def _part(entity: Entity, found: list[bytes]) -> bytes:
    if not found:
        return b"{}"
    tail = f'],"startPosition":1,"maxResults":{len(found)},"totalCount":{len(found)}}}'
    return b'{"' + entity.key.encode() + b'":[' + b",".join(found) + tail.encode()
