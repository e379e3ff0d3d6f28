"""Every entity that Intuit's query language knows, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    """One entity: ``key`` is what its rows stand under in an answer, ``label`` the field that a name list is sorted by.

    ``soft``: it has ``Active``, and only active rows are given unless more is asked for. ``totalled``: answers carry
    ``totalCount`` unasked. ``sortable``: ORDERBY is understood. ``wrapped``: every row stands under its own kind.
    """

    name: str
    key: str
    label: str = ""
    soft: bool = False
    cdc: bool = True
    sortable: bool = True
    totalled: bool = False
    wrapped: bool = False


def _document(name: str, key: str = "", *, cdc: bool = True, totalled: bool = False, wrapped: bool = False) -> Entity:
    return Entity(name, key or name, cdc=cdc, totalled=totalled, wrapped=wrapped)


def _list(name: str, label: str = "Name", *, soft: bool = True, cdc: bool = True) -> Entity:
    return Entity(name, name, label, soft=soft, cdc=cdc)


ENTITIES: Mapping[str, Entity] = {
    each.name: each
    for each in (
        _list("Account"),
        _list("Budget"),
        _list("Class"),
        _list("CompanyCurrency"),
        _list("Customer", "DisplayName"),
        _list("CustomerType"),
        _list("Department"),
        _list("Employee", "DisplayName"),
        _list("Item"),
        _list("JournalCode", cdc=False),
        _list("PaymentMethod"),
        _list("Term"),
        _list("TaxAgency", "DisplayName", soft=False, cdc=False),
        _list("TaxClassification", soft=False, cdc=False),
        _list("TaxCode", cdc=False),
        _list("TaxRate", cdc=False),
        _list("Vendor", "DisplayName"),
        _document("Attachable"),
        _document("Bill", totalled=True),
        _document("BillPayment", totalled=True),
        _document("CreditCardPayment", "CreditCardPaymentTxn"),
        _document("CreditMemo"),
        _document("Deposit", totalled=True),
        _document("Estimate"),
        _document("InventoryAdjustment"),
        _document("Invoice", totalled=True),
        _document("JournalEntry", totalled=True),
        _document("Payment"),
        _document("Purchase"),
        _document("PurchaseOrder", totalled=True),
        _document("RecurringTransaction", wrapped=True),
        _document("RefundReceipt"),
        _document("ReimburseCharge", "ReimburseCarge"),
        _document("SalesReceipt"),
        _document("TaxPayment"),
        _document("TimeActivity", cdc=False),
        _document("Transfer"),
        _document("VendorCredit"),
        Entity("CompanyInfo", "CompanyInfo", sortable=False),
        Entity("ExchangeRate", "ExchangeRate", sortable=False),
        Entity("Preferences", "Preferences", sortable=False),
    )
}
"""By Intuit's name. Intuit itself spells ``ReimburseCarge`` so in its own sample."""

FOLDED: Mapping[str, Entity] = {name.lower(): each for name, each in ENTITIES.items()}
"""The same, in small letters: a query may write them as it likes."""

PRINTED = frozenset({"invoice", "estimate", "salesreceipt", "payment", "creditmemo", "purchaseorder", "refundreceipt"})
"""Those that ``/ENTITY/ID/pdf`` prints."""
