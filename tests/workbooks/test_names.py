"""Names that Excel would refuse are mended, and none is given twice."""

from __future__ import annotations

from archiver.workbooks.names import Names, headings


def test_sheet_names_are_short_clean_and_single() -> None:
    names = Names()
    assert names.sheet("Invoices") == "Invoices"
    assert names.sheet("INVOICES") == "INVOICES (2)"
    assert names.sheet("a/b\\c[d]e:f*g?") == "a-b-c-d-e-f-g-"
    assert names.sheet("'quoted'") == "quoted"
    assert names.sheet("") == "-"
    assert names.sheet("History") == "History (2)"
    long = [names.sheet("x" * 40), names.sheet("x" * 40)]
    assert [len(each) for each in long] == [31, 31]
    assert long[1].endswith(" (2)")


def test_names_are_as_long_as_excel_counts() -> None:
    """In UTF-16 units: a character beyond the first plane is two, and is never cut in half."""
    names = Names()
    found = [names.sheet("🧾" * 31), names.sheet("🧾" * 31), names.sheet("a" + "🧾" * 31)]
    assert found == ["🧾" * 15 + "…", "🧾" * 13 + " (2)", "a" + "🧾" * 14 + "…"]
    assert headings(["🧾" * 200]) == ["🧾" * 127 + "…"]


def test_names_of_places_are_ascii_and_single() -> None:
    names = Names()
    found = [names.place(wanted) for wanted in ("Total_Invoices_€", "total_invoices_₿")]
    assert found == ["Total_Invoices__", "total_invoices___2"]


def test_table_names_are_ascii_and_single() -> None:
    names = Names()
    assert names.table("invoices") == "tbl_invoices"
    assert names.table("invoices") == "tbl_invoices_2"
    assert names.table("Café crème") == "tbl_Caf__cr_me"


def test_headings_are_one_line_and_single() -> None:
    assert headings(["Total", "total", "", "a\nb", "=1+1"]) == ["Total", "total (2)", "-", "a b", "=1+1"]
