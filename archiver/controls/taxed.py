"""Taxes as they are printed on documents, and as documents and other entries post them.

Amounts are positive for what is owed to an agency: what sales collect, less what purchases recover.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

from archiver import kinds
from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.naming import AT_MOST
from archiver.controls.open_balances import Document
from archiver.model import Family, Value

ZERO, CENT = Decimal(0), Decimal("0.01")
LINE = ("document_kind", "document_id", "number", "date", "direction", "account_id", "tax", "currency", "id")
POSTING = ("document_kind", "document_id", "entry_number", "date", "account_id", "entry_currency", "debit", "credit")


@cache
def effect(kind: Value) -> int:
    """What a document of that kind adds to sales or purchases: 1, -1, or 0 where it is neither, as an estimate is."""
    return next((each.effect for each in kinds.kinds() if each.key == kind), 0)


def bears(family: Family) -> bool:
    """Whether taxes that are summed up come with a family: with its documents, or with the postings of a ledger.

    That it has tax lines does not tell: those of estimates do not count, and archives list the kind but once.
    """
    main = family.main
    if main.key == "ledger":
        return any(kind.key == "tax_lines" for kind in family.kinds)
    return bool(main.effect) and main.place("tax") is not None


class Tax(NamedTuple):
    """A tax on a document, or what an entry posted to a tax account.

    ``rounding`` is what converting may have cost; ``document`` is None where the entry has no such effect as documents
    that bear taxes have, and ``made_by`` says what it is then.
    """

    day: date
    account: str
    currency: str
    document: Document | None
    number: Value
    amount: Decimal
    rounding: Decimal = ZERO
    made_by: str = ""


@dataclass(slots=True)
class Apart:
    """Taxes that are in no row of the summary, and the kinds that they are on."""

    count: int = 0
    amount: Decimal = ZERO
    kinds: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Lines:
    """What the tax lines of the books are like: how many count, and the accounts that they name.

    ``named`` is whether every one of them names its account; ``foreign`` whether one of them is not in the home
    currency; ``unplaced`` counts those of which nobody knows the day or the direction, with the numbers of some of
    their documents. ``apart`` has, by currency, those on what is neither a sale nor a purchase.
    """

    counted: int = 0
    named: bool = True
    foreign: bool = False
    accounts: set[str] = field(default_factory=set)
    unplaced: int = 0
    numbers: dict[str, None] = field(default_factory=dict)
    apart: dict[str, Apart] = field(default_factory=dict)


@cache
def _never_owed() -> frozenset[str]:
    """The documents whose taxes are those of other documents, once there are any: estimates and orders."""
    return frozenset(kind.key for kind in kinds.kinds() if not kind.effect and kind.place("subtotal") is not None)


def drafts(tables: Tables) -> set[Document]:
    """The documents that are no more than drafts, few as they are: nobody owes the taxes on them."""
    if tables.kind("tax_lines") is None:
        return set()
    bearing = [
        kind.key for kind in kinds.kinds() if kind.effect and None not in (kind.place("tax"), kind.place("status"))
    ]
    return {
        (key, str(id_)) for key in bearing for id_, status in live(tables, key, ("id", "status")) if status == "draft"
    }


def lines(tables: Tables, home: str | None, drafted: Collection[Document] = ()) -> Lines:
    """A first look at the tax lines; those of estimates and orders are none, and neither are those of drafts."""
    found = Lines()
    for kind, id_, number, day, direction, account, tax, currency, line in live(tables, "tax_lines", LINE):
        if not tax or (kind, id_) in drafted:
            continue
        if direction and not effect(kind):
            if isinstance(tax, Decimal) and kind not in _never_owed():
                here = found.apart.setdefault(str(currency or ""), Apart())
                here.count += 1
                here.amount += tax if direction == "collected" else -tax
                here.kinds |= {str(kind)} if kind else set()
            continue
        if day is None or not direction:
            found.unplaced += 1
            if len(found.numbers) < AT_MOST:
                found.numbers[str(number or id_ or line)] = None
        else:
            found.counted += 1
            found.named = found.named and account is not None
            found.foreign = found.foreign or currency != home
            found.accounts |= {str(account)} if account else set()
    return found


def unplaced(tables: Tables, among: Collection[Document]) -> set[Document]:
    """Those of some documents that have a tax of which nobody knows the day or the direction."""
    wanted = ("document_kind", "document_id", "date", "direction", "tax")
    return {
        (str(kind), str(id_))
        for kind, id_, day, direction, tax in live(tables, "tax_lines", wanted)
        if tax and (day is None or not direction) and (kind, id_) in among
    }


def printed(
    tables: Tables, home: str | None, drafted: Collection[Document] = (), *, foreign: bool = True
) -> Iterator[Tax]:
    """The taxes on documents that are not ``drafted``; those of ``foreign`` ones, if there are any, in the home
    currency where their rate is known.
    """
    rates = _rates(tables, home) if foreign else {}
    for kind, id_, number, day, direction, account, tax, currency, _ in live(tables, "tax_lines", LINE):
        if isinstance(day, date) and direction and isinstance(tax, Decimal) and effect(kind):
            amount, document = effect(kind) * (tax if direction == "collected" else -tax), (str(kind), str(id_))
            if document in drafted:
                continue
            known = Tax(day, str(account or ""), str(currency or ""), document, number, amount)
            rate = rates.get(document)
            if rate is None:
                yield known
            else:
                at_home = (amount * rate).quantize(CENT, ROUND_HALF_UP)
                yield known._replace(currency=str(home or ""), amount=at_home, rounding=CENT)


def _rates(tables: Tables, home: str | None) -> dict[Document, Decimal]:
    """The rates of documents in foreign currencies that may bear taxes."""
    found: dict[Document, Decimal] = {}
    for kind in kinds.kinds():
        if kind.effect and kind.place("tax") is not None and kind.place("exchange_rate") is not None:
            for id_, currency, rate in live(tables, kind.key, ("id", "currency", "exchange_rate")):
                if isinstance(rate, Decimal) and currency != home:
                    found[kind.key, str(id_)] = rate
    return found


def posted(tables: Tables, accounts: Collection[str]) -> Iterator[Tax]:
    """What was posted to the tax accounts."""
    for kind, id_, number, day, account, currency, *sides in live(tables, "ledger", POSTING):
        if account in accounts:
            debit, credit = (each if isinstance(each, Decimal) else ZERO for each in sides)
            document = (str(kind), str(id_)) if effect(kind) else None
            on = day if isinstance(day, date) else date.min
            where = (str(account), str(currency or ""))
            yield Tax(on, *where, document, number, credit - debit, made_by=str(kind or ""))
