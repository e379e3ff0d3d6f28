"""What Manager itself says is owed, as of the day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from archiver.books import Reports
from archiver.books.manager.balances import KIND, reported
from archiver.model import Record, Value
from tests.books.manager.conftest import Opening


def test_balances_are_told_as_of_the_moment(opening: Opening) -> None:
    opening.manager.clock.set(datetime(2026, 4, 30, 12, tzinfo=UTC))
    with opening.books() as books:
        family = next(each for each in books.families() if each.name == "reports")
        (page,) = books.read(family)
        assert isinstance(books, Reports)
        told = list(books.reported(page.rows["reports"]))
    assert family.picture
    assert len(page.rows["reports"]) == 7
    assert [(each.what, each.amount, each.as_of, each.currency) for each in told] == [
        ("payables", Decimal("589.06"), date(2026, 4, 30), "CHF")
    ]


def row(report: str, amount: str, currency: str = "CHF") -> Record:
    given: dict[str, Value] = {
        "id": amount,
        "report": report,
        "as_of": date(2026, 4, 30),
        "amount": Decimal(amount),
        "currency": currency,
    }
    return Record(amount, amount, KIND.values(given))


def test_what_is_owed_is_added_up_in_the_currency_of_the_books_alone() -> None:
    home = [row("Customers", "5"), row("Customers", "7"), row("Bank and cash accounts", "99")]
    assert [(each.what, each.amount) for each in reported(home, "CHF")] == [("receivables", Decimal(12))]
    assert list(reported([*home, row("Customers", "1", "EUR")], "CHF")) == []
    assert [each.amount for each in reported([*home, row("Customers", "0", "EUR")], "CHF")] == [12]
