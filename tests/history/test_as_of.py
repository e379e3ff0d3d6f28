"""The books as they were known at a moment: the rows of the archive that was chosen, stated anew, and marked so."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from archiver import errors, kinds
from archiver.envelope import Password
from archiver.envelope.workbook import opens
from archiver.held import Held
from archiver.held.composed import compose
from archiver.history import as_of, restated
from archiver.history.kept import Kept
from archiver.history.moment import known_at
from archiver.history.spooled import fresh
from archiver.model import Company, Kind, Record, State, Verdict
from archiver.order import Order
from archiver.words import Words
from tests.archives import BOOKS, MOMENT, exported, memory, opened, record, unpacked
from tests.cabinet.conftest import tiny_disk
from tests.history.making import Rows, cabinet, invoice, kept, line, posting
from tests.test_sealed import PASSWORD

__all__ = ["tiny_disk"]

DAY = timedelta(days=1)


def rows_of(held: Held) -> dict[str, list[Record]]:
    return {kind.key: list(held.rows(kind)) for kind in held.kinds if kind.key != "reports"}


def stated(archives: list[Kept], room: Path) -> dict[str, list[Record]]:
    """The rows of the spool that workbooks are made of, without what is derived from them."""
    room.mkdir()
    with ExitStack() as stack, closing(fresh(room, MOMENT)) as spool:
        held = [stack.enter_context(each.opened()) for each in archives]
        restated.state(compose(held[0], held[1:]), held, spool, "en")
        own = {kind.key for each in held for kind in each.kinds}
        return {kind.key: list(spool.by_id(kind)) for kind in spool.kinds() if kind.key in own}


INVOICES = st.dictionaries(
    st.sampled_from("abcde"),
    st.tuples(st.sampled_from(["1.00", "2.50", "3"]), st.sampled_from(State), st.integers(0, 2)),
)


def books(held: Mapping[str, tuple[str, State, int]]) -> Rows:
    documents = [invoice(id_, total, state) for id_, (total, state, _) in held.items()]
    lines = [line(id_, number, "1") for id_, (_, _, count) in held.items() for number in range(count)]
    ledger = [posting(f"{id_}/1", "11", total) for id_, (total, _, _) in held.items()]
    return {"invoices": documents, "invoice_lines": lines, "ledger": ledger}


@settings(max_examples=20, deadline=None)
@given(st.lists(INVOICES, min_size=1, max_size=3), st.data())
def test_as_of_shows_the_records_of_the_archive_that_was_chosen(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, tuple[str, State, int]]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("books")
    paths = [cabinet(folder, books(each), number) for number, each in enumerate(states, start=1)]
    day = data.draw(st.integers(1, len(paths)))

    entries = [kept(path).entry for path in paths]
    (chosen,) = known_at(entries, MOMENT + day * DAY, "lac")

    assert chosen == entries[day - 1]
    with Held.opened([paths[day - 1]]) as held:
        expected = {key: each for key, each in rows_of(held).items() if each}
    assert stated([Kept(chosen)], folder / "room") == expected


def made(cabinets: Path, folder: Path, passwords: tuple[Password, ...] = ()) -> as_of.AsOf:
    """The workbooks of one archive as of its moment."""
    room = folder / "room"
    room.mkdir()
    out = folder / "made"
    out.mkdir()
    return as_of.make([kept(cabinets, passwords)], out, room, None, MOMENT)


def cells(workbook: bytes) -> dict[str, list[tuple[object, ...]]]:
    """The values of every sheet of a workbook."""
    return {sheet.title: [*sheet.values] for sheet in load_workbook(BytesIO(workbook))}


def test_its_workbooks_are_those_of_the_archive(tmp_path: Path) -> None:
    with opened(BOOKS["atelier"], tmp_path) as read:
        archive = exported(read, tmp_path / "out")
    found = made(archive.path, tmp_path)

    inside = unpacked(archive.path)
    files = {path.relative_to(found.folder).as_posix(): path.read_bytes() for path in found.folder.rglob("*.*")}
    books = {name.removeprefix("data/") for name in inside if name.endswith(".xlsx")}
    assert {name for name in files if name.endswith(".xlsx")} == books
    for name in books - {found.start.name}:
        assert cells(files[name]) == cells(inside[f"data/{name}"])
    attached = {name.removeprefix("data/") for name in inside if name.startswith("data/attachments/")}
    assert attached
    assert all(files[name] == inside[f"data/{name}"] for name in attached)
    told = {(each.name, each.verdict, each.expected, each.found) for each in found.edition.controls}
    known = {(each.name, each.verdict, each.expected, each.found) for each in archive.edition.controls}
    assert {each for each in known if each[1] is not Verdict.NOTED and not each[0].startswith("documents_")} <= told


def test_everything_says_of_which_moment_it_is(tmp_path: Path) -> None:
    small = memory(customers=[{"customers": [record("customers", "1", name="Ann")]}])
    found = made(exported(small, tmp_path / "out").path, tmp_path)

    marked = "AS OF 2026-03-31 14:00 UTC-04:00 · Boulangerie du Lac"
    assert found.folder.name == "Boulangerie-du-Lac_2026-03-31T180005Z_AS-OF_NON-RESTORABLE"
    assert Words("en").moment(found.moment) == "2026-03-31 14:00 UTC-04:00"
    for path in found.folder.glob("*.xlsx"):
        workbook = load_workbook(path)
        assert workbook.properties.title is not None
        assert workbook.properties.title.startswith(marked)
        for foot in (sheet.oddFooter for sheet in workbook):
            assert foot
            assert (foot.left.text, foot.right.text) == (marked, "NON-RESTORABLE")
    cover = load_workbook(found.start).worksheets[0]
    assert marked in [cell for row in cover.values for cell in row]
    notice = (found.folder / "AS-OF_NON-RESTORABLE.txt").read_bytes().decode()
    assert "AS OF 2026-03-31 14:00 UTC-04:00" in notice
    assert "cannot be restored" in notice
    assert {path.stat().st_mode & 0o222 for path in found.folder.rglob("*.*")} == {0}


def test_increments_are_composed_and_said(tmp_path: Path) -> None:
    reports = [record("reports", "1", report="Aged receivables")]
    full = cabinet(tmp_path, {"invoices": [invoice("1", "10"), invoice("2", "20")], "reports": reports})
    changed: Rows = {"invoices": [invoice("2", "25"), invoice("1", "10", State.DELETED), invoice("3", "3")]}
    increment = cabinet(tmp_path, changed, 2, type_="incremental")
    for name in ("room", "out"):
        (tmp_path / name).mkdir()
    found = as_of.make([kept(full), kept(increment)], tmp_path / "out", tmp_path / "room", "fr-CA", MOMENT)

    (tally,) = (each for each in found.edition.tallies if each.kind == "invoices")
    assert (tally.count, tally.sums["total"]) == (2, Decimal(28))
    assert {each.family.name: each.written for each in found.edition.readings}["invoices"] == 2
    said = [Words("en").say(each.said) for each in found.edition.controls if each.name == "as_of"]
    assert all(f"_{number}" in said[0] for number in (1, 2))
    assert "were not compared again" in said[1]
    assert found.start.name == "Commencer ici.xlsx"
    assert found.moment == MOMENT + DAY


def test_what_comes_of_a_sealed_archive_is_locked(tmp_path: Path) -> None:
    small = memory(customers=[{"customers": [record("customers", "1", name="Ann")]}])
    archive = exported(small, tmp_path / "out", Order(flat=True, password=PASSWORD))
    with pytest.raises(errors.Sealed):
        made(archive.path, tmp_path)
    (tmp_path / "again").mkdir()
    found = made(archive.path, tmp_path / "again", (PASSWORD,))

    names = {"Start here.xlsx", "Customers.xlsx"}
    assert {path.name for path in found.folder.iterdir()} == names | {"AS-OF_NON-RESTORABLE.txt"}
    for path in (found.folder / name for name in names):
        with path.open("rb") as file:
            assert opens(file, PASSWORD)
    assert "password" in (found.folder / "AS-OF_NON-RESTORABLE.txt").read_text(encoding="utf-8")


def test_nothing_is_overwritten_and_nothing_half_made_is_left(tmp_path: Path) -> None:
    path = cabinet(tmp_path, {"invoices": [invoice("1", "10")]})
    found = made(path, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(errors.AlreadyThere):
        as_of.make([kept(path)], found.folder.parent, tmp_path / "room", None, MOMENT)
    with pytest.raises(errors.TargetMissing):
        as_of.make([kept(path)], tmp_path / "nowhere", tmp_path / "room", None, MOMENT)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_full_disk_leaves_nothing(tmp_path: Path, tiny_disk: Path) -> None:
    path = cabinet(tmp_path, {"invoices": [invoice("1", "10")]})
    (tmp_path / "room").mkdir()
    (tiny_disk / "other").write_bytes(bytes(1_030_000))
    with pytest.raises(errors.NoSpace):
        as_of.make([kept(path)], tiny_disk, tmp_path / "room", None, MOMENT)
    assert [path.name for path in tiny_disk.iterdir()] == ["other"]


def test_kinds_and_families_that_nobody_declares(tmp_path: Path) -> None:
    odd = Kind("widgets", "lists", 0, kinds.kind("customers").columns, {"en": "Widgets"}, {})
    row = Record("1", "1", odd.values({"id": "1", "name": "A"}))
    company = Company("memory", "1", "Lac")
    path = cabinet(tmp_path, {"widgets": [row]}, columns={"widgets": odd}, company=company)
    found = made(path, tmp_path)
    assert "Widgets" in load_workbook(found.folder / "Lists.xlsx").sheetnames
    assert found.edition.zone_name == "UTC"
