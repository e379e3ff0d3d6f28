"""Fields: values of every form become those of our columns, and nothing odd gets through."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from archiver.books.quickbooks import fields
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table
from archiver.model import Column, ColumnType, Kind, Value


def got(field: fields.Field, item: fields.Item, about: fields.About | None = None) -> Value:
    """What a column says of an item."""
    columns = tuple(Column(key, ColumnType.TEXT, {}, {}) for key in ("it", "other"))
    table = Table(Kind("things", "lists", 0, columns, {}, {}), {"it": field})
    return table.values(item, about or fields.About(Names()))[0]


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (Decimal("10.50"), "10.50"),
        (7, "7"),
        (0, "0"),
        (-3, "-3"),
        ("12.30", "12.30"),
        ("", None),
        ("dix", None),
        ("NaN", None),
        ("Infinity", None),
        (None, None),
        (True, None),
        ([], None),
    ],
)
def test_a_number_is_exact(given: object, number: str | None) -> None:
    found = fields.decimal(given)
    assert found == (None if number is None else Decimal(number))
    assert found is None or str(found) == number


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2026-04-08", date(2026, 4, 8)),
        ("2026-04-08T23:59:59-07:00", date(2026, 4, 8)),
        ("2026-02-30", None),
        ("bientôt", None),
        ("", None),
        (20260408, None),
    ],
)
def test_a_day_never_shifts(given: object, day: date | None) -> None:
    assert fields.as_day(given) == day


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026-04-08T13:16:17-07:00", datetime(2026, 4, 8, 20, 16, 17, tzinfo=UTC)),
        ("2026-04-08T13:16:17.5Z", datetime(2026, 4, 8, 13, 16, 17, 500_000, tzinfo=UTC)),
        ("2026-04-08T13:16:17", None),
        ("2026-04-08", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("hier", None),
        (None, None),
    ],
)
def test_a_moment_is_in_utc_or_not_known(given: object, moment: datetime | None) -> None:
    assert fields.as_moment(given) == moment


@pytest.mark.parametrize(
    ("given", "flag"),
    [(True, True), (False, False), ("true", True), ("False", False), ("oui", None), (1, None), (None, None)],
)
def test_a_flag_may_be_text(given: object, flag: bool | None) -> None:
    assert fields.as_flag(given) is flag


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("a", "a"),
        ("", None),
        (5, "5"),
        (Decimal("1E+3"), "1000"),
        (True, "true"),
        (None, None),
        ({}, None),
        ([1], None),
    ],
)
def test_a_simple_value_as_text(given: object, text: str | None) -> None:
    assert fields.plain(given) == text


def test_a_reference_has_a_name_of_its_own_or_that_of_its_list() -> None:
    names = Names()
    names.learn("terms", "3", "Net 30")
    about = fields.About(names)
    term = fields.name("TermRef", "terms")
    assert got(term, {"TermRef": {"value": "3", "name": "30 jours"}}, about) == "30 jours"
    assert got(term, {"TermRef": {"value": "3"}}, about) == "Net 30"
    assert got(term, {"TermRef": {"value": "4"}}, about) is None
    assert got(fields.label("TermRef", "terms"), {"TermRef": {"value": "4"}}, about) == "4"
    odds: tuple[object, ...] = (None, "3", 3, [], {}, {"value": ["3"]})
    for odd in odds:
        assert got(term, {"TermRef": odd}, about) is None
        assert got(fields.label("TermRef", "terms"), {"TermRef": odd}, about) is None
    assert got(fields.ref("TermRef"), {"TermRef": {"value": 3}}) == "3"


def test_a_field_within_another_is_found_where_it_is() -> None:
    assert got(fields.text("BillEmail.Address"), {"BillEmail": {"Address": "a@example.org"}}) == "a@example.org"
    assert got(fields.text("BillEmail.Address"), {"BillEmail": "a@example.org"}) is None
    assert got(fields.day("TxnDate"), {}) is None


def test_the_first_that_says_something() -> None:
    either = fields.first(fields.text("A"), fields.text("B"), fields.of(lambda about: about.number))
    assert got(either, {"B": "b"}) == "b"
    assert got(either, {}, fields.About(Names(), number="F-1")) == "F-1"
    preferred = fields.preferring(fields.text("A"), fields.text("B"))
    assert got(preferred, {"B": "b", "A": "a"}) == "a"
    assert got(preferred, {"B": "b", "A": ""}) == "b"
    assert got(preferred, {}) is None


def test_an_amount_takes_the_sign_of_its_document() -> None:
    taken = fields.About(Names(), sign=-1)
    assert got(fields.signed("TotalAmt"), {"TotalAmt": 5}, taken) == -5
    assert got(fields.signed("TxnTaxDetail.TotalTax"), {"TxnTaxDetail": {"TotalTax": 5}}, taken) == -5
    assert got(fields.signed("TotalAmt"), {"TotalAmt": 5}) == 5
    assert got(fields.signed("TotalAmt"), {"TotalAmt": None}, taken) is None


def test_an_address_is_printed_or_told_in_parts() -> None:
    where = {
        "Line1": "12, rue du Quai",
        "Line3": "Bureau 2",
        "City": "Percé",
        "PostalCode": "G0C 2L0",
        "Country": "CAN",
    }
    assert got(fields.address("BillAddr"), {"BillAddr": where}) == "12, rue du Quai\nBureau 2\nPercé G0C 2L0\nCAN"
    assert got(fields.street("BillAddr"), {"BillAddr": where}) == "12, rue du Quai\nBureau 2"
    assert got(fields.address("BillAddr"), {"BillAddr": {}}) is None
    assert got(fields.address("BillAddr"), {"BillAddr": "Percé"}) is None


def test_a_word_is_a_code_of_ours_or_stays() -> None:
    code = fields.code("Status", {"Open": "pending"})
    assert [got(code, {"Status": each}) for each in ("Open", "Odd", 5)] == ["pending", "Odd", None]


def test_an_entry_without_an_id_is_refused() -> None:
    with pytest.raises(LookupError):
        fields.about_entry({"Name": "Net 30"}, Names())
