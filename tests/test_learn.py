"""The catalogue made anew from cabinets: the same list, and nothing of it vouches."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from archiver import errors, learn, verify
from archiver.catalogue import Catalogue, Entry, Place
from archiver.order import Order
from archiver.verify import Memory
from tests.archives import MOMENT, exported, memory, record

BOOKS = memory(customers=[{"customers": [record("customers", "1")]}])


def chain(folder: Path) -> list[Path]:
    """Two archives of a series, and one outside it."""
    first = exported(BOOKS, folder / "a", Order(flat=True, prefix="first"), Place(2, 1, None))
    second = exported(BOOKS, folder / "a", Order(flat=True, prefix="second"), Place(2, 2, first.digest))
    other = exported(BOOKS, folder / "b", Order("fr-FR", flat=True))
    return [first.path, second.path, other.path]


def told(entry: Entry) -> tuple[object, ...]:
    return (entry.name, entry.place, entry.type, entry.language, entry.moment, entry.digest, dict(entry.bookmarks))


def test_a_catalogue_is_rebuilt_from_folders(tmp_path: Path) -> None:
    paths = chain(tmp_path)
    folders = [tmp_path / "a", tmp_path / "b", tmp_path / "gone", tmp_path / "a"]
    assert list(learn.cabinets(folders)) == sorted(paths)
    found = []
    for home in ("one", "two"):
        with Catalogue(tmp_path / home / "catalogue.sqlite") as catalogue:
            names = [learn.learn(path, catalogue, MOMENT).name for path in learn.cabinets(folders)]
            found.append([told(entry) for entry in catalogue.entries()])
            assert names == [path.stem for path in sorted(paths)]
            assert all(entry.learned and entry.verified for entry in catalogue.entries())
            head = catalogue.head(1)
            assert head is not None
            assert head.place is not None
            assert (head.place.series, head.place.sequence) == (2, 2)
            assert catalogue.next_place(1) == Place(2, 3, head.digest)
            assert [verify.check(path, catalogue).memory for path in paths] == [Memory.UNKNOWN] * 3
    assert found[0] == found[1]
    assert {entry[1] for entry in found[0]} == {Place(2, 1, None), Place(2, 2, verify.check(paths[0]).digest), None}


def test_learning_twice_changes_nothing(tmp_path: Path) -> None:
    path, *_ = chain(tmp_path)
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        learn.learn(path, catalogue, MOMENT)
        before = catalogue.entries()
        learn.learn(path, catalogue, MOMENT + timedelta(days=1))
        assert catalogue.entries() == before


def test_bookmarks_are_those_of_families_that_are_whole(tmp_path: Path) -> None:
    path, *_ = chain(tmp_path)
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        learn.learn(path, catalogue, MOMENT)
        (entry,) = catalogue.entries()
        assert set(entry.bookmarks) == {"customers"}
        assert catalogue.bases(1)["customers"].sequence == 1


def test_a_damaged_cabinet_is_not_learned(tmp_path: Path) -> None:
    path, *_ = chain(tmp_path)
    copy = Path(shutil.copy(path, tmp_path / "copy.cab"))
    copy.chmod(0o644)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        with pytest.raises(errors.IntegrityError):
            learn.learn(copy, catalogue, MOMENT)
        assert catalogue.entries() == []
