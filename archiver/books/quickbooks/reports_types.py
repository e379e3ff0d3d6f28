"""What a report calls a transaction, in the company's language, and the kind of document that it is.

What is not here, such as a payroll cheque or a payment of sales tax, has no document in these books.
"""

from __future__ import annotations

from collections.abc import Mapping

_CALLED = {
    "invoices": ("Invoice", "Facture", "Facture client"),
    "sales_receipts": ("Sales Receipt", "Reçu de vente"),
    "credit_notes": ("Credit Memo", "Credit Note", "Note de crédit", "Avoir", "Avoir client"),
    "refund_receipts": ("Refund", "Refund Receipt", "Remboursement", "Reçu de remboursement"),
    "payments": ("Payment", "Paiement", "Receive Payment"),
    "bills": ("Bill", "Facture à payer", "Facture fournisseur"),
    "vendor_credits": (
        *("Vendor Credit", "Supplier Credit"),
        *("Crédit de fournisseur", "Crédit fournisseur", "Avoir fournisseur"),
    ),
    "bill_payments": (
        *("Bill Payment", "Bill Payment (Check)", "Bill Payment (Cheque)", "Bill Payment (Credit Card)"),
        *("Paiement de facture", "Paiement de facture (chèque)", "Paiement de facture (carte de crédit)"),
        *("Paiement de factures", "Paiement de factures (chèque)", "Paiement de factures (carte de crédit)"),
    ),
    "purchases": (
        *("Check", "Cheque", "Expense", "Cash Expense", "Cash Purchase", "Cheque Expense", "Check Expense"),
        *("Credit Card Expense", "Credit Card Credit"),
        *("Chèque", "Dépense", "Dépense au comptant", "Dépense en espèces", "Dépense de chèque"),
        *("Dépense par carte de crédit", "Crédit sur carte de crédit"),
    ),
    "deposits": ("Deposit", "Dépôt"),
    "transfers": ("Transfer", "Virement"),
    "journal_entries": ("Journal Entry", "Journal", "Écriture de journal"),
    "inventory_adjustments": (
        *("Inventory Qty Adjust", "Inventory Adjustment"),
        *("Ajustement de la quantité en stock", "Ajustement des stocks"),
    ),
    "card_payments": ("Credit Card Payment", "Paiement par carte de crédit", "Paiement de carte de crédit"),
}
DOCUMENTS: Mapping[str, str] = {name.casefold(): kind for kind, names in _CALLED.items() for name in names}
"""The kind by what it is called, in small letters."""
