"""What each list is asked for: as much as Sage lets it be asked for, and no more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from archiver.books.rest.source import Source
from archiver.books.sage import feeds
from archiver.books.sage.documents import Control
from archiver.books.sage.origins import Origins
from tests.emulators.sage.lists import DELETED, LISTS, SETTINGS, SINCE, SORTED

CONTROLS = {"customer": Control(), "vendor": Control()}
SETUP = feeds.Setup("4a0b", "GB", "GBP", CONTROLS, date(2026, 3, 31), date(2026, 1, 1))
OTHERS = {"businesses/4a0b", "trial_balance"}
UNREAD = {"service_rate_types"}
"""What the price of a service is called: each price says it."""


@pytest.fixture(scope="module")
def source() -> Source:
    return feeds.source(SETUP, Origins(list), ())


def test_every_list_is_read(source: Source) -> None:
    assert {feed.path for feed in source.feeds} == LISTS - UNREAD | SETTINGS | OTHERS


def test_changes_and_deletions_are_asked_for_where_they_are_told(source: Source) -> None:
    assert {feed.path for feed in source.feeds if source.changes(feed)} == SINCE - UNREAD - feeds.BALANCED
    assert {feed.path for feed in source.feeds if source.deletions(feed)} == DELETED - feeds.BALANCED


def test_lists_are_in_the_order_of_their_creation_where_they_can_be(source: Source) -> None:
    assert {feed.path for feed in source.feeds if feed.params.get("sort") == "created_at"} == SORTED


def test_all_attributes_are_asked_for_and_ids_alone_for_a_sweep(source: Source) -> None:
    lists = [feed for feed in source.feeds if feed.path in LISTS]
    assert {feed.params["attributes"] for feed in lists} == {"all"}
    assert all(feed.sweep == {"attributes": "id"} for feed in lists)
    assert (feeds.PAGES.most, feeds.PAGES.next) == (200, "$next")


def test_what_the_clocks_of_sage_may_have_missed_is_asked_for_too() -> None:
    assert feeds.before(datetime(2026, 3, 31, 18, 0, 0, tzinfo=UTC)) == "2026-03-31T17:55:00Z"


def test_lists_that_everybody_has_are_lacking_where_they_are_refused(source: Source) -> None:
    def optional(source: Source) -> set[str]:
        return {feed.path for feed in source.feeds if feed.optional}

    assert optional(source).isdisjoint(feeds.CORE)
    assert optional(source) >= {"journal_codes", "stock_items", "sales_corrective_invoices", "sales_estimates"}
    setup = feeds.Setup("4a0b", "ES", "EUR", CONTROLS, date(2026, 3, 31), date(2026, 1, 1))
    spain = feeds.source(setup, Origins(list), ())
    assert optional(spain) - optional(source) == {"sales_credit_notes", "purchase_credit_notes"}
