"""What an installation offers: its lists, the fields of each, and the form of one entry; told as its own OpenAPI."""

from __future__ import annotations

from dataclasses import dataclass

from tests.emulators.exchange import Json

FEED = (
    "Date",
    "Transaction",
    "Account",
    "BankOrCashAccount",
    "Customer",
    "Supplier",
    "Description",
    "Debit",
    "Credit",
    "CurrencyAmount",
)
DATED = ("fromDate", "toDate")


@dataclass(frozen=True)
class Offered:
    """One list: ``fields`` as its ``fields`` parameter names them, ``form`` the path of one entry without its key.

    ``paged`` is false for the one list that takes no ``skip``; ``asks`` are the parameters of its own.
    """

    path: str
    form: str
    fields: tuple[str, ...]
    paged: bool = True
    asks: tuple[str, ...] = ()

    @property
    def envelope(self) -> str:
        """The name of the rows in an answer: the path in camel case."""
        first, *rest = self.path.split("-")
        return first + "".join(part.capitalize() for part in rest)


def _list(path: str, form: str, fields: str) -> Offered:
    return Offered(path, form, (*fields.split(), "Timestamp"))


LISTS: tuple[Offered, ...] = (
    _list(
        "customers",
        "customer-form",
        "Attachment Code Name EmailAddress ControlAccount Division BillingAddress"
        " DeliveryAddress AccountsReceivable Status AvailableCredit",
    ),
    _list(
        "suppliers",
        "supplier-form",
        "Attachment Code Name EmailAddress ControlAccount Division Address AccountsPayable Status AvailableCredit",
    ),
    _list(
        "sales-invoices",
        "sales-invoice-form",
        "Attachment IssueDate DueDate Reference SalesQuote SalesOrder Customer"
        " Description Project Division ClosedInvoice WithholdingTax Discount InvoiceAmount BalanceDue DaysToDueDate"
        " DaysOverdue Status",
    ),
    _list(
        "credit-notes",
        "credit-note-form",
        "Attachment IssueDate Reference Customer SalesInvoice Description Division Amount",
    ),
    _list(
        "purchase-invoices",
        "purchase-invoice-form",
        "Attachment IssueDate DueDate Reference PurchaseOrder Supplier"
        " Description Project ClosedInvoice WithholdingTax Discount InvoiceAmount BalanceDue Status",
    ),
    _list(
        "debit-notes", "debit-note-form", "Attachment IssueDate Reference Supplier PurchaseInvoice Description Amount"
    ),
    _list(
        "receipts",
        "receipt-form",
        "Attachment Date Cleared Reference ReceivedIn Description PaidBy Accounts Project Amount",
    ),
    _list(
        "payments",
        "payment-form",
        "Attachment Date Cleared Reference PaidFrom Description Payee Accounts Project Amount",
    ),
    _list(
        "inter-account-transfers",
        "inter-account-transfer-form",
        "Date Reference PaidFrom ReceivedIn Description Amount",
    ),
    _list("journal-entries", "journal-entry-form", "Attachment Date Reference Narration Accounts Debit Credit Status"),
    _list("sales-quotes", "sales-quote-form", "IssueDate ExpiryDate Reference Customer Description Amount Status"),
    _list(
        "sales-orders",
        "sales-order-form",
        "Date Reference Customer SalesQuote Description OrderAmount InvoiceStatus DeliveryStatus",
    ),
    _list("purchase-quotes", "purchase-quote-form", "Date Reference Supplier Description Amount"),
    _list("purchase-orders", "purchase-order-form", "Date Reference Supplier Description OrderAmount InvoiceStatus"),
    _list(
        "delivery-notes", "delivery-note-form", "DeliveryDate Reference Customer SalesInvoice Description QtyDelivered"
    ),
    _list("goods-receipts", "goods-receipt-form", "Date Reference Supplier PurchaseOrder Description QtyReceived"),
    _list(
        "inventory-items",
        "inventory-item-form",
        "Image ItemCode ItemName ControlAccount Division Description QtyOnHand QtyToReceive AverageCost TotalCost",
    ),
    _list("non-inventory-items", "non-inventory-item-form", "ItemCode ItemName UnitName"),
    _list("employees", "employee-form", "Code Name EmailAddress ControlAccount Division Balance Status"),
    _list("payslips", "payslip-form", "Date Reference Employee Description GrossPay Deductions NetPay"),
    _list("expense-claims", "expense-claim-form", "Date Reference PaidBy Payee Description Accounts Amount"),
    _list("depreciation-entries", "depreciation-entry-form", "Date Reference Description Amount"),
    _list(
        "bank-and-cash-accounts",
        "bank-or-cash-account-form",
        "Image Code Name ControlAccount Division"
        " UncategorizedReceipts UncategorizedPayments ClearedBalance PendingDeposits PendingWithdrawals ActualBalance"
        " LastBankReconciliation",
    ),
    _list("tax-codes", "tax-code-form", "Name Label TaxRate"),
    _list("projects", "project-form", "Name Income Expenses"),
    _list("divisions", "division-form", "Name"),
    _list("foreign-currencies", "foreign-currency-form", "Code Name"),
    _list("exchange-rates", "exchange-rate-form", "Date Currency Rate"),
    _list("fixed-assets", "fixed-asset-form", "Code Name DepreciationRate AcquisitionCost BookValue Status"),
    _list("folders", "folder-form", "Name"),
    Offered("chart-of-accounts", "", ("Key", "Code", "Name"), paged=False),
    Offered("trial-balance-transactions", "", FEED, asks=DATED),
    Offered("profit-and-loss-statement-transactions", "", FEED, asks=DATED),
    Offered("balance-sheet-transactions", "", FEED, asks=DATED),
    Offered("tax-summary-transactions", "", ("Date", "Transaction", "Name", "Tax", "TransactionAmount")),
    _list("access-tokens", "access-token-form", "Name AccessToken"),
)
"""Every list of the emulated version."""

SINGLES = ("business-details-form", "base-currency-form")
"""Forms of which a business has one; their key is that of their type."""
ACCOUNT_FORMS = ("balance-sheet-account-form", "profit-and-loss-statement-account-form")
GROUP_FORMS = ("balance-sheet-group-form", "profit-and-loss-statement-group-form")
KEYED = (*SINGLES, *ACCOUNT_FORMS, *GROUP_FORMS)


def openapi(lists: tuple[Offered, ...]) -> Json:
    """The installation's own description: paths and parameters, and not a word of what comes."""
    paths: Json = {f"/{each.path}": {"get": _listing(each)} for each in lists}
    for form in (*(each.form for each in lists if each.form), *KEYED):
        verbs = {"get": _keyed(), "put": _keyed(), "delete": _keyed()}
        paths |= {f"/{form}": {"post": {"responses": {"201": {}}}}, f"/{form}/{{key}}": verbs}
    info = {"title": "Manager.io API2", "version": "emulated"}
    return {"openapi": "3.0.0", "info": info, "paths": paths, "components": {"schemas": {}}}


def _listing(each: Offered) -> Json:
    names = {"type": "string", "enum": list(each.fields)}
    asked: list[Json] = [_parameter(name, "string") for name in (*each.asks, *(("term",) if each.paged else ()))]
    if each.paged:
        asked += [_parameter("sortByDesc", "boolean"), {**_parameter("sortBy", "string"), "schema": names}]
        asked += [_parameter("skip", "integer"), _parameter("pageSize", "integer")]
    asked.append({**_parameter("fields", "array"), "schema": {"type": "array", "items": names}})
    return {"summary": each.path.replace("-", " ").title(), "parameters": asked, "responses": {"200": {}}}


def _parameter(name: str, type_: str) -> Json:
    return {"name": name, "required": False, "in": "query", "schema": {"type": type_}}


def _keyed() -> Json:
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {"parameters": [key], "responses": {"200": {"description": "Success"}}}
