"""An archive over several cabinets: made, checked, opened, learned and compared with as one."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from archiver import learn, unpacked, verify
from archiver.cabinet import bag, together, writer
from archiver.cabinet.reader import Cabinet, extract
from archiver.catalogue import Catalogue
from archiver.drives.folder import Folder
from archiver.events import silence
from archiver.export import Archive
from archiver.held import Held
from archiver.order import Order
from archiver.verify import Memory
from archiver.words import Words
from tests.archives import BOOKS, MOMENT, exported, opened
from tests.cabinet.edges import STAMP

LARGEST = 1_500_000


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The books of the workshop, in several cabinets."""
    folder = tmp_path_factory.mktemp("series")
    (folder / "work").mkdir()
    with opened(BOOKS["atelier"], folder / "work") as read:
        return exported(read, folder, Order(flat=True, largest=LARGEST))


def problems(path: Path) -> list[str]:
    """What is wrong with the archive that a cabinet is of."""
    return [Words("en").say(each) for each in verify.check(path).problems]


def copied(archive: Archive, folder: Path) -> list[Path]:
    """The cabinets in another folder, where they can be spoilt."""
    made = [Path(shutil.copy(path, folder / path.name)) for path in archive.paths]
    for path in made:
        path.chmod(0o644)
    return made


def test_each_has_its_place_in_its_name_and_in_its_bag(archive: Archive) -> None:
    count = len(archive.paths)
    assert count > 1
    assert [path.name for path in archive.paths] == [
        f"{archive.edition.name}_{number}of{count}.cab" for number in range(1, count + 1)
    ]
    for number, path in enumerate(archive.paths, start=1):
        assert path.stat().st_size < LARGEST
        with Cabinet.open(path) as cabinet:
            found = bag.examine(cabinet)
        assert found.problems == ()
        assert bag.turn_of(found.texts) == bag.Turn(archive.edition.name, number, count)


def test_any_of_them_stands_for_all(archive: Archive) -> None:
    for path in archive.paths:
        checked = verify.check(path)
        assert (checked.problems, checked.digest) == ((), archive.digest)


def test_the_archive_digest_is_that_of_the_digests(archive: Archive) -> None:
    found = []
    for path in archive.paths:
        with Cabinet.open(path) as cabinet:
            found.append(bag.examine(cabinet).digest or "")
    assert archive.digest == bag.archive_digest(found)
    assert archive.digest not in found


def test_one_that_is_missing_is_named(archive: Archive, tmp_path: Path) -> None:
    first, *others = copied(archive, tmp_path)
    first.unlink()
    assert problems(others[0])[0] == f"{first.name} is missing"
    assert verify.check(others[0]).digest is None


def test_a_byte_in_any_of_them_is_found(archive: Archive, tmp_path: Path) -> None:
    *_, last = paths = copied(archive, tmp_path)
    data = bytearray(last.read_bytes())
    data[-10] ^= 1
    last.write_bytes(data)
    said = problems(paths[0])
    assert said
    assert all(each.startswith(f"{last.name}: ") and "cannot be read: the block at" in each for each in said)


def test_one_that_is_no_cabinet_is_told_beside_what_is_wrong_with_the_others(archive: Archive, tmp_path: Path) -> None:
    first, *others, last = copied(archive, tmp_path)
    others[0].write_bytes(b"no cabinet")
    last.unlink()
    said = problems(first)
    assert f"{last.name} is missing" in said
    assert any(str(others[0]) in each and "it is no cabinet" in each for each in said)
    assert verify.check(first).digest is None


def test_a_cabinet_of_another_archive_is_found(archive: Archive, tmp_path: Path) -> None:
    first, second, *_ = copied(archive, tmp_path)
    with Cabinet.open(second) as cabinet:
        extract(cabinet, tmp_path / "other")
    files = {path.relative_to(tmp_path / "other").as_posix(): path for path in (tmp_path / "other").rglob("*.xlsx")}
    (tmp_path / "page").write_text("{}", encoding="utf-8")
    (tmp_path / "some").write_bytes(b"1")
    members = bag.members(files or {"data/some": tmp_path / "some"} | {"archive.json": tmp_path / "page"}, {})
    second.unlink()
    writer.write(second, members, stamp=STAMP)
    said = problems(first)
    count = len(archive.paths)
    assert f"cabinet 2 of {count} does not say that it is" in said
    assert f"cabinet 2 of {count} says something else of the archive than the first" in said


def test_all_is_opened_into_one_folder(archive: Archive, tmp_path: Path) -> None:
    with together.opened(archive.paths) as cabinets:
        extract(cabinets, tmp_path / "one")
    lists = [
        "manifest-sha256.txt",
        *(f"{n}of{len(archive.paths)}/manifest-sha256.txt" for n in range(2, len(archive.paths) + 1)),
    ]
    for each in lists:
        for line in (tmp_path / "one" / each).read_text("utf-8").splitlines():
            digest, _, path = line.partition("  ")
            assert hashlib.sha256((tmp_path / "one" / path).read_bytes()).hexdigest() == digest
    listed = sum((tmp_path / "one" / each).read_text("utf-8").count("\n") for each in lists)
    assert listed == sum(path.is_file() for path in (tmp_path / "one" / "data").rglob("*"))


def test_it_is_learned_as_one(archive: Archive, tmp_path: Path) -> None:
    copied(archive, tmp_path)
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        (path,) = learn.cabinets([tmp_path])
        learn.learn(path, catalogue, MOMENT)
        (entry,) = catalogue.entries()
        assert entry.digest == archive.digest
        assert [each.file for each in entry.cabinets] == [path.name for path in archive.paths]
        assert verify.check(archive.paths[1], catalogue).memory is Memory.UNKNOWN


def test_records_are_found_wherever_they_lie(archive: Archive) -> None:
    with Held.opened(archive.paths) as found:
        kind = found.kind("customers")
        assert kind is not None
        counted = sum(tally.count for tally in archive.edition.tallies if tally.kind == "customers")
        assert len(list(found.rows(kind))) == counted


def test_workbooks_lie_beside_it_in_one_folder(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    names = unpacked.put(archive.paths, Folder(tmp_path / "drive"), "x", tmp_path, silence)
    assert {name.split("/")[1] for name in names} == {archive.edition.name}
    assert {"Start here.xlsx", "Invoices.xlsx", "NON-RESTORABLE.txt"} <= {name.split("/")[2] for name in names}


def test_one_cabinet_of_each_archive(tmp_path: Path) -> None:
    names = ["A_2of3.cab", "A_1of3.cab", "B.cab", "C_2of2.cab", "A_3of3.cab"]
    found = together.archives(tmp_path / name for name in names)
    assert [path.name for path in found] == ["A_1of3.cab", "B.cab", "C_2of2.cab"]
