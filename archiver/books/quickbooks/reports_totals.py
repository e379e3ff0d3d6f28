"""What the reports say that ours should meet: the balance of each account, and what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archiver.books.quickbooks.reports_cells import GRAND_TOTAL, KIND, OWED, TRIAL_BALANCE
from archiver.books.quickbooks.reports_shape import day
from archiver.model import Record, Reported

ZERO = Decimal(0)


@dataclass(slots=True)
class _Report:
    """The rows of one report by their ids, and its header."""

    header: Mapping[str, object] = field(default_factory=dict)
    rows: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def said(self, what: str, amount: Decimal | None, row: Mapping[str, object]) -> Reported:
        as_of, since = row["as_of"], day(str(self.header.get("StartPeriod")))
        assert isinstance(as_of, date)
        return Reported(
            what=what,
            amount=amount,
            as_of=as_of,
            since=since,
            currency=_text(row["currency"]),
            account_id=_text(row["account_id"]),
            account=_text(row["account"]),
        )


def reported(rows: Iterable[Record]) -> Iterator[Reported]:
    """The totals among rows of the kind ``reports``; nothing of a report that is not there, or is not on accrual."""
    found: dict[str, _Report] = {}
    for row in rows:
        here = found.setdefault(row.document, _Report())
        here.rows[row.id] = dict(zip(KIND.keys, row.values, strict=True))
        here.header = row.source or here.header
    for name, report in sorted(found.items()):
        if report.header.get("ReportBasis", "Accrual") == "Accrual":
            yield from _balances(report) if name == TRIAL_BALANCE else _owed(name, report)


def _balances(report: _Report) -> Iterator[Reported]:
    sums: dict[str, Decimal] = {}
    lines: dict[str, Mapping[str, object]] = {}
    for id_, row in report.rows.items():
        account, amount = row["account_id"], row["amount"]
        if isinstance(account, str) and isinstance(amount, Decimal):
            lines[account] = row
            sums[account] = sums.get(account, ZERO) + (-amount if id_.endswith("/credit") else amount)
    for account, amount in sorted(sums.items()):
        yield report.said("balance", amount, lines[account])


def _owed(name: str, report: _Report) -> Iterator[Reported]:
    """The grand total; a report without any figure says that it is zero, one without a total says nothing of it."""
    if name in OWED:
        head, total = report.rows.get(name), report.rows.get(f"{name}/{GRAND_TOTAL}/total")
        if total and isinstance(total["amount"], Decimal):
            yield report.said(OWED[name], total["amount"], total)
        elif head:
            yield report.said(OWED[name], ZERO if len(report.rows) == 1 else None, head)


def _text(value: object) -> str | None:
    return str(value) if value else None
