"""The general ledger: every posting of a period, account by account, cut where it grows too long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.ledger import Posting
from tests.emulators.quickbooks.statement import LASTING, Ledger, Period, cell, data, report, section
from tests.emulators.quickbooks.statements import ordered

ZERO = Decimal(0)
CUT = "Unable to display more data. Please reduce the date range."
TITLES = {
    "tx_date": "Date",
    "txn_type": "Transaction Type",
    "doc_num": "Num",
    "name": "Name",
    "memo": "Memo/Description",
    "account_num": "Account #",
    "account_name": "Account",
    "split_acc": "Split",
    "cust_name": "Customer",
    "vend_name": "Vendor",
    "emp_name": "Employee",
    "is_cleared": "Clr",
    "klass_name": "Class",
    "dept_name": "Location",
    "currency": "Currency",
    "exch_rate": "Exchange Rate",
    "nat_foreign_amount": "Foreign Amount",
    "debt_home_amt": "Debit",
    "credit_home_amt": "Credit",
    "subt_nat_home_amount": "Amount",
    "rbal_nat_home_amount": "Balance",
}
"""In the order in which they are given, whatever the order in which they were asked for. In a company with several
currencies there are no ``debt_amt`` and the like: what is not here is left out in silence, as Intuit does."""
USUAL = ("tx_date", "txn_type", "doc_num", "name", "memo", "split_acc", "subt_nat_home_amount", "rbal_nat_home_amount")
RECONCILED, RECONCILED_UNTIL = ("1", "22"), "2024-11-01"
"""The accounts of bank and card whose statements the owner has reconciled, and until when."""


class GeneralLedger:
    """One report while it is written."""

    def __init__(self, ledger: Ledger, days: Period, columns: str) -> None:
        self._ledger = ledger
        self._days = days
        asked = {name.strip() for name in columns.split(",")} if columns else set(USUAL)
        self._keys = [key for key in TITLES if key in asked]
        self._accounts: dict[str, list[Posting]] = defaultdict(list)
        self._splits: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in ledger.within(days.start, days.end):
            self._accounts[each.account].append(each)
            self._splits[each.kind, each.id].append(each.account)
        self._left = ledger.company.cells // max(1, len(self._keys))
        self._opening = ledger.standing(days.start - timedelta(days=1)) if days.start > date.min else {}

    def write(self) -> Json:
        """The whole report."""
        tops = {ref: ZERO for ref, item in self._ledger.chart.accounts.items() if "ParentRef" not in item}
        rows = [row for account, _ in ordered(self._ledger, tops) if (row := self._account(account))]
        self._cut(rows)
        columns = [(TITLES[key], key) for key in self._keys]
        return report(self._ledger, "GeneralLedger", self._days, columns, rows)

    def _account(self, account: str) -> Json | None:
        item = self._ledger.chart.accounts[account]
        below = [
            row
            for ref, each in self._ledger.chart.accounts.items()
            if each.get("ParentRef", {}).get("value") == account and (row := self._account(ref))
        ]
        lasting = item["Classification"] in LASTING
        opening = self._ledger.natural(account, self._opening.get(account, ZERO)) if lasting else ZERO
        postings = self._accounts.get(account, [])
        if not postings and not opening and not below:
            return None
        rows, balance, total = [], opening, ZERO
        if lasting and opening:
            rows.append(self._row({"tx_date": "Beginning Balance", "rbal_nat_home_amount": opening}))
        for each in postings:
            if self._left < 0:  # nobody will see more of it
                break
            self._left -= 1
            amount = self._ledger.natural(account, each.amount)
            balance, total = balance + amount, total + amount
            rows.append(self._posting(each, amount, balance))
        name = item["Name"] if "AcctNum" not in item else f"{item['AcctNum']} {item['Name']}"
        summary = self._row({"tx_date": f"Total for {name}", "subt_nat_home_amount": total})["ColData"]
        summary[0] = cell(f"Total for {name}")
        return section(cell(name, account), rows + below, summary)

    def _posting(self, posting: Posting, amount: Decimal, balance: Decimal) -> Json:
        return data(
            *(
                CELLS[key](self._ledger, posting) if key in CELLS else self._own(key, posting, amount, balance)
                for key in self._keys
            )
        )

    def _own(self, key: str, posting: Posting, amount: Decimal, balance: Decimal) -> Json:
        """A cell that needs more than the posting."""
        if key == "subt_nat_home_amount":
            return cell(amount)
        if key == "rbal_nat_home_amount":
            return cell(balance)
        others = {each for each in self._splits[posting.kind, posting.id] if each != posting.account}
        return cell("-Split-") if len(others) != 1 else _account_cell(self._ledger, *others)

    def _row(self, plain: Mapping[str, object]) -> Json:
        return data(*(cell(plain.get(key, "")) for key in self._keys))

    def _cut(self, rows: list[Json]) -> None:
        """Give no more than the cells that a company may have, and say so in the last row."""
        left = self._ledger.company.cells // max(1, len(self._keys))
        if _count(rows) > left:
            _shorten(rows, left)
            rows.append({"ColData": [cell(CUT)]})


def _account_cell(ledger: Ledger, account: str) -> Json:
    return cell(ledger.label(account), account)


def _party_cell(kind: str) -> Callable[[Ledger, Posting], Json]:
    return lambda _, posting: cell(posting.party[2], posting.party[1]) if posting.party[0] == kind else cell()


def _cleared(posting: Posting) -> str:
    return "R" if posting.account in RECONCILED and posting.day < RECONCILED_UNTIL else ""


CELLS: Mapping[str, Callable[[Ledger, Posting], Json]] = {
    "tx_date": lambda _, posting: {"value": posting.day},
    "txn_type": lambda _, posting: {"value": posting.kind, "id": posting.id},
    "doc_num": lambda _, posting: {"value": posting.number},
    "name": lambda _, posting: cell(posting.party[2], posting.party[1]),
    "memo": lambda _, posting: {"value": posting.memo},
    "account_num": lambda ledger, posting: cell(ledger.chart.accounts[posting.account].get("AcctNum", "")),
    "account_name": lambda ledger, posting: _account_cell(ledger, posting.account),
    "cust_name": _party_cell("Customer"),
    "vend_name": _party_cell("Vendor"),
    "emp_name": _party_cell("Employee"),
    "is_cleared": lambda _, posting: {"value": _cleared(posting)},
    "klass_name": lambda _, posting: {"value": posting.section},
    "dept_name": lambda _, posting: {"value": posting.place},
    "currency": lambda _, posting: {"value": posting.currency},
    "exch_rate": lambda _, posting: {"value": str(posting.rate)},
    "nat_foreign_amount": lambda ledger, posting: cell(ledger.natural(posting.account, posting.foreign)),
    "debt_home_amt": lambda _, posting: cell(posting.amount if posting.amount > 0 else ""),
    "credit_home_amt": lambda _, posting: cell(-posting.amount if posting.amount < 0 else ""),
}
"""What each column shows of a posting, but for those that need the rest of the ledger."""


def general_ledger(ledger: Ledger, days: Period, asked: Mapping[str, str]) -> Json:
    """The report for a period."""
    return GeneralLedger(ledger, days, asked.get("columns", "")).write()


def _count(rows: list[Json]) -> int:
    return sum(1 + _count(row.get("Rows", {}).get("Row", [])) for row in rows)


def _shorten(rows: list[Json], left: int) -> int:
    """Keep the first so many rows, sections open; gives how many could still be kept."""
    for place, row in enumerate(rows):
        left -= 1
        if left < 0:
            del rows[place:]
            return 0
        inner = row.get("Rows", {}).get("Row", [])
        before = len(inner)
        left = _shorten(inner, left)
        if len(inner) < before:
            row.pop("Summary", None)
            del rows[place + 1 :]
            return 0
    return left
