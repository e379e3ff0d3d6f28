"""The ledger, every posting; and the entries that somebody made by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from archiver.books.gnucash.amounts import ZERO, day, decimal, last_day, moment, numeric
from archiver.books.gnucash.book import CONTROL_ACCOUNTS, Account, Book, quantity, value
from archiver.books.gnucash.fields import others, plain
from archiver.model import Kind, Record, State, Value

RECONCILED = {"n": "new", "c": "cleared", "y": "reconciled", "f": "frozen", "v": "voided"}
NAMED = {"trans-txn-type", "date-posted", "notes", "assoc_uri", "book_closing", "gncInvoice/invoice-guid"}


def posting_day(row: sqlite3.Row, slots: Mapping[str, str]) -> date | None:
    """The accounting day of a transaction: as the person typed it where GnuCash kept that, else from its time."""
    return day(slots.get("date-posted")) or day(row["post_date"])


def read(book: Book, kinds: Mapping[str, Kind], after: str | None) -> Iterator[dict[str, list[Record]]]:
    """Every transaction, by guid, with its postings; those made by hand also as journal entries."""
    entries, lines, postings = kinds.values()
    for row in book.ask("SELECT * FROM transactions WHERE guid > ? ORDER BY guid", after or ""):
        entry = _Entry(book, row)
        rows = {postings.key: entry.postings(postings)}
        if entry.by_hand:
            rows = {entries.key: [entry.header(entries)], lines.key: entry.lines(lines), **rows}
        yield rows


class _Entry:
    """One transaction being turned into records."""

    def __init__(self, book: Book, row: sqlite3.Row) -> None:
        self._book, self._row = book, row
        self._slots = book.slots(row["guid"])
        self._splits = list(book.ask("SELECT * FROM splits WHERE tx_guid = ? ORDER BY rowid", row["guid"]))
        self._split_slots = book.slots_of_splits(row["guid"])
        self._currency = book.commodity(row["currency_guid"])
        self._state = State.VOIDED if row["guid"] in book.voided else State.LIVE
        self._day = posting_day(row, self._slots)
        self._closing = self._slots.get("book_closing", "0") != "0"
        self._sides = [self._side(split) for split in self._splits]
        self._kind, self._document = self._made_by()

    @property
    def by_hand(self) -> bool:
        """Whether a person typed it, rather than GnuCash for an invoice, a payment or a lot link.

        A transaction without postings stands nowhere else, so it stands there.
        """
        return self._slots.get("trans-txn-type") not in ("I", "P", "L") or not self._splits

    def _made_by(self) -> tuple[str | None, str | None]:
        guid, made = self._row["guid"], self._slots.get("trans-txn-type")
        if made == "I":
            document = self._book.by_posting.get(guid)
            return (document.kind, document.guid) if document else (None, None)
        if made == "P":
            types = {account.type for split in self._splits if (account := self._account(split))}
            kind = next((kind for kind, type_ in CONTROL_ACCOUNTS.items() if type_ in types), None)
            return kind, guid if kind else None
        return ("journal_entries", guid) if self.by_hand else (None, None)

    def _account(self, split: sqlite3.Row) -> Account | None:
        return self._book.accounts.get(split["account_guid"])

    def _side(self, split: sqlite3.Row) -> dict[str, Value]:
        """What a posting says of its account and its amount, here and in both kinds alike."""
        amount, fraction = value(split), self._currency.fraction
        account = self._account(split)
        own = account.commodity if account else self._currency
        return {
            "account_id": split["account_guid"],
            "account_number": account.number if account else None,
            "account": account.name if account else None,
            "debit": decimal(amount if amount.numerator > 0 else ZERO, fraction),
            "credit": decimal(-amount if amount.numerator < 0 else ZERO, fraction),
            "entry_currency": self._currency.code,
            "currency": own.code,
            "amount_currency": decimal(quantity(split), own.fraction),
            "reconciled": RECONCILED.get(split["reconcile_state"] or "n", split["reconcile_state"]),
        }

    def postings(self, kind: Kind) -> list[Record]:
        """A row for each split, account number and name on every one."""
        document = self._book.documents.get(self._document or "")
        shared: dict[str, Value] = {
            "date": self._day,
            "closing": self._closing,
            "entry_id": self._row["guid"],
            "document_kind": self._kind,
            "document_id": self._document,
            "entry_number": self._row["num"],
            "party": document.party.name if document and document.party else None,
            "description": self._row["description"],
        }
        return [
            self._record(kind, split["guid"], {**shared, **side, **self._of_its_own(split)})
            for split, side in zip(self._splits, self._sides, strict=True)
        ]

    def _of_its_own(self, split: sqlite3.Row) -> dict[str, Value]:
        slots = others(self._split_slots.get(split["guid"], {}))
        action = f"action: {split['action']}" if split["action"] else None
        other = "\n".join(each for each in (action, slots) if each) or None
        return {"memo": split["memo"], "reconcile_date": last_day(split["reconcile_date"]), "other": other}

    def lines(self, kind: Kind) -> list[Record]:
        """The lines of an entry made by hand."""
        row, guid = self._row, self._row["guid"]
        return [
            self._record(
                kind,
                f"{guid}/{split['guid']}",
                {
                    **side,
                    "journal_entry_id": guid,
                    "number": row["num"],
                    "line": decimal(Fraction(place)),
                    "description": split["memo"] or row["description"],
                },
            )
            for place, (split, side) in enumerate(zip(self._splits, self._sides, strict=True), 1)
        ]

    def _record(self, kind: Kind, id_: str, values: dict[str, Value]) -> Record:
        return Record(id_, self._row["guid"], kind.values({**values, "id": id_}), self._state)

    def header(self, kind: Kind) -> Record:
        """An entry made by hand."""
        row, guid, fraction = self._row, self._row["guid"], self._currency.fraction
        voided = self._state is State.VOIDED
        values: dict[str, Value] = {
            "id": guid,
            "number": row["num"],
            "date": self._day,
            "description": row["description"],
            "currency": self._currency.code,
            "total": decimal(sum((max(value(split), ZERO) for split in self._splits), ZERO), fraction),
            "status": "voided" if voided else "posted",
            "notes": self._slots.get("notes"),
            "closing": self._closing,
            "document_link": self._slots.get("assoc_uri"),
            "created": moment(row["enter_date"]),
            "last_total": decimal(self._former(), fraction) if voided else None,
            "other": others(self._slots, NAMED),
        }
        source = {**plain(row), "slots": self._slots, "splits": [plain(each) for each in self._splits]}
        return Record(guid, guid, kind.values(values), self._state, created=moment(row["enter_date"]), source=source)

    def _former(self) -> Fraction:
        """The total that a void has wiped; GnuCash keeps the amounts on the splits."""
        return sum((max(numeric(slots.get("void-former-value")), ZERO) for slots in self._split_slots.values()), ZERO)
