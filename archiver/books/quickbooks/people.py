"""Hours worked, by whom and for whom."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from archiver import kinds
from archiver.books.quickbooks.documents import about_document
from archiver.books.quickbooks.fields import (
    HOME_CURRENCY,
    MOMENTS,
    About,
    Item,
    as_moment,
    day,
    decimal,
    label,
    moment,
    name,
    number,
    of,
    ref,
    taking,
    text,
    whole,
)
from archiver.books.quickbooks.lines import BILLABLE, BILLED
from archiver.books.quickbooks.lists import Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table
from archiver.model import Value

TIMES = ("Hours", "Minutes", "Seconds")
AN_HOUR = Decimal(3600)
SMALLEST = Decimal("0.0001")


class TimeActivities:
    """Makes the rows of time activities."""

    def __init__(self) -> None:
        fields = {
            "id": text("Id"),
            "date": day("TxnDate"),
            "employee_id": ref("EmployeeRef"),
            "employee": name("EmployeeRef", "employees"),
            "vendor_id": ref("VendorRef"),
            "vendor": name("VendorRef", "vendors"),
            "customer_id": ref("CustomerRef"),
            "customer": name("CustomerRef", "customers"),
            "job_id": ref("ProjectRef"),
            "job": name("ProjectRef", "customers"),
            "item_id": ref("ItemRef"),
            "item": name("ItemRef", "items"),
            "description": text("Description"),
            "started": moment("StartTime"),
            "ended": moment("EndTime"),
            "hours": whole(hours, *TIMES),
            "rate": number("HourlyRate"),
            "currency": of(lambda about: about.names.home),
            "billable": taking("BillableStatus", lambda status, about: status in BILLABLE, "BillableStatus"),
            "billed": taking("BillableStatus", lambda status, about: status == BILLED, "BillableStatus"),
            "class": label("ClassRef", "classes"),
            "department": label("DepartmentRef", "departments"),
            **MOMENTS,
        }
        self._table = Table(kinds.kind("time_activities"), fields, told={"currency": HOME_CURRENCY})
        self.kinds = (self._table.kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One activity."""
        about = about_document("time_activities", item, names)
        return {"time_activities": (self._table.document(item, about),)}


def hours(item: Item, about: About) -> Value:
    """Hours as QuickBooks counts them, else those from start to end without the break, to a third of a second."""
    seconds = _seconds(item, "")
    if seconds is None:
        started, ended = as_moment(item.get("StartTime")), as_moment(item.get("EndTime"))
        if started is None or ended is None:
            return None
        worked = Decimal((ended - started) // timedelta(seconds=1))
        seconds = worked - (_seconds(item, "Break") or 0)
    exact = seconds / AN_HOUR
    rounded = exact.quantize(SMALLEST)
    return exact if exact == rounded else rounded


def _seconds(item: Item, prefix: str) -> Decimal | None:
    given = [decimal(item.get(f"{prefix}{each}")) for each in TIMES]
    if all(each is None for each in given):
        return None
    spent, minutes, rest = (each or Decimal(0) for each in given)
    return spent * 3600 + minutes * 60 + rest
