"""Each type of value becomes the cell that an accountant expects, and every exception is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds, workbooks
from archiver.model import Record
from archiver.words import Words
from archiver.workbooks.links import MOST_LINKS
from tests.workbooks import judges, reading, sample
from tests.workbooks.sample import NASTY, Rows, record


def write(folder: Path, *records: Record, kind: str = "invoices", language: str = "en") -> workbooks.Written:
    """Write the records of one kind, and give what became of it."""
    return workbooks.write(sample.edition(language), Rows({kind: records}), folder)[0]


def said(written: workbooks.Written) -> list[str]:
    return [Words("en").say(each) for each in written.remarks]


def test_every_nasty_text_is_read_back_as_text(written: Path) -> None:
    path = written / "Customers.xlsx"
    cells = [row[1] for row in reading.sheet(path, "Customers").iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == list(map(judges.openpyxl_shows, NASTY))
    assert {cell.data_type for cell in cells} == {"s"}
    read = [row[1] for row in reading.rows(path, "Customers")[1:]]
    undecoded = str.maketrans({each: f"_x{ord(each):04X}_" for each in "\ufffe\uffff\ud83d"})
    assert read == [text.translate(undecoded) for text in NASTY]


def test_nothing_is_a_formula(written: Path) -> None:
    for path in written.glob("*.xlsx"):
        for number, _ in enumerate(reading.names(path), start=1):
            assert "<f>" not in reading.part(path, f"xl/worksheets/sheet{number}.xml")


def test_what_begins_like_a_formula_stays_text_when_somebody_edits_it(written: Path) -> None:
    cell = reading.sheet(written / "Customers.xlsx", "Customers")["B2"]
    assert cell.value == "=1+1"
    assert cell.quotePrefix


def test_ids_and_numbers_keep_their_zeros(written: Path) -> None:
    assert reading.column(written / "Invoices.xlsx", "Invoices", "Number")[0] == "000001"
    assert reading.rows(written / "Invoices.xlsx", "Invoices")[1][0] == "00001"


def test_amounts_have_the_decimals_of_their_row(written: Path) -> None:
    rows = list(reading.sheet(written / "Invoices.xlsx", "Invoices").iter_rows(min_row=2, max_row=4))
    place = kinds.kind("invoices").keys.index("subtotal")
    totals = {row[6].value: row[place] for row in rows}
    assert {currency: cell.number_format for currency, cell in totals.items()} == {
        "JPY": "#,##0",
        "TND": "#,##0.000",
        "CAD": "#,##0.00",
    }
    assert totals["JPY"].value == 100


def test_no_digit_is_hidden(tmp_path: Path) -> None:
    write(tmp_path, record("invoices", "1", currency="JPY", total=Decimal("10.125"), exchange_rate=Decimal("0.00001")))
    cells = {cell.value: cell.number_format for cell in reading.sheet(tmp_path / "Invoices.xlsx", "Invoices")[2]}
    assert cells[10.125] == "#,##0.000"
    assert cells[0.00001] == "#,##0.00000"


@pytest.mark.parametrize(
    ("language", "day", "workbook"),
    [
        ("en", "yyyy-mm-dd", "Invoices"),
        ("fr-CA", "yyyy-mm-dd", "Factures"),
        ("fr-FR", "dd/mm/yyyy", "Factures"),
        ("fr-CH", "dd.mm.yyyy", "Factures"),
    ],
)
def test_dates_are_true_and_moments_are_in_the_companys_zone(
    tmp_path: Path, language: str, day: str, workbook: str
) -> None:
    created = datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC)
    sheet = write(tmp_path, record("invoices", "1", date=date(2026, 2, 3), created=created), language=language).sheets[
        0
    ]
    cells = {cell.value: cell.number_format for cell in reading.sheet(tmp_path / f"{workbook}.xlsx", sheet)[2]}
    assert cells[datetime(2026, 2, 3)] == day  # noqa: DTZ001 - Excel's dates have no zone
    assert cells[datetime(2026, 1, 4, 22, 4, 5)] == f"{day} hh:mm:ss"  # noqa: DTZ001 - in Toronto


def test_days_unknown_to_excel_are_written_out_and_told(tmp_path: Path) -> None:
    written = write(tmp_path, record("invoices", "7", date=date(1899, 5, 1), created=datetime.min.replace(tzinfo=UTC)))
    row = [cell.value for cell in reading.sheet(tmp_path / "Invoices.xlsx", "Invoices")[2]]
    assert "1899-05-01" in row
    assert "0001-01-01T00:00:00+00:00" in row
    assert said(written) == [
        "Invoices, 7: Date is outside the calendar of Excel, and stands as text.",
        "Invoices, 7: Created is outside the calendar of Excel, and stands as text.",
    ]


def test_numbers_too_exact_for_excel_are_text_and_told(tmp_path: Path) -> None:
    written = write(tmp_path, record("invoices", "7", total=Decimal("12345678901234567.89")))
    assert "12345678901234567.89" in [cell.value for cell in reading.sheet(tmp_path / "Invoices.xlsx", "Invoices")[2]]
    assert said(written) == ["Invoices, 7: Total has more digits than Excel keeps, and stands as text."]


def test_long_texts_are_whole_on_a_sheet_of_their_own_and_told(tmp_path: Path) -> None:
    written = write(tmp_path, record("invoices", "7", memo="=" + "x" * 40_000))
    memo = reading.column(tmp_path / "Invoices.xlsx", "Invoices", "Memo")[0]
    assert str(memo).endswith("x … [whole on the sheet Long texts]")
    assert len(str(memo)) <= 32_767
    assert said(written) == [
        "Invoices, 7: Memo holds more text than a cell can; it stands whole on the sheet Long texts."
    ]


def test_too_many_remarks_are_counted(tmp_path: Path) -> None:
    written = write(tmp_path, *(record("invoices", str(each), date=date(1800, 1, 1)) for each in range(150)))
    assert len(written.remarks) == 101
    assert said(written)[-1] == "Invoices: 50 more remarks of this sort."


def test_codes_and_flags_are_words(tmp_path: Path) -> None:
    write(tmp_path, record("invoices", "1", status="open"), record("invoices", "2", status="odd"), language="fr-FR")
    assert reading.column(tmp_path / "Factures.xlsx", "Factures clients", "Statut") == ["Non réglée", "odd"]
    write(tmp_path, record("customers", "1", active=True), record("customers", "2", active=False), kind="customers")
    assert reading.column(tmp_path / "Customers.xlsx", "Customers", "Active") == ["yes", "no"]


def test_a_void_row_stays_and_is_quiet(written: Path) -> None:
    sheet = reading.sheet(written / "Invoices.xlsx", "Invoices")
    assert "Voided" in [cell.value for cell in sheet[4]]
    assert sheet["A4"].font.i
    assert not sheet["A3"].font.i


def test_documents_open_with_a_click(written: Path) -> None:
    sheet = reading.sheet(written / "Lists.xlsx", "Attachments")
    leads = {cell.value: cell.hyperlink.target for cell in sheet[2] if cell.hyperlink}
    assert leads == {"attachments/invoices/00001/reçu #1.pdf": "attachments/invoices/00001/reçu%20%231.pdf"}


@pytest.mark.parametrize("path", ["attachments/../../etc/passwd", "/etc/passwd", "http://example.org/a.pdf"])
def test_a_path_that_leaves_the_archive_is_only_text(tmp_path: Path, path: str) -> None:
    write(tmp_path, record("attachments", "1", path=path), kind="attachments")
    cells = list(reading.sheet(tmp_path / "Lists.xlsx", "Attachments")[2])
    assert path in [cell.value for cell in cells]
    assert not any(cell.hyperlink for cell in cells)


def test_excel_takes_only_so_many_links(tmp_path: Path) -> None:
    documents = (record("attachments", str(each), path=f"attachments/{each}") for each in range(MOST_LINKS + 2))
    written = write(tmp_path, *documents, kind="attachments")
    assert reading.part(tmp_path / "Lists.xlsx", "xl/worksheets/sheet1.xml").count("<hyperlink ") == MOST_LINKS
    assert len(written.remarks) == 1


def test_a_text_of_several_lines_has_the_room(tmp_path: Path) -> None:
    write(tmp_path, record("invoices", "1", billing_address="1, rue du Lac\nMontréal"), record("invoices", "2"))
    sheet = reading.sheet(tmp_path / "Invoices.xlsx", "Invoices")
    assert [sheet.row_dimensions[row].height for row in (2, 3)] == [30, None]
