"""What has ever broken a spreadsheet, written through the front door and read back by two other programs.

LibreOffice is asked the same in ``tests/second_opinion/test_traps_in_libreoffice.py``.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from archiver import workbooks
from archiver.model import Value
from archiver.spool import Spool
from archiver.workbooks import Tables
from tests.contracts.workbook_reader import WorkbookReader
from tests.workbooks import sample, traps
from tests.workbooks.judges import CALAMINE, OPENPYXL, column
from tests.workbooks.sample import Rows
from tests.workbooks.traps import Seen, Trapped

ANYTHING = st.characters(exclude_categories=())
TRAPPING = st.sampled_from([*"_x0041F5eE=+-@#\t\r\n \x00\x1f\ud83d\uffff&<>]'\"🧾é", "_x005F_", "_x0041_", "#N/A"])
TEXTS = st.lists(st.lists(ANYTHING | TRAPPING, min_size=1).map("".join), min_size=1)
JOINED = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class TestByOpenpyxl(WorkbookReader):
    judge = OPENPYXL


class TestByCalamine(WorkbookReader):
    judge = CALAMINE


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Trapped:
    return traps.write(tmp_path_factory.mktemp("traps"))


@pytest.fixture(scope="module")
def sheets(trapped: Trapped) -> list[Worksheet]:
    """Every sheet of every workbook, with all that openpyxl knows of it."""
    return [sheet for path in sorted(trapped.folder.glob("*.xlsx")) for sheet in openpyxl.load_workbook(path)]


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_any_text_comes_back(texts: list[str]) -> None:
    """Halves of a pair that happen to stand together are the character that they are halves of, and left out."""
    texts = [JOINED.sub("", text) or "-" for text in texts]
    rows = Rows({"customers": traps.paired("customers", "name", [(text, text) for text in texts])})
    with TemporaryDirectory() as folder:
        workbooks.write(sample.edition(), rows, Path(folder))
        for judge in (OPENPYXL, CALAMINE):
            read = judge.read(Path(folder, "Customers.xlsx"))["Customers"]
            assert column(read, "Name") == [judge.shows(text) for text in texts], judge.name


@settings(max_examples=10, deadline=None)
@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**13), max_value=10**13)))
def test_any_amount_comes_back_to_the_last_digit(amounts: list[Value]) -> None:
    rows = Rows({"bills": traps.paired("bills", "total", [(amount, None) for amount in [*amounts, 0]])})
    with TemporaryDirectory() as folder:
        workbooks.write(sample.edition(), rows, Path(folder))
        for judge in (OPENPYXL, CALAMINE):
            shown = column(judge.read(Path(folder, "Bills.xlsx"))["Bills"], "Total")
            assert [_amount(each) for each in shown] == [*amounts, 0], judge.name


def test_rows_that_a_spool_tells_are_written_the_same(tmp_path: Path) -> None:
    """It leaves days and numbers as the text that it keeps them as."""
    rows = traps.spoolable()
    with closing(Spool(tmp_path)) as spool:
        spool.begin("traps", sample.MOMENT)
        spool.draft()
        for kind in rows.kinds():
            spool.put(kind, rows.rows(kind))
        read = [_written(tables, tmp_path / name) for name, tables in (("rows", rows), ("spool", spool))]
    assert len(read[0]) > len(rows.held)
    assert read[0] == read[1]


def test_nothing_is_a_formula_or_an_error(sheets: list[Worksheet]) -> None:
    types = {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert types == {"s", "n", "d"}


def test_sheets_have_names_that_excel_takes(sheets: list[Worksheet]) -> None:
    """At most 31 of the units that Excel counts in, of which 🧾 has two."""
    names = [sheet.title for sheet in sheets]
    assert [name for name in names if _units(name) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name)] == []
    assert "history" not in {name.lower() for name in names}


def test_tables_cover_every_row_and_have_the_headings_of_their_cells(sheets: list[Worksheet]) -> None:
    covered = [(sheet, table) for sheet in sheets for table in sheet.tables.values()]
    assert len(covered) > len(traps.NAMES)
    for sheet, table in covered:
        headings = [str(cell.value) for cell in sheet[1]]
        assert table.ref == table.autoFilter.ref == sheet.dimensions
        assert [OPENPYXL.shows(each.name) for each in table.tableColumns] == headings
        assert max(map(_units, headings)) <= 255


def test_a_click_leads_to_a_document_of_the_archive_or_nowhere(sheets: list[Worksheet]) -> None:
    (sheet,) = (each for each in sheets if each.title == "Invoices")
    place = [cell.value for cell in sheet[1]].index("Document link")
    links = [row[place].hyperlink for row in sheet.iter_rows(min_row=2)]
    assert [bool(link) for link in links] == [True] * len(traps.LEADING) + [False] * len(traps.ASTRAY)
    addresses = [urlsplit(str(link.target)) for link in links if link]
    assert [unquote(each.path, errors="surrogatepass") for each in addresses] == list(traps.LEADING)
    assert {each._replace(path="").geturl() for each in addresses} == {""}


def test_what_moved_is_told_by_the_id_of_its_row(trapped: Trapped) -> None:
    rows = OPENPYXL.read(trapped.folder / "Start here.xlsx")["Controls"]
    said = "\n".join(str(cell) for row in rows for cell in row if cell)
    for sheet, pairs in (("Sales receipts", traps.AMOUNTS), ("Credit notes", traps.DAYS)):
        moved = [at for at, (_, seen) in enumerate(pairs) if isinstance(seen, str)]
        assert re.findall(rf"{sheet}, (\d+):.* stands as text", said) == [f"{at:04}" for at in moved]


def test_the_last_hours_of_the_calendar_are_text_where_they_are_in_the_year_10000(tmp_path: Path) -> None:
    """Python knows no such year either."""
    edition = sample.edition()
    east = replace(edition, company=replace(edition.company, time_zone="Pacific/Kiritimati"))
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    workbooks.write(east, Rows({"bills": traps.paired("bills", "created", [(last, None)])}), tmp_path)
    assert column(CALAMINE.read(tmp_path / "Bills.xlsx")["Bills"], "Created") == ["9999-12-31T23:00:00+00:00"]


def _written(tables: Tables, folder: Path) -> dict[str, list[list[Seen]]]:
    """Every sheet that comes of some tables, its rows by their ids."""
    folder.mkdir()
    workbooks.write(sample.edition(), tables, folder)
    read = {f"{path.stem}/{name}": rows for path in folder.glob("*.xlsx") for name, rows in CALAMINE.read(path).items()}
    return {name: sorted(rows, key=str) for name, rows in read.items()}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _amount(shown: Seen) -> Value:
    """What a reader of the cell takes for its amount: the shortest number that is the float, or the text."""
    return Decimal(repr(shown) if isinstance(shown, float) else str(shown))
