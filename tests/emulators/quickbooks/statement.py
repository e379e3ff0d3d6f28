"""The shape of every report: a header, columns, and rows within rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.ledger import Chart, Posting, postings
from tests.emulators.quickbooks.refusals import refuse

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
CREDIT_SIDE = frozenset({"Liability", "Equity", "Revenue"})
LASTING = frozenset({"Asset", "Liability", "Equity"})


@dataclass(frozen=True)
class Period:
    """The days of a report, both included."""

    start: date
    end: date


class Ledger:
    """The postings of a company, and what a report wants to know of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.chart = Chart(company)
        self.lines: list[Posting] = postings(company)
        self._days = [each.day for each in self.lines]

    @cached_property
    def starts(self) -> int:
        """The month in which the fiscal year begins."""
        name = self.company.items("CompanyInfo")[0].get("FiscalYearStartMonth", "January")
        return [*MONTHS, "December"].index(name) + 1

    def year_start(self, day: date) -> date:
        """The first day of the fiscal year that a day is in."""
        return date(day.year if day.month >= self.starts else day.year - 1, self.starts, 1)

    def label(self, account: str) -> str:
        """An account as reports write it, with its number."""
        item = self.chart.accounts[account]
        return f"{item['AcctNum']} {item['FullyQualifiedName']}" if "AcctNum" in item else item["FullyQualifiedName"]

    def natural(self, account: str, amount: Decimal) -> Decimal:
        """Debit positive as the account counts."""
        return -amount if self.chart.accounts[account]["Classification"] in CREDIT_SIDE else amount

    def sums(self, first: date, last: date) -> dict[str, Decimal]:
        """By account, debit positive."""
        found: dict[str, Decimal] = {}
        for each in self.within(first, last):
            found[each.account] = found.get(each.account, Decimal(0)) + each.amount
        return found

    def within(self, first: date, last: date) -> list[Posting]:
        """The postings of these days."""
        start, end = bisect_left(self._days, first.isoformat()), bisect_right(self._days, last.isoformat())
        return self.lines[start:end]

    def standing(self, day: date) -> dict[str, Decimal]:
        """By account as of a day: income and expense of the fiscal year, and what was earned before as retained."""
        year, kept = self.year_start(day), self.chart.special("RetainedEarnings")
        found, this_year = self.sums(date.min, day), self.sums(year, day)
        for account in list(found):
            if self.chart.accounts[account]["Classification"] not in LASTING:
                earlier = found[account] - this_year.get(account, Decimal(0))
                found[account] -= earlier
                found[kept] = found.get(kept, Decimal(0)) + earlier
        return found


def period(ledger: Ledger, asked: Mapping[str, str]) -> Period:
    """What was asked for; this fiscal year to date otherwise."""
    try:
        today = ledger.company.now().astimezone(ledger.company.zone).date()
        end = date.fromisoformat(asked.get("end_date") or asked.get("report_date") or today.isoformat())
        start = date.fromisoformat(asked["start_date"]) if asked.get("start_date") else ledger.year_start(end)
    except ValueError as wrong:
        raise refuse("4001", f"Invalid date: {wrong}") from None
    if start > end:
        raise refuse("4001", "Invalid date: start_date is after end_date")
    return Period(start, end)


def report(ledger: Ledger, name: str, days: Period, columns: Sequence[tuple[str, str]], rows: list[Json]) -> Json:
    """A whole report; ``columns`` are (title, key)."""
    now = ledger.company.now().astimezone(ledger.company.zone).isoformat(timespec="seconds")
    empty = {"Name": "NoReportData", "Value": "false" if rows else "true"}
    header = {
        "Time": now,
        "ReportName": name,
        "ReportBasis": "Accrual",
        "StartPeriod": days.start.isoformat(),
        "EndPeriod": days.end.isoformat(),
        "SummarizeColumnsBy": "Total",
        "Currency": ledger.chart.home,
        "Option": [{"Name": "AccountingStandard", "Value": "GAAP"}, empty],
    }
    described = [
        {"ColTitle": title, "ColType": key, "MetaData": [{"Name": "ColKey", "Value": key}]} for title, key in columns
    ]
    return {"Header": header, "Columns": {"Column": described}, "Rows": {"Row": rows} if rows else {}}


def data(*cells: Json) -> Json:
    """A line."""
    return {"ColData": list(cells), "type": "Data"}


def section(title: Json | None, rows: list[Json], summary: Sequence[Json], group: str = "") -> Json:
    """Lines under a title, with their total; without a title it is the total alone."""
    found: Json = {"type": "Section", "Summary": {"ColData": list(summary)}}
    if title is not None:
        found["Header"] = {"ColData": [title, *({"value": ""} for _ in summary[1:])]}
        found["Rows"] = {"Row": rows}
    return {**found, "group": group} if group else found


def cell(value: object = "", id: str = "") -> Json:
    """One cell; money is text with two digits, and nothing is the empty text."""
    text = f"{value:.2f}" if isinstance(value, Decimal) else str(value)
    return {"value": text, "id": id} if id else {"value": text}
