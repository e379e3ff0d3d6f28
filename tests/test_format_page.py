"""``docs/format.md`` is true: its Python reads real archives, and its dumps are those of real cabinets."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.cabinet import format as layout
from archiver.cabinet import manifest, mszip, writer
from archiver.export import Archive
from archiver.order import Order
from tests.archives import BOOKS, exported, opened, unpacked

PAGE = (Path(__file__).parents[1] / "docs" / "format.md").read_text(encoding="utf-8")
UNPACK, TOGETHER, RECORDS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
DUMP = re.compile(r"^    (?:[0-9A-F]{2}  )?((?:[0-9A-F]{2} {1,2})*[0-9A-F]{2})(?= {3,}| *$)", re.MULTILINE)


def python(snippet: str, *arguments: Path) -> str:
    """What a snippet prints, with the standard library alone."""
    command = [sys.executable, "-I", "-c", snippet, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def section(title: str) -> bytes:
    """The bytes that are dumped in a section."""
    text = PAGE.partition(f"\n### {title}\n")[2].partition("\n###")[0].partition("Its checksum")[0]
    return bytes.fromhex("".join(DUMP.findall(text)))


@pytest.fixture(scope="module", params=[layout.LARGEST_CABINET, 2_000_000], ids=["one cabinet", "several"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("page")
    (folder / "work").mkdir()
    with opened(BOOKS["atelier"], folder / "work") as read:
        made = exported(read, folder / "out", Order(flat=True, largest=request.param))
    assert (len(made.paths) > 1) == (request.param < layout.LARGEST_CABINET)
    return made


def test_its_snippets_read_an_archive(archive: Archive, tmp_path: Path) -> None:
    folders = [tmp_path / path.stem for path in archive.paths]
    for path, folder in zip(archive.paths, folders, strict=True):
        python(UNPACK, path, folder)
        found = {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
        assert found == unpacked(path)
    whole = folders[0]
    if len(folders) > 1:
        whole = tmp_path / "whole"
        whole.mkdir()
        assert python(TOGETHER, whole, *folders).strip() == archive.digest
    printed = python(RECORDS, whole).splitlines()
    counted = [tally for tally in archive.edition.tallies if tally.kind == "invoices"]
    assert printed[0].startswith(f"Invoices {sum(tally.count for tally in counted)} ")
    assert printed[1:] == [f"archive.json: {tally.currency} {tally.count} {tally.sums['total']}" for tally in counted]


def test_both_methods_are_met(archive: Archive) -> None:
    """So that the snippet is tried with both."""
    methods = set()
    for path in archive.paths:
        data = path.read_bytes()
        for number in range(layout.Header.unpack(data).folder_count):
            at = layout.HEADER_SIZE + number * layout.FOLDER_SIZE
            methods.add(layout.Folder.unpack(data, at).method)
    assert methods == {layout.UNCOMPRESSED, layout.MSZIP}


def test_its_cabinet_is_what_the_writer_writes(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"Bonjour le ")
    moment = datetime(2026, 3, 31, 18, 0, 5, tzinfo=UTC)
    writer.write(tmp_path / "a.cab", [writer.Member("data/é.txt", tmp_path / "source")], stamp=moment)
    assert section("A whole cabinet, byte by byte") == (tmp_path / "a.cab").read_bytes()


def test_its_compressed_block_is_one() -> None:
    dumped = section("A compressed block, byte by byte")
    header, stored = layout.Block.unpack(dumped), dumped[layout.BLOCK_HEADER_SIZE :]
    assert header == layout.Block.of(stored, 28)
    assert mszip.Unpacker().unpack(stored, header.size) == b"CAD 10\n" * 4


def test_it_names_every_field_of_the_page(archive: Archive) -> None:
    told = manifest.read(unpacked(archive.paths[0])[manifest.NAME].decode())
    assert told.format == manifest.FORMAT
    from json import loads

    page = loads(unpacked(archive.paths[0])[manifest.NAME])
    nested = {f"{key}.{inner}" for key in ("archive", "company") for inner in page[key]}
    fields = nested | (page.keys() - {"archive", "company"})
    assert [field for field in sorted(fields) if f"| `{field}` |" not in PAGE] == []
