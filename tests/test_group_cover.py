"""The cover of a group: what it says, that it is marked, where it lies, and that a failing drive stops nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from archiver import errors, group_cover
from archiver.drives import Drive
from archiver.drives.folder import Folder
from archiver.events import silence
from archiver.group_cover import Cover, file_name
from archiver.group_roll import Member, Roll
from archiver.order import Order
from archiver.rounds import Outcome, Turn
from archiver.words import LANGUAGES
from tests.test_group_roll import made, rolled
from tests.test_sealed import PASSWORD

NAME = "Rivage/Québec_2026-03-31T180005Z_NON-RESTORABLE.xlsx"
GONE = Turn("port", Outcome.FAILED, error=errors.FileNotFound(path="port.gnucash"))


def cover(roll: Roll, folder: Path, drives: dict[str, Drive] | None = None, *, flat: bool = False) -> Cover:
    """The cover of a roll, kept in ``folder``."""
    room = folder.parent / "cover.room"
    for each in (folder, room):
        each.mkdir(exist_ok=True)
    return group_cover.make(roll, folder, drives or {}, room, silence, flat=flat)


def cells(workbook: Workbook, sheet: str) -> list[object]:
    """Everything that a sheet says."""
    return [cell for row in workbook[sheet].values for cell in row if cell is not None]


def test_it_lists_the_companies_with_their_archives_and_totals(tmp_path: Path) -> None:
    turn = made(tmp_path, "lac", "10.00", "20.00")
    kept = cover(rolled(Member(turn, "Rivage/Québec", "gnucash"), Member(GONE), others=("alpine",)), tmp_path / "kept")
    assert kept == Cover(tmp_path / "kept" / NAME, [], {})
    workbook = load_workbook(kept.path)
    assert workbook.sheetnames == [
        "Cover", "Controls", "Companies", "Totals by company", "Totals together", "Dictionary",
    ]  # fmt: skip
    heads, lac, port = workbook["Companies"].values
    assert heads[:5] == ("Identifier", "Company", "As its books call it", "Group", "State")
    assert lac[:5] == ("1", "lac", "Boulangerie du Lac", "Rivage/Québec", "made")
    assert (port[:2], port[4]) == (("2", "port"), "NOT MADE")
    said = [str(row[-1]) for row in workbook["Controls"].iter_rows(min_row=2, values_only=True)]
    assert said[0].startswith("port: NOT MADE. ")
    assert "Of the same group, and left out: alpine" in " ".join(map(str, cells(workbook, "Controls")))
    assert {"Rivage/Québec", "NON-RESTORABLE", "cover of several companies"} <= set(cells(workbook, "Cover"))


def test_what_all_companies_share_is_said_once(tmp_path: Path) -> None:
    members = [
        Member(made(tmp_path, name, "1"), source=source) for name, source in (("lac", "sage"), ("port", "gnucash"))
    ]
    said = cells(load_workbook(cover(rolled(*members), tmp_path / "kept").path), "Cover")
    facts = dict(pairwise(said))
    assert [facts[name] for name in ("Read from", "Country", "Currency of the books", "Fiscal year begins")] == [
        "GnuCash, Sage Accounting", "CA", "CAD", "1 January",
    ]  # fmt: skip
    assert facts["Time zone"] == "America/Toronto"


def test_every_sheet_is_marked(tmp_path: Path) -> None:
    workbook = load_workbook(cover(rolled(Member(made(tmp_path, "lac", "1"))), tmp_path / "kept").path)
    feet = [(sheet.oddFooter.left.text, sheet.oddFooter.right.text) for sheet in workbook if sheet.oddFooter]
    assert feet == [("Rivage/Québec", "NON-RESTORABLE")] * len(workbook.sheetnames)
    assert "Each company that was asked for has its archive: 1." in cells(workbook, "Controls")


def test_of_sealed_archives_it_tells_that_they_are(tmp_path: Path) -> None:
    turn = made(tmp_path, "lac", "98765.43", order=Order(flat=True, password=PASSWORD))
    workbook = load_workbook(cover(rolled(Member(turn)), tmp_path / "kept").path)
    assert workbook.sheetnames == ["Cover", "Controls", "Companies", "Dictionary"]
    assert "Sealed, so that nothing is told here of what they hold: lac" in cells(workbook, "Controls")


def test_it_lies_on_the_drives_too_and_one_that_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    drives: dict[str, Drive] = {"usb": Folder(tmp_path / "usb"), "away": Folder(tmp_path / "away")}
    kept = cover(rolled(Member(made(tmp_path, "lac", "1"))), tmp_path / "kept", drives)
    assert kept.deposited == ["usb"]
    assert {name: type(error) for name, error in kept.failed.items()} == {"away": errors.TargetMissing}
    assert (tmp_path / "usb" / NAME).read_bytes() == kept.path.read_bytes()


def test_in_a_folder_that_was_asked_for_it_lies_flat(tmp_path: Path) -> None:
    roll = rolled(Member(made(tmp_path, "lac", "1")))
    assert cover(roll, tmp_path / "out", flat=True).path == tmp_path / "out" / Path(NAME).name


def test_the_same_roll_gives_the_same_bytes(tmp_path: Path) -> None:
    roll = rolled(Member(made(tmp_path, "lac", "1")))
    one, two = (cover(roll, tmp_path / name).path for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("title", "language", "name"),
    [
        ("Rivage", "en", "Rivage_2026-03-31T180005Z_NON-RESTORABLE.xlsx"),
        ("A/B:C/D", "fr-CA", "A/B-C/D_2026-03-31T180005Z_NON-RESTAURABLE.xlsx"),
        (None, "en", "Companies_2026-03-31T180005Z_NON-RESTORABLE.xlsx"),
        ("../..", "en", "books/books_2026-03-31T180005Z_NON-RESTORABLE.xlsx"),
    ],
)
def test_it_is_called_after_its_group(title: str | None, language: str, name: str) -> None:
    roll = rolled()
    assert file_name(replace(roll, selection=replace(roll.selection, title=title), language=language)) == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_too_long(language: str) -> None:
    roll = rolled()
    named = file_name(replace(roll, selection=replace(roll.selection, title="漢" * 64), language=language))
    assert "_2026-03-31T180005Z_" in named
    assert len(named.encode()) <= 120 + len(".xlsx")
