"""Customers, vendors and employees."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from archiver.books.quickbooks import masks
from tests.books.quickbooks.making import at_home, one

PARTY: dict[str, Any] = {
    "Id": "8",
    "DisplayName": "Chantier 3",
    "FullyQualifiedName": "Auberge:Chantier 3",
    "CompanyName": "Auberge du Nord",
    "PrimaryEmailAddr": {"Address": "bonjour@example.org"},
    "PrimaryPhone": {"FreeFormNumber": "(418) 555-0100"},
    "BillAddr": {
        "Id": "5",
        "Line1": "12, rue du Quai",
        "Line2": "Bureau 2",
        "City": "Percé",
        "CountrySubDivisionCode": "QC",
        "PostalCode": "G0C 2L0",
        "Country": "CAN",
        "Lat": "48.5",
        "Note": "derrière l’église",
    },
    "ParentRef": {"value": "7"},
    "Balance": Decimal("477.5"),
    "Active": False,
    "Notes": "paie tard",
}


def test_a_customer_is_told_column_by_column() -> None:
    names = at_home()
    names.learn("terms", "3", "Net 30")
    names.learn("customer_types", "4", "Auberge")
    more = {"SalesTermRef": {"value": "3"}, "CustomerTypeRef": {"value": "4"}, "ShipAddr": {"Line1": "Quai 4"}}
    row = one("Customer", {**PARTY, **more, "Job": True}, names)
    assert (row["name"], row["company"], row["parent_id"]) == ("Chantier 3", "Auberge du Nord", "7")
    assert (row["email"], row["phone"]) == ("bonjour@example.org", "(418) 555-0100")
    assert [row[key] for key in ("address", "city", "region", "postcode", "country")] == [
        "12, rue du Quai\nBureau 2",
        "Percé",
        "QC",
        "G0C 2L0",
        "CAN",
    ]
    assert (row["balance"], row["active"], row["notes"], row["currency"]) == (
        Decimal("477.5"),
        False,
        "paie tard",
        "CAD",
    )
    assert (row["terms"], row["type"], row["shipping_address"]) == ("Net 30", "Auberge", "Quai 4")
    assert row.others == [
        "BillAddr.Note: derrière l’église",
        "FullyQualifiedName: Auberge:Chantier 3",
        "Job: true",
    ]
    assert names.of("customers", "8") == "Auberge:Chantier 3"


def test_a_companys_own_number_stays_and_a_persons_is_masked() -> None:
    vendor = {**PARTY, "BusinessNumber": "123456789RT0001", "TaxIdentifier": "XXXXX6789", "AcctNum": "F-12"}
    kept, _ = masks.masked(vendor, "Vendor")
    row = one("Vendor", kept)
    assert (row["tax_number"], row["number"]) == ("123456789RT0001", "F-12")
    assert "TaxIdentifier: [masked]" in row.others
    only, _ = masks.masked({**PARTY, "TaxIdentifier": "XXXXX6789"}, "Vendor")
    assert one("Vendor", only)["tax_number"] == "[masked]"


def test_an_employee_lives_somewhere_too() -> None:
    employee = {
        "Id": "55",
        "DisplayName": "Léa Roy",
        "EmployeeNumber": "E-3",
        "BillRate": 45,
        "PrimaryAddr": {"Line1": "3, chemin du Lac", "City": "Gaspé"},
        "HiredDate": "2020-01-15",
    }
    row = one("Employee", employee)
    assert (row["name"], row["number"], row["rate"], row["city"]) == ("Léa Roy", "E-3", 45, "Gaspé")
    assert row.others == ["HiredDate: 2020-01-15"]
