"""Budgets: an amount for each account and period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.books.quickbooks.fields import (
    HOME_CURRENCY,
    About,
    Item,
    about_entry,
    as_day,
    code,
    day,
    flag,
    inner,
    name,
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

UNITS = {"Monthly": "month", "Quarterly": "quarter", "Yearly": "year"}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


TOLD = {
    "budget_id": "Id",
    "account_number": "Account.AcctNum",
    "period": "BudgetDate",
    "currency": HOME_CURRENCY,
    "periods": "BudgetDetail",
}


class Budgets:
    """Makes the rows of budgets."""

    def __init__(self) -> None:
        budgets = {
            "id": text("Id"),
            "name": text("Name"),
            "description": text("BudgetType"),
            "fiscal_year": whole(_fiscal_year, "StartDate"),
            "period_start": day("StartDate"),
            "periods": whole(_periods),
            "period_unit": code("BudgetEntryType", UNITS),
            "currency": of(lambda about: about.names.home),
            "active": flag("Active"),
        }
        amounts = {
            "id": of(lambda about: about.line_id),
            "budget_id": of(lambda about: about.id),
            "line": of(lambda about: Decimal(about.position)),
            "account_id": ref("AccountRef"),
            "account_number": whole(_account_number),
            "account": name("AccountRef", "accounts"),
            "period": whole(_period),
            "period_start": day("BudgetDate"),
            "amount": number("Amount"),
            "currency": of(lambda about: about.names.home),
        }
        self._budgets = Table(kinds.kind("budgets"), budgets, ("BudgetDetail",), TOLD)
        self._amounts = Table(kinds.kind("budget_lines"), amounts, told=TOLD)
        self.kinds = (self._budgets.kind, self._amounts.kind)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One budget, whole."""
        about = about_entry(item, names)
        about.day, about.kind = as_day(item.get("StartDate")), UNITS.get(plain(item.get("BudgetEntryType")) or "", "")
        amounts = []
        for about.position, each in enumerate(item.get("BudgetDetail") or (), 1):
            about.line_id = f"{about.id}/{about.position}"
            amounts.append(self._amounts.row(each, about, about.line_id))
        return {"budgets": (self._budgets.document(item, about),), "budget_lines": amounts}


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _fiscal_year(item: Item, about: About) -> Value:
    start, end = as_day(item.get("StartDate")), as_day(item.get("EndDate"))
    if start is None or end is None or start.year == end.year:
        return str(start.year) if start else None
    return f"{start.year}-{end.year}"


def _periods(item: Item, about: About) -> Value:
    start, end, unit = as_day(item.get("StartDate")), as_day(item.get("EndDate")), MONTHS.get(about.kind)
    return Decimal((_months(start, end) + unit) // unit) if start and end and unit else None


def _period(line: Item, about: About) -> Value:
    """The rank of the period that an amount is for, counted from 1."""
    start, unit = as_day(line.get("BudgetDate")), MONTHS.get(about.kind)
    return Decimal(_months(about.day, start) // unit + 1) if about.day and start and unit else None


def _account_number(line: Item, about: About) -> Value:
    account = about.names.account(inner(line, "AccountRef").get("value"))
    return account.number if account else None
