"""A locked workbook: the right password opens the same bytes, and nothing else opens anything."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import msoffcrypto
import pytest
from openpyxl import Workbook, load_workbook

from archiver.envelope import Password, workbook
from archiver.errors import AlreadyThere

PASSWORD = Password.of("ouvre-toi, Sésame!")
INSIDE = "Boulangerie du Lac inc."


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a workbook."""
    book, data = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = INSIDE
    book.save(data)
    return data.getvalue()


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory, plain: bytes) -> bytes:
    """The same, locked."""
    path = tmp_path_factory.mktemp("locked") / "Invoices.xlsx"
    path.write_bytes(plain)
    workbook.lock(path, PASSWORD)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return path.read_bytes()


def test_the_password_gives_the_same_bytes_back(plain: bytes, locked: bytes) -> None:
    book, found = msoffcrypto.OfficeFile(BytesIO(locked)), BytesIO()
    assert (book.format, book.type, book.info["passwordKeyBits"]) == ("ooxml", "agile", 256)
    book.load_key(password=PASSWORD.text, verify_password=True)
    book.decrypt(found, verify_integrity=True)
    assert found.getvalue() == plain
    assert load_workbook(found).worksheets[0]["A1"].value == INSIDE
    assert workbook.opens(BytesIO(locked), PASSWORD)


@pytest.mark.parametrize("typed", ["ouvre-toi, sésame!", "x", "ouvre-toi, Sésame! "])
def test_another_password_opens_nothing(locked: bytes, typed: str) -> None:
    assert not workbook.opens(BytesIO(locked), Password.of(typed))


def test_an_altered_byte_is_found(locked: bytes) -> None:
    altered = bytearray(locked)
    altered[-1000] ^= 1
    assert not workbook.opens(BytesIO(altered), PASSWORD)


@pytest.mark.parametrize("size", [0, 100, 600, 5000])
def test_what_is_cut_off_or_none_opens_with_nothing(locked: bytes, size: int) -> None:
    assert not workbook.opens(BytesIO(locked[:size]), PASSWORD)


def test_an_open_workbook_is_not_one_that_a_password_opens(plain: bytes) -> None:
    assert not workbook.opens(BytesIO(plain), PASSWORD)


def test_what_stands_in_the_way_is_said(tmp_path: Path, plain: bytes) -> None:
    path = tmp_path / "Invoices.xlsx"
    path.write_bytes(plain)
    (tmp_path / "Invoices.part").write_bytes(b"of somebody else")
    with pytest.raises(AlreadyThere):
        workbook.lock(path, PASSWORD)
    assert path.read_bytes() == plain
