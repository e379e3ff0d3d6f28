"""Documents as QuickBooks writes them, made of the little that a person would type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.atelier_lists import CAD, USD
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.ledger import cents

FIRST = date(2023, 2, 1)
"""The day on which the workshop opened."""
PERCENT = {"1": Decimal(5), "2": Decimal("9.975"), "3": Decimal(5), "4": Decimal("9.975")}
"""Of each tax rate."""
Sold = tuple[str, object, object]


def number(value: object) -> Decimal:
    return Decimal(str(value))


def reference(company: Company, entity: str, ref: str) -> Json:
    """As documents point to a list: by Id, with the name of the day."""
    item = company.item(entity, ref)
    return {"value": ref, "name": item.get("FullyQualifiedName") or item.get("DisplayName") or item.get("Name")}


def taxed(net: Decimal, rates: Sequence[str]) -> Json:
    """The taxes of a document."""
    lines = []
    for rate in rates:
        percent = PERCENT[rate]
        detail = {"TaxRateRef": {"value": rate}, "PercentBased": True, "TaxPercent": percent, "NetAmountTaxable": net}
        amount = cents(net * percent / 100)
        lines.append({"Amount": amount, "DetailType": "TaxLineDetail", "TaxLineDetail": detail})
    total = sum((number(line["Amount"]) for line in lines), Decimal(0))
    return {"TotalTax": total, "TaxLine": lines} if lines else {"TotalTax": 0}


class Documents:
    """Writes documents as QuickBooks would, one by one; every method gives the Id."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._numbers = 1000

    def enter(self, entity: str, day: date, item: Json) -> str:
        """A document entered on its day, at an hour that grows with its number."""
        moment = datetime(day.year, day.month, day.day, 13, tzinfo=UTC) + timedelta(minutes=self._numbers % 400)
        self._numbers += 1
        return self.company.add(entity, {"TxnDate": day.isoformat(), **item}, moment)

    def sale(self, entity: str, day: date, customer: str, sold: Sequence[Sold], **more: object) -> str:
        """Anything that sells, or takes a sale back: (item, quantity, price) each; ``discount`` in percent."""
        discount = number(more.pop("discount", 0))
        party = self.company.item("Customer", customer)
        abroad = party["CurrencyRef"] == USD
        lines = [self._sold(place, *each, abroad=abroad) for place, each in enumerate(sold, 1)]
        lines += self._groups(len(lines)) if more.pop("bundle", False) else []
        subtotal = sum((self._worth(line) for line in lines), Decimal(0))
        lines.append({"Amount": subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
        off = cents(subtotal * discount / 100)
        if off:
            account = reference(self.company, "Account", "43")
            detail = {"PercentBased": True, "DiscountPercent": discount, "DiscountAccountRef": account}
            lines.append({"Amount": off, "DetailType": "DiscountLineDetail", "DiscountLineDetail": detail})
        tax = taxed(subtotal - off, () if abroad else ("1", "2"))
        total = subtotal - off + Decimal(tax["TotalTax"])
        item = {
            "DocNumber": str(self._numbers),
            "CustomerRef": reference(self.company, "Customer", customer),
            "BillAddr": party["BillAddr"],
            "CurrencyRef": party["CurrencyRef"],
            "ExchangeRate": self._rate(day) if abroad else 1,
            "CustomField": [],
            "GlobalTaxCalculation": "TaxExcluded",
            "Line": lines,
            "TxnTaxDetail": tax,
            "TotalAmt": total,
            "ApplyTaxAfterDiscount": False,
            "PrintStatus": "NeedToPrint",
            "EmailStatus": "NotSet",
        }
        if abroad:
            item["HomeTotalAmt"] = cents(total * self._rate(day))
        return self.enter(entity, day, {**item, **more})

    def spending(self, entity: str, day: date, vendor: str, spent: Sequence[Sold], **more: object) -> str:
        """Anything that buys: (account, memo, amount) each; an item where the account is written ``item:5``."""
        party = self.company.item("Vendor", vendor)
        abroad = party["CurrencyRef"] == USD
        lines = [self._spent(place, *each, abroad=abroad) for place, each in enumerate(spent, 1)]
        net = sum((Decimal(line["Amount"]) for line in lines), Decimal(0))
        tax = taxed(net, () if abroad else ("3", "4"))
        item = {
            "DocNumber": f"F-{self._numbers}",
            "CurrencyRef": party["CurrencyRef"],
            "ExchangeRate": self._rate(day) if abroad else 1,
            "GlobalTaxCalculation": "TaxExcluded",
            "Line": lines,
            "TxnTaxDetail": tax,
            "TotalAmt": net + Decimal(tax["TotalTax"]),
        }
        if entity == "Purchase":
            item["EntityRef"] = {**reference(self.company, "Vendor", vendor), "type": "Vendor"}
        else:
            item["VendorRef"] = reference(self.company, "Vendor", vendor)
        if entity in {"Bill", "VendorCredit", "PurchaseOrder"}:
            item["APAccountRef"] = reference(self.company, "Account", "21" if abroad else "20")
        return self.enter(entity, day, {**item, **more})

    def receive(self, day: date, customer: str, paid: Sequence[tuple[str, str, object]], total: object) -> str:
        """A payment: (entity, Id, amount) of what it pays, and what came in altogether."""
        abroad = self.company.item("Customer", customer)["CurrencyRef"] == USD
        item: Json = {
            "CustomerRef": reference(self.company, "Customer", customer),
            "DepositToAccountRef": {"value": "3" if abroad else "6"},
            "PaymentMethodRef": {"value": "2"},
            "PaymentRefNum": str(5000 + self._numbers),
            "CurrencyRef": USD if abroad else CAD,
            "ExchangeRate": self._rate(day) if abroad else 1,
            "TotalAmt": number(total),
            "UnappliedAmt": 0,
            "ProcessPayment": False,
            "Line": [self._applied(*each) for each in paid],
        }
        if not number(total):
            item["PrivateNote"] = "Created by QB Online to link credits to charges."
        return self.enter("Payment", day, item)

    def pay(self, day: date, vendor: str, bill: str, *, card: bool = False) -> str:
        """A bill paid in full: by cheque, or by card."""
        total = self.company.item("Bill", bill)["TotalAmt"]
        abroad = self.company.item("Vendor", vendor)["CurrencyRef"] == USD
        cheque = {"BankAccountRef": reference(self.company, "Account", "3" if abroad else "1"), "PrintStatus": "NotSet"}
        by: Json = {"PayType": "Check", "CheckPayment": cheque}
        if card:
            by = {
                "PayType": "CreditCard",
                "CreditCardPayment": {"CCAccountRef": reference(self.company, "Account", "22")},
            }
        item = {
            "DocNumber": str(self._numbers - 900),
            "VendorRef": reference(self.company, "Vendor", vendor),
            "CurrencyRef": USD if abroad else CAD,
            "ExchangeRate": self._rate(day) if abroad else 1,
            "TotalAmt": total,
            "Line": [{"Amount": total, "LinkedTxn": [{"TxnId": bill, "TxnType": "Bill"}]}],
        }
        return self.enter("BillPayment", day, {**item, **by})

    def deposit(self, day: date, payments: Sequence[str], entity: str = "Payment") -> str:
        """What lay in undeposited funds, taken to the bank."""
        lines = []
        for each in payments:
            link = {"TxnId": each, "TxnType": entity, "TxnLineId": "0"}
            lines.append({"Amount": self.company.item(entity, each)["TotalAmt"], "LinkedTxn": [link]})
        total = sum((Decimal(line["Amount"]) for line in lines), Decimal(0))
        bank = reference(self.company, "Account", "1")
        ref = self.enter("Deposit", day, {"DepositToAccountRef": bank, "TotalAmt": total, **self.home(), "Line": lines})
        for each in payments:
            item = self.company.item(entity, each)
            self.company.put(entity, {**item, "LinkedTxn": [{"TxnId": ref, "TxnType": "Deposit"}]})
        return ref

    def journal(self, day: date, note: str, lines: Sequence[tuple[str, object]], party: str = "") -> str:
        """(account, amount) each, credit negative; ``party`` is a customer of the lines on receivables."""
        written = []
        for place, (account, amount) in enumerate(lines):
            value = number(amount)
            detail: Json = {"PostingType": "Debit" if value > 0 else "Credit"}
            detail["AccountRef"] = reference(self.company, "Account", account)
            if party and account == "4":
                detail["Entity"] = {"Type": "Customer", "EntityRef": reference(self.company, "Customer", party)}
            line = {"Id": str(place), "Description": note, "Amount": abs(value), "DetailType": "JournalEntryLineDetail"}
            written.append({**line, "JournalEntryLineDetail": detail})
        item = {"Adjustment": False, "TotalAmt": 0, "PrivateNote": note, "Line": written, "TxnTaxDetail": {}}
        return self.enter("JournalEntry", day, {"DocNumber": f"EJ-{self._numbers - 1000}", **self.home(), **item})

    @staticmethod
    def home() -> Json:
        """What a document in home currency says of it."""
        return {"CurrencyRef": CAD, "ExchangeRate": 1}

    @staticmethod
    def _rate(day: date) -> Decimal:
        """A dollar that grows dearer."""
        return Decimal("1.32") + Decimal((day - FIRST).days) / 10000

    def _sold(self, place: int, item: str, quantity: object, price: object, *, abroad: bool) -> Json:
        stock = self.company.item("Item", item)
        income = reference(self.company, "Account", stock["IncomeAccountRef"]["value"])
        detail = {
            "ItemRef": {"value": item, "name": stock["Name"]},
            "UnitPrice": number(price),
            "Qty": number(quantity),
            "ItemAccountRef": income,
            "TaxCodeRef": {"value": "3" if abroad else "2"},
        }
        if place == 2:
            detail["ClassRef"] = {"value": "5000000000000085683", "name": "Plaisance"}
        amount = cents(number(quantity) * number(price))
        head = {"Id": str(place), "LineNum": place, "Description": stock["Description"], "Amount": amount}
        return {**head, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail, "CustomExtensions": []}

    def _groups(self, before: int) -> list[Json]:
        inner = [self._sold(before + 2, "1", 2, 85, abroad=False), self._sold(before + 3, "2", 1, 95, abroad=False)]
        detail = {"GroupItemRef": {"value": "7", "name": "Mise à l'eau complète"}, "Quantity": 1, "Line": inner}
        whole = sum((Decimal(line["Amount"]) for line in inner), Decimal(0))
        head = {"Id": str(before + 1), "LineNum": before + 1, "Description": "Mise à l'eau", "Amount": whole}
        note = {"Id": str(before + 4), "LineNum": before + 4, "Description": "Merci de votre confiance!"}
        described = {"DetailType": "DescriptionOnly", "DescriptionLineDetail": {}}
        return [{**head, "DetailType": "GroupLineDetail", "GroupLineDetail": detail}, {**note, **described}]

    @staticmethod
    def _worth(line: Json) -> Decimal:
        return number(line.get("Amount", 0))

    def _spent(self, place: int, account: object, memo: object, amount: object, *, abroad: bool) -> Json:
        code = {"TaxCodeRef": {"value": "3" if abroad else "2"}, "BillableStatus": "NotBillable"}
        head = {"Id": str(place), "LineNum": place, "Description": str(memo), "Amount": number(amount)}
        if str(account).startswith("item:"):
            stock = self.company.item("Item", str(account).removeprefix("item:"))
            each = number(stock["PurchaseCost"])
            detail = {"ItemRef": {"value": stock["Id"], "name": stock["Name"]}, "UnitPrice": each, **code}
            detail["Qty"] = number(amount) / each
            return {**head, "DetailType": "ItemBasedExpenseLineDetail", "ItemBasedExpenseLineDetail": detail}
        detail = {"AccountRef": reference(self.company, "Account", str(account)), **code}
        return {**head, "DetailType": "AccountBasedExpenseLineDetail", "AccountBasedExpenseLineDetail": detail}

    def _applied(self, entity: str, ref: str, amount: object) -> Json:
        item = self.company.item(entity, ref)
        named = (("txnId", ref), ("txnOpenBalance", str(item["TotalAmt"])), ("txnReferenceNumber", item["DocNumber"]))
        bag = [
            {
                "name": "{http://schema.intuit.com/finance/v3}NameValue",
                "declaredType": "com.intuit.schema.finance.v3.NameValue",
                "scope": "javax.xml.bind.JAXBElement$GlobalScope",
                "value": {"Name": name, "Value": value},
                "nil": False,
                "globalScope": True,
                "typeSubstituted": False,
            }
            for name, value in named
        ]
        link = {"TxnId": ref, "TxnType": entity}
        return {"Amount": number(amount), "LinkedTxn": [link], "LineEx": {"any": bag}}
