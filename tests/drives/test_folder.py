"""The folder as a drive: the contract, and what only a file system can do to it."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from archiver import drives
from archiver.drives import Drive, Receipt
from archiver.drives.folder import Folder, Link, Settings
from archiver.errors import (
    AlreadyThere,
    Busy,
    DigestMismatch,
    FileNotFound,
    FileNotReadable,
    NameRefused,
    TargetMissing,
)
from archiver.events import Began, Event, Moved, silence
from tests.contracts.drive import ACCENTED, BYTES, NAME, DriveContract, TrashContract
from tests.depositing import UNREADABLE
from tests.drives.conftest import Bin


class TestFolder(TrashContract):
    @pytest.fixture(autouse=True)
    def _trash(self, trash_bin: Bin) -> None:
        self.trash_bin = trash_bin

    def connect(self, place: Path) -> Drive:
        return drives.connect(Settings(place))

    def take_back(self, place: Path, receipt: Receipt) -> None:
        self.trash_bin.take_back(receipt.where)


def no_links(source: Path, target: Path) -> None:
    """``os.link`` as a FAT stick answers."""
    raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(target))


class TestFolderWithoutLinks(DriveContract):
    def connect(self, place: Path) -> Drive:
        return Folder(place, link=no_links)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "finished.cab"
    path.write_bytes(BYTES)
    return path


def files(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def test_is_a_kind_of_drive() -> None:
    assert drives.shapes()["folder"] is Settings


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
@pytest.mark.parametrize("link", [os.link, no_links])
@pytest.mark.parametrize(("mask", "file"), [(0o022, 0o444), (0o027, 0o440), (0o077, 0o400)])
def test_cabinets_are_read_only_and_as_private_as_the_person_keeps_files(
    place: Path, cabinet: Path, link: Link, mask: int, file: int
) -> None:
    before = os.umask(mask)
    try:
        Folder(place, link).put(cabinet, NAME, silence)
        Folder(place, link).put(cabinet, NAME, silence)
    finally:
        os.umask(before)
    assert stat.S_IMODE((place / NAME).stat().st_mode) == file


@pytest.mark.parametrize("link", [os.link, no_links])
def test_read_only_cabinets_are_still_their_owners_to_move_and_remove(place: Path, cabinet: Path, link: Link) -> None:
    Folder(place, link).put(cabinet, NAME, silence)
    (place / NAME).rename(place / "moved.cab")
    Folder(place, link).put(cabinet, NAME, silence)
    (place / "moved.cab").replace(place / NAME)
    shutil.rmtree(place)
    assert not place.exists()


@pytest.mark.parametrize("link", [os.link, no_links])
def test_the_next_put_clears_what_a_killed_one_left(place: Path, cabinet: Path, link: Link) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom archiver.drives.folder import Folder\n"
        "from archiver.events import Moved\n"
        "die = lambda event: os._exit(9) if isinstance(event, Moved) else None\n"
        "Folder(Path(sys.argv[1])).put(Path(sys.argv[2]), sys.argv[3], die)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, place, cabinet, ACCENTED]).returncode == 9
    assert len(files(place)) == 1

    Folder(place, link).put(cabinet, ACCENTED, silence)

    assert files(place) == [ACCENTED]


def test_of_several_cabinets_all_are_put_or_none(place: Path, cabinet: Path, tmp_path: Path) -> None:
    folder, other = Folder(place), tmp_path / "other.cab"
    other.write_bytes(b"MSCF and something else")
    folder.put(cabinet, "Lac/1.cab", silence)
    folder.put(other, "Lac/3.cab", silence)

    with pytest.raises(AlreadyThere):
        folder.put_all([(cabinet, f"Lac/{number}.cab") for number in (1, 2, 3)], silence)
    assert files(place) == ["Lac/1.cab", "Lac/3.cab"], "what was there before stays"

    receipts = folder.put_all([(cabinet, f"Lac/{number}.cab") for number in (1, 2, 4)], silence)
    assert [receipt.name for receipt in receipts] == ["Lac/1.cab", "Lac/2.cab", "Lac/4.cab"]
    assert files(place) == ["Lac/1.cab", "Lac/2.cab", "Lac/3.cab", "Lac/4.cab"]


def test_what_was_put_is_taken_back_when_the_rest_is_interrupted(place: Path, cabinet: Path) -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, Moved) and (place / "1.cab").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Folder(place).put_all([(cabinet, "1.cab"), (cabinet, "2.cab")], interrupt)
    assert files(place) == []


def test_what_a_killed_put_left_can_be_cleared_without_another_one(place: Path, cabinet: Path) -> None:
    Folder(place).put(cabinet, NAME, silence)
    part = (place / ACCENTED).with_name(f".{Path(ACCENTED).name}.0a1b2c3d.part")
    part.parent.mkdir(parents=True)
    part.write_bytes(BYTES[:1000])

    for name in (NAME, ACCENTED, "missing/a.cab", f"{NAME}/a.cab"):
        Folder(place).clear(name)

    assert files(place) == [NAME]
    with pytest.raises(NameRefused):
        Folder(place).clear("../a.cab")


def test_a_name_that_differs_by_case_only_is_taken(place: Path, cabinet: Path) -> None:
    Folder(place).put(cabinet, "Lac/2026/a.cab", silence)

    for name in ("Lac/2026/A.CAB", "LAC/2026/b.cab"):
        with pytest.raises(AlreadyThere):
            Folder(place).put(cabinet, name, silence)
    assert files(place) == ["Lac/2026/a.cab"]


def test_accents_that_the_disk_decomposed_are_recognised(place: Path, cabinet: Path) -> None:
    old = place / unicodedata.normalize("NFD", ACCENTED)
    old.parent.mkdir(parents=True)
    old.write_bytes(BYTES)

    receipt = Folder(place).put(cabinet, ACCENTED, silence)

    assert receipt.name == ACCENTED
    assert len(files(place)) == 1
    with Folder(place).open(receipt) as there:
        assert there.read() == BYTES


def test_a_link_that_leads_out_of_the_folder_is_not_followed(place: Path, cabinet: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (place / "Lac").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NameRefused):
        Folder(place).put(cabinet, "Lac/2026/a.cab", silence)
    assert files(tmp_path / "elsewhere") == []


def test_a_folder_in_the_way_is_told(place: Path, cabinet: Path) -> None:
    (place / "Lac" / "a.cab").mkdir(parents=True)
    (place / "file").write_bytes(b"")

    for name in ("Lac/a.cab", "file/a.cab"):
        with pytest.raises(AlreadyThere):
            Folder(place).put(cabinet, name, silence)


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path, cabinet: Path) -> None:
    with pytest.raises(TargetMissing):
        Folder(tmp_path / "unmounted").put(cabinet, NAME, silence)
    with pytest.raises(TargetMissing):
        list(Folder(tmp_path / "unmounted").list())
    assert not (tmp_path / "unmounted").exists()


@pytest.mark.parametrize("link", [os.link, no_links])
def test_a_name_taken_meanwhile_is_not_overwritten(place: Path, cabinet: Path, link: Link) -> None:
    def take(event: Event) -> None:
        if isinstance(event, Moved):
            (place / "a.cab").write_bytes(b"somebody else's")

    with pytest.raises(AlreadyThere):
        Folder(place, link).put(cabinet, "a.cab", take)
    assert (place / "a.cab").read_bytes() == b"somebody else's"
    assert files(place) == ["a.cab"]


def test_two_puts_of_one_name_at_once_make_one_cabinet(place: Path, cabinet: Path) -> None:
    began: list[Event] = []

    def put_again(event: Event) -> None:
        if isinstance(event, Began) and not began:
            began.append(event)
            Folder(place).put(cabinet, NAME, silence)

    with pytest.raises(Busy):
        Folder(place).put(cabinet, NAME, put_again)
    assert files(place) == [NAME]
    assert (place / NAME).read_bytes() == BYTES


def test_what_does_not_read_back_is_not_kept(place: Path, cabinet: Path) -> None:
    steps: list[Event] = []

    def spoil(event: Event) -> None:
        steps.extend([event] if isinstance(event, Began) else [])
        if len(steps) == 2:  # the copy is written; now it is read back
            for part in place.rglob("*.part"):
                part.write_bytes(BYTES[:-1] + b"?")

    with pytest.raises(DigestMismatch):
        Folder(place).put(cabinet, NAME, spoil)
    assert files(place) == []


def test_lists_cabinets_only(place: Path, cabinet: Path) -> None:
    Folder(place).put(cabinet, NAME, silence)
    (place / "notes.txt").write_bytes(b"")
    (place / ".trash").mkdir()
    (place / ".trash" / "old.cab").write_bytes(b"")

    assert [(receipt.name, receipt.digest) for receipt in Folder(place).list()] == [(NAME, None)]


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here that opens, and cannot be read")
def test_a_bad_sector_is_told_of_the_file_that_lies_on_it(place: Path, cabinet: Path) -> None:
    (place / "bad.cab").symlink_to(UNREADABLE)

    with Folder(place).open(Receipt("bad.cab", 3, None, "")) as there, pytest.raises(FileNotReadable) as told:
        there.read()
    assert told.value.facts["path"] == place / "bad.cab"
    with pytest.raises(FileNotReadable) as told:
        Folder(place).put(cabinet, "bad.cab", silence)
    assert told.value.facts["path"] == place / "bad.cab"
    with pytest.raises(FileNotReadable) as told:
        Folder(place).put(UNREADABLE, "good.cab", silence)
    assert told.value.facts["path"] == UNREADABLE
    assert files(place) == ["bad.cab"]


def test_a_name_that_leads_nowhere_is_told(place: Path) -> None:
    (place / "gone.cab").symlink_to(place / "nowhere")

    with pytest.raises(FileNotFound):
        list(Folder(place).list())


MOUNTED = (
    "import sys\nfrom pathlib import Path\nfrom archiver.drives.folder import Folder\n"
    "from archiver.errors import ArchiverError\nfrom archiver.events import silence\n"
    "place = Path(sys.argv[1])\n"
    "try:\n    Folder(place).put(Path(sys.argv[2]), 'a/b.cab', silence)\n"
    "except ArchiverError as error:\n"
    "    print(type(error).__name__, *(p.name for p in place.rglob('*') if p.is_file()))\n"
)


@pytest.mark.parametrize(("options", "told"), [("size=1m", "NoSpace"), ("ro", "TargetNotWritable")])
def test_a_full_or_closed_disk_is_told_and_keeps_nothing(place: Path, cabinet: Path, options: str, told: str) -> None:
    mounting = ["unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o {options} tmpfs "$1" && shift && exec "$@"', "sh"]
    try:
        subprocess.run([*mounting, place, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no private mounts on this system")

    run = subprocess.run(
        [*mounting, place, sys.executable, "-c", MOUNTED, place, cabinet], capture_output=True, text=True
    )

    assert (run.stdout.strip(), run.stderr) == (told, "")
