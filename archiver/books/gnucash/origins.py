"""Where each column comes from, as GnuCash's SQLite form names it; its XML has the same under names of its own.

A column that is computed from several of them, or by GnuCash's own rules, names the one that decides.
"""

from __future__ import annotations

from collections.abc import Mapping

from archiver import kinds
from archiver.model import Kind

Fields = Mapping[str, str]

_HEADER: Fields = {
    "id": "invoices.guid",
    "number": "invoices.id",
    "date": "transactions.post_date",
    "due_date": "slots.trans-date-due",
    **{f"{party}_id": "invoices.owner_guid" for party in ("customer", "vendor", "employee")},
    "customer": "customers.name",
    "vendor": "vendors.name",
    "employee": "employees.addr_name",
    "currency": "invoices.currency",
    "reference": "invoices.billing_id",
    "memo": "invoices.notes",
    "terms": "billterms.name",
    "account_id": "invoices.post_acc",
    "account": "accounts.name",
    "billing_address": "customers.addr_addr1",
    "subtotal": "entries.quantity, entries.i_price",
    "tax": "taxtable_entries.amount",
    "total": "entries.quantity, entries.i_price, taxtable_entries.amount",
    "balance": "splits.quantity",
    "status": "splits.quantity",
    "document_link": "slots.assoc_uri",
    "created": "transactions.enter_date",
    "job_id": "invoices.owner_guid",
    "job": "jobs.name",
}
_BOUGHT: Fields = {
    **_HEADER,
    "billing_address": "vendors.addr_addr1",
    "subtotal": "entries.quantity, entries.b_price",
    "total": "entries.quantity, entries.b_price, taxtable_entries.amount",
}
_CLAIMED: Fields = {**_BOUGHT, "billing_address": "employees.addr_addr1"}


def _line(side: str, document: str, owner: str) -> Fields:
    return {
        "id": "entries.guid",
        f"{document}_id": f"entries.{owner}",
        "number": "invoices.id",
        "line": "entries.date",
        "item": "entries.action",
        "description": "entries.description",
        "quantity": "entries.quantity",
        "unit_price": f"entries.{side}_price",
        "discount": "entries.i_discount",
        "amount": f"entries.quantity, entries.{side}_price",
        "tax_code": f"entries.{side}_taxtable",
        "tax": "taxtable_entries.amount",
        "account_id": f"entries.{side}_acct",
        "account": "accounts.name",
        "currency": "invoices.currency",
        "service_date": "entries.date",
        "customer_id": "entries.billto_guid",
        "customer": "customers.name",
        "billable": "entries.billable",
    }


_PAYMENT: Fields = {
    "id": "transactions.guid",
    "number": "transactions.num",
    "date": "transactions.post_date",
    **{f"{party}_id": "lots.gncOwner" for party in ("customer", "vendor", "employee")},
    "customer": "customers.name",
    "vendor": "vendors.name",
    "employee": "employees.addr_name",
    "reference": "transactions.num",
    "memo": "transactions.description",
    "amount": "splits.quantity",
    "unapplied": "splits.lot_guid",
    "currency": "accounts.commodity_guid",
    "account_id": "splits.account_guid",
    "account": "accounts.name",
    "control_account_id": "splits.account_guid",
    "control_account": "accounts.name",
    "status": "splits.reconcile_state",
    "document_link": "slots.assoc_uri",
    "last_total": "slots.void-former-amount",
}
_APPLICATION: Fields = {
    "payment_id": "splits.tx_guid",
    "payment_kind": "slots.trans-txn-type",
    "document_id": "lots.gncInvoice",
    "document_kind": "invoices.owner_type",
    "date": "transactions.post_date",
    "currency": "invoices.currency",
    "amount": "splits.quantity",
}
_LEDGER: Fields = {
    "id": "splits.guid",
    "date": "transactions.post_date",
    "entry_id": "splits.tx_guid",
    "entry_number": "transactions.num",
    "document_kind": "slots.trans-txn-type",
    "document_id": "invoices.post_txn",
    "account_id": "splits.account_guid",
    "account_number": "accounts.code",
    "account": "accounts.name",
    "debit": "splits.value",
    "credit": "splits.value",
    "amount_currency": "splits.quantity",
    "currency": "accounts.commodity_guid",
    "entry_currency": "transactions.currency_guid",
    "party": "invoices.owner_guid",
    "memo": "splits.memo",
    "description": "transactions.description",
    "reconciled": "splits.reconcile_state",
    "reconcile_date": "splits.reconcile_date",
    "closing": "slots.book_closing",
}
_ENTRY: Fields = {
    "id": "transactions.guid",
    "number": "transactions.num",
    "date": "transactions.post_date",
    "description": "transactions.description",
    "currency": "transactions.currency_guid",
    "total": "splits.value",
    "status": "splits.reconcile_state",
    "notes": "slots.notes",
    "closing": "slots.book_closing",
    "document_link": "slots.assoc_uri",
    "created": "transactions.enter_date",
    "last_total": "slots.void-former-value",
}
_TAX_LINE: Fields = {
    "document_kind": "invoices.owner_type",
    "document_id": "invoices.guid",
    "number": "invoices.id",
    "date": "transactions.post_date",
    "tax_code_id": "taxtables.guid",
    "tax_code": "taxtables.name",
    "rate_id": "taxtable_entries.taxtable",
    "rate": "taxtable_entries.amount",
    "base": "entries.quantity",
    "tax": "taxtable_entries.amount",
    "direction": "invoices.owner_type",
    "account_id": "taxtable_entries.account",
    "account_number": "accounts.code",
    "account": "accounts.name",
    "currency": "invoices.currency",
}


def _table(table: str, /, **others: str) -> Fields:
    """Columns that are called as those of their table, and ``others``, which are not."""
    return {key: f"{table}.{field}" if "." not in field else field for key, field in {"id": "guid", **others}.items()}


def _party(table: str, /, **others: str) -> Fields:
    """What the tables of customers, vendors and employees have in common."""
    address = {"company": "addr_name", "email": "addr_email", "phone": "addr_phone", "address": "addr_addr1"}
    same = {"name": "name", "number": "id", "currency": "currency", "active": "active", "balance": "splits.quantity"}
    return _table(table, **{**address, **same, **others})


FIELDS: Mapping[str, Fields] = {
    **dict.fromkeys(("invoices", "credit_notes"), _HEADER),
    **dict.fromkeys(("bills", "vendor_credits"), _BOUGHT),
    "expense_claims": _CLAIMED,
    **{f"{each}_lines": _line("i", each, "invoice") for each in ("invoice", "credit_note")},
    **{f"{each}_lines": _line("b", each, "bill") for each in ("bill", "vendor_credit", "expense_claim")},
    "tax_lines": _TAX_LINE,
    **dict.fromkeys(("payments", "bill_payments"), _PAYMENT),
    **dict.fromkeys(("sales_applications", "purchase_applications"), _APPLICATION),
    "journal_entries": _ENTRY,
    "journal_entry_lines": {**_LEDGER, "journal_entry_id": "splits.tx_guid", "number": "transactions.num"},
    "ledger": _LEDGER,
    "customers": _party(
        "customers", notes="notes", shipping_address="shipaddr_addr1", credit_limit="credit", discount_rate="discount",
        tax_code="taxtable", terms="billterms.name",
    ),
    "vendors": _party("vendors", notes="notes", tax_code="tax_table", terms="billterms.name"),
    "employees": _party("employees", name="addr_name", username="username", rate="rate", workday="workday"),
    "jobs": _table(
        "jobs", number="id", name="name", reference="reference", active="active", rate="slots.job-rate",
        customer_id="owner_guid", customer="customers.name", vendor_id="owner_guid", vendor="vendors.name",
    ),
    "accounts": _table(
        "accounts", number="code", name="name", full_name="name", type="account_type", role="account_type",
        subtype="account_type", currency="commodity_guid", parent_id="parent_guid", active="hidden",
        placeholder="placeholder", description="description", balance="splits.quantity", notes="slots.notes",
    ),
    "terms": _table(
        "billterms", name="name", description="description", type="type", due_days="duedays",
        discount_days="discountdays", discount_rate="discount", cutoff="cutoff", active="invisible",
    ),
    "tax_codes": _table("taxtables", name="name", active="invisible", parent_id="parent"),
    "tax_rates": _table(
        "taxtable_entries", id="taxtable", tax_code_id="taxtable", tax_code="taxtables.name", name="accounts.name",
        rate="amount", amount="amount", currency="accounts.commodity_guid", account_id="account",
        account_number="accounts.code", account="accounts.name", active="taxtables.invisible",
    ),
    "currencies": _table(
        "commodities", code="mnemonic", name="fullname", namespace="namespace", kind="namespace", fraction="fraction",
    ),
    "exchange_rates": _table(
        "prices", date="date", from_currency="commodity_guid", to_currency="currency_guid", rate="value", type="type",
        source="source",
    ),
    "budgets": _table(
        "budgets", name="name", description="description", period_start="recurrences.recurrence_period_start",
        periods="num_periods", period_unit="recurrences.recurrence_period_type",
    ),
    "budget_lines": _table(
        "budget_amounts", id="budget_guid", budget_id="budget_guid", account_id="account_guid",
        account_number="accounts.code", account="accounts.name", period="period_num", period_start="period_num",
        amount="amount", currency="accounts.commodity_guid", notes="slots.notes",
    ),
    "attachments": _table(
        "slots", id="obj_guid", document_id="obj_guid", document_kind="invoices.owner_type",
        document_number="invoices.id", name="assoc_uri", link="assoc_uri",
    ),
    "company": _table("slots", id="name", name="name", value="value"),
}  # fmt: skip


def kind(key: str) -> Kind:
    """A kind of ours, with the field that each of its columns comes from."""
    return kinds.kind(key).reading(FIELDS[key])
