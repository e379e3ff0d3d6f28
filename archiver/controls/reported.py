"""Ours against what the source itself reports: balances by account, and what customers owe and vendors are owed.

Reports are in the home currency. A document in another one counts at its own rate, which is how such reports do it;
where there is no rate, nothing is compared, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archiver.controls import Tables
from archiver.controls.accounts import NOWHERE, UNCLOSED
from archiver.controls.columns import live, stated
from archiver.controls.naming import named
from archiver.controls.owed import CENT, ZERO, Open, Owed
from archiver.controls.ties import PAYABLES, RECEIVABLES, Side
from archiver.controls.unread import LEDGER, Unread, note
from archiver.model import Control, Reported, State, Value, Verdict
from archiver.words import N_, Phrase, phrase

COLUMNS = ("id", "number", "full_name", "type", "role", "currency", "balance")
RESULT = frozenset({"income", "expense"})
NOTHING = (ZERO, ZERO)
EARLIER = "\0"
"""Stands for the account that earlier years are closed into, where nobody knows which one that is."""
CLOSED = N_(
    "The ledger does not close earlier years, and the source's own trial balance has their result, {amount}, in "
    "equity: {listed}. Each other account has the balance that it gives."
)
APPLICATIONS = {"receivables": "sales_applications", "payables": "purchase_applications"}
SIDES = {"receivables": RECEIVABLES, "payables": PAYABLES}
NAMES = {"receivables": "receivables_reported", "payables": "payables_reported"}


def compare(
    tables: Tables, totals: Iterable[Reported], until: date | None = None, unread: Unread | None = None
) -> Iterator[Control]:
    """A control for the balances, and for each of receivables and payables one against the report of them and one for
    each currency against the balances that the source keeps of their accounts.

    Nothing where the source reported nothing. Books cut to an earlier day (``until``) are not those of the reports, nor
    are those of which something is ``unread``.
    """
    told = list(totals)
    if not told:
        return
    as_of = told[0].as_of
    if until and until < as_of:
        said = phrase(N_("The source's own reports are those of {day}, and were not compared."), day=as_of)
        yield Control("balances_reported", Verdict.NOTED, said, "reports")
        return
    accounts = _accounts(tables)
    if tables.kind("ledger") is None or not accounts:
        said = phrase(N_("The ledger or its accounts were not read, so the source's own reports were not compared."))
        yield Control("balances_reported", Verdict.NOTED, said, "reports")
        return
    unread = unread or Unread(())
    if partly := unread.among(LEDGER):
        yield note("balances_reported", partly, "reports")
        return
    balances = [each for each in told if each.what == "balance"]
    since = balances[0].since if balances else None
    posted = _posted(tables, accounts, _Period(since, as_of))
    if balances:
        yield _balanced(balances, posted, accounts)
    for each in told:
        if each.what in SIDES:
            needs = SIDES[each.what].needs
            yield from unread.unless(needs, NAMES[each.what], _owed(tables, each, posted, accounts))


@dataclass(frozen=True, slots=True)
class _Account:
    name: str
    type: str
    role: str
    currency: str
    balance: Decimal | None


def _accounts(tables: Tables) -> dict[str, _Account]:
    """Every account by its id; one that is deleted has no balance any more, whatever it last had."""
    found: dict[str, _Account] = {}
    for state, (id_, number, name, type_, role, currency, balance) in stated(tables, "accounts", COLUMNS):
        called = " ".join(str(each) for each in (number, name) if each) or str(id_)
        kept = balance if isinstance(balance, Decimal) and state is not State.DELETED else None
        found[str(id_)] = _Account(called, str(type_), str(role), str(currency or ""), kept)
    return found


@dataclass(frozen=True, slots=True)
class _Period:
    """The days of the report: to its day, and since when income and expense are counted."""

    since: date | None
    as_of: date


@dataclass(slots=True)
class _Posted:
    """What the ledger says on the day of the reports, in the currency of its entries; no id is no account.

    ``earlier`` is what income and expense came to before. ``others`` has, by control account, what stands there by
    other entries than its own documents and payments: on that day, and (second) of all days, in the account's currency.
    """

    balances: dict[str, Decimal] = field(default_factory=dict)
    earlier: Decimal = ZERO
    others: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)


def _posted(tables: Tables, accounts: Mapping[str, _Account], period: _Period) -> _Posted:
    keys = ("date", "account_id", "debit", "credit", "amount_currency", "document_kind")
    own = {side.role: {*side.documents, side.payments} for side in SIDES.values()}
    found = _Posted()
    for day, id_, debit, credit, amount, made_by in live(tables, "ledger", keys):
        where = str(id_ or "")
        account = accounts.get(where)
        if not isinstance(day, date):
            continue
        moved, today = _amount(debit) - _amount(credit), day <= period.as_of
        if today and account and account.type in RESULT and period.since and day < period.since:
            found.earlier += moved
        elif today:
            found.balances[where] = found.balances.get(where, ZERO) + moved
        if account and account.role in own and made_by not in own[account.role]:
            then, ever = found.others.get(where, NOTHING)
            found.others[where] = (then + (moved if today else ZERO), ever + _amount(amount))
    return found


def _amount(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO


def _balanced(told: Sequence[Reported], posted: _Posted, accounts: Mapping[str, _Account]) -> Control:
    """The trial balance of the source against the ledger: it closes earlier years into retained earnings by itself.

    Where no account is known to be that, what earlier years earned stands somewhere in equity.
    """
    theirs = {each.account_id or "": each.amount or ZERO for each in told}
    names: dict[str, object] = {"": phrase(NOWHERE), EARLIER: phrase(UNCLOSED)}
    names |= {each.account_id or "": each.account for each in told if each.account}
    names |= {id_: each.name for id_, each in accounts.items()}
    ours = dict(posted.balances)
    kept = next((id_ for id_, each in accounts.items() if each.role == "retained_earnings"), EARLIER)
    ours[kept] = ours.get(kept, ZERO) + posted.earlier
    odd = [id_ for id_ in sorted(ours.keys() | theirs.keys()) if ours.get(id_, ZERO) != theirs.get(id_, ZERO)]
    expected, found = (sum((each for each in side.values() if each > 0), ZERO) for side in (theirs, ours))
    verdict, said = (
        Verdict.TIES,
        phrase(N_("Each account has the balance that the source's own trial balance gives it.")),
    )
    if EARLIER in odd and _is_within_equity(odd, ours, theirs, accounts):
        verdict = Verdict.EXPLAINED
        said = phrase(CLOSED, amount=-posted.earlier, listed=named([names[id_] for id_ in odd if id_ != EARLIER]))
    elif odd:
        verdict = Verdict.DIFFERS
        listed = [
            phrase(
                N_("{account}: {reported} reported, {found} in the ledger"),
                account=names.get(id_, id_),
                reported=theirs.get(id_, ZERO),
                found=ours.get(id_, ZERO),
            )
            for id_ in odd
        ]
        template = N_("Accounts whose balance is not that of the source's own trial balance ({count}): {listed}")
        said = phrase(template, count=len(odd), listed=named(listed))
    return Control("balances_reported", verdict, said, "trial_balance", told[0].currency, expected, found)


def _is_within_equity(
    odd: Sequence[str], ours: Mapping[str, Decimal], theirs: Mapping[str, Decimal], accounts: Mapping[str, _Account]
) -> bool:
    """Whether equity accounts alone differ, and together by exactly what earlier years earned."""
    equity = all(id_ == EARLIER or (id_ in accounts and accounts[id_].type == "equity") for id_ in odd)
    return equity and not sum((ours.get(id_, ZERO) - theirs.get(id_, ZERO) for id_ in odd), ZERO)


def _owed(tables: Tables, told: Reported, posted: _Posted, accounts: Mapping[str, _Account]) -> Iterator[Control]:
    """One side: against the report of that day, and in each currency against the balance that its accounts keep."""
    side, name = SIDES[told.what], NAMES[told.what]
    if not any(tables.kind(each) for each in (*side.documents, side.payments)):
        said = phrase(N_("Its documents were not read, so they were not compared with the source's own report."))
        yield Control(name, Verdict.NOTED, said)
        return
    owed = Owed(side, told.currency, told.as_of).add_up(tables, APPLICATIONS[told.what])
    controls = {id_: each for id_, each in accounts.items() if each.role == side.role}
    others = sum((posted.others.get(id_, NOTHING)[0] for id_ in controls), ZERO)
    where = phrase(N_("the report of {day}"), day=told.as_of)
    if told.amount is None:
        said = phrase(N_("Not compared with {where}: it has no total."), where=where)
        yield Control(name, Verdict.NOTED, said, side.sheet, told.currency)
    else:
        yield _Found(name, told.currency, where, told.amount, owed.then).control(side, others)
    for currency in sorted({each.currency for each in controls.values() if each.balance is not None}):
        those = {
            id_: each.balance
            for id_, each in controls.items()
            if each.currency == currency and each.balance is not None
        }
        others = sum((posted.others.get(id_, NOTHING)[1] for id_ in those), ZERO)
        where = phrase(N_("the balance of {accounts}"), accounts=[accounts[id_].name for id_ in sorted(those)])
        balance = side.sign * sum(those.values(), ZERO) + ZERO
        yield _Found(name, currency, where, balance, owed.now.get(currency, Open())).control(side, others)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is owed, with what the source says of it, and where it says so."""

    name: str
    currency: str | None
    where: Phrase
    expected: Decimal
    open: Open

    def control(self, side: Side, others: Decimal) -> Control:
        """Judged; ``others`` is what other entries left on the accounts, debit positive."""
        open_, others = self.open, side.sign * others - self.open.settled + ZERO  # which is no minus zero
        facts = {
            "open": open_.documents,
            "unapplied": open_.unapplied,
            "where": self.where,
            "others": others,
            "converted": open_.converted,
            "unexplained": self.expected - open_.owed - others,
            "count": open_.unknown,
        }
        verdict, template = self._judged(others)
        said = phrase(template, **facts)
        if verdict is Verdict.NOTED:
            return Control(self.name, verdict, said, side.sheet, self.currency)
        return Control(self.name, verdict, said, side.sheet, self.currency, self.expected, open_.owed)

    def _judged(self, others: Decimal) -> tuple[Verdict, str]:
        difference = self.expected - self.open.owed
        if self.open.unknown:
            return Verdict.NOTED, N_("Not compared with {where}: {count} documents have no amount or no rate.")
        if not difference:
            return Verdict.TIES, N_("Open documents {open} less unapplied {unapplied} are {where}.")
        if difference == others:
            return Verdict.EXPLAINED, N_(
                "Open documents {open} less unapplied {unapplied}, and {others} left by other entries on these "
                "accounts, are {where}."
            )
        if abs(difference - others) <= CENT * self.open.converted:
            return Verdict.EXPLAINED, N_(
                "Open documents {open} less unapplied {unapplied}, and {others} left by other entries on these "
                "accounts, are {where}, but for {unexplained} of rounding: {converted} amounts are in other currencies."
            )
        return Verdict.DIFFERS, N_(
            "Open documents {open} less unapplied {unapplied}, and {others} left by other entries on these accounts, "
            "are not {where}: {unexplained} is unexplained."
        )
