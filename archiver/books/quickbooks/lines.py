"""The lines of documents: their details laid open, groups flattened, subtotals without an amount of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from archiver import kinds
from archiver.books.quickbooks.fields import (
    About,
    Field,
    Item,
    day,
    decimal,
    first,
    label,
    name,
    number,
    of,
    plain,
    ref,
    signed,
    taking,
    text,
)
from archiver.books.quickbooks.table import Table
from archiver.model import Column, Kind, Record

ZERO = Decimal(0)
DISCOUNT = "DiscountLineDetail"
NO_AMOUNT = frozenset({"SubTotalLineDetail", "GroupLineDetail"})
"""Lines that add up others: their amount stands in a column of its own, so that a sum of lines is the document's."""
DOCUMENT_KINDS = {
    "Invoice": "invoices",
    "SalesReceipt": "sales_receipts",
    "CreditMemo": "credit_notes",
    "RefundReceipt": "refund_receipts",
    "Refund": "refund_receipts",
    "Estimate": "estimates",
    "Payment": "payments",
    "ReceivePayment": "payments",
    "Bill": "bills",
    "VendorCredit": "vendor_credits",
    "BillPayment": "bill_payments",
    "BillPaymentCheck": "bill_payments",
    "BillPaymentCreditCard": "bill_payments",
    **dict.fromkeys(
        ("Purchase", "CashPurchase", "Check", "Expense", "CreditCardCharge", "CreditCardCredit"), "purchases"
    ),
    "PurchaseOrder": "purchase_orders",
    "Deposit": "deposits",
    "Transfer": "transfers",
    "CreditCardPayment": "card_payments",
    "JournalEntry": "journal_entries",
    "TimeActivity": "time_activities",
    "InventoryAdjustment": "inventory_adjustments",
    "ReimburseCharge": "reimburse_charges",
    "Customer": "customers",
    "Vendor": "vendors",
    "Employee": "employees",
    "Item": "items",
    "Account": "accounts",
}
"""What QuickBooks calls a document that another one names, as a kind of ours."""
APPLIED = {
    "payment_id": "Id, Line.LinkedTxn.TxnId",
    "payment_kind": "Line.LinkedTxn.TxnType",
    "document_id": "Line.LinkedTxn.TxnId",
    "document_kind": "Line.LinkedTxn.TxnType",
    "date": "TxnDate",
    "currency": "CurrencyRef.value",
    "amount": "Line.Amount, Deposit",
}
TOLD = {
    "id": "Line.Id",
    "number": "DocNumber",
    "currency": "CurrencyRef.value",
    "parent_line_id": "Line.Id",
    "document_kind": "LinkedTxn.TxnType",
    "document_id": "LinkedTxn.TxnId",
}
"""Where lines have from what is no field of theirs."""
AMOUNT, SUBTOTAL = "@amount", "@subtotal"
"""What a line's amount came to, laid beside its fields."""
BILLED = "HasBeenBilled"
BILLABLE = frozenset({"Billable", BILLED})
ADDED = ("line_type", "parent_line_id", "subtotal")


def added(*keys: str) -> tuple[Column, ...]:
    """Columns that QuickBooks has and other sources have not, as one of its own kinds declares them."""
    carriers = (kinds.kind(key) for key in ("recurring_transaction_lines", "recurring_transactions", "time_activities"))
    found = {column.key: column for kind in carriers for column in kind.columns}
    return tuple(found[key] for key in keys)


def applications(key: str) -> Kind:
    """A kind that says what settled what, with the fields that it comes from, whatever family brings it."""
    return kinds.kind(key).reading(APPLIED)


@dataclass(slots=True)
class Sums:
    """What the lines of a document come to: those that are items, the discounts, and what the last subtotal says."""

    lines: Decimal | None = None
    discount: Decimal = ZERO
    said: Decimal | None = None

    @property
    def subtotal(self) -> Decimal | None:
        """What it comes to before discounts; now and then QuickBooks gives a subtotal and not what it adds up."""
        return self.said if self.lines is None else self.lines


class Lines:
    """Makes the lines of one kind of documents."""

    def __init__(self, key: str, document: str) -> None:
        kind = kinds.kind(key)
        if kind.place("unit_price") is not None:
            wanted = (*ADDED, "billed") if kind.place("billable") is not None else ADDED
            kind = kind.adding(*added(*(each for each in wanted if kind.place(each) is None)))
        fields = {key: each for key, each in _fields(document).items() if kind.place(key) is not None}
        silent = ("DetailType", "LineNum", "Line", "Amount", AMOUNT, SUBTOTAL)
        self._table = Table(kind, fields, silent, {f"{document}_id": "Id", **TOLD})

    @property
    def kind(self) -> Kind:
        """The kind of these lines, with our columns."""
        return self._table.kind

    def of(self, item: Item, about: About) -> tuple[list[Record], Sums]:
        """The lines of one document, in its order, and what they come to."""
        sums = Sums()
        about.position, about.parent_line = 0, None
        taken: set[str] = set()
        found: list[Record] = []
        for line in item.get("Line") or ():
            self._add(line, about, sums, taken, found)
        return found, sums

    def _add(self, line: Item, about: About, sums: Sums, taken: set[str], found: list[Record]) -> None:
        about.position += 1
        kind, flat = opened(line)
        id_ = about.line_id = line_id(line, about, taken)
        amount = decimal(line.get("Amount"))
        if amount is not None:
            amount = about.sign * amount
            if kind == DISCOUNT:
                sums.discount += amount
                flat[AMOUNT] = -amount
            elif kind in NO_AMOUNT:
                flat[SUBTOTAL] = sums.said = amount
            else:
                sums.lines = (sums.lines or ZERO) + amount
                flat[AMOUNT] = amount
        found.append(self._table.row(flat, about, id_))
        if "Line" in flat:
            parent, about.parent_line = about.parent_line, id_
            for each in flat["Line"] or ():
                self._add(each, about, sums, taken, found)
            about.parent_line = parent


def opened(line: Item) -> tuple[str, dict[str, Any]]:
    """The type of a line, and its own fields and those of its detail side by side."""
    kind: str = line.get("DetailType") or ""
    where = kind if kind in line else next((key for key in line if key.endswith("Detail")), "")
    detail = line.get(where)
    if not detail:
        return kind or where, {key: value for key, value in line.items() if key != where}
    flat = {**line, **detail}
    del flat[where]
    return kind or where, flat


def line_id(line: Item, about: About, taken: set[str]) -> str:
    """A line's id: its document's, and its own; its position where it has none, or one that came before."""
    own = plain(line.get("Id"))
    if not own or own in taken:
        own = f"#{about.position}"
    taken.add(own)
    return f"{about.id}/{own}"


def _party(entity: object, about: About) -> str | None:
    """Whom a line of a deposit is from; the id and what it is are among the other fields."""
    return plain(entity.get("name")) if isinstance(entity, dict) else None


def linked(documents: Iterable[Item]) -> tuple[str | None, str | None]:
    """The first of the documents that a line is linked to, by our kind and its id."""
    for each in documents:
        type_ = plain(each.get("TxnType"))
        return DOCUMENT_KINDS.get(type_ or "", type_), plain(each.get("TxnId"))
    return None, None


def _fields(document: str) -> dict[str, Field]:
    """Every column that a line of any kind may have."""
    return {
        "id": of(lambda about: about.line_id),
        f"{document}_id": of(lambda about: about.id),
        "number": of(lambda about: about.number),
        "line": of(lambda about: Decimal(about.position)),
        "item_id": first(ref("ItemRef"), ref("GroupItemRef")),
        "item": first(name("ItemRef", "items"), name("GroupItemRef", "items")),
        "description": text("Description"),
        "quantity": first(signed("Qty"), signed("Quantity")),
        "unit": text("UOMRef.Unit"),
        "unit_price": number("UnitPrice"),
        "discount": signed("DiscountAmt"),
        "amount": taking(AMOUNT, lambda amount, about: amount, "Amount"),
        "tax_code": label("TaxCodeRef", "tax_codes"),
        "tax": signed("TaxAmount"),
        "account_id": first(ref("AccountRef"), ref("ItemAccountRef"), ref("DiscountAccountRef")),
        "account": first(
            name("AccountRef", "accounts"), name("ItemAccountRef", "accounts"), name("DiscountAccountRef", "accounts")
        ),
        "class": label("ClassRef", "classes"),
        "department": first(label("DepartmentRef", "departments"), of(lambda about: about.department)),
        "currency": of(lambda about: about.currency),
        "service_date": day("ServiceDate"),
        "billable": taking("BillableStatus", lambda status, about: status in BILLABLE, "BillableStatus"),
        "billed": taking("BillableStatus", lambda status, about: status == BILLED, "BillableStatus"),
        "customer_id": ref("CustomerRef"),
        "customer": name("CustomerRef", "customers"),
        "line_type": text("DetailType"),
        "parent_line_id": of(lambda about: about.parent_line),
        "subtotal": taking(SUBTOTAL, lambda amount, about: amount, "Amount"),
        "document_kind": taking("LinkedTxn", lambda value, about: linked(value)[0]),
        "document_id": taking("LinkedTxn", lambda value, about: linked(value)[1]),
        "party": taking("Entity", _party, "Entity.name"),
        "method": label("PaymentMethodRef", "payment_methods"),
        "reference": text("CheckNum"),
        "quantity_change": number("QtyDiff"),
        "quantity_after": number("NewQty"),
    }
