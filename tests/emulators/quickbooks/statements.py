"""The reports that say where the company stands: trial balance, balance sheet, profit and loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.statement import LASTING, Ledger, Period, cell, data, report, section

ZERO = Decimal(0)
TOTAL = (("", "account"), ("Total", "total"))
Tree = Sequence[tuple[str, str, "str | Tree"]]
ASSETS: Tree = (
    (
        "Current Assets",
        "CurrentAssets",
        (
            ("Bank Accounts", "BankAccounts", "Bank"),
            ("Accounts Receivable", "AR", "Accounts Receivable"),
            ("Other Current Assets", "OtherCurrentAssets", "Other Current Asset"),
        ),
    ),
    ("Fixed Assets", "FixedAssets", "Fixed Asset"),
    ("Other Assets", "OtherAssets", "Other Asset"),
)
LIABILITIES: Tree = (
    (
        "Current Liabilities",
        "CurrentLiabilities",
        (
            ("Accounts Payable", "AP", "Accounts Payable"),
            ("Credit Cards", "CreditCards", "Credit Card"),
            ("Other Current Liabilities", "OtherCurrentLiabilities", "Other Current Liability"),
        ),
    ),
    ("Long-Term Liabilities", "LongTermLiabilities", "Long Term Liability"),
)


def trial_balance(ledger: Ledger, days: Period) -> Json:
    """Debit and credit of every account that has a balance."""
    rows, debit, credit = [], ZERO, ZERO
    for account, amount in ordered(ledger, ledger.standing(days.end)):
        if amount:
            name = cell(ledger.label(account), account)
            row = data(name, cell(amount if amount > 0 else ""), cell(-amount if amount < 0 else ""))
            rows.append({"ColData": row["ColData"]})
            debit, credit = debit + max(amount, ZERO), credit + max(-amount, ZERO)
    if rows:
        rows.append(section(None, [], (cell("TOTAL"), cell(debit), cell(credit)), "GrandTotal"))
    columns = (("", "account"), ("Debit", "debit"), ("Credit", "credit"))
    return report(ledger, "TrialBalance", days, columns, rows)


def balance_sheet(ledger: Ledger, days: Period) -> Json:
    """Assets, and what they belong to."""
    stood = ledger.standing(days.end)
    earned = -sum((amount for ref, amount in stood.items() if _kind(ledger, ref) not in LASTING), ZERO)
    assets, worth = _tree(ledger, stood, ASSETS)
    owed, debts = _tree(ledger, stood, LIABILITIES)
    equity, own = _accounts(ledger, stood, "Equity")
    own += earned
    equity.append({**data(cell("Net Income"), cell(earned)), "group": "NetIncome"})
    halves = [
        section(cell("Liabilities"), owed, (cell("Total Liabilities"), cell(debts)), "Liabilities"),
        section(cell("Equity"), equity, (cell("Total Equity"), cell(own)), "Equity"),
    ]
    both = (cell("TOTAL LIABILITIES AND EQUITY"), cell(debts + own))
    rows = [
        section(cell("ASSETS"), assets, (cell("TOTAL ASSETS"), cell(worth)), "TotalAssets"),
        section(cell("LIABILITIES AND EQUITY"), halves, both, "TotalLiabilitiesAndEquity"),
    ]
    return report(ledger, "BalanceSheet", days, TOTAL, rows if stood else [])


def profit_and_loss(ledger: Ledger, days: Period) -> Json:
    """What was earned in a period."""
    sums = ledger.sums(days.start, days.end)
    rows: list[Json] = []

    def part(title: str, group: str, kind: str) -> Decimal:
        below, total = _accounts(ledger, sums, kind)
        if below or group in {"Income", "Expenses"}:
            rows.append(section(cell(title), below, (cell(f"Total {title}"), cell(total)), group))
        return total

    def result(title: str, group: str, total: Decimal) -> Decimal:
        rows.append(section(None, [], (cell(title), cell(total)), group))
        return total

    gross = part("Income", "Income", "Income") - part("Cost of Goods Sold", "COGS", "Cost of Goods Sold")
    result("Gross Profit", "GrossProfit", gross)
    operating = result("Net Operating Income", "NetOperatingIncome", gross - part("Expenses", "Expenses", "Expense"))
    other = part("Other Income", "OtherIncome", "Other Income")
    other -= part("Other Expenses", "OtherExpenses", "Other Expense")
    result("Net Other Income", "NetOtherIncome", other)
    result("Net Income", "NetIncome", operating + other)
    return report(ledger, "ProfitAndLoss", days, TOTAL, rows if sums else [])


def ordered(ledger: Ledger, sums: dict[str, Decimal]) -> list[tuple[str, Decimal]]:
    """By the number of the account."""
    return sorted(sums.items(), key=lambda pair: str(ledger.chart.accounts[pair[0]].get("AcctNum", pair[0])))


def _kind(ledger: Ledger, account: str) -> str:
    return str(ledger.chart.accounts[account]["Classification"])


def _tree(ledger: Ledger, sums: dict[str, Decimal], tree: Tree) -> tuple[list[Json], Decimal]:
    rows, whole = [], ZERO
    for title, group, below in tree:
        inner, total = _accounts(ledger, sums, below) if isinstance(below, str) else _tree(ledger, sums, below)
        if inner:
            rows.append(section(cell(title), inner, (cell(f"Total {title}"), cell(total)), group))
            whole += total
    return rows, whole


def _accounts(ledger: Ledger, sums: dict[str, Decimal], kind: str) -> tuple[list[Json], Decimal]:
    """The accounts of a type, sub-accounts under theirs; natural signs."""
    tops = [
        ref for ref, item in ledger.chart.accounts.items() if item["AccountType"] == kind and "ParentRef" not in item
    ]
    rows, whole = [], ZERO
    for account, _ in ordered(ledger, dict.fromkeys(tops, ZERO)):
        own = ledger.natural(account, sums.get(account, ZERO))
        children = [
            ref
            for ref, item in ledger.chart.accounts.items()
            if item.get("ParentRef", {}).get("value") == account and sums.get(ref)
        ]
        total = own + sum((ledger.natural(ref, sums[ref]) for ref in children), ZERO)
        whole += total
        if children:
            inner = [data(cell(_name(ledger, ref), ref), cell(ledger.natural(ref, sums[ref]))) for ref in children]
            name = _name(ledger, account)
            row = section(cell(name, account), inner, (cell(f"Total {name}"), cell(total)))
            row["Header"]["ColData"][1] = cell(own) if own else cell()
            rows.append(row)
        elif own:
            rows.append(data(cell(_name(ledger, account), account), cell(own)))
    return rows, whole


def _name(ledger: Ledger, account: str) -> str:
    item = ledger.chart.accounts[account]
    return f"{item['AcctNum']} {item['Name']}" if "AcctNum" in item else str(item["Name"])


STATEMENTS: dict[str, Callable[[Ledger, Period], Json]] = {
    "TrialBalance": trial_balance,
    "BalanceSheet": balance_sheet,
    "ProfitAndLoss": profit_and_loss,
}
"""By Intuit's name."""
