"""The reports that QuickBooks computes itself, figure by figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.books.quickbooks.reports_shape import Cell, Printed, Report, amount, day
from archiver.model import Company, Record, Value

KIND = kinds.kind("reports").reading(
    {
        "report": "Header.ReportName",
        "as_of": "Header.EndPeriod",
        "label": "ColData.value",
        "account_id": "ColData.id",
        "account": "ColData.value",
        "heading": "Columns.ColTitle",
        "amount": "ColData.value",
        "currency": "Header.Currency",
    }
)
GRAND_TOTAL = "GrandTotal"
TRIAL_BALANCE = "TrialBalance"
OWED = {"AgedReceivables": "receivables", "AgedPayables": "payables"}
LINES: Mapping[str, tuple[str, ...]] = {TRIAL_BALANCE: ("account", "debit", "credit")}
"""Columns that the service names differently from company to company, by their places."""

Params = Callable[[date, date], dict[str, str]]


def _period(start: date, today: date) -> dict[str, str]:
    return {"start_date": start.isoformat(), "end_date": today.isoformat(), "accounting_method": "Accrual"}


def _that_day(start: date, today: date) -> dict[str, str]:
    return {"report_date": today.isoformat(), "aging_method": "Report_Date"}


ASKED: Mapping[str, Params] = {
    TRIAL_BALANCE: _period,
    "BalanceSheet": _period,
    "ProfitAndLoss": _period,
    **dict.fromkeys(OWED, _that_day),
}
"""The reports, with what each is asked for, given the first day of the running fiscal year and the last day."""


def rows(name: str, report: Report, company: Company, today: date) -> Iterator[Record]:
    """A record of the report itself, whose source is the header, and one for each of its figures."""
    return _Cells(name, report, company, today).rows()


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its name in no language, and as people read it."""

    key: str
    title: str | None


class _Cells:
    def __init__(self, name: str, report: Report, company: Company, today: date) -> None:
        self._name, self._report = name, report
        self._shared: dict[str, Value] = {
            "report": name,
            "as_of": day(report.said("EndPeriod")) or day(report.option("report_date")) or today,
            "currency": report.said("Currency") or company.home_currency,
        }
        self._columns = [self._column(place) for place in range(len(report.headings))]
        self._of_accounts = name not in OWED
        self._seen: Counter[str] = Counter()

    def _column(self, place: int) -> _Column:
        heading, named = self._report.headings[place], LINES.get(self._name, ())
        key = named[place] if place < len(named) else heading.key or str(place)
        if self._name in OWED and place == len(self._report.headings) - 1:
            key = "total"
        return _Column(key, heading.col_title or None)

    def rows(self) -> Iterator[Record]:
        yield self._head()
        for number, line in enumerate(self._report.printed(), 1):
            first, key = line.cells[0], self._key(line, number)
            for column, cell in zip(self._columns[1:], line.cells[1:], strict=False):
                if cell.value:
                    yield self._figure(f"{self._name}/{key}/{column.key}", number, line, first, column, cell.value)

    def _head(self) -> Record:
        """The report itself, with its header but for the time when it was made, which is the archive's."""
        told = {"basis": self._report.said("ReportBasis"), "from": self._report.said("StartPeriod")}
        values = {**self._shared, "id": self._name, "line": Decimal(0), "other": _lines(told)}
        source = {key: value for key, value in self._report.header.items() if key != "Time"}
        return Record(self._name, self._name, KIND.values(values), source=source)

    def _key(self, line: Printed, number: int) -> str:
        """What tells a line from the others, in this report and in the next one: an account, a party, a total."""
        first = line.cells[0]
        own = line.group if line.part == "total" and line.group else first.id
        section = f"{line.within.id}/total" if line.part == "total" and line.within and line.within.id else None
        key = own or section or f"line {number}"
        self._seen[key] += 1
        return key if self._seen[key] == 1 else f"{key}/{self._seen[key]}"

    def _figure(self, id_: str, number: int, line: Printed, first: Cell, column: _Column, text: str) -> Record:
        found, account = amount(text), first.id if self._of_accounts else None
        other = {"group": line.group, "id": None if self._of_accounts else first.id}
        values: dict[str, Value] = {
            **self._shared,
            "id": id_,
            "line": Decimal(number),
            "label": first.value or None,
            "account_id": account,
            "account": first.value if account else None,
            "heading": column.title,
            "amount": found,
            "other": _lines({**other, "value": text if found is None else None}),
        }
        return Record(id_, self._name, KIND.values(values))


def _lines(named: Mapping[str, str | None]) -> str | None:
    return "\n".join(f"{key}: {value}" for key, value in named.items() if value) or None
