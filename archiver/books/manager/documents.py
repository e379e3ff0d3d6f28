"""Sales and purchases by the lists of Manager: what each becomes, and what tells of its party and of its taxes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archiver import kinds
from archiver.books.manager import builtin
from archiver.model import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One list of documents: its kind and that of its lines, whose they are, and what of it tax agencies want to know.

    ``party`` is the field of the party, ``control`` the account that it is owed on; ``direction`` that of its taxes,
    where it has any that count. ``settles`` is the field of the invoice that a credit is for.
    """

    path: str
    kind: Kind
    lines: Kind
    party: str
    control: str = ""
    direction: str = ""
    settles: str = ""


def _kind(key: str) -> Kind:
    return kinds.kind(key)


def like(model: str, model_id: str, key: str, key_id: str, en: str, fr: str) -> Kind:
    """A kind of our own with the columns of another one, but for the id that its rows are joined by."""
    told, said = _kind(model), {"en": en, "fr-CA": fr, "fr-FR": fr, "fr-CH": fr}
    columns = tuple(replace(each, key=key_id) if each.key == model_id else each for each in told.columns)
    order = tuple(key_id if each == model_id else each for each in told.order)
    return Kind(key, told.cycle, 0, columns, said, said, order)


SALES_ORDERS = like("estimates", "", "sales_orders", "", "Sales orders", "Commandes de clients")
SALES_ORDER_LINES = like(
    "estimate_lines", "estimate_id", "sales_order_lines", "sales_order_id", "Sales order lines", "Lignes de commande"
)
PURCHASE_QUOTES = like("purchase_orders", "", "purchase_quotes", "", "Purchase quotes", "Offres de fournisseurs")
PURCHASE_QUOTE_LINES = like(
    "purchase_order_lines",
    "purchase_order_id",
    "purchase_quote_lines",
    "purchase_quote_id",
    "Purchase quote lines",
    "Lignes d’offre",
)
DOCUMENTS = (
    Document(
        path="sales-invoices",
        kind=_kind("invoices"),
        lines=_kind("invoice_lines"),
        party="Customer",
        control=builtin.RECEIVABLE,
        direction="collected",
    ),
    Document(
        path="credit-notes",
        kind=_kind("credit_notes"),
        lines=_kind("credit_note_lines"),
        party="Customer",
        control=builtin.RECEIVABLE,
        direction="collected",
        settles="SalesInvoice",
    ),
    Document(path="sales-quotes", kind=_kind("estimates"), lines=_kind("estimate_lines"), party="Customer"),
    Document(
        path="sales-orders",
        party="Customer",
        kind=SALES_ORDERS,
        lines=SALES_ORDER_LINES,
    ),
    Document(
        path="purchase-invoices",
        kind=_kind("bills"),
        lines=_kind("bill_lines"),
        party="Supplier",
        control=builtin.PAYABLE,
        direction="recoverable",
    ),
    Document(
        path="debit-notes",
        kind=_kind("vendor_credits"),
        lines=_kind("vendor_credit_lines"),
        party="Supplier",
        control=builtin.PAYABLE,
        direction="recoverable",
        settles="PurchaseInvoice",
    ),
    Document(
        path="purchase-quotes",
        party="Supplier",
        kind=PURCHASE_QUOTES,
        lines=PURCHASE_QUOTE_LINES,
    ),
    Document(
        path="purchase-orders", kind=_kind("purchase_orders"), lines=_kind("purchase_order_lines"), party="Supplier"
    ),
    Document(
        path="expense-claims",
        kind=_kind("expense_claims"),
        lines=_kind("expense_claim_lines"),
        party="PaidBy",
        control=builtin.CLAIMS,
        direction="recoverable",
    ),
)
"""Every list of documents with lines, by the path of its list."""
