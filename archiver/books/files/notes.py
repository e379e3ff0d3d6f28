"""What there is to say of how files were read: what each was taken for, and what of it was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from archiver import kinds
from archiver.books import NO_CURRENCY, Seen
from archiver.books.files.layouts import LINES, TITLES
from archiver.books.files.recognise import Found
from archiver.books.files.versions import Group
from archiver.model import ColumnType
from archiver.words import N_, Label, Phrase, phrase

MOST = 40
LONG_YEAR = 371
"""Days after which a ledger has entered its second year."""
LOOKS = {
    ColumnType.DAY: N_("days"),
    ColumnType.QUANTITY: N_("numbers"),
    ColumnType.FLAG: N_("yes or no"),
    ColumnType.TEXT: N_("text"),
}
OWN = {
    "entry": N_("number of the entry"),
    "debit_account": N_("account that is debited"),
    "credit_account": N_("account that is credited"),
    "amount": N_("amount"),
    "reference": N_("reference"),
    "journal": N_("journal"),
    "journal_name": N_("name of the journal"),
    "document_type": N_("type of the document"),
    "exchange_rate": N_("exchange rate"),
    "tax": N_("tax within the amount"),
    "tax_rate": N_("rate of the tax"),
    "tax_account": N_("account of the tax, and the side that bears it"),
    "tax_type": N_("whether the tax is due or recoverable"),
    "tax_method": N_("method of the tax"),
    "tax_base": N_("what the tax is on"),
    "tax_code": N_("tax code"),
    "side": N_("debit or credit"),
    "party_number": N_("number of the party"),
    "foreign_currency": N_("foreign currency"),
    "currency_quantity": N_("units of the exchange rate"),
    "analytical": N_("analytical code"),
    "paid": N_("what was paid"),
}
"""What targets are called that no column has."""
AS_IT_IS = N_("a table as it is")


def all_of(groups: Sequence[Group], strangers: Sequence[str]) -> Iterator[Phrase]:
    """Everything that there is to say, file by file; ``strangers`` are files that are no tables."""
    parts = [part for group in groups for part in group.parts]
    for group in groups:
        for older, newer in group.replaced:
            told = N_("{older} is an earlier export of {newer}, and was not read.")
            yield phrase(told, older=older.table.raw.name, newer=newer.table.raw.name)
    begins = min((days[0] for each in parts if each.layout.opening and (days := each.days())), default=date.max)
    for each in parts:
        yield from _of(each, begins)
    if nowhere := [each.table.raw.name for each in parts if _lacks_currency(each)]:
        told = N_("These do not say their currency, nor does archiver.toml; their amounts are marked {code}: {names}")
        yield phrase(told, code=NO_CURRENCY, names=nowhere[:MOST])
    if strangers:
        yield phrase(N_("Files that are no tables, and were not read: {names}"), names=list(strangers[:MOST]))


def title(found: Found) -> Phrase:
    """What a table was taken for: a layout of ours, or the form that archiver.toml says."""
    layout = found.layout
    if layout.title or layout.form == "sheet":
        return phrase(layout.title or AS_IT_IS)
    what: Label | Phrase = kinds.kind(layout.kind).labels if layout.kind else phrase(TITLES[layout.form])
    return phrase(N_("{what}, as archiver.toml says"), what=what)


def seen(found: Found) -> Seen:
    """A table, for somebody to confirm."""
    first, last = found.days() or (None, None)
    targets = {place: target for target, place in found.places.items()}
    columns = [
        (found.table.headings[place], _meaning(found, targets.get(place), place)) for place in found.table.columns
    ]
    return Seen(found.table.raw.name, title(found), found.table.rows - found.totals, first, last, columns)


def _meaning(found: Found, target: str | None, place: int) -> Label | Phrase:
    """What a column was taken for: a column of the kind by its label, or what it looks like."""
    if target is None and found.layout.form != "sheet":
        return phrase(N_("kept among the other fields"))
    if target is None:
        return phrase(LOOKS[found.table.natural(place, found.said)])
    prefix, _, key = target.rpartition(".")
    kind = {"entries": "ledger", "postings": "ledger"}.get(found.layout.form, found.layout.kind or "")
    columns = kinds.kind(LINES[kind] if prefix else kind).columns
    return next((each.labels for each in columns if each.key == key), None) or phrase(OWN.get(key, key))


def _lacks_currency(found: Found) -> bool:
    return found.layout.form != "sheet" and found.currency is None and "currency" not in found.places


def _of(found: Found, begins: date) -> Iterator[Phrase]:
    read, file = found.table, found.table.raw.name
    yield phrase(N_("{file} was read as: {what}"), file=file, what=title(found))
    if read.above:
        told = N_("{file}: lines above the headings, which were left out: {lines}")
        yield phrase(told, file=file, lines=read.above[:8])
    if totals := read.totals + found.totals:
        yield phrase(N_("{file}: rows that are totals, and were left out: {count}"), file=file, count=totals)
    if found.nowhere:
        told = N_("{file}: postings that name no account, and stand in the ledger without one: {count}")
        yield phrase(told, file=file, count=found.nowhere)
    if doubts := read.doubts(found.said):
        told = N_("{file}: these columns stay text, for their days or numbers may mean two things: {columns}")
        yield phrase(told, file=file, columns=doubts)
    days = found.days()
    if found.layout.opening and days and (days[1] - begins).days > LONG_YEAR:
        told = N_("{file}: entries that open a later year are left out, since the year before is there: {codes}")
        yield phrase(told, file=file, codes=list(found.layout.opening))
