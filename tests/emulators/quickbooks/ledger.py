"""The postings that QuickBooks makes of documents: what its reports and its balances are computed from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.company import Company, flat
from tests.emulators.quickbooks.rows import Row

CENT = Decimal("0.01")
STAMPED_WEST = 5 * 3600
"""Stamped documents live in the hours of Quebec's winter, so many seconds west."""


class Posting(NamedTuple):
    """One line of the ledger; amounts are debit positive, ``amount`` in home currency, ``foreign`` in the document's.

    ``party`` is (Customer, Vendor or Employee; id; name); ``section`` its class and ``place`` its department.
    """

    day: str
    account: str
    amount: Decimal
    foreign: Decimal
    currency: str
    rate: Decimal
    kind: str
    id: str
    number: str
    party: tuple[str, str, str]
    memo: str
    section: str = ""
    place: str = ""


class Entry(NamedTuple):
    """One line of a document before it is converted: debit positive. ``home``: it is in home currency already;
    ``rate``: it is converted by the rate of another document."""

    account: str
    amount: Decimal
    memo: str = ""
    home: bool = False
    rate: Decimal | None = None
    party: tuple[str, str, str] | None = None
    section: str = ""


class Chart:
    """What posting has to know of the lists."""

    def __init__(self, company: Company) -> None:
        self.accounts: dict[str, Json] = {item["Id"]: item for item in company.items("Account")}
        self.stock = {item["Id"]: item for item in company.items("Item")}
        self.taxes = company.tax_accounts
        self._tables = company.tables
        self.home = next((item["CurrencyPrefs"]["HomeCurrency"]["value"] for item in company.items("Preferences")), "")

    def control(self, kind: str, currency: str) -> str:
        """The receivable or payable account of a currency."""
        found = (
            account
            for account, item in self.accounts.items()
            if item["AccountType"] == kind and item["CurrencyRef"]["value"] == currency
        )
        return next(found)

    def rate(self, entity: str, id: str) -> Decimal:
        """The rate of a document, which may be gone."""
        row = self._tables[entity].get(id)
        return Decimal(row.item().get("ExchangeRate", 1)) if row else Decimal(1)

    def special(self, subtype: str) -> str:
        """The one account of that kind."""
        return next(account for account, item in self.accounts.items() if item["AccountSubType"] == subtype)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def postings(company: Company) -> list[Posting]:
    """Every posting, by day and then by document."""
    with company.lock:
        chart = Chart(company)
        found = list(company.unseen)
        for entity in KINDS:
            for row in company.tables[entity].values():
                found += posted(chart, entity, row.item()) if row.posted is None else _stamped(row, row.posted)
        found.sort(key=lambda each: (each.day, len(each.id), each.id))
        return found


def _stamped(row: Row, lines: Iterable[Posting]) -> Iterator[Posting]:
    """The lines of a stamp, as those of this document."""
    day = time.strftime("%Y-%m-%d", time.gmtime(row.created - STAMPED_WEST))
    for each in lines:
        yield Posting(day, *each[1:7], row.id, row.label, *each[9:])


def posted(chart: Chart, entity: str, item: Json) -> Iterator[Posting]:
    """What one document posts."""
    kind, make = KINDS[entity]
    return _converted(chart, item, kind(item), list(make(chart, item)))


def _converted(chart: Chart, item: Json, kind: str, entries: list[Entry]) -> Iterator[Posting]:
    """The entries in home currency; what rounding or a change of rates leaves goes to the last of them."""
    rate = Decimal(item.get("ExchangeRate", 1))
    currency = item.get("CurrencyRef", {}).get("value", chart.home)
    amounts = [each.amount if each.home else cents(each.amount * (each.rate or rate)) for each in entries]
    if rest := sum(amounts):
        amounts[-1] -= rest
    party = _party(item)
    for each, amount in zip(entries, amounts, strict=True):
        yield Posting(
            item["TxnDate"],
            each.account,
            amount,
            amount if each.home else each.amount,
            chart.home if each.home else currency,
            Decimal(1) if each.home else each.rate or rate,
            kind,
            item["Id"],
            item.get("DocNumber", ""),
            each.party or party,
            each.memo or item.get("PrivateNote", ""),
            each.section,
            item.get("DepartmentRef", {}).get("name", ""),
        )


def _party(item: Json) -> tuple[str, str, str]:
    for name in ("Customer", "Vendor"):
        if reference := item.get(f"{name}Ref"):
            return name, reference["value"], reference.get("name", "")
    if reference := item.get("EntityRef"):
        return reference.get("type", "Vendor"), reference["value"], reference.get("name", "")
    return "", "", ""


def _sale(chart: Chart, item: Json, control: str, sign: int) -> Iterator[Entry]:
    """What a sale posts; ``sign`` is -1 for what takes a sale back."""
    yield Entry(control, sign * _amount(item["TotalAmt"]))
    yield from _taxes(chart, item, -sign)
    for line in flat(item.get("Line", ())):
        memo, amount = line.get("Description", ""), sign * _amount(line.get("Amount", 0))
        if detail := line.get("SalesItemLineDetail"):
            stock = chart.stock[detail["ItemRef"]["value"]]
            if stock["Type"] == "Inventory":
                cost = cents(sign * _amount(detail.get("Qty", 0)) * _amount(stock["PurchaseCost"]))
                yield Entry(stock["ExpenseAccountRef"]["value"], cost, memo, home=True)
                yield Entry(stock["AssetAccountRef"]["value"], -cost, memo, home=True)
            section = detail.get("ClassRef", {}).get("name", "")
            yield Entry(detail["ItemAccountRef"]["value"], -amount, memo, section=section)
        elif detail := line.get("DiscountLineDetail"):
            yield Entry(detail["DiscountAccountRef"]["value"], amount, memo)


def _spending(chart: Chart, item: Json, control: str, sign: int) -> Iterator[Entry]:
    """What a purchase posts; ``sign`` is -1 for what takes one back."""
    yield Entry(control, -sign * _amount(item["TotalAmt"]))
    yield from _taxes(chart, item, sign)
    for line in flat(item.get("Line", ())):
        memo, amount = line.get("Description", ""), sign * _amount(line.get("Amount", 0))
        if detail := line.get("AccountBasedExpenseLineDetail"):
            yield Entry(detail["AccountRef"]["value"], amount, memo)
        elif detail := line.get("ItemBasedExpenseLineDetail"):
            stock = chart.stock[detail["ItemRef"]["value"]]
            where = "AssetAccountRef" if stock["Type"] == "Inventory" else "ExpenseAccountRef"
            yield Entry(stock[where]["value"], amount, memo)


def _taxes(chart: Chart, item: Json, sign: int) -> Iterator[Entry]:
    for line in item.get("TxnTaxDetail", {}).get("TaxLine", ()):
        rate = line["TaxLineDetail"]["TaxRateRef"]["value"]
        yield Entry(chart.taxes[rate], sign * _amount(line["Amount"]))


def _invoice(chart: Chart, item: Json) -> Iterator[Entry]:
    return _sale(chart, item, chart.control("Accounts Receivable", item["CurrencyRef"]["value"]), 1)


def _credit_memo(chart: Chart, item: Json) -> Iterator[Entry]:
    return _sale(chart, item, chart.control("Accounts Receivable", item["CurrencyRef"]["value"]), -1)


def _receipt(chart: Chart, item: Json) -> Iterator[Entry]:
    return _sale(chart, item, item["DepositToAccountRef"]["value"], 1)


def _refund(chart: Chart, item: Json) -> Iterator[Entry]:
    return _sale(chart, item, item["DepositToAccountRef"]["value"], -1)


def _payment(chart: Chart, item: Json) -> Iterator[Entry]:
    control = chart.control("Accounts Receivable", item["CurrencyRef"]["value"])
    yield from _settlement(chart, item, control, item["DepositToAccountRef"]["value"], 1)


def _settlement(chart: Chart, item: Json, control: str, paid: str, sign: int) -> Iterator[Entry]:
    """What a payment posts: each document is cleared at its own rate, and what that leaves is a gain or a loss."""
    total = left = _amount(item["TotalAmt"])
    abroad = item["CurrencyRef"]["value"] != chart.home
    for line in item.get("Line", ()) if abroad else ():
        for link in line.get("LinkedTxn", ()):
            amount = _amount(line["Amount"]) * (-1 if link["TxnType"] == "CreditMemo" else 1)
            yield Entry(control, -sign * amount, rate=chart.rate(link["TxnType"], link["TxnId"]))
            left -= amount
    if left:
        yield Entry(control, -sign * left)
    if total:
        yield Entry(paid, sign * total)
    if abroad:
        yield Entry(chart.special("ExchangeGainOrLoss"), Decimal(0))


def _bill(chart: Chart, item: Json) -> Iterator[Entry]:
    return _spending(chart, item, item["APAccountRef"]["value"], 1)


def _vendor_credit(chart: Chart, item: Json) -> Iterator[Entry]:
    return _spending(chart, item, item["APAccountRef"]["value"], -1)


def _bill_payment(chart: Chart, item: Json) -> Iterator[Entry]:
    card = item["PayType"] == "CreditCard"
    paid = item["CreditCardPayment"]["CCAccountRef"] if card else item["CheckPayment"]["BankAccountRef"]
    control = chart.control("Accounts Payable", item["CurrencyRef"]["value"])
    yield from _settlement(chart, item, control, paid["value"], -1)


def _purchase(chart: Chart, item: Json) -> Iterator[Entry]:
    return _spending(chart, item, item["AccountRef"]["value"], -1 if item.get("Credit") else 1)


def _deposit(chart: Chart, item: Json) -> Iterator[Entry]:
    yield Entry(item["DepositToAccountRef"]["value"], _amount(item["TotalAmt"]))
    for line in item["Line"]:
        account = line.get("DepositLineDetail", {}).get("AccountRef", {}).get("value")
        yield Entry(account or chart.special("UndepositedFunds"), -_amount(line["Amount"]), line.get("Description", ""))


def _journal(chart: Chart, item: Json) -> Iterator[Entry]:
    for line in item["Line"]:
        detail = line["JournalEntryLineDetail"]
        sign = 1 if detail["PostingType"] == "Debit" else -1
        who, party = detail.get("Entity"), None
        if who:
            party = (who["Type"], who["EntityRef"]["value"], who["EntityRef"].get("name", ""))
        amount = sign * _amount(line["Amount"])
        yield Entry(detail["AccountRef"]["value"], amount, line.get("Description", ""), party=party)


def _transfer(chart: Chart, item: Json) -> Iterator[Entry]:
    yield Entry(item["ToAccountRef"]["value"], _amount(item["Amount"]))
    yield Entry(item["FromAccountRef"]["value"], -_amount(item["Amount"]))


def _card_payment(chart: Chart, item: Json) -> Iterator[Entry]:
    yield Entry(item["CreditCardAccountRef"]["value"], _amount(item["Amount"]))
    yield Entry(item["BankAccountRef"]["value"], -_amount(item["Amount"]))


def _adjustment(chart: Chart, item: Json) -> Iterator[Entry]:
    for line in item["Line"]:
        detail = line["ItemAdjustmentLineDetail"]
        stock = chart.stock[detail["ItemRef"]["value"]]
        worth = cents(_amount(detail["QtyDiff"]) * _amount(stock["PurchaseCost"]))
        yield Entry(stock["AssetAccountRef"]["value"], worth, home=True)
        yield Entry(item["AdjustAccountRef"]["value"], -worth, home=True)


def _amount(value: object) -> Decimal:
    return Decimal(str(value))


def _purchase_kind(item: Json) -> str:
    if item["PaymentType"] == "CreditCard":
        return "Credit Card Credit" if item.get("Credit") else "Credit Card Expense"
    return "Check" if item["PaymentType"] == "Check" else "Expense"


def _bill_payment_kind(item: Json) -> str:
    return "Bill Payment (Credit Card)" if item["PayType"] == "CreditCard" else "Bill Payment (Check)"


def _always(name: str) -> Callable[[Json], str]:
    return lambda _: name


KINDS: Mapping[str, tuple[Callable[[Json], str], Callable[[Chart, Json], Iterable[Entry]]]] = {
    "Invoice": (_always("Invoice"), _invoice),
    "CreditMemo": (_always("Credit Memo"), _credit_memo),
    "SalesReceipt": (_always("Sales Receipt"), _receipt),
    "RefundReceipt": (_always("Refund"), _refund),
    "Payment": (_always("Payment"), _payment),
    "Deposit": (_always("Deposit"), _deposit),
    "Bill": (_always("Bill"), _bill),
    "VendorCredit": (_always("Vendor Credit"), _vendor_credit),
    "BillPayment": (_bill_payment_kind, _bill_payment),
    "Purchase": (_purchase_kind, _purchase),
    "JournalEntry": (_always("Journal Entry"), _journal),
    "Transfer": (_always("Transfer"), _transfer),
    "CreditCardPayment": (_always("Credit Card Payment"), _card_payment),
    "InventoryAdjustment": (_always("Inventory Qty Adjust"), _adjustment),
}
"""By entity: what reports call it, and what it posts."""
