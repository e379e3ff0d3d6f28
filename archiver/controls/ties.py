"""Receivables and payables against their accounts: open documents less what is not applied yet is the account."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from archiver.controls import Tables
from archiver.controls.accounts import accounts
from archiver.controls.columns import live, stated
from archiver.controls.naming import AT_MOST, named
from archiver.model import Control, State, Value, Verdict
from archiver.words import N_, Phrase, phrase

ENTRY = ("date", "entry_number", "description", "entry_id")
POSTING = ("account_id", "currency", "amount_currency", "document_kind", *ENTRY)
ZERO = Decimal(0)
NOWHERE = N_(
    "The books do not say on which account open documents stand ({count}), so what is open was not tied to accounts."
)
ABROAD = N_(
    "{account}: documents are open in {open}, but what is posted on this account is in {posted}: these were not tied."
)
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
    applications: str

    @property
    def needs(self) -> Sequence[str]:
        """The kinds that it is made of."""
        return (*self.documents, self.payments, self.applications)


SALES, PURCHASES = {"invoices": 1, "credit_notes": -1}, {"bills": 1, "expense_claims": 1, "vendor_credits": -1}
RECEIVABLES = Side("receivables_tie", "receivable", SALES, "payments", 1, "invoices", "sales_applications")
PAYABLES = Side("payables_tie", "payable", PURCHASES, "bill_payments", -1, "bills", "purchase_applications")


@dataclass(slots=True)
class _Account:
    """What the documents say of an account, and what its postings say; ``first`` are of the ``entries`` by hand."""

    open: Decimal = ZERO
    unapplied: Decimal = ZERO
    balance: Decimal = ZERO
    by_hand: Decimal = ZERO
    unknown: int = 0
    entries: int = 0
    first: list[Phrase] = field(default_factory=list)

    def post_by_hand(self, amount: Decimal, day: Value, name: Value) -> None:
        """A posting of an entry made by hand; the first of them are named."""
        self.by_hand += amount
        self.entries += 1
        if len(self.first) < AT_MOST:
            self.first.append(phrase(N_("{entry} of {day}: {amount}"), entry=name, day=day, amount=amount))


@dataclass(slots=True)
class Nowhere:
    """Documents of which the books do not say the account, in one currency: their amounts may be on any of them.

    Of those that are open, no account can be tied. Of those of which that is ``unknown``, what ties without them does.
    """

    open: int = 0
    unknown: int = 0

    def count(self, amount: Value) -> None:
        """One more of them."""
        known = isinstance(amount, Decimal)
        self.open += known
        self.unknown += not known


def tie(tables: Tables, side: Side) -> Iterator[Control]:
    """A control for each account of a side and each currency."""
    if tables.kind("ledger") is None or tables.kind("accounts") is None:
        return
    if not any(tables.kind(each) for each in (*side.documents, side.payments)):
        yield Control(side.name, Verdict.NOTED, phrase(N_("Its documents were not read, so the account was not tied.")))
        return
    chart, nowhere = accounts(tables), dict[str, Nowhere]()
    found = _open(tables, side, nowhere)
    wanted = {account for account, (_, role) in chart.items() if role == side.role}
    posted = _post(tables, side, wanted | {account for account, _ in found}, found)
    controls = {
        (account, currency): _control(side, chart.get(account, (account, ""))[0], currency, sums)
        for (account, currency), sums in sorted(
            found.items(), key=lambda item: (chart.get(item[0][0], item[0]), item[0])
        )
    }
    yield from placed(side.name, side.sheet, abroad(controls, posted), nowhere)


def abroad(controls: Mapping[Key, Control], posted: Collection[Key]) -> list[Control]:
    """The controls of accounts, of which documents may be ``posted`` in another currency than their own.

    Where an account differs in a currency in which nothing at all is posted on it, and in one in which something is,
    the documents of the one are likely posted in the other, and neither can be tied.
    """
    found: list[Control] = []
    differ = [key for key, each in controls.items() if each.verdict is Verdict.DIFFERS]
    for key, each in controls.items():
        those = [other for other in differ if key in differ and other[0] == key[0]]
        open_ = [code or "–" for id_, code in those if (id_, code) not in posted]
        there = [code or "–" for id_, code in those if (id_, code) in posted]
        if open_ and there:
            account = each.said.facts["account"]
            said = phrase(ABROAD, account=account, open=", ".join(open_), posted=", ".join(there))
            each = replace(each, verdict=Verdict.NOTED, said=said, expected=None, found=None)
        found.append(each)
    return found


def placed(name: str, sheet: str, controls: Sequence[Control], nowhere: Mapping[str, Nowhere]) -> Iterator[Control]:
    """The controls of the accounts, and one in their place for each currency in which documents stand ``nowhere``."""
    lost = {currency for currency, those in nowhere.items() if those.open}
    lost |= {each.currency or "" for each in controls if each.verdict is Verdict.DIFFERS} & nowhere.keys()
    for currency in sorted(lost):
        said = phrase(NOWHERE, count=nowhere[currency].open + nowhere[currency].unknown)
        yield Control(name, Verdict.NOTED, said, sheet, currency or None)
    for each in controls:
        if (each.currency or "") not in lost:
            yield each


def _open(tables: Tables, side: Side, nowhere: dict[str, Nowhere]) -> dict[Key, _Account]:
    """What documents and payments say of each account."""
    found: dict[Key, _Account] = {}
    for kind, effect in side.documents.items():
        for key, open_ in _amounts(tables, kind, "account_id", "balance", nowhere):
            here = found.setdefault(key, _Account())
            here.unknown += open_ is None
            here.open += effect * (open_ or ZERO)
    for key, left in _amounts(tables, side.payments, "control_account_id", "unapplied", nowhere):
        here = found.setdefault(key, _Account())
        here.unknown += left is None
        here.unapplied += left or ZERO
    return found


def _amounts(
    tables: Tables, key: str, account: str, amount: str, nowhere: dict[str, Nowhere]
) -> Iterator[tuple[Key, Decimal | None]]:
    """What each document or payment of a kind leaves open on its account; None where that is not known.

    Those of which the books do not say the account are counted ``nowhere``, by currency. A draft is not posted yet, and
    a deleted document no more; a voided one may be owed back, where it says so.
    """
    for state, (where, currency, status, value) in stated(tables, key, (account, "currency", "status", amount)):
        if state is State.DELETED or status == "draft" or (state is State.VOIDED and value is None):
            continue
        if where:
            yield (str(where), str(currency or "")), value if isinstance(value, Decimal) else None
        elif value != ZERO:
            nowhere.setdefault(str(currency or ""), Nowhere()).count(value)


def _post(tables: Tables, side: Side, wanted: set[str], found: dict[Key, _Account]) -> set[Key]:
    """What postings say of the accounts that are wanted; the currencies in which there are any on each of them."""
    posted: set[Key] = set()
    for account, currency, amount, made_by, *entry in live(tables, "ledger", POSTING):
        if account in wanted and isinstance(amount, Decimal):
            key = str(account), str(currency or "")
            posted.add(key)
            here = found.setdefault(key, _Account())
            here.balance += side.sign * amount
            if made_by == "journal_entries" and amount:
                day, number, description, id_ = entry
                here.post_by_hand(side.sign * amount, day, number or description or id_)
    return posted


def _control(side: Side, account: str, currency: str, sums: _Account) -> Control:
    expected, found = sums.open - sums.unapplied, sums.balance
    facts: dict[str, object] = {
        "account": account,
        "open": sums.open,
        "unapplied": sums.unapplied,
        "by_hand": sums.by_hand,
        "unexplained": found - expected - sums.by_hand,
        "count": sums.unknown,
        "entries": named(sums.first, sums.entries),
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
            "{by_hand}, explain the difference: {entries}"
        )
    if sums.entries:
        return Verdict.DIFFERS, N_(
            "{account}: open documents {open} less unapplied {unapplied}; {unexplained} is unexplained. Entries made "
            "by hand on this account are {by_hand}: {entries}"
        )
    return Verdict.DIFFERS, N_(
        "{account}: open documents {open} less unapplied {unapplied}; {unexplained} is unexplained, and no entry was "
        "made by hand on this account."
    )
