"""Payments and credits are applied for no more than they are, and documents settled for no more than their total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.naming import named
from archiver.controls.settling import AMOUNTS, Document
from archiver.model import Control, Verdict
from archiver.words import N_, Phrase, phrase

GIVING = frozenset({"payments", "bill_payments", "credit_notes", "vendor_credits"})
ZERO = Decimal(0)
GIVEN = N_("No payment or credit is applied for more than it is.")
TAKEN = N_("No document is settled for more than its total.")
OVER_GIVEN = N_("Applied for more than it is ({count}): {documents}")
OVER_TAKEN = N_("Settled for more than the total ({count}): {documents}")
EACH = N_("{number}: {applied} of {amount}")


def within(tables: Tables, odd: Mapping[Document, Decimal], kinds: Sequence[str]) -> Iterator[Control]:
    """A control for each of the ``kinds`` of which anything was applied.

    ``odd`` has what was applied of the documents that do not say it rightly; of the others, what they say is true.
    """
    for key in kinds:
        count, over = _over(tables, key, odd)
        if count:
            verdict, said = Verdict.TIES, phrase(GIVEN if key in GIVING else TAKEN)
            if over:
                template = OVER_GIVEN if key in GIVING else OVER_TAKEN
                verdict, said = Verdict.DIFFERS, phrase(template, count=len(over), documents=named(over))
            yield Control("payments_applied", verdict, said, key, None, count, count - len(over))


def _over(tables: Tables, key: str, odd: Mapping[Document, Decimal]) -> tuple[int, list[Phrase]]:
    """How many documents had something applied, and those that had too much."""
    count, over = 0, list[Phrase]()
    for id_, number, status, amount, open_ in live(tables, key, ("id", "number", "status", *AMOUNTS[key])):
        if isinstance(amount, Decimal) and status != "draft":
            applied = odd.get((key, str(id_)), amount - open_ if isinstance(open_, Decimal) else ZERO)
            count += applied != 0
            if applied > max(amount, ZERO) or applied < min(amount, ZERO):
                over.append(phrase(EACH, number=number or id_, applied=applied, amount=amount))
    return count, over
