"""What controls, sources and types of archives are called."""

from __future__ import annotations

from archiver.words import N_

CONTROLS = {
    "ledger_balanced": N_("Debits and credits"),
    "receivables_tie": N_("Receivables and their account"),
    "payables_tie": N_("Payables and their account"),
    "receivables_aged": N_("Aged receivables and their account"),
    "payables_aged": N_("Aged payables and their account"),
    "taxes_tie": N_("Taxes and their accounts"),
    "taxes_summed": N_("About the tax summary"),
    "balances_reported": N_("Balances and the source's own report"),
    "receivables_reported": N_("Receivables and the source's own report"),
    "payables_reported": N_("Payables and the source's own report"),
    "balances_applied": N_("Open balances and payments"),
    "payments_applied": N_("Payments and what they were for"),
    "totals_add_up": N_("Totals, lines and taxes"),
    "entries_balanced": N_("Entries made by hand"),
    "numbering": N_("Missing numbers"),
    "number_doubles": N_("Numbers given twice"),
    "bill_doubles": N_("Bills entered twice"),
    "voided_deleted": N_("Voided and deleted"),
    "changed_while_reading": N_("Changed while reading"),
    "summary_ties": N_("Summary and totals"),
    "deleted_since": N_("Deleted since the archive before"),
    "documents_packed": N_("Linked documents"),
    "documents_missing": N_("Linked documents not found"),
    "documents_unreadable": N_("Linked documents not readable"),
    "documents_too_large": N_("Linked documents too large"),
    "company_known": N_("About the company"),
    "masked": N_("Masked fields"),
    "compared": N_("What was compared"),
    "names_stay": N_("Names that were changed"),
    "full_instead": N_("A full archive, in the place of changes"),
    "as_of": N_("As of which moment"),
    "period": N_("The period and the controls"),
    "companies": N_("The companies, each with its archive"),
    "not_given": N_("Not given by this source"),
    "limits_of_excel": N_("Limits of Excel"),
    "nothing": N_("Nothing to control"),
}
"""Every control by its code, which programs read, and the title that people read."""

SOURCES = {
    "files": N_("Files (CSV, Excel and others)"),
    "gnucash": "GnuCash",
    "manager": "Manager",
    "quickbooks": "QuickBooks Online",
    "sage": "Sage Accounting",
    "tryton": "Tryton",
}
"""What sources are called where the books name no system of their own."""

TYPES = {"full": N_("full"), "financial": N_("financial"), "incremental": N_("incremental"), "period": N_("period")}
"""How archives are called by what they hold."""
