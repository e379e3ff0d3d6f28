"""A book made to do harm: refused with exit code 4, in little memory and time, before it did anything."""

from __future__ import annotations

import gzip
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archiver.books.gnucash import from_xml
from archiver.errors import BookDamaged, BookHostile, BookTooOld
from tests.books.gnucash.memory import memory
from tests.books.gnucash.minimal import BANK, CHF, ENTRY, RENT, XML, in_sqlite, in_xml
from tests.books.gnucash.reading import read, refused

MEGABYTE = 1 << 20


@pytest.fixture
def frugal() -> Iterator[None]:
    """What runs in here takes less than 300 MB more than before, if the system tells, and less than half a minute."""
    began, before = time.monotonic(), memory(fresh=True)
    yield
    assert memory() - before < 300
    assert time.monotonic() - began < 30


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = {
    "a billion laughs": f'<!DOCTYPE gnc-v2 [<!ENTITY l0 "ha">{LAUGHS}]>',
    "a file from outside": '<!DOCTYPE gnc-v2 [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an address from outside": '<!DOCTYPE gnc-v2 SYSTEM "http://127.0.0.1:9/evil.dtd">',
    "an innocent one": "<!DOCTYPE gnc-v2>",
}


@pytest.mark.parametrize("what", DOCTYPES)
@pytest.mark.parametrize("zipped", [False, True])
def test_document_types(what: str, book: Path, work: Path, frugal: None, *, zipped: bool) -> None:
    in_xml(book, "<gnc-v2>", f"{DOCTYPES[what]}<gnc-v2>", zipped=zipped)
    error = refused(book, work, BookHostile)
    assert "document type" in str(error)
    assert error.exit_code == 4


def test_an_entity_that_nobody_declared(book: Path, work: Path) -> None:
    in_xml(book, "Loyer", "&xxe;")
    refused(book, work, BookDamaged)


def bomb(path: Path, filling: bytes, megabytes: int) -> None:
    """A gzip of a book with so much of one thing in it, made without holding it."""
    head, tail = XML.encode().split(b"Loyer")
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with open(path, "wb") as out:
        out.write(packer.compress(head))
        out.writelines(packer.compress(filling * (MEGABYTE // len(filling))) for _ in range(megabytes))
        out.write(packer.compress(tail) + packer.flush())


def test_a_gzip_bomb_of_blanks_between_objects(book: Path, work: Path, frugal: None) -> None:
    text = XML.encode().replace(b"</gnc:book>", b" " * (90 * MEGABYTE) + b"</gnc:book>")
    book.write_bytes(gzip.compress(text))
    assert "swells" in str(refused(book, work, BookHostile))


def test_a_gzip_bomb_of_empty_elements(book: Path, work: Path, frugal: None) -> None:
    bomb(book, b"<x/>", 300)
    assert book.stat().st_size < MEGABYTE
    assert "absurdly large" in str(refused(book, work, BookHostile))


def test_one_object_that_is_absurdly_large(book: Path, work: Path, frugal: None) -> None:
    bomb(book, bytes(range(33, 38)) * 200, 80)
    refused(book, work, BookHostile)


def test_an_account_of_many_lots_is_no_bomb(book: Path, work: Path, frugal: None) -> None:
    lot = "<gnc:lot><lot:id>{}</lot:id><lot:slots><slot><slot:key>title</slot:key>"
    lot += '<slot:value type="string">Invoice</slot:value></slot></lot:slots></gnc:lot>'
    lots = "".join(lot.format(n) for n in range(200_000))
    assert lots.count("</") > from_xml.MOST_ELEMENTS
    in_xml(book, "<act:code>1020</act:code>", f"<act:lots>{lots}</act:lots>", zipped=True)
    assert read(book, work).values["accounts"][BANK]["name"] == "Bank"


def test_many_distinct_names_of_elements(book: Path, work: Path, frugal: None) -> None:
    in_xml(book, "Loyer", "".join(f"<n{n}/>" for n in range(200_000)))
    assert len(read(book, work).values["ledger"]) == 2


def test_deep_nesting(book: Path, work: Path, frugal: None) -> None:
    in_xml(book, "Loyer", "<slot>" * 100_000)
    assert "nested" in str(refused(book, work, BookHostile))


def test_templates_within_templates_stay_templates(book: Path, work: Path) -> None:
    section = "gnc:template-transactions"
    inner = f"<{section}><{section}></{section}><gnc:transaction><trn:id>t</trn:id></gnc:transaction></{section}>"
    in_xml(book, "</gnc:book>", f"{inner}</gnc:book>")
    assert list(read(book, work).values["journal_entries"]) == [ENTRY]


SCHEMES = {
    "a view for a table": "ALTER TABLE accounts RENAME TO hidden; CREATE VIEW accounts AS SELECT * FROM hidden",
    "a view for a table, in capitals": "ALTER TABLE prices RENAME TO other; CREATE VIEW PRICES AS SELECT * FROM other",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON splits BEGIN DELETE FROM splits; END",
    "a virtual table": "DROP TABLE prices; CREATE VIRTUAL TABLE prices USING fts5(guid, commodity_guid)",
    "a virtual table beside": "CREATE VIRTUAL TABLE beside USING rtree(id, a, b)",
    "a virtual table that calls itself a table": (
        "DROP TABLE prices; CREATE VIRTUAL TABLE prices USING fts5(guid); PRAGMA writable_schema = ON;"
        "UPDATE sqlite_master SET sql = 'CREATE/**/VIRTUAL TABLE prices USING fts5(guid)' WHERE name = 'prices'"
    ),
}


@pytest.mark.parametrize("what", SCHEMES)
def test_declarations_that_act(what: str, book: Path, work: Path, frugal: None) -> None:
    in_sqlite(book, SCHEMES[what])
    error = refused(book, work, BookHostile)
    assert error.exit_code == 4
    assert "where it comes from" in error.advice.template


def test_a_view_that_calls_itself_an_index_is_not_read(book: Path, work: Path, frugal: None) -> None:
    lie = "UPDATE sqlite_master SET type = 'index', name = 'harmless' WHERE name = 'prices'"
    view = "ALTER TABLE prices RENAME TO other; CREATE VIEW prices AS SELECT * FROM other"
    in_sqlite(book, f"{view}; PRAGMA writable_schema = ON; {lie}")
    refused(book, work, BookDamaged)


def test_a_view_of_ones_own_does_no_harm(book: Path, work: Path) -> None:
    in_sqlite(book, "CREATE VIEW rents AS SELECT * FROM splits")
    assert len(read(book, work).values["ledger"]) == 2


COMPUTED = {
    "a column": "ALTER TABLE transactions ADD COLUMN x GENERATED ALWAYS AS (hex(zeroblob(400000000)))",
    "an index": "CREATE INDEX i ON transactions (length(description || 'x'))",
    "a partial index": "CREATE INDEX i ON splits (memo) WHERE abs(value_num) > 5",
    "a default": "DROP TABLE prices; CREATE TABLE prices (guid text, source text DEFAULT (hex(zeroblob(400000000))))",
    "a check": (
        "ALTER TABLE prices RENAME TO old; CREATE TABLE prices (guid text, value_num bigint, value_denom bigint,"
        "CHECK (length(hex(zeroblob(400000000))) > 0)); PRAGMA ignore_check_constraints = ON;"
        "INSERT INTO prices VALUES ('p', 1, 1)"
    ),
}


@pytest.mark.parametrize("what", COMPUTED)
def test_nothing_of_the_file_is_computed(what: str, book: Path, work: Path, frugal: None) -> None:
    in_sqlite(book, COMPUTED[what])
    assert len(read(book, work).values["ledger"]) == 2


def test_a_column_that_would_have_to_be_computed_is_not(book: Path, work: Path, frugal: None) -> None:
    columns = "guid, currency_guid, num, enter_date, description, post_date AS (hex(zeroblob(400000000)))"
    in_sqlite(book, f"DROP TABLE transactions; CREATE TABLE transactions ({columns})")
    refused(book, work, BookTooOld)


def test_a_value_too_long_for_any_book(book: Path, work: Path, frugal: None) -> None:
    in_sqlite(book, "UPDATE transactions SET description = hex(zeroblob(12000000))")
    refused(book, work, BookDamaged)


def test_a_tree_that_comes_back_to_itself_ends(book: Path, work: Path, frugal: None) -> None:
    """Interior pages whose every child is the level below: a few pages that would be walked for ages."""
    rows = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
    in_sqlite(book, f"{rows} INSERT INTO slots (obj_guid, name, slot_type, string_val) SELECT i, 'k', 4, 'v' FROM n")
    with closing(sqlite3.connect(book)) as made:
        (root,) = made.execute("SELECT rootpage FROM sqlite_master WHERE name = 'slots'").fetchone()
    held = bytearray(book.read_bytes())
    at = (root - 1) * 4096
    assert held[at] == 5, "the root of the table is an interior page"
    cells = int.from_bytes(held[at + 3 : at + 5])
    places = [int.from_bytes(held[at + 12 + 2 * n : at + 14 + 2 * n]) for n in range(cells)]
    for place in places[1:]:
        held[at + place : at + place + 4] = held[at + places[0] : at + places[0] + 4]
    book.write_bytes(held)
    refused(book, work, BookDamaged)


def test_a_chart_as_deep_as_it_is_large(book: Path, work: Path, frugal: None) -> None:
    chain = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO accounts "
    chain += f"SELECT 'g' || i, 'account ' || i, 'ASSET', '{CHF}', 100, 0, 'g' || (i - 1), '', '', 0, 0 FROM n"
    whole = read(in_sqlite(book, chain), work)
    assert len(whole.values["accounts"]) == 20_003


def test_a_vendors_bill_in_a_receivable_account(book: Path, work: Path) -> None:
    """A payment whose party is of the other side has no column for it; nothing may break."""
    slots = "INSERT INTO slots (obj_guid, name, slot_type, string_val) VALUES"
    more = f"""
    UPDATE accounts SET account_type = 'RECEIVABLE' WHERE guid = '{RENT}';
    CREATE TABLE vendors (guid, name, id, currency, active);
    INSERT INTO vendors VALUES ('v', 'Vendor', '1', '{CHF}', 1);
    CREATE TABLE invoices (guid, id, owner_type, owner_guid, post_lot, post_txn, currency);
    INSERT INTO invoices VALUES ('bill', '1', 4, 'v', 'lot', 'gone', '{CHF}');
    UPDATE splits SET lot_guid = 'lot' WHERE account_guid = '{RENT}';
    {slots} ('{ENTRY}', 'trans-txn-type', 4, 'P');
    """
    whole = read(in_sqlite(book, more), work)
    assert whole.values["payments"][ENTRY]["customer"] is None
    assert whole.values["bills"]["bill"]["vendor"] == "Vendor"


def test_a_payment_by_two_splits_is_one_application(book: Path, work: Path) -> None:
    slots = "INSERT INTO slots (obj_guid, name, slot_type, string_val) VALUES"
    more = f"""
    UPDATE accounts SET account_type = 'RECEIVABLE' WHERE guid = '{BANK}';
    CREATE TABLE invoices (guid, id, owner_type, owner_guid, post_lot, post_txn, currency);
    INSERT INTO invoices VALUES ('inv', '1', 2, 'c', 'lot', 'gone', '{CHF}');
    UPDATE splits SET quantity_num = -75000, value_num = -75000, lot_guid = 'lot' WHERE account_guid = '{BANK}';
    INSERT INTO splits SELECT 'third', tx_guid, account_guid, memo, action, reconcile_state, reconcile_date,
        value_num, value_denom, quantity_num, quantity_denom, lot_guid FROM splits WHERE account_guid = '{BANK}';
    {slots} ('{ENTRY}', 'trans-txn-type', 4, 'P');
    """
    (applied,) = read(in_sqlite(book, more), work).values["sales_applications"].values()
    assert str(applied["amount"]) == "1500.00"
