"""What a service says when something is wrong, as our errors."""

from __future__ import annotations

import pytest

from archiver.access.getter import Answer
from archiver.books.rest.faults import trouble, vendor
from archiver.errors import AccessStale, ArchiverError, Missing, Refused, Throttled, Unwell


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Refused), (401, AccessStale), (403, Refused), (404, Missing), (410, Missing), (418, Refused),
        (429, Throttled), (500, Unwell), (503, Unwell),
    ],
)  # fmt: skip
def test_every_status_is_one_of_ours(status: int, error: type[ArchiverError]) -> None:
    found = trouble("Service", "link", "path", Answer(status, {"retry-after": "7"}, b"<html>"))
    assert type(found) is error
    assert found.facts.get("wait") == (7 if status == 429 else None)


@pytest.mark.parametrize("status", [200, 206, 416])
def test_nothing_is_wrong(status: int) -> None:
    assert trouble("Service", "link", "path", Answer(status, {}, b"")) is None


def test_what_the_service_says_is_passed_on() -> None:
    answer = Answer(403, {}, b'{"error": {"text": "not \\n in your plan"}}')
    found = vendor("Service", "link", says="error.text").trouble("path", answer)
    assert "not in your plan (status 403)" in str(found)
