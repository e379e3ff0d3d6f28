"""What documents come to: the amounts of lines, their taxes, and the total, as the system adds them up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tests.emulators.exchange import Json
from tests.emulators.manager.business import Business

CENT, HUNDRED, ZERO = Decimal("0.01"), Decimal(100), Decimal(0)


@dataclass(frozen=True)
class Line:
    """A line with what it is before tax, and its tax."""

    line: Json
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def number(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value or 0))


def lines(business: Business, form: Json) -> list[Line]:
    """The lines of a document, whatever the name of their price."""
    includes = form.get("AmountsIncludeTax", not form.get("AmountsAreTaxExclusive", False) and "ReceivedIn" in form)
    found = []
    given = form.get("Lines")
    for line in given if isinstance(given, list) else ():
        price = next((line[each] for each in ("SalesUnitPrice", "PurchaseUnitPrice", "Amount") if each in line), 0)
        amount = number(line.get("Qty", 1)) * number(price)
        amount = cents(amount * (HUNDRED - number(line.get("DiscountPercentage"))) / HUNDRED)
        rate = number(business.form("tax-codes", line.get("TaxCode")).get("Rate"))
        tax = cents(amount * rate / (HUNDRED + rate)) if includes else cents(amount * rate / HUNDRED)
        found.append(Line(line, amount - tax if includes else amount, tax))
    return found


def total(business: Business, form: Json) -> Decimal:
    """What a document comes to."""
    return sum((each.gross for each in lines(business, form)), ZERO)


def settled(business: Business, invoice: str) -> Decimal:
    """What was received or paid on an invoice, and credited to it."""
    found = ZERO
    for path in ("receipts", "payments"):
        for _, form in business.entries(path):
            for each in lines(business, form):
                if invoice in (each.line.get("AccountsReceivableSalesInvoice"), each.line.get("PurchaseInvoice")):
                    found += each.gross
    for path, name in (("credit-notes", "SalesInvoice"), ("debit-notes", "PurchaseInvoice")):
        found += sum((total(business, form) for _, form in business.entries(path) if form.get(name) == invoice), ZERO)
    return found


def currency(business: Business, form: Json) -> str:
    """The currency of a document: that of its party, or of its bank account."""
    party = business.form("customers", form.get("Customer")) or business.form("suppliers", form.get("Supplier"))
    bank = business.form("bank-and-cash-accounts", form.get("ReceivedIn") or form.get("PaidFrom"))
    key = (bank or party or form).get("Currency")
    return str(business.form("foreign-currencies", key).get("Code") or business.home)
