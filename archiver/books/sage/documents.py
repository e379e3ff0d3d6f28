"""Invoices and credit notes of sales and purchases, and what Sage keeps apart from them: quick entries and balances
that contacts brought along. They are owed and taxed alike, and so stand on the same sheets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archiver.books.rest.columns import From, computed, first, fixed, parent
from archiver.books.rest.names import Names
from archiver.books.rest.source import Maker, Rows, Table
from archiver.books.rest.values import Item, at, decimal, text
from archiver.books.sage.fields import CREDIT, PLUMBING, account, address, number, rate, refs, status
from archiver.books.sage.origins import Origins
from archiver.model import Value

REFERENCES = ("contact", "currency", "transaction", "transaction_type")
LINE_REFERENCES = ("product", "service", "ledger_account", "tax_rate")
LINES, TAXES = "invoice_lines", "tax_analysis"
OWN = ("base_currency_total_amount", LINES, "credit_note_lines", TAXES)
"""What other rows of a document say, and what its rate of exchange stands for."""


@dataclass(frozen=True, slots=True)
class Control:
    """The account that what is owed stands on, where one is known to be it."""

    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """Sales or purchases: the kinds of its documents, who the other party is, and what becomes of its taxes."""

    invoices: str
    credits: str
    party: str
    direction: str
    control: Control

    @property
    def sells(self) -> bool:
        """Whether its documents are the company's own, with numbers of its own."""
        return self.party == "customer"


def sales(control: Control) -> Side:
    """What is sold."""
    return Side("invoices", "credit_notes", "customer", "collected", control)


def purchases(control: Control) -> Side:
    """What is bought."""
    return Side("bills", "vendor_credits", "vendor", "recoverable", control)


def invoices(side: Side) -> Sequence[Table]:
    """The tables of ``sales_invoices`` and ``purchase_invoices``, and of those that correct them."""
    own = number("invoice_number_prefix", "invoice_number") if side.sells else first("vendor_reference", "displayed_as")
    return _tables(side, side.invoices, own, LINES)


def credit_notes(side: Side) -> Sequence[Table]:
    """The tables of ``sales_credit_notes`` and ``purchase_credit_notes``."""
    prefix, own = "credit_note_number_prefix", "credit_note_number"
    numbered = number(prefix, own) if side.sells else first("vendor_reference", "displayed_as")
    return _tables(side, side.credits, numbered, "credit_note_lines")


def _tables(
    side: Side, kind: str, numbered: From, lines: str, balance: str | From = "outstanding_amount"
) -> list[Table]:
    columns: dict[str, str | From] = {**header(side.party, numbered, side.control), "balance": balance}
    if kind == "invoices":
        columns["shipping_address"] = address("delivery_address")
    return [
        Table(kind=kind, columns=columns, silent=(*PLUMBING, *refs(*REFERENCES), *OWN)),
        Table(kind=f"{kind.removesuffix('s')}_lines", each=lines, id="id", columns=line(kind), silent=LINE_SILENT),
        taxes(kind, side.direction),
    ]


def header(party: str, numbered: From, control: Control) -> dict[str, str | From]:
    """The columns of a document."""
    return {
        "number": numbered,
        "date": "date",
        "due_date": "due_date",
        f"{party}_id": "contact.id",
        party: first("contact_name", "contact.displayed_as"),
        "currency": "currency.id",
        "exchange_rate": rate(),
        "subtotal": "net_amount",
        "tax": "tax_amount",
        "total": "total_amount",
        "status": status(),
        "reference": "reference",
        "memo": "notes",
        "account_id": fixed(control.id),
        "account": fixed(control.name),
        "billing_address": address("main_address"),
    }


LINE_SILENT = (*refs(*LINE_REFERENCES), "displayed_as", "$path")


def line(kind: str, described: str = "description") -> Mapping[str, str | From]:
    """The columns of a line of a document of that kind."""
    posted = account()
    return {
        f"{kind.removesuffix('s')}_id": parent("id"),
        "number": parent("number"),
        "line": computed(lambda item, about: Decimal(about.position)),
        "item_id": first("product.id", "service.id"),
        "item": first("product.displayed_as", "service.displayed_as"),
        "description": described,
        "quantity": "quantity",
        "unit_price": "unit_price",
        "discount": "discount_amount",
        "amount": "net_amount",
        "tax_code": "tax_rate.displayed_as",
        "tax": "tax_amount",
        "account_id": posted["account_id"],
        "account": posted["account"],
        "currency": parent("currency"),
    }


def taxes(kind: str, direction: str) -> Table:
    """The taxes of a document of that kind, as Sage has added them up by their rates."""
    columns: Mapping[str, str | From] = {
        "document_kind": fixed(kind),
        "document_id": parent("id"),
        "number": parent("number"),
        "date": parent("date"),
        "tax_code_id": "tax_rate.id",
        "tax_code": "tax_rate.displayed_as",
        "rate_id": "tax_rate.id",
        "rate": computed(lambda item, about: decimal(about.names.of("tax_rates", text(at(item, "tax_rate.id"))))),
        "base": "net_amount",
        "tax": "tax_amount",
        "direction": fixed(direction),
        "currency": parent("currency"),
    }
    return Table(kind="tax_lines", each=TAXES, columns=columns, silent=("tax_rate.$path", "total_amount"))


Making = Callable[[Sequence[Table]], Maker]
"""How tables are made to work."""


class Entered:
    """Makes the rows of what Sage keeps without lines: a document of one line, which is an invoice or a credit note.

    ``type_`` is where an item says which.
    """

    def __init__(self, side: Side, making: Making, type_: str, open_: str | From = "outstanding_amount") -> None:
        numbered = first("reference", "displayed_as")
        self._type = type_
        self._makers = [making(_tables(side, kind, numbered, LINES, open_)) for kind in (side.invoices, side.credits)]
        self.kinds = tuple({kind.key: kind for maker in self._makers for kind in maker.kinds}.values())

    def __call__(self, item: Item, names: Names) -> Rows:
        """The rows of one item, as if it had a line and its taxes."""
        taxed = decimal(item.get("tax_amount"))
        told = {key: item[key] for key in ("net_amount", "tax_amount", "tax_rate") if key in item}
        entry = {
            **told,
            **{key: item[key] for key in ("ledger_account",) if key in item},
            "description": item.get("details"),
        }
        rest = {key: value for key, value in item.items() if key not in ("ledger_account", "tax_rate", "details")}
        laid = {**rest, LINES: [entry], TAXES: [told] if taxed or item.get("tax_rate") else []}
        made = self._makers[CREDIT in (text(at(item, self._type)) or "")](laid, names)
        return {kind: [row._replace(source=item) if row.source else row for row in rows] for kind, rows in made.items()}


def opened(side: Side, making: Making, origins: Origins) -> Maker:
    """What contacts owed, or were owed, when the books began; how much is open of it the transaction says."""

    def left(item: Item, about: object) -> Value:
        origin = origins.of(text(at(item, "transaction.id")))
        return origin.open if origin else None

    return Entered(side, making, "contact_opening_balance_type.id", computed(left))


def estimates(path: str) -> Sequence[Table]:
    """The tables of ``sales_quotes`` and ``sales_estimates``, which owe nothing and are posted nowhere."""
    one = path.removeprefix("sales_").removesuffix("s")
    columns = header("customer", number(f"{one}_number_prefix", f"{one}_number"), Control())
    columns["due_date"] = "expiry_date"
    said = (f"{one}_lines", "base_currency_total_amount", TAXES)
    return (
        Table(kind="estimates", columns=columns, silent=(*PLUMBING, *refs("contact", "currency"), *said)),
        Table(kind="estimate_lines", each=f"{one}_lines", id="id", columns=line("estimates"), silent=LINE_SILENT),
    )
