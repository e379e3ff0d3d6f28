"""What the books of a shop show: every family's documents, as the model's own records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256

from archiver import kinds
from archiver.model import Column, ColumnType, Record, State, Value
from tests.history.oracle.shop import (
    BANK,
    COSTS,
    DOCUMENTS,
    GST,
    LISTS,
    PARTIES,
    PAYABLE,
    RECEIVABLE,
    ROLES,
    SALES,
    TAX,
    ZERO,
    Attached,
    Document,
    Listed,
    Shop,
)

Rows = dict[str, list[Record]]
"""Everything that belongs to one document: records by kind."""
Given = dict[str, Value]
FAMILIES: Mapping[str, tuple[str, ...]] = {
    **{kind: (kind,) for kind in LISTS},
    "invoices": ("invoices", "invoice_lines", "tax_lines"),
    "credit_notes": ("credit_notes", "credit_note_lines", "tax_lines", "sales_applications"),
    "bills": ("bills", "bill_lines", "tax_lines"),
    "payments": ("payments", "sales_applications"),
    "journal_entries": ("journal_entries", "journal_entry_lines"),
    "ledger": ("ledger",),
    "attachments": ("attachments",),
    "reports": ("reports",),
}
PICTURES = ("reports",)
COLOUR = Column("colour", ColumnType.TEXT, dict.fromkeys(("en", "fr-CA", "fr-FR", "fr-CH"), "Colour"), {})
MONEY: Given = {"currency": "CAD"}
TYPES = dict(zip(ROLES, ("asset", "asset", "liability", "liability", "income", "expense", "equity"), strict=True))
DECLARED_ROLES = {RECEIVABLE, PAYABLE, TAX, BANK}


KINDS = {key: kinds.kind(key) for keys in FAMILIES.values() for key in keys}
KINDS["customers"] = KINDS["customers"].adding(COLOUR)


class Statement:
    """The books of a shop at one moment, by family and document."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._balances = dict.fromkeys(shop.lists["accounts"], ZERO)
        self._owed = {kind: dict.fromkeys(shop.lists[kind], ZERO) for kind in ("customers", "vendors")}

    def documents(self) -> Iterator[tuple[str, str, Rows]]:
        """Each family and document, with its rows; the balances of lists come last."""
        for kind in DOCUMENTS:
            for document in self.shop.documents[kind].values():
                yield kind, document.id, self._written(document)
                if ledger := self._postings(document):
                    yield "ledger", ledger[0].document, {"ledger": ledger}
        for kind in LISTS:
            for entry in self.shop.lists[kind].values():
                yield kind, entry.id, {kind: [self._listed(entry)]}
        for file in self.shop.files.values():
            yield "attachments", file.id, {"attachments": [_attached(file)]}
        yield "reports", "TrialBalance", {"reports": list(self._trial_balance())}

    def _written(self, document: Document) -> Rows:
        match document.kind:
            case "payments":
                return {"payments": [self._payment(document)], "sales_applications": list(self._applied(document))}
            case "journal_entries":
                return {"journal_entries": [self._entry(document)], "journal_entry_lines": list(self._sides(document))}
            case "credit_notes":
                return {**self._trade(document), "sales_applications": list(self._applied(document))}
            case _:
                return self._trade(document)

    def _trade(self, document: Document) -> Rows:
        singular = document.kind.removesuffix("s")
        return {
            document.kind: [self._header(document)],
            f"{singular}_lines": list(self._lines(document, singular)),
            "tax_lines": list(self._taxes(document)),
        }

    def _header(self, document: Document) -> Record:
        open_ = self.shop.open(document)
        self._owe(document, open_)
        control = self.shop.account(PAYABLE if document.kind == "bills" else RECEIVABLE)
        status = "voided" if document.voided else "open" if open_ else "paid"
        given = self._told(document) | {"subtotal": document.subtotal, "tax": document.tax, "total": document.total}
        given |= {"balance": open_, "status": status, "account_id": control.id, "account": control.name}
        return self._row(document, document.kind, document.id, given)

    def _payment(self, document: Document) -> Record:
        self._owe(document, document.unapplied)
        bank, control = self.shop.account(BANK), self.shop.account(RECEIVABLE)
        given = self._told(document) | {"amount": document.total, "unapplied": document.unapplied}
        given |= {"account_id": bank.id, "account": bank.name, "status": "voided" if document.voided else "posted"}
        given |= {"control_account_id": control.id, "control_account": control.name}
        return self._row(document, document.kind, document.id, given)

    def _told(self, document: Document) -> Given:
        """Number, day, party: what every document of the trade says of itself."""
        given: Given = {**MONEY, "number": document.number, "date": document.day, "memo": document.memo or None}
        list_ = PARTIES[document.kind]
        singular = list_.removesuffix("s")
        return {**given, f"{singular}_id": document.party, singular: self.shop.lists[list_][document.party].name}

    def _owe(self, document: Document, amount: Decimal) -> None:
        """What a party owes, or is owed: a payment and a credit note lessen it."""
        sign = 1 if document.kind in ("invoices", "bills") else -1
        self._owed[PARTIES[document.kind]][document.party] += sign * amount

    def _lines(self, document: Document, singular: str) -> Iterator[Record]:
        account = self.shop.account(COSTS if document.kind == "bills" else SALES)
        for place, line in enumerate(document.lines, start=1):
            given: Given = {**MONEY, f"{singular}_id": document.id, "number": document.number, "line": Decimal(place)}
            given |= {"item_id": line.item, "item": self.shop.lists["items"][line.item].name, "unit_price": line.price}
            given |= {"quantity": Decimal(line.quantity), "amount": line.amount}
            given |= {"account_id": account.id, "account": account.name}
            yield self._row(document, f"{singular}_lines", f"{document.id}/{place}", given)

    def _taxes(self, document: Document) -> Iterator[Record]:
        if document.tax:
            account = self.shop.account(TAX)
            given: Given = {**MONEY, "document_kind": document.kind, "document_id": document.id, "date": document.day}
            given |= {"number": document.number, "tax_code": "GST", "rate": GST * 100, "base": document.subtotal}
            given |= {"tax": document.tax, "account_id": account.id, "account": account.name}
            given |= {"direction": "recoverable" if document.kind == "bills" else "collected"}
            yield self._row(document, "tax_lines", f"{document.kind}/{document.id}/1", given)

    def _applied(self, document: Document) -> Iterator[Record]:
        for invoice, amount in sorted(document.applied.items()):
            given: Given = {**MONEY, "payment_id": document.id, "payment_kind": document.kind, "date": document.day}
            given |= {"document_kind": "invoices", "document_id": invoice, "amount": amount}
            yield self._row(document, "sales_applications", f"{document.kind}/{document.id}/{invoice}", given)

    def _entry(self, document: Document) -> Record:
        given: Given = {**MONEY, "number": document.number, "date": document.day, "notes": document.memo or None}
        given |= {"total": document.total, "status": "voided" if document.voided else "posted"}
        return self._row(document, document.kind, document.id, given)

    def _sides(self, document: Document) -> Iterator[Record]:
        for place, (account, amount) in enumerate(document.postings, start=1):
            given: Given = {"journal_entry_id": document.id, "number": document.number, "line": Decimal(place)}
            given |= self._posted(account, amount)
            yield self._row(document, "journal_entry_lines", f"{document.id}/{place}", given)

    def _postings(self, document: Document) -> list[Record]:
        """The postings of a document; where all are of one sequence, they go by its own id, as in some ledgers."""
        if document.voided:
            return []
        entry = document.id if self.shop.one_sequence else f"{document.kind}/{document.id}"
        found = []
        for place, (account, amount) in enumerate(self._sums(document), start=1):
            self._balances[account] += amount
            given: Given = {"entry_id": entry, "document_kind": document.kind, "document_id": document.id}
            given |= {"date": document.day, "entry_number": document.number, **self._posted(account, amount)}
            id_ = f"{entry}/{place}"
            found.append(Record(id_, entry, KINDS["ledger"].values({"id": id_, **given})))
        return found

    def _sums(self, document: Document) -> list[tuple[str, Decimal]]:
        """Accounts, and what is posted to them, debits positive."""
        bank, owed, owing, tax, sales, costs = (self.shop.account(role).id for role in ROLES[:6])
        net, due, whole = document.subtotal, document.tax, document.total
        match document.kind:
            case "invoices":
                return [(owed, whole), (sales, -net), (tax, -due)]
            case "credit_notes":
                return [(owed, -whole), (sales, net), (tax, due)]
            case "bills":
                return [(owing, -whole), (costs, net), (tax, due)]
            case "payments":
                return [(bank, whole), (owed, -whole)]
            case _:
                return document.postings

    def _posted(self, account: str, amount: Decimal) -> Given:
        given: Given = {**MONEY, "entry_currency": "CAD", "account_id": account, "amount_currency": amount}
        given |= {"account": self.shop.lists["accounts"][account].name}
        return given | {"debit": max(amount, ZERO), "credit": max(-amount, ZERO)}

    def _listed(self, entry: Listed) -> Record:
        given: Given = {"id": entry.id, "name": entry.name, "active": entry.active}
        match entry.kind:
            case "accounts":
                role = entry.role if entry.role in DECLARED_ROLES else "other"
                given |= {**MONEY, "type": TYPES.get(entry.role, "expense"), "role": role, "full_name": entry.name}
                given |= {"balance": self._balances[entry.id]}
            case "items":
                given |= {**MONEY, "full_name": entry.name, "unit_price": entry.price, "type": "service"}
            case _:
                given |= {**MONEY, "balance": self._owed[entry.kind][entry.id]}
        if entry.kind == "customers":
            given |= {"colour": entry.colour}
        return Record(entry.id, entry.id, KINDS[entry.kind].values(given))

    def _trial_balance(self) -> Iterator[Record]:
        for place, (account, balance) in enumerate(self._balances.items(), start=1):
            given: Given = {**MONEY, "report": "TrialBalance", "line": Decimal(place), "account_id": account}
            given |= {"account": self.shop.lists["accounts"][account].name, "amount": balance}
            id_ = f"TrialBalance/{account}"
            yield Record(id_, "TrialBalance", KINDS["reports"].values({"id": id_, **given}))

    def _row(self, document: Document, key: str, id_: str, given: Given) -> Record:
        state = State.VOIDED if document.voided else State.LIVE
        version = str(document.saved) if id_ == document.id else None
        return Record(id_, document.id, KINDS[key].values({"id": id_, **given}), state, version)


def _attached(file: Attached) -> Record:
    given: Given = {"id": file.id, "name": file.name, "document_kind": file.kind, "document_id": file.document}
    given |= {"state": "packed", "size": Decimal(len(file.content)), "sha256": sha256(file.content).hexdigest()}
    return Record(file.id, file.id, KINDS["attachments"].values(given))
