"""Answers as plain JSON, the service's own time, and links that lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal

import pytest

from archiver.books.rest.client import Client
from archiver.books.rest.pagers import ByNumber, ByOffset, Question
from archiver.errors import Unintelligible
from tests.books.rest.conftest import Opening


@pytest.fixture
def client(opening: Opening) -> Iterator[Client]:
    getter = opening.getter()
    with closing(getter):
        yield Client(getter, "Cashbook", opening.emulator.clock.now)


def test_money_is_no_float_and_the_moment_is_the_services_own(client: Client, opening: Opening) -> None:
    opening.emulator.clock.forward(days=400)
    found = client.get("invoices/i-1")
    assert isinstance(found, dict)
    assert found["total"] == Decimal("101.35")
    assert timedelta() <= opening.emulator.clock.now() - client.moment < timedelta(seconds=60)


@pytest.mark.parametrize("pages", [ByNumber(size="size", most=5, total="meta.total"), ByNumber(size="size", most=5)])
def test_all_of_a_short_list(client: Client, opening: Opening, pages: ByNumber) -> None:
    assert [each["id"] for each in client.all("invoices", {}, pages, "data")] == [f"i-{n}" for n in range(1, 13)]


def test_all_of_a_list_by_positions(client: Client, opening: Opening) -> None:
    opening.emulator.paging = "offset"
    pages = ByOffset(size="size", most=5, total="meta.total")
    assert [each["id"] for each in client.all("invoices", {}, pages, "data")] == [f"i-{n}" for n in range(1, 13)]


def test_where_a_list_was_expected(client: Client) -> None:
    answer = client.answer("invoices/i-1")
    for records in ("lines.text", "id", "nothing"):
        with pytest.raises(Unintelligible, match="has no list"):
            client.listed(answer, "invoices", records)


def test_a_link_is_followed_at_home_only(client: Client) -> None:
    assert client.page("invoices", {}, Question(link="/api/customers?size=1")).status == 200
    assert client.page("invoices", {}, Question(link="customers?size=1")).status == 200
    for link in (
        "https://example.com/api",
        "//example.com/x",
        "http://127.0.0.1:1/",
        "http://me:word@127.0.0.1/",
        "ftp:x",
    ):
        with pytest.raises(Unintelligible, match="another place"):
            client.page("invoices", {}, Question(link=link))
