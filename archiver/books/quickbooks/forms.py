"""Sales and purchases as data: which fields of QuickBooks each form has for what all forms say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ESTIMATES = {"Pending": "pending", "Accepted": "accepted", "Closed": "closed", "Rejected": "declined"}
ORDERS = {"Open": "pending", "Closed": "closed"}


@dataclass(frozen=True, slots=True)
class Form:
    """How one entity is read: its kinds, and what differs from one form to the other.

    ``party`` is the reference to whose it is. ``account`` is the reference to the account that it is posted to, and
    ``role`` the kind of account that is meant where it names none. ``balance`` are the fields that may say what is
    open; ``stands`` is the one that says where a document that nobody owes stands, in the words of ``statuses``.
    """

    kind: str
    line: str
    party: str
    account: str = ""
    role: str = ""
    due: tuple[str, ...] = ("DueDate",)
    balance: tuple[str, ...] = ()
    billed_to: str = "BillAddr"
    reference: tuple[str, ...] = ("PONumber",)
    message: str = "CustomerMemo.value"
    stands: str = ""
    statuses: Mapping[str, str] | None = None
    deposit: bool = False


FORMS = {
    "Invoice": Form(
        "invoices", "invoice", "CustomerRef", "ARAccountRef", "receivable", balance=("Balance",), deposit=True
    ),
    "SalesReceipt": Form(
        "sales_receipts", "sales_receipt", "CustomerRef", "DepositToAccountRef", reference=("PaymentRefNum", "PONumber")
    ),
    "CreditMemo": Form(
        "credit_notes",
        "credit_note",
        "CustomerRef",
        "ARAccountRef",
        "receivable",
        balance=("RemainingCredit", "Balance"),
    ),
    "RefundReceipt": Form(
        "refund_receipts",
        "refund_receipt",
        "CustomerRef",
        "DepositToAccountRef",
        reference=("PaymentRefNum", "PONumber"),
    ),
    "Estimate": Form(
        "estimates",
        "estimate",
        "CustomerRef",
        due=("ExpirationDate", "DueDate"),
        stands="TxnStatus",
        statuses=ESTIMATES,
    ),
    "Bill": Form(
        "bills",
        "bill",
        "VendorRef",
        "APAccountRef",
        "payable",
        balance=("Balance",),
        billed_to="VendorAddr",
        message="Memo",
    ),
    "VendorCredit": Form(
        "vendor_credits",
        "vendor_credit",
        "VendorRef",
        "APAccountRef",
        "payable",
        balance=("Balance",),
        billed_to="VendorAddr",
        message="Memo",
    ),
    "Purchase": Form(
        "purchases",
        "purchase",
        "VendorRef",
        "AccountRef",
        billed_to="RemitToAddr",
        reference=("PaymentRefNum", "CheckPayment.CheckNum"),
        message="Memo",
    ),
    "PurchaseOrder": Form(
        "purchase_orders",
        "purchase_order",
        "VendorRef",
        "APAccountRef",
        due=("ExpectedDate", "DueDate"),
        billed_to="VendorAddr",
        message="Memo",
        stands="POStatus",
        statuses=ORDERS,
    ),
}
