"""Names of places: the rows of every table, and the totals, the same in every language."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from archiver import workbooks
from archiver.model import Tally
from archiver.words import LANGUAGES
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows


def places(path: Path) -> dict[str, str]:
    return {name: str(each.attr_text) for name, each in openpyxl.load_workbook(path).defined_names.items()}


def value(path: Path, name: str) -> object:
    """What a name leads to, as a formula would find it."""
    book = openpyxl.load_workbook(path)
    ((sheet, cells),) = book.defined_names[name].destinations
    return book[sheet][cells].value


def test_the_rows_of_each_table_have_a_name(written: Path) -> None:
    found = places(written / "Invoices.xlsx")
    table = openpyxl.load_workbook(written / "Invoices.xlsx")["Invoices"].tables["tbl_invoices"]
    last = table.ref.rpartition(":")[2].rstrip("0123456789")
    assert found == {"rows_invoices": f"'Invoices'!$A$2:${last}$13"}


def test_a_long_table_has_a_name_on_each_sheet(tmp_path: Path) -> None:
    workbooks.write(sample.edition(), Rows({"invoices": sample.invoices(5)}), tmp_path, longest=2)
    found = places(tmp_path / "Invoices.xlsx")
    assert list(found) == ["rows_invoices", "rows_invoices_2", "rows_invoices_3"]
    assert [each.partition("!")[0] for each in found.values()] == ["'Invoices'", "'Invoices (2)'", "'Invoices (3)'"]
    assert found["rows_invoices_3"].endswith("$2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_totals_have_names_that_no_language_changes(tmp_path: Path, language: str) -> None:
    workbooks.write(sample.edition(language), sample.tables(), tmp_path)
    start = tmp_path / ("Start here.xlsx" if language == "en" else "Commencer ici.xlsx")
    assert value(start, "Total_Invoices_CAD") == 1234.5
    assert value(start, "Tax_Invoices_JPY") == 60
    assert value(start, "Balance_Invoices_CAD") == 100
    assert (value(start, "Count_Invoices_CAD"), value(start, "Count_Accounts")) == (4, 4)
    assert "Balance_Invoices_JPY" not in places(start)


def test_what_no_name_may_hold_is_replaced_and_no_name_is_given_twice(tmp_path: Path) -> None:
    tallies = [Tally("invoices", code, 1, sums={"total": Decimal(at)}) for at, code in enumerate(["X:Y", "X Y", "€"])]
    workbooks.write(sample.edition(tallies=tallies), sample.tables(), tmp_path)
    start = tmp_path / "Start here.xlsx"
    assert [value(start, f"Total_Invoices_{code}") for code in ("X_Y", "X_Y_2", "_")] == [0, 1, 2]
    assert reading.names(start)[0] == "Cover"
