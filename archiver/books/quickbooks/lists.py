"""Accounts, items, terms and the other lists that documents refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from archiver import kinds
from archiver.books.quickbooks.fields import (
    HOME_CURRENCY,
    MOMENTS,
    PARENT,
    About,
    Field,
    Item,
    about_entry,
    as_flag,
    code,
    day,
    decimal,
    first,
    flag,
    inner,
    label,
    name,
    number,
    of,
    plain,
    ref,
    text,
    whole,
)
from archiver.books.quickbooks.names import Account, Names
from archiver.books.quickbooks.table import Table
from archiver.model import Record, Value

Rows = Mapping[str, Sequence[Record]]
CLASSIFICATIONS = {
    "Asset": "asset",
    "Liability": "liability",
    "Equity": "equity",
    "Revenue": "income",
    "Expense": "expense",
}
ROLES = {
    "Accounts Receivable": "receivable",
    "Accounts Payable": "payable",
    "Bank": "bank",
    "Credit Card": "card",
    "Fixed Asset": "fixed_asset",
    "Long Term Liability": "loan",
}
ROLES_OF_SUBTYPES = {
    "CashOnHand": "cash",
    "Inventory": "inventory",
    "GlobalTaxPayable": "tax",
    "GlobalTaxSuspense": "tax",
    "SalesTaxPayable": "tax",
    "OpeningBalanceEquity": "opening",
    "RetainedEarnings": "retained_earnings",
}
ITEM_TYPES = {
    "Service": "service",
    "NonInventory": "goods",
    "Inventory": "inventory",
    "Group": "bundle",
    "Bundle": "bundle",
    "Category": "other",
}
TERM_TYPES = {"STANDARD": "days", "DATE_DRIVEN": "day_of_month"}


class ListOf:
    """The entries of one list, which are called by the first of ``called`` that they have."""

    def __init__(
        self, key: str, fields: Mapping[str, Field], called: Iterable[str] = ("FullyQualifiedName", "Name")
    ) -> None:
        self._table = Table(kinds.kind(key), {"id": text("Id"), **fields})
        self.kinds = (self._table.kind,)
        self._called = tuple(called)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One entry; what it is called is learnt."""
        about = about_entry(item, names)
        called = next((said for key in self._called if (said := plain(item.get(key)))), None)
        if called:
            names.learn(self._table.kind.key, about.id, called)
        return {self._table.kind.key: (self._table.document(item, about),)}


def role(item: Item) -> str | None:
    """What an account is for, as far as QuickBooks' types tell."""
    return ROLES_OF_SUBTYPES.get(item.get("AccountSubType", "")) or ROLES.get(item.get("AccountType", ""))


class Accounts:
    """The chart of accounts, and what documents need to know of it."""

    def __init__(self) -> None:
        fields = {
            "id": text("Id"),
            "number": text("AcctNum"),
            "name": text("Name"),
            "full_name": text("FullyQualifiedName"),
            "type": code("Classification", CLASSIFICATIONS),
            "role": whole(lambda item, about: role(item)),
            "subtype": whole(_subtype, "AccountType", "AccountSubType"),
            "currency": currency(),
            "parent_id": PARENT,
            "active": flag("Active"),
            "description": text("Description"),
            "balance": number("CurrentBalance"),  # positive for a debit on either side, as ours is
            "tax_code": label("TaxCodeRef", "tax_codes"),
        }
        told = {"role": "AccountType, AccountSubType"}
        self._table = Table(kinds.kind("accounts"), fields, ("SubAccount", "CurrencyRef.name"), told)
        self.kinds = (self._table.kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One account."""
        about = about_entry(item, names)
        called = plain(item.get("FullyQualifiedName")) or plain(item.get("Name")) or about.id
        number_, own = plain(item.get("AcctNum")), plain(inner(item, "CurrencyRef").get("value"))
        known = Account(number_, own, role(item), as_flag(item.get("Active")) is not False)
        names.learn_account(about.id, called, known)
        return {"accounts": (self._table.document(item, about),)}


def _subtype(item: Item, about: About) -> Value:
    said = (plain(item.get("AccountType")), plain(item.get("AccountSubType")))
    return " / ".join(each for each in said if each) or None


def currency() -> Field:
    """The currency of an entry, else that of the books."""
    return first(ref("CurrencyRef"), of(lambda about: about.names.home, "CurrencyRef.name"))


class Items:
    """Products and services, and what bundles are made of."""

    def __init__(self) -> None:
        fields = {
            "id": text("Id"),
            "number": text("Sku"),
            "name": text("Name"),
            "full_name": text("FullyQualifiedName"),
            "description": text("Description"),
            "type": code("Type", ITEM_TYPES),
            "unit_price": number("UnitPrice"),
            "cost": number("PurchaseCost"),
            "currency": of(lambda about: about.names.home),
            "income_account_id": ref("IncomeAccountRef"),
            "income_account": name("IncomeAccountRef", "accounts"),
            "expense_account_id": ref("ExpenseAccountRef"),
            "expense_account": name("ExpenseAccountRef", "accounts"),
            "stock_account_id": ref("AssetAccountRef"),
            "stock_account": name("AssetAccountRef", "accounts"),
            "quantity_on_hand": number("QtyOnHand"),
            "tax_code": label("SalesTaxCodeRef", "tax_codes"),
            "active": flag("Active"),
            "parent_id": PARENT,
            **MOMENTS,
        }
        parts = {
            "id": of(lambda about: about.line_id),
            "bundle_id": of(lambda about: about.id),
            "bundle": of(lambda about: about.number),
            "line": of(lambda about: Decimal(about.position)),
            "item_id": ref("ItemRef"),
            "item": name("ItemRef", "items"),
            "quantity": number("Qty"),
            "unit": text("UOMRef.Unit"),
        }
        self._items = Table(
            kinds.kind("items"), fields, ("ItemGroupDetail.ItemGroupLine", "SubItem"), {"currency": HOME_CURRENCY}
        )
        self._parts = Table(kinds.kind("item_components"), parts, told={"bundle_id": "Id", "bundle": "Name"})
        self.kinds = (self._items.kind, self._parts.kind)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One item, with its parts if it is a bundle."""
        about = about_entry(item, names)
        about.number = plain(item.get("FullyQualifiedName")) or plain(item.get("Name"))
        if about.number:
            names.learn("items", about.id, about.number)
        parts = []
        for about.position, part in enumerate(inner(item, "ItemGroupDetail").get("ItemGroupLine") or (), 1):
            about.line_id = f"{about.id}/{about.position}"
            parts.append(self._parts.row(part, about, about.line_id))
        return {"items": (self._items.document(item, about),), "item_components": parts}


def _named() -> Mapping[str, Field]:
    return {
        "name": text("Name"),
        "full_name": text("FullyQualifiedName"),
        "parent_id": PARENT,
        "active": flag("Active"),
    }


def _due_days(item: Item, about: About) -> Value:
    return decimal(item.get("DueDays") if "DueDays" in item else item.get("DayOfMonthDue"))


def _discount_days(item: Item, about: About) -> Value:
    return decimal(item.get("DiscountDays") if "DiscountDays" in item else item.get("DiscountDayOfMonth"))


def _rate_id(item: Item) -> str:
    """Exchange rates have no id: the two currencies and the day are theirs."""
    return "/".join(str(item.get(key, "")) for key in ("SourceCurrencyCode", "TargetCurrencyCode", "AsOfDate"))


class ExchangeRates:
    """The rates of currencies, day by day."""

    def __init__(self) -> None:
        fields = {
            "id": of(lambda about: about.id),
            "date": day("AsOfDate"),
            "from_currency": text("SourceCurrencyCode"),
            "to_currency": text("TargetCurrencyCode"),
            "rate": number("Rate"),
        }
        self._table = Table(kinds.kind("exchange_rates"), fields)
        self.kinds = (self._table.kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One rate."""
        about = about_entry({**item, "Id": _rate_id(item)}, names)
        return {"exchange_rates": (self._table.document(item, about),)}


def lists() -> dict[str, ListOf | Accounts | Items | ExchangeRates]:
    """The lists by entity, in the order in which they are read."""
    plain_list = {"name": text("Name"), "active": flag("Active")}
    described = {**plain_list, "description": text("Description")}
    return {
        "Account": Accounts(),
        "CompanyCurrency": ListOf(
            "currencies", {**plain_list, "code": text("Code"), "kind": of(lambda about: "currency")}, ("Code",)
        ),
        "JournalCode": ListOf("journal_codes", {**described, "type": text("Type")}),
        "PaymentMethod": ListOf("payment_methods", {**plain_list, "type": text("Type")}),
        "Term": ListOf(
            "terms",
            {
                **plain_list,
                "type": code("Type", TERM_TYPES),
                "due_days": whole(_due_days, "DueDays", "DayOfMonthDue"),
                "discount_days": whole(_discount_days, "DiscountDays", "DiscountDayOfMonth"),
                "discount_rate": number("DiscountPercent"),
            },
        ),
        "Class": ListOf("classes", _named()),
        "Department": ListOf("departments", _named()),
        "CustomerType": ListOf("customer_types", plain_list),
        "Item": Items(),
        "ExchangeRate": ExchangeRates(),
    }
