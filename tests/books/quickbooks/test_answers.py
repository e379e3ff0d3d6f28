"""Envelopes that are known, and those that are not: these say neither that there are rows nor that there are none."""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec
import pytest

from archiver.books.quickbooks import answers
from archiver.books.quickbooks.answers import Touched
from archiver.books.quickbooks.entities import BY_FAMILY, Item
from archiver.errors import Unintelligible

INVOICES, BILLS, CARDS = (BY_FAMILY[name] for name in ("invoices", "bills", "card_payments"))
MADE_OUT: list[Callable[[bytes], Collection[Item]]] = [
    lambda body: answers.items(INVOICES, body),
    lambda body: answers.rows(INVOICES, body),
]
MANY = 1_000


@pytest.fixture(params=MADE_OUT, ids=["at once", "late"])
def made_out(request: pytest.FixtureRequest) -> Callable[[bytes], Collection[Item]]:
    found: Callable[[bytes], Collection[Item]] = request.param
    return found


def query(response: object) -> bytes:
    return msgspec.json.encode({"QueryResponse": response, "time": "2026-03-31T11:00:00.000-07:00"})


def cdc(*elements: object) -> bytes:
    return msgspec.json.encode({"CDCResponse": [{"QueryResponse": elements}], "time": "2026-03-31T11:00:00-07:00"})


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"QueryResponse": 3}', b'{"QueryResponse": []}', b"{", b""])
def test_an_answer_that_says_nothing_is_no_empty_list(
    made_out: Callable[[bytes], Collection[Item]], body: bytes
) -> None:
    with pytest.raises(Unintelligible):
        made_out(body)


@pytest.mark.parametrize(
    "response",
    [
        {"warnings": ["degraded"]},
        {"warnings": [], "totalCount": 0},
        {"warnings": [{"code": "1", "message": "degraded"}]},
        {"status": None},
        {"Invoice": None},
        {"Invoice": {"Id": "1"}},
        {"Invoices": []},
        {"somethingNew": {"a": 1}, "startPosition": 1, "maxResults": 0},
    ],
)
def test_an_envelope_that_nobody_knows_is_no_empty_list(
    made_out: Callable[[bytes], Collection[Item]], response: object
) -> None:
    with pytest.raises(Unintelligible):
        made_out(query(response))


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"totalCount": 0},
        {"startPosition": 1, "maxResults": 0, "totalCount": 0},
        {"Invoice": []},
        {"Invoice": [], "warnings": ["Something to come"]},
    ],
)
def test_no_rows_are_no_rows(made_out: Callable[[bytes], Collection[Item]], response: object) -> None:
    assert list(made_out(query(response))) == []


def test_rows_are_found_whatever_they_are_called(made_out: Callable[[bytes], Collection[Item]]) -> None:
    said = {"notes": ["a"], "none": [], "odd": [{"code": "1"}], "Invoyce": [{"Id": "7"}]}
    assert list(made_out(query(said))) == [{"Id": "7"}]


def test_rows_that_are_known_by_no_id_have_their_name() -> None:
    rates = {"warnings": [], "ExchangeRate": [{"SourceCurrencyCode": "USD"}]}
    assert answers.listed(rates, "ExchangeRate") == [{"SourceCurrencyCode": "USD"}]


def test_how_many_there_are() -> None:
    assert answers.number(query({"totalCount": 37})) == 37


@pytest.mark.parametrize("told", [None, "37", True, -1, 3.5])
def test_a_number_that_is_none(told: object) -> None:
    with pytest.raises(Unintelligible):
        answers.number(query({"totalCount": told}))


@pytest.mark.parametrize("nothing", [{}, {"startPosition": 1, "maxResults": 0}, {"Bill": []}])
def test_one_element_tells_of_one_entity(nothing: object) -> None:
    gone = {"status": "Deleted", "domain": "QBO", "Id": "979"}
    told = cdc(nothing, {"Invoice": [{"Id": "1"}, gone], "startPosition": 1, "maxResults": 2, "new": 1})
    assert answers.changes(told, [INVOICES, BILLS], MANY) == {"Invoice": Touched({"1"}, {"979"}), "Bill": Touched()}


def test_what_is_called_otherwise_is_told_as_well() -> None:
    told = cdc({"CreditCardPaymentTxn": [{"Id": "5", "Active": False}]})
    assert answers.changes(told, [CARDS], MANY) == {"CreditCardPayment": Touched({"5"}, retires=True)}


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"CDCResponse":null}',
        b'{"CDCResponse":[]}',
        b'{"CDCResponse":[{}]}',
        b'{"CDCResponse":["x",3]}',
        b'{"CDCResponse":[{"QueryResponse":[]}]}',
        b'{"CDCResponse":[{"QueryResponse":{}}]}',
        cdc({}),
        cdc({}, {}, {}),
        cdc({}, None),
        cdc({}, {"warnings": ["degraded"]}),
        cdc({}, {"maxResults": 3}),
        cdc({}, {"Customer": [{"Id": "1"}]}),
        cdc({}, {"Bill": {"Id": "1"}}),
        cdc({}, {"Bill": ["1"]}),
        cdc({}, {"Bill": [{"DocNumber": "1"}]}),
        cdc({"Bill": [{"Id": "1"}]}, {"Bill": [{"Id": "2"}]}),
        cdc({"Bill": [{"Id": "1"}], "Invoice": [{"Id": "2"}]}, {}),
    ],
)
def test_changes_of_no_form_are_not_none(body: bytes) -> None:
    assert answers.changes(body, [INVOICES, BILLS], MANY) == {"Invoice": None, "Bill": None}


@pytest.mark.parametrize("fault", [{"Fault": {"Error": []}}, {"fault": {"error": []}}])
def test_a_fault_among_them_means_that_each_is_asked_for(fault: object) -> None:
    assert answers.changes(cdc({}, fault), [INVOICES, BILLS], MANY) is None
    alone = msgspec.json.encode({"CDCResponse": [fault]})
    assert answers.changes(alone, [INVOICES, BILLS], MANY) is None


def test_as_many_as_an_answer_holds_may_not_be_all() -> None:
    body = cdc({"Invoice": [{"Id": "1"}]}, {"Bill": [{"Id": "2"}]})
    assert answers.changes(body, [INVOICES, BILLS], 3) is not None
    assert answers.changes(body, [INVOICES, BILLS], 2) is None
