"""What is open at the end of a day, document by document: what customers owe, or what vendors are owed.

Open is the total less what was applied on or before that day. Where the books say what is open of a document on the day
that they are of, what was applied later is added to it, which is the same, and takes no memory for what is paid. What
was paid on a document that did not count on that day, for it is dated later or was voided, was not applied yet. Where
an application does not say its amount, nobody knows what is open of either end, unless the document says it itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from archiver.controls import Tables
from archiver.controls.columns import live, stated
from archiver.controls.naming import AT_MOST
from archiver.controls.open_balances import Document
from archiver.controls.settling import given
from archiver.controls.ties import Nowhere, Side
from archiver.model import State, Value

ZERO = Decimal(0)
PARTY = ("customer_id", "customer", "vendor_id", "vendor", "employee_id", "employee")
SAME = ("id", "number", "date", "due_date", *PARTY, "currency", "exchange_rate", "status")
DOCUMENT = {**{key: key for key in SAME}, **{key: key for key in ("account_id", "account", "total", "balance")}}
PAYMENT = {
    **{key: key for key in SAME},
    "account_id": "control_account_id",
    "account": "control_account",
    "total": "amount",
    "balance": "unapplied",
}
"""The columns that matter, by what they are called on a document."""

Values = Mapping[str, Value]


class Item(NamedTuple):
    """A document, or what is left of a payment: ``open`` as printed on it, and its ``effect`` on what is owed.

    ``values`` are those of a document, also where it is a payment: number, date, due_date, party, currency, account.
    """

    kind: str
    id: str
    effect: int
    values: Values
    open: Decimal

    @property
    def document(self) -> Document:
        """What it is known by."""
        return self.kind, self.id

    @property
    def owed(self) -> Decimal:
        """What it adds to what is owed."""
        return self.effect * self.open

    @property
    def account(self) -> tuple[str, str]:
        """Its control account and its currency."""
        return str(self.values["account_id"] or ""), str(self.values["currency"] or "")


@dataclass(slots=True)
class OpenItems:
    """One side of the books at the end of ``day``.

    ``unknown`` counts documents of which nobody knows what was open then, of which a few are named. ``settled`` is, by
    account and currency, what was applied between documents of this side and entries that are none. ``nowhere`` has, by
    currency, those of which the books do not say the account.
    """

    side: Side
    day: date
    items: list[Item] = field(default_factory=list)
    unknown: int = 0
    named: list[str] = field(default_factory=list)
    settled: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    nowhere: dict[str, Nowhere] = field(default_factory=dict)

    def enter(self, item: Item, open_: Decimal | None, settled: Decimal) -> None:
        """A document, with what is open of it, if anybody knows, and what it settled that is none of this side."""
        if open_ is None:
            self.unknown += 1
            if len(self.named) < AT_MOST:
                self.named.append(str(item.values["number"] or item.id))
        elif open_:
            self.items.append(item._replace(open=open_))
        if settled:
            self.settled[item.account] = self.settled.get(item.account, ZERO) + settled
        account, currency = item.account
        if open_ is not None and (open_ or settled) and not account:
            self.nowhere.setdefault(currency, Nowhere()).count(open_)


def gather(tables: Tables, side: Side, day: date, balances_of: date | None = None) -> OpenItems:
    """What is open at the end of ``day`` in books whose balances are those of a later day, or (None) of that day."""
    found, effects = OpenItems(side, day), {**side.documents, side.payments: -1}
    past = balances_of is not None and day < balances_of
    applied = _Applied(effects, day, past=past, known=tables.kind(side.applications) is not None)
    items: dict[Document, Item] = {}
    for item in (item for key in effects for item in _counting(tables, key, applied)):
        if applied.hopeless(item.values):
            found.enter(item, None, ZERO)
        else:
            items[item.document] = item
    applied.add_up(tables, side.applications, items)
    # What is settled now was not always so on the day: few documents, if any, are looked at once more.
    lacking = applied.moved - items.keys()
    for key in (key for key in effects if any(key == kind for kind, _ in lacking)):
        items |= {item.document: item for item in _counting(tables, key, applied, lacking)}
    for item in items.values():
        found.enter(item, applied.left(item), applied.outside.get(item.document, ZERO))
    return found


def _counting(
    tables: Tables, key: str, applied: _Applied, wanted: Collection[Document] | None = None
) -> Iterator[Item]:
    """The documents of a kind that count on the day: those of which something may be open, or those ``wanted``."""
    kind = tables.kind(key)
    if kind is None:
        return
    called = PAYMENT if kind.place("unapplied") is not None else DOCUMENT
    there = {each: column for each, column in called.items() if kind.place(column) is not None}
    nothing: dict[str, Value] = dict.fromkeys(called)
    id_, on, status, balance = (list(there).index(each) for each in ("id", "date", "status", "balance"))
    for state, values in stated(tables, key, tuple(there.values())):
        which = key, str(values[id_])
        if not applied.counts(which, state, values[on], values[status]):
            continue
        if values[balance] != ZERO or applied.blind if wanted is None else which in wanted:
            yield Item(*which, applied.effects[key], {**nothing, **dict(zip(there, values, strict=True))}, ZERO)


class _Applied:
    """What was applied by the day, and what only later: no more is kept of a document than is needed.

    ``moved`` are the documents that may be open on the day whatever their balance is; ``outside`` is what a document
    settled that is none of this side, less what such entries settled of it.
    """

    def __init__(self, effects: Mapping[str, int], day: date, *, past: bool, known: bool) -> None:
        self.effects, self._day, self._past, self._known = effects, day, past, known
        self._gone: set[Document] = set()
        self._undated: set[Document] = set()
        self._vague: set[Document] = set()
        self._back: dict[Document, Decimal] = {}
        self._used: dict[Document, Decimal] = {}
        self.outside: dict[Document, Decimal] = {}

    @property
    def blind(self) -> bool:
        """Whether nothing at all is known of the day, for payments were not read."""
        return self._past and not self._known

    @property
    def moved(self) -> set[Document]:
        """See above."""
        moved = self._back.keys() | self.outside.keys() | self._vague
        return (moved | self._undated if self._past else moved) - self._gone

    def counts(self, document: Document, state: State, on: Value, status: Value) -> bool:
        """Whether a document counts on the day; what was applied to one that does not is not applied."""
        later = isinstance(on, date) and on > self._day
        if state is State.LIVE and status != "draft" and not later:
            return True
        self._gone.add(document)
        return False

    def hopeless(self, values: Values) -> bool:
        """Whether nobody knows what was open of a document, whatever may be said of what was applied."""
        return self.blind or not (isinstance(values["balance"], Decimal) or self._known)

    def add_up(self, tables: Tables, key: str, items: Mapping[Document, Item]) -> None:
        """Every application; of what was applied to documents without a balance, all of it."""
        blank = {which for which, item in items.items() if not isinstance(item.values["balance"], Decimal)}
        wanted = ("payment_kind", "payment_id", "document_kind", "document_id", "amount", "date")
        for by_kind, by, to_kind, to, amount, on in live(tables, key, wanted):
            giver, taker = (str(by_kind or ""), str(by)), (str(to_kind), str(to))
            if isinstance(amount, Decimal):
                self._apply(giver, taker, amount, on, blank)
            else:
                # What a document says is open tells nothing of what was so before that.
                ends = {giver, taker}
                self._vague |= ends if self._is_not_yet(giver, taker, on) else ends & blank
                self._undated |= ends if on is None else set()

    def _apply(self, giver: Document, taker: Document, amount: Decimal, on: Value, blank: set[Document]) -> None:
        gave = given(giver[0], taker[0], amount)
        if self._is_not_yet(giver, taker, on):
            _add(self._back, giver, gave)
            _add(self._back, taker, amount)
            return
        if on is None:
            self._undated |= {giver, taker}
        if giver in blank:
            _add(self._used, giver, gave)
        if taker in blank:
            _add(self._used, taker, amount)
        if taker[0] not in self.effects:
            _add(self.outside, giver, amount)
        elif giver[0] and giver[0] not in self.effects:
            _add(self.outside, taker, -self.effects[taker[0]] * amount)

    def _is_not_yet(self, giver: Document, taker: Document, on: Value) -> bool:
        """Whether it is applied after the day, or to a document that does not count on the day."""
        return giver in self._gone or taker in self._gone or (isinstance(on, date) and on > self._day)

    def left(self, item: Item) -> Decimal | None:
        """What is open of a document on the day; None where nobody knows."""
        balance, total = item.values["balance"], item.values["total"]
        dated = item.document not in self._undated
        if item.document in self._vague:
            return None
        if isinstance(balance, Decimal):
            return balance + self._back.get(item.document, ZERO) if dated or not self._past else None
        return total - self._used.get(item.document, ZERO) if dated and isinstance(total, Decimal) else None


def _add(sums: dict[Document, Decimal], document: Document, amount: Decimal) -> None:
    sums[document] = sums.get(document, ZERO) + amount
