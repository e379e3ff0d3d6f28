"""Manager as it answers: to its key alone, in pages, by names instead of keys, and to GET alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.emulators.authority import Authority
from tests.emulators.manager import Manager
from tests.emulators.manager.business import key_of
from tests.emulators.manager.postings import postings


@pytest.fixture
def manager(tmp_path: Path, authority: Authority) -> Iterator[Manager]:
    with Manager(tmp_path / "manager", authority) as emulator:
        yield emulator


def get(manager: Manager, path: str = "", **asked: str) -> requests.Response:
    key = {"X-API-KEY": manager.business.token}
    return requests.get(f"{manager.at}/{path}".rstrip("/"), params=asked, headers=key, timeout=5)


def test_it_answers_to_its_key_alone(manager: Manager) -> None:
    assert requests.get(manager.at, timeout=5).status_code == 401
    assert (
        requests.get(manager.at, headers={"Authorization": f"Bearer {manager.business.token}"}, timeout=5).status_code
        == 401
    )
    assert get(manager).json()["openapi"] == "3.0.0"
    manager.check()


def test_lists_come_in_pages(manager: Manager) -> None:
    keys: list[str] = []
    for skip in (0, 3, 6, 9):
        page = get(manager, "sales-invoices", skip=str(skip), pageSize="3").json()
        assert page["totalRecords"] == 7
        keys += [row["key"] for row in page["salesInvoices"]]
    assert len(keys) == len(set(keys)) == 7
    newest = get(manager, "sales-invoices", sortBy="Timestamp", sortByDesc="true", pageSize="1").json()
    assert newest["salesInvoices"][0]["reference"] == "2026007"


def test_a_row_has_names_and_a_form_has_keys(manager: Manager) -> None:
    row: dict[str, Any] = next(
        each for each in get(manager, "sales-invoices").json()["salesInvoices"] if each["reference"] == "2026002"
    )
    form = get(manager, f"sales-invoice-form/{row['key']}").json()
    assert (row["customer"], form["Customer"]) == ("Épicerie Müller & Fils", key_of("epicerie"))
    assert row["invoiceAmount"] == {"value": 184.18, "currency": "CHF"}
    assert row["balanceDue"]["value"] == 58.84
    assert get(manager, "sales-invoice-form/none").status_code == 404


def test_every_entry_of_the_ledger_balances(manager: Manager) -> None:
    sums: dict[str, Decimal] = {}
    for each in postings(manager.business):
        sums[each.transaction] = sums.get(each.transaction, Decimal(0)) + each.amount
    assert set(sums.values()) == {Decimal(0)}


def test_a_business_may_be_as_large_as_one_likes(manager: Manager) -> None:
    manager.generate(150)
    page = get(manager, "sales-invoices", skip="100", pageSize="100").json()
    assert (page["totalRecords"], len(page["salesInvoices"])) == (157, 57)


def test_whoever_writes_is_found_out(manager: Manager) -> None:
    key = {"X-API-KEY": manager.business.token}
    requests.delete(f"{manager.at}/sales-invoice-form/{key_of('F1')}", headers=key, timeout=5)
    assert manager.writes == [f"DELETE /api2/sales-invoice-form/{key_of('F1')}"]
    with pytest.raises(AssertionError, match="would have been changed"):
        manager.check()
    assert get(manager, "sales-invoices").json()["totalRecords"] == 7
