"""A dairy on a lake that never existed: a year of its books, the same each time, with something of everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.emulators.exchange import Json
from tests.emulators.manager import builtin
from tests.emulators.manager.business import Business, key_of
from tests.emulators.manager.postings import BANKS

NAME = "Laiterie du Lac Sàrl"
START = date(2026, 1, 5)
D = Decimal


def laiterie(now: Callable[[], datetime]) -> Business:
    """The business, with everything entered."""
    business = Business(NAME, now)
    for enter in (_singles, _chart, _masters, _sales, _purchases, _money, _ledger, _people):
        enter(business)
    return business


def generated(now: Callable[[], datetime], invoices: int) -> Business:
    """The same business with so many more invoices: as large as one likes."""
    business = laiterie(now)
    customers = [key_of(each) for each in ("hotel", "epicerie")]
    lines = [
        _line("Tommes", "sales", "12.35", "13", Item=key_of("tomme"), TaxCode=key_of("VAT2")),
        _line("Livraison", "services", "18", TaxCode=key_of("VAT")),
    ]
    for number in range(invoices):
        told = {"IssueDate": _day(number % 365), "DueDate": 2, "DueDateDate": _day(number % 365 + 30)}
        told |= {"Reference": f"G-{number + 1}", "Customer": customers[number % 2], "Lines": lines}
        business.add("sales-invoices", f"generated {number}", **told)
    return business


def stamp(day: date) -> str:
    """A day, as forms have it."""
    return f"{day.isoformat()}T00:00:00"


def _day(number: int) -> str:
    return stamp(START + timedelta(days=number))


def _singles(business: Business) -> None:
    business.add_form(
        "business-details-form", builtin.BUSINESS, Name=NAME, Address="Quai du Lac 3\n1095 Lutry", Country="fr-CH"
    )
    business.add_form(
        "base-currency-form", builtin.CURRENCY, Code="CHF", Name="Franc suisse", Symbol="Fr.", DecimalPlaces=2
    )


def _chart(business: Business) -> None:
    balance, result = "balance-sheet-account-form", "profit-and-loss-statement-account-form"
    group = business.add_form("balance-sheet-group-form", key_of("funds"), Name="Fonds propres", Group=builtin.EQUITY)
    trade = business.add_form("profit-and-loss-statement-group-form", key_of("trade"), Name="Ventes", Type=0)
    business.add_form(balance, key_of("capital"), Name="Capital social", Code="2800", Group=group)
    business.add_form(balance, key_of("deposit"), Name="Dépôt de garantie", Code="1440", Group=builtin.ASSETS)
    business.add_form(result, key_of("sales"), Name="Vente de fromage", Code="3000", Group=trade)
    business.add_form(result, key_of("services"), Name="Visites guidées", Code="3400", Group=builtin.INCOME)
    business.add_form(result, key_of("rent"), Name="Loyer", Code="6000", Group=builtin.EXPENSES)
    business.add_form(result, key_of("fees"), Name="Frais de banque", Code="6940", Group=builtin.EXPENSES)
    business.add_form(result, key_of("wages"), Name="Salaires", Code="5000", Group=builtin.EXPENSES)


def _masters(business: Business) -> None:
    add = business.add
    add("foreign-currencies", "EUR", Code="EUR", Name="Euro", Symbol="€", DecimalPlaces=2)
    add("exchange-rates", "rate", Date=_day(0), Currency=key_of("EUR"), Rate=D("0.95"))
    add("tax-codes", "VAT", Name="TVA 8,1 %", Label="TVA", Rate=D("8.1"), TaxRate=2, Type=0)
    add("tax-codes", "VAT2", Name="TVA 2,6 %", Label="TVA réduite", Rate=D("2.6"), TaxRate=2, Type=0)
    add("divisions", "shop", Name="Boutique")
    add("projects", "fair", Name="Comptoir 2026")
    add(
        BANKS,
        "bank",
        Name="Banque cantonale",
        Code="1020",
        IsBankAccount=True,
        HasInternationalBankAccountNumber=True,
        InternationalBankAccountNumber="CH93 0076 2011 6238 5295 7",
    )
    add(BANKS, "till", Name="Caisse", Code="1000", IsCashAccount=True)
    add(
        "customers",
        "hotel",
        Name="Hôtel des Alpes",
        Code="C-1",
        Email="cuisine@hotel.example",
        BillingAddress="Rue Haute 1\n1095 Lutry",
        HasDefaultDueDateDays=True,
        DefaultDueDateDays=30,
    )
    add(
        "customers", "epicerie", Name="Épicerie Müller & Fils", Code="C-2", CreditLimit=D(5000), Division=key_of("shop")
    )
    add("customers", "lyon", Name="Fromages de Lyon SA", Code="C-3", Currency=key_of("EUR"))
    add("suppliers", "farm", Name="Ferme du Jorat", Code="S-1", Email="ferme@jorat.example", Address="Chemin 4")
    add("suppliers", "landlord", Name="Régie du Quai", Code="S-2")
    add(
        "inventory-items",
        "tomme",
        ItemCode="T-1",
        ItemName="Tomme",
        UnitName="pièce",
        HasDefaultSalesUnitPrice=True,
        DefaultSalesUnitPrice=D("12.50"),
        HasDefaultPurchaseUnitPrice=True,
        DefaultPurchaseUnitPrice=D("6.20"),
    )
    add(
        "non-inventory-items",
        "visit",
        Code="V-1",
        ItemCode="V-1",
        Name="Visite",
        ItemName="Visite",
        UnitName="heure",
        HasDefaultSalesUnitPrice=True,
        DefaultSalesUnitPrice=D(40),
        SaleItemAccount=key_of("services"),
    )
    add("fixed-assets", "vat", Code="FA-1", Name="Cuve", DepreciationRate=D(10), Status="Active")
    add("folders", "folder", Name="Contrats", Description="Baux et assurances")
    add("access-tokens", "token", Name="archive", AccessToken="c2VjcmV0LXRva2Vu")


def _line(said: str, account: str | None, price: str, qty: str = "1", **more: Any) -> Json:  # noqa: ANN401 (any JSON)
    where = {"Account": key_of(account)} if account else {}
    return {"LineDescription": said, **where, "Qty": D(qty), "SalesUnitPrice": D(price), **more}


def _bought(said: str, account: str | None, price: str, qty: str = "1", **more: Any) -> Json:  # noqa: ANN401 (any JSON)
    line = _line(said, account, price, qty, **more)
    line["PurchaseUnitPrice"] = line.pop("SalesUnitPrice")
    return line


def _sales(business: Business) -> None:
    vat, reduced, tomme = key_of("VAT"), key_of("VAT2"), key_of("tomme")
    for number, (party, lines) in enumerate(
        (
            ("hotel", [_line("Tommes", "sales", "12.50", "40", Item=tomme, TaxCode=reduced)]),
            (
                "epicerie",
                [
                    _line("Tommes", "sales", "12.35", "13", Item=tomme, TaxCode=reduced, Division=key_of("shop")),
                    _line("Livraison", "services", "18", TaxCode=vat, Project=key_of("fair")),
                ],
            ),
            ("hotel", [_line("Visite", "services", "40", "2.5", Item=key_of("visit"), TaxCode=vat)]),
            (
                "epicerie",
                [_line("Fromage d’alpage", "sales", "31.90", "7.35", TaxCode=reduced, DiscountPercentage=D(5))],
            ),
            (
                "hotel",
                [_line("Fondue", "sales", "22", "12", TaxCode=reduced, CustomFields2={"Strings": {"lot": "B-17"}})],
            ),
        ),
        1,
    ):
        extra: Json = {"Discount": True, "DiscountType": 0} if "DiscountPercentage" in lines[0] else {}
        business.add(
            "sales-invoices",
            f"F{number}",
            IssueDate=_day(number * 6),
            DueDate=2,
            DueDateDate=_day(number * 6 + 30),
            Reference=f"{2026000 + number}",
            Customer=key_of(party),
            BillingAddress="Rue Haute 1\n1095 Lutry",
            Description=f"Commande {number}",
            Lines=lines,
            **extra,
        )
    business.add(
        "sales-invoices",
        "F6",
        IssueDate=_day(40),
        DueDate=2,
        DueDateDate=_day(70),
        Reference="2026006",
        Customer=key_of("hotel"),
        AmountsIncludeTax=True,
        Lines=[_line("Buffet, TVA comprise", "sales", "324.30", TaxCode=vat)],
    )
    business.add(
        "sales-invoices",
        "F7",
        IssueDate=_day(45),
        DueDate=2,
        DueDateDate=_day(75),
        Reference="2026007",
        Customer=key_of("lyon"),
        ExchangeRate=D("0.95"),
        Lines=[_line("Export", "sales", "11.80", "100")],
    )
    business.add(
        "credit-notes",
        "A1",
        IssueDate=_day(20),
        Reference="A-1",
        Customer=key_of("epicerie"),
        SalesInvoice=key_of("F2"),
        Description="Tommes abîmées",
        Lines=[_line("Tommes", "sales", "12.35", "2", Item=tomme, TaxCode=reduced)],
    )
    business.add(
        "sales-quotes",
        "D1",
        IssueDate=_day(2),
        ExpiryDate=30,
        Reference="D-1",
        Customer=key_of("hotel"),
        Description="Banquet",
        Lines=[_line("Buffet", "sales", "300", TaxCode=vat)],
    )
    business.add(
        "sales-orders",
        "O1",
        Date=_day(3),
        Reference="O-1",
        Customer=key_of("hotel"),
        SalesQuote=key_of("D1"),
        Lines=[_line("Buffet", "sales", "300", TaxCode=vat)],
    )
    business.add(
        "delivery-notes",
        "L1",
        DeliveryDate=_day(7),
        Reference="L-1",
        Customer=key_of("hotel"),
        SalesInvoice=key_of("F1"),
        Lines=[{"Item": tomme, "LineDescription": "Tommes", "Qty": D(40)}],
    )


def _purchases(business: Business) -> None:
    reduced, tomme, farm = key_of("VAT2"), key_of("tomme"), key_of("farm")
    for number, (party, lines) in enumerate(
        (
            ("farm", [_bought("Lait", None, "6.20", "100", Item=tomme, TaxCode=reduced)]),
            ("landlord", [_bought("Loyer de janvier", "rent", "1800")]),
            ("farm", [_bought("Lait", None, "6.25", "60", Item=tomme, TaxCode=reduced)]),
        ),
        1,
    ):
        business.add(
            "purchase-invoices",
            f"R{number}",
            IssueDate=_day(number * 8),
            DueDate=2,
            DueDateDate=_day(number * 8 + 30),
            Reference=f"R-{number}",
            Supplier=key_of(party),
            Lines=lines,
        )
    business.add(
        "debit-notes",
        "N1",
        IssueDate=_day(18),
        Reference="N-1",
        Supplier=farm,
        PurchaseInvoice=key_of("R1"),
        Lines=[_bought("Lait tourné", None, "6.20", "5", Item=tomme, TaxCode=reduced)],
    )
    business.add(
        "purchase-quotes",
        "PQ1",
        Date=_day(1),
        Reference="PQ-1",
        Supplier=farm,
        Lines=[_bought("Lait", None, "6.10", "500", Item=tomme)],
    )
    business.add(
        "purchase-orders",
        "PO1",
        Date=_day(2),
        Reference="PO-1",
        Supplier=farm,
        Lines=[_bought("Lait", None, "6.20", "160", Item=tomme, TaxCode=reduced)],
    )
    business.add(
        "goods-receipts",
        "G1",
        Date=_day(9),
        Reference="G-1",
        Supplier=farm,
        PurchaseOrder=key_of("PO1"),
        Lines=[{"Item": tomme, "Qty": D(100)}],
    )


def _owed(customer: str, amount: str, invoice: str | None = None) -> Json:
    line: Json = {"Account": builtin.RECEIVABLE, "AccountsReceivableCustomer": key_of(customer), "Amount": D(amount)}
    return {**line, **({"AccountsReceivableSalesInvoice": key_of(invoice)} if invoice else {})}


def _owing(supplier: str, amount: str, invoice: str | None = None) -> Json:
    line: Json = {"Account": builtin.PAYABLE, "AccountsPayableSupplier": key_of(supplier), "Amount": D(amount)}
    return {**line, **({"PurchaseInvoice": key_of(invoice)} if invoice else {})}


def _money(business: Business) -> None:
    bank, till = key_of("bank"), key_of("till")
    receipts: list[tuple[str, Json]] = [
        ("E1", {"PaidBy": 1, "Customer": key_of("hotel"), "ReceivedIn": bank, "Lines": [_owed("hotel", "513", "F1")]}),
        (
            "E2",
            {
                "PaidBy": 1,
                "Customer": key_of("epicerie"),
                "ReceivedIn": bank,
                "Lines": [_owed("epicerie", "100", "F2"), {"Account": key_of("fees"), "Amount": D("-1.20")}],
            },
        ),
        (
            "E3",
            {
                "Contact": "Marché",
                "ReceivedIn": till,
                "Lines": [_line("Vente au marché", "sales", "205.20", TaxCode=key_of("VAT2"))],
            },
        ),
        (
            "E4",
            {
                "Contact": "Propriétaire",
                "ReceivedIn": bank,
                "Lines": [{"Account": key_of("capital"), "Amount": D(20000)}],
            },
        ),
        ("E5", {"PaidBy": 1, "Customer": key_of("hotel"), "ReceivedIn": bank, "Lines": [_owed("hotel", "50")]}),
    ]
    for number, (label, form) in enumerate(receipts, 1):
        business.add("receipts", label, Date=_day(10 + number * 4), Reference=f"E-{number}", Cleared=1, **form)
    payments: list[tuple[str, Json]] = [
        ("P1", {"Payee": 2, "Supplier": key_of("farm"), "PaidFrom": bank, "Lines": [_owing("farm", "400", "R1")]}),
        (
            "P2",
            {
                "Payee": 2,
                "Supplier": key_of("landlord"),
                "PaidFrom": bank,
                "Lines": [_owing("landlord", "1800", "R2"), {"Account": key_of("fees"), "Amount": D("2.50")}],
            },
        ),
        (
            "P3",
            {
                "Contact": "Quincaillerie",
                "PaidFrom": till,
                "Lines": [{"Account": key_of("rent"), "LineDescription": "Serrure", "Amount": D("54.05")}],
            },
        ),
    ]
    for number, (label, form) in enumerate(payments, 1):
        business.add("payments", label, Date=_day(12 + number * 5), Reference=f"P-{number}", **form)
    business.add(
        "inter-account-transfers",
        "V1",
        Date=_day(30),
        Reference="V-1",
        PaidFrom=bank,
        ReceivedIn=till,
        CreditAmount=D(200),
        DebitAmount=D(200),
        Description="Fonds de caisse",
    )


def _ledger(business: Business) -> None:
    business.add(
        "journal-entries",
        "J1",
        Date=_day(25),
        Reference="J-1",
        Narration="Dépôt de garantie",
        Lines=[
            {"Account": key_of("deposit"), "Debit": D(3600), "LineDescription": "Trois loyers"},
            {"Account": builtin.CASH, "BankOrCashAccount": key_of("bank"), "Credit": D(3600)},
        ],
    )
    business.add(
        "depreciation-entries",
        "DE1",
        Date=_day(59),
        Reference="DE-1",
        Description="Cuve",
        Lines=[{"FixedAsset": key_of("vat"), "Amount": D(120)}],
    )


def _people(business: Business) -> None:
    anna = business.add("employees", "anna", Name="Anna Rochat", Code="E-1", Email="anna@laiterie.example")
    business.add(
        "payslips",
        "S1",
        Date=_day(26),
        Reference="S-1",
        Employee=anna,
        Description="Janvier",
        Earnings=[{"Item": key_of("salary"), "Account": key_of("wages"), "Units": D(1), "UnitPrice": D(4200)}],
    )
    business.add(
        "expense-claims",
        "C1",
        Date=_day(28),
        Reference="C-1",
        PaidBy=anna,
        Payee="CFF",
        Description="Foire de Berne",
        Lines=[_bought("Billet", "rent", "92")],
    )
