"""What is asked for: which type an archive is of, whether it is of a series, and what is not read for it."""

from __future__ import annotations

from datetime import date

import pytest

from archiver import kinds
from archiver.model import Family, Kind
from archiver.order import Order

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
