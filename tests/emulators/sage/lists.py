"""The lists of the API v3.1 that the emulator serves, and what each of them can be asked for."""

from __future__ import annotations

SINCE = frozenset(
    [
        "addresses",
        "analysis_type_categories",
        "analysis_types",
        "attachments",
        "bank_accounts",
        "bank_deposits",
        "bank_opening_balances",
        "bank_reconciliations",
        "bank_transfers",
        "coa_accounts",
        "contact_allocations",
        "contact_opening_balances",
        "contact_payments",
        "contact_persons",
        "contacts",
        "journal_codes",
        "journals",
        "ledger_account_opening_balances",
        "ledger_accounts",
        "ledger_entries",
        "other_payments",
        "products",
        "purchase_corrective_invoices",
        "purchase_credit_notes",
        "purchase_invoices",
        "purchase_quick_entries",
        "sales_corrective_invoices",
        "sales_credit_notes",
        "sales_estimates",
        "sales_invoices",
        "sales_quick_entries",
        "sales_quotes",
        "service_rate_types",
        "services",
        "stock_items",
        "tax_profiles",
        "tax_rates",
        "transactions",
    ]
)
"""Those that tell what was created or changed since a moment, that moment included."""

DELETED = frozenset(
    [
        "addresses",
        "attachments",
        "bank_accounts",
        "bank_deposits",
        "bank_transfers",
        "contact_allocations",
        "contact_opening_balances",
        "contact_payments",
        "contact_persons",
        "contacts",
        "journals",
        "other_payments",
        "products",
        "purchase_corrective_invoices",
        "purchase_credit_notes",
        "purchase_invoices",
        "purchase_quick_entries",
        "sales_corrective_invoices",
        "sales_credit_notes",
        "sales_invoices",
        "sales_quick_entries",
        "services",
        "stock_items",
    ]
)
"""Those that tell what was deleted since a moment, that moment excluded."""

SORTED = frozenset(
    [
        "bank_deposits",
        "bank_transfers",
        "contact_allocations",
        "contact_payments",
        "other_payments",
        "purchase_corrective_invoices",
        "purchase_credit_notes",
        "purchase_invoices",
        "purchase_quick_entries",
        "sales_corrective_invoices",
        "sales_credit_notes",
        "sales_invoices",
        "sales_quick_entries",
        "sales_quotes",
    ]
)
"""Those that can be put in the order of their creation."""

PLAIN = frozenset(
    [
        "business_exchange_rates",
        "currencies",
        "opening_balance_journals",
        "payment_methods",
        "stock_movements",
        "tax_types",
    ]
)
"""Those that tell no changes."""

SETTINGS = frozenset({"business_settings", "financial_settings", "invoice_settings"})
"""What there is one of."""

LISTS = SINCE | PLAIN
