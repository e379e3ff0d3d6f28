"""Payments received and made, and what each of them, or a credit note, settled.

GnuCash keeps a payment as a transaction, and says what it settles by putting its receivable or payable split into the
lot of a document. A split in a lot without a document is a prepayment. *Lot links* are transactions that move an amount
from one lot to another: that is how credit notes and prepayments settle documents later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from archiver.books.gnucash.amounts import ZERO, decimal, moment, numeric
from archiver.books.gnucash.book import CONTROL_ACCOUNTS, CREDITS, EFFECTS, PARTIES, Book, Document, Party, quantity
from archiver.books.gnucash.fields import others, plain
from archiver.books.gnucash.ledger import posting_day
from archiver.model import Kind, Record, State, Value

PAYMENT, LINK = "P", "L"
NAMED = {"trans-txn-type", "date-posted", "assoc_uri"}


def read(book: Book, kinds: Mapping[str, Kind], after: str | None) -> Iterator[dict[str, list[Record]]]:
    """Payments on one side of the books, by guid, each with what it settled; lot links bring applications alone."""
    payments, applications = kinds.values()
    query = (
        "SELECT transactions.*, slots.value AS type FROM transactions JOIN slots ON slots.obj_guid = transactions.guid "
        "WHERE slots.name = 'trans-txn-type' AND slots.value IN (?, ?) AND transactions.guid > ? ORDER BY 1"
    )
    for row in book.ask(query, PAYMENT, LINK, after or ""):
        settling = _Settling(book, row, payments.key)
        if not settling.splits:
            continue
        if row["type"] == PAYMENT:
            yield {
                payments.key: [settling.payment(payments)],
                applications.key: [settling.application(applications, each) for each in _summed(settling.applied())],
            }
        else:
            linked = _summed(settling.linked())
            yield {applications.key: [settling.application(applications, each) for each in linked]}


@dataclass(frozen=True, slots=True)
class Applied:
    """An amount that one settling thing takes off one document."""

    by: str
    by_kind: str
    document: Document
    amount: Fraction


@dataclass(slots=True)
class _Giving:
    """A credit note or a payment that a lot link takes from, and how much is left to take."""

    id: str
    kind: str
    left: Fraction


def _summed(applied: Iterable[Applied]) -> Iterator[Applied]:
    """One amount for each document that a payment settles, however many splits it does so by."""
    found: dict[tuple[str, str], Applied] = {}
    for each in applied:
        key = each.by, each.document.guid
        before = found[key].amount if key in found else ZERO
        found[key] = replace(each, amount=before + each.amount)
    return iter(found.values())


def _who(kind: Kind, party: Party | None) -> dict[str, Value]:
    side = PARTIES[party.type].removesuffix("s") if party else ""
    # A vendor's bill that was posted to a receivable account makes a payment whose party no column is for.
    return {f"{side}_id": party.guid, side: party.name} if party and kind.place(side) is not None else {}


class _Settling:
    """A payment or a lot link, seen from its splits on receivable or payable accounts."""

    def __init__(self, book: Book, row: sqlite3.Row, kind: str) -> None:
        self._book, self._row, self._kind = book, row, kind
        self._slots = book.slots(row["guid"])
        splits = list(book.ask("SELECT * FROM splits WHERE tx_guid = ? ORDER BY rowid", row["guid"]))
        control = CONTROL_ACCOUNTS[kind]
        self.splits = [each for each in splits if self._type(each) == control]
        self._others = [each for each in splits if self._type(each) not in CONTROL_ACCOUNTS.values()]
        # A customer's payment credits the account, a payment to a vendor debits it: positive here in both cases.
        self._sign = -1 if kind == "payments" else 1

    def _type(self, split: sqlite3.Row) -> str:
        account = self._book.accounts.get(split["account_guid"])
        return account.type if account else ""

    def payment(self, kind: Kind) -> Record:
        """The payment itself."""
        row, guid = self._row, self._row["guid"]
        voided = guid in self._book.voided
        party = self._party()
        account = self._book.accounts.get(self._others[0]["account_guid"]) if self._others else None
        control = self._book.accounts[self.splits[0]["account_guid"]]
        amount = self._sign * sum((quantity(each) for each in self.splits), ZERO)
        values: dict[str, Value] = {
            "id": guid,
            "number": row["num"],
            "date": posting_day(row, self._slots),
            **_who(kind, party),
            "reference": row["num"],
            "account_id": account.guid if account else None,
            "account": account.name if account else None,
            "currency": control.commodity.code,
            "amount": decimal(amount, control.commodity.fraction),
            "unapplied": decimal(self._unapplied(), control.commodity.fraction),
            "memo": row["description"],
            "last_total": decimal(self._former(), control.commodity.fraction) if voided else None,
            "status": "voided" if voided else "posted",
            "control_account_id": control.guid,
            "control_account": control.name,
            "document_link": self._slots.get("assoc_uri"),
            "other": others(self._slots, NAMED),
        }
        state = State.VOIDED if voided else State.LIVE
        source = {**plain(row), "slots": self._slots, "splits": [plain(each) for each in self.splits + self._others]}
        return Record(guid, guid, kind.values(values), state, created=moment(row["enter_date"]), source=source)

    def _party(self) -> Party | None:
        for split in self.splits:
            document = self._book.by_lot.get(split["lot_guid"] or "")
            if document:
                return document.party
            party = self._book.parties.get(self._book.prepaid.get(split["lot_guid"] or "", ""))
            if party:
                return party
        return None

    def applied(self) -> Iterator[Applied]:
        """What a payment settled: its splits in the lots of documents."""
        for split in self.splits:
            document = self._book.by_lot.get(split["lot_guid"] or "")
            if document and quantity(split):
                yield Applied(self._row["guid"], self._kind, document, -EFFECTS[document.kind] * quantity(split))

    def linked(self) -> Iterator[Applied]:
        """What a lot link settled: each lot that gives, matched in turn with the lots that take."""
        giving: list[_Giving] = []
        taking: list[tuple[Document, Fraction]] = []
        for split in self.splits:
            document = self._book.by_lot.get(split["lot_guid"] or "")
            if document is None or document.kind in CREDITS:
                giving.append(self._giver(document, split))
            else:
                taking.append((document, abs(quantity(split))))
        for document, wanted in taking:
            for giver in giving:
                taken = min(wanted, giver.left)
                if taken:
                    yield Applied(giver.id, giver.kind, document, taken)
                    wanted -= taken
                    giver.left -= taken

    def _giver(self, document: Document | None, split: sqlite3.Row) -> _Giving:
        if document:
            return _Giving(document.guid, document.kind, abs(quantity(split)))
        query = (
            "SELECT tx_guid FROM splits JOIN slots ON slots.obj_guid = tx_guid AND slots.name = 'trans-txn-type' "
            "AND slots.value = ? WHERE lot_guid = ? ORDER BY splits.rowid LIMIT 1"
        )
        paid = next(self._book.ask(query, PAYMENT, split["lot_guid"]), None)
        return _Giving(paid["tx_guid"] if paid else self._row["guid"], self._kind, abs(quantity(split)))

    def _unapplied(self) -> Fraction:
        """What is left of the payment's prepayments: its splits in lots without a document, less what links took."""
        left = ZERO
        for split in self.splits:
            lot = split["lot_guid"]
            if lot is None:
                left += self._sign * quantity(split)
            elif lot not in self._book.by_lot:
                left += self._left_of(lot, split)
        return left

    def _left_of(self, lot: str, mine: sqlite3.Row) -> Fraction:
        # Several payments may share a lot: what was taken from it came from the earliest first.
        query = (
            "SELECT splits.* FROM splits JOIN transactions ON transactions.guid = tx_guid WHERE lot_guid = ? "
            "ORDER BY post_date, transactions.guid, splits.rowid"
        )
        amounts = [(each["guid"], self._sign * quantity(each)) for each in self._book.ask(query, lot)]
        taken = -sum((amount for _, amount in amounts if amount < 0), ZERO)
        for guid, amount in amounts:
            if amount > 0:
                used = min(amount, taken)
                taken -= used
                if guid == mine["guid"]:
                    return amount - used
        return min(self._sign * quantity(mine), ZERO) if taken else ZERO

    def _former(self) -> Fraction:
        """The amount that a void has wiped; GnuCash keeps it on the splits."""
        kept = self._book.slots_of_splits(self._row["guid"])
        former = (kept.get(split["guid"], {}).get("void-former-amount") for split in self.splits)
        return self._sign * sum(map(numeric, former), ZERO)

    def application(self, kind: Kind, each: Applied) -> Record:
        """An amount taken off a document, as of this transaction's day."""
        row, document = self._row, each.document
        id_ = f"{row['guid']}/{each.by}/{document.guid}"
        values: dict[str, Value] = {
            "id": id_,
            "payment_id": each.by,
            "document_kind": document.kind,
            "document_id": document.guid,
            "date": posting_day(row, self._slots),
            "payment_kind": each.by_kind,
            "currency": document.currency.code,
            "amount": decimal(each.amount, document.currency.fraction),
        }
        return Record(id_, row["guid"], kind.values(values))


def count(book: Book, kind: str) -> int:
    """How many transactions settle something on one side of the books: every payment, and each link that takes."""
    query = (
        "SELECT DISTINCT transactions.*, slots.value AS type FROM slots "
        "JOIN transactions ON transactions.guid = obj_guid "
        "JOIN splits ON tx_guid = transactions.guid JOIN accounts ON accounts.guid = account_guid "
        "WHERE slots.name = 'trans-txn-type' AND slots.value IN (?, ?) AND account_type = ?"
    )
    rows = book.ask(query, PAYMENT, LINK, CONTROL_ACCOUNTS[kind])
    return sum(row["type"] == PAYMENT or any(_Settling(book, row, kind).linked()) for row in rows)
