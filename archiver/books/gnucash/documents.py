"""Invoices, bills, expense claims and credit notes: the header of each, with the totals that the engine would show."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from fractions import Fraction

from archiver.books.gnucash.amounts import ZERO, day, decimal, moment
from archiver.books.gnucash.book import EFFECTS, Book, Document
from archiver.books.gnucash.fields import others, plain
from archiver.books.gnucash.ledger import posting_day
from archiver.books.gnucash.lines import Lines
from archiver.model import Kind, Record, State, Value

NAMED = {"credit-note", "assoc_uri"}


def read(book: Book, kinds: Mapping[str, Kind], after: str | None) -> Iterator[dict[str, list[Record]]]:
    """Every document of one kind, by guid, whole: the header, its lines, and its taxes once it is posted."""
    header, lines, tax_lines = kinds.values()
    for row in book.ask("SELECT * FROM invoices WHERE guid > ? ORDER BY guid", after or ""):
        document = book.documents.get(row["guid"])
        if document and document.kind == header.key:
            reading = _Reading(book, document, row)
            yield {
                header.key: [reading.header(header)],
                lines.key: reading.lines.records(lines),
                tax_lines.key: reading.lines.tax_records(tax_lines, reading.day) if reading.posted else [],
            }


def standing(book: Book, document: Document, total: Fraction) -> tuple[str, Fraction]:
    """A document's status and open balance, positive as long as somebody owes what it normally makes them owe."""
    if not document.posting:
        return "draft", ZERO
    balance = EFFECTS[document.kind] * book.left_in(document.lot)
    if document.posting in book.voided:
        return "voided", balance
    if balance == 0:
        return "paid", balance
    if total and 0 < balance / total < 1:
        return "partly_paid", balance
    return "overpaid" if total and balance / total < 0 else "open", balance


class _Reading:
    """One document being turned into records."""

    def __init__(self, book: Book, document: Document, row: sqlite3.Row) -> None:
        self._book, self._document, self._row = book, document, row
        self._slots = book.slots(document.guid)
        self._state = State.VOIDED if document.posting in book.voided else State.LIVE
        self.lines = Lines(book, document, self._state)
        self.posted = next(book.ask("SELECT * FROM transactions WHERE guid = ?", document.posting), None)
        self._posted_slots = book.slots(document.posting) if self.posted else {}
        self.day = posting_day(self.posted, self._posted_slots) if self.posted else day(row["date_opened"])

    def header(self, kind: Kind) -> Record:
        """The document itself."""
        guid, lines, money = self._document.guid, self.lines, self._money
        total = lines.net + lines.tax
        status, balance = standing(self._book, self._document, total)
        created = moment(self.posted["enter_date"]) if self.posted else None
        values: dict[str, Value] = {
            **self._who(kind),
            **self._what(),
            "date": self.day,
            "due_date": day(self._posted_slots.get("trans-date-due")),
            "created": created,
            "subtotal": money(lines.net),
            "tax": money(lines.tax),
            "total": money(total),
            "balance": money(balance),
            "last_total": money(total) if status == "voided" else None,
            "status": status,
        }
        entries = [plain(entry) for entry in lines.entries]
        source = {**plain(self._row), "slots": self._slots, "entries": entries}
        return Record(guid, guid, kind.values(values), self._state, created=created, source=source)

    def _who(self, kind: Kind) -> dict[str, Value]:
        party, job = self._document.party, self._document.job
        side = next(key for key in ("customer", "vendor", "employee") if kind.place(key) is not None)
        values: dict[str, Value] = {
            f"{side}_id": party.guid if party else self._row["owner_guid"],
            side: party.name if party else None,
            "billing_address": party.address if party else None,
        }
        if job and kind.place("job_id") is not None:
            values |= {"job_id": job, "job": self._book.jobs[job]["name"]}
        return values

    def _what(self) -> dict[str, Value]:
        document, row = self._document, self._row
        opened, account = day(row["date_opened"]), self._book.accounts.get(row["post_acc"] or "")
        unnamed = self._slots if opened in (None, self.day) else {**self._slots, "date_opened": str(opened)}
        return {
            "id": document.guid,
            "number": document.number,
            "currency": document.currency.code,
            "terms": self._book.terms.get(row["terms"] or ""),
            "reference": row["billing_id"],
            "memo": row["notes"],
            "account_id": row["post_acc"],
            "account": account.name if account else None,
            "document_link": self._slots.get("assoc_uri"),
            "other": others(unnamed, NAMED),
        }

    def _money(self, amount: Fraction) -> Value:
        return decimal(amount, self._document.currency.fraction)
