"""What can go wrong at Intuit, as it was seen on the wire."""

from __future__ import annotations

import pytest
import requests

from tests.emulators.__main__ import obey
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks
from tests.emulators.quickbooks.client import Reader

INVOICES = "select * from Invoice orderby MetaData.CreateTime maxresults 10"


def spoil(quickbooks: QuickBooks, on: str, reason: str) -> None:
    quickbooks.faults.add(Fault(on, "refuse", reason=reason))


@pytest.mark.parametrize(
    ("reason", "status", "inside"),
    [
        ("fault in 200", 200, '"code": "4000"'),
        ("xml 3001", 429, '<Error code="3001">'),
        ("xml 3001 in 200", 200, '<Error code="3001">'),
        ("xml 100", 401, '<Error code="100">'),
        ("xml 6002", 504, '<Error code="6002">'),
        ("lower case 401", 401, '"fault": {"error": [{"message": "message=AuthenticationFailed; errorCode=003200'),
        ("3100", 403, "errorCode=003100"),
        ("3201", 403, "errorCode=003201"),
        ("120", 403, '"code": "120"'),
        ("6190", 403, '"code": "6190"'),
        ("610", 400, '"code": "610"'),
        ("10000", 500, '"code": "10000"'),
        ("5020", 400, '"code": "5020"'),
        ("not json", 200, '{"QueryResponse":{"Invoice":[{"Id":"1"'),
        ("empty", 200, ""),
    ],
)
def test_another_answer_comes_instead(
    reader: Reader, quickbooks: QuickBooks, reason: str, status: int, inside: str
) -> None:
    spoil(quickbooks, "GET */query Invoice", reason)
    answer = reader.get("query", query=INVOICES)

    assert (answer.status_code, inside in answer.text) == (status, True)
    assert len(reader.ids(INVOICES)) == 10


def test_a_fault_strikes_what_it_names(reader: Reader, quickbooks: QuickBooks) -> None:
    spoil(quickbooks, "GET */query count Bill", "10000")
    reader.ids("select * from Bill")
    reader.ids(INVOICES)

    assert reader.code("query", query="select count(*) from Bill") == (500, "10000")


def test_a_page_may_be_short_without_a_sign(reader: Reader, quickbooks: QuickBooks) -> None:
    spoil(quickbooks, "GET */query Invoice", "short page")
    short = reader.query(INVOICES)

    assert (len(short["Invoice"]), short["maxResults"]) == (9, 10)


def test_envelopes_may_hold_more_than_is_known(reader: Reader, quickbooks: QuickBooks) -> None:
    spoil(quickbooks, "GET */query Invoice", "unknown key")
    assert sorted(reader.query(INVOICES)) == sorted(
        ["Invoice", "startPosition", "maxResults", "totalCount", "warnings", "somethingNew"]
    )


def test_a_count_may_be_wrong(reader: Reader, quickbooks: QuickBooks) -> None:
    spoil(quickbooks, "GET */query count Invoice", "wrong count")
    counts = [reader.query("select count(*) from Invoice")["totalCount"] for _ in range(2)]

    assert counts[0] == counts[1] + 1


def test_what_is_there_may_be_told_as_deleted(reader: Reader, quickbooks: QuickBooks) -> None:
    since = quickbooks.clock.now().isoformat()
    made = quickbooks.company.again("Invoice")
    spoil(quickbooks, "GET */cdc Invoice", "false deleted")
    rows = reader.get("cdc", entities="Invoice", changedSince=since).json()["CDCResponse"][0]["QueryResponse"][0]

    assert [(row["Id"], row["status"]) for row in rows["Invoice"]] == [(made, "Deleted")]
    assert reader.ids(f"select Id from Invoice where Id = '{made}'") == [made]


def test_a_report_may_be_cut(reader: Reader, quickbooks: QuickBooks) -> None:
    spoil(quickbooks, "GET */reports/GeneralLedger", "truncated")
    rows = reader.get("reports/GeneralLedger").json()["Rows"]["Row"]

    assert rows[-1] == {"ColData": [{"value": "Unable to display more data. Please reduce the date range."}]}


def test_throttling_and_breakdowns_are_told_in_intuits_words(reader: Reader, quickbooks: QuickBooks) -> None:
    for fault in (
        Fault("GET */query Invoice", "throttle", retry_after=7),
        Fault("GET */query Invoice", "fail", nth=2, status=503),
        Fault("GET */query Invoice", "fail", nth=3, status=504),
        Fault("GET */query Invoice", "stale token", nth=4),
    ):
        quickbooks.faults.add(fault)
    answers = [reader.get("query", query=INVOICES) for _ in range(5)]

    assert [each.status_code for each in answers] == [429, 503, 504, 401, 200]
    assert ("003001" in answers[0].text, answers[0].headers["Retry-After"]) == (True, "7")
    assert answers[2].text.startswith("<?xml")
    assert all("intuit_tid" not in each.headers for each in answers[:4])
    assert "intuit_tid" in answers[4].headers


def test_a_refresh_and_a_download_can_fail(reader: Reader, quickbooks: QuickBooks) -> None:
    app, (_, refresh) = quickbooks.oauth.production, quickbooks.link()
    spoil(quickbooks, "POST /oauth2/v1/tokens/bearer", "invalid_grant")
    spoil(quickbooks, "GET /*/attachments/*", "attachment 404")
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    token = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105 (an address)
    refused = requests.post(token, data=form, auth=(app.key, app.secret), timeout=5)
    address = reader.get(f"download/{next(iter(quickbooks.company.files))}").text

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert [requests.get(address, timeout=5).status_code for _ in range(2)] == [404, 200]


def test_an_entity_can_be_withheld(reader: Reader, quickbooks: QuickBooks) -> None:
    quickbooks.company.withhold("InventoryAdjustment")
    quickbooks.company.withhold("Budget", "5030")

    assert reader.code("query", query="select * from InventoryAdjustment") == (400, "500")
    assert reader.code("query", query="select count(*) from Budget") == (400, "5030")


def test_who_asks_too_often_is_throttled_where_intuits_limits_are_kept(reader: Reader, quickbooks: QuickBooks) -> None:
    quickbooks.strict = True
    statuses = [reader.get("query", query="select count(*) from Term").status_code for _ in range(30)]

    assert statuses[:10] == [200] * 10
    assert quickbooks.busiest(1) == 10
    assert 429 in statuses[10:]


def test_faults_can_be_typed(reader: Reader, quickbooks: QuickBooks) -> None:
    said = obey(quickbooks, ["refuse", "GET", "*/query?Invoice", "reason=short_page"])

    assert (said, len(reader.ids(INVOICES))) == ("set", 9)
    assert obey(quickbooks, ["link"]).startswith("access ey")
