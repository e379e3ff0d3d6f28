"""The least that is a book, in both formats: two accounts, one entry, nothing of a business; tests add to it."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

ROOT, TEMPLATE, CHF = "a" * 32, "b" * 32, "c" * 32
BANK, RENT, ENTRY = "d" * 32, "e" * 32, "f" * 32
BOOK = "0" * 32

TABLES = """
CREATE TABLE gnclock (Hostname varchar(255), PID int);
CREATE TABLE versions (table_name text(50) PRIMARY KEY NOT NULL, table_version integer NOT NULL);
CREATE TABLE books (guid text(32) PRIMARY KEY NOT NULL, root_account_guid text(32), root_template_guid text(32));
CREATE TABLE commodities (guid text(32) PRIMARY KEY NOT NULL, namespace text, mnemonic text, fullname text, cusip text,
    fraction integer, quote_flag integer, quote_source text, quote_tz text);
CREATE TABLE accounts (guid text(32), name text, account_type text, commodity_guid text(32), commodity_scu integer,
    non_std_scu integer, parent_guid text(32), code text, description text, hidden integer, placeholder integer);
CREATE TABLE transactions (guid text(32), currency_guid text(32), num text, post_date text(19), enter_date text(19),
    description text);
CREATE TABLE splits (guid text(32), tx_guid text(32), account_guid text(32), memo text, action text,
    reconcile_state text(1), reconcile_date text(19), value_num bigint, value_denom bigint, quantity_num bigint,
    quantity_denom bigint, lot_guid text(32));
CREATE TABLE slots (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, obj_guid text(32), name text, slot_type integer,
    int64_val bigint, string_val text, double_val float8, timespec_val text(19), guid_val text(32),
    numeric_val_num bigint, numeric_val_denom bigint, gdate_val text(8));
CREATE TABLE prices (guid text(32), commodity_guid text(32), currency_guid text(32), date text(19), source text,
    type text, value_num bigint, value_denom bigint);
"""
ROWS = f"""
INSERT INTO books VALUES ('{BOOK}', '{ROOT}', '{TEMPLATE}');
INSERT INTO commodities VALUES ('{CHF}', 'CURRENCY', 'CHF', 'Franc', '756', 100, 0, '', '');
INSERT INTO accounts VALUES ('{ROOT}', 'Root', 'ROOT', NULL, 0, 0, NULL, '', '', 0, 0);
INSERT INTO accounts VALUES ('{TEMPLATE}', 'Template Root', 'ROOT', NULL, 0, 0, NULL, '', '', 0, 0);
INSERT INTO accounts VALUES ('{BANK}', 'Bank', 'BANK', '{CHF}', 100, 0, '{ROOT}', '1020', '', 0, 0);
INSERT INTO accounts VALUES ('{RENT}', 'Rent', 'EXPENSE', '{CHF}', 100, 0, '{ROOT}', '6000', '', 0, 0);
INSERT INTO transactions VALUES ('{ENTRY}', '{CHF}', '1', '2025-01-31 10:59:00', '2025-02-01 08:00:00', 'Loyer');
INSERT INTO splits VALUES ('{"1" * 32}', '{ENTRY}', '{RENT}', '', '', 'n', NULL, 150000, 100, 150000, 100, NULL);
INSERT INTO splits VALUES ('{"2" * 32}', '{ENTRY}', '{BANK}', '', '', 'n', NULL, -150000, 100, -150000, 100, NULL);
"""
CURRENCY = "<cmdty:space>CURRENCY</cmdty:space><cmdty:id>CHF</cmdty:id>"
XML = f"""<?xml version="1.0" encoding="utf-8" ?>
<gnc-v2><gnc:count-data cd:type="book">1</gnc:count-data>
<gnc:book version="2.0.0"><book:id type="guid">{BOOK}</book:id>
<gnc:commodity version="2.0.0">{CURRENCY}</gnc:commodity>
<gnc:account version="2.0.0"><act:name>Root</act:name><act:id type="guid">{ROOT}</act:id><act:type>ROOT</act:type>
</gnc:account>
<gnc:account version="2.0.0"><act:name>Bank</act:name><act:id type="guid">{BANK}</act:id><act:type>BANK</act:type>
<act:commodity>{CURRENCY}</act:commodity><act:code>1020</act:code><act:parent type="guid">{ROOT}</act:parent>
</gnc:account>
<gnc:account version="2.0.0"><act:name>Rent</act:name><act:id type="guid">{RENT}</act:id><act:type>EXPENSE</act:type>
<act:commodity>{CURRENCY}</act:commodity><act:code>6000</act:code><act:parent type="guid">{ROOT}</act:parent>
</gnc:account>
<gnc:transaction version="2.0.0"><trn:id type="guid">{ENTRY}</trn:id><trn:currency>{CURRENCY}</trn:currency>
<trn:num>1</trn:num><trn:date-posted><ts:date>2025-01-31 10:59:00 +0000</ts:date></trn:date-posted>
<trn:date-entered><ts:date>2025-02-01 08:00:00 +0000</ts:date></trn:date-entered>
<trn:description>Loyer</trn:description><trn:splits>
<trn:split><split:id type="guid">{"1" * 32}</split:id><split:reconciled-state>n</split:reconciled-state>
<split:value>150000/100</split:value><split:quantity>150000/100</split:quantity>
<split:account type="guid">{RENT}</split:account></trn:split>
<trn:split><split:id type="guid">{"2" * 32}</split:id><split:reconciled-state>n</split:reconciled-state>
<split:value>-150000/100</split:value><split:quantity>-150000/100</split:quantity>
<split:account type="guid">{BANK}</split:account></trn:split>
</trn:splits></gnc:transaction>
</gnc:book></gnc-v2>
"""


def in_sqlite(path: Path, more: str = "") -> Path:
    """A book in SQLite, and then what ``more`` does to it."""
    with closing(sqlite3.connect(path)) as book:
        book.executescript(f"{TABLES}{ROWS}{more}")
    return path


def in_xml(path: Path, old: str = "", new: str = "", *, zipped: bool = False) -> Path:
    """A book in XML, with ``new`` in the place of ``old``, which must be there."""
    assert old in XML
    text = (XML.replace(old, new) if old else XML).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if zipped else text)
    return path
