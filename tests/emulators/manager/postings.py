"""The ledger of a business: every posting of every document, in home currency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.manager import builtin
from tests.emulators.manager.business import Business
from tests.emulators.manager.sums import Line, cents, currency, lines, number, total

BANKS = "bank-and-cash-accounts"


@dataclass(frozen=True)
class Posting:
    """One posting: ``amount`` is positive for a debit; ``within`` names the bank account or party of a control."""

    day: str
    transaction: str
    account: str
    amount: Decimal
    foreign: Decimal
    currency: str
    within: tuple[str, str] | None
    description: str

    def row(self, business: Business) -> Json:
        """As a feed has it."""
        side = "debit" if self.amount >= 0 else "credit"
        row: Json = {
            "date": self.day,
            "transaction": self.transaction,
            "account": business.account(self.account),
            "description": self.description,
            side: {"value": abs(self.amount), "currency": business.home},
        }
        if self.within:
            row[self.within[0]] = self.within[1]
        if self.currency != business.home:
            row["currencyAmount"] = {"value": self.foreign, "currency": self.currency}
        return row


class Voucher:
    """One document, posted: ``say`` is what its postings are told by."""

    def __init__(self, business: Business, kind: str, form: Json, currency: str) -> None:
        self.business, self.form, self.currency = business, form, currency
        self.rate = number(form.get("ExchangeRate", 1)) if currency != business.home else Decimal(1)
        self.day = str(form.get("IssueDate") or form.get("Date") or "")[:10]
        self.name = f"{kind} — {form.get('Reference', '')}"
        self.said = str(form.get("Description") or form.get("Narration") or "")

    def post(self, account: str, amount: Decimal, within: tuple[str, str] | None = None, said: str = "") -> Posting:
        """So much on an account, in the document's currency; a debit is positive."""
        home = cents(amount * self.rate)
        return Posting(self.day, self.name, account, home, amount, self.currency, within, said or self.said)

    def spread(self, sign: int, stock: str) -> Iterator[Posting]:
        """The lines and their taxes; ``stock`` is where items go that have no account."""
        for each in lines(self.business, self.form):
            yield self.post(self.where(each, stock), sign * each.net, said=str(each.line.get("LineDescription") or ""))
            if each.tax:
                yield self.post(builtin.TAX, sign * each.tax)

    @staticmethod
    def where(line: Line, stock: str) -> str:
        """The account of a line."""
        return str(line.line.get("Account") or stock)


def postings(business: Business) -> list[Posting]:
    """All of them, by day; each document's own add up to nothing."""
    found: list[Posting] = []
    for make in (_invoices, _money, _transfers, _entries, _others):
        for voucher in make(business):
            found += _even(voucher)
    return sorted(found, key=lambda each: each.day)


def _even(voucher: list[Posting]) -> list[Posting]:
    """Cents that rounding leaves are an exchange difference."""
    left = sum(each.amount for each in voucher)
    if left:
        first = voucher[0]
        voucher.append(Posting(first.day, first.transaction, builtin.EXCHANGE, -left, -left, "", None, "rounding"))
    return voucher


def _invoices(business: Business) -> Iterator[list[Posting]]:
    sides = (
        ("sales-invoices", "Sales Invoice", 1, "Customer", builtin.RECEIVABLE, builtin.SOLD),
        ("credit-notes", "Credit Note", -1, "Customer", builtin.RECEIVABLE, builtin.SOLD),
        ("purchase-invoices", "Purchase Invoice", -1, "Supplier", builtin.PAYABLE, builtin.BOUGHT),
        ("debit-notes", "Debit Note", 1, "Supplier", builtin.PAYABLE, builtin.BOUGHT),
    )
    for path, called, sign, party, control, stock in sides:
        for _, form in business.entries(path):
            voucher = Voucher(business, called, form, currency(business, form))
            name = business.form(f"{party.lower()}s", form[party])["Name"]
            owed = voucher.post(control, sign * total(business, form), (party.lower(), name))
            yield [owed, *voucher.spread(-sign, stock)]


def _money(business: Business) -> Iterator[list[Posting]]:
    for path, called, sign, bank in (
        ("receipts", "Receipt", 1, "ReceivedIn"),
        ("payments", "Payment", -1, "PaidFrom"),
    ):
        for _, form in business.entries(path):
            voucher = Voucher(business, called, form, currency(business, form))
            name = business.form(BANKS, form[bank])["Name"]
            moved = voucher.post(builtin.CASH, sign * total(business, form), ("bankOrCashAccount", name))
            yield [moved, *_against(voucher, -sign)]


def _against(voucher: Voucher, sign: int) -> Iterator[Posting]:
    """What money was received or paid for."""
    for each in lines(voucher.business, voucher.form):
        for field, party in (("AccountsReceivableCustomer", "customer"), ("AccountsPayableSupplier", "supplier")):
            if key := each.line.get(field):
                name = voucher.business.form(f"{party}s", key)["Name"]
                yield voucher.post(str(each.line["Account"]), sign * each.gross, (party, name))
                break
        else:
            yield voucher.post(voucher.where(each, builtin.BOUGHT), sign * each.net)
            if each.tax:
                yield voucher.post(builtin.TAX, sign * each.tax)


def _transfers(business: Business) -> Iterator[list[Posting]]:
    for _, form in business.entries("inter-account-transfers"):
        voucher = Voucher(business, "Inter Account Transfer", form, business.home)
        names = {side: business.form(BANKS, form[side])["Name"] for side in ("ReceivedIn", "PaidFrom")}
        yield [
            voucher.post(builtin.CASH, form["DebitAmount"], ("bankOrCashAccount", names["ReceivedIn"])),
            voucher.post(builtin.CASH, -form["CreditAmount"], ("bankOrCashAccount", names["PaidFrom"])),
        ]


def _entries(business: Business) -> Iterator[list[Posting]]:
    for _, form in business.entries("journal-entries"):
        voucher = Voucher(business, "Journal Entry", form, business.home)
        yield [
            voucher.post(
                line["Account"], number(line.get("Debit")) - number(line.get("Credit")), _within(business, line)
            )
            for line in form["Lines"]
        ]


def _within(business: Business, line: Json) -> tuple[str, str] | None:
    if bank := line.get("BankOrCashAccount"):
        return "bankOrCashAccount", business.form(BANKS, bank)["Name"]
    return None


def _others(business: Business) -> Iterator[list[Posting]]:
    for _, form in business.entries("expense-claims"):
        voucher = Voucher(business, "Expense Claim", form, business.home)
        yield [voucher.post(builtin.CLAIMS, -total(business, form)), *voucher.spread(1, builtin.BOUGHT)]
    for _, form in business.entries("payslips"):
        voucher = Voucher(business, "Payslip", form, business.home)
        earned = sum((number(each["Units"]) * number(each["UnitPrice"]) for each in form["Earnings"]), Decimal(0))
        yield [voucher.post(form["Earnings"][0]["Account"], earned), voucher.post(builtin.CLEARING, -earned)]
    for _, form in business.entries("depreciation-entries"):
        voucher = Voucher(business, "Depreciation Entry", form, business.home)
        lost = sum((number(each["Amount"]) for each in form["Lines"]), Decimal(0))
        yield [voucher.post(builtin.DEPRECIATION, lost), voucher.post(builtin.DEPRECIATED, -lost)]
