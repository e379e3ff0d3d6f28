"""Who owes how much and since when: aged receivables and payables, in home currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.ledger import cents
from tests.emulators.quickbooks.statement import Ledger, Period, cell, data, report, section

ZERO = Decimal(0)
BUCKETS = ("Current", "1 - 30", "31 - 60", "61 - 90", "91 and over")
EDGES = (0, 30, 60, 90)


class Side(NamedTuple):
    """What is different between the two."""

    party: str
    control: str
    raises: str
    lowers: str
    pays: str
    sign: int


SIDES = {
    "AgedReceivables": Side("Customer", "Accounts Receivable", "Invoice", "CreditMemo", "Payment", 1),
    "AgedPayables": Side("Vendor", "Accounts Payable", "Bill", "VendorCredit", "BillPayment", -1),
}


class Open(NamedTuple):
    """What is open of one document, in home currency; lowering amounts are negative."""

    party: str
    due: str
    amount: Decimal


def aged(ledger: Ledger, name: str, days: Period) -> Json:
    """One line for each customer or vendor with something open on the last day."""
    side = SIDES[name]
    buckets: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * len(BUCKETS))
    for each in _open(ledger, side, days.end.isoformat()):
        buckets[each.party][_bucket(days.end, each.due)] += each.amount
    names = {item["Id"]: item for item in ledger.company.items(side.party)}
    rows, totals = [], [ZERO] * len(BUCKETS)
    for ref in sorted(
        buckets, key=lambda ref: str(names[ref].get("FullyQualifiedName", names[ref]["DisplayName"])).lower()
    ):
        if any(buckets[ref]):
            label = names[ref].get("FullyQualifiedName", names[ref]["DisplayName"])
            amounts = [cell(amount) if amount else cell() for amount in buckets[ref]]
            rows.append({"ColData": data(cell(label, ref), *amounts, cell(sum(buckets[ref], ZERO)))["ColData"]})
            totals = [left + right for left, right in zip(totals, buckets[ref], strict=True)]
    if rows:
        summary = (cell("TOTAL"), *map(cell, totals), cell(sum(totals, ZERO)))
        rows.append(section(None, [], summary, "GrandTotal"))
    keys = ("current", "0", "1", "2", "3")
    columns = [
        ("", "cust_name" if side.sign > 0 else "vend_name"),
        *zip(BUCKETS, keys, strict=True),
        ("Total", "total"),
    ]
    return report(ledger, name, days, columns, rows)


def _bucket(today: date, due: str) -> int:
    late = (today - date.fromisoformat(due)).days
    return sum(late > edge for edge in EDGES)


def _open(ledger: Ledger, side: Side, day: str) -> Iterator[Open]:
    company = ledger.company
    applied: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for item in company.items(side.pays):
        if item["TxnDate"] > day:
            continue
        rate, left = Decimal(item.get("ExchangeRate", 1)), Decimal(item["TotalAmt"])
        for line in item.get("Line", ()):
            for link in line.get("LinkedTxn", ()):
                applied[link["TxnType"], link["TxnId"]] += Decimal(line["Amount"])
                left -= Decimal(line["Amount"]) * (-1 if link["TxnType"] == side.lowers else 1)
        yield Open(item[f"{side.party}Ref"]["value"], item["TxnDate"], -cents(left * rate))
    for entity, sign in ((side.raises, 1), (side.lowers, -1)):
        for item in company.items(entity):
            if item["TxnDate"] <= day:
                rate = Decimal(item.get("ExchangeRate", 1))
                left = cents(Decimal(item["TotalAmt"]) * rate) - cents(applied[entity, item["Id"]] * rate)
                yield Open(item[f"{side.party}Ref"]["value"], str(item.get("DueDate") or item["TxnDate"]), sign * left)
    for each in ledger.lines:
        controlled = ledger.chart.accounts[each.account]["AccountType"] == side.control
        if each.kind == "Journal Entry" and controlled and each.day <= day:
            yield Open(each.party[1], each.day, side.sign * each.amount)
