from __future__ import annotations

import struct
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import errors
from archiver.cabinet import format as layout
from archiver.cabinet.reader import Cabinet
from archiver.words import Words
from tests.cabinet.forge import DATA, Entry, forge, place, verdict


def signature_reserve(size: int, length: int) -> bytes:
    """The header's reserve of a signed cabinet of ``size`` bytes, with its sizes in front."""
    return layout.Reserve(20, 0, 0).pack() + struct.pack("<IIIQ", 0x0010_0000, size, length, 0)


BAD_NAMES = {
    "absolute": b"\\evil.txt",
    "drive": b"C:\\Windows\\evil.txt",
    "unc": b"\\\\server\\share\\evil.txt",
    "parent": b"..\\evil.txt",
    "parent in the middle": b"a\\..\\..\\evil.txt",
    "slash": b"a/../../evil.txt",
    "stream": b"book.xlsx:hidden",
    "device": b"docs\\COM1.xlsx",
    "trailing space": b"evil.txt ",
    "trailing dot": b"evil.",
    "control": b"a\x1b[31m.txt",
    "empty": b"",
    "not ASCII, not flagged": "é".encode(),
}
BAD_UTF8_NAMES = {
    "bidirectional": "facture\u202excod.exe".encode(),
    "overlong": b"\xc0\xae\xc0\xae\\evil.txt",
    "surrogate": b"\xed\xa0\x80",
    "cut off": b"a\xc3",
}


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES)
def test_bad_names_are_refused(tmp_path: Path, name: bytes) -> None:
    assert "CabinetRefused: the name" in verdict(place(tmp_path, forge([Entry(name)])))


@pytest.mark.parametrize("name", BAD_UTF8_NAMES.values(), ids=BAD_UTF8_NAMES)
def test_bad_names_in_utf8_are_refused(tmp_path: Path, name: bytes) -> None:
    said = verdict(place(tmp_path, forge([Entry(name, attributes=layout.NAME_IS_UTF8)])))
    assert "CabinetRefused: the name" in said
    assert said.isprintable()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (b"a.txt", b"A.TXT", "the same file"),
        ("é.txt".encode(), "e\u0301.TXT".encode(), "the same file"),
        (b"a", b"A\\b", "both a file and the folder"),
    ],
)
def test_names_that_meet_on_some_system_are_refused(tmp_path: Path, first: bytes, second: bytes, said: str) -> None:
    utf8 = layout.NAME_IS_UTF8
    entries = [Entry(first, 3, 0, attributes=utf8), Entry(second, 4, 3, attributes=utf8)]
    assert said in verdict(place(tmp_path, forge(entries)))


HOSTILE: dict[str, tuple[bytes, str]] = {
    "another program's file": (b"PK\x03\x04" + bytes(60), "it is no cabinet"),
    "no folders": (forge(header=lambda h: h._replace(folder_count=0)), "claims to have 0 folders"),
    "too many folders": (forge(header=lambda h: h._replace(folder_count=65_534)), "claims to have 65,534 folders"),
    "previous": (forge(header=lambda h: h._replace(flags=1)), "set of linked"),
    "next": (forge(header=lambda h: h._replace(flags=2)), "set of linked"),
    "flags": (forge(header=lambda h: h._replace(flags=8)), "unknown flags"),
    "minor version": (forge(header=lambda h: h._replace(minor=4)), "unknown version"),
    "major version": (forge(header=lambda h: h._replace(major=2)), "unknown version"),
    "first reserved": (forge(header=lambda h: h._replace(reserved1=1)), "unknown version"),
    "second reserved": (forge(header=lambda h: h._replace(reserved2=1)), "unknown version"),
    "third reserved": (forge(header=lambda h: h._replace(reserved3=1)), "unknown version"),
    "size too small": (forge(header=lambda h: h._replace(size=h.size - 1)), "1 bytes follow its end"),
    "bytes behind": (forge() + b"x", "1 bytes follow its end"),
    "bytes between": (forge(header=lambda h: h._replace(size=h.size + 1)) + b"x", "data end at 81, not at 82"),
    "table elsewhere": (forge(header=lambda h: h._replace(files_at=h.files_at + 1)), "does not follow its folder"),
    "table into data": (forge(folder=lambda f: f._replace(offset=10)), "runs into the data"),
    "table beyond all": (forge(folder=lambda f: f._replace(offset=0xFFFF_FFFF)), "runs into the data"),
    "fewer files": (forge(header=lambda h: h._replace(file_count=0)), "runs into the data"),
    "more files": (forge(header=lambda h: h._replace(file_count=60_000)), "does not end"),
    "long table": (forge([Entry(b"a" * 20)], folder=lambda f: f._replace(offset=f.offset + 1)), "longer than 1 files"),
    "long name": (forge([Entry(b"a" * 256), Entry(b"b", 0, 7)]), "does not end"),
    "Quantum": (forge(folder=lambda f: f._replace(method=0x0702)), "compressed (Quantum)"),
    "LZX": (forge(folder=lambda f: f._replace(method=0x1503)), "compressed (LZX)"),
    "unknown method": (forge(folder=lambda f: f._replace(method=9)), "compressed (0x9)"),
    "method with a level": (forge(folder=lambda f: f._replace(method=0x0100)), "compressed"),
    "folder out of range": (forge([Entry(b"a", folder=1)]), "not in this cabinet"),
    "from previous": (forge([Entry(b"a", folder=0xFFFD)]), "not in this cabinet"),
    "to next": (forge([Entry(b"a", folder=0xFFFE)]), "not in this cabinet"),
    "both": (forge([Entry(b"a", folder=0xFFFF)]), "not in this cabinet"),
    "file outside its folder": (forge([Entry(b"a"), Entry(b"b", 0, 8)]), "does not begin where"),
    "file too long": (forge([Entry(b"a", 40_000)]), "1 blocks for 40,000 bytes"),
    "file within the block, too long": (forge([Entry(b"a", 8)]), "data end at 78, not at 77"),
    "hidden bytes between files": (forge([Entry(b"a", 2), Entry(b"b", 4, 3)]), "does not begin where"),
    "hidden bytes at the end": (forge([Entry(b"a", 6)]), "data end at"),
    "overlapping files": (forge([Entry(b"a", 7), Entry(b"b", 7)]), "does not begin where"),
    "empty file inside another": (forge([Entry(b"a", 7), Entry(b"b", 0, 3)]), "does not begin where"),
    "folders of one chain": (
        forge([Entry(b"a"), Entry(b"b", folder=1)], [DATA, DATA], folder=lambda f: f._replace(offset=88)),
        "does not begin where the folder before it ends",
    ),
    "folders in turns": (
        forge([Entry(b"a", folder=1), Entry(b"b")], [DATA, DATA]),
        "in a folder before that of the file before it",
    ),
    "more blocks": (forge(folder=lambda f: f._replace(blocks=2)), "has 2 blocks for 7 bytes"),
    "no blocks": (forge(folder=lambda f: f._replace(blocks=0)), "has 0 blocks for 7 bytes"),
    "reserve in folders": (forge(reserve=layout.Reserve(0, 1, 0).pack()), "reserved areas"),
    "reserve in blocks": (forge(reserve=layout.Reserve(0, 0, 1).pack()), "reserved areas"),
}


@pytest.mark.parametrize(("data", "said"), HOSTILE.values(), ids=HOSTILE)
def test_what_no_honest_cabinet_contains_is_refused_at_the_door(tmp_path: Path, data: bytes, said: str) -> None:
    path = place(tmp_path, data)
    assert said in verdict(path)
    with pytest.raises(errors.CabinetRefused):
        Cabinet.open(path)


CUT_OFF: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "cut off"),
    "signature cut off": (b"MS", "cut off"),
    "header cut off": (forge()[:35], "cut off"),
    "size too large": (forge(header=lambda h: h._replace(size=h.size + 1)), "cut off: 81 of 82 bytes"),
    "last byte missing": (forge()[:-1], "cut off: 80 of 81 bytes"),
    "reserve cut off": (forge(header=lambda h: h._replace(flags=4, size=36))[:36], "cut off"),
}


@pytest.mark.parametrize(("data", "said"), CUT_OFF.values(), ids=CUT_OFF)
def test_what_is_cut_off_is_damaged(tmp_path: Path, data: bytes, said: str) -> None:
    found = verdict(place(tmp_path, data))
    assert found.startswith("CabinetDamaged")
    assert said in found


def test_a_signature_behind_the_cabinet_is_counted(tmp_path: Path) -> None:
    size = len(forge(reserve=signature_reserve(0, 0)))
    signed = forge(reserve=signature_reserve(size, 5)) + b"signs"
    with Cabinet.open(place(tmp_path, signed)) as cabinet:
        assert cabinet.trailing == 5
        assert b"".join(cabinet.read(cabinet.members[0])) == DATA
    assert "5 bytes follow" in verdict(place(tmp_path, forge(reserve=signature_reserve(size + 1, 5)) + b"signs"))
    assert "1 bytes follow" in verdict(place(tmp_path, signed + b"x"))
    assert "CabinetDamaged: it is cut off" in verdict(place(tmp_path, signed[:-1]))


def test_a_reserve_of_others_is_skipped(tmp_path: Path) -> None:
    assert verdict(place(tmp_path, forge(reserve=layout.Reserve(3, 0, 0).pack() + b"abc"))) == ""


@given(cut=st.integers(min_value=0))
def test_every_truncation_is_damage(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    whole = forge([Entry(b"a", 40_000), Entry(b"b", 7, folder=1)], [bytes(40_000), DATA])
    kept = whole[: cut % len(whole)]
    assert verdict(place(tmp_path_factory.getbasetemp(), kept)).startswith("CabinetDamaged")


@given(data=st.binary(max_size=200), tail=st.binary(max_size=50))
def test_noise_is_never_anything_but_our_own_errors(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, tail: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert verdict(place(folder, data))
    assert verdict(place(folder, forge()[:36] + tail))


SHARED = Path(__file__).parents[3] / "shared" / "data" / "cabinets"
OTHERS = {"cabarchive", "gcab", "wine", "proto_edge"}
SOUND = {f"{each}_{method}" for each in OTHERS for method in ("none", "mszip")} | {"proto_edge_signed", "exec_attr"}


@pytest.mark.parametrize("path", sorted(SHARED.glob("*.cab")) or [None], ids=lambda path: path.stem if path else "none")
def test_odd_and_hostile_cabinets_of_others(path: Path | None) -> None:
    if path is None:
        pytest.skip("the collection of odd cabinets is not on this machine")
    said = verdict(path)
    assert (said == "") == (path.stem in SOUND)


def test_claims_of_size_allocate_nothing(tmp_path: Path) -> None:
    path = place(tmp_path, forge(header=lambda h: h._replace(file_count=0xFFFF, size=0x7FFF_FFFF)))
    with path.open("r+b") as file:
        file.truncate(0x7FFF_FFFF)
    tracemalloc.start()
    assert "CabinetRefused" in verdict(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_file_table_beyond_the_end_allocates_nothing(tmp_path: Path) -> None:
    beyond = forge(header=lambda h: h._replace(file_count=0xFFFF), folder=lambda f: f._replace(offset=0xFF_0000))
    path = place(tmp_path, beyond)
    tracemalloc.start()
    assert verdict(path) == "CabinetDamaged: it is cut off"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000


CHANGED: dict[str, tuple[bytes, list[str]]] = {
    "nothing": (forge([Entry(b"a", attributes=0x21)]), []),
    "set": (forge([Entry(b"a", attributes=0x21)], header=lambda h: h._replace(set_id=1)), ["one of a set"]),
    "number": (forge([Entry(b"a", attributes=0x21)], header=lambda h: h._replace(number=1)), ["one of a set"]),
    "to be run": (forge([Entry(b"a", attributes=0x61)]), ["other attributes"]),
    "flag of a plain name": (forge([Entry(b"a", attributes=0xA1)]), ["other attributes"]),
    "not read-only": (forge([Entry(b"a")]), ["other attributes"]),
}


@pytest.mark.parametrize(("data", "said"), CHANGED.values(), ids=CHANGED)
def test_what_no_cabinet_of_ours_says(tmp_path: Path, data: bytes, said: list[str]) -> None:
    words = Words("en")
    with Cabinet.open(place(tmp_path, data)) as cabinet:
        found = [words.say(each) for each in cabinet.unlike_ours(datetime(1980, 1, 1, tzinfo=UTC))]
        later = [words.say(each) for each in cabinet.unlike_ours(datetime(1980, 1, 1, 0, 0, 2, tzinfo=UTC))]
    assert len(found) == len(said)
    assert all(part in each for part, each in zip(said, found, strict=True))
    assert [each for each in later if each not in found] == ["a has another date than the archive"]
