"""What is seen at a glance: sales, bills and the largest parties, what is owed by age, and the money at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.unread import Unread, note
from archiver.figure import FIGURES, ZERO, Figure, Point, Sum
from archiver.model import Control, Kind, Reading, Tally, Value
from archiver.statements import turnover
from archiver.words import N_, Phrase, phrase

AGES = ("current", "days_1_30", "days_31_60", "days_61_90", "days_over_90")
AGED = {"receivables_by_age": "aged_receivables", "payables_by_age": "aged_payables"}
MONEY = frozenset({"bank", "cash", "card"})
MOST_ACCOUNTS = 12


def examine(
    tables: Tables,
    tallies: Sequence[Tally],
    until: date,
    home: str | None,
    start: date | None = None,
    readings: Sequence[Reading] = (),
) -> tuple[list[Figure], list[Control]]:
    """Every figure that these books allow at the end of a day, and the controls that tie them; of a period, from its
    ``start`` on.

    By currency, the ``home`` one first, never across; within each in the order of ``FIGURES``. Ageing and trial balance
    have to be among the tables. Half of what was sold, or billed, is not drawn: that it was not read whole is noted.
    """
    months, unread = turnover.window(tallies, until, start), Unread(readings)
    drawn, tied = list[Figure](), list[Control]()
    for side in (turnover.SALES, turnover.BILLS):
        if partly := unread.among(side.documents):
            tied.append(note("summary_ties", partly, side.documents[0]))
        else:
            figures, controls = turnover.figures(tables, tallies, side, months)
            drawn += figures
            tied += controls
    drawn += [figure for name, key in AGED.items() for figure in _by_age(tables, name, key, until)]
    drawn += _cash(tables, tallies, until)
    return sorted(drawn, key=lambda figure: _order(figure, home)), tied


def _order(figure: Figure, home: str | None) -> tuple[bool, str, int]:
    return figure.currency != home, figure.currency or "", list(FIGURES).index(figure.name)


def _by_age(tables: Tables, name: str, key: str, until: date) -> Iterator[Figure]:
    """What is open by age; what was paid or credited in advance is a bar of its own, below zero."""
    ages: dict[str, list[Sum]] = {}
    ahead: dict[str, Sum] = {}
    for as_of, currency, open_, *buckets in live(tables, key, ("as_of", "currency", "open", *AGES)):
        until = as_of if isinstance(as_of, date) else until
        code, amount = str(currency or ""), _amount(open_)
        here = ages.setdefault(code, [Sum() for _ in AGES])
        if amount < 0:
            ahead.setdefault(code, Sum()).add(amount)
            continue
        for met, bucket in zip(here, map(_amount, buckets), strict=True):
            if bucket:
                met.add(bucket)
    labels = _labels(kinds.kind(key))
    for code, found in sorted(ages.items()):
        points = [each.point(label) for label, each in zip(labels, found, strict=True)]
        if code in ahead:
            points.append(ahead[code].point(Phrase(N_("Not applied yet"))))
        late = sum((each.amount for each in found[1:]), ZERO)
        yield Figure(name, code or None, points, until, marked=late)


def _labels(kind: Kind) -> list[Mapping[str, str]]:
    return [kind.columns[kind.keys.index(age)].labels for age in AGES]


def _cash(tables: Tables, tallies: Sequence[Tally], until: date) -> Iterator[Figure]:
    """What each bank, cash and card account holds at the end of the day, in its own currency."""
    roles = live(tables, "accounts", ("id", "role"))
    money = {str(id_) for id_, role in roles if role in MONEY}
    wanted = ("account_id", "currency", "account_number", "account", "account_currency", "account_amount")
    # Rows come year by year: what an account closed with last is what it holds.
    closing = {(row[0], row[1]): row[2:] for row in live(tables, "trial_balance", wanted) if row[0] in money}
    after = _after(tables, tallies, money, until)
    held: dict[str, dict[str, Point]] = {}
    for (id_, _), (number, name, currency, amount) in closing.items():
        label = " ".join(str(each) for each in (number, name) if each)
        here = held.setdefault(str(currency or ""), {})
        before = here.get(str(id_), Point(label, -after.get(str(id_), ZERO))).amount
        here[str(id_)] = Point(label, before + _amount(amount))
    for code, accounts in sorted(held.items()):
        if points := list(_largest([point for point in accounts.values() if point.amount])):
            yield Figure("cash_by_account", code or None, points, until)


def _after(tables: Tables, tallies: Sequence[Tally], money: set[str], until: date) -> dict[str, Decimal]:
    """What postings dated after the day did to these accounts."""
    found: dict[str, Decimal] = {}
    if any(tally.kind == "ledger" and tally.last_day and tally.last_day > until for tally in tallies):
        for day, account, amount in live(tables, "ledger", ("date", "account_id", "amount_currency")):
            if account in money and isinstance(day, date) and day > until:
                found[str(account)] = found.get(str(account), ZERO) + _amount(amount)
    return found


def _largest(accounts: Sequence[Point]) -> Iterator[Point]:
    """The accounts that hold or owe most, by what they hold, and all others together."""
    ranked = sorted(accounts, key=lambda each: (-abs(each.amount), str(each.label)))
    shown = len(ranked) if len(ranked) <= MOST_ACCOUNTS else MOST_ACCOUNTS - 1
    yield from sorted(ranked[:shown], key=lambda each: (-each.amount, str(each.label)))
    if others := ranked[shown:]:
        label = phrase(N_("Others ({count})"), count=len(others))
        yield Point(label, sum((each.amount for each in others), ZERO))


def _amount(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
