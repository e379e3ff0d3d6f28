"""How a vendor is asked in a manner of its own: headers, signatures, pages for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from archiver.access.getter import Answer, Getter, Vendor
from archiver.access.pace import Pace
from archiver.errors import ArchiverError, Refused, Unreachable
from tests.access.test_getter import GOOD, TOKEN, Held, Line, says

PAGE = "Content-Type: text/html\r\n"


def trouble(path: str, answer: Answer) -> ArchiverError | None:
    return Refused(service="Service", reason=str(answer.status)) if answer.status >= 300 else None


@contextmanager
def asking(vendor: Vendor, *answers: bytes) -> Iterator[tuple[Getter, Line]]:
    line = Line(*answers)
    pace = Pace(10_000, 10_000, sleep=lambda _: None)
    with closing(line), closing(Getter(line.url, Held(), pace, vendor, lambda _: None)) as getter:
        yield getter, line


def test_a_key_goes_in_the_header_that_the_vendor_wants() -> None:
    vendor = Vendor("Service", trouble, headers={"X-Business": "b-1"}, sign=lambda key: {"X-API-KEY": key})
    with asking(vendor, GOOD) as (getter, line):
        getter.ask("list", {"f": ["a", "b"]}, headers={"Range": "records=0-5"})
    asked = line.asked[0].decode()
    assert asked.startswith("GET /list?f=a&f=b HTTP/1.1\r\n")
    for header in (f"X-API-KEY: {TOKEN}", "X-Business: b-1", "Range: records=0-5"):
        assert f"\r\n{header}\r\n" in asked
    assert "Authorization" not in asked


@pytest.mark.parametrize(("speaks_html", "error"), [(True, Refused), (False, Unreachable)])
def test_a_refusal_on_a_page_for_people(*, speaks_html: bool, error: type[ArchiverError]) -> None:
    vendor = Vendor("Service", trouble, speaks_html=speaks_html)
    with asking(vendor, says("404 Not Found", b"<h1>none</h1>", PAGE)) as (getter, _), pytest.raises(error):
        getter.get("list")


def test_a_page_for_people_in_the_place_of_data_is_somebody_elses() -> None:
    vendor = Vendor("Service", trouble, speaks_html=True)
    with asking(vendor, says("200 OK", b"<h1>sign in</h1>", PAGE)) as (getter, _), pytest.raises(Unreachable):
        getter.get("list")
