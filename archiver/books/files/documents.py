"""Rows that are lines of documents: consecutive rows of one number are one document, with what they say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from archiver.books import NO_CURRENCY
from archiver.books.files.accounts import chart
from archiver.books.files.layouts import LINES, plain
from archiver.books.files.posting import ZERO, Document, money, text
from archiver.books.files.recognise import Found, Values, rows
from archiver.model import Kind, Record, State, Value

KINDS = {
    **dict.fromkeys(["salesinvoice", "invoice", "facture", "factureclient", "accrec", "receivableinvoice"], "invoices"),
    **dict.fromkeys(
        ["salescreditnote", "creditnote", "creditmemo", "notedecredit", "avoir", "accreccredit"], "credit_notes"
    ),
    **dict.fromkeys(["bill", "purchaseinvoice", "facturefournisseur", "factureapayer", "accpay"], "bills"),
    **dict.fromkeys(
        ["billcredit", "billcreditnote", "vendorcredit", "suppliercredit", "purchasecreditnote", "accpaycredit"],
        "vendor_credits",
    ),
}
"""What sources call their documents."""
STATUSES = {
    **dict.fromkeys(["draft", "brouillon", "submitted"], "draft"),
    **dict.fromkeys(
        ["open", "authorised", "approved", "awaitingpayment", "sent", "overdue", "impayee", "nonreglee", "ouverte"],
        "open",
    ),
    **dict.fromkeys(["paid", "payee", "reglee", "closed"], "paid"),
    **dict.fromkeys(["partlypaid", "partiallypaid", "partiel"], "partly_paid"),
    **dict.fromkeys(["void", "voided", "annulee"], "voided"),
    **dict.fromkeys(["deleted", "supprimee"], "deleted"),
}
"""What sources call the state of a document."""
GONE = ("voided", "deleted")
VENDORS = frozenset(("bills", "vendor_credits", "purchases", "purchase_orders"))
DIRECTIONS = {
    **dict.fromkeys(("invoices", "credit_notes", "sales_receipts"), "collected"),
    **dict.fromkeys(("bills", "vendor_credits", "purchases"), "recoverable"),
}
LINE = "line."


def kinds_of(found: Found) -> set[str]:
    """The kinds of documents that a table may have."""
    own = found.layout.kind or ""
    return {own, *KINDS.values()} if "document_type" in found.places else {own}


def read(tables: Sequence[Found], key: str, kinds: Mapping[str, Kind], charts: Sequence[Found]) -> Iterator[Document]:
    """The documents of one kind, whole, with their lines and taxes, on the one account of a chart that bears them."""
    known = chart(charts)
    account = known.only("payable" if key in VENDORS else "receivable")
    posted = {"account_id": account, "account": known.names.get(account or "")}
    seen = Counter[str]()
    for found in tables:
        told = ((values, other) for values, other in rows(found, list(found.places)) if _kind(found, values) == key)
        for (number, party), lines in groupby(told, key=lambda each: _identity(found, each[0])):
            id_ = f"{party}/{number}" if key in VENDORS and party else number
            seen[id_] += 1
            id_ = id_ if seen[id_] == 1 else f"{id_} ({seen[id_]})"
            yield _Document(found, key, kinds, id_, list(lines), posted).records()


def _kind(found: Found, values: Values) -> str:
    said = text(values.get("document_type"))
    return KINDS.get(plain(said), found.layout.kind or "") if said else found.layout.kind or ""


def _identity(found: Found, values: Values) -> tuple[str, str | None]:
    party = values.get("customer") or values.get("vendor") or values.get("customer_id") or values.get("vendor_id")
    return text(values.get("number")) or "–", text(party)


@dataclass(slots=True)
class _Document:
    """One document being turned into records."""

    found: Found
    key: str
    kinds: Mapping[str, Kind]
    id: str
    rows: list[tuple[Values, str | None]]
    posted: Mapping[str, Value]
    currency: str = field(init=False, default="")

    def records(self) -> Document:
        """Its header, its lines, and its taxes by code."""
        first, kind = self._first(), self.kinds[self.key]
        self.currency = text(first.get("currency")) or self.found.currency or NO_CURRENCY
        lines = self._lines()
        status = STATUSES.get(plain(text(first.get("status")) or ""), "unknown")
        state = State.VOIDED if status in GONE else State.LIVE
        values = {key: value for key, value in first.items() if kind.place(key) is not None}
        values = {**self.posted, **values, **self._party(first), **self._sums(first, lines, status)}
        values |= {"id": self.id, "currency": self.currency, "status": status}
        made: Document = {self.key: [Record(self.id, self.id, kind.values(values), state)]}
        made[LINES[self.key]] = [each[0]._replace(state=state) for each in lines]
        if status not in ("draft", *GONE) and self.key in DIRECTIONS:
            made["tax_lines"] = self._taxes(first)
        return made

    def _sums(self, first: Values, lines: Sequence[tuple[Record, Value, Value]], status: str) -> Values:
        """The totals: as the rows say them, else as the lines add up."""
        net = sum((money(amount) for _, amount, _ in lines), ZERO)
        taxed = sum((money(tax) for _, _, tax in lines), ZERO)
        tax = taxed if first.get("tax") is None else money(first["tax"])
        if first.get("tax") is None and None not in (first.get("subtotal"), first.get("total")):
            tax = money(first["total"]) - money(first["subtotal"])
        total = net + tax if first.get("total") is None else money(first["total"])
        balance = first.get("balance")
        if balance is None and first.get("paid") is not None:
            balance = total - money(first["paid"])
        gone = status in GONE
        return {
            "subtotal": first.get("subtotal", total - tax),
            "tax": tax,
            "total": total,
            "balance": ZERO if gone else balance,
            "last_total": total if gone else None,
        }

    def _first(self) -> Values:
        """What the rows say of the document: of each target, what the first row says that says anything."""
        found: Values = {}
        for values, _ in self.rows:
            for target, value in values.items():
                if value is not None and not target.startswith(LINE):
                    found.setdefault(target, value)
        return found

    def _party(self, first: Values) -> Values:
        side = "vendor" if self.key in VENDORS else "customer"
        name = first.get(side) or first.get("customer") or first.get("vendor")
        return {side: name, f"{side}_id": first.get(f"{side}_id") or text(name)}

    def _lines(self) -> list[tuple[Record, Value, Value]]:
        """The lines, each with its amount and its tax."""
        kind, made = self.kinds[LINES[self.key]], []
        parent = f"{LINES[self.key].removesuffix('_lines')}_id"
        for turn, (row, other) in enumerate(self.rows, start=1):
            told = {key.removeprefix(LINE): value for key, value in row.items() if key.startswith(LINE)}
            if told.get("amount") is None and told.get("quantity") is not None and told.get("unit_price") is not None:
                told["amount"] = money(told["quantity"]) * money(told["unit_price"])
            id_ = f"{self.id}/{turn}"
            own: Values = {
                "id": id_,
                parent: self.id,
                "number": row.get("number"),
                "line": Decimal(turn),
                "other": other,
            }
            values = {key: value for key, value in told.items() if kind.place(key) is not None}
            record = Record(id_, self.id, kind.values({**values, **own, "currency": self.currency}))
            made.append((record, told.get("amount"), told.get("tax")))
        return made

    def _taxes(self, first: Values) -> list[Record]:
        kind, sums = self.kinds["tax_lines"], dict[str | None, tuple[Decimal, Decimal]]()
        for row, _ in self.rows:
            code, tax = text(row.get("line.tax_code")), money(row.get("line.tax"))
            if tax or code:
                base, before = sums.get(code, (ZERO, ZERO))
                sums[code] = base + money(row.get("line.amount")), before + tax
        return [
            self._tax(kind, first, turn, code, told)
            for turn, (code, told) in enumerate(sorted(sums.items(), key=str), 1)
        ]

    def _tax(self, kind: Kind, first: Values, turn: int, code: str | None, told: tuple[Decimal, Decimal]) -> Record:
        id_ = f"{self.key}/{self.id}/{turn}"
        values: Values = {
            "id": id_,
            "document_kind": self.key,
            "document_id": self.id,
            "number": first.get("number"),
            "date": first.get("date"),
            "tax_code_id": code,
            "tax_code": code,
            "base": told[0],
            "tax": told[1],
            "direction": DIRECTIONS[self.key],
            "currency": self.currency,
        }
        return Record(id_, self.id, kind.values(values))
