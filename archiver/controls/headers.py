"""The total of each document against its lines and its taxes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from heapq import merge
from operator import itemgetter

from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.naming import named
from archiver.model import Control, Value, Verdict
from archiver.words import N_, Phrase, phrase

LINED = {
    "invoices": "invoice",
    "sales_receipts": "sales_receipt",
    "credit_notes": "credit_note",
    "refund_receipts": "refund_receipt",
    "estimates": "estimate",
    "bills": "bill",
    "vendor_credits": "vendor_credit",
    "purchases": "purchase",
    "purchase_orders": "purchase_order",
    "expense_claims": "expense_claim",
}
"""Documents whose total is that of their lines and taxes, and what their lines call them."""
ZERO = Decimal(0)
TIES = N_("The total of each document is that of its lines and its taxes.")
ODD = N_("The total is not that of the lines and the taxes ({count}): {documents}")
WITHIN = N_("The taxes are within the amounts of the lines, which are the total ({count}): {documents}")
UNLINED = N_("The lines came without amounts; the subtotal and the taxes are the total ({count}): {documents}")
ASTRAY = N_("Lines with an amount that belong to no document: {count}")


@dataclass(slots=True)
class _Document:
    """What a document says of itself, and what its lines come to: ``lines`` is None where none of them has an amount.

    ``lined`` says that there are lines at all; ``subtotal`` is what the document itself has before taxes.
    """

    number: str
    tax: Decimal = ZERO
    total: Decimal = ZERO
    subtotal: Decimal | None = None
    lines: Decimal | None = None
    lined: bool = False

    @property
    def said(self) -> Phrase:
        """The document with its amounts."""
        template = N_("{number}: lines {lines}, taxes {tax}, total {total}")
        return phrase(template, number=self.number, lines=self.lines or ZERO, tax=self.tax, total=self.total)

    @property
    def why(self) -> str:
        """Which of the sentences is true of it, that it does not simply tie being known."""
        if self.tax and self.lines == self.total:
            return WITHIN
        unpriced = self.lined and self.lines is None
        if unpriced and self.subtotal is not None and self.subtotal + self.tax == self.total:
            return UNLINED
        return ODD


def documents(tables: Tables) -> Iterator[Control]:
    """One control a kind, and one more for each way in which lines hold less, or more, than the others do."""
    for key, document in LINED.items():
        lines = f"{document}_lines"
        if tables.kind(key) and tables.kind(lines):
            yield from _controls(tables, key, lines, f"{document}_id")


def _controls(tables: Tables, key: str, lines: str, belongs: str) -> Iterator[Control]:
    count, odd, astray = _not_simply_tied(tables, key, lines, belongs)
    if astray:
        yield Control("totals_add_up", Verdict.DIFFERS, phrase(ASTRAY, count=astray), key)
    if not count:
        return
    told: dict[str, list[Phrase]] = {}
    for each in _documents(tables, key, lines, belongs, odd) if odd else ():
        told.setdefault(each.why, []).append(each.said)
    wrong = told.pop(ODD, [])
    verdict, said = Verdict.TIES, phrase(TIES)
    if wrong:
        verdict, said = Verdict.DIFFERS, phrase(ODD, count=len(wrong), documents=named(wrong))
    yield Control("totals_add_up", verdict, said, key, None, count, count - len(wrong))
    for template, those in sorted(told.items()):
        said = phrase(template, count=len(those), documents=named(those))
        yield Control("totals_add_up", Verdict.EXPLAINED, said, key)


def _not_simply_tied(tables: Tables, key: str, lines: str, belongs: str) -> tuple[int, set[str], int]:
    """How many documents there are, and the ids of those whose total is not that of lines and taxes; how many lines
    with an amount belong to none.

    Headers and lines come side by side, in the order of ids; what has come to nothing is forgotten at once, and taken
    up again where more of it comes. So next to nothing is held of documents that tie, in whatever order they come.
    """
    count, astray, left = 0, 0, dict[str, Decimal]()
    headers = (
        (str(id_), 1, _amount(tax) - total)
        for id_, tax, total in live(tables, key, ("id", "tax", "total"), by_id=True)
        if isinstance(total, Decimal)
    )
    amounts = live(tables, lines, (belongs, "amount"), by_id=True)
    priced = ((str(id_ or ""), 0, _amount(each)) for id_, each in amounts)
    for id_, header, amount in merge(headers, priced, key=_id):
        count += header
        if not id_:
            astray += amount != ZERO
            continue
        amount += left.pop(id_, ZERO)
        if amount:
            left[id_] = amount
    return count, set(left), astray


_id = itemgetter(0)


def _documents(tables: Tables, key: str, lines: str, belongs: str, wanted: Collection[str]) -> list[_Document]:
    """Some documents, in the order that people read them; lines that belong to none come last."""
    found: dict[str, _Document] = {}
    for id_, number, tax, total, *priced in live(tables, key, ("id", "number", "tax", "total", "subtotal", "discount")):
        if id_ in wanted and isinstance(total, Decimal):
            subtotal, discount = priced
            before = subtotal - _amount(discount) if isinstance(subtotal, Decimal) else None
            found[str(id_)] = _Document(str(number or id_), _amount(tax), total, before)
    for id_, number, amount in live(tables, lines, (belongs, "number", "amount")):
        if id_ in wanted:
            document = found.setdefault(str(id_), _Document(str(number or id_)))
            document.lined = True
            if isinstance(amount, Decimal):
                document.lines = amount + (document.lines or ZERO)
    return list(found.values())


def _amount(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
