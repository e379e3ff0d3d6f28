"""What is open by age against the accounts: at the end of a day, on each control account and in each currency.

What other entries left on the account explains a difference, and is named: entries by hand, prepayments, revaluations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archiver.controls import Tables
from archiver.controls.accounts import Account, accounts
from archiver.controls.columns import live
from archiver.controls.naming import named
from archiver.controls.open_items import OpenItems
from archiver.controls.ties import Side, abroad, placed
from archiver.controls.unread import note
from archiver.model import Control, Kind, Value, Verdict
from archiver.words import N_, Label, Phrase, phrase

ZERO = Decimal(0)
NAMES = {"receivable": "receivables_aged", "payable": "payables_aged"}
SHEETS = {"receivable": "aged_receivables", "payable": "aged_payables"}
POSTING = ("account_id", "currency", "amount_currency", "document_kind", "date")
LACKING = N_("There is no ageing, for these could not be read whole: {kinds}")
UNKNOWN = N_("There is no ageing at {day}: what was open then is not known of {count} documents: {documents}")
TIES = N_("{account}: what is open at {day}, {aged}, is its balance on that day.")
EXPLAINED = N_(
    "{account}: what is open at {day} is {aged}, and its balance on that day {balance}. Other entries are the "
    "difference: {others}"
)
DIFFERS = N_(
    "{account}: what is open at {day} is {aged}, and its balance on that day {balance}: {unexplained} is unexplained."
)
DIFFERS_MORE = N_(
    "{account}: what is open at {day} is {aged}, and its balance on that day {balance}: {unexplained} is unexplained. "
    "Other entries are the rest: {others}"
)

Key = tuple[str, str]
"""An account's id, and a currency."""


@dataclass(slots=True)
class _Sums:
    """What is open on an account, what stands on it, and what of that comes from other entries, by what they are.

    What documents and payments settled of such entries is open no more, and is not theirs to explain: ``settled``.
    """

    aged: Decimal = ZERO
    balance: Decimal = ZERO
    settled: Decimal = ZERO
    others: dict[str, Decimal] = field(default_factory=dict)

    @property
    def unexplained(self) -> Decimal:
        """The difference that other entries do not explain."""
        return self.balance - self.aged - sum(self.others.values(), ZERO) + self.settled


def ties(tables: Tables, both: Sequence[OpenItems], partly: Sequence[Kind] = ()) -> Iterator[Control]:
    """A control for each account and currency of each side; one alone where nobody knows what was open on the day, or
    where the ledger or its accounts are ``partly`` read.
    """
    ledger, chart = tables.kind("ledger"), accounts(tables)
    sides: list[_Side] = []
    for opened in both:
        if opened.unknown:
            said = phrase(UNKNOWN, day=opened.day, count=opened.unknown, documents=named(opened.named, opened.unknown))
            yield Control(NAMES[opened.side.role], Verdict.NOTED, said, SHEETS[opened.side.role])
        elif any(tables.kind(each) for each in (*opened.side.documents, opened.side.payments)):
            sides.append(_Side(opened, chart))
    if partly:
        yield from (note(NAMES[side.role], partly, SHEETS[side.role]) for side in sides)
        return
    if ledger is None or not chart or not sides:
        return
    for account, currency, amount, made_by, on in live(tables, "ledger", POSTING):
        if isinstance(amount, Decimal):
            for side in sides:
                side.post(account, currency, amount, made_by, on)
    labels = ledger.columns[ledger.keys.index("document_kind")].choices
    for side in sides:
        yield from side.controls(labels)


def lacking(side: Side, partly: Sequence[Kind]) -> Control:
    """What stands in the place of the controls of a side of which some kinds were only partly read."""
    said = phrase(LACKING, kinds=[kind.labels for kind in partly])
    return Control(NAMES[side.role], Verdict.NOTED, said, SHEETS[side.role])


class _Side:
    """One side of the books: its accounts, and any other that one of its documents is posted to."""

    def __init__(self, opened: OpenItems, chart: Mapping[str, Account]) -> None:
        self.role = opened.side.role
        self._opened, self._chart, self._sums = opened, chart, dict[Key, _Sums]()
        for item in opened.items:
            if item.account[0]:
                self._sums.setdefault(item.account, _Sums()).aged += item.owed
        for key, settled in opened.settled.items():
            if key[0]:
                self._sums.setdefault(key, _Sums()).settled = settled
        self._own = {*opened.side.documents, opened.side.payments}
        self._accounts = {id_ for id_, account in chart.items() if account.role == self.role}
        self._accounts |= {id_ for id_, _ in self._sums}
        self._posted: set[Key] = set()

    def post(self, account: Value, currency: Value, amount: Decimal, made_by: Value, on: Value) -> None:
        """A posting, if it is on one of the accounts and not of a later day."""
        if account not in self._accounts:
            return
        key = str(account), str(currency or "")
        self._posted.add(key)
        if not (isinstance(on, date) and on > self._opened.day):
            here = self._sums.setdefault(key, _Sums())
            owed = self._opened.side.sign * amount
            here.balance += owed
            if made_by not in self._own:
                what = str(made_by or "")
                here.others[what] = here.others.get(what, ZERO) + owed

    def controls(self, labels: Mapping[str, Label]) -> Iterator[Control]:
        """A control for each account and currency, in the order of the accounts."""
        name, sheet, found = NAMES[self.role], SHEETS[self.role], dict[Key, Control]()
        for key, sums in sorted(self._sums.items(), key=lambda each: (self._called(each[0][0]), each[0])):
            verdict, said = _judged(self._called(key[0]), self._opened.day, sums, labels)
            found[key] = Control(name, verdict, said, sheet, key[1] or None, sums.balance, sums.aged)
        yield from placed(name, sheet, abroad(found, self._posted), self._opened.nowhere)

    def _called(self, account: str) -> str:
        return self._chart[account].called if account in self._chart else account


def _judged(account: str, day: date, sums: _Sums, labels: Mapping[str, Label]) -> tuple[Verdict, Phrase]:
    others = [_entries(labels.get(what), amount) for what, amount in sorted(sums.others.items()) if amount]
    if sums.settled:
        settled = N_("settled by documents and payments: {amount}")
        others.append(phrase(settled, amount=-sums.settled))
    if sums.balance == sums.aged:
        verdict, template = Verdict.TIES, TIES
    elif not sums.unexplained:
        verdict, template = Verdict.EXPLAINED, EXPLAINED
    else:
        verdict, template = Verdict.DIFFERS, DIFFERS_MORE if others else DIFFERS
    facts = {"aged": sums.aged, "balance": sums.balance, "unexplained": sums.unexplained, "others": others}
    return verdict, phrase(template, account=account, day=day, **facts)


def _entries(label: Label | None, amount: Decimal) -> Phrase:
    what: object = label or phrase(N_("Entries without a document"))
    return phrase(N_("{what}: {amount}"), what=what, amount=amount)
