"""Rows of a ledger that post nothing, or nowhere: totals, and postings to no account, are counted, and what would be
lost for lack of its account or its amount is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archiver.books.files import entries, postings
from archiver.books.files.cells import Cell, text_of
from archiver.books.files.problems import EACH, Problem
from archiver.books.files.recognise import Found
from archiver.words import N_

TOTAL = "total"
NOWHERE = "nowhere"
NO_ACCOUNT = N_("it names no account, and is no total: a total has neither an account nor a day.")
NO_AMOUNT = N_("it names an account and no amount; write 0 if nothing was booked.")
WANTED: Mapping[str, Sequence[str]] = {
    "entries": ("date", "debit_account", "credit_account", "amount"),
    "postings": ("account_number", "account", "debit", "credit", "amount"),
}
"""What tells them, in each form of a ledger."""
AMOUNTS = ("debit", "credit", "amount")
ENOUGH = {"entries": frozenset(WANTED["entries"][1:]), "postings": frozenset(("account_number",))}
"""Where all of these say something, there are none."""


def problems(found: Found) -> Iterator[Problem]:
    """The rows that are refused, some for each reason; the others of ours are counted in ``found``."""
    if found.layout.form not in WANTED:
        return
    told = Counter(_judged(found, row) for row in _rows(found))
    found.totals, found.nowhere = told[TOTAL], told[NOWHERE]
    for reason in (NO_ACCOUNT, NO_AMOUNT):
        if told[reason]:
            yield from (Problem(found.table.raw.name, line, reason) for line in _lines(found, reason))


def _rows(found: Found) -> Iterator[dict[str, Cell]]:
    """The rows, but for those of batches that are quickly seen to have none of ours."""
    places, enough = _places(found), ENOUGH[found.layout.form]
    for columns in found.table.batches([(place, _as_they_are) for place in places.values()]):
        sure = [column for target, column in zip(places, columns, strict=True) if target in enough]
        if len(sure) == len(enough) and all(map(_all_said, sure)):
            continue
        yield from (dict(zip(places, row, strict=True)) for row in zip(*columns, strict=True))


def _places(found: Found) -> dict[str, int]:
    return {each: found.places[each] for each in WANTED[found.layout.form] if each in found.places}


def _all_said(cells: Sequence[Any]) -> bool:
    """Whether all of them are texts, and none is blank."""
    try:
        return all(map(str.strip, cells))
    except TypeError:
        return False


def _as_they_are(cells: Sequence[Cell]) -> Sequence[Any]:
    """Cells that nothing was made of: most rows need no more than a look."""
    return cells


def _lines(found: Found, reason: str) -> Iterator[int]:
    """The first lines that are refused for a reason; one of blanks alone is no row."""
    places, left = _places(found), EACH
    for line, row in found.table.located():
        told = {target: row[place] for target, place in places.items()}
        if left and _judged(found, told) == reason and any(map(_said, row)):
            left -= 1
            yield line


def _judged(found: Found, row: Mapping[str, Cell]) -> str | None:
    return _entry(row) if found.layout.form == "entries" else _posting(found, row)


def _entry(row: Mapping[str, Cell]) -> str | None:
    accounts = _said(row.get("debit_account")), _said(row.get("credit_account"))
    amount = _said(row.get("amount"))
    if any(accounts):
        heads = entries.SEVERAL in (each.casefold() for each in accounts)
        return None if amount or heads else NO_AMOUNT
    return TOTAL if amount and not _said(row.get("date")) else NO_ACCOUNT


def _posting(found: Found, row: Mapping[str, Cell]) -> str | None:
    if _said(row.get("account_number")) or _said(row.get("account")):
        return None
    values = {target: found.column(place)[1]([row[target]])[0] for target, place in _places(found).items()}
    if postings.is_total(values):
        return TOTAL
    return NOWHERE if any(_said(row.get(each)) for each in AMOUNTS) else None


def _said(cell: Cell) -> str:
    return text_of(cell).strip()
