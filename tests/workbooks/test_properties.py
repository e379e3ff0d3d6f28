"""The properties say whose books, from which archive, and that nothing can be restored from it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import openpyxl

from archiver import workbooks
from archiver.model import Company, Span
from tests.workbooks import reading, sample


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
        "ArchiveMoment": sample.MOMENT.replace(tzinfo=None),
        "ArchiveSequence": 3,
        "Headers": "language",
        "CompanyId": "9f0c",
        "Archive": "Boulangerie-du-Lac_2026-03-31T180005Z_full_NON-RESTORABLE",
        "PeriodEnd": "2026-03-31",
    }


def test_the_file_manager_is_told_the_company(written: Path) -> None:
    extended = reading.part(written / "Invoices.xlsx", "docProps/app.xml")
    assert extended.count("<Company>Boulangerie du Lac &amp; Fils</Company>") == 1


def test_a_period_that_is_open_has_no_start(tmp_path: Path) -> None:
    workbooks.write(sample.edition(span=Span(date(2025, 7, 1), None)), sample.tables(), tmp_path)
    custom = openpyxl.load_workbook(tmp_path / "Lists.xlsx").custom_doc_props  # type: ignore[attr-defined]  # no stubs
    told = {each.name: each.value for each in custom.props}
    assert (told.get("PeriodStart"), told.get("PeriodEnd")) == ("2025-07-01", None)


def test_hostile_names_of_companies_do_no_harm(tmp_path: Path) -> None:
    company = Company("gnucash", "\x00id\ufffe", "=cmd|'x'!A0 \x00\x0b\ud83d & <b> &P _x0041_ " + "é" * 300)
    workbooks.write(sample.edition(company=company), sample.tables(), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "Start here.xlsx")
    assert book["Cover"]["B2"].data_type == "s"
    assert str(book["Cover"]["B2"].value).startswith("=cmd|'x'!A0 & <b>")
    ET.fromstring(reading.part(tmp_path / "Start here.xlsx", "docProps/app.xml"))  # noqa: S314 - ours
