"""Everything that can be wrong with an answer, in each of its shapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archiver.access.getter import Answer
from archiver.books.quickbooks import QuickBooks
from archiver.books.quickbooks.entities import BY_FAMILY
from archiver.books.quickbooks.faults import trouble, vendor
from archiver.errors import (
    AccessStale,
    AccessTaken,
    ArchiverError,
    Missing,
    NotIncluded,
    Refused,
    SubscriptionEnded,
    Throttled,
    TooMuchAsked,
    Unintelligible,
    Unreachable,
    Unwell,
    WrongEnvironment,
)
from tests.books.quickbooks.conftest import LINK, Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator

INVOICES = BY_FAMILY["invoices"]
RECORDED = Path(__file__).parents[4] / "shared" / "data" / "quickbooks" / "faults.json"

REASONS: dict[str, type[ArchiverError]] = {
    "fault in 200": Refused,
    "xml 3001": Throttled,
    "xml 3001 in 200": Throttled,
    "xml 100": AccessStale,
    "xml 6002": Unwell,
    "lower case 401": AccessStale,
    "3100": WrongEnvironment,
    "3201": AccessTaken,
    "120": AccessTaken,
    "6190": SubscriptionEnded,
    "610": Missing,
    "10000": Unwell,
    "10000 in 200": Unwell,
    "10000 in 400": Unwell,
    "4000": Refused,
    "4001": Refused,
    "500": NotIncluded,
    "5020": NotIncluded,
    "5030": NotIncluded,
    "unknown entity": NotIncluded,
    "not json": Unintelligible,
    "empty": Unintelligible,
}


PASSING = [
    *("xml 3001", "xml 3001 in 200", "xml 100", "xml 6002", "lower case 401"),
    *("10000", "10000 in 200", "10000 in 400"),
]


@pytest.mark.parametrize("reason", REASONS)
def test_every_fault_becomes_an_error_and_never_no_rows(quickbooks: Emulator, opening: Opening, reason: str) -> None:
    quickbooks.faults.add(Fault("GET */query *", "refuse", reason=reason, times=0))
    client = opening.client()
    for ask in (client.count, lambda entity: client.items(entity, client.page(entity, 1))):
        with pytest.raises(ArchiverError) as error:
            ask(INVOICES)
        assert type(error.value) is REASONS[reason]
        assert opening.bearer.held not in f"{error.value!r} {error.value} {error.value.facts}"


@pytest.mark.parametrize("reason", PASSING)
def test_what_passes_is_outlived(quickbooks: Emulator, opening: Opening, reason: str) -> None:
    quickbooks.faults.add(Fault("GET */query *", "refuse", reason=reason))
    assert opening.client().count(INVOICES) == len(quickbooks.company.ids("Invoice"))


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET */query *", "throttle", retry_after=3, times=2),
        Fault("GET */query *", "fail", status=500, times=3),
        Fault("GET */query *", "cut answer", at=10),
        Fault("GET */query *", "stale token"),
        Fault("GET */query *", "portal", status=200, times=2),
    ],
)
def test_a_bad_line_is_outlived(quickbooks: Emulator, opening: Opening, fault: Fault) -> None:
    quickbooks.faults.add(fault)
    assert opening.client().count(INVOICES) == len(quickbooks.company.ids("Invoice"))
    assert quickbooks.faults.struck


def test_a_token_is_renewed_once(quickbooks: Emulator, opening: Opening) -> None:
    client = opening.client()
    quickbooks.expire_access()
    client.count(INVOICES)
    assert opening.bearer.renewed == 1
    quickbooks.faults.add(Fault("GET */query *", "stale token", times=0))
    with pytest.raises(AccessStale) as error:
        client.count(INVOICES)
    assert opening.bearer.renewed == 2
    assert str(error.value.advice.facts["name"]) == LINK


def test_a_throttled_reading_waits_a_minute(quickbooks: Emulator, opening: Opening) -> None:
    quickbooks.faults.add(Fault("GET */query *", "refuse", reason="xml 3001"))
    opening.client().count(INVOICES)
    assert max(opening.waited) > 59


def test_a_report_that_is_too_much_is_not_asked_again(quickbooks: Emulator, opening: Opening) -> None:
    quickbooks.faults.add(Fault("GET */reports/*", "refuse", reason="xml 6002", times=0))
    with pytest.raises(TooMuchAsked):
        opening.client().getter.get("reports/GeneralLedger", {"start_date": "2024-01-01", "end_date": "2024-12-31"})
    assert quickbooks.traffic.count("GET */reports/*") == 1


@pytest.mark.parametrize("reason", ["3100", "3201", "6190", "lower case 401"])
def test_what_concerns_the_company_ends_all(quickbooks: Emulator, books: QuickBooks, reason: str) -> None:
    assert books.count(next(each for each in books.families() if each.name == "bills"))
    quickbooks.faults.add(Fault("GET */query Invoice", "refuse", reason=reason, times=0))
    invoices = next(each for each in books.families() if each.name == "invoices")
    with pytest.raises(REASONS[reason]) as error:
        list(books.read(invoices))
    assert error.value.exit_code == 6


def test_nobody_answers(quickbooks: Emulator, opening: Opening) -> None:
    client = opening.client()
    quickbooks.stop()
    with pytest.raises(Unreachable):
        client.count(INVOICES)
    assert opening.waited == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not on this machine")
@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("auth_lowercase", 401, AccessStale),
        ("auth_xml", 401, AccessStale),
        ("throttle_xml", 429, Throttled),
        ("throttle_xml", 403, Throttled),
        ("throttle_xml", 200, Throttled),
        ("gateway_timeout_xml", 504, Unwell),
        ("validation", 400, Refused),
        ("validation", 200, Refused),
    ],
)
def test_the_faults_that_were_recorded(name: str, status: int, error: type[ArchiverError]) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))[name]
    body = recorded if isinstance(recorded, str) else json.dumps(recorded)
    assert type(trouble(LINK, "query", Answer(status, {}, body.encode()))) is error


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"Fault":{"Error":[{"Message":"m","code":"1000"}],"type":"SystemFault"}}', Unwell),
        (b'<IntuitResponse><Fault type="SystemFault"><Error code="7"/></Fault></IntuitResponse>', Unwell),
        (b'{"Fault":{"Error":[{"Message":"m","code":"6190"}],"type":"SystemFault"}}', SubscriptionEnded),
    ],
)
def test_a_failure_of_the_service_is_one_with_any_status(status: int, body: bytes, error: type[ArchiverError]) -> None:
    assert type(trouble(LINK, "query", Answer(status, {}, body))) is error


def test_what_intuit_s_support_asks_for_is_among_the_facts() -> None:
    error = trouble(LINK, "query", Answer(500, {"intuit_tid": "1-abc"}, b""))
    assert error is not None
    assert error.facts["intuit_tid"] == "1-abc"


@pytest.mark.parametrize("body", [b"", b"{}", b'{"QueryResponse":{}}', b"%PDF-1.4", b"https://example.com/a", b"<a/>"])
def test_an_answer_without_a_fault(body: bytes) -> None:
    assert trouble(LINK, "query", Answer(200, {}, body)) is None


def test_every_question_names_the_version_that_we_know() -> None:
    assert vendor(LINK).always == {"minorversion": "75"}
