"""Sales and purchases: a header with what its lines come to, its lines, and its taxes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from archiver import kinds
from archiver.books.quickbooks import lines, taxes
from archiver.books.quickbooks.fields import (
    EMPTY,
    MOMENTS,
    STATUS,
    About,
    Field,
    Item,
    about_entry,
    address,
    as_day,
    control,
    day,
    decimal,
    inner,
    label,
    name,
    named,
    number,
    of,
    plain,
    preferring,
    ref,
    signed,
    text,
    whole,
)
from archiver.books.quickbooks.forms import FORMS, Form
from archiver.books.quickbooks.lists import Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table
from archiver.model import Record, State, Value

VOIDED = ("voided", "annulé", "annulée")
"""How the note of a voided document begins, in the languages of the service."""
ADDED = ("message", "department", "home_currency", "home_total", "home_balance")
HOME = frozenset({"HomeTotalAmt", "HomeBalance"})


def about_document(kind: str, item: Item, names: Names) -> About:
    """What the rows of a document know of it."""
    about = about_entry(item, names)
    about.kind, about.number, about.day = kind, plain(item.get("DocNumber")), as_day(item.get("TxnDate"))
    about.currency = plain(inner(item, "CurrencyRef").get("value")) or names.home
    if "DepartmentRef" in item:
        about.department = named(item["DepartmentRef"], "departments", names)
    if is_void(item):
        about.state = State.VOIDED
    return about


def is_void(item: Item) -> bool:
    """Whether a document was voided: its note says so and every amount is zero, for no field tells.

    A total of zero alone is no void: QuickBooks makes payments of zero itself, to link credits to invoices.
    """
    note = item.get("PrivateNote")
    if not isinstance(note, str) or not note.lstrip().lower().startswith(VOIDED):
        return False
    amounts = (item.get("TotalAmt"), item.get("Amount"), *(line.get("Amount") for line in item.get("Line") or ()))
    return not any(decimal(each) for each in amounts)


def standing(total: Decimal | None, balance: Decimal | None) -> str:
    """A document's status, from what is still open of it."""
    if total is None or balance is None:
        return "posted"
    if not balance:
        return "paid"
    if not total or balance / total >= 1:
        return "open"
    return "partly_paid" if balance / total > 0 else "overpaid"


class Documents:
    """Makes the rows of one entity: its header, its lines, its taxes, and what was paid with the document itself."""

    def __init__(self, form: Form, tax_lines: taxes.Lines) -> None:
        self._form, self._taxes = form, tax_lines
        self._lines = lines.Lines(f"{form.line}_lines", form.line)
        kind = kinds.kind(form.kind).adding(*lines.added(*ADDED))
        fields = {key: each for key, each in _fields(form).items() if kind.place(key) is not None}
        self._header = Table(kind, fields, ("Line", "TxnTaxDetail.TaxLine", "CurrencyRef.name"))
        self._applications = Table(kinds.kind("sales_applications"), DEPOSITED) if form.deposit else None
        made = (self._header.kind, self._lines.kind, tax_lines.kind)
        self.kinds = (*made, lines.applications("sales_applications")) if form.deposit else made

    def __call__(self, item: Item, names: Names) -> Rows:
        """One document, whole."""
        about = about_document(self._form.kind, item, names)
        seen = item
        if self._form.kind == "purchases":
            seen = _paid_to_a_vendor(item)
            about.sign = -1 if item.get("Credit") is True else 1
        rows, sums = self._lines.of(item, about)
        if rows:
            about.subtotal, about.discount = sums.subtotal, sums.discount
        header, line_kind, tax_kind, *_ = (kind.key for kind in self.kinds)
        found: dict[str, list[Record]] = {
            header: [self._header.document(seen, about, item)],
            line_kind: rows,
            tax_kind: self._taxes.of(item, about),
        }
        if self._applications and decimal(item.get("Deposit")):
            about.line_id = f"{self._form.kind}/{about.id}/deposit"
            found["sales_applications"] = [self._applications.row({"Deposit": item["Deposit"]}, about, about.line_id)]
        return found


DEPOSITED = {
    "id": of(lambda about: about.line_id),
    "document_kind": of(lambda about: about.kind),
    "document_id": of(lambda about: about.id),
    "date": of(lambda about: about.day),
    "currency": of(lambda about: about.currency),
    "amount": number("Deposit"),
}
"""What was paid when the invoice was made, and stands on it: settled, though no payment says so."""


def _paid_to_a_vendor(item: Item) -> Item:
    """A purchase names whom it was paid to whatever they are: our columns are for vendors, others stay as they are."""
    paid_to = inner(item, "EntityRef")
    if paid_to.get("type", "Vendor") != "Vendor":
        return item
    reference = {key: value for key, value in paid_to.items() if key != "type"}
    return {**{key: value for key, value in item.items() if key != "EntityRef"}, "VendorRef": reference}


def _fields(form: Form) -> dict[str, Field]:
    """Every column that a document of any form may have."""
    account_id, account = _account(form)
    side, list_ = ("customer", "customers") if form.party == "CustomerRef" else ("vendor", "vendors")
    return {
        "id": text("Id"),
        "number": text("DocNumber"),
        "date": day("TxnDate"),
        "due_date": preferring(*map(day, form.due)),
        f"{side}_id": ref(form.party),
        side: name(form.party, list_),
        "currency": of(lambda about: about.currency, "CurrencyRef.value"),
        "exchange_rate": number("ExchangeRate"),
        "subtotal": of(lambda about: about.subtotal, "Line.Amount"),
        "discount": of(lambda about: about.discount, "Line.DiscountLineDetail"),
        "tax": signed("TxnTaxDetail.TotalTax"),
        "total": signed("TotalAmt"),
        "balance": preferring(*map(signed, form.balance)) if form.balance else EMPTY,
        "status": _status(form),
        "terms": label("SalesTermRef", "terms"),
        "reference": preferring(*map(text, form.reference)),
        "memo": text("PrivateNote"),
        "account_id": account_id,
        "account": account,
        "billing_address": address(form.billed_to),
        "shipping_address": address("ShipAddr"),
        "job_id": ref("ProjectRef"),
        "job": name("ProjectRef", "customers"),
        "method": whole(_method, "PaymentMethodRef.name", "PaymentMethodRef.value"),
        **MOMENTS,
        "message": text(form.message),
        "department": of(lambda about: about.department, "DepartmentRef.name", "DepartmentRef.value"),
        "home_currency": whole(lambda item, about: about.names.home if HOME.intersection(item) else None),
        "home_total": signed("HomeTotalAmt"),
        "home_balance": signed("HomeBalance"),
    }


def _status(form: Form) -> Field:
    def get(item: Item, about: About) -> Value:
        if about.state is State.VOIDED:
            return "voided"
        if form.statuses:
            return form.statuses.get(item.get(form.stands, ""), plain(item.get(form.stands)))
        balance = next((decimal(item[key]) for key in form.balance if key in item), None)
        return standing(decimal(item.get("TotalAmt")), balance)

    if form.statuses:
        return whole(get, form.stands)
    return whole(get, "TotalAmt", *form.balance[:1]) if form.balance else STATUS


def _account(form: Form) -> tuple[Field, Field]:
    if form.role:
        return control(form.account, form.role)
    return (ref(form.account), name(form.account, "accounts")) if form.account else (EMPTY, EMPTY)


def _method(item: Item, about: About) -> Value:
    """The payment method from the list; where there is none, what QuickBooks says of how a purchase was paid."""
    return named(item.get("PaymentMethodRef"), "payment_methods", about.names) or plain(item.get("PaymentType"))


def documents(tax_lines: taxes.Lines) -> Mapping[str, Documents]:
    """The readers of sales and purchases, by entity."""
    return {entity: Documents(form, tax_lines) for entity, form in FORMS.items()}
