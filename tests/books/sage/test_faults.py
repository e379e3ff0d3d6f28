"""What Sage says when something is wrong, and what we make of it."""

from __future__ import annotations

import json

import pytest

from archiver.access.getter import Answer
from archiver.books.sage import faults
from archiver.errors import (
    AccessStale,
    ArchiverError,
    Missing,
    Refused,
    SubscriptionEnded,
    Throttled,
    Unwell,
)
from archiver.words import phrase


def said(status: int, code: str = "", message: str = "", **headers: str) -> ArchiverError | None:
    body = json.dumps([{"$severity": "error", "$dataCode": code, "$message": message, "$source": ""}]).encode()
    return faults.trouble("thistle", "contacts", Answer(status, headers, body))


@pytest.mark.parametrize(
    ("status", "code", "message", "expected"),
    [
        (401, "AuthorizationFailure", "The access token is invalid or has expired.", AccessStale),
        (401, "AuthorizationFailure", "No active subscription. (MSE)", SubscriptionEnded),
        (403, "MultiUserAccessDenied", "The current user is not allowed to access that resource.", Refused),
        (400, "RecordInvalid", "items_per_page is not valid", Refused),
        (404, "RecordNotFound", "", Missing),
        (410, "RecordNotFound", "", Missing),
        (429, "", "", Throttled),
        (500, "UnexpectedError", "An unexpected error occurred.", Unwell),
        (503, "", "", Unwell),
    ],
)
def test_each_is_an_error_of_ours(status: int, code: str, message: str, expected: type[ArchiverError]) -> None:
    assert type(said(status, code, message)) is expected


def test_nothing_is_wrong_with_an_answer() -> None:
    assert said(200) is None


def test_a_refusal_says_why() -> None:
    error = said(403, "MultiUserAccessDenied", "The current user\nis not allowed.")
    assert error is not None
    reason = error.facts["reason"]
    assert reason == phrase(faults.SAID, said="The current user is not allowed.", code="MultiUserAccessDenied")


@pytest.mark.parametrize(
    ("told", "wait"), [("30", 30), ("25000", 25_000), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("", None)]
)
def test_how_long_to_wait_is_what_sage_says(told: str, wait: int | None) -> None:
    error = said(429, **({"retry-after": told} if told else {}))
    assert error is not None
    assert error.facts["wait"] == wait


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b'[{"$message": 1}]', b"[]", b'{"error": "x"}'])
def test_a_complaint_of_another_form_is_told_by_its_status(body: bytes) -> None:
    error = faults.trouble("thistle", "contacts", Answer(500, {}, body))
    assert error is not None
    assert error.facts["reason"] == phrase(faults.STATUS, status=500)


def test_the_business_is_named_in_every_question() -> None:
    assert faults.vendor("thistle", "4a0b").headers == {"X-Business": "4a0b"}
