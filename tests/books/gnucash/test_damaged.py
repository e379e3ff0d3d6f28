"""A damaged book is told so, with exit code 4, and is not touched; nothing of it is archived."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from archiver.errors import BookDamaged
from tests.books.gnucash.minimal import BANK, ENTRY, RENT, XML, in_sqlite, in_xml
from tests.books.gnucash.reading import DATA, read, refused

SQLITE = (DATA / "atelier_2025.sqlite.gnucash").read_bytes()
ZIPPED = (DATA / "atelier_2025.xml.gnucash").read_bytes()
PLAIN = gzip.decompress(ZIPPED)
PAGE = 4096


def overwritten(page: int) -> bytes:
    return SQLITE[: page * PAGE] + b"\xa5" * PAGE + SQLITE[(page + 1) * PAGE :]


def wrong_sum() -> bytes:
    return ZIPPED[:-8] + (zlib.crc32(PLAIN) ^ 1).to_bytes(4, "little") + ZIPPED[-4:]


DAMAGES = {
    "an SQLite page overwritten": overwritten(20),
    "the SQLite schema overwritten": SQLITE[:100] + b"\xa5" * 1000 + SQLITE[1100:],
    "an SQLite file cut in a page": SQLITE[: 30 * PAGE + 77],
    "an SQLite file cut between pages": SQLITE[: 30 * PAGE],
    "an SQLite header alone": SQLITE[:100],
    "the magic of SQLite alone": SQLITE[:16],
    "a gzip without its tail": ZIPPED[:-8],
    "a gzip cut in the middle": ZIPPED[: len(ZIPPED) // 2],
    "a gzip of which a byte fell": ZIPPED[:5000] + ZIPPED[5001:],
    "a gzip with a wrong sum": wrong_sum(),
    "a gzip with something behind": ZIPPED + b"something",
    "the magic of gzip alone": ZIPPED[:2],
    "XML cut in the middle": PLAIN[: len(PLAIN) // 2],
    "XML without its last tag": PLAIN.rstrip()[:-9],
    "XML with bad UTF-8": PLAIN.replace("é".encode(), b"\xe9", 1),
    "XML with a control character": PLAIN.replace(b"<act:name>", b"<act:name>\x01", 1),
    "XML in an encoding that nobody has": PLAIN.replace(b'"utf-8"', b'"klingon"', 1),
    "XML in an encoding of several bytes": PLAIN.replace(b'"utf-8"', b'"shift_jis"', 1),
    "XML in an encoding that is none": PLAIN.replace(b'"utf-8"', b'"rot13"', 1),
    "XML of no book": b"<gnc-v2/>",
    "XML of two books": XML.replace("</gnc:book>", f"<book:id>{'9' * 32}</book:id></gnc:book>").encode(),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_damages(what: str, book: Path, work: Path) -> None:
    book.write_bytes(DAMAGES[what])
    error = refused(book, work, BookDamaged)
    assert error.exit_code == 4
    assert "backups" in error.advice.template


NONSENSE = {
    "text for a number": f"UPDATE splits SET value_num = 'abc' WHERE account_guid = '{BANK}'",
    "a blob for a number": "UPDATE splits SET value_num = x'00ff'",
    "a number beyond all": "UPDATE splits SET value_num = 1e300",
    "text for a flag": "UPDATE accounts SET hidden = 'perhaps'",
    "no id": "UPDATE accounts SET guid = NULL WHERE name = 'Bank'",
    "an empty id": "UPDATE transactions SET guid = ''",
    "an account twice": "INSERT INTO accounts SELECT * FROM accounts WHERE name = 'Bank'",
    "an entry twice": "INSERT INTO transactions SELECT * FROM transactions",
    "a posting twice": "INSERT INTO splits SELECT * FROM splits",
    "a price twice": "INSERT INTO prices (guid) VALUES ('p'), ('p')",
    "no book": "DELETE FROM books",
    "two books": "INSERT INTO books (guid) VALUES ('another')",
}


@pytest.mark.parametrize("what", NONSENSE)
def test_values_that_no_gnucash_writes(what: str, book: Path, work: Path) -> None:
    in_sqlite(book, NONSENSE[what])
    assert refused(book, work, BookDamaged).exit_code == 4


IN_XML = {
    "text for a number": ("150000/100", "abc/100"),
    "a number beyond all": ("150000/100", f"{2**63}/100"),
    "a number of 5000 digits": ("150000/100", f"{'9' * 5000}/100"),
    "no id": (f'<trn:id type="guid">{ENTRY}</trn:id>', ""),
    "an account twice": (f'<act:id type="guid">{RENT}</act:id>', f'<act:id type="guid">{BANK}</act:id>'),
    "a time that is none": ("2025-01-31 10:59:00 +0000", "2025-13-51 10:59:00 +0100"),
}


@pytest.mark.parametrize("what", IN_XML)
def test_values_that_no_gnucash_writes_in_xml(what: str, book: Path, work: Path) -> None:
    in_xml(book, *IN_XML[what])
    assert refused(book, work, BookDamaged).exit_code == 4


WITHOUT_SENSE = {
    "a slot that is no amount": "'void-former-value', 4, 0, '1e999999999'",
    "an amount over nothing": "'void-former-value', 4, 0, 'x/y'",
}


@pytest.mark.parametrize("what", WITHOUT_SENSE)
def test_nonsense_found_late_is_told_as_well(what: str, book: Path, work: Path) -> None:
    slots = "INSERT INTO slots (obj_guid, name, slot_type, int64_val, string_val) VALUES"
    voided = f"{slots} ('{ENTRY}', 'void-reason', 4, 0, 'error');"
    in_sqlite(book, f"{voided} {slots} ('{'1' * 32}', {WITHOUT_SENSE[what]});")
    assert "journal" in str(refused(book, work, BookDamaged)) or "ledger" in str(refused(book, work, BookDamaged))


ODD_BUT_READ = {
    "no denominator": ("UPDATE splits SET value_denom = 0, quantity_denom = 0", ["0.00", "0.00"]),
    "a denominator below nothing multiplies": (
        "UPDATE splits SET quantity_num = quantity_num / 200, quantity_denom = -2",
        ["-1500.00", "1500.00"],
    ),
    "the largest number": (
        f"UPDATE splits SET quantity_num = {2**63 - 1}, quantity_denom = 1",
        ["9223372036854775807.00", "9223372036854775807.00"],
    ),
    "parents in a circle": (
        f"UPDATE accounts SET parent_guid = CASE guid WHEN '{BANK}' THEN '{RENT}' ELSE '{BANK}' END",
        ["-1500.00", "1500.00"],
    ),
    "an account that is not there": (
        f"UPDATE splits SET account_guid = 'gone' WHERE account_guid = '{RENT}'",
        ["-1500.00", "1500.00"],
    ),
    "a lot that is not there": ("UPDATE splits SET lot_guid = 'gone'", ["-1500.00", "1500.00"]),
    "a currency that is not there": ("DELETE FROM commodities", ["-1500.00", "1500.00"]),
    "a currency twice": (
        "INSERT INTO commodities (guid, namespace, mnemonic, fraction) VALUES ('again', 'CURRENCY', 'CHF', 100)",
        ["-1500.00", "1500.00"],
    ),
    "no date": ("UPDATE transactions SET post_date = NULL, enter_date = 'yesterday'", ["-1500.00", "1500.00"]),
    "a fraction below nothing": ("UPDATE commodities SET fraction = -100", ["-1500.00", "1500.00"]),
    "names that are no text": ("UPDATE accounts SET name = x'c3a9ff', code = 12.5", ["-1500.00", "1500.00"]),
    "text that is no UTF-8": (
        "UPDATE transactions SET description = CAST(x'4cff' AS TEXT)",
        ["-1500.00", "1500.00"],
    ),
    "frames in a circle": (
        "INSERT INTO slots (obj_guid, name, slot_type, guid_val) VALUES ('x', 'a', 9, 'y'), ('y', 'a/b', 9, 'x')",
        ["-1500.00", "1500.00"],
    ),
}


@pytest.mark.parametrize("what", ODD_BUT_READ)
def test_oddities_are_read_as_they_are(what: str, book: Path, work: Path) -> None:
    how, amounts = ODD_BUT_READ[what]
    whole = read(in_sqlite(book, how), work)
    assert sorted(str(each["amount_currency"]) for each in whole.values["ledger"].values()) == amounts
    assert not [note for note in whole.company.notes if "left out" in note.template]


def test_a_posting_without_an_entry_is_told(book: Path, work: Path) -> None:
    whole = read(in_sqlite(book, f"UPDATE splits SET tx_guid = 'gone' WHERE account_guid = '{RENT}'"), work)
    assert len(whole.values["ledger"]) == 1
    (note,) = [note for note in whole.company.notes if "left out" in note.template]
    assert note.facts == {"count": 1}


def test_an_entry_without_postings_is_not_lost(book: Path, work: Path) -> None:
    slots = "INSERT INTO slots (obj_guid, name, slot_type, string_val) VALUES"
    whole = read(in_sqlite(book, f"DELETE FROM splits; {slots} ('{ENTRY}', 'trans-txn-type', 4, 'P')"), work)
    assert list(whole.values["journal_entries"]) == [ENTRY]


def test_lines_without_a_document_are_told(book: Path, work: Path) -> None:
    book.write_bytes(PLAIN.replace(b"<entry:invoice", b"<entry:nothing").replace(b"entry:invoice>", b"entry:nothing>"))
    whole = read(book, work)
    assert whole.values["invoice_lines"] == {}
    (note,) = [note for note in whole.company.notes if "lines belong to no document" in note.template]
    assert note.facts["count"] == 114
