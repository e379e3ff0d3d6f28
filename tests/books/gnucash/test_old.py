"""Books of older GnuCash: read as far as they say what we need, else refused with the way out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archiver.errors import BookTooOld
from tests.books.gnucash.minimal import ENTRY, in_sqlite, in_xml
from tests.books.gnucash.reading import read, refused


@pytest.mark.parametrize(
    "lacking",
    [
        "DROP TABLE splits",
        "DROP TABLE books",
        "ALTER TABLE accounts DROP COLUMN parent_guid",
        "ALTER TABLE splits DROP COLUMN quantity_num",
        "CREATE TABLE invoices (guid text, id text)",
    ],
)
def test_what_nobody_can_do_without(lacking: str, book: Path, work: Path) -> None:
    error = refused(in_sqlite(book, lacking), work, BookTooOld)
    assert error.exit_code == 4
    assert "current GnuCash" in error.advice.template


@pytest.mark.parametrize(
    "lacking",
    [
        "DROP TABLE prices",
        "DROP TABLE slots",
        "DROP TABLE versions",
        "DROP TABLE gnclock",
        "ALTER TABLE accounts DROP COLUMN hidden",
        "ALTER TABLE splits DROP COLUMN lot_guid",
        "ALTER TABLE slots DROP COLUMN gdate_val",
        "ALTER TABLE books DROP COLUMN root_template_guid",
    ],
)
def test_what_came_later(lacking: str, book: Path, work: Path) -> None:
    assert len(read(in_sqlite(book, lacking), work).values["ledger"]) == 2


def test_dates_of_gnucash_2_6_in_sqlite(book: Path, work: Path) -> None:
    """Local midnight in Toronto, and in Zurich, as digits."""
    for stored, day in (("20250131050000", date(2025, 1, 31)), ("20250130230000", date(2025, 1, 31))):
        book.unlink(missing_ok=True)
        in_sqlite(book, f"UPDATE transactions SET post_date = '{stored}', enter_date = '{stored}'")
        entry = read(book, work).values["journal_entries"][ENTRY]
        assert entry["date"] == day
        assert entry["created"] == datetime.strptime(stored, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def test_dates_of_gnucash_2_6_in_xml(book: Path, work: Path) -> None:
    """Local midnight with the offset of whoever wrote it."""
    for offset, hour in (("+0100", 23), ("-0500", 5), ("+0000", 0)):
        in_xml(book, "2025-01-31 10:59:00 +0000", f"2025-01-31 00:00:00 {offset}")
        assert read(book, work).values["journal_entries"][ENTRY]["date"] == date(2025, 1, 31)
        in_xml(book, "2025-02-01 08:00:00 +0000", f"2025-02-01 00:00:00 {offset}")
        created = read(book, work).values["journal_entries"][ENTRY]["created"]
        assert isinstance(created, datetime)
        assert created.hour == hour


def test_the_day_that_was_typed_wins_over_the_time(book: Path, work: Path) -> None:
    slots = "INSERT INTO slots (obj_guid, name, slot_type, gdate_val) VALUES"
    in_sqlite(book, f"{slots} ('{ENTRY}', 'date-posted', 10, '20250115')")
    assert read(book, work).values["journal_entries"][ENTRY]["date"] == date(2025, 1, 15)


def test_scheduled_transactions_are_left_out(book: Path, work: Path) -> None:
    template = """
    INSERT INTO accounts SELECT 'plan', 'Plan', 'BANK', NULL, 1, 0, root_template_guid, '', '', 0, 0 FROM books;
    INSERT INTO transactions SELECT 'planned', currency_guid, '', post_date, enter_date, 'Rent' FROM transactions;
    INSERT INTO splits SELECT 'planned split', 'planned', 'plan', '', '', 'n', NULL, 0, 1, 0, 1, NULL FROM books;
    INSERT INTO commodities (guid, namespace, mnemonic, fraction) VALUES ('t', 'template', 'template', 1);
    """
    whole = read(in_sqlite(book, template), work)
    assert list(whole.values["journal_entries"]) == [ENTRY]
    assert "plan" not in whole.values["accounts"]
    assert list(whole.values["currencies"]) == ["CURRENCY::CHF"]
