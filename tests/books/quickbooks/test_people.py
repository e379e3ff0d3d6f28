"""Hours worked."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.books.quickbooks.making import one


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        ({"Hours": 3, "Minutes": 0}, "3"),
        ({"Hours": 1, "Minutes": 30}, "1.5"),
        ({"Minutes": 20}, "0.3333"),
        ({"Hours": 0, "Minutes": 0, "Seconds": 36}, "0.01"),
        ({"StartTime": "2026-07-28T09:00:00-04:00", "EndTime": "2026-07-28T18:00:00-04:00"}, "9"),
        (
            {"StartTime": "2026-07-28T09:00:00-04:00", "EndTime": "2026-07-28T18:00:00-04:00", "BreakMinutes": 45},
            "8.25",
        ),
        ({"StartTime": "2026-07-28T09:00:00-04:00"}, None),
        ({}, None),
    ],
)
def test_hours_are_one_number(given: dict[str, Any], hours: str | None) -> None:
    row = one("TimeActivity", {"Id": "5", **given})
    assert row.get("hours") == (Decimal(hours) if hours else None)


def test_an_activity_is_for_somebody_and_by_somebody() -> None:
    activity = {
        "Id": "5",
        "TxnDate": "2026-09-17",
        "NameOf": "Employee",
        "EmployeeRef": {"value": "55", "name": "Léa Roy"},
        "CustomerRef": {"value": "21", "name": "Auberge"},
        "ProjectRef": {"value": "39298045"},
        "ItemRef": {"value": "8", "name": "Pose"},
        "HourlyRate": Decimal("45.50"),
        "BillableStatus": "HasBeenBilled",
        "StartTime": "2026-09-17T09:00:00-04:00",
        "Hours": 3,
    }
    row = one("TimeActivity", activity)
    assert (row["employee"], row["customer"], row["job_id"], row["item"]) == ("Léa Roy", "Auberge", "39298045", "Pose")
    assert (row["rate"], row["billable"], row["billed"]) == (Decimal("45.50"), True, True)
    assert row["started"] == datetime(2026, 9, 17, 13, tzinfo=UTC)
    assert row.others == ["NameOf: Employee"]
