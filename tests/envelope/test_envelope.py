"""A bag that is sealed: workbooks and one packet are left, and what was in it is found again by whoever may."""

from __future__ import annotations

import logging
import subprocess
import sys
from hashlib import shake_256
from pathlib import Path

import pytest
from openpyxl import Workbook

from archiver import envelope
from archiver.cabinet import writer
from archiver.cabinet.reader import Cabinet
from archiver.envelope import Password
from archiver.errors import WrongPassword
from tests.archives import MOMENT
from tests.envelope.test_packet import PASSWORD

INSIDE = {
    "archive.json": b"{}",
    "data/records/kinds.json": b"{ }",
    "data/attachments/bills/1/a.pdf": b"%PDF",
}


def bag(folder: Path) -> Path:
    """The folder of a bag with one workbook."""
    for name, data in INSIDE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    Workbook().save(folder / "data" / "Invoices.xlsx")
    (folder / "NON-RESTORABLE.txt").write_bytes(b"notice")
    return folder


def packed(folder: Path) -> Path:
    """A cabinet of the folder, as it is."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    members = [writer.Member(path.relative_to(folder).as_posix(), path) for path in files]
    path = folder.parent / "archive.cab"
    path.unlink(missing_ok=True)
    writer.write(path, members, stamp=MOMENT)
    return path


def test_a_bag_is_sealed_and_opened(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    envelope.close(folder, PASSWORD)
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    assert left == ["NON-RESTORABLE.txt", "data", "data/Invoices.xlsx", "data/sealed.zip"]
    others = [Password.of("another one"), PASSWORD]
    with Cabinet.open(packed(folder)) as cabinet, envelope.opened(cabinet, others) as found:
        assert {each.name: b"".join(found.read(each)) for each in found.members} == INSIDE
        assert found.password == PASSWORD
        assert list(envelope.problems(cabinet, PASSWORD)) == []


def test_no_log_has_the_password(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    folder = bag(tmp_path / "bag")
    envelope.close(folder, PASSWORD)
    with Cabinet.open(packed(folder)) as cabinet, envelope.opened(cabinet, [PASSWORD]):
        assert list(envelope.problems(cabinet, PASSWORD)) == []
    assert caplog.records, "the library logs"
    assert PASSWORD.text not in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """In a process of its own, whose files may not grow beyond a limit."""
    folder = bag(tmp_path / "bag")
    (folder / "data" / "records" / "large.jsonl").write_bytes(shake_256(b"noise").digest(400_000))
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from archiver import envelope; from archiver.errors import NoSpace\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: envelope.close(Path(sys.argv[1]), envelope.Password.of('open up, barley!'))\n"
        "except NoSpace: print('said')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("said\n", "")
    assert (folder / "archive.json").exists(), "nothing is taken away before it is sealed"


def test_no_password_and_a_wrong_one_open_nothing(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    envelope.close(folder, PASSWORD)
    with Cabinet.open(packed(folder)) as cabinet:
        for passwords in ([], [Password.of("another one")]):
            with pytest.raises(WrongPassword), envelope.opened(cabinet, passwords):
                pass


def test_a_workbook_that_another_password_locks_is_told(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    envelope.workbook.lock(folder / "data" / "Invoices.xlsx", Password.of("another one"))
    with Cabinet.open(packed(folder)) as cabinet:
        [problem] = envelope.problems(cabinet, PASSWORD)
    assert problem.facts["path"] == "data/Invoices.xlsx"


def test_the_shelf_is_the_cabinet_where_nothing_is_sealed(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    with Cabinet.open(packed(folder)) as cabinet, envelope.shelf(cabinet, []) as found:
        assert found is cabinet
    envelope.close(folder, PASSWORD)
    with Cabinet.open(packed(folder)) as cabinet, envelope.shelf(cabinet, [PASSWORD]) as found:
        assert "data/records/kinds.json" in {each.name for each in found.members}
