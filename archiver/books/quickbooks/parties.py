"""Customers, vendors and employees."""

from __future__ import annotations

from collections.abc import Mapping

from archiver.books.quickbooks.fields import (
    MOMENTS,
    PARENT,
    Field,
    address,
    flag,
    label,
    number,
    preferring,
    street,
    text,
)
from archiver.books.quickbooks.lists import ListOf, currency

CALLED = ("FullyQualifiedName", "DisplayName")


def parties() -> Mapping[str, ListOf]:
    """The lists of people and companies, by entity."""
    return {
        "Customer": ListOf("customers", {**_party("BillAddr"), **_customer()}, CALLED),
        "Vendor": ListOf("vendors", {**_party("BillAddr"), **_vendor()}, CALLED),
        "Employee": ListOf("employees", {**_party("PrimaryAddr"), **_employee()}, CALLED),
    }


def _party(where: str) -> dict[str, Field]:
    """What every party has: its address is ``where``."""
    return {
        "name": preferring(text("DisplayName"), text("FullyQualifiedName")),
        "company": text("CompanyName"),
        "email": text("PrimaryEmailAddr.Address"),
        "phone": text("PrimaryPhone.FreeFormNumber"),
        "address": street(where),
        "city": text(f"{where}.City"),
        "region": text(f"{where}.CountrySubDivisionCode"),
        "postcode": text(f"{where}.PostalCode"),
        "country": text(f"{where}.Country"),
        "currency": currency(),
        "balance": number("Balance"),
        "active": flag("Active"),
        "parent_id": PARENT,
        "notes": text("Notes"),
        **MOMENTS,
    }


def _customer() -> dict[str, Field]:
    return {
        "number": text("AcctNum"),
        "terms": label("SalesTermRef", "terms"),
        "tax_number": preferring(text("BusinessNumber"), text("GSTIN"), text("PrimaryTaxIdentifier")),
        "shipping_address": address("ShipAddr"),
        "credit_limit": number("CreditLimit"),
        "tax_code": label("DefaultTaxCodeRef", "tax_codes"),
        "type": label("CustomerTypeRef", "customer_types"),
    }


def _vendor() -> dict[str, Field]:
    return {
        "number": text("AcctNum"),
        "terms": label("TermRef", "terms"),
        "tax_number": preferring(text("BusinessNumber"), text("GSTIN"), text("TaxIdentifier")),
        "tax_code": label("DefaultTaxCodeRef", "tax_codes"),
    }


def _employee() -> dict[str, Field]:
    return {"number": text("EmployeeNumber"), "rate": number("BillRate")}
