"""Taxes: agencies, codes with their rates, rates with their past, and the taxes of documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.books.quickbooks.making import at_home, made, one

TAXED: dict[str, Any] = {
    "Id": "130",
    "DocNumber": "1037",
    "TxnDate": "2026-04-08",
    "TxnTaxDetail": {
        "TxnTaxCodeRef": {"value": "2"},
        "TotalTax": Decimal("14.98"),
        "TaxLine": [
            {
                "Amount": 5,
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": "11"},
                    "PercentBased": True,
                    "TaxPercent": 5,
                    "NetAmountTaxable": 100,
                },
            },
            {
                "Amount": Decimal("9.98"),
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": "12", "name": "TVQ"},
                    "PercentBased": True,
                    "TaxPercent": Decimal("9.975"),
                    "NetAmountTaxable": 100,
                    "OverrideDeltaAmount": Decimal("0.005"),
                },
            },
        ],
    },
}


@pytest.mark.parametrize(
    ("entity", "kind", "direction"),
    [
        ("Invoice", "invoices", "collected"),
        ("CreditMemo", "credit_notes", "collected"),
        ("Bill", "bills", "recoverable"),
        ("Purchase", "purchases", "recoverable"),
        ("VendorCredit", "vendor_credits", "recoverable"),
        ("Deposit", "deposits", None),
    ],
)
def test_a_document_has_a_row_for_each_rate(entity: str, kind: str, direction: str | None) -> None:
    first, second = made(entity, TAXED)["tax_lines"]
    assert (first["id"], second["id"]) == (f"{kind}/130/1", f"{kind}/130/2")
    assert (first["document_kind"], first["document_id"], first["number"]) == (kind, "130", "1037")
    assert (first["date"], first["currency"], first["tax_code_id"]) == (date(2026, 4, 8), "CAD", "2")
    assert (second["base"], second["rate"], second["tax"]) == (100, Decimal("9.975"), Decimal("9.98"))
    assert first.get("direction") == direction
    assert second.record.document == "130"
    assert second.others == ["OverrideDeltaAmount: 0.005"]


def test_codes_and_rates_are_named_by_their_lists() -> None:
    names = at_home()
    names.learn("tax_codes", "2", "TPS/TVQ QC")
    names.learn("tax_rates", "11", "TPS")
    first, second = made("Invoice", TAXED, names)["tax_lines"]
    assert (first["tax_code"], first["rate_id"], first["rate_name"]) == ("TPS/TVQ QC", "11", "TPS")
    assert second["rate_name"] == "TVQ"


def test_the_taxes_of_a_credit_are_taken_away() -> None:
    first, _ = made("Purchase", {**TAXED, "Credit": True})["tax_lines"]
    assert (first["base"], first["tax"], first["rate"]) == (-100, -5, 5)


def test_a_code_has_the_rates_of_sales_and_of_purchases() -> None:
    code = {
        "Id": "2",
        "Name": "TPS/TVQ QC",
        "TaxGroup": True,
        "SalesTaxRateList": {
            "TaxRateDetail": [
                {"TaxRateRef": {"value": "11", "name": "TPS"}, "TaxOrder": 0},
                {"TaxRateRef": {"value": "12"}},
            ]
        },
        "PurchaseTaxRateList": {"TaxRateDetail": [{"TaxRateRef": {"value": "13", "name": "TPS (CTI)"}}]},
        "AdjustmentTaxRateList": {"TaxRateDetail": []},
    }
    names = at_home()
    rows = made("TaxCode", code, names)
    assert [(row["id"], row["rate_id"], row["direction"]) for row in rows["tax_code_rates"]] == [
        ("2/1", "11", "collected"),
        ("2/2", "12", "collected"),
        ("2/3", "13", "recoverable"),
    ]
    assert rows["tax_code_rates"][0].others == ["TaxOrder: 0"]
    assert rows["tax_codes"][0].others == ["TaxGroup: true"]
    assert names.of("tax_codes", "2") == "TPS/TVQ QC"


def test_a_rate_has_a_past() -> None:
    rate = {
        "Id": "12",
        "Name": "TVQ",
        "RateValue": Decimal("9.975"),
        "AgencyRef": {"value": "2"},
        "EffectiveTaxRate": [
            {
                "RateValue": Decimal("9.5"),
                "EffectiveDate": "2012-01-01T00:00:00-05:00",
                "EndDate": "2012-12-31T00:00:00-05:00",
            },
            {"RateValue": Decimal("9.975"), "EffectiveDate": "2013-01-01T00:00:00-05:00"},
        ],
    }
    names = at_home()
    names.learn("tax_agencies", "2", "Revenu Québec")
    rows = made("TaxRate", rate, names)
    (row,) = rows["tax_rates"]
    assert (row["rate"], row["tax_agency"]) == (Decimal("9.975"), "Revenu Québec")
    first, second = rows["tax_rate_periods"]
    assert (first["rate"], first["valid_from"], first["valid_until"]) == (
        Decimal("9.5"),
        date(2012, 1, 1),
        date(2012, 12, 31),
    )
    assert (second["id"], second["rate_name"], second["valid_from"]) == ("12/2", "TVQ", date(2013, 1, 1))


def test_an_agency_is_known_by_its_name() -> None:
    names = at_home()
    agency = {"Id": "2", "DisplayName": "Revenu Québec", "TaxRegistrationNumber": "123", "TaxTrackedOnSales": True}
    assert one("TaxAgency", agency, names)["tax_number"] == "123"
    assert names.of("tax_agencies", "2") == "Revenu Québec"


def test_a_payment_to_an_agency_may_be_text_throughout() -> None:
    payment = {
        "Id": "8",
        "PaymentDate": "2019-08-30",
        "PaymentAmount": "10.00",
        "Refund": "false",
        "PaymentAccountRef": {"value": "57", "name": "Banque"},
    }
    row = one("TaxPayment", payment)
    assert (row["date"], row["amount"], row["refund"]) == (date(2019, 8, 30), Decimal("10.00"), False)
    assert (row["account"], row["currency"]) == ("Banque", "CAD")


def test_a_classification_is_written_small() -> None:
    given = {"id": "EUC-1", "code": "EUC", "name": "Logiciels", "applicableTo": ["Inventory", "Service"], "level": "2"}
    row = one("TaxClassification", given)
    assert (row["id"], row["code"], row["type"]) == ("EUC-1", "EUC", "Inventory, Service")
    assert row.others == ["level: 2"]
    assert one("TaxClassification", {"Id": "7", "Name": "Autre"})["id"] == "7"
