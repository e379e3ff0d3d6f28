"""The comparison as a workbook: what it says, of what, and that it is marked as every workbook of ours is."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from archiver import errors
from archiver.envelope.workbook import opens
from archiver.held import Held
from archiver.history import changes_book
from archiver.history.comparison import Comparison
from archiver.model import State
from archiver.order import Order
from tests.archives import MOMENT, exported, memory, record
from tests.history.making import Rows, cabinet, invoice, opened, posting
from tests.test_sealed import PASSWORD

THEN: Rows = {
    "invoices": [invoice("1", "10.00", memo="=1+1"), invoice("2", "20.00"), invoice("3", "30.00")],
    "ledger": [posting("a/1", "11", "20"), posting("a/2", "40", "-20")],
}
NOW: Rows = {
    "invoices": [invoice("1", "1010.50", memo="=2+2"), invoice("2", "0", State.VOIDED), invoice("4", "4.00")],
    "ledger": [posting("a/1", "11", "25"), posting("a/2", "40", "-25")],
}


def written(then: Path, now: Path, folder: Path, language: str = "en") -> Path:
    """The workbook of the comparison of two archives."""
    for name in ("room", "out"):
        (folder / name).mkdir(exist_ok=True)
    with opened(then) as before, opened(now) as after:
        comparison = Comparison(before, after)
        changes = comparison.changes()
        return changes_book.write(comparison, changes, folder / "out", folder / "room", language, MOMENT)


def table(workbook: Workbook, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet, by heading."""
    heads, *rows = [*workbook[sheet].values]
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_every_change_has_its_rows(tmp_path: Path) -> None:
    path = written(cabinet(tmp_path, THEN), cabinet(tmp_path, NOW, 2), tmp_path)
    workbook = load_workbook(path)
    found = [
        (row["Change"], row["Sheet"], row["Number"], row["Column"], row["Before"], row["After"])
        for row in table(workbook, "Changes")
    ]
    assert found == [
        ("Changed", "Invoices", "F-1", "Total", "10.00", "1,010.50"),
        ("Changed", "Invoices", "F-1", "Memo", "=1+1", "=2+2"),
        ("Voided", "Invoices", "F-2", "Total", "20.00", "0"),
        ("Deleted", "Invoices", "F-3", None, None, None),
        ("Added", "Invoices", "F-4", None, None, None),
        ("Changed", "General ledger", None, "Debit", "20", "25"),
        ("Changed", "General ledger", None, "Credit", "20", "25"),
    ]
    moved = [
        (row["Sheet"], row["Account number"], row["Account or party"], row["Currency"], row["Moved by"])
        for row in table(workbook, "Moved amounts")
    ]
    assert moved == [
        ("General ledger", "1100", "Account 11", "CAD", 5),
        ("General ledger", "4000", "Account 40", "CAD", -5),
        ("Invoices", None, "Ann", "CAD", 954.5),
    ]
    controls = [str(row["Explanation"]) for row in table(workbook, "Controls")]
    assert "is compared with" in controls[0]
    assert controls[1] == "Both archives are of the same series."


def test_it_is_marked_and_says_what_it_is(tmp_path: Path) -> None:
    path = written(cabinet(tmp_path, THEN), cabinet(tmp_path, NOW, 2), tmp_path)
    marked = "CHANGES 2026-03-31 – 2026-04-01 · Boulangerie du Lac"
    assert path.name == "Boulangerie-du-Lac_2026-04-01T180005Z_changes_NON-RESTORABLE.xlsx"
    workbook = load_workbook(path)
    assert workbook.sheetnames == ["Cover", "Controls", "Changes", "Moved amounts", "Dictionary"]
    cover = [cell for row in workbook["Cover"].values for cell in row if cell]
    assert {marked, "NON-RESTORABLE", "changes between two archives"} <= set(cover)
    for foot in (sheet.oddFooter for sheet in workbook):
        assert foot
        assert (foot.left.text, foot.right.text) == (marked, "NON-RESTORABLE")


def test_the_same_archives_give_the_same_bytes_and_nothing_else_is_overwritten(tmp_path: Path) -> None:
    then, now = cabinet(tmp_path, THEN), cabinet(tmp_path, NOW, 2)
    first = written(then, now, tmp_path).read_bytes()
    path = written(then, now, tmp_path)
    assert path.read_bytes() == first
    path.chmod(0o600)
    path.write_bytes(b"notes")
    with pytest.raises(errors.AlreadyThere):
        written(then, now, tmp_path)
    assert path.read_bytes() == b"notes"


def test_nothing_changed(tmp_path: Path) -> None:
    workbook = load_workbook(written(cabinet(tmp_path, THEN), cabinet(tmp_path, THEN, 2), tmp_path))
    assert workbook.sheetnames == ["Cover", "Controls"]


def test_what_comes_of_a_sealed_archive_is_locked(tmp_path: Path) -> None:
    small = memory(customers=[{"customers": [record("customers", "1", name="Ann")]}])
    paths = [exported(small, tmp_path / name, Order(flat=True, password=PASSWORD)).path for name in ("a", "b")]
    for name in ("room", "out"):
        (tmp_path / name).mkdir()
    with Held.opened([paths[0]], [PASSWORD]) as before, Held.opened([paths[1]], [PASSWORD]) as after:
        comparison = Comparison(before, after)
        changes, places = comparison.changes(), (tmp_path / "out", tmp_path / "room")
        path = changes_book.write(comparison, changes, *places, "fr-CA", MOMENT)
    with path.open("rb") as file:
        assert opens(file, PASSWORD)
    assert path.name.endswith("NON-RESTAURABLE.xlsx")
