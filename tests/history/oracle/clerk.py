"""Somebody who edits the books of a shop at random, in every way that a system of accounts allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from tests.history.oracle.shop import DOCUMENTS, LISTS, PARTIES, ZERO, Document, Line, Listed, Shop

FIRST_DAY = date(2026, 1, 1)
NAMES = ("Lac", "Érable", "Nord", "Soleil", "Rivière", "Granit", "Cèdre", "Phare")
T = TypeVar("T")


class Clerk:
    """Edits a shop; the same ``dice`` make the same edits."""

    def __init__(self, shop: Shop, dice: Random) -> None:
        self.shop, self.dice = shop, dice
        self.bin: list[Document] = []
        self._edits: list[tuple[int, Callable[[], None]]] = [
            (8, self.write),
            (4, self.pay),
            (3, self.apply),
            (4, self.rewrite),
            (2, self.renumber),
            (2, self.move),
            (2, self.void),
            (3, self.delete),
            (1, self.restore),
            (4, self.enlist),
            (2, self.rename),
            (2, self.retire),
            (1, self.strike),
            (1, self.merge),
            (1, self.colour),
            (1, self.save),
            (3, self.attach),
            (1, self.detach),
        ]

    def edit(self) -> None:
        """One thing or another, where it can be done."""
        weights, edits = zip(*self._edits, strict=True)
        self.dice.choices(edits, weights)[0]()

    def open_shop(self) -> None:
        """What there is on the first day."""
        for kind in ("customers", "vendors", "items"):
            for _ in range(3):
                self._enlist(kind)
        for _ in range(24):
            self.dice.choice((self.write, self.write, self.pay, self.apply, self.attach))()

    def write(self) -> None:
        """A new document of trade, or an entry by hand."""
        kind = self.dice.choice(("invoices", "invoices", "credit_notes", "bills", "journal_entries"))
        new = self.shop.write(kind, self._day(), self._party(kind))
        self._fill(new)

    def pay(self) -> None:
        """A customer pays, often more or less than is owed."""
        new = self.shop.write("payments", self._day(), self._party("payments"))
        new.amount = self._amount()
        self._apply(new)

    def apply(self) -> None:
        """What was not used yet settles an invoice; or what settled one does not any more."""
        if document := self._any([each for each in self.shop.settling() if not each.voided]):
            if document.applied and self.dice.random() < 0.3:
                document.applied.popitem()
            self._apply(document)

    def rewrite(self) -> None:
        """Other lines, or only other words."""
        if document := self._some():
            document.memo = self.dice.choice(("", "Thank you", f"Note {self.dice.randrange(1_000)}"))
            if self.dice.random() < 0.6 and not document.voided:
                self.shop.release(document)
                self._fill(document)

    def renumber(self) -> None:
        """Another number, another day."""
        if document := self._some():
            document.number = f"{document.number.partition('/')[0]}/{self.dice.randrange(100)}"
            document.day = self._day()

    def move(self) -> None:
        """A document of somebody else."""
        if (document := self._some()) and document.party:
            self.shop.release(document)
            document.party = self._party(document.kind)

    def void(self) -> None:
        """A document that does not count any more, and stays."""
        if (document := self._some()) and not document.voided:
            self.shop.release(document)
            document.voided = True

    def delete(self) -> None:
        """A document that is gone."""
        if document := self._some():
            self.bin.append(deepcopy(document))
            self.shop.discard(document)

    def restore(self) -> None:
        """A document that was gone, under its old id, of somebody who is still there."""
        if not self.bin:
            return
        document = self.bin.pop(self.dice.randrange(len(self.bin)))
        document.applied.clear()
        if document.party:
            document.party = self._party(document.kind)
        self._fill(document)
        self.shop.documents[document.kind][document.id] = document

    def enlist(self) -> None:
        """A new entry of a list."""
        self._enlist(self.dice.choice((*LISTS, *PARTIES.values())))

    def rename(self) -> None:
        """Another name, which every document of it shows from now on."""
        entry = self._entry()
        entry.name = self._name()
        entry.price = self._amount() if entry.kind == "items" else ZERO

    def retire(self) -> None:
        """An entry that is not used any more, or is again."""
        entry = self._entry()
        entry.active = not entry.active

    def strike(self) -> None:
        """An entry that no document names is gone."""
        unused = [each for kind in LISTS for each in self.shop.lists[kind].values() if not self.shop.in_use(each)]
        if (entry := self._any(unused)) and len(self.shop.lists[entry.kind]) > 1:
            del self.shop.lists[entry.kind][entry.id]

    def merge(self) -> None:
        """Two that were the same: documents move to one of them, the other is gone."""
        side = self.dice.choice(("customers", "vendors"))
        parties = list(self.shop.lists[side])
        if len(parties) > 1:
            kept, gone = self.dice.sample(parties, 2)
            for kind, each in PARTIES.items():
                for document in self.shop.documents[kind].values():
                    if each == side and document.party == gone:
                        document.party = kept
            del self.shop.lists[side][gone]

    def colour(self) -> None:
        """Something that the system did not know of until somebody asked for it: a column of its own."""
        self.shop.coloured = True
        customer = self.dice.choice(list(self.shop.lists["customers"].values()))
        customer.colour = self.dice.choice(("red", "blue", None))

    def save(self) -> None:
        """A document looked at, and saved again as it was."""
        if document := self._some():
            document.saved += 1

    def attach(self) -> None:
        """A file that comes with a document, or another one in its place."""
        content = self.dice.randbytes(20)
        if document := self._some():
            if self.shop.files and self.dice.random() < 0.3:
                self.dice.choice(list(self.shop.files.values())).content = content
            else:
                self.shop.attach(document, self.dice.choice(("scan.pdf", "photo.jpg")), content)

    def detach(self) -> None:
        """A file that is gone."""
        if self.shop.files:
            del self.shop.files[self.dice.choice(list(self.shop.files))]

    def _enlist(self, kind: str) -> None:
        self.shop.list(kind, self._name(), self._amount() if kind == "items" else ZERO)

    def _fill(self, document: Document) -> None:
        """What a document is for, thrown anew."""
        if document.kind == "journal_entries":
            one, other = self.dice.sample(list(self.shop.lists["accounts"]), 2)
            amount = self._amount()
            document.postings = [(one, amount), (other, -amount)]
        elif document.kind == "payments":
            document.amount = self._amount()
        else:
            items = list(self.shop.lists["items"])
            document.lines = [
                Line(self.dice.choice(items), self.dice.randint(1, 5), self._amount())
                for _ in range(self.dice.randint(1, 4))
            ]

    def _apply(self, document: Document) -> None:
        invoices = [
            each
            for each in self.shop.documents["invoices"].values()
            if each.party == document.party and not each.voided and each.id not in document.applied
        ]
        if invoice := self._any(invoices):
            amount = min(document.unapplied, self.shop.open(invoice))
            if amount > 0:
                document.applied[invoice.id] = amount

    def _some(self) -> Document | None:
        return self._any([each for kind in DOCUMENTS for each in self.shop.documents[kind].values()])

    def _entry(self) -> Listed:
        return self.dice.choice(list(self.shop.lists[self.dice.choice(LISTS)].values()))

    def _any(self, found: Sequence[T]) -> T | None:
        return self.dice.choice(found) if found else None

    def _party(self, kind: str) -> str:
        return self.dice.choice(list(self.shop.lists[PARTIES[kind]])) if kind in PARTIES else ""

    def _name(self) -> str:
        return f"{self.dice.choice(NAMES)} {self.dice.randrange(1_000)}"

    def _amount(self) -> Decimal:
        return Decimal(self.dice.randint(1, 99_999)) / 100

    def _day(self) -> date:
        return FIRST_DAY + timedelta(days=self.dice.randrange(365))
