"""What is asked for: which type an archive is of, whether it is of a series, and what is not read for it."""

from __future__ import annotations

from datetime import date

import pytest

from archiver import kinds
from archiver.model import Family, Kind
from archiver.order import Order, request
from tests.archives import memory, memory_of
from tests.contracts.fakes_books import MemoryBooks

DAY = date(2026, 3, 31)
GADGETS = Kind("gadgets", "lists", 0, (), {}, {})


@pytest.mark.parametrize(
    ("order", "type_", "in_series"),
    [
        (Order(), "full", True),
        (Order(wanted="incremental"), "incremental", True),
        (Order(wanted="financial"), "financial", False),
        (Order(boxes=frozenset({"attachments", "emails"})), "full", True),
        (Order(left_out=frozenset({"people"})), "period", False),
        (Order(until=DAY), "period", False),
        (Order(start=DAY), "period", False),
        (Order(year="2025"), "period", False),
        (Order(to_last_day=True), "full", True),
    ],
)
def test_the_type_says_what_it_holds(order: Order, type_: str, in_series: bool) -> None:
    assert (order.type, order.in_series) == (type_, in_series)


def families() -> list[Family]:
    return [Family(kind.key, (kind,)) for kind in (*kinds.kinds(), GADGETS) if not kind.derived]


def test_boxes_leave_out_families_and_of_attachments_only_the_files() -> None:
    order = Order(boxes=frozenset({"attachments", "emails", "audit_trail"}), left_out=frozenset({"people"}))
    assert order.leaves_out(families()) == {"emails", "audit_trail", "people"}


def test_financial_data_are_transactions_and_the_lists_that_they_need() -> None:
    left_out = Order(wanted="financial").leaves_out(families())
    read = {each.name for each in families() if not {each.name, each.cycle} & left_out}
    assert {"invoices", "bills", "ledger", "customers", "accounts", "items", "terms", "tax_codes", "currencies"} <= read
    assert not read & {"employees", "time_activities", "attachments", "emails", "audit_trail", "budgets", "gadgets"}


class Versioned(MemoryBooks):
    """Books that say which they are."""

    def version(self) -> str:
        return "abc"


def test_books_that_cannot_tell_their_version_are_never_taken_for_the_same() -> None:
    books = memory(customers=[])
    assert request(books, Order()) != request(books, Order())


def test_a_request_is_the_same_for_the_same_books_and_cycles() -> None:
    books = memory_of(Versioned, customers=[])
    asked = request(books, Order())
    assert request(books, Order("fr-CA", until=date(2025, 1, 1), prefix="x")) == asked
    assert request(books, Order(left_out=frozenset({"people"}))) != asked
