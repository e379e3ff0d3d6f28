"""The cover answers a stranger's first questions, and leads to every sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import workbooks
from archiver.model import Company, Control, Span, Verdict
from archiver.words import phrase
from archiver.workbooks import facts, looks
from archiver.workbooks.facts import worst
from tests.workbooks import figured, reading, sample
from tests.workbooks.sample import Rows, record


def cover(path: Path) -> dict[object, object]:
    """What stands beside each label of the cover, where it comes first."""
    rows = list(reading.sheet(path, reading.names(path)[0]).iter_rows(values_only=True))
    return {row[1]: row[2] for row in reversed(rows) if row[1]}


def test_it_says_whose_books_and_when_they_were_read(written: Path) -> None:
    told = cover(written / "Start here.xlsx")
    assert "NON-RESTORABLE" in told
    assert told["Company"] == "Boulangerie du Lac & Fils"
    assert told["Time zone"] == "America/Toronto"
    assert told["Fiscal year begins"] == "1 July"
    assert told["Reading began"] == "2026-03-31 14:00 UTC-04:00"
    assert told["Reading ended"] == "2026-03-31 14:07 UTC-04:00"
    assert told["Number"] == "3 in the series boulangerie"
    assert told["Dates of the documents"] == "up to 2026-03-31 included"


def test_it_says_what_is_not_complete(written: Path) -> None:
    told = cover(written / "Start here.xlsx")
    assert told["Reading"] == "≠ NOT COMPLETE. Could not be read whole: Chart of accounts"
    assert told["Not offered"] == "Budgets"
    assert told["Left out"] == "Bills"
    assert told["Controls"] == "≠ 1 DIFFER, 1 differ and are explained, 1 tie, 2 noted"


def test_it_leads_to_every_workbook_and_sheet(written: Path) -> None:
    sheet = reading.sheet(written / "Start here.xlsx", "Cover")
    leads = {
        cell.value: (cell.hyperlink.target, cell.hyperlink.location)
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert leads["Invoices"] == ("Invoices.xlsx", "'Invoices'!A1")
    assert leads["Chart of accounts"] == ("Ledger.xlsx", "'Chart of accounts'!A1")
    assert leads["Ledger"] == ("Ledger.xlsx", None)
    assert leads["Controls"] == (None, "'Controls'!A1")
    counts = {row[2]: row[3] for row in sheet.iter_rows(values_only=True) if row[3]}
    assert counts["Invoices"] == "12"


def test_the_summary_and_the_controls_come_first(tmp_path: Path) -> None:
    workbooks.write(sample.edition(figures=figured.everything()), sample.tables(), tmp_path)
    sheet = reading.sheet(tmp_path / "Start here.xlsx", "Cover")
    links = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert [cell.value for cell in links[:2]] == ["Summary", "Controls"]
    rows = [[cell.value for cell in row][1:] for row in sheet.iter_rows()]
    at = rows.index(["Look here first", *[None] * (len(rows[0]) - 1)])
    assert str(rows[at + 2][1]).startswith("Sales, bills, what is owed")
    listed = next(row for row in rows if row[0] == "Start here")
    assert listed[1:3] == ["Summary", None], "no table, and so no rows"


def test_what_differs_is_said_in_words(tmp_path: Path) -> None:
    odd = Control("receivables_tie", Verdict.DIFFERS, phrase("Off by {amount}.", amount=Decimal("0.05")), "invoices")
    fine = Control("ledger_balanced", Verdict.TIES, phrase("All balance."), "ledger")
    workbooks.write(sample.edition(controls=[odd] * 8 + [fine]), sample.tables(), tmp_path)
    rows = list(reading.sheet(tmp_path / "Start here.xlsx", "Cover").iter_rows(min_col=2, max_col=3))
    at = next(number for number, (label, _) in enumerate(rows) if label.value == "What differs")
    told = [text.value for _, text in rows[at : at + 7]]
    assert told == ["≠ Receivables and their account: Off by 0.05."] * 6 + ["and 2 more, on the sheet of controls."]
    assert rows[at][1].font.color.rgb[-6:] == looks.TONES["bad"][1]


def test_much_is_listed_on_one_printed_page_if_it_can_be(tmp_path: Path, written: Path) -> None:
    assert reading.sheet(written / "Start here.xlsx", "Cover").page_setup.fitToHeight == 1
    many = Rows({"invoices": sample.invoices(300)})
    workbooks.write(sample.edition(), many, tmp_path, longest=2)
    assert reading.sheet(tmp_path / "Start here.xlsx", "Cover").page_setup.fitToHeight == 0


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    edition = sample.edition(company=Company("gnucash", "1", "X", time_zone="Nowhere/At all"), sequence=None)
    workbooks.write(edition, sample.tables(), tmp_path)
    told = cover(tmp_path / "Start here.xlsx")
    assert told["Time zone"] == "not known to the source; moments are in UTC"
    assert told["Fiscal year begins"] == "not known to the source; taken as 1 January"
    assert told["Country"] == told["Currency of the books"] == "not known to the source"
    assert told["Reading began"] == "2026-03-31 18:00 UTC"
    assert "Number" not in told


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (None, "all"),
        (Span(), "all"),
        (Span(date(2026, 1, 1)), "from 2026-01-01 on"),
        (Span(date(2026, 1, 1), date(2026, 3, 31)), "from 2026-01-01 to 2026-03-31, both included"),
    ],
)
def test_the_period_is_said(tmp_path: Path, span: Span | None, told: str) -> None:
    workbooks.write(sample.edition(span=span), sample.tables(), tmp_path)
    assert cover(tmp_path / "Start here.xlsx")["Dates of the documents"] == told


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ([Verdict.TIES, Verdict.NOTED], "✓ 1 tie, 1 noted"),
        ([Verdict.NOTED], "• 1 noted"),
        ([Verdict.EXPLAINED, Verdict.TIES], "≈ 1 differ and are explained, 1 tie"),
    ],
)
def test_the_sign_is_that_of_the_gravest(tmp_path: Path, verdicts: list[Verdict], told: str) -> None:
    controls = [Control("ledger_balanced", verdict, phrase("Said."), "ledger") for verdict in verdicts]
    workbooks.write(sample.edition(controls=controls, missing=()), Rows({}), tmp_path)
    assert cover(tmp_path / "Start here.xlsx")["Controls"] == told


@pytest.mark.parametrize(
    ("language", "source", "said"),
    [("en", "files", "Files (CSV, Excel and others)"), ("fr-CA", "files", "Fichiers (CSV, Excel et autres)"),
     ("fr-CA", "gnucash", "GnuCash"), ("en", "ours", "ours")],
)  # fmt: skip
def test_a_source_is_called_by_its_name(language: str, source: str, said: str) -> None:
    company = Company(source, "1", "X")
    assert list(facts.books(sample.edition(language=language, company=company)))[1].text == said


def test_the_cover_counts_what_the_sheet_of_controls_lists(tmp_path: Path) -> None:
    tables = Rows({"invoices": [record("invoices", "7", memo="x" * 40_000)]})
    workbooks.write(sample.edition(), tables, tmp_path)
    listed = [row[3] for row in reading.rows(tmp_path / "Start here.xlsx", "Controls")]
    assert str(cover(tmp_path / "Start here.xlsx")["Controls"]).endswith(f"{listed.count('• Noted')} noted")
    assert listed.count("• Noted") == 3, "one of the books, one never given, one of Excel"


def test_complete_books_are_called_so(tmp_path: Path) -> None:
    whole = sample.edition().readings[:2]
    workbooks.write(sample.edition(readings=whole), sample.tables(), tmp_path)
    told = cover(tmp_path / "Start here.xlsx")
    assert told["Reading"] == "✓ COMPLETE. All 2 parts of the books were read whole."


@pytest.mark.parametrize(
    ("verdicts", "grave"),
    [
        ([Verdict.TIES, Verdict.DIFFERS, Verdict.NOTED], Verdict.DIFFERS),
        ([Verdict.NOTED, Verdict.EXPLAINED], Verdict.EXPLAINED),
        ([Verdict.TIES, Verdict.NOTED], Verdict.NOTED),
        ([], Verdict.TIES),
    ],
)
def test_the_gravest_verdict(verdicts: list[Verdict], grave: Verdict) -> None:
    assert worst(verdicts) is grave
