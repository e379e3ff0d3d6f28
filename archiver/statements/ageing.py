"""What is owed by age: a row for each document that is open at the end of a day, and for what is left of each payment.

Aged by due date, or by its own date where a document has none. What lowers what is owed, such as a credit note or a
payment that is not applied, is negative and stands on a row of its own, in the column of its age.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from archiver.controls.open_items import PARTY, Item, OpenItems
from archiver.controls.ties import PAYABLES, RECEIVABLES, Side
from archiver.model import Kind, Record, Value

SIDES: Mapping[str, Side] = {"aged_receivables": RECEIVABLES, "aged_payables": PAYABLES}
"""The kinds of this statement, and the side of the books that each is of."""
BY_PARTY = {"aged_receivables": "receivables_by_customer", "aged_payables": "payables_by_vendor"}
"""The kinds that have the same by customer or vendor."""
AGES = ("current", "days_1_30", "days_31_60", "days_61_90", "days_over_90")
LAST_DAYS = (0, 30, 60, 90)
"""The last day of each age but the eldest, counted from the due date."""
ZERO, ONE, CENT = Decimal(0), Decimal(1), Decimal("0.01")
SAME = ("number", "date", "due_date", "currency", "exchange_rate", "account_id", "account")


def rows(kind: Kind, opened: OpenItems, home: str | None) -> Iterator[Record]:
    """The rows of one side, each open amount in the column of its age, beside it in ``home`` currency.

    None where it is not known of every document what was open on that day: half an ageing would be a false one.
    """
    if not opened.unknown:
        for item in opened.items:
            yield _row(kind, item, opened.day, home)


def age(due: Value, day: date) -> tuple[str, int | None]:
    """The column for what is due on a day, and by how many days it is overdue; what is never due is not."""
    if not isinstance(due, date):
        return AGES[0], None
    late = (day - due).days
    return AGES[bisect_left(LAST_DAYS, late)], late


def _row(kind: Kind, item: Item, day: date, home: str | None) -> Record:
    values, total = item.values, item.values["total"]
    column, late = age(values["due_date"] or values["date"], day)
    id_ = f"{item.kind}/{item.id}"
    given: dict[str, Value] = {
        **{key: values[key] for key in SAME},
        **{key: values[key] for key in PARTY if kind.place(key) is not None},
        "id": id_,
        "as_of": day,
        "document_kind": item.kind,
        "document_id": item.id,
        "total": item.effect * total if isinstance(total, Decimal) else None,
        "open": item.owed,
        column: item.owed,
        "days_overdue": None if late is None else Decimal(late),
        "home_currency": home,
        "home_open": _at_home(item, home),
    }
    return Record(id_, id_, kind.values(given))


def _at_home(item: Item, home: str | None) -> Decimal | None:
    """What is open in the home currency; None where the rate is not known."""
    rate = item.values["exchange_rate"]
    if item.values["currency"] == home:
        return item.owed
    return (item.owed * rate).quantize(CENT, ROUND_HALF_UP) if isinstance(rate, Decimal) else None


def by_party(kind: Kind, opened: OpenItems, home: str | None) -> Iterator[Record]:
    """The same for each party and currency; what lowers what is owed stands in a column of its own."""
    found: dict[str, dict[str, Value]] = {}
    for item in () if opened.unknown else opened.items:
        party = {key: item.values[key] for key in PARTY if kind.place(key) is not None}
        who = next((f"{key}/{value}" for key, value in party.items() if value is not None), "")
        id_ = f"{who}/{item.values['currency'] or ''}"
        if id_ not in found:
            found[id_] = {**party, "id": id_, "currency": item.values["currency"], "home_currency": home}
            found[id_] |= {"as_of": opened.day, "documents": ZERO, "open": ZERO, "home_open": ZERO}
        _enter(found[id_], item, opened.day, home)
    for id_, values in found.items():
        yield Record(id_, id_, kind.values(values))


def _enter(row: dict[str, Value], item: Item, day: date, home: str | None) -> None:
    due = item.values["due_date"] or item.values["date"]
    column = age(due, day)[0] if item.effect > 0 else "unapplied"
    at_home = _at_home(item, home)
    row["documents"] = _sum(row["documents"], ONE)
    row["open"] = _sum(row["open"], item.owed)
    row[column] = _sum(row.get(column), item.owed)
    row["home_open"] = None if at_home is None or row["home_open"] is None else _sum(row["home_open"], at_home)


def _sum(before: Value, more: Decimal) -> Decimal:
    return before + more if isinstance(before, Decimal) else more
