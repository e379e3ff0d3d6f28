"""One byte changed anywhere in an archive is found."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import verify
from archiver.cabinet import bag, writer
from archiver.cabinet import format as layout
from archiver.cabinet.reader import Cabinet
from archiver.errors import IntegrityError
from archiver.order import Order
from tests.archives import BOOKS, exported, memory, opened, record, unpacked

SIGNATURE = b"0\x82" + bytes(98)
RESERVED = 24  # what a signature takes of the header: the sizes of the areas, and its own area


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of one invoice without its workbooks: a few kilobytes, compressed and not."""
    folder = tmp_path_factory.mktemp("small")
    whole = exported(memory(invoices=[{"invoices": [record("invoices", "a", currency="CAD")]}]), folder / "whole").path
    files = {}
    for name, data in unpacked(whole).items():
        if not name.endswith(".xlsx") and name not in (bag.DECLARATION, bag.INFO, bag.MANIFEST, bag.TAG_MANIFEST):
            files[name] = folder / name.replace("/", "-")
            files[name].write_bytes(data)
    with Cabinet.open(whole) as cabinet:
        date, time = cabinet.members[0].stamp
    moment = datetime(
        1980 + (date >> 9), date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, 2 * (time & 31), tzinfo=UTC
    )
    writer.write(folder / "small.cab", bag.members(files, {"Source-Organization": "Lac"}), stamp=moment)
    return folder / "small.cab"


@pytest.fixture(scope="module")
def signed(small: Path) -> Path:
    """The same with a signature, as Authenticode puts it: an area in the header, and what is behind the end."""
    data, path = small.read_bytes(), small.with_name("signed.cab")
    header = layout.Header.unpack(data)
    size = header.size + RESERVED
    area = layout.Reserve(20, 0, 0).pack() + b"".join(
        number.to_bytes(width, "little") for number, width in ((0x0010_0000, 4), (size, 4), (len(SIGNATURE), 4), (0, 8))
    )
    moved = header._replace(size=size, files_at=header.files_at + RESERVED, flags=layout.HAS_RESERVE)
    entries = range(layout.HEADER_SIZE, header.files_at, layout.FOLDER_SIZE)
    folders = (layout.Folder.unpack(data, at) for at in entries)
    table = b"".join(each._replace(offset=each.offset + RESERVED).pack() for each in folders)
    path.write_bytes(moved.pack() + area + table + data[header.files_at :] + SIGNATURE)
    return path


def sound(path: Path) -> bool:
    """Whether nothing is found in an archive."""
    try:
        return verify.check(path).sound
    except IntegrityError:
        return False


def unfound(path: Path, places: Iterable[int]) -> Iterator[int]:
    """The places at which another byte is not noticed; each is put right again."""
    with path.open("r+b", buffering=0) as file:
        for at in places:
            file.seek(at)
            (before,) = file.read(1)
            for value in (before ^ 1 << at % 8, before):
                file.seek(at)
                file.write(bytes([value]))
                if value != before and sound(path):
                    yield at


@pytest.mark.parametrize("part", range(4))
def test_every_byte_of_a_small_one(small: Path, tmp_path: Path, part: int) -> None:
    path = Path(shutil.copy(small, tmp_path / small.name))
    assert list(unfound(path, range(part, path.stat().st_size, 4))) == []
    assert sound(path), "every byte is what it was"


def test_every_byte_of_a_signed_one_but_those_of_the_signature(signed: Path, tmp_path: Path) -> None:
    """What lies behind the tables is the same as without a signature, and so is what is found there."""
    path = Path(shutil.copy(signed, tmp_path / signed.name))
    with Cabinet.open(path) as cabinet:
        assert cabinet.trailing == len(SIGNATURE)
    tables = layout.Folder.unpack(path.read_bytes(), layout.HEADER_SIZE + RESERVED).offset
    assert list(unfound(path, range(tables))) == []
    assert sound(path)
    assert verify.check(path).signed == (path,)


@pytest.mark.parametrize("part", range(4))
def test_a_thousand_bytes_of_a_large_one(tmp_path: Path, part: int) -> None:
    (tmp_path / "work").mkdir()
    with opened(BOOKS["atelier"], tmp_path / "work") as read:
        path = exported(read, tmp_path / "out", Order(flat=True)).path
    path.chmod(0o644)
    size = path.stat().st_size
    places = random.Random(part).sample(range(size), 250)  # noqa: S311 - no secret
    assert list(unfound(path, places)) == []
    assert sound(path)
