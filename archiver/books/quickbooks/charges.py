"""Billable expenses, corrections of stock, and templates of documents: a header and its lines, outside the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from archiver import kinds
from archiver.books.quickbooks import lines
from archiver.books.quickbooks.bank import shared
from archiver.books.quickbooks.documents import about_document
from archiver.books.quickbooks.fields import (
    About,
    Field,
    Item,
    as_day,
    decimal,
    flag,
    inner,
    name,
    named,
    number,
    of,
    plain,
    ref,
    text,
    whole,
)
from archiver.books.quickbooks.lists import Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table
from archiver.model import Value

UNITS = {"Daily": "day", "Weekly": "week", "Monthly": "month", "Yearly": "year"}
PARTIES = {"CustomerRef": "customers", "VendorRef": "vendors", "EntityRef": "vendors", "EmployeeRef": "employees"}
HOME = {
    "home_currency": of(lambda about: about.names.home),
    "home_total": number("HomeTotalAmt"),
}


SCHEDULED = {
    key: f"RecurringInfo.ScheduleInfo.{field}"
    for key, field in {
        "every": "NumInterval",
        "period_unit": "IntervalType",
        "previous_date": "PreviousDate",
        "next_date": "NextDate",
        "valid_from": "StartDate",
        "valid_until": "EndDate",
    }.items()
}


class Charges:
    """Makes the rows of one entity that has lines and no taxes of its own."""

    def __init__(self, key: str, document: str, fields: Mapping[str, Field]) -> None:
        self._header = Table(kinds.kind(key), {**shared(), **fields}, ("Line", "CurrencyRef.name"))
        self._lines = lines.Lines(f"{document}_lines", document)
        self.kinds = (self._header.kind, self._lines.kind)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One of them, whole."""
        header, line_kind = self.kinds
        about = about_document(header.key, item, names)
        return {header.key: (self._header.document(item, about),), line_kind.key: self._lines.of(item, about)[0]}


class Recurring:
    """Makes the rows of templates, which come wrapped in the name of what they make: ``{"Bill": {…}}``."""

    def __init__(self) -> None:
        carried = {key: each for key, each in shared().items() if key not in ("number", "date", "status")}
        fields = {
            **carried,
            **HOME,
            "name": text("RecurringInfo.Name"),
            "document_kind": of(lambda about: about.number),
            "recurrence": text("RecurringInfo.RecurType"),
            "active": flag("RecurringInfo.Active"),
            "every": _schedule("NumInterval", decimal),
            "period_unit": _schedule("IntervalType", lambda value: UNITS.get(plain(value) or "")),
            "previous_date": _schedule("PreviousDate", as_day),
            "next_date": _schedule("NextDate", as_day),
            "valid_from": _schedule("StartDate", as_day),
            "valid_until": _schedule("EndDate", as_day),
            "party": whole(_party, *(f"{each}.name" for each in PARTIES)),
            "total": whole(_total, "TotalAmt", "Amount"),
            "home_balance": number("HomeBalance"),
            "message": text("CustomerMemo.value"),
            "department": of(lambda about: about.department, "DepartmentRef.name", "DepartmentRef.value"),
        }
        self._header = Table(kinds.kind("recurring_transactions"), fields, ("Line", "CurrencyRef.name"), SCHEDULED)
        self._lines = lines.Lines("recurring_transaction_lines", "recurring_transaction")
        self.kinds = (self._header.kind, self._lines.kind)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One template, whole; the document that it makes is told by what wraps it."""
        made, inside = unwrapped(item)
        about = about_document("recurring_transactions", inside, names)
        about.number = lines.DOCUMENT_KINDS.get(made, made) or None
        return {
            "recurring_transactions": (self._header.document(inside, about, item),),
            "recurring_transaction_lines": self._lines.of(inside, about)[0],
        }


def unwrapped(item: Item) -> tuple[str, Item]:
    """What a template makes, where that is told, and the template itself; LookupError where there is none."""
    if "Id" in item:
        return "", item
    wrapped = [(key, each) for key, each in item.items() if isinstance(each, dict) and "Id" in each]
    return wrapped[0]


def _schedule(key: str, convert: Callable[[object], Value]) -> Field:
    """A field two levels down; what no column says of the schedule is among the other fields all the same."""

    def get(item: Item, about: About) -> Value:
        return convert(inner(inner(item, "RecurringInfo"), "ScheduleInfo").get(key))

    return whole(get)


def _party(item: Item, about: About) -> Value:
    found = (named(item.get(key), list_, about.names) for key, list_ in PARTIES.items())
    return next((each for each in found if each), None)


def _total(item: Item, about: About) -> Value:
    return decimal(item.get("TotalAmt") if "TotalAmt" in item else item.get("Amount"))


def charges() -> Mapping[str, Charges | Recurring]:
    """The readers of these, by entity."""
    customer = {"customer_id": ref("CustomerRef"), "customer": name("CustomerRef", "customers")}
    charge = {**customer, **HOME, "total": number("Amount"), "billed": flag("HasBeenInvoiced")}
    adjustment = {
        **customer,
        "account_id": ref("AdjustAccountRef"),
        "account": name("AdjustAccountRef", "accounts"),
        "department": of(lambda about: about.department, "DepartmentRef.name", "DepartmentRef.value"),
    }
    return {
        "ReimburseCharge": Charges("reimburse_charges", "reimburse_charge", charge),
        "InventoryAdjustment": Charges("inventory_adjustments", "inventory_adjustment", adjustment),
        "RecurringTransaction": Recurring(),
    }
