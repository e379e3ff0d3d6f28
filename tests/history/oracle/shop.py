"""A small shop: its lists, and the documents that it wrote; whatever else books show follows from these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LISTS = ("customers", "vendors", "items", "accounts")
DOCUMENTS = ("invoices", "credit_notes", "bills", "payments", "journal_entries")
PARTIES = {"invoices": "customers", "credit_notes": "customers", "payments": "customers", "bills": "vendors"}
BANK, RECEIVABLE, PAYABLE, TAX, SALES, COSTS, EQUITY = ROLES = (
    *("bank", "receivable", "payable", "tax", "sales", "costs"),
    "equity",
)
GST = Decimal("0.05")
ZERO, CENT = Decimal(0), Decimal("0.01")


@dataclass
class Listed:
    """An entry of a list; ``role`` is what an account is for, ``colour`` what some customers like since a while."""

    kind: str
    id: str
    name: str
    price: Decimal = ZERO
    role: str = ""
    active: bool = True
    colour: str | None = None


@dataclass
class Line:
    """So many of an item, each at a price."""

    item: str
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price


@dataclass
class Document:
    """A document. Those of a trade have lines, a payment an amount, an entry by hand its postings by account.

    ``applied`` is, of a payment or a credit note, how much of it settles which invoice. ``saved`` is how often it was
    saved as it was.
    """

    kind: str
    id: str
    number: str
    day: date
    party: str = ""
    lines: list[Line] = field(default_factory=list)
    amount: Decimal = ZERO
    applied: dict[str, Decimal] = field(default_factory=dict)
    postings: list[tuple[str, Decimal]] = field(default_factory=list)
    memo: str = ""
    voided: bool = False
    saved: int = 0

    @property
    def subtotal(self) -> Decimal:
        return ZERO if self.voided else sum((line.amount for line in self.lines), ZERO)

    @property
    def tax(self) -> Decimal:
        return (self.subtotal * GST).quantize(CENT)

    @property
    def total(self) -> Decimal:
        """What it is for: of a trade with its tax, of an entry by hand its debits."""
        if self.voided:
            return ZERO
        if self.kind == "payments":
            return self.amount
        return self.subtotal + self.tax + sum((amount for _, amount in self.postings if amount > 0), ZERO)

    @property
    def unapplied(self) -> Decimal:
        return self.total - sum(self.applied.values(), ZERO)


@dataclass
class Attached:
    """A file that somebody has put to a document."""

    id: str
    kind: str
    document: str
    name: str
    content: bytes


class Shop:
    """All that is true. ``one_sequence`` gives every transaction an id of one row of numbers, as some systems do;
    otherwise each kind counts for itself, so that a bill and an invoice may have the same id. Lists always do.
    """

    def __init__(self, *, one_sequence: bool) -> None:
        self.one_sequence = one_sequence
        self.coloured = False
        self.lists: dict[str, dict[str, Listed]] = {kind: {} for kind in LISTS}
        self.documents: dict[str, dict[str, Document]] = {kind: {} for kind in DOCUMENTS}
        self.files: dict[str, Attached] = {}
        self._last: dict[str, int] = {}
        for role in ROLES:
            self.list("accounts", role.title(), role=role)

    def next_id(self, kind: str) -> str:
        """An id that none of the kind ever had."""
        row = "documents" if self.one_sequence and kind in DOCUMENTS else kind
        self._last[row] = self._last.get(row, 0) + 1
        return str(self._last[row])

    def list(self, kind: str, name: str, price: Decimal = ZERO, role: str = "") -> Listed:
        """A new entry of a list."""
        new = Listed(kind, self.next_id(kind), name, price, role)
        self.lists[kind][new.id] = new
        return new

    def write(self, kind: str, day: date, party: str = "") -> Document:
        """A new document, empty yet."""
        id_ = self.next_id(kind)
        new = Document(kind, id_, f"{kind[0].upper()}-{id_}", day, party)
        self.documents[kind][new.id] = new
        return new

    def attach(self, document: Document, name: str, content: bytes) -> None:
        """A new file of a document; several may have the same name."""
        id_ = self.next_id("attachments")
        self.files[id_] = Attached(id_, document.kind, document.id, name, content)

    def discard(self, document: Document) -> None:
        """A document is gone, with its files, and whatever it settled is open again."""
        self.release(document)
        del self.documents[document.kind][document.id]
        for id_, file in list(self.files.items()):
            if (file.kind, file.document) == (document.kind, document.id):
                del self.files[id_]

    def account(self, role: str) -> Listed:
        """The account that is for something."""
        return next(each for each in self.lists["accounts"].values() if each.role == role)

    def settling(self) -> Iterator[Document]:
        """The documents that may settle invoices."""
        yield from (*self.documents["payments"].values(), *self.documents["credit_notes"].values())

    def open(self, document: Document) -> Decimal:
        """What is not settled of an invoice or a bill, or not used of what settles."""
        if document.kind != "invoices":
            return document.unapplied
        return document.total - sum((each.applied.get(document.id, ZERO) for each in self.settling()), ZERO)

    def release(self, document: Document) -> None:
        """Whatever a document settled, or was settled by, is open again."""
        document.applied.clear()
        if document.kind == "invoices":
            for each in self.settling():
                each.applied.pop(document.id, None)

    def in_use(self, entry: Listed) -> bool:
        """Whether any document names an entry of a list."""
        if entry.kind == "accounts":
            return bool(entry.role) or any(
                entry.id == account
                for each in self.documents["journal_entries"].values()
                for account, _ in each.postings
            )
        written = (each for kind in DOCUMENTS for each in self.documents[kind].values())
        if entry.kind == "items":
            return any(line.item == entry.id for each in written for line in each.lines)
        return any(PARTIES.get(each.kind) == entry.kind and each.party == entry.id for each in written)
