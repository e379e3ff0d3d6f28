"""Every entity of QuickBooks, in the order in which it is read: its family, and the rows that an item of it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from archiver import errors
from archiver.books.quickbooks import (
    bank,
    budgets,
    charges,
    documents,
    files,
    journal,
    lists,
    parties,
    payments,
    people,
    settings,
    taxes,
)
from archiver.books.quickbooks.entities import BY_FAMILY
from archiver.books.quickbooks.fields import Item, plain
from archiver.books.quickbooks.names import Names
from archiver.model import Family, Kind, Record
from archiver.words import N_, phrase

SERVICE = "QuickBooks"
FAMILIES = {
    "CompanyInfo": "company",
    "Preferences": "preferences",
    "Entitlements": "entitlements",
    "Account": "accounts",
    "CompanyCurrency": "company_currencies",
    "TaxAgency": "tax_agencies",
    "TaxRate": "tax_rates",
    "TaxCode": "tax_codes",
    "TaxClassification": "tax_classifications",
    "JournalCode": "journal_codes",
    "PaymentMethod": "payment_methods",
    "Term": "terms",
    "Class": "classes",
    "Department": "departments",
    "CustomerType": "customer_types",
    "Item": "items",
    "Customer": "customers",
    "Vendor": "vendors",
    "Employee": "employees",
    "ExchangeRate": "exchange_rates",
    "Invoice": "invoices",
    "SalesReceipt": "sales_receipts",
    "CreditMemo": "credit_notes",
    "RefundReceipt": "refund_receipts",
    "Estimate": "estimates",
    "Payment": "payments",
    "ReimburseCharge": "reimburse_charges",
    "Bill": "bills",
    "VendorCredit": "vendor_credits",
    "Purchase": "purchases",
    "PurchaseOrder": "purchase_orders",
    "BillPayment": "bill_payments",
    "Deposit": "deposits",
    "Transfer": "transfers",
    "CreditCardPayment": "card_payments",
    "JournalEntry": "journal_entries",
    "RecurringTransaction": "recurring_transactions",
    "Budget": "budgets",
    "TaxPayment": "tax_payments",
    "InventoryAdjustment": "inventory_adjustments",
    "TimeActivity": "time_activities",
    "Attachable": "attachments",
}
"""What each entity's family is called; lists come first, since they give the names that documents leave out."""


class Maker(Protocol):
    """Makes the rows of one entity."""

    @property
    def kinds(self) -> Sequence[Kind]:
        """The kinds of its rows, with our columns."""
        ...

    def __call__(self, item: Item, names: Names) -> Mapping[str, Sequence[Record]]:
        """The rows of one item."""
        ...


def families() -> tuple[Family, ...]:
    """Every family, in the order in which it is read, with whether what changed in it can be told.

    That something was deleted is told within a month, of most of them, and of no more than a thousand changes: no
    family promises it. What currencies are worth is of the day on which it is asked.
    """
    makers = _makers()
    return tuple(
        Family(
            name,
            tuple(makers[entity].kinds),
            knows_changes=name in BY_FAMILY and BY_FAMILY[name].dated,
            picture=entity == "ExchangeRate",
        )
        for entity, name in FAMILIES.items()
    )


def rows(entity: str, item: Item, names: Names) -> Mapping[str, Sequence[Record]]:
    """The records that one item of an entity makes, by kind; what lists call things is learnt on the way.

    ``item`` is JSON as it came, masked, its numbers ``int`` or ``Decimal``. Errors: ``Unintelligible`` for an item
    whose parts are of a form that no item of its entity can have.
    """
    try:
        return _makers()[entity](item, names)
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as odd:
        reason = phrase(N_("{entity} {id} is not of its form."), entity=entity, id=plain(item.get("Id")))
        raise errors.Unintelligible(service=SERVICE, reason=reason) from odd


@lru_cache(maxsize=1)
def _makers() -> Mapping[str, Maker]:
    tax_lines = taxes.Lines()
    return {
        **{entity: settings.Settings(FAMILIES[entity]) for entity in ("CompanyInfo", "Preferences", "Entitlements")},
        **lists.lists(),
        **taxes.lists(),
        **parties.parties(),
        **documents.documents(tax_lines),
        **payments.payments(),
        **charges.charges(),
        **bank.bank(tax_lines),
        "JournalEntry": journal.Entries(tax_lines),
        "Budget": budgets.Budgets(),
        "TaxPayment": taxes.Payments(),
        "TimeActivity": people.TimeActivities(),
        "Attachable": files.Attachables(),
    }
