"""The story, on real books: the archive it makes, what is in it, and that the same books make the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from archiver import errors, verify
from archiver.cabinet.reader import Cabinet, extract
from archiver.catalogue import Place
from archiver.controls.tally import Tallier
from archiver.errors import NoSpace, TallyMismatch
from archiver.model import Kind, Status, Verdict
from archiver.order import Order
from archiver.view import Rows
from archiver.whose import Known
from archiver.words import Words
from tests.archives import BOOKS, MOMENT, PLAIN, exported, given, memory, opened, record, spooled, unpacked

ROOT = Path(__file__).parents[1]
PLACE = Place(1, 3, "d" * 64)


def made(name: str, folder: Path, order: Order = PLAIN, place: Place | None = None) -> Path:
    with opened(BOOKS[name], folder.parent) as read:
        return exported(read, folder, order, place).path


def page(cabinet: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unpacked(cabinet)["archive.json"])
    return found


@pytest.fixture(scope="module")
def atelier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the whole of one book, as the third of a series."""
    return made("atelier", tmp_path_factory.mktemp("atelier") / "out", Order(flat=True), PLACE)


def test_it_is_one_read_only_file_and_nothing_else(atelier: Path) -> None:
    assert [path.name for path in atelier.parent.iterdir()] == [
        "Atelier-Rivage-inc_2026-03-31T180005Z_full_NON-RESTORABLE.cab"
    ]
    assert stat.S_IMODE(atelier.stat().st_mode) == 0o444


def test_what_it_says_of_itself(atelier: Path) -> None:
    told = page(atelier)
    assert (told["format"], told["restorable"]) == ("archiver/1", False)
    assert told["archive"] | {"finished": None} == {
        "name": atelier.stem,
        "series": 1,
        "sequence": 3,
        "type": "full",
        "moment": "2026-03-31T18:00:05+00:00",
        "finished": None,
        "language": "en",
        "headers": "language",
        "sealed": False,
    }
    assert told["predecessor"] == {"sequence": 2, "digest": "d" * 64}
    assert {family["status"] for family in told["families"].values()} == {"complete"}
    assert all(family["asked"] == family["read"] == family["written"] for family in told["families"].values())
    assert told["missing"]


def test_it_holds_a_workbook_for_each_part_that_has_rows(atelier: Path) -> None:
    names = {name.removeprefix("data/") for name in unpacked(atelier) if name.endswith(".xlsx")}
    assert names >= {"Start here.xlsx", "Invoices.xlsx", "Customers.xlsx", "Bills.xlsx", "Ledger.xlsx", "Vendors.xlsx"}


def test_records_are_sorted_one_object_a_line_with_money_as_text(atelier: Path) -> None:
    files = unpacked(atelier)
    declared = json.loads(files["data/records/kinds.json"])
    assert {f"data/records/{kind}.jsonl" for kind in declared} == {name for name in files if name.endswith(".jsonl")}
    for kind, told in declared.items():
        lines = [json.loads(line) for line in files[f"data/records/{kind}.jsonl"].decode().splitlines()]
        ids = [line["id"] for line in lines]
        assert ids == sorted(set(ids))
        assert {line["state"] for line in lines} <= {"live", "voided", "deleted"}
        amounts = [column["key"] for column in told["columns"] if column["type"] in ("money", "quantity", "rate")]
        assert all(isinstance(line["values"].get(key, ""), str) for line in lines for key in amounts)
        assert all(not isinstance(value, float) for line in lines for value in line["values"].values())


def test_packed_files_are_what_their_rows_say(atelier: Path) -> None:
    files = unpacked(atelier)
    lines = [json.loads(line)["values"] for line in files["data/records/attachments.jsonl"].decode().splitlines()]
    packed = [line for line in lines if line["state"] == "packed"]
    assert len(packed) >= 5
    for line in packed:
        data = files[f"data/{line['path']}"]
        assert (str(len(data)), hashlib.sha256(data).hexdigest()) == (line["size"], line["sha256"])
    assert sum(name.startswith("data/attachments/") for name in files) == len(packed)


def test_the_members_begin_with_the_notice(atelier: Path) -> None:
    with Cabinet.open(atelier) as cabinet:
        names = [member.name for member in cabinet.members]
    assert names[0] == "NON-RESTORABLE.txt"
    assert names[1:6] == ["archive.json", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
    assert names[6].endswith(".xlsx")


@pytest.mark.parametrize(("language", "mark"), [("en", "NON-RESTORABLE"), ("fr-CH", "NON-RESTAURABLE")])
def test_the_mark_stands_everywhere(language: str, mark: str, tmp_path: Path) -> None:
    cabinet = made("alpine", tmp_path / "out", Order(language, flat=True))
    files = unpacked(cabinet)
    assert cabinet.stem.endswith(f"_{mark}")
    assert mark in files[f"{mark}.txt"].decode().split("\r\n")[0]
    assert json.loads(files["archive.json"])["restorable"] is False
    info = files["bag-info.txt"].decode().splitlines()
    assert {"Restorable: false", f"Mark: {mark}"} <= set(info)
    assert f"External-Identifier: {cabinet.stem}" in info
    books = {name: data for name, data in files.items() if name.endswith(".xlsx")}
    assert len(books) >= 5
    for name, data in books.items():
        book = openpyxl.load_workbook(BytesIO(data), read_only=False)
        assert all(mark in str(foot.right.text) for sheet in book if (foot := sheet.oddFooter)), name
        with ZipFile(BytesIO(data)) as pack:
            assert mark in pack.read("docProps/core.xml").decode() + pack.read("docProps/custom.xml").decode()


# The same books, the same bytes

ANYWHERE = """
import sys
from pathlib import Path
from archiver.catalogue import Place
from archiver.order import Order
from tests.archives import BOOKS, exported, opened
folder = Path(sys.argv[1])
with opened(BOOKS["atelier"], folder.parent) as read:
    print(exported(read, folder, Order("fr-FR", flat=True), Place(1, 3, "d" * 64)).path)
"""


def test_the_same_books_make_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    digests = []
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("12345", "America/St_Johns")):
        home = tmp_path / seed / "a rather long name for a folder"
        home.mkdir(parents=True)
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "TMPDIR": str(home), "LC_ALL": "C"}
        ran = subprocess.run(
            [sys.executable, "-c", ANYWHERE, home / "out"],
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
            env=environment | {"PYTHONUTF8": "1"},
            check=True,
        )
        digests.append(hashlib.sha256(Path(ran.stdout.strip()).read_bytes()).hexdigest())
    assert len(set(digests)) == 1


def test_the_predecessor_and_the_options_make_other_bytes(tmp_path: Path, atelier: Path) -> None:
    other = made("atelier", tmp_path / "out", Order(flat=True), PLACE._replace(predecessor="e" * 64))
    assert other.read_bytes() != atelier.read_bytes()
    assert unpacked(other)["data/Invoices.xlsx"] == unpacked(atelier)["data/Invoices.xlsx"]


def test_sqlite_and_xml_give_the_same_values(tmp_path: Path) -> None:
    """The source's own form is each format's; what the columns say is the same."""
    values = []
    for path in (BOOKS["atelier"], BOOKS["atelier"].with_name("atelier_2025.sqlite.gnucash")):
        room = tmp_path / path.name
        room.mkdir()
        with opened(path, room) as read, spooled(read, room) as spool:
            values.append({kind.key: [given(kind, row) for row in spool.by_id(kind)] for kind in spool.kinds()})
    assert values[0] == values[1]
    assert sum(map(len, values[0].values())) > 500


# Options


def test_until_leaves_out_what_came_later_and_stands_outside_the_series(tmp_path: Path) -> None:
    until = date(2025, 6, 30)
    cabinet = made("atelier", tmp_path / "out", Order(flat=True, until=until))
    told, files = page(cabinet), unpacked(cabinet)
    assert (told["archive"]["type"], told["span"]) == ("period", {"from": None, "until": "2025-06-30"})
    for kind in ("invoices", "bills", "ledger", "payments", "sales_applications", "tax_lines"):
        days = [
            json.loads(line)["values"]["date"] for line in files[f"data/records/{kind}.jsonl"].decode().splitlines()
        ]
        assert days
        assert max(days) <= "2025-06-30"
    invoices = told["families"]["invoices"]
    assert invoices["written"] < invoices["read"] == invoices["asked"]


def test_the_last_day_of_the_books_leaves_nothing_out(tmp_path: Path, atelier: Path) -> None:
    cabinet = made("atelier", tmp_path / "out", Order(flat=True, to_last_day=True))
    told, whole = page(cabinet), page(atelier)
    assert told["archive"]["type"] == "full"
    assert told["span"]["until"] >= "2025-12-01"
    assert told["totals"] == whole["totals"]
    assert unpacked(cabinet)["data/records/customers.jsonl"] == unpacked(atelier)["data/records/customers.jsonl"]


def test_a_part_that_is_left_out_is_said_to_be(tmp_path: Path) -> None:
    cabinet = made("atelier", tmp_path / "out", Order(flat=True, left_out=frozenset({"people"})))
    told = page(cabinet)
    assert told["families"]["employees"]["status"] == Status.LEFT_OUT
    assert told["families"]["employees"]["reason"]
    assert not any("employees" in name or "People" in name for name in unpacked(cabinet))
    assert told["archive"]["type"] == "period"


def test_what_the_owner_knows_fills_what_the_books_do_not(tmp_path: Path) -> None:
    known = Known("Chez nous", "CA", "CAD", (4, 1), "America/Toronto")
    cabinet = made("atelier", tmp_path / "out", Order(flat=True, known=known))
    told = page(cabinet)
    company = told["company"]
    assert (company["name"], company["country"], company["fiscal_year_start"]) == ("Chez nous", "CA", "04-01")
    assert not [each for each in told["controls"] if each["name"] == "company_known"]
    assert cabinet.name.startswith("Chez-nous_")


def test_kept_for_itself_it_lies_by_company_and_year(tmp_path: Path) -> None:
    cabinet = made("alpine", tmp_path / "out", Order())
    assert cabinet.relative_to(tmp_path / "out").parts[1] == "2026"


def test_a_name_that_is_taken_is_told_and_nothing_overwritten(tmp_path: Path, atelier: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / atelier.name).write_bytes(b"mine")
    with pytest.raises(errors.AlreadyThere):
        made("atelier", tmp_path / "out", Order(flat=True), PLACE)
    assert (tmp_path / "out" / atelier.name).read_bytes() == b"mine"


def test_a_series_that_cannot_be_kept_whole_leaves_nothing(tmp_path: Path) -> None:
    several = Order(flat=True, largest=1_300_000)
    with opened(BOOKS["alpine"], tmp_path) as read:
        first, second, *_ = exported(read, tmp_path / "whole", several).paths
    (tmp_path / "out").mkdir()
    taken = tmp_path / "out" / second.name
    taken.write_bytes(b"mine")
    with opened(BOOKS["alpine"], tmp_path) as read, pytest.raises(errors.AlreadyThere):
        exported(read, tmp_path / "out", several)
    assert list((tmp_path / "out").iterdir()) == [taken], f"{first.name} would look finished"


def test_empty_books_make_an_archive(tmp_path: Path) -> None:
    archive = exported(memory(customers=[{"customers": [record("customers", "1")]}]), tmp_path / "out")
    assert verify.check(archive.path).sound
    assert archive.findings == []
    assert archive.incomplete == []


# What was read is what was written, or there is no archive


def test_every_total_is_that_of_the_rows_that_were_read(atelier: Path, tmp_path: Path) -> None:
    with opened(BOOKS["atelier"], tmp_path) as read, spooled(read, tmp_path) as spool:
        read_: dict[tuple[str, str | None], tuple[int, int]] = {}
        for kind in spool.kinds():
            tallier = Tallier(kind)
            assert sum(1 for _ in tallier.passing(spool.spelled(kind))) == spool.count(kind)
            read_ |= {(kind.key, tally.currency): (tally.count, tally.voided) for tally in tallier.tallies()}
    told = {(each["kind"], each["currency"]): (each["count"], each["voided"]) for each in page(atelier)["totals"]}
    assert told == read_
    assert any(voided for _, voided in told.values())


@pytest.mark.parametrize("lost", ["spelled", "told"])
def test_a_record_lost_on_the_way_stops_everything(lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that forgets: the last invoice is gone when the records, or the sheets, are written."""
    whole = getattr(Rows, lost)

    def forgetful(self: Rows, kind: Kind) -> Iterator[object]:
        found = list(whole(self, kind))
        return iter(found[:-1] if kind.key == "invoices" else found)

    monkeypatch.setattr(Rows, lost, forgetful)
    with pytest.raises(TallyMismatch) as caught:
        made("alpine", tmp_path / "out")
    assert "Invoices" in Words("en").say(caught.value.phrase)
    assert list((tmp_path / "out").iterdir()) == []


def test_findings_are_gravest_first(atelier: Path) -> None:
    order = [Verdict.DIFFERS, Verdict.EXPLAINED, Verdict.TIES, Verdict.NOTED]
    found = [Verdict(each["status"]) for each in page(atelier)["controls"]]
    assert found == sorted(found, key=order.index)
    assert set(found) == set(order)


def test_extracted_files_are_read_only_and_prove_themselves(atelier: Path, tmp_path: Path) -> None:
    with Cabinet.open(atelier) as cabinet:
        extract(cabinet, tmp_path / "out")
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o222 for path in files} == {0}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        ran = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", manifest], cwd=tmp_path / "out", check=False)
        assert ran.returncode == 0


# A disk that is full, at every step

FULL = """
import sys
from pathlib import Path
from archiver import export, workroom
from archiver.order import Order
from archiver.drives.folder import Folder
from archiver.errors import ArchiverError
from archiver.events import silence
from tests.archives import BOOKS, MOMENT, clock, opened
work, out = Path(sys.argv[1]), Path(sys.argv[2])
try:
    with workroom.enter(work, "lac", MOMENT) as room, opened(BOOKS["atelier"], room) as read:
        export.export(read, Order(flat=True), room, Folder(out), clock, silence)
    print("done")
except ArchiverError as error:
    left = [path.name for folder in (work, out) for path in folder.rglob("*") if path.suffix != ".lock"]
    print(type(error).__name__, error.exit_code, *left)
"""
MOUNT = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"', "sh"]


def on_a_disk_of(size: str, full: Path, work: Path, out: Path) -> str:
    for folder in (work, out):
        folder.mkdir(exist_ok=True)
    try:
        subprocess.run([*MOUNT, size, full, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no private mounts on this system")
    command: list[str | Path] = [*MOUNT, size, full, sys.executable, "-c", FULL, work, out]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert ran.stderr == ""
    return ran.stdout.strip()


@pytest.mark.parametrize("size", ["200k", "600k", "1m", "1500k", "2m", "2500k", "3m", "3500k", "4m"])
def test_a_full_disk_to_work_on_is_told_and_nothing_left(size: str, tmp_path: Path) -> None:
    told = on_a_disk_of(size, tmp_path / "work", tmp_path / "work", tmp_path / "out")
    assert told == f"NoSpace {NoSpace.exit_code}"


def test_a_full_disk_to_keep_it_on_is_told_and_nothing_left(tmp_path: Path) -> None:
    assert on_a_disk_of("400k", tmp_path / "out", tmp_path / "work", tmp_path / "out") == "NoSpace 4"
    assert on_a_disk_of("20m", tmp_path / "out", tmp_path / "work", tmp_path / "out") == "done"


def test_the_moment_is_the_clocks(atelier: Path) -> None:
    with Cabinet.open(atelier) as cabinet:
        assert cabinet.unlike_ours(MOMENT) == []
