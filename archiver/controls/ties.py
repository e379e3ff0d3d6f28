"""Receivables and payables against their accounts: open documents less what is not applied yet is the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from archiver.controls import Tables
from archiver.model import Control, State, Verdict
from archiver.words import N_, phrase

ZERO = Decimal(0)
Key = tuple[str, str]
"""An account's id, and a currency."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the books: its documents with their effect on what is owed, its payments, and its accounts' sign."""

    name: str
    role: str
    documents: Mapping[str, int]
    payments: str
    sign: int
    sheet: str


RECEIVABLES = Side("receivables_tie", "receivable", {"invoices": 1, "credit_notes": -1}, "payments", 1, "invoices")
PAYABLES = Side(
    "payables_tie", "payable", {"bills": 1, "expense_claims": 1, "vendor_credits": -1}, "bill_payments", -1, "bills"
)


def receivables(tables: Tables) -> Iterator[Control]:
    """A control for each receivable account and currency."""
    return _ties(tables, RECEIVABLES)


def payables(tables: Tables) -> Iterator[Control]:
    """A control for each payable account and currency."""
    return _ties(tables, PAYABLES)


@dataclass(slots=True)
class _Account:
    """What the documents say of an account, and what its postings say."""

    open: Decimal = ZERO
    unapplied: Decimal = ZERO
    balance: Decimal = ZERO
    by_hand: Decimal = ZERO
    unknown: int = 0


def _ties(tables: Tables, side: Side) -> Iterator[Control]:
    if tables.kind("ledger") is None or tables.kind("accounts") is None:
        return
    if not any(tables.kind(each) for each in (*side.documents, side.payments)):
        yield Control(side.name, Verdict.NOTED, phrase(N_("Its documents were not read, so the account was not tied.")))
        return
    accounts, found = _accounts(tables), dict[Key, _Account]()
    for kind, effect in side.documents.items():
        for key, open_ in _amounts(tables, kind, "account_id", "balance"):
            here = found.setdefault(key, _Account())
            here.unknown += open_ is None
            here.open += effect * (open_ or ZERO)
    for key, left in _amounts(tables, side.payments, "control_account_id", "unapplied"):
        here = found.setdefault(key, _Account())
        here.unknown += left is None
        here.unapplied += left or ZERO
    wanted = {account for account, (_, role) in accounts.items() if role == side.role}
    _post(tables, side, wanted | {account for account, _ in found}, found)
    for (account, currency), sums in sorted(
        found.items(), key=lambda item: (accounts.get(item[0][0], item[0]), item[0])
    ):
        yield _control(side, accounts.get(account, (account, ""))[0], currency, sums)


def _accounts(tables: Tables) -> dict[str, tuple[str, str]]:
    """Every account's number and name as one text, and its role, by id."""
    kind = tables.kind("accounts")
    assert kind is not None
    number, name, role = (kind.keys.index(key) for key in ("number", "name", "role"))
    return {
        row.id: (" ".join(str(each) for each in (row.values[number], row.values[name]) if each), str(row.values[role]))
        for row in tables.rows(kind)
    }


def _amounts(tables: Tables, key: str, account: str, amount: str) -> Iterator[tuple[Key, Decimal | None]]:
    """What each document or payment of a kind leaves open on its account; None where that is not known."""
    kind = tables.kind(key)
    if kind is None:
        return
    places = [kind.keys.index(each) for each in (account, "currency", amount)]
    for row in tables.rows(kind):
        where, currency, value = (row.values[place] for place in places)
        if where:
            yield (str(where), str(currency or "")), value if isinstance(value, Decimal) else None


def _post(tables: Tables, side: Side, wanted: set[str], found: dict[Key, _Account]) -> None:
    kind = tables.kind("ledger")
    assert kind is not None
    keys = ("account_id", "currency", "amount_currency", "document_kind")
    places = [kind.keys.index(each) for each in keys]
    for row in tables.rows(kind):
        account, currency, amount, made_by = (row.values[place] for place in places)
        if account in wanted and isinstance(amount, Decimal) and row.state is State.LIVE:
            here = found.setdefault((str(account), str(currency or "")), _Account())
            here.balance += side.sign * amount
            if made_by == "journal_entries":
                here.by_hand += side.sign * amount


def _control(side: Side, account: str, currency: str, sums: _Account) -> Control:
    expected, found = sums.open - sums.unapplied, sums.balance
    facts: dict[str, object] = {
        "account": account,
        "open": sums.open,
        "unapplied": sums.unapplied,
        "by_hand": sums.by_hand,
        "unexplained": found - expected - sums.by_hand,
        "count": sums.unknown,
    }
    verdict, template = _judged(expected, sums)
    said = phrase(template, **facts)
    if verdict is Verdict.NOTED:
        return Control(side.name, verdict, said, side.sheet, currency or None)
    return Control(side.name, verdict, said, side.sheet, currency or None, expected, found)


def _judged(expected: Decimal, sums: _Account) -> tuple[Verdict, str]:
    if sums.unknown:
        return Verdict.NOTED, N_("{account}: what was open on that day is not known for {count} documents.")
    if expected == sums.balance:
        return Verdict.TIES, N_("{account}: open documents {open} less unapplied {unapplied} is its balance.")
    if expected + sums.by_hand == sums.balance:
        return Verdict.EXPLAINED, N_(
            "{account}: open documents {open} less unapplied {unapplied}; entries made by hand on this account, "
            "{by_hand}, explain the difference."
        )
    return Verdict.DIFFERS, N_(
        "{account}: open documents {open} less unapplied {unapplied}; entries made by hand on this account are "
        "{by_hand}; {unexplained} is unexplained."
    )
