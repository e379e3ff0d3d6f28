"""Budgets: an amount for each account and period."""

from __future__ import annotations

import calendar
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from archiver.books.gnucash.amounts import day, decimal, rational
from archiver.books.gnucash.book import Book
from archiver.books.gnucash.fields import plain
from archiver.model import Kind, Record, Value

UNITS = {"month": "month", "end of month": "month", "week": "week", "day": "day", "year": "year"}
MONTHS = {"month": 1, "year": 12}
DAYS = {"day": 1, "week": 7}


def read(book: Book, kinds: Mapping[str, Kind], after: str | None) -> Iterator[dict[str, list[Record]]]:
    """Every budget, by guid, with its lines."""
    budgets, lines = kinds.values()
    for row in book.ask("SELECT * FROM budgets WHERE guid > ? ORDER BY guid", after or ""):
        guid = row["guid"]
        start, every, unit = _periods(book, guid)
        values: dict[str, Value] = {
            "id": guid,
            "name": row["name"],
            "description": row["description"],
            "period_start": start,
            "periods": decimal(Fraction(row["num_periods"] or 0)),
            "period_unit": unit,
        }
        amounts = book.ask("SELECT * FROM budget_amounts WHERE budget_guid = ? ORDER BY account_guid, period_num", guid)
        notes = book.slots(guid)
        yield {
            budgets.key: [Record(guid, guid, budgets.values(values), source={**plain(row), "slots": notes})],
            lines.key: [
                _line(book, lines, place, each, _moved(start, unit, every * (each["period_num"] or 0)), notes)
                for place, each in enumerate(amounts, 1)
            ],
        }


def _periods(book: Book, guid: str) -> tuple[date | None, int, str | None]:
    found = next(book.ask("SELECT * FROM recurrences WHERE obj_guid = ? ORDER BY rowid", guid), None)
    if found is None:
        return None, 1, None
    unit = UNITS.get(found["recurrence_period_type"] or "")
    return day(found["recurrence_period_start"]), found["recurrence_mult"] or 1, unit


def _moved(start: date | None, unit: str | None, count: int) -> date | None:
    """A day that many periods later; the end of a shorter month where the day does not exist in it."""
    if start is None or unit is None:
        return None
    if unit in DAYS:
        return start + timedelta(days=DAYS[unit] * count)
    months = start.year * 12 + start.month - 1 + MONTHS[unit] * count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _line(book: Book, kind: Kind, place: int, row: sqlite3.Row, start: date | None, notes: Mapping[str, str]) -> Record:
    guid, account = row["budget_guid"], book.accounts.get(row["account_guid"])
    id_ = f"{guid}/{row['account_guid']}/{row['period_num']}"
    fraction = account.commodity.fraction if account else 100
    values: dict[str, Value] = {
        "id": id_,
        "budget_id": guid,
        "line": decimal(Fraction(place)),
        "account_id": row["account_guid"],
        "account_number": account.number if account else None,
        "account": account.name if account else None,
        "period": decimal(Fraction((row["period_num"] or 0) + 1)),
        "period_start": start,
        "amount": decimal(rational(row["amount_num"], row["amount_denom"]), fraction),
        "currency": account.commodity.code if account else None,
        "notes": notes.get(f"notes/{row['account_guid']}/{row['period_num']}"),
    }
    return Record(id_, guid, kind.values(values))
