"""What a spool's file is made of: its tables, and the orders that a draft has besides."""

from __future__ import annotations

PAGE_SIZE = 16_384
"""Bytes that SQLite writes at once: rows are only added, and read one after the other."""
TABLES = (
    "CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT UNIQUE)",
    "CREATE TABLE rows (kind INTEGER, id TEXT, document TEXT, family INTEGER, shown TEXT, packed BLOB)",
    "CREATE TABLE families (name TEXT PRIMARY KEY, documents INTEGER, resume TEXT, bookmark BLOB, ended INTEGER)",
    "CREATE TABLE gone (family TEXT, document TEXT, PRIMARY KEY (family, document))",
    "CREATE TABLE whole (family TEXT PRIMARY KEY)",
    "CREATE TABLE request (asked TEXT, moment TEXT)",
)
# While pages come they are only added to the end; sorting all of them once, afterwards, takes a tenth of the time.
ORDERS = (
    "CREATE UNIQUE INDEX by_id ON rows (kind, id)",
    "CREATE INDEX by_shown ON rows (kind, shown, id) WHERE shown IS NOT NULL",
    "CREATE INDEX by_document ON rows (family, document)",
)
