"""The trial balance: a row for each account, currency and fiscal year, computed from the ledger alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archiver.controls import Tables
from archiver.controls.accounts import NOWHERE, UNCLOSED
from archiver.controls.columns import live
from archiver.fiscal_year import FiscalYear, fiscal_year
from archiver.model import Control, Kind, Record, Value, Verdict
from archiver.words import N_, Words, phrase

RESULT = frozenset({"income", "expense"})
POSTED = (
    *("date", "account_id", "entry_currency", "debit", "credit", "amount_currency", "closing"),
    *("account_number", "account", "currency"),
)
LACKING = N_("There is no trial balance, for these could not be read whole: {kinds}")
UNTYPED = N_(
    "{count} accounts with postings have no type, so the trial balance carries what they hold from one fiscal year to "
    "the next; where they are income or expense, their opening balances include the results of earlier years."
)
ZERO = Decimal(0)


@dataclass(slots=True)
class _Year:
    """The movements of one account in one currency and year; ``own`` is in the account's own currency.

    Closing entries are apart: they belong to what the next year opens with, not to this year's movements.
    """

    debit: Decimal = ZERO
    credit: Decimal = ZERO
    own: Decimal = ZERO
    closing_entries: Decimal = ZERO
    own_closing: Decimal = ZERO
    opening: Decimal = ZERO
    own_opening: Decimal = ZERO

    def post(self, debit: Value, credit: Value, own: Value, closing: Value, *, opening: bool) -> None:
        """One posting; one that a period in this year opens with is none of its movements."""
        up, down, moved = (each if isinstance(each, Decimal) else ZERO for each in (debit, credit, own))
        if opening:
            self.opening += up - down
            self.own_opening += moved
        elif closing:
            self.closing_entries += up - down
            self.own_closing += moved
        else:
            self.debit += up
            self.credit += down
            self.own += moved


@dataclass(slots=True)
class _Account:
    """An account in one currency, year by year; ``opening`` and ``own`` are what the years so far have left in it."""

    facts: tuple[Value, ...]
    years: dict[FiscalYear, _Year] = field(default_factory=dict)
    opening: Decimal = ZERO
    own: Decimal = ZERO

    def close(self, year: _Year) -> None:
        """The year is over: what it leaves is what the next one opens with."""
        self.opening += year.opening + year.debit - year.credit + year.closing_entries
        self.own += year.own_opening + year.own + year.own_closing


Accounts = dict[tuple[str, str], _Account]


def rows(
    tables: Tables, kind: Kind, starts: tuple[int, int], words: Words, first: date | None = None
) -> Iterator[Record]:
    """The rows of the trial balance, debit positive; none where the books have no ledger.

    Income and expense start at zero in each year; what earlier years earned and nobody closed stands on a line of its
    own, so that the opening balances add up to zero, and so does what names no account. ``closing`` is before the
    closing entries of the year; with them it is what the next year opens with. Of a period, whose ``first`` day it is,
    what was posted before then is in what its first year opens with, and earlier years have no rows.
    """
    accounts, types = sorted(_add_up(tables, starts, first).items()), _types(tables)
    for year in sorted({year for _, account in accounts for year in account.years}):
        unclosed: dict[str, Decimal] = {}
        for (id_, currency), account in accounts:
            if types.get(id_) in RESULT:
                unclosed[currency] = unclosed.get(currency, ZERO) + account.opening
            if not first or year.end >= first:
                yield from _row(kind, year, (id_, currency), types.get(id_), account, words)
            account.close(account.years.get(year, _Year()))
        for currency, amount in sorted(unclosed.items()):
            if amount and not (first and year.end < first):
                yield _unclosed(kind, year, currency, words(UNCLOSED), amount)


def lacking(partly: Sequence[Kind]) -> Iterator[Control]:
    """What stands in its place where the ledger or its accounts were only partly read."""
    if partly:
        said = phrase(LACKING, kinds=[kind.labels for kind in partly])
        yield Control("ledger_balanced", Verdict.NOTED, said, "trial_balance")


def untyped(kind: Kind, rows: Sequence[Record]) -> Iterator[Control]:
    """What is to know of the trial balance where nobody knows of some accounts whether they are income or expense:
    nothing as long as there is but one year, into which nothing is carried.
    """
    wanted = [kind.keys.index(key) for key in ("account_id", "account_type", "year_start", "opening")]
    told = [tuple(row.values[place] for place in wanted) for row in rows]
    without = {account for account, type_, _, _ in told if account is not None and type_ is None}
    carried = any(opening for account, _, _, opening in told if account in without)
    if without and (carried or len({year for _, _, year, _ in told}) > 1):
        said = phrase(UNTYPED, count=len(without))
        yield Control("ledger_balanced", Verdict.NOTED, said, "trial_balance")


def _add_up(tables: Tables, starts: tuple[int, int], first: date | None) -> Accounts:
    accounts, years = Accounts(), dict[Value, FiscalYear]()
    for day, account, currency, debit, credit, own, closing, *facts in live(tables, "ledger", POSTED):
        if isinstance(day, date):
            key = (str(account or ""), str(currency or ""))
            here = accounts.get(key) or accounts.setdefault(key, _Account(tuple(facts)))
            year = years.get(day) or years.setdefault(day, fiscal_year(day, starts))
            (here.years.get(year) or here.years.setdefault(year, _Year())).post(
                debit, credit, own, closing, opening=first is not None and day < first <= year.end
            )
    return accounts


def _types(tables: Tables) -> Mapping[str, str]:
    kind = tables.kind("accounts")
    if kind is None:
        return {}
    place = kind.keys.index("type")
    return {row.id: type_ for row in tables.rows(kind) if isinstance(type_ := row.values[place], str)}


def _row(
    kind: Kind, year: FiscalYear, key: tuple[str, str], type_: str | None, account: _Account, words: Words
) -> Iterator[Record]:
    opening, own = (ZERO, ZERO) if type_ in RESULT else (account.opening, account.own)
    if not (opening or own or year in account.years):
        return
    moved = account.years.get(year, _Year())
    opening, own = opening + moved.opening, own + moved.own_opening
    number, name, account_currency = account.facts
    values: dict[str, Value] = {
        **_year(year, *key),
        "account_id": key[0] or None,
        "account_number": number,
        "account": name if key[0] else words(NOWHERE),
        "account_type": type_,
        "opening": opening,
        "debit": moved.debit,
        "credit": moved.credit,
        "closing_entries": moved.closing_entries,
        "closing": opening + moved.debit - moved.credit,
        "account_currency": account_currency,
        "account_amount": own + moved.own,
    }
    yield _record(kind, values)


def _unclosed(kind: Kind, year: FiscalYear, currency: str, name: str, amount: Decimal) -> Record:
    values: dict[str, Value] = {**_year(year, "unclosed", currency), "account": name, "account_type": "equity"}
    nothing: dict[str, Value] = dict.fromkeys(("debit", "credit", "closing_entries"), ZERO)
    return _record(kind, {**values, **nothing, "opening": amount, "closing": amount})


def _year(year: FiscalYear, account: str, currency: str) -> dict[str, Value]:
    return {
        "id": f"{year.start}/{account}/{currency}",
        "fiscal_year": year.name,
        "year_start": year.start,
        "year_end": year.end,
        "currency": currency,
    }


def _record(kind: Kind, values: dict[str, Value]) -> Record:
    return Record(str(values["id"]), str(values["id"]), kind.values(values))
