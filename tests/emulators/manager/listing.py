"""Rows of lists: a form's fields by names instead of keys, with what the system computes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.manager.builtin import RESULT, TAX
from tests.emulators.manager.business import Business
from tests.emulators.manager.offered import Offered
from tests.emulators.manager.postings import BANKS, Posting, postings
from tests.emulators.manager.sums import currency, number, settled, total

NAMED = {
    "Customer": "customers",
    "Supplier": "suppliers",
    "Employee": "employees",
    "Division": "divisions",
    "Project": "projects",
    "ReceivedIn": BANKS,
    "PaidFrom": BANKS,
}
"""Fields of forms that hold the key of an entry of a list, whose name a row has instead."""
NUMBERED = {
    "SalesInvoice": "sales-invoices",
    "PurchaseInvoice": "purchase-invoices",
    "SalesQuote": "sales-quotes",
    "SalesOrder": "sales-orders",
    "PurchaseOrder": "purchase-orders",
}
OTHERS = {"EmailAddress": "Email", "UnitName": "UnitName"}
TOTALS = ("InvoiceAmount", "OrderAmount", "Amount")
TODAY = date(2026, 3, 31)


class Listing:
    """Makes the rows of one business; what it owes and owns is added up once for each version of the books."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self._posted: tuple[int, list[Posting]] = (-1, [])

    @property
    def posted(self) -> list[Posting]:
        """The ledger, as it is now."""
        version, found = self._posted
        if version != self.business.version:
            found = postings(self.business)
            self._posted = (self.business.version, found)
        return found

    def rows(self, offered: Offered) -> Iterator[Json]:
        """Every row of a list, in the order of entry."""
        if offered.path in FEEDS:
            yield from FEEDS[offered.path](self)
        elif offered.path == "chart-of-accounts":
            for key, form in self.business.accounts().items():
                yield {"key": key, "name": form["Name"], **({"code": form["Code"]} if "Code" in form else {})}
        else:
            for key, entry in self.business.tables.get(offered.path, {}).items():
                yield {"key": key, **self._row(offered, key, entry.form), "timestamp": written(entry.touched)}

    def _row(self, offered: Offered, key: str, form: Json) -> Json:
        found: Json = {}
        for name in offered.fields:
            value = self._value(offered.path, name, key, form)
            if value not in (None, ""):
                found[name[0].lower() + name[1:]] = value
        return found

    def _value(self, path: str, name: str, key: str, form: Json) -> object:
        business = self.business
        if computed := COMPUTED.get((path, name)):
            return computed(self, key, form)
        if name in TOTALS and "Lines" in form:
            return self._money(total(business, form), form)
        if name in NAMED:
            return business.form(NAMED[name], form.get(name)).get("Name")
        if name in NUMBERED:
            return business.form(NUMBERED[name], form.get(name)).get("Reference")
        return form.get(OTHERS.get(name, name))

    def _money(self, value: Decimal, form: Json) -> Json:
        return {"value": value, "currency": currency(self.business, form)}

    def due(self, key: str, form: Json) -> Json:
        """What is still open of an invoice."""
        return self._money(total(self.business, form) - settled(self.business, key), form)

    def standing(self, key: str, form: Json) -> str:
        """The word for it."""
        if not self.due(key, form)["value"]:
            return "Paid in full"
        return "Overdue" if str(form.get("DueDateDate", "")) < TODAY.isoformat() else "Coming due"

    def balance(self, field: str, form: Json, sign: int) -> Json:
        """What the ledger has of a bank account or a party, in its own currency."""
        code = self.business.form("foreign-currencies", form.get("Currency")).get("Code") or self.business.home
        mine = [each for each in self.posted if each.within == (field, form["Name"])]
        return {"value": sign * sum((each.foreign for each in mine), Decimal(0)), "currency": code}

    def accounts(self, form: Json) -> str:
        """The accounts of the lines of a receipt, a payment or an entry."""
        names = [self.business.account(line.get("Account")) for line in form.get("Lines", ())]
        return ", ".join(dict.fromkeys(names))


def written(moment: datetime) -> str:
    """A timestamp, as lists have it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def _sum(listing: Listing, form: Json, field: str) -> Json:
    amounts = (number(line.get(field)) for line in form.get("Lines", ()))
    return {"value": sum(amounts, Decimal(0)), "currency": listing.business.home}


def _rate(listing: Listing, key: str, form: Json) -> str:
    return f"{form.get('Rate', 0)}%"


Compute = Callable[[Listing, str, Json], object]
COMPUTED: Mapping[tuple[str, str], Compute] = {
    ("sales-invoices", "BalanceDue"): Listing.due,
    ("purchase-invoices", "BalanceDue"): Listing.due,
    ("sales-invoices", "Status"): Listing.standing,
    ("purchase-invoices", "Status"): Listing.standing,
    ("sales-invoices", "DueDate"): lambda listing, key, form: form.get("DueDateDate"),
    ("purchase-invoices", "DueDate"): lambda listing, key, form: form.get("DueDateDate"),
    ("sales-invoices", "Discount"): lambda listing, key, form: None,
    ("purchase-invoices", "Discount"): lambda listing, key, form: None,
    ("customers", "AccountsReceivable"): lambda listing, key, form: listing.balance("customer", form, 1),
    ("suppliers", "AccountsPayable"): lambda listing, key, form: listing.balance("supplier", form, -1),
    (BANKS, "ActualBalance"): lambda listing, key, form: listing.balance("bankOrCashAccount", form, 1),
    (BANKS, "ClearedBalance"): lambda listing, key, form: listing.balance("bankOrCashAccount", form, 1),
    ("receipts", "Accounts"): lambda listing, key, form: listing.accounts(form),
    ("payments", "Accounts"): lambda listing, key, form: listing.accounts(form),
    ("receipts", "PaidBy"): lambda listing, key, form: form.get("Contact"),
    ("payments", "Payee"): lambda listing, key, form: form.get("Contact"),
    ("journal-entries", "Accounts"): lambda listing, key, form: listing.accounts(form),
    ("journal-entries", "Debit"): lambda listing, key, form: _sum(listing, form, "Debit"),
    ("journal-entries", "Credit"): lambda listing, key, form: _sum(listing, form, "Credit"),
    ("inter-account-transfers", "Amount"): lambda listing, key, form: {
        "value": form["CreditAmount"],
        "currency": listing.business.home,
    },
    ("tax-codes", "TaxRate"): _rate,
    ("exchange-rates", "Currency"): lambda listing, key, form: listing.business.form(
        "foreign-currencies", form["Currency"]
    )["Code"],
}


def _feed(listing: Listing, *, result: bool | None) -> Iterator[Json]:
    business = listing.business
    of_result = {*RESULT, *business.forms.get("profit-and-loss-statement-account-form", {})}
    for each in listing.posted:
        if result is None or (each.account in of_result) is result:
            yield each.row(business)


def _taxes(listing: Listing) -> Iterator[Json]:
    for each in listing.posted:
        if each.account == TAX:
            amount = {"value": -each.amount, "currency": listing.business.home}
            yield {"date": each.day, "transaction": each.transaction, "name": "TVA 8,1 %", "tax": amount}


FEEDS: Mapping[str, Callable[[Listing], Iterator[Json]]] = {
    "trial-balance-transactions": lambda listing: _feed(listing, result=None),
    "profit-and-loss-statement-transactions": lambda listing: _feed(listing, result=True),
    "balance-sheet-transactions": lambda listing: _feed(listing, result=False),
    "tax-summary-transactions": _taxes,
}
