"""The file is the same for the same input, and a full disk is told."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from archiver import errors, workbooks
from tests.workbooks import sample


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, written: Path) -> None:
    workbooks.write(sample.edition(), sample.tables(), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in written.iterdir()
    }


def test_entries_are_dated_by_the_archive(written: Path) -> None:
    with ZipFile(written / "Invoices.xlsx") as pack:
        assert {entry.date_time for entry in pack.infolist()} == {(2026, 3, 31, 18, 0, 4)}


def test_programs_that_guess_see_what_it_is(written: Path) -> None:
    """By the names of the first parts, which are within a few thousand bytes of one another."""
    for path in written.glob("*.xlsx"):
        with ZipFile(path) as pack:
            *first, fourth = pack.infolist()[:4]
            assert [each.filename for each in first] == ["_rels/.rels", "docProps/core.xml", "docProps/app.xml"]
            assert fourth.filename.startswith("xl/")
            assert fourth.header_offset < 6_000


def test_an_archive_older_than_the_zip_format_is_dated_1980(tmp_path: Path) -> None:
    workbooks.write(sample.edition(moment=datetime(1970, 1, 1, tzinfo=UTC)), sample.tables(), tmp_path)
    with ZipFile(tmp_path / "Invoices.xlsx") as pack:
        assert pack.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    (tmp_path / "Invoices.xlsx").symlink_to("/dev/full")
    with pytest.raises(errors.NoSpace) as failure:
        workbooks.write(sample.edition(), sample.tables(), tmp_path)
    assert failure.value.facts["path"] == tmp_path
