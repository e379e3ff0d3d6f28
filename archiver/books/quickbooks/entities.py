"""What QuickBooks Online has to give, as data: each entity with how it is asked for and how it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Item = Mapping[str, object]
"""One object of the service: numbers are ``int`` or ``Decimal``."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity, and the family that it becomes.

    ``hides``: a plain query leaves out what is inactive. ``columns`` is what is selected. ``tells``: change data
    capture speaks of it. ``dated``: what changed is read alone, by the time of its last change; what is not is a list
    of few pages, or, as accounts, one that documents need whole. ``merges``: two entries can become one, and what named
    the one then names the other, untouched. ``optional``: not every plan or country has it. ``printed``: it has a PDF.
    ``key`` is what it is called in answers, where that is not its name.
    """

    name: str
    family: str
    hides: bool = False
    columns: str = "*"
    tells: bool = True
    dated: bool = True
    merges: bool = False
    optional: bool = False
    printed: bool = False
    key: str = ""

    @property
    def spelt(self) -> str:
        """What its rows are called in answers."""
        return self.key or self.name

    def where(self, *conditions: str) -> str:
        """The ``where`` of a query for these conditions, inactive entries included."""
        every = (*conditions, *(("Active in (true,false)",) if self.hides else ()))
        return f" where {' and '.join(every)}" if every else ""

    def id(self, item: Item) -> str:
        """The id of an object: its own, or of what it wraps, as recurring transactions wrap a template."""
        return id_of(item)


def id_of(item: Item) -> str:
    """The id of any object, as ``Entity.id`` has it; empty where it has none."""
    own = item.get("Id") or item.get("id")
    if own is None:
        wrapped = (inner.get("Id") for inner in item.values() if isinstance(inner, Mapping))
        own = next((each for each in wrapped if each), "")
    return str(own)


ENTITIES = (
    Entity("Customer", "customers", hides=True, merges=True),
    Entity("Vendor", "vendors", hides=True, merges=True),
    Entity("Employee", "employees", hides=True),
    Entity("Account", "accounts", hides=True, dated=False, merges=True),
    Entity("Item", "items", hides=True, columns="*, Sku", merges=True),
    Entity("Class", "classes", hides=True, merges=True, optional=True),
    Entity("Department", "departments", hides=True, merges=True, optional=True),
    Entity("CustomerType", "customer_types", hides=True, tells=False, dated=False, optional=True),
    Entity("Term", "terms", hides=True, merges=True),
    Entity("PaymentMethod", "payment_methods", hides=True, merges=True),
    Entity("TaxAgency", "tax_agencies", tells=False, dated=False, optional=True),
    Entity("TaxRate", "tax_rates", hides=True, tells=False, dated=False, optional=True),
    Entity("TaxCode", "tax_codes", hides=True, tells=False, dated=False, optional=True),
    Entity("TaxClassification", "tax_classifications", tells=False, dated=False, optional=True),
    Entity("CompanyCurrency", "company_currencies", hides=True, tells=False, dated=False, optional=True),
    Entity("JournalCode", "journal_codes", tells=False, dated=False, optional=True),
    Entity("Budget", "budgets", hides=True, optional=True),
    Entity("Invoice", "invoices", printed=True),
    Entity("SalesReceipt", "sales_receipts", printed=True),
    Entity("CreditMemo", "credit_notes", printed=True),
    Entity("RefundReceipt", "refund_receipts", printed=True),
    Entity("Estimate", "estimates", printed=True),
    Entity("Payment", "payments", printed=True),
    Entity("Bill", "bills"),
    Entity("VendorCredit", "vendor_credits"),
    Entity("Purchase", "purchases"),
    Entity("PurchaseOrder", "purchase_orders", optional=True, printed=True),
    Entity("BillPayment", "bill_payments"),
    Entity("Deposit", "deposits"),
    Entity("Transfer", "transfers"),
    Entity("CreditCardPayment", "card_payments", tells=False, optional=True, key="CreditCardPaymentTxn"),
    Entity("JournalEntry", "journal_entries"),
    Entity("InventoryAdjustment", "inventory_adjustments", tells=False, optional=True),
    Entity("RecurringTransaction", "recurring_transactions", tells=False, dated=False, optional=True),
    Entity("ReimburseCharge", "reimburse_charges", tells=False, optional=True),
    Entity("TimeActivity", "time_activities", tells=False, optional=True),
    Entity("TaxPayment", "tax_payments", tells=False, dated=False, optional=True),
    Entity("Attachable", "attachments", tells=False),
)
BY_FAMILY = {each.family: each for each in ENTITIES}
