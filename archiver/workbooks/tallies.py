"""The sheets *Completeness* and *Totals*: what was asked for, what came, and what it sums up to."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from archiver import kinds
from archiver.model import Column, ColumnType, Reading, Status, Tally, Value
from archiver.words import N_, Words
from archiver.words import Label as Texts
from archiver.workbooks.edition import Edition
from archiver.workbooks.front import Label, column, kind, table
from archiver.workbooks.headers import titled
from archiver.workbooks.names import Names
from archiver.workbooks.sheet import TableSheet

STATUSES = {
    Status.COMPLETE.value: N_("complete"),
    Status.PARTIAL.value: N_("INCOMPLETE"),
    Status.NOT_OFFERED.value: N_("not offered by this source"),
    Status.FAILED.value: N_("FAILED"),
    Status.LEFT_OUT.value: N_("left out on request"),
}
TONES = {
    Status.COMPLETE.value: "good",
    Status.PARTIAL.value: "bad",
    Status.NOT_OFFERED.value: "fair",
    Status.FAILED.value: "bad",
    Status.LEFT_OUT.value: "fair",
}
SUMS = {
    "total": N_("Total"),
    "tax": N_("Tax"),
    "balance": N_("Open balance"),
    "unapplied": N_("Unapplied"),
    "own_balance": N_("Balance"),
    "amount": N_("Amount"),
    "debit": N_("Debit"),
    "credit": N_("Credit"),
}
"""The sums that many kinds have, and what they are called."""
OPEN = "balance"
OTHERWISE = {"Unapplied": "unapplied", "Balance": "own_balance"}
"""What a balance is where it is not that of open documents, by what the kind itself calls it, and how it is summed."""


def completeness(edition: Edition, names: Names, label: Label) -> TableSheet:
    """A row per family of documents: how its reading ended, and how many the source announced, sent, and are here."""
    words = edition.words
    columns = [
        column("family", ColumnType.TEXT, N_("Documents"), words),
        column("status", ColumnType.TEXT, N_("Reading"), words, **STATUSES),
        column("asked", ColumnType.QUANTITY, N_("Announced by the source"), words),
        column("read", ColumnType.QUANTITY, N_("Read"), words),
        column("written", ColumnType.QUANTITY, N_("Written"), words),
        column("until", ColumnType.MOMENT, N_("As it stood at"), words),
        column("reason", ColumnType.TEXT, N_("Reason"), words),
    ]
    rows = [_reading(each, words, label) for each in edition.readings]
    made = kind("completeness", N_("Completeness"), columns, words)
    return table(edition, names, made, rows, {"status": TONES})


def _reading(reading: Reading, words: Words, label: Label) -> tuple[Value, ...]:
    return (
        label(reading.family.main.key),
        reading.status.value,
        reading.asked,
        reading.read,
        reading.written,
        reading.bookmark.moment if reading.bookmark else None,
        words.say(reading.reason) if reading.reason else None,
    )


def totals(edition: Edition, names: Names, label: Label) -> TableSheet:
    """A row per kind and currency: how many records, the sums of those that count, the first and the last."""
    words = edition.words
    sums = _sums(edition.tallies)
    columns = [
        column("sheet", ColumnType.TEXT, N_("Sheet"), words),
        column("currency", ColumnType.TEXT, N_("Currency"), words),
        column("count", ColumnType.QUANTITY, N_("Records"), words),
        column("voided", ColumnType.QUANTITY, N_("of which voided"), words),
        *(_summed(key, words) for key in sums),
        column("first_day", ColumnType.DAY, N_("First date"), words),
        column("last_day", ColumnType.DAY, N_("Last date"), words),
        column("first_number", ColumnType.ID, N_("First number"), words),
        column("last_number", ColumnType.ID, N_("Last number"), words),
    ]
    rows = [_tally(each, sums, label) for each in edition.tallies]
    return table(edition, names, kind("totals", N_("Totals"), columns, words), rows, places=_places(edition, columns))


def _places(edition: Edition, columns: Sequence[Column]) -> dict[str, str]:
    """A name for each count and sum, such as ``Total_Invoices_CAD``, and its cell."""
    letters = {column.key: get_column_letter(at) for at, column in enumerate(columns, start=1)}
    return {
        "_".join(filter(None, (titled(key), titled(tally.kind), tally.currency))): f"{letters[sum_]}{row}"
        for row, tally in enumerate(edition.tallies, start=2)
        for key, sum_ in (("count", "count"), *((key, summed(tally.kind, key)) for key in tally.sums))
    }


def summed(kind: str, key: str) -> str:
    """The sum that a column of a kind goes into: its key, but what an account or a credit has is no open balance."""
    own, usual = _labels(kind, key), _labels("invoices", OPEN)
    return OTHERWISE.get(own["en"], key) if key == OPEN and own and own != usual else key


def _labels(kind: str, key: str) -> Texts | None:
    columns = (each for declared in kinds.kinds() if declared.key == kind for each in declared.columns)
    return next((each.labels for each in columns if each.key == key), None)


def _summed(key: str, words: Words) -> Column:
    """The column of a sum: called as it usually is, else as the first kind that has it calls it."""
    if key in SUMS:
        return column(key, ColumnType.MONEY, SUMS[key], words, "currency")
    declared = (each for declared in kinds.kinds() for each in declared.columns if each.key == key)
    found = next(declared, None)
    label = words.choose(found.labels) if found else key
    return Column(key, ColumnType.MONEY, {words.language: label}, {}, "currency")


def _sums(tallies: Sequence[Tally]) -> list[str]:
    """The columns that were summed, the usual ones first."""
    found = {summed(tally.kind, key) for tally in tallies for key in tally.sums}
    return [*(key for key in SUMS if key in found), *sorted(found - SUMS.keys())]


def _tally(tally: Tally, sums: Sequence[str], label: Label) -> tuple[Value, ...]:
    days: tuple[Value, ...] = (tally.first_day, tally.last_day)
    found = {summed(tally.kind, key): amount for key, amount in tally.sums.items()}
    amounts = tuple(map(found.get, sums))
    counts = (tally.count, tally.voided)
    return (label(tally.kind), tally.currency, *counts, *amounts, *days, tally.first_number, tally.last_number)
