"""The lists of the Atelier du Fjord inc., a workshop for boats that never existed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.atelier_company import info, preferences

CAD = {"value": "CAD", "name": "Canadian Dollar"}
USD = {"value": "USD", "name": "United States Dollar"}

_ACCOUNTS = """
1|1000|Compte chèques Desjardins|Bank|Checking|Asset
2|1010|Compte épargne|Bank|Savings|Asset
3|1020|Compte en dollars américains|Bank|Checking|Asset|USD
4|1100|Comptes clients|Accounts Receivable|AccountsReceivable|Asset
5|1101|Comptes clients - USD|Accounts Receivable|AccountsReceivable|Asset|USD
6|1150|Fonds non déposés|Other Current Asset|UndepositedFunds|Asset
7|1200|Stock de pièces|Other Current Asset|Inventory|Asset
8|1500|Équipement d'atelier|Fixed Asset|MachineryAndEquipment|Asset
9|1501|Coût d'origine|Fixed Asset|MachineryAndEquipment|Asset||8
10|1509|Amortissement cumulé|Fixed Asset|AccumulatedDepreciation|Asset||8
20|2000|Comptes fournisseurs|Accounts Payable|AccountsPayable|Liability
21|2001|Comptes fournisseurs - USD|Accounts Payable|AccountsPayable|Liability|USD
22|2100|Visa Desjardins|Credit Card|CreditCard|Liability
23|2200|TPS/TVH à payer|Other Current Liability|GlobalTaxPayable|Liability
24|2210|TVQ à payer|Other Current Liability|GlobalTaxPayable|Liability
25|2500|Emprunt BDC|Long Term Liability|NotesPayable|Liability
30|3900|Solde d'ouverture|Equity|OpeningBalanceEquity|Equity
31|3000|Capital-actions|Equity|CommonStock|Equity
32|3100|Bénéfices non répartis|Equity|RetainedEarnings|Equity
40|4000|Ventes|Income|SalesOfProductIncome|Revenue
41|4010|Réparations|Income|ServiceFeeIncome|Revenue||40
42|4020|Vente de pièces|Income|SalesOfProductIncome|Revenue||40
43|4090|Rabais accordés|Income|DiscountsRefundsGiven|Revenue
44|4900|Intérêts gagnés|Other Income|InterestEarned|Revenue
50|5000|Coût des pièces vendues|Cost of Goods Sold|SuppliesMaterialsCogs|Expense
51|5100|Sous-traitance|Cost of Goods Sold|CostOfLaborCos|Expense
60|6000|Loyer de l'atelier|Expense|RentOrLeaseOfBuildings|Expense
61|6010|Électricité et chauffage|Expense|Utilities|Expense
62|6020|Fournitures d'atelier|Expense|SuppliesMaterials|Expense
63|6030|Assurances|Expense|Insurance|Expense
64|6040|Déplacements|Expense|Travel|Expense
65|6050|Frais bancaires|Expense|BankCharges|Expense
66|6060|Mauvaises créances|Expense|BadDebts|Expense
67|6070|Télécommunications|Expense|Utilities|Expense
68|6080|Amortissement|Other Expense|Depreciation|Expense
69|6900|Écarts d'inventaire|Expense|OtherMiscellaneousServiceCost|Expense
70|7000|Gain ou perte de change|Other Expense|ExchangeGainOrLoss|Expense
71|6090|Publicité (deleted)|Expense|AdvertisingPromotional|Expense
"""

_CUSTOMERS = """
1|Quincaillerie Bédard inc.|Chicoutimi|CAD
2|Ville de La Malbaie|La Malbaie|CAD
3|Camping du Fjord|L'Anse-Saint-Jean|CAD
4|Tremblay & Fils (Saguenay) ltée|Saguenay|CAD
5|Chantier Port-Alfred|Saguenay|CAD|4
6|Northern Lakes Marine LLC|Duluth|USD
7|=Bateaux Côté|Tadoussac|CAD
8|+ Bleu Marine enr.|Rimouski|CAD
9|Garage Simard (deleted)|Jonquière|CAD
10|Éclusiers de l'Île-aux-Coudres|L'Isle-aux-Coudres|CAD
"""

_VENDORS = """
1|Immeubles du Vieux-Port|Chicoutimi|CAD
2|Hydro-Québec|Montréal|CAD
3|Bois Gauthier & associés|Saint-Siméon|CAD
4|Great Lakes Fasteners Co.|Cleveland|USD
5|Assurances Lévesque|Québec|CAD
6|Soudure Marin Gagnon|Baie-Comeau|CAD
7|Peinture Boréale (deleted)|Alma|CAD
"""

_ITEMS = """
1|Réparation de coque|Service|85|41
2|Entretien de moteur|Service|95|41
3|Vernis marin|NonInventory|42.50|42
4|Hélice 3 pales|Inventory|240|42|HEL-3P-14|150
5|Pompe de cale|Inventory|118.75|42|PMP-0500|71.20
6|Pièces|Category|0|
7|Mise à l'eau complète|Group|0|
8|Hivernage (deleted)|Service|320|41
"""


def lists() -> Iterator[tuple[str, Json]]:
    """Every entry of every list, with its entity, in an order in which references lead back."""
    yield from (("Account", each) for each in _accounts())
    yield from (("Customer", each) for each in _customers())
    yield from (("Vendor", each) for each in _vendors())
    yield from (("Item", each) for each in _items())
    yield from _taxes()
    yield from _others()
    yield "CompanyInfo", info()
    yield "Preferences", preferences()


def _rows(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        yield [*line.split("|"), "", "", "", ""]


def _accounts() -> Iterator[Json]:
    rows = list(_rows(_ACCOUNTS))
    names = {row[0]: row[2] for row in rows}
    for ref, number, name, kind, subtype, classification, currency, parent, *_ in rows:
        above = {"ParentRef": {"value": parent}, "SubAccount": True} if parent else {"SubAccount": False}
        full = f"{names[parent]}:{name}" if parent else name
        yield {
            "Id": ref,
            "Name": name,
            **above,
            "FullyQualifiedName": full,
            "Active": not name.endswith("(deleted)"),
            "Classification": classification,
            "AccountType": kind,
            "AccountSubType": subtype,
            "AcctNum": number,
            "CurrentBalance": 0,
            "CurrentBalanceWithSubAccounts": 0,
            "CurrencyRef": USD if currency == "USD" else CAD,
        }


def _address(ref: int, city: str, *, abroad: bool) -> Json:
    place = {"CountrySubDivisionCode": "OH" if abroad else "QC", "PostalCode": "44114" if abroad else "G7H 1A1"}
    return {"Id": str(ref), "Line1": f"{100 + ref}, rue du Quai", "City": city, **place}


def _customers() -> Iterator[Json]:
    names = {row[0]: row[1] for row in _rows(_CUSTOMERS)}
    for ref, name, city, currency, parent, *_ in _rows(_CUSTOMERS):
        full = f"{names[parent]}:{name}" if parent else name
        job = {"Job": True, "ParentRef": {"value": parent}, "Level": 1, "IsProject": True} if parent else {"Job": False}
        yield {
            "Id": ref,
            "Taxable": True,
            "BillAddr": _address(int(ref), city, abroad=currency == "USD"),
            **job,
            "BillWithParent": bool(parent),
            "Balance": 0,
            "BalanceWithJobs": 0,
            "CurrencyRef": USD if currency == "USD" else CAD,
            "PreferredDeliveryMethod": "Email",
            "FullyQualifiedName": full,
            "CompanyName": names.get(parent, name),
            "DisplayName": name,
            "PrintOnCheckName": name,
            "Active": not name.endswith("(deleted)"),
            "PrimaryPhone": {"FreeFormNumber": f"+1 418 555-01{int(ref):02}"},
            "PrimaryEmailAddr": {"Address": f"comptes{ref}@example.com"},
            "SalesTermRef": {"value": "1"},
            **({"PrimaryTaxIdentifier": "XXXXXXXXX1234", "CustomerTypeRef": {"value": "1"}} if ref == "2" else {}),
            **({"Notes": 'Écrit « à la main »; dit: "payer\ten retard"\nsur deux lignes'} if ref == "7" else {}),
        }


def _vendors() -> Iterator[Json]:
    for ref, name, city, currency, *_ in _rows(_VENDORS):
        bank = {"BankAccountName": name, "BankBranchIdentifier": "815-30000", "BankAccountNumber": "0123456"}
        yield {
            "Id": ref,
            "BillAddr": _address(50 + int(ref), city, abroad=currency == "USD"),
            "Balance": 0,
            "AcctNum": f"CL-{int(ref):04}",
            "Vendor1099": False,
            "CurrencyRef": USD if currency == "USD" else CAD,
            "CompanyName": name,
            "DisplayName": name,
            "PrintOnCheckName": name,
            "Active": not name.endswith("(deleted)"),
            "TermRef": {"value": "2"},
            "PrimaryPhone": {"FreeFormNumber": f"+1 418 555-02{int(ref):02}"},
            **({"TaxIdentifier": "XXXXX6789", "VendorPaymentBankDetail": bank} if ref == "6" else {}),
        }


def _items() -> Iterator[Json]:
    for ref, name, kind, price, income, sku, cost, *_ in _rows(_ITEMS):
        item: Json = {"Id": ref, "Name": name, "FullyQualifiedName": name, "Type": kind}
        item["Active"] = not name.endswith("(deleted)")
        if kind == "Category":
            yield item
            continue
        item |= {"Description": f"{name}, à l'atelier", "Taxable": True, "UnitPrice": _number(price)}
        if kind == "Group":
            inside = [{"Qty": 1, "ItemRef": {"value": each, "type": "Service"}} for each in ("1", "2")]
            yield {**item, "ItemGroupDetail": {"ItemGroupLine": inside}, "PrintGroupedItems": True}
            continue
        item |= {"IncomeAccountRef": {"value": income}, "TrackQtyOnHand": kind == "Inventory"}
        if kind == "Inventory":
            item |= {"Sku": sku, "PurchaseCost": _number(cost), "ExpenseAccountRef": {"value": "50"}, "QtyOnHand": 12}
            item |= {"AssetAccountRef": {"value": "7"}, "InvStartDate": "2023-02-01", "SubItem": True, "Level": 1}
            item |= {"ParentRef": {"value": "6", "name": "Pièces"}, "FullyQualifiedName": f"Pièces:{name}"}
        else:
            item |= {"PurchaseCost": 0, "ExpenseAccountRef": {"value": "62"}}
        yield item


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _taxes() -> Iterator[tuple[str, Json]]:
    agencies = (("1", "Agence du revenu du Canada"), ("2", "Revenu Québec"))
    for ref, name in agencies:
        tracked = {"TaxTrackedOnSales": True, "TaxTrackedOnPurchases": True}
        yield "TaxAgency", {"Id": ref, "DisplayName": name, **tracked, "TaxRegistrationNumber": f"10000000{ref} RT0001"}
    rates = (
        ("1", "TPS 5 %", 5, "1"),
        ("2", "TVQ 9,975 %", 9.975, "2"),
        ("3", "TPS 5 % (achats)", 5, "1"),
        ("4", "TVQ 9,975 % (achats)", 9.975, "2"),
        ("5", "Détaxé", 0, "1"),
    )
    for ref, name, value, agency in rates:
        history = [{"RateValue": value, "EffectiveDate": "2013-01-01T00:00:00-08:00"}]
        text = {"Name": name, "Description": name, "Active": True, "RateValue": value, "AgencyRef": {"value": agency}}
        shown = {"SpecialTaxType": "NONE", "DisplayType": "ReadOnly", "EffectiveTaxRate": history}
        yield "TaxRate", {"Id": ref, **text, **shown}
    codes = (("2", "TPS/TVQ QC - 9,975", ("1", "2"), ("3", "4")), ("3", "Détaxé", ("5",), ("5",)))
    for ref, name, sales, purchases in codes:
        text = {"Name": name, "Description": name, "Active": True, "Taxable": True, "TaxGroup": True}
        rates_of = {"SalesTaxRateList": _rate_list(sales), "PurchaseTaxRateList": _rate_list(purchases)}
        yield "TaxCode", {"Id": ref, **text, **rates_of}
    yield "TaxCode", {"Id": "4", "Name": "Ancienne TVQ", "Active": False, "Taxable": True, "TaxGroup": False}


def _rate_list(rates: tuple[str, ...]) -> Json:
    details = [
        {"TaxRateRef": {"value": rate}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": order}
        for order, rate in enumerate(rates)
    ]
    return {"TaxRateDetail": details}


def _others() -> Iterator[tuple[str, Json]]:
    for ref, name, days in (("1", "Net 30", 30), ("2", "Net 15", 15), ("3", "Payable à la réception", 0)):
        yield "Term", {"Id": ref, "Name": name, "Active": True, "Type": "STANDARD", "DueDays": days}
    for ref, name in (("1", "Virement"), ("2", "Chèque"), ("3", "Carte de crédit"), ("4", "Troc (deleted)")):
        kind = "CREDIT_CARD" if ref == "3" else "NON_CREDIT_CARD"
        yield "PaymentMethod", {"Id": ref, "Name": name, "Active": ref != "4", "Type": kind}
    for number, name in enumerate(("Quai Nord", "Quai Sud"), 1):
        yield "Department", {"Id": str(number), "Name": name, "FullyQualifiedName": name, "Active": True}
    for number, name in enumerate(("Plaisance", "Pêche", "Location (deleted)"), 5_000_000_000_000_085_683):
        active = not name.endswith("(deleted)")
        yield (
            "Class",
            {"Id": str(number), "Name": name, "FullyQualifiedName": name, "SubClass": False, "Active": active},
        )
    yield "CustomerType", {"Id": "1", "Name": "Organisme public", "Active": True}
    yield "CompanyCurrency", {"Id": "1", "Code": "USD", "Name": "United States Dollar", "Active": True}
    for ref, first, last in (("1", "Maëlle", "Gauthier"), ("2", "Zacharie", "Côté-Ouellet"), ("3", "Noé", "Simard")):
        name = f"{first} {last}" + (" (deleted)" if ref == "3" else "")
        said = {"GivenName": first, "FamilyName": last, "DisplayName": name, "PrintOnCheckName": name}
        secret = {"SSN": "XXX-XX-XXXX", "BirthDate": "1990-04-12"} if ref == "1" else {}
        yield (
            "Employee",
            {"Id": ref, **said, "Active": ref != "3", "BillableTime": False, "HiredDate": "2023-02-06", **secret},
        )
    for day, rate in (("2023-06-30", 1.324), ("2023-12-29", 1.3226), ("2024-12-31", 1.4389)):
        pair = {"SourceCurrencyCode": "USD", "TargetCurrencyCode": "CAD", "Rate": rate, "AsOfDate": day}
        yield "ExchangeRate", pair
