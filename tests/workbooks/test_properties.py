"""The properties say whose books, from which archive, and that nothing can be restored from it."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from archiver import workbooks
from archiver.model import Company
from tests.workbooks import sample


def test_properties_say_what_it_is(written: Path) -> None:
    book = openpyxl.load_workbook(written / "Invoices.xlsx")
    told = book.properties
    assert told.title == "Boulangerie du Lac & Fils – Invoices – NON-RESTORABLE"
    assert told.creator == "Boulangerie du Lac & Fils"
    assert told.keywords is not None
    assert "NON-RESTORABLE" in told.keywords
    assert told.contentStatus == "Final"
    assert told.created == told.modified == sample.MOMENT.replace(tzinfo=None)
    custom = {each.name: each.value for each in book.custom_doc_props.props}  # type: ignore[attr-defined]  # no stubs
    assert custom == {
        "NonRestorable": True,
        "_MarkAsFinal": True,
        "SourceSystem": "gnucash",
        "CompanyId": "9f0c",
        "Archive": "Boulangerie-du-Lac_2026-03-31T180005Z_full_NON-RESTORABLE",
        "PeriodEnd": "2026-03-31",
    }


def test_hostile_names_of_companies_do_no_harm(tmp_path: Path) -> None:
    company = Company("gnucash", "\x00id\ufffe", "=cmd|'x'!A0 \x00\x0b\ud83d & <b> &P _x0041_ " + "é" * 300)
    workbooks.write(sample.edition(company=company), sample.tables(), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "Start here.xlsx")
    assert book["Cover"]["B2"].data_type == "s"
    assert str(book["Cover"]["B2"].value).startswith("=cmd|'x'!A0 & <b>")
