"""What an installation offers, as it describes itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archiver.books.manager import offered
from archiver.books.manager.offered import Offered, forms_of
from tests.emulators.manager.offered import LISTS, openapi

SHARED = Path(__file__).parents[4] / "shared" / "data" / "manager" / "api2_from_flumpiey_manager-mcp.json"


def test_every_list_that_can_be_paged_through_is_found_with_its_form() -> None:
    found = {each.path: each for each in offered.lists(openapi(LISTS))}
    assert set(found) == {each.path for each in LISTS} - {"access-tokens"}
    assert {path: each.form for path, each in found.items()} == {
        each.path: each.form for each in LISTS if each.path != "access-tokens"
    }
    assert found["customers"].tells_changes
    assert not found["chart-of-accounts"].tells_changes
    assert found["trial-balance-transactions"].is_feed


@pytest.mark.skipif(not SHARED.is_file(), reason="the recorded description is not on this machine")
def test_the_recorded_description() -> None:
    found = {each.path: each for each in offered.lists(json.loads(SHARED.read_text(encoding="utf-8")))}
    assert set(found) == {
        "customers",
        "suppliers",
        "sales-invoices",
        "purchase-invoices",
        "chart-of-accounts",
        "bank-and-cash-accounts",
        "trial-balance-transactions",
        "profit-and-loss-statement-transactions",
        "balance-sheet-transactions",
        "tax-summary-transactions",
    }
    assert found["bank-and-cash-accounts"].form == "bank-or-cash-account-form"
    assert found["sales-invoices"].fields[:3] == ("Image", "Attachment", "IssueDate")
    assert {each.path for each in found.values() if each.tells_changes} == {
        "customers",
        "suppliers",
        "sales-invoices",
        "purchase-invoices",
        "bank-and-cash-accounts",
    }


@pytest.mark.parametrize(
    "described",
    [
        None,
        [],
        {},
        {"paths": []},
        {"paths": {"/customers": None}},
        {"paths": {"/customers": {"get": []}}},
        {"paths": {"/customers": {"get": {"parameters": [1, {"name": 3}]}}}},
        {"paths": {"/a/b": {"get": {}}, "/x-form/{key}": {"get": {}}, "/": {"get": {}}}},
    ],
)
def test_what_is_no_description_has_no_lists(described: object) -> None:
    assert offered.lists(described) == []


@pytest.mark.parametrize("path", ["access-tokens", "users", "user-permissions", "sessions", "passwords"])
def test_who_may_come_in_is_not_asked_for(path: str) -> None:
    parameters = [{"name": name} for name in ("skip", "pageSize")]
    assert offered.lists({"paths": {f"/{path}": {"get": {"parameters": parameters}}}}) == []


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("sales-invoices", "sales-invoice-form"),
        ("journal-entries", "journal-entry-form"),
        ("bank-and-cash-accounts", "bank-or-cash-account-form"),
        ("withholding-taxes", "withholding-tax-form"),
        ("billable-time", "billable-time-form"),
    ],
)
def test_forms_are_called_in_the_singular(path: str, form: str) -> None:
    assert form in forms_of(path)


def test_the_lists_that_are_known_are_asked_for_where_nothing_is_told() -> None:
    found = {each.path: each for each in offered.known()}
    assert found["sales-invoices"] == Offered("sales-invoices", (), "sales-invoice-form", offered.PAGED)
    assert found["chart-of-accounts"].form == ""
    assert set(offered.DATED) <= found["balance-sheet-transactions"].asks
