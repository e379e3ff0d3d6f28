"""What follows from the documents: open balances, what customers and vendors owe, and what accounts stand at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.ledger import Posting, postings

OPEN = {"Invoice": ("Balance",), "CreditMemo": ("RemainingCredit", "Balance"), "Bill": ("Balance",)}
OPEN_ALL = {**OPEN, "VendorCredit": ("Balance",)}
LASTING = frozenset({"Asset", "Liability", "Equity"})
Sums = dict[tuple[str, str], Decimal]


def settle(company: Company, at: datetime | None) -> None:
    """Bring every balance up to date; rows that change are stamped with that moment, or not at all while building."""
    with company.lock:
        applied, links = _applications(company)
        stamp = at.astimezone(company.zone).isoformat(timespec="seconds") if at else None
        for entity, names in OPEN_ALL.items():
            for item in company.items(entity):
                left = Decimal(item["TotalAmt"]) - applied[entity, item["Id"]]
                linked = links[entity, item["Id"]] + [each for each in item.get("LinkedTxn", ()) if not _pays(each)]
                _keep(company, entity, item, {**dict.fromkeys(names, left), "LinkedTxn": linked or None}, stamp)
        for item in company.items("Payment"):
            _keep(company, "Payment", item, {"UnappliedAmt": _unapplied(item)}, stamp)
        follow(company, postings(company), stamp)


def follow(company: Company, posted: list[Posting], stamp: str | None = None) -> None:
    """Bring what parties owe and what accounts stand at up to date with these postings."""
    _parties(company, posted, stamp)
    _accounts(company, posted, stamp)


def _keep(company: Company, entity: str, item: Json, fields: Mapping[str, object], stamp: str | None) -> None:
    if all(item.get(name) == value for name, value in fields.items()):
        return
    changed = {**item, **fields}
    if stamp:
        changed["MetaData"] = {**item["MetaData"], "LastUpdatedTime": stamp}
    company.put(entity, {name: value for name, value in changed.items() if value is not None})


def _applications(company: Company) -> tuple[Sums, dict[tuple[str, str], list[Json]]]:
    """How much was applied to each open document, and by what."""
    applied: Sums = defaultdict(Decimal)
    links: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for entity in ("Payment", "BillPayment"):
        for item in company.items(entity):
            kind = f"BillPayment{item['PayType']}" if entity == "BillPayment" else "Payment"
            for line in item.get("Line", ()):
                for link in line.get("LinkedTxn", ()):
                    applied[link["TxnType"], link["TxnId"]] += Decimal(line["Amount"])
                    links[link["TxnType"], link["TxnId"]].append({"TxnId": item["Id"], "TxnType": kind})
    return applied, links


def _pays(link: Json) -> bool:
    return str(link["TxnType"]).startswith(("Payment", "BillPayment"))


def _unapplied(item: Json) -> Decimal:
    used = Decimal(0)
    for line in item.get("Line", ()):
        for link in line.get("LinkedTxn", ()):
            used += -Decimal(line["Amount"]) if link["TxnType"] == "CreditMemo" else Decimal(line["Amount"])
    return Decimal(item["TotalAmt"]) - used


def _parties(company: Company, posted: list[Posting], stamp: str | None) -> None:
    owed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    sides = (("Customer", "Accounts Receivable", 1), ("Vendor", "Accounts Payable", -1))
    control = {item["Id"]: item["AccountType"] for item in company.items("Account")}
    for each in posted:
        for kind, side, sign in sides:
            if each.party[0] == kind and control[each.account] == side:
                owed[each.party[:2]] += sign * each.foreign
    for item in company.items("Vendor"):
        _keep(company, "Vendor", item, {"Balance": owed["Vendor", item["Id"]]}, stamp)
    customers = company.items("Customer")
    below: dict[str, Decimal] = defaultdict(Decimal)
    for item in customers:
        below[item.get("ParentRef", {}).get("value", "")] += owed["Customer", item["Id"]]
    for item in customers:
        whole = owed["Customer", item["Id"]] + below[item["Id"]]
        _keep(company, "Customer", item, {"Balance": owed["Customer", item["Id"]], "BalanceWithJobs": whole}, stamp)


def _accounts(company: Company, posted: list[Posting], stamp: str | None) -> None:
    """Each in its own currency, debit positive; accounts of income and expense stay at 0, as they were recorded."""
    accounts = company.items("Account")
    currency = {item["Id"]: item["CurrencyRef"]["value"] for item in accounts}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in posted:
        sums[each.account] += each.foreign if currency[each.account] == each.currency else each.amount
    below: dict[str, list[str]] = defaultdict(list)
    for item in accounts:
        below[item.get("ParentRef", {}).get("value", "")].append(item["Id"])
    for item in accounts:
        lasting = item["Classification"] in LASTING
        own = sums[item["Id"]] if lasting else Decimal(0)
        whole = sum((sums[ref] for ref in below[item["Id"]]), own) if lasting else Decimal(0)
        _keep(company, "Account", item, {"CurrentBalance": own, "CurrentBalanceWithSubAccounts": whole}, stamp)
