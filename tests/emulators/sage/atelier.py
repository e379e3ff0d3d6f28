"""The books of a small bicycle workshop that never existed, and of the rooms that it lets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.sage.bookkeeper import Bookkeeper, Line, Money
from tests.emulators.sage.business import Business, reference
from tests.emulators.sage.chart import base, currency, open_chart
from tests.emulators.sage.sundry import Sundry

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
START = date(2025, 4, 7)
FIXED = datetime.fromisoformat("2025-04-01T09:00:00+00:00")


class Dating:
    """Moments for what is entered: a minute later each time, in the past."""

    def __init__(self, begin: datetime) -> None:
        self._next = begin

    def __call__(self) -> datetime:
        self._next += timedelta(minutes=1)
        return self._next


def atelier(now: Callable[[], datetime]) -> Business:
    """A workshop with a year of documents of every sort, dated before ``now``; later changes are dated by ``now``."""
    business = Business("Thistle Cycles Ltd", "GB", "GBP", Dating(FIXED))
    open_chart(business)
    business.withheld = {
        "sales_corrective_invoices": 404, "purchase_corrective_invoices": 404, "sales_estimates": 403,
        "journal_codes": 404, "opening_balance_journals": 404,
    }  # fmt: skip
    keeper = Bookkeeper(business)
    people, wares = contacts(business), products(business)
    _documents(keeper, people, wares)
    _sundry(Sundry(keeper), people)
    _lists(business, wares)
    _attach(business)
    business.now = now
    return business


def lettings(now: Callable[[], datetime]) -> Business:
    """A second business of the same login, which is the one that is read where none is named."""
    business = Business("Thistle Lettings Ltd", "GB", "GBP", Dating(FIXED))
    open_chart(business)
    keeper = Bookkeeper(business)
    tenant = contact(business, "Morag Bell", "CUSTOMER")
    keeper.document("sales_invoices", tenant, START, [Line("Rent of a room", "1.0", "450.0", 4900, "GB_ZERO")], "SI-1")
    business.now = now
    return business


def contact(business: Business, name: str, type_: str, **more: object) -> Json:
    """A customer or a vendor, with an address, a person and bank details."""
    code = name.split()[0].upper()[:8]
    item = business.add(
        "contacts", f"{name} ({code})", name=name, reference=code, links=[], deleted_at=None, balance="0.0",
        contact_types=[base("contact_types", type_, type_.capitalize())], tax_number="GB999000111", notes="",
        locale="en-GB", credit_limit="1000.0", credit_days=30, credit_terms="date_from_invoice", registered_number="",
        currency=currency(str(more.get("currency", "GBP"))), email=f"{code.lower()}@example.com", system=False,
        bank_account_details={"account_name": name, "account_number": "44001122", "sort_code": "10-20-30",
                              "bic": "", "iban": ""},
        is_active=True, deletable=True, gdpr_obfuscated=False, default_sales_ledger_account=None,
    )  # fmt: skip
    item.update({key: value for key, value in more.items() if key != "currency"})
    address = business.add(
        "addresses", f"Main address of {name}", address_line_1="1 High Street", address_line_2="", city="Leith",
        postal_code="EH6 1AA", region="Midlothian", country=base("countries", "GB", "United Kingdom (GB)"),
        contact=reference(item), bank_account=None, name="Main address", is_main_address=True, deleted_at=None,
        address_type=base("address_types", "ACCOUNTS", "Accounts"), country_group=None,
    )  # fmt: skip
    person = business.add(
        "contact_persons", f"Somebody at {name}", name=f"Somebody at {name}", job_title="Owner", telephone="0131 100",
        mobile="", email=f"owner@{code.lower()}.example.com", fax="", is_main_contact=True, address=reference(address),
        is_preferred_contact=False, deleted_at=None,
        contact_person_types=[{"id": "ACCOUNTS", "displayed_as": "Accounts"}],
    )  # fmt: skip
    item["main_address"], item["main_contact_person"] = address, person
    return item


def contacts(business: Business) -> dict[str, Json]:
    """Four customers, one of them both, and two vendors."""
    return {
        "school": contact(business, "Leith Primary School", "CUSTOMER"),
        "cafe": contact(business, "Café Noisette", "CUSTOMER"),
        "velo": contact(business, "Vélos du Rhin SARL", "CUSTOMER", currency="EUR"),
        "owed": contact(business, "Old Debtor", "CUSTOMER", credit_limit=None),
        "wheels": contact(business, "Wheelwright & Sons", "VENDOR"),
        "rent": contact(business, "Harbour Property", "VENDOR"),
    }


def products(business: Business) -> dict[str, Json]:
    """A product, a service and a thing in stock."""
    sales = reference(next(each for each in business.items("ledger_accounts") if each["nominal_code"] == 4000))
    shared: Json = {
        "sales_ledger_account": sales, "purchase_ledger_account": None, "notes": "", "active": True, "deletable": False,
        "sales_tax_rate": base("tax_rates", "GB_STANDARD", "Standard 20.0%"), "usual_supplier": None,
        "deleted_at": None,
        "purchase_description": "", "deactivatable": True, "used_on_recurring_invoice": False,
    }  # fmt: skip
    price: Json = {"id": "a1", "displayed_as": "Sales price", "price_name": "Sales price", "price_includes_tax": False}
    return {
        "bell": business.add(
            "products", "Bell (BELL)", item_code="BELL", description="Bell", cost_price="2.5",
            sales_prices=[{**price, "price": "7.5"}], **shared,
        ),
        "service": business.add(
            "services", "Full service (SERV)", item_code="SERV", description="Full service", cost_price="0.0",
            sales_rates=[{"id": "r1", "displayed_as": "Rate", "rate_name": "Rate", "rate": "45.0",
                          "rate_includes_tax": False}], **shared,
        ),
        "frame": business.add(
            "stock_items", "Frame (FRAME)", item_code="FRAME", description="Frame", cost_price="120.0",
            sales_prices=[{**price, "price": "310.0"}], quantity_in_stock="4.0", average_cost_price="120.0",
            reorder_level="1.0", barcode="0042", location="Attic", measurement_unit="kg", weight="2.1", **shared,
        ),
    }  # fmt: skip


def _documents(keeper: Bookkeeper, people: dict[str, Json], wares: dict[str, Json]) -> None:
    for week in range(22):
        day = START + timedelta(weeks=2 * week)
        who = people["school" if week % 2 else "cafe"]
        lines = [
            Line("Full service", "2.0", "45.0", 4010, product=None),
            Line("Bell", f"{week % 3 + 1}.0", "7.5", 4000, product=wares["bell"]),
            Line("Book on bicycles", "1.0", "12.0", 4000, "GB_ZERO"),
        ]
        invoice = keeper.document("sales_invoices", who, day, lines, f"SI-{week + 1}")
        bill_lines = [Line("Tyres", "10.0", "11.35", 5000), Line("Oil", "1.0", "9.99", 5000, "GB_LOWER")]
        bill = keeper.document("purchase_invoices", people["wheels"], day, bill_lines, f"W-{100 + week}")
        if week % 3 == 0:
            keeper.pay(who, day + timedelta(days=20), invoice["total_amount"], [
                ("sales_invoices", invoice, invoice["total_amount"])])  # fmt: skip
        if week % 4 == 0:
            keeper.pay(people["wheels"], day + timedelta(days=25), "50.0", [("purchase_invoices", bill, "50.0")])
    euro = Money("EUR", Decimal("0.86"))
    foreign = keeper.document(
        "sales_invoices", people["velo"], date(2025, 9, 1),
        [Line("Two frames, built", "2.0", "400.0", 4000, "GB_ZERO", wares["frame"])], "SI-23", euro,
    )  # fmt: skip
    keeper.pay(people["velo"], date(2025, 10, 1), "300.0", [("sales_invoices", foreign, "300.0")], euro)
    keeper.pay(people["cafe"], date(2025, 10, 2), "25.0", [])
    spoilt = keeper.document(
        "sales_invoices", people["school"], date(2025, 9, 3), [Line("Typed twice", "1.0", "45.0", 4010)], "SI-24"
    )
    keeper.business.void("sales_invoices", spoilt["id"], "Typed twice")


def _sundry(sundry: Sundry, people: dict[str, Json]) -> None:
    keeper = sundry.keeper
    invoice = keeper.business.items("sales_invoices")[1]
    credit = keeper.document(
        "sales_credit_notes", people["school"], date(2025, 6, 2), [Line("A dumb bell", "1.0", "7.5", 4000)], "SCN-1"
    )  # fmt: skip
    sundry.allocate(people["school"], date(2025, 6, 3), [
        ("sales_invoices", invoice, "9.0"), ("sales_credit_notes", credit, "-9.0")])  # fmt: skip
    keeper.document(
        "purchase_credit_notes",
        people["wheels"],
        date(2025, 6, 9),
        [Line("Tyres returned", "2.0", "11.35", 5000)],
        "WC-7",
    )
    sundry.journal(date(2025, 4, 1), "Capital brought in", [(1200, "12000.0"), (3000, "-12000.0")])
    sundry.journal(date(2026, 3, 31), "Depreciation", [(8000, "350.0"), (30, "-350.0")])
    sundry.moved("bank_transfers", date(2025, 7, 1), "2000.0")
    sundry.moved("bank_deposits", date(2025, 8, 1), "80.0")
    sundry.other_payment(date(2025, 5, 6), [Line("Paper and ink", "1.0", "31.2", 7500)])
    sundry.other_payment(date(2025, 5, 7), [Line("Scrap sold", "1.0", "18.0", 4900)], received=True)
    sundry.quick_entry(
        "sales_quick_entries", people["cafe"], date(2025, 5, 8), Line("Cargo bike hired", "1.0", "60.0", 4900)
    )
    sundry.quick_entry("purchase_quick_entries", people["rent"], date(2025, 5, 9), Line("Rent", "1.0", "500.0", 7100))
    sundry.quote(
        "sales_quotes", people["school"], date(2025, 11, 3), [Line("Twelve small bicycles", "12.0", "99.0", 4000)]
    )
    sundry.opening(people["owed"], date(2025, 4, 1), "310.4")


def _lists(business: Business, wares: dict[str, Json]) -> None:
    stock = wares["frame"]
    for place, quantity in enumerate(("6.0", "-2.0"), 1):
        business.add(
            "stock_movements", f"Movement {place}", movement_number=str(place), date="2025-09-01", cost_price="120.0",
            quantity=quantity, details="Frame", reference="", stock_item=reference(stock), links=[],
        )  # fmt: skip
    bank = business.items("bank_accounts")[0]
    business.add(
        "bank_reconciliations", "Statement of 31 May", bank_account=reference(bank), statement_date="2025-05-31",
        statement_end_balance="11800.0", reference="S-05", total_received="100.0", total_paid="300.0",
        starting_balance="12000.0", closing_balance="11800.0", reconciled_balance="11800.0", balance_difference="0.0",
        status={"id": "RECONCILED", "displayed_as": "Reconciled"},
    )  # fmt: skip
    business.add(
        "bank_opening_balances", "Opening", bank_account=reference(bank), date="2025-04-01", debit="0.0", credit="0.0"
    )
    category = business.add(
        "analysis_type_categories", "Workshop", name="Workshop", code="WORK", combined_id=None, analysis_type=None
    )
    business.add("analysis_types", "Department", name="Department", analysis_type_categories=[reference(category)])


def _attach(business: Business) -> None:
    """Two files: the paper of a bill, and a photograph of a contact's card."""
    bill, card = business.items("purchase_invoices")[0], business.items("contacts")[0]
    for item, path, name, data, mime in (
        (bill, "purchase_invoices", "tyres.pdf", PDF, "application/pdf"),
        (card, "contacts", "card.png", b"\x89PNG\r\n\x1a\n", "image/png"),
    ):
        attachment = business.add(
            "attachments", name, file=None, mime_type=mime, description="", file_extension=f".{name[-3:]}",
            transaction=item.get("transaction"), file_size=len(data), file_name=name, is_public=False, deleted_at=None,
            attachment_context_type=base("attachment_context_types", path[:-1].upper(), path),
            attachment_context=reference(item),
        )  # fmt: skip
        attachment["$file_path"] = f"/attachments/{attachment['id']}/file"
        business.files[attachment["id"]] = data
