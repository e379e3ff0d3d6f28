"""Masks are put on unless they are refused, and are remembered."""

from __future__ import annotations

from pathlib import Path

from archiver.books.quickbooks.masking import Masking

INVOICE = {"Id": "1", "InvoiceLink": "https://pay.example/1", "TotalAmt": 7}


def test_masked_fields_are_listed_once(tmp_path: Path) -> None:
    masking = Masking(tmp_path, unmasked=False)
    assert masking.masked(INVOICE, "Invoice")["InvoiceLink"] == "[masked]"
    masking.masked(INVOICE, "Invoice")
    assert masking.found == ["Invoice.InvoiceLink"]


def test_another_run_knows_what_was_kept(tmp_path: Path) -> None:
    masking = Masking(tmp_path, unmasked=False)
    masking.masked(INVOICE, "Invoice")
    assert Masking(tmp_path, unmasked=False).found == []
    masking.keep()
    assert Masking(tmp_path, unmasked=False).found == ["Invoice.InvoiceLink"]
    assert Masking(tmp_path, unmasked=True).found == []


def test_nothing_is_masked_where_that_is_asked_for(tmp_path: Path) -> None:
    masking = Masking(tmp_path, unmasked=True)
    assert masking.masked(INVOICE, "Invoice") == INVOICE
    masking.keep()
    assert masking.found == []
    assert list(tmp_path.iterdir()) == []
