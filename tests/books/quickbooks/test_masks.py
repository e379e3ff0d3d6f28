"""Masks: what does not belong in an archive, and what stays."""

from __future__ import annotations

from typing import Any

import pytest

from archiver.books.quickbooks.masks import MASKED, masked

SIGNED = "https://files.example.org/1/facture.pdf?X-Amz-Date=1&X-Amz-Signature=abc"
SECRETS: list[tuple[str, dict[str, Any], str]] = [
    ("Invoice", {"InvoiceLink": "https://pay.example.org/x"}, "Invoice.InvoiceLink"),
    ("Attachable", {"TempDownloadUri": SIGNED}, "Attachable.TempDownloadUri"),
    ("Attachable", {"ThumbnailTempDownloadUri": SIGNED}, "Attachable.ThumbnailTempDownloadUri"),
    ("Vendor", {"TaxIdentifier": "XXXXX6789"}, "Vendor.TaxIdentifier"),
    ("Vendor", {"VendorPaymentBankDetail": {"BankAccountNumber": "1"}}, "Vendor.VendorPaymentBankDetail"),
    ("Customer", {"PrimaryTaxIdentifier": "123"}, "Customer.PrimaryTaxIdentifier"),
    ("CompanyInfo", {"EmployerId": "123456789"}, "CompanyInfo.EmployerId"),
    ("Employee", {"SSN": "XXX-XX-1234"}, "Employee.SSN"),
    ("Account", {"BankNum": "815-30500-123"}, "Account.BankNum"),
    (
        "Payment",
        {"CreditCardPayment": {"CreditChargeInfo": {"Number": "4111"}}},
        "Payment.CreditCardPayment.CreditChargeInfo",
    ),
    ("BillPayment", {"CheckPayment": {"AcctNum": "77", "CheckNum": "12"}}, "BillPayment.CheckPayment.AcctNum"),
    ("RecurringTransaction", {"Invoice": {"InvoiceLink": "https://pay"}}, "RecurringTransaction.Invoice.InvoiceLink"),
    ("Invoice", {"Line": [{"NewField": {"Url": SIGNED}}]}, "Invoice.Line.NewField.Url"),
    ("Invoice", {"Links": [["no", SIGNED]]}, "Invoice.Links"),
]


@pytest.mark.parametrize(("entity", "item", "field"), SECRETS)
def test_a_secret_is_masked_and_told(entity: str, item: dict[str, Any], field: str) -> None:
    before = repr(item)
    kept, found = masked({"Id": "1", **item}, entity)
    assert found == {field}
    place: Any = kept
    for key in field.split(".")[1:]:
        place = place[key] if isinstance(place, dict) else place[0][key]
    assert MASKED in str(place)
    assert repr(item) == before, "the item itself is nobody's to change"


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        (f"See plan {SIGNED}; paid 500 to Bob", f"See plan {MASKED}; paid 500 to Bob"),
        (f"{SIGNED}\n({SIGNED}).", f"{MASKED}\n({MASKED})."),
        (f'<a href="{SIGNED}&x=1;y=2">Plan</a>', f'<a href="{MASKED}">Plan</a>'),
        (f"https://example.org/a?b=1 or {SIGNED}", f"https://example.org/a?b=1 or {MASKED}"),
        (f"{SIGNED}&sig=", MASKED),
    ],
)
def test_what_else_a_note_says_stays(note: str, kept: str) -> None:
    field = {"Name": "Map", "StringValue": note}
    item, found = masked({"PrivateNote": note, "CustomField": [field]}, "Invoice")
    assert item == {"PrivateNote": kept, "CustomField": [{"Name": "Map", "StringValue": kept}]}
    assert found == {"Invoice.PrivateNote", "Invoice.CustomField.StringValue"}


KEPT: list[tuple[str, dict[str, Any]]] = [
    ("Vendor", {"BusinessNumber": "123456789RT0001", "AcctNum": "F-12", "GSTIN": "22AAA"}),
    ("Account", {"AcctNum": "1100"}),
    ("BillPayment", {"CheckPayment": {"CheckNum": "12", "BankAccountRef": {"value": "35"}}}),
    ("TaxAgency", {"TaxRegistrationNumber": "1234"}),
    (
        "Invoice",
        {"InvoiceLink": "", "Line": [], "PrivateNote": "https://example.org/a/long/address/that/nobody/signed"},
    ),
    ("Invoice", {"Line": [{"Description": "Signature=; X-Amz-Signature=", "Amount": 5}]}),
]


@pytest.mark.parametrize(("entity", "item"), KEPT)
def test_what_accountants_need_stays(entity: str, item: dict[str, Any]) -> None:
    kept, found = masked(item, entity)
    assert kept == item
    assert found == frozenset()


def test_an_item_without_secrets_is_not_copied() -> None:
    item = {"Id": "1", "Line": [{"Amount": 5}]}
    assert masked(item, "Invoice")[0] is item
