"""The chart of accounts, tax rates and other lists that a business in the United Kingdom begins with."""

from __future__ import annotations

from tests.emulators.exchange import Json
from tests.emulators.sage.business import Business, reference

ACCOUNTS = (
    (30, "Plant and machinery", "FIXED_ASSETS", None),
    (1000, "Stock", "CURRENT_ASSETS", None),
    (1100, "Trade Debtors", "CURRENT_ASSETS", "TRADE_DEBTORS"),
    (1200, "Current account", "CURRENT_ASSETS", None),
    (1210, "Savings account", "CURRENT_ASSETS", None),
    (1220, "Euro account", "CURRENT_ASSETS", None),
    (2100, "Trade Creditors", "CURRENT_LIABILITIES", "TRADE_CREDITORS"),
    (2200, "VAT on Sales", "CURRENT_LIABILITIES", "TAX_OUTPUT"),
    (2201, "VAT on Purchases", "CURRENT_LIABILITIES", "TAX_INPUT"),
    (3000, "Owner's capital", "EQUITY", None),
    (3200, "Retained earnings", "EQUITY", "RETAINED_EARNINGS"),
    (4000, "Sales of goods", "SALES", None),
    (4010, "Repairs", "SALES", None),
    (4900, "Other income", "OTHER_INCOME", None),
    (5000, "Cost of goods", "DIRECT_EXPENSES", None),
    (7100, "Rent", "OVERHEADS", None),
    (7500, "Office costs", "OVERHEADS", None),
    (7900, "Exchange differences", "OVERHEADS", None),
    (8000, "Depreciation", "OVERHEADS", None),
)
RATES = (("GB_STANDARD", "Standard", "20.0"), ("GB_LOWER", "Lower Rate", "5.0"), ("GB_ZERO", "Zero Rated", "0.0"))
METHODS = {"CASH": "Cash", "CHEQUE": "Cheque", "ELECTRONIC": "Electronic", "CREDIT_DEBIT": "Card"}


def base(path: str, id_: str, called: str) -> Json:
    """A reference to an item of Sage's own lists."""
    return {"id": id_, "displayed_as": called, "$path": f"/{path}/{id_}"}


def currency(code: str) -> Json:
    """A reference to a currency."""
    return base("currencies", code, f"{code} currency")


def open_chart(business: Business) -> None:
    """Fill the lists that documents refer to."""
    for code in ("GBP", "EUR", "USD"):
        business.add("currencies", f"{code} currency", code)
    for id_, name in METHODS.items():
        business.add("payment_methods", name, id_)
    for id_, name, percentage in RATES:
        _rate(business, id_, name, percentage)
    business.add(
        "tax_types", "VAT", "GB", federal_tax=False, country=base("countries", "GB", "United Kingdom (GB)"),
        tax_rates=[base("tax_rates", id_, f"{name} {share}%") for id_, name, share in RATES], address_regions=[],
    )  # fmt: skip
    for number, name, type_, control in ACCOUNTS:
        _account(business, number, name, type_, control)
    for number, name in ((1200, "Current account"), (1210, "Savings account"), (1220, "Euro account")):
        _bank(business, number, name)
    _settings(business)


def _rate(business: Business, id_: str, name: str, percentage: str) -> None:
    spans = [{"percentage": percentage, "from_date": "2011-01-04", "to_date": None}]
    business.add(
        "tax_rates", f"{name} {percentage}%", id_, name=name, agency=None, percentage=percentage, percentages=spans,
        is_visible=True, retailer=False, editable=False, deletable=False, is_combined_rate=False,
        component_tax_rates=[],
    )  # fmt: skip


def _account(business: Business, number: int, name: str, type_: str, control: str | None) -> None:
    """An account with its balance since the beginning, which the server adds up when it is asked."""
    business.add(
        "ledger_accounts", f"{name} ({number})", name=name, display_name=name, nominal_code=number,
        ledger_account_type=base("ledger_account_types", type_, type_.replace("_", " ").capitalize()),
        ledger_account_classification=base("ledger_account_classifications", f"GB_{type_}", type_.capitalize()),
        ledger_account_group={"id": type_, "displayed_as": type_.capitalize()}, tax_rate=None, fixed_tax_rate=False,
        included_in_chart=True, is_control_account=control is not None, control_name=control,
        visible_scopes=["journals", "reporting"], visible_in_journals=True, visible_in_reporting=True,
        display_formatted=f"{name} ({number})", tax_recoverable=False, recoverable_percentage="0.0",
        cis_materials=False, cis_labour=False, gifi_code=None,
    )  # fmt: skip


def _bank(business: Business, number: int, name: str) -> None:
    account = next(each for each in business.items("ledger_accounts") if each["nominal_code"] == number)
    code = "EUR" if number == 1220 else business.currency
    business.add(
        "bank_accounts", f"{name} ({number})", nominal_code=number, ledger_account=reference(account),
        bank_account_type=base("bank_account_types", "CHECKING", "Current"), balance="0.0", currency=currency(code),
        bank_account_details={
            "account_name": business.name, "account_number": f"3100{number}", "sort_code": "20-00-00",
            "bic": "BARCGB22", "iban": f"GB33BUKB2020155555{number}",
        },
        main_address=None, main_contact_person=None, editable=True, deletable=False, journal_code=None,
        default_payment_method=base("payment_methods", "ELECTRONIC", "Electronic"), is_active=True,
    )  # fmt: skip


def _settings(business: Business) -> None:
    sales = next(each for each in business.items("ledger_accounts") if each["nominal_code"] == 4000)
    business.settings["financial_settings"] = {
        "$path": "/financial_settings", "year_end_date": "2026-03-31", "year_end_lockdown_date": None,
        "accounting_type": "accrual", "accounts_start_date": "2025-04-01", "base_currency": currency(business.currency),
        "multi_currency_enabled": True, "tax_number": "GB123456789",
        "tax_scheme": base("tax_schemes", "GB_STANDARD", "Standard"),
        "tax_return_frequency": base("tax_return_frequencies", "QUARTERLY", "Quarterly"),
        "updated_at": "2025-04-01T09:00:00Z",
    }  # fmt: skip
    business.settings["business_settings"] = {
        "$path": "/business_settings", "siret": None, "share_capital": "100.0", "wizard_complete": True,
        "business_type": {"id": "SOLE_TRADER", "displayed_as": "Sole trader"},
        "default_ledger_accounts": {"sales_ledger_account": reference(sales)},
    }  # fmt: skip
    business.settings["invoice_settings"] = {
        "$path": "/invoice_settings", "next_invoice_number": 25, "next_credit_note_number": 3,
        "sales_invoice_number_prefix": "SI-", "customer_credit_days": 30,
    }  # fmt: skip
