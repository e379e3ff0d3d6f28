from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import errors
from archiver.cabinet import bag, writer
from archiver.cabinet import format as layout
from archiver.cabinet.reader import Cabinet, extract
from archiver.words import Phrase, Words
from tests.cabinet.edges import STAMP, lay_out
from tests.cabinet.forge import Entry, forge

FILES = {
    "NON-RESTORABLE.txt": b"Not a backup.\n",
    "archive.json": b"{}\n",
    "data/Start here.xlsx": b"workbook",
    "data/records/invoices.jsonl": b"{}\n" * 12_000,
    "data/Écritures.xlsx": b"w",
    "data/empty.csv": b"",
}
INFO = {"Source-Organization": "Boulangerie du Lac", "Bagging-Date": "2026-03-31", "External-Description": "two\nlines"}


def sha256(data: bytes) -> str:
    """The digest, in hex."""
    return hashlib.sha256(data).hexdigest()


def unpacked(folder: Path, files: dict[str, bytes] = FILES, turn: bag.Turn | None = None) -> str:
    """A bag of these files in ``folder``, as it comes out of a cabinet; the archive digest."""
    sources = {member.name: member.source for member in lay_out(files, folder.parent / "files")}
    made = bag.members({name: path for name, path in sources.items() if isinstance(path, Path)}, INFO, turn)
    cabinet = folder.parent / "made.cab"
    packed = writer.write(cabinet, made, stamp=STAMP)
    with Cabinet.open(cabinet) as opened:
        extract(opened, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    cabinet.unlink()
    return packed.digests[bag.TAG_MANIFEST]


def packed(folder: Path) -> Path:
    """A cabinet of what is in ``folder`` now, beside it."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    out = folder.parent / "bag.cab"
    writer.write(out, [writer.Member(name, folder / name) for name in names], stamp=STAMP)
    return out


def examined(path: Path) -> bag.Examination:
    """What the bag of a cabinet proves."""
    with Cabinet.open(path) as cabinet:
        return bag.examine(cabinet)


def said(problems: list[Phrase] | tuple[Phrase, ...]) -> list[str]:
    """Problems, in English."""
    return [Words("en").say(problem) for problem in problems]


def test_a_bag_says_what_it_is_and_whose(tmp_path: Path) -> None:
    unpacked(tmp_path / "bag")
    assert (tmp_path / "bag/bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert (tmp_path / "bag/bag-info.txt").read_text("utf-8") == (
        "Source-Organization: Boulangerie du Lac\n"
        "Bagging-Date: 2026-03-31\n"
        "External-Description: two lines\n"
        "Payload-Oxum: 36009.4\n"
    )


def test_a_cabinet_of_a_series_says_so(tmp_path: Path) -> None:
    unpacked(tmp_path / "bag", turn=bag.Turn("Lac_full", 2, 3))
    told = (tmp_path / "bag/bag-info.txt").read_text("utf-8").splitlines()
    assert told[-2:] == ["Bag-Group-Identifier: Lac_full", "Bag-Count: 2 of 3"]


def test_manifests_list_everything_by_code_point(tmp_path: Path) -> None:
    digest = unpacked(tmp_path / "bag")
    payload = (tmp_path / "bag/manifest-sha256.txt").read_bytes()
    names = ["data/Start here.xlsx", "data/empty.csv", "data/records/invoices.jsonl", "data/Écritures.xlsx"]
    assert payload == "".join(f"{sha256(FILES[name])}  {name}\n" for name in names).encode()
    tags = (tmp_path / "bag/tagmanifest-sha256.txt").read_bytes()
    names = ["NON-RESTORABLE.txt", "archive.json", "bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    assert tags == "".join(f"{sha256((tmp_path / 'bag' / name).read_bytes())}  {name}\n" for name in names).encode()
    assert digest == sha256(tags)


def test_the_files_stand_in_order(tmp_path: Path) -> None:
    sources = dict.fromkeys(FILES, tmp_path / "x")
    (tmp_path / "x").write_bytes(b"1")
    assert [member.name for member in bag.members(sources, INFO)] == [
        "NON-RESTORABLE.txt", "archive.json", "bag-info.txt", "bagit.txt",
        "manifest-sha256.txt", "tagmanifest-sha256.txt",
        "data/Start here.xlsx", "data/empty.csv", "data/Écritures.xlsx", "data/records/invoices.jsonl",
    ]  # fmt: skip


def test_what_stands_for_an_archive() -> None:
    assert bag.archive_digest(["a" * 64]) == "a" * 64
    assert bag.archive_digest(["a" * 64, "b" * 64]) == sha256(b"a" * 64 + b"\n" + b"b" * 64 + b"\n")


def test_percent_signs_in_names_are_encoded(tmp_path: Path) -> None:
    unpacked(tmp_path / "bag", {"data/100% sûr.txt": b"1"})
    assert (tmp_path / "bag/manifest-sha256.txt").read_text("utf-8") == f"{sha256(b'1')}  data/100%25 sûr.txt\n"
    assert examined(packed(tmp_path / "bag")).problems == ()


def test_line_ends_in_names_are_read(tmp_path: Path) -> None:
    texts = {"manifest-sha256.txt": f"{sha256(b'1')}  data/100%25%0D%0A.txt\n"}
    assert "data/100% was changed" not in said(bag.check({"data/100%\r\n.txt": sha256(b"1")}, texts))
    assert not any("not listed" in each for each in said(bag.check({"data/100%\r\n.txt": sha256(b"1")}, texts)))


@pytest.mark.parametrize("label", ["", "a:b", "a\nb", " a"])
def test_labels_that_would_break_the_file_are_mistakes_of_the_caller(tmp_path: Path, label: str) -> None:
    (tmp_path / "x").write_bytes(b"1")
    with pytest.raises(ValueError, match="label"):
        bag.members({"data/x": tmp_path / "x"}, {label: "value"})


def test_a_bag_without_payload_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="payload"):
        bag.members({"archive.json": tmp_path / "archive.json"}, INFO)


def test_a_sound_cabinet_has_no_problems(tmp_path: Path) -> None:
    digest = unpacked(tmp_path / "bag")
    found = examined(packed(tmp_path / "bag"))
    assert found.problems == ()
    assert found.digest == digest
    assert found.texts["archive.json"] == "{}\n"
    assert sorted(found.texts) == sorted({path.name for path in (tmp_path / "bag").iterdir() if path.is_file()})


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    unpacked(folder)
    (folder / "data/Start here.xlsx").write_bytes(b"workbooK")
    (folder / "data/empty.csv").unlink()
    (folder / "data/more.csv").write_bytes(b"1")
    (folder / "archive.json").write_bytes(b"[]\n")
    (folder / "NON-RESTORABLE.txt").unlink()
    (folder / "readme.txt").write_bytes(b"\xff")
    assert said(examined(packed(folder)).problems) == [
        "readme.txt is not UTF-8 text",
        "NON-RESTORABLE.txt is missing",
        "archive.json was changed",
        "readme.txt is not listed in tagmanifest-sha256.txt",
        "data/Start here.xlsx was changed",
        "data/empty.csv is missing",
        "data/more.csv is not listed in manifest-sha256.txt",
    ]


@pytest.mark.parametrize("name", ["bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_the_files_of_bagit_are_required(tmp_path: Path, name: str) -> None:
    unpacked(tmp_path / "bag")
    (tmp_path / "bag" / name).unlink()
    found = examined(packed(tmp_path / "bag"))
    assert said(found.problems) == [f"{name} is missing"]
    assert (found.digest is None) == (name == "tagmanifest-sha256.txt")


def test_another_version_of_bagit_is_a_problem() -> None:
    texts = {"bagit.txt": "BagIt-Version: 0.97\n"}
    assert "bagit.txt does not declare BagIt 1.0" in said(bag.check({"bagit.txt": "0" * 64}, texts))


@pytest.mark.parametrize(
    "line", ["", "nonsense", "0" * 63 + "  data/a", "0" * 64 + " data/a", "0" * 64 + "  ", "A" * 64 + "  data/a"]
)
def test_lines_that_cannot_be_read_are_problems(line: str) -> None:
    texts = {"manifest-sha256.txt": f"{'0' * 64}  data/b\n{line}\n{line}\n"}
    found = said(bag.check({"data/b": "0" * 64}, texts))
    assert "2 lines of manifest-sha256.txt cannot be read, first line 2" in found


def test_a_manifest_cut_off_at_its_end_is_a_problem() -> None:
    found = said(bag.check({"data/b": "0" * 64}, {"manifest-sha256.txt": f"{'0' * 64}  data/b"}))
    assert "1 lines of manifest-sha256.txt cannot be read, first line 1" in found


def test_a_path_listed_twice_is_a_problem() -> None:
    texts = {"manifest-sha256.txt": f"{'0' * 64}  data/b\n{'1' * 64}  data/b\n"}
    assert "data/b is listed twice in manifest-sha256.txt" in said(bag.check({"data/b": "0" * 64}, texts))


def test_the_payload_cannot_be_vouched_for_by_the_tag_manifest() -> None:
    texts = {"tagmanifest-sha256.txt": f"{'0' * 64}  data/b\n", "manifest-sha256.txt": f"{'0' * 64}  data/a\n"}
    found = said(bag.check({"data/a": "0" * 64, "data/b": "0" * 64}, texts))
    assert "data/b is not listed in manifest-sha256.txt" in found


def test_names_in_problems_play_no_tricks_on_the_screen() -> None:
    texts = {"manifest-sha256.txt": f"{'0' * 64}  data/\x1b[31m\n"}
    assert all(line.isprintable() for line in said(bag.check({}, texts)))


def test_tag_files_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    run = bytes(bag.MOST_TEXT + 1)
    path = tmp_path / "a.cab"
    path.write_bytes(forge([Entry(b"archive.json", len(run))], [run]))
    with pytest.raises(errors.CabinetRefused):
        examined(path)


# A flipped byte, anywhere


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A cabinet with a bag in it."""
    folder = tmp_path_factory.mktemp("whole") / "bag"
    unpacked(folder)
    return packed(folder).read_bytes()


def harmless(data: bytes) -> set[int]:
    """The places of a cabinet that nothing follows from: the set it could belong to, stamps and attributes."""
    head = layout.Header.unpack(data)
    places = set(range(32, 36))
    at = head.files_at
    for _ in range(head.file_count):
        places |= set(range(at + 10, at + 16))
        at = data.index(b"\0", at + 16) + 1
    return places


def contents_of(path: Path) -> tuple[bag.Examination, dict[str, bytes]] | None:
    """What a cabinet holds, or None where it is found to be not as it was written."""
    try:
        found = examined(path)
        with Cabinet.open(path) as cabinet:
            files = {member.name: b"".join(cabinet.read(member)) for member in cabinet.members}
    except errors.IntegrityError:
        return None
    return None if found.problems else (found, files)


def assert_flip_is_found_or_harmless(whole: bytes, place: int, mask: int, path: Path) -> None:
    """Either the flip is detected, or it lies where it changes nothing that anyone gets."""
    altered = bytearray(whole)
    altered[place] ^= mask
    path.write_bytes(altered)
    found = contents_of(path)
    if found is not None:
        assert place in harmless(whole)
        path.write_bytes(whole)
        assert found == contents_of(path)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(min_value=0), mask=st.integers(min_value=1, max_value=255))
def test_any_flipped_byte_is_found_or_harmless(
    whole: bytes, tmp_path_factory: pytest.TempPathFactory, place: int, mask: int
) -> None:
    assert_flip_is_found_or_harmless(whole, place % len(whole), mask, tmp_path_factory.getbasetemp() / "flipped.cab")


def test_every_flipped_byte_of_the_tables_is_found_or_harmless(whole: bytes, tmp_path: Path) -> None:
    data_at = layout.Folder.unpack(whole, layout.HEADER_SIZE).offset
    for place in range(data_at + layout.BLOCK_HEADER_SIZE):
        for mask in (0x01, 0x20, 0x80, 0xFF):
            assert_flip_is_found_or_harmless(whole, place, mask, tmp_path / "flipped.cab")
