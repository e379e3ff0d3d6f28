"""Billable expenses, corrections of stock, and templates of documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from archiver import errors
from tests.books.quickbooks.making import at_home, made

BILL: dict[str, Any] = {
    "Id": "20",
    "RecurringInfo": {
        "Name": "Téléphone",
        "RecurType": "Automated",
        "Active": True,
        "ScheduleInfo": {
            "IntervalType": "Monthly",
            "NumInterval": 2,
            "DayOfMonth": 1,
            "NextDate": "2026-08-01",
            "PreviousDate": "2026-06-01",
            "StartDate": "2025-02-01",
            "EndDate": "2027-02-01",
        },
    },
    "TotalAmt": Decimal("74.36"),
    "VendorRef": {"value": "32", "name": "Télécom du Golfe"},
    "Line": [
        {
            "Id": "1",
            "Amount": Decimal("74.36"),
            "DetailType": "AccountBasedExpenseLineDetail",
            "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "77", "name": "Téléphone"}},
        }
    ],
}


def test_a_template_is_no_document() -> None:
    rows = made("RecurringTransaction", {"Bill": BILL})
    assert list(rows) == ["recurring_transactions", "recurring_transaction_lines"]
    (row,), (line,) = rows.values()
    assert (row["name"], row["document_kind"], row["recurrence"], row["active"]) == (
        "Téléphone",
        "bills",
        "Automated",
        True,
    )
    assert (row["every"], row["period_unit"]) == (2, "month")
    assert [row[key] for key in ("previous_date", "next_date", "valid_from", "valid_until")] == [
        date(2026, 6, 1),
        date(2026, 8, 1),
        date(2025, 2, 1),
        date(2027, 2, 1),
    ]
    assert (row["party"], row["total"], row["currency"]) == ("Télécom du Golfe", Decimal("74.36"), "CAD")
    assert "RecurringInfo.ScheduleInfo.DayOfMonth: 1" in row.others
    assert row.record.source == {"Bill": BILL}
    assert (line["recurring_transaction_id"], line["amount"], line["account"]) == (
        "20",
        Decimal("74.36"),
        "Téléphone",
    )


def test_a_template_of_a_transfer_has_an_amount() -> None:
    transfer = {"Id": "5", "Amount": 100, "RecurringInfo": {"Name": "Épargne"}}
    (row,), _ = made("RecurringTransaction", {"Transfer": transfer}).values()
    assert (row["total"], row["document_kind"]) == (100, "transfers")


def test_a_template_that_is_not_wrapped_does_not_say_what_it_makes() -> None:
    (row,), (line,) = made("RecurringTransaction", BILL).values()
    assert "document_kind" not in row
    assert (row["id"], line["id"]) == ("20", "20/1")


def test_nothing_wrapped_is_no_template() -> None:
    with pytest.raises(errors.Unintelligible):
        made("RecurringTransaction", {"domain": "QBO"})


def test_a_billable_expense() -> None:
    charge = {
        "Id": "491",
        "TxnDate": "2026-06-23",
        "Amount": 100,
        "HasBeenInvoiced": True,
        "CustomerRef": {"value": "1", "name": "Auberge"},
        "LinkedTxn": [{"TxnId": "495", "TxnType": "Invoice"}],
        "Line": [
            {
                "Id": "2",
                "Amount": 90,
                "Description": "majoration",
                "DetailType": "ReimburseLineDetail",
                "ReimburseLineDetail": {
                    "ItemAccountRef": {"value": "49", "name": "Majoration"},
                    "MarkupInfo": {"Percent": 900},
                },
            }
        ],
    }
    (row,), (line,) = made("ReimburseCharge", charge).values()
    assert (row["total"], row["billed"], row["customer"]) == (100, True, "Auberge")
    assert row.others == ["LinkedTxn: Invoice 495"]
    assert (line["reimburse_charge_id"], line["amount"], line["account"]) == ("491", 90, "Majoration")
    assert line.others == ["MarkupInfo.Percent: 900"]


def test_a_correction_of_stock() -> None:
    adjustment = {
        "Id": "27",
        "DocNumber": "A-1",
        "TxnDate": "2026-05-02",
        "AdjustAccountRef": {"value": "91", "name": "Démarque"},
        "MetaData": {"LastUpdatedTime": "2026-05-07"},
        "Line": [
            {"Id": "1", "ItemAdjustmentLineDetail": {"QtyDiff": -2, "NewQty": 5, "ItemRef": {"value": "8"}}},
        ],
    }
    names = at_home()
    names.learn("items", "8", "Pagaie")
    (row,), (line,) = made("InventoryAdjustment", adjustment, names).values()
    assert (row["number"], row["account"], row["date"]) == ("A-1", "Démarque", date(2026, 5, 2))
    assert "changed" not in row, "a day without a time is no moment"
    assert (line["quantity_change"], line["quantity_after"], line["item"]) == (-2, 5, "Pagaie")
