"""The lines of a document, what each comes to, and the taxes that they add up to."""

from __future__ import annotations

import sqlite3
from datetime import date
from fractions import Fraction

from archiver.books.gnucash.amounts import ZERO, day, decimal, rational, rounded
from archiver.books.gnucash.billing import BEFORE_TAX, Line, TaxLine, Worth, taxes, worth
from archiver.books.gnucash.book import CREDITS, SALES, Book, Document
from archiver.books.gnucash.fields import others
from archiver.model import Kind, Record, State, Value


class Lines:
    """Everything on one document, computed once: ``entries`` is GnuCash's word for its lines."""

    def __init__(self, book: Book, document: Document, state: State) -> None:
        self._book, self._document, self._state = book, document, state
        self._fraction = document.currency.fraction
        self._side, column = ("i", "invoice") if document.kind in SALES else ("b", "bill")
        # A credit note's quantities are stored negated: 2 returned are -2, and the document's amounts are positive.
        self._sign = -1 if document.kind in CREDITS else 1
        query = f"SELECT * FROM entries WHERE {column} = ? ORDER BY date, date_entered, description, action, guid"
        self.entries = list(book.ask(query, document.guid))
        self._slots = book.slots_of_entries(column, document.guid)
        self._worths = [worth(self._line(entry)) for entry in self.entries]
        self._taxes = taxes(self._worths, self._fraction)
        self.net = sum((rounded(each.value, self._fraction) for each in self._worths), ZERO)
        self.discount = sum((rounded(each.discount, self._fraction) for each in self._worths), ZERO)
        self.tax = sum((each.tax for each in self._taxes), ZERO)

    def _line(self, entry: sqlite3.Row) -> Line:
        side = self._side
        table = entry[f"{side}_taxtable"] if entry[f"{side}_taxable"] else None
        return Line(
            rational(entry["quantity_num"], entry["quantity_denom"]) * self._sign,
            rational(entry[f"{side}_price_num"], entry[f"{side}_price_denom"]),
            self._book.rates.get(table or "", ()),
            bool(entry[f"{side}_taxincluded"]),
            rational(entry["i_discount_num"], entry["i_discount_denom"]) if side == "i" else ZERO,
            entry["i_disc_type"] != "VALUE",
            entry["i_disc_how"] or BEFORE_TAX,
        )

    def records(self, kind: Kind) -> list[Record]:
        """The lines, in the order in which GnuCash prints them."""
        rows = zip(self.entries, self._worths, strict=True)
        return [self._a_line(kind, place, entry, each) for place, (entry, each) in enumerate(rows, 1)]

    def _a_line(self, kind: Kind, place: int, entry: sqlite3.Row, each: Worth) -> Record:
        side, guid = self._side, self._document.guid
        account = self._book.accounts.get(entry[f"{side}_acct"] or "")
        price = rational(entry[f"{side}_price_num"], entry[f"{side}_price_denom"])
        values: dict[str, Value] = {
            "id": f"{guid}/{entry['guid']}",
            f"{kind.key.removesuffix('_lines')}_id": guid,
            "number": self._document.number,
            "line": decimal(Fraction(place)),
            "item": entry["action"],
            "description": entry["description"],
            "quantity": decimal(rational(entry["quantity_num"], entry["quantity_denom"]) * self._sign),
            "unit_price": self._money(price),
            "discount": self._money(rounded(each.discount, self._fraction)),
            "amount": self._money(rounded(each.value, self._fraction)),
            "tax_code": each.taxes[0][0].code if each.taxes else None,
            "tax": self._money(each.tax(self._fraction)),
            "account_id": entry[f"{side}_acct"],
            "account": account.name if account else None,
            "currency": self._document.currency.code,
            "service_date": day(entry["date"]),
            **(self._for_whom(entry) if kind.place("billable") is not None else {}),
            "other": others(self._unnamed(entry, taxed=bool(each.taxes))),
        }
        return Record(f"{guid}/{entry['guid']}", guid, kind.values(values), self._state)

    def _for_whom(self, entry: sqlite3.Row) -> dict[str, Value]:
        """The customer that a bought thing was for, and whether they are to be billed for it."""
        owner = entry["billto_guid"] or ""
        party = self._book.parties.get(self._book.jobs[owner]["owner_guid"] if owner in self._book.jobs else owner)
        named: dict[str, Value] = {"customer_id": party.guid, "customer": party.name} if party else {}
        return {"billable": bool(entry["billable"]), **named}

    def _unnamed(self, entry: sqlite3.Row, *, taxed: bool) -> dict[str, str]:
        found = dict(self._slots.get(entry["guid"], {}))
        if entry["notes"]:
            found["notes"] = entry["notes"]
        if taxed and entry[f"{self._side}_taxincluded"]:
            found["tax_included"] = "1"
        return found

    def _money(self, amount: Fraction) -> Value:
        return decimal(amount, self._fraction)

    def tax_records(self, kind: Kind, on: date | None) -> list[Record]:
        """The taxes of the document, posted on a day: a row a rate."""
        return [self._a_tax(kind, each, on) for each in self._taxes]

    def _a_tax(self, kind: Kind, each: TaxLine, on: date | None) -> Record:
        document, rate = self._document, each.rate
        account = self._book.accounts.get(rate.account)
        values: dict[str, Value] = {
            "id": f"{document.guid}/{rate.id}",
            "document_kind": document.kind,
            "document_id": document.guid,
            "number": document.number,
            "date": on,
            "tax_code_id": rate.id.partition("/")[0],
            "tax_code": rate.code,
            "rate_id": rate.id,
            "rate": decimal(rate.amount) if rate.percent else None,
            "base": self._money(each.base),
            "tax": self._money(each.tax),
            "direction": "collected" if document.kind in SALES else "recoverable",
            "account_id": rate.account,
            "account_number": account.number if account else None,
            "account": account.name if account else None,
            "currency": document.currency.code,
        }
        return Record(f"{document.guid}/{rate.id}", document.guid, kind.values(values), self._state)
