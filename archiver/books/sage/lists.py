"""What else Sage lists: taxes, things sold, currencies, methods, opening balances, and what is analysed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archiver.books.rest import added
from archiver.books.rest.columns import From, computed, first, fixed, own
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, at, decimal
from archiver.books.sage.fields import PLUMBING, account, refs
from archiver.model import ColumnType, Value

MONEY, DAY, ID, RATE = ColumnType.MONEY, ColumnType.DAY, ColumnType.ID, ColumnType.RATE
NAME = own("name", en="Name", fr="Nom")
DATE = own("date", DAY, en="Date", fr="Date")
CURRENCY = own("currency", en="Currency", fr="Devise")
DETAILS = own("details", en="Details", fr="Détails")
DEBIT = own("debit", MONEY, en="Debit", fr="Débit", currency="currency")
CREDIT = own("credit", MONEY, en="Credit", fr="Crédit", currency="currency")
ACCOUNT = (own("account_id", ID, en="Account ID", fr="ID compte"), own("account", en="Account", fr="Compte"))

TAX_TYPES = added.kind("tax_types", "taxes", NAME, en="Tax types", fr="Types de taxe")
TAX_PROFILES = added.kind(
    "tax_profiles", "taxes", NAME, own("tax_number", en="Tax number", fr="Numéro de taxe"),
    en="Tax profiles", fr="Profils de taxe",
)  # fmt: skip
MOVEMENTS = added.kind(
    "stock_movements", "lists", DATE, own("item_id", ID, en="Item ID", fr="ID article"),
    own("item", en="Item", fr="Article"), own("quantity", ColumnType.QUANTITY, en="Quantity", fr="Quantité"),
    own("cost", RATE, en="Unit cost", fr="Coût unitaire"), DETAILS, own("reference", en="Reference", fr="Référence"),
    en="Stock movements", fr="Mouvements de stock", order=("date", "id"),
)  # fmt: skip
ANALYSIS_TYPES = added.kind("analysis_types", "lists", NAME, en="Analysis types", fr="Axes analytiques")
ANALYSIS = added.kind(
    "analysis_type_categories", "lists", NAME, own("code", en="Code", fr="Code"), en="Analysis categories",
    fr="Sections analytiques",
)  # fmt: skip
CHART = added.kind(
    "coa_accounts", "ledger", own("number", en="Number", fr="Numéro"), NAME, own("type", en="Type", fr="Type"),
    en="Model chart of accounts", fr="Plan comptable type",
)  # fmt: skip
BANK_OPENINGS = added.kind(
    "bank_opening_balances", "bank", DATE, own("bank_account_id", ID, en="Bank account ID", fr="ID compte bancaire"),
    own("bank_account", en="Bank account", fr="Compte bancaire"), CURRENCY, DEBIT, CREDIT,
    en="Opening balances of bank accounts", fr="Soldes d’ouverture des comptes bancaires",
)  # fmt: skip
LEDGER_OPENINGS = added.kind(
    "ledger_account_opening_balances", "ledger", *ACCOUNT, DETAILS, CURRENCY, DEBIT, CREDIT,
    en="Opening balances of accounts", fr="Soldes d’ouverture des comptes",
)  # fmt: skip
OPENING_JOURNALS = added.kind(
    "opening_balance_journals", "ledger", DATE, own("reference", en="Reference", fr="Référence"),
    en="Journals of opening balances", fr="Journaux d’ouverture",
)  # fmt: skip


def tax_rates() -> Sequence[Table]:
    """The tables of ``tax_rates``, each with the rates that it had in its time."""
    columns: Mapping[str, str | From] = {
        "tax_code_id": "id",
        "tax_code": "displayed_as",
        "name": "name",
        "rate": "percentage",
        "tax_agency": "agency",
        "active": "is_visible",
    }
    periods: Mapping[str, str | From] = {
        "rate_id": computed(lambda item, about: about.id),
        "rate_name": computed(lambda item, about: about.document.get("name")),
        "rate": "percentage",
        "valid_from": "from_date",
        "valid_until": "to_date",
    }
    return (
        Table(kind="tax_rates", columns=columns, silent=(*PLUMBING, "percentages")),
        Table(kind="tax_rate_periods", each="percentages", columns=periods),
    )


def items(type_: str, home: str | None) -> Sequence[Table]:
    """The tables of ``products``, ``services`` and ``stock_items``; the first of several prices is the usual one."""
    columns: Mapping[str, str | From] = {
        "number": "item_code",
        "name": "description",
        "full_name": "displayed_as",
        "description": "description",
        "type": fixed(type_),
        "unit": "measurement_unit",
        "unit_price": computed(_price),
        "cost": "cost_price",
        "currency": fixed(home),
        "income_account_id": "sales_ledger_account.id",
        "income_account": account("sales_ledger_account")["account"],
        "expense_account_id": "purchase_ledger_account.id",
        "expense_account": account("purchase_ledger_account")["account"],
        "quantity_on_hand": "quantity_in_stock",
        "tax_code": "sales_tax_rate.displayed_as",
        "active": "active",
    }
    silent = (*PLUMBING, *refs("sales_ledger_account", "purchase_ledger_account"), "sales_tax_rate.$path")
    return (Table(kind="items", columns=columns, silent=silent),)


def _price(item: Item, about: object) -> Value:
    for prices, price in (("sales_prices", "price"), ("sales_rates", "rate")):
        found = item.get(prices)
        if isinstance(found, list) and found:
            return decimal(at(found[0], price))
    return None


def currencies() -> Sequence[Table]:
    """The tables of ``currencies``."""
    columns: Mapping[str, str | From] = {"code": "id", "name": "displayed_as", "kind": fixed("currency")}
    return (Table(kind="currencies", columns=columns, silent=PLUMBING),)


def exchange_rates(home: str | None) -> Sequence[Table]:
    """The tables of ``business_exchange_rates``: the owner's own rates."""
    columns: Mapping[str, str | From] = {
        "from_currency": "currency.id",
        "to_currency": first("base_currency.id", fixed(home)),
        "rate": "inverse_rate",
    }
    return (Table(kind="exchange_rates", columns=columns, silent=(*PLUMBING, *refs("currency", "base_currency"))),)


def named(kind: str) -> Sequence[Table]:
    """The tables of a list that has names only."""
    return (Table(kind=kind, columns={"name": "displayed_as"}, silent=PLUMBING),)


def sundry(home: str | None) -> Mapping[str, Sequence[Table]]:
    """The tables of the lists that only Sage has, by their paths."""
    movement: Mapping[str, str | From] = {
        "date": "date",
        "item_id": "stock_item.id",
        "item": "stock_item.displayed_as",
        "quantity": "quantity",
        "cost": "cost_price",
        "details": "details",
        "reference": "reference",
    }
    bank: Mapping[str, str | From] = {
        "date": "date",
        "bank_account_id": "bank_account.id",
        "bank_account": "bank_account.displayed_as",
        **_sides(home),
    }
    by_account = {key: value for key, value in account().items() if key != "account_number"}
    ledger: Mapping[str, str | From] = {**by_account, "details": "details", **_sides(home)}
    chart: Mapping[str, str | From] = {
        "number": "nominal_code", "name": "name", "type": "ledger_account_type.displayed_as",
    }  # fmt: skip
    profile: Mapping[str, str | From] = {"name": "displayed_as", "tax_number": "tax_number"}
    name: Mapping[str, str | From] = {"name": "displayed_as"}
    silent = (*PLUMBING, "bank_account.$path", "stock_item.$path", "ledger_account_type.$path")
    tables = {
        "tax_types": (TAX_TYPES, name),
        "tax_profiles": (TAX_PROFILES, profile),
        "stock_movements": (MOVEMENTS, movement),
        "analysis_types": (ANALYSIS_TYPES, name),
        "analysis_type_categories": (ANALYSIS, {"name": "displayed_as", "code": "code"}),
        "coa_accounts": (CHART, chart),
        "bank_opening_balances": (BANK_OPENINGS, bank),
        "ledger_account_opening_balances": (LEDGER_OPENINGS, ledger),
        "opening_balance_journals": (OPENING_JOURNALS, {"date": "date", "reference": "reference"}),
    }
    return {path: (Table(kind=kind, columns=columns, silent=silent),) for path, (kind, columns) in tables.items()}


def _sides(home: str | None) -> Mapping[str, str | From]:
    return {"currency": fixed(home), "debit": "debit", "credit": "credit"}
