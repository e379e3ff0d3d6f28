"""The Atelier du Fjord inc.: two years of a small workshop in Quebec, with the odd things that real books have."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.emulators.quickbooks.atelier_lists import lists
from tests.emulators.quickbooks.balances import settle
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.documents import FIRST, Documents, Sold, reference
from tests.emulators.quickbooks.ledger import Posting

REALM = "9130357849012345"
TODAY = date(2025, 1, 31)
"""A day on which a report of these books has something to say."""
MONTHS = 24


def atelier(now: Callable[[], datetime]) -> Company:
    """A company of its own, the same each time."""
    company = _built().twin()
    company.now = now
    return company


@functools.cache
def _built() -> Company:
    company = Company(REALM, "Atelier du Fjord inc.", lambda: datetime(2025, 1, 31, 17, tzinfo=UTC))
    company.tax_accounts = {"1": "23", "2": "24", "3": "23", "4": "24", "5": "23"}
    start = datetime(2023, 2, 1, 14, tzinfo=UTC)
    for place, (entity, item) in enumerate(lists()):
        company.add(entity, item, start + timedelta(seconds=20 * place))
    _History(company).write()
    settle(company, None)
    company.settles = True
    return company


class _History:
    """What happened, month by month, and then once each."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.documents = Documents(company)

    def write(self) -> None:
        """All of it."""
        opening = [
            ("1", 40000),
            ("2", 12000),
            ("9", 28000),
            ("10", -6400),
            ("25", -30000),
            ("31", -10000),
            ("30", -33600),
        ]
        self.documents.journal(FIRST, "Solde d'ouverture", opening)
        for month in range(MONTHS):
            year, index = divmod(FIRST.month - 1 + month, 12)
            self._month(month, date(FIRST.year + year, index + 1, 1))
        self._once()
        self._unposted()
        self._odd()

    def _total(self, entity: str, ref: str) -> Decimal:
        return Decimal(self.company.item(entity, ref)["TotalAmt"])

    def _month(self, month: int, first: date) -> None:
        write, customers = self.documents, ("1", "2", "5", "4", "3", "7", "8", "10")
        due = {"DueDate": (first + timedelta(days=40)).isoformat(), "SalesTermRef": {"value": "1"}}
        who, other = customers[month % 8], customers[(month + 3) % 8]
        sold: list[Sold] = [("1", 9 + month % 5, 85), ("3", 2, "42.50"), ("4" if month % 2 else "5", 1, "239.99")]
        one = write.sale("Invoice", first + timedelta(days=4), who, sold, discount=10 if month % 6 == 5 else 0, **due)
        two = write.sale("Invoice", first + timedelta(days=11), other, [("2", "2.75", 95)], **due)
        rent: list[Sold] = [("60", "Loyer du mois", 1450), ("61", "Chauffage", 180 + 7 * (month % 12))]
        bill = write.spending(
            "Bill", first + timedelta(days=1), "1", rent, DueDate=(first + timedelta(days=15)).isoformat()
        )
        if month < MONTHS - 2:
            write.pay(first + timedelta(days=14), "1", bill, card=month % 7 == 6)
        card = {"AccountRef": reference(self.company, "Account", "22"), "PaymentType": "CreditCard", "Credit": False}
        supplies: list[Sold] = [("62", "Vis, colle et résine", f"{63 + month}.{15 + month}")]
        write.spending("Purchase", first + timedelta(days=18), "3", supplies, **card)
        if month < MONTHS - 3:
            paid = [("Invoice", one, self._total("Invoice", one))]
            payment = write.receive(first + timedelta(days=22), who, paid, self._total("Invoice", one))
            got = [payment]
            if month % 3:
                part = Decimal(100) if month % 3 == 2 else self._total("Invoice", two)
                got.append(write.receive(first + timedelta(days=24), other, [("Invoice", two, part)], part))
            write.deposit(first + timedelta(days=25), got)
        if month % 3 == 0:
            self._quarter(month, first)

    def _quarter(self, month: int, first: date) -> None:
        write = self.documents
        stock: list[Sold] = [("item:4", "Hélices", 450), ("item:5", "Pompes", "142.40")]
        abroad = write.spending("Bill", first + timedelta(days=5), "4", stock, DueDate=first.isoformat())
        sold = write.sale(
            "Invoice", first + timedelta(days=6), "6", [("4", 2, 310), ("2", 4, 120)], DueDate=first.isoformat()
        )
        if month < 15:
            write.pay(first + timedelta(days=20), "4", abroad)
            paid = [("Invoice", sold, self._total("Invoice", sold))]
            write.receive(first + timedelta(days=27), "6", paid, self._total("Invoice", sold))
        into = {"DepositToAccountRef": reference(self.company, "Account", "1"), "PaymentMethodRef": {"value": "1"}}
        write.sale("SalesReceipt", first + timedelta(days=8), "3", [("3", 5, "42.50")], **into)
        status = ("Pending", "Accepted", "Closed", "Rejected")[month // 3 % 4]
        write.sale("Estimate", first + timedelta(days=2), "2", [("1", 20, 85)], TxnStatus=status)
        write.spending(
            "PurchaseOrder", first + timedelta(days=3), "4", stock, POStatus="Closed" if month < 15 else "Open"
        )
        move = {"FromAccountRef": reference(self.company, "Account", "1"), "Amount": 500 + 10 * month, **write.home()}
        write.enter(
            "Transfer", first + timedelta(days=16), {**move, "ToAccountRef": reference(self.company, "Account", "2")}
        )
        settled = {"BankAccountRef": reference(self.company, "Account", "1"), "Amount": 150 + month, **write.home()}
        card = reference(self.company, "Account", "22")
        write.enter("CreditCardPayment", first + timedelta(days=19), {**settled, "CreditCardAccountRef": card})
        write.journal(first + timedelta(days=26), "Amortissement du trimestre", [("68", 700), ("10", -700)])

    def _once(self) -> None:
        write, day = self.documents, date(2024, 10, 8)
        memo = write.sale("CreditMemo", day, "1", [("1", 2, 85)], RemainingCredit=0, Balance=0)
        write.sale("CreditMemo", day, "4", [("3", 4, "42.50")], RemainingCredit=0, Balance=0)
        open_one = write.sale("Invoice", day, "1", [("2", 6, 95)], DueDate="2024-11-07", bundle=True)
        write.receive(day + timedelta(days=1), "1", [("Invoice", open_one, 50), ("CreditMemo", memo, 50)], 0)
        write.receive(day + timedelta(days=2), "8", [], "220.40")
        into = {"DepositToAccountRef": reference(self.company, "Account", "1")}
        write.sale("RefundReceipt", day, "10", [("3", 1, "42.50")], **into)
        write.spending("VendorCredit", day, "3", [("62", "Retour de bois", 80)])
        bank = reference(self.company, "Account", "1")
        write.spending("Purchase", day, "5", [("63", "Prime annuelle", 1240)], AccountRef=bank, PaymentType="Cash")
        write.spending("Purchase", day, "2", [("61", "Électricité", 310)], AccountRef=bank, PaymentType="Check")
        card = {"AccountRef": reference(self.company, "Account", "22"), "PaymentType": "CreditCard", "Credit": True}
        write.spending("Purchase", day, "3", [("62", "Retour par carte", 35)], **card)
        lines = [{"Id": "1", "ItemAdjustmentLineDetail": {"QtyDiff": -2, "ItemRef": {"value": "5"}}}]
        lines[0]["DetailType"] = "ItemAdjustmentLineDetail"
        shrunk = reference(self.company, "Account", "69")
        write.enter("InventoryAdjustment", day, {"DocNumber": "1", "AdjustAccountRef": shrunk, "Line": lines})
        write.journal(day, "Créance radiée", [("66", 45), ("4", -45)], party="7")
        paid = Decimal(1875)
        for account, amount in (("23", paid), ("1", -paid)):
            text = ("Sales Tax Payment", "99001", "TPS-4", ("", "", ""), "Remise de taxes")
            self.company.unseen.append(Posting("2024-04-30", account, amount, amount, "CAD", Decimal(1), *text))

    def _unposted(self) -> None:
        write, day = self.documents, date(2024, 9, 16)
        who = {"NameOf": "Employee", "EmployeeRef": reference(self.company, "Employee", "1")}
        for hours in (3, 7):
            what = {"ItemRef": reference(self.company, "Item", "1"), "Hours": hours, "Minutes": 30, "HourlyRate": 85}
            bill = {
                "CustomerRef": reference(self.company, "Customer", "5"),
                "BillableStatus": "Billable",
                "Taxable": True,
            }
            write.enter("TimeActivity", day, {**who, **what, **bill, "Description": "Ponçage, « côté bâbord »"})
        schedule = {"IntervalType": "Monthly", "NumInterval": 1, "DayOfMonth": 1, "NextDate": "2025-02-01"}
        info = {"Name": "Loyer", "RecurType": "Automated", "Active": True, "ScheduleInfo": schedule}
        bill_ = self.company.item("Bill", self.company.ids("Bill")[0])
        for name in ("Id", "MetaData", "LinkedTxn", "DocNumber", "TxnDate", "SyncToken"):
            bill_.pop(name, None)
        write.enter(
            "RecurringTransaction",
            day,
            {**bill_, "RecurringInfo": info, "RecurDataRef": {"value": "1"}, "_kind": "Bill"},
        )
        detail = {"ItemRef": {"value": "3", "name": "Vernis marin"}, "Qty": 1, "UnitPrice": "42.50"}
        line = {"Id": "1", "LineNum": 1, "Amount": Decimal("42.5"), "DetailType": "ReimburseLineDetail"}
        charge = {"CustomerRef": reference(self.company, "Customer", "5"), "Amount": Decimal("42.5"), **write.home()}
        lines = [{**line, "ReimburseLineDetail": {**detail, "UnitPrice": Decimal("42.5")}}]
        write.enter("ReimburseCharge", day, {**charge, "HasBeenInvoiced": False, "Line": lines})
        months = [f"2024-{month:02}-01" for month in range(1, 13)]
        account = reference(self.company, "Account", "41")
        budget = [{"BudgetDate": each, "Amount": 900, "AccountRef": account} for each in months]
        head = {"Name": "Budget 2024", "StartDate": "2024-01-01", "EndDate": "2024-12-31", "Active": True}
        kinds = {"BudgetType": "ProfitAndLoss", "BudgetEntryType": "Monthly"}
        self.company.add("Budget", {"Id": "1", **head, **kinds, "BudgetDetail": budget})

    def _odd(self) -> None:
        """Voids, links to pay by, files, and text that looks like a formula."""
        company, write, invoices = self.company, self.documents, self.company.ids("Invoice")
        pay = {"InvoiceLink": "https://connect.intuit.com/t/scs-v1-0123456789abcdef", "AllowOnlineACHPayment": True}
        company.change("Invoice", invoices[-1], **pay, PrivateNote="=2+2 n'est pas une formule")
        field = {"DefinitionId": "1", "Name": "No de coque", "Type": "StringType", "StringValue": "QC-0042"}
        company.change("Invoice", invoices[3], CustomField=[field])
        company.void("Invoice", write.sale("Invoice", date(2024, 5, 6), "2", [("1", 9, 85)], DueDate="2024-06-05"))
        company.void("SalesReceipt", company.ids("SalesReceipt")[0])
        company.attach("Invoice", invoices[0], "bon de travail.pdf", b"%PDF-1.4\n% bon de travail\n%%EOF\n")
        company.attach("Bill", company.ids("Bill")[0], "reçu.txt", "Reçu: 1 450,00 $\n".encode())
        hung = [{"EntityRef": {"value": invoices[1], "type": "Invoice"}, "IncludeOnSend": False}]
        company.add("Attachable", {"Id": "5000000000000000999", "Note": "Le client rappellera.", "AttachableRef": hung})
