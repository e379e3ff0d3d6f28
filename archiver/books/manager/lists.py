"""Customers, suppliers, accounts, items and the other lists that documents refer to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from archiver.books.manager import builtin, sums
from archiver.books.manager.documents import like
from archiver.books.manager.facts import Facts, rates
from archiver.books.manager.worked import KEY, SILENT, Worked, called, either, marked, worked
from archiver.books.rest.columns import From, computed, first, fixed
from archiver.books.rest.names import Names
from archiver.books.rest.source import Maker, Rows, Table
from archiver.books.rest.values import Item, text
from archiver.model import Kind, Value

Make = Callable[[Facts], Maker]
Columns = Mapping[str, str | From]
NAME = either("Name")
ACTIVE = computed(lambda item, about: item.get("Inactive") is not True, "Inactive")


def _plain(kind: str, columns: Columns) -> Make:
    return lambda facts: Worked([Table(kind=kind, columns=columns, silent=SILENT)])


def _party(kind: str, balance: str, address: str) -> Make:
    columns: dict[str, str | From] = {
        "name": NAME,
        "number": either("Code"),
        "email": first("Email", "emailAddress"),
        "address": first(address, address[0].lower() + address[1:]),
        "currency": worked("currency", "Currency"),
        "balance": worked("balance", balance),
        "active": ACTIVE,
    }
    if kind == "customers":
        columns |= {"shipping_address": either("DeliveryAddress"), "credit_limit": "CreditLimit"}

    def make(facts: Facts) -> Maker:
        def work(item: Item) -> dict[str, Any]:
            told = item.get(balance)
            currency = sums.currency_of(told) or facts.currency(item.get("Currency"), item.get(KEY))
            return {"currency": currency, "balance": sums.cell(told)}

        return Worked([Table(kind=kind, columns=columns, silent=(*SILENT, *marked("currency", "balance")))], work)

    return make


def accounts(facts: Facts) -> Maker:
    """The chart of accounts; what an account is for, its forms and groups told before."""
    columns: Columns = {
        "number": either("Code"),
        "name": NAME,
        "full_name": NAME,
        "type": worked("type"),
        "role": worked("role"),
        "currency": worked("currency"),
        "parent_id": "Group",
        "active": ACTIVE,
        "description": "Description",
    }

    def work(item: Item) -> dict[str, Any]:
        use = facts.use(item.get(KEY))
        return {"type": use.type, "role": use.role, "currency": facts.home}

    silent = (*SILENT, *marked("type", "role", "currency"))
    return Worked([Table(kind="accounts", columns=columns, silent=silent)], work)


def bank_accounts(facts: Facts) -> Maker:
    """Bank and cash accounts: they stand among the accounts, where Manager shows one of all of them."""
    columns = {
        "number": either("Code"),
        "name": NAME,
        "full_name": NAME,
        "type": fixed("asset"),
        "role": worked("role", "IsBankAccount", "IsCashAccount"),
        "currency": worked("currency", "Currency"),
        "parent_id": worked("control", "ControlAccount"),
        "active": ACTIVE,
        "balance": worked("balance", "actualBalance"),
    }

    def work(item: Item) -> dict[str, Any]:
        told = item.get("actualBalance")
        currency = sums.currency_of(told) or facts.currency(item.get("Currency"), item.get(KEY))
        role = "cash" if item.get("IsCashAccount") is True else "bank"
        control = item.get("ControlAccount")
        under = control if isinstance(control, str) else builtin.CASH
        return {"currency": currency, "balance": sums.cell(told), "role": role, "control": under}

    silent = (*SILENT, *marked("currency", "balance", "role", "control"), "controlAccount")
    return Worked([Table(kind="accounts", columns=columns, silent=silent)], work)


SERVICES = like("items", "", "non_inventory_items", "", "Non-inventory items", "Articles hors stock")
"""Each list is a kind of its own, as it has changes and deletions of its own."""


def _items(kind: str | Kind, type_: str) -> Make:
    columns: Columns = {
        "number": first("ItemCode", "Code", "itemCode", "code"),
        "name": first("ItemName", "Name", "itemName", "name"),
        "full_name": first("ItemName", "Name", "itemName", "name"),
        "description": first("DefaultLineDescription", "description"),
        "type": fixed(type_),
        "unit": either("UnitName"),
        "unit_price": "DefaultSalesUnitPrice",
        "cost": "DefaultPurchaseUnitPrice",
        "currency": worked("currency"),
        "income_account_id": first("IncomeAccount", "SaleItemAccount"),
        "income_account": first(called("IncomeAccount", "accounts"), called("SaleItemAccount", "accounts")),
        "expense_account_id": first("ExpenseAccount", "PurchaseItemAccount"),
        "expense_account": first(called("ExpenseAccount", "accounts"), called("PurchaseItemAccount", "accounts")),
        "quantity_on_hand": either("QtyOnHand"),
        "tax_code": called("DefaultTaxCode", "tax_codes"),
        "active": ACTIVE,
    }
    told = ("HasDefaultSalesUnitPrice", "HasDefaultPurchaseUnitPrice", "HasDefaultLineDescription", "HasDefaultTaxCode")
    table = Table(kind=kind, columns=columns, silent=(*SILENT, *marked("currency"), *told))
    return lambda facts: Worked([table], lambda item: {"currency": facts.home})


def tax_codes(facts: Facts) -> Maker:
    """Tax codes and the rates of each."""
    code = {"name": NAME, "description": either("Label"), "active": ACTIVE}
    rate: Columns = {
        "tax_code_id": "code",
        "tax_code": "code_name",
        "name": "name",
        "rate": "rate",
        "account_id": "account",
        "account": called("account", "accounts"),
    }

    def work(item: Item) -> dict[str, Any]:
        key = str(item.get(KEY))
        found = rates(key, item)
        shared = {"code": key, "code_name": item.get("Name") or item.get("name")}
        told = [{"id": each.id, "name": each.name, "rate": each.percent, "account": each.account} for each in found]
        return {"rates": [{**shared, **each} for each in told]}

    said = ("Rate", "Components", "Account", "taxRate")
    return Worked(
        [
            Table(kind="tax_codes", columns=code, silent=(*SILENT, *marked("rates"), *said)),
            Table(kind="tax_rates", each="@rates", columns={"id": "id", **rate}, silent=("id",)),
        ],
        work,
    )


def exchange_rates(facts: Facts) -> Maker:
    """Exchange rates, into the currency of the books."""
    columns = {
        "date": either("Date"),
        "from_currency": worked("from", "Currency", "currency"),
        "to_currency": worked("to"),
        "rate": either("Rate"),
    }

    def work(item: Item) -> dict[str, Any]:
        key = item.get("Currency")
        told = facts.currencies.get(key) if isinstance(key, str) else None
        return {"from": told or text(item.get("currency")) or text(key), "to": facts.home}

    return Worked([Table(kind="exchange_rates", columns=columns, silent=(*SILENT, *marked("from", "to")))], work)


_NAMED: Columns = {"name": NAME, "full_name": NAME, "active": ACTIVE}
LISTS: Mapping[str, tuple[str, Make]] = {
    "chart-of-accounts": ("accounts", accounts),
    "bank-and-cash-accounts": ("bank_accounts", bank_accounts),
    "foreign-currencies": (
        "currencies",
        _plain("currencies", {"code": either("Code"), "name": NAME, "kind": fixed("currency"), "active": ACTIVE}),
    ),
    "tax-codes": ("tax_codes", tax_codes),
    "projects": ("projects", _plain("classes", _NAMED)),
    "divisions": ("divisions", _plain("departments", _NAMED)),
    "inventory-items": ("items", _items("items", "inventory")),
    "non-inventory-items": ("non_inventory_items", _items(SERVICES, "service")),
    "customers": ("customers", _party("customers", "accountsReceivable", "BillingAddress")),
    "suppliers": ("vendors", _party("vendors", "accountsPayable", "Address")),
    "employees": ("employees", _party("employees", "balance", "Address")),
    "exchange-rates": ("exchange_rates", exchange_rates),
}
"""By the path of a list: the family that it becomes, and what makes its rows. Lists come before documents."""
BANKS, CHART = "bank_accounts", "accounts"
"""Two lists that are one family: each of their entries is an account, which is posted to."""


class Joined:
    """A maker of items that something was told of before, by their keys: it joins what the list has of them."""

    def __init__(self, maker: Maker, told: Mapping[str, Item]) -> None:
        self._maker, self._told = maker, told

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Those of the maker."""
        return tuple(self._maker.kinds)

    def __call__(self, item: Item, names: Names) -> Rows:
        """The rows of one item."""
        return self._maker({**item, **self._told.get(str(item.get(KEY)), {})}, names)


def value(given: object) -> Value:
    """A field of a list that nobody knows, as text: an amount with its currency."""
    if isinstance(given, dict) and given.keys() <= {"value", "currency"}:
        said = (text(given.get("value")), text(given.get("currency")))
        return " ".join(each for each in said if each) or None
    return text(given)
