"""What can be wrong with an answer of Intuit's: another in its place, or the right one with something missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from tests.emulators.exchange import Answer, Json, Refused, Request
from tests.emulators.quickbooks import refusals
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.general_ledger import CUT
from tests.emulators.quickbooks.refusals import stamp
from tests.emulators.quickbooks.rows import render


def enclosed(key: str, item: Json, moment: datetime) -> bytes:
    """One item in the envelope of a read."""
    return render({key: item, "time": stamp(moment)})


def spoilt(reason: str, request: Request, answer: Callable[[Request], Answer], company: Company) -> Answer:
    """The answer that a fault of this reason gives."""
    if reason in INSTEAD:
        return INSTEAD[reason]()
    if reason in refusals.KNOWN:
        return refusals.fault(reason)
    if reason in refusals.SMALL:
        return refusals.small(reason)
    try:
        right = answer(request)
    except Refused as refused:
        return refused.answer
    assert isinstance(right.body, bytes)
    if right.status != 200:
        return right
    value = json.loads(right.body)
    SPOILERS[reason](value)
    return Answer(200, json.dumps(value, ensure_ascii=False).encode(), right.headers)


def _of_fault_in_200() -> Answer:
    return refusals.fault("4000", status=200)


INSTEAD: Mapping[str, Callable[[], Answer]] = {
    "fault in 200": _of_fault_in_200,
    "unknown entity": lambda: refusals.fault("4001", refusals.UNKNOWN.format(entity="Check")),
    "10000 in 200": lambda: refusals.fault("10000", status=200),
    "10000 in 400": lambda: refusals.fault("10000", status=400),
    "xml 3001": lambda: refusals.large("3001"),
    "xml 3001 in 200": lambda: refusals.large("3001", 200),
    "xml 100": lambda: refusals.large("100"),
    "xml 6002": lambda: refusals.large("6002"),
    "lower case 401": lambda: refusals.small("3200"),
    "invalid_grant": lambda: Answer.of(
        {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"}, 400
    ),
    "not json": lambda: Answer(200, b'{"QueryResponse":{"Invoice":[{"Id":"1"', {"Content-Type": "application/json"}),
    "unknown envelope": lambda: Answer.of({"QueryResponse": {"warnings": ["degraded"]}, "time": stamp()}),
    "empty": lambda: Answer(200, b"", {"Content-Type": "application/json"}),
    "bare": lambda: Answer(200, b"{}", {"Content-Type": "application/json"}),
    "no rows": lambda: Answer.of({"QueryResponse": {}, "time": stamp()}),
    "odd rows": lambda: Answer.of({"QueryResponse": {"warnings": [{"code": "degraded"}]}}),
    "empty object": lambda: Answer.of({"QueryResponse": {"CompanyInfo": [{}], "Preferences": [{}]}}),
    "nothing": lambda: Answer.of({"queryResponse": None, "warnings": ["degraded"]}),
    "xml without rows": lambda: Answer(200, refusals.NO_ROWS, refusals.XML),
    "attachment 404": lambda: Answer(404, b"<Error><Code>NoSuchKey</Code></Error>", refusals.XML),
}
"""Answers that have nothing to do with what was asked."""


def _short_page(value: Json) -> None:
    for rows in _lists(value["QueryResponse"]):
        rows.pop()


def _unknown_key(value: Json) -> None:
    value["QueryResponse"] |= {"warnings": ["Something to come"], "somethingNew": {"a": 1}}
    value["newEnvelope"] = [1, 2]


def _wrong_count(value: Json) -> None:
    if "totalCount" in value["QueryResponse"]:
        value["QueryResponse"]["totalCount"] += 1


def _false_deleted(value: Json) -> None:
    for part in value["CDCResponse"][0]["QueryResponse"]:
        for rows in _lists(part):
            rows[0] = {name: rows[0][name] for name in ("domain", "Id", "MetaData")} | {"status": "Deleted"}


def _no_parts(value: Json) -> None:
    value["CDCResponse"] = []


def _no_elements(value: Json) -> None:
    value["CDCResponse"] = [{"QueryResponse": [{}]}]


def _odd_element(value: Json) -> None:
    value["CDCResponse"][0]["QueryResponse"][-1] = {"warnings": ["degraded"]}


def _small_fault_inside(value: Json) -> None:
    error = {"message": "An application error has occurred", "detail": None, "code": "10000", "element": None}
    value["CDCResponse"][0]["QueryResponse"][-1] = {"fault": {"error": [error], "type": "SystemFault"}}


def _truncated(value: Json) -> None:
    rows = value["Rows"].setdefault("Row", [])
    del rows[max(1, len(rows) // 2) :]
    rows.append({"ColData": [{"value": CUT}]})


def _lists(value: Json) -> list[list[Json]]:
    return [each for each in value.values() if isinstance(each, list) and each]


SPOILERS: Mapping[str, Callable[[Json], None]] = {
    "short page": _short_page,
    "unknown key": _unknown_key,
    "wrong count": _wrong_count,
    "false deleted": _false_deleted,
    "no parts": _no_parts,
    "no elements": _no_elements,
    "odd element": _odd_element,
    "small fault inside": _small_fault_inside,
    "truncated": _truncated,
}
"""What is done to the right answer."""
