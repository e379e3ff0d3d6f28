"""Files dealt over cabinets: none lost, none too large, and each cabinet complete."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cabinet import bag, series, writer
from archiver.cabinet import format as layout
from archiver.cabinet.reader import Cabinet
from tests.cabinet.edges import STAMP

MIB = 1 << 20


@given(st.dictionaries(st.text("abcé/", min_size=1, max_size=30), st.integers(0, 5 * MIB), max_size=30))
def test_nothing_is_lost_or_too_large(sizes: dict[str, int]) -> None:
    largest = 4 * MIB
    dealt = series.deal(sizes, 1_000, largest)
    assert [path for part in dealt for path in part] == list(sizes)
    for part in dealt:
        assert len(part) == 1 or sum(layout.extent(sizes[path]) for path in part) < largest
        assert part or not sizes


def test_as_many_files_as_a_cabinet_takes() -> None:
    dealt = series.deal({f"data/{number}": 0 for number in range(70_000)}, 0)
    assert [len(part) for part in dealt] == [layout.MOST_FOLDERS - series.OTHERS, 70_000 - 65_433]


def test_names_of_a_series() -> None:
    assert series.file_names("Lac_full", 1) == ["Lac_full.cab"]
    three = ["Lac_full_1of3.cab", "Lac_full_2of3.cab", "Lac_full_3of3.cab"]
    assert series.file_names("Lac_full", 3) == three
    assert series.siblings("Lac_full_2of3.cab") == three


@pytest.mark.parametrize(
    "name",
    ["Lac.cab", "Lac_full.cab", "_1of2.cab", "L_0of2.cab", "L_3of2.cab", "L_1of1.cab", "L_1of99999.cab", "L_of.cab"],
)
def test_names_of_no_series(name: str) -> None:
    assert series.siblings(name) is None


def test_each_cabinet_is_a_bag(tmp_path: Path) -> None:
    names = {"archive.json": 10, "data/Start.xlsx": MIB, "data/records/a.jsonl": MIB, "data/attachments/x/1/a.pdf": MIB}
    files = {}
    for number, (name, size) in enumerate(names.items()):
        files[name] = tmp_path / str(number)
        files[name].write_bytes(os.urandom(size) if size == MIB else b"{}")
    parts = series.split(files, 3 * MIB + 300_000)
    assert [[path for path in part if path != "archive.json"] for part in parts] == [
        ["data/Start.xlsx", "data/records/a.jsonl"],
        ["data/attachments/x/1/a.pdf"],
    ]
    found: list[dict[str, str]] = []
    for part, turn in zip(parts, series.turns("Lac", 2), strict=True):
        out = tmp_path / f"{len(found)}.cab"
        packed = writer.write(out, bag.members(part, {"Mark": "x"}, turn), stamp=STAMP)
        assert packed.size < 3 * MIB + 300_000
        with Cabinet.open(out) as cabinet:
            examined = bag.examine(cabinet)
        assert examined.problems == ()
        assert f"Bag-Count: {len(found) + 1} of 2\n" in examined.texts["bag-info.txt"]
        found.append(packed.digests)
    assert series.digests(found) == bag.archive_digest([each["tagmanifest-sha256.txt"] for each in found])
