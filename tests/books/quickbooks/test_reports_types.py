"""What transactions are called, in the languages of reports."""

from __future__ import annotations

import pytest

from archiver import kinds
from archiver.books.quickbooks.reports_types import DOCUMENTS


@pytest.mark.parametrize(
    ("called", "kind"),
    [
        ("Invoice", "invoices"),
        ("Bill Payment (Credit Card)", "bill_payments"),
        ("Cheque", "purchases"),
        ("Credit Card Payment", "card_payments"),
        ("Écriture de journal", "journal_entries"),
        ("Paiement de factures (chèque)", "bill_payments"),
    ],
)
def test_a_transaction_is_a_document_of_ours(called: str, kind: str) -> None:
    assert DOCUMENTS[called.casefold()] == kind


def test_what_has_no_document_is_none() -> None:
    assert "sales tax payment" not in DOCUMENTS


def test_every_kind_is_a_declared_one() -> None:
    assert {kinds.kind(each).key for each in DOCUMENTS.values()} == set(DOCUMENTS.values())
