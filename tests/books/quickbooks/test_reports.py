"""Reading the ledger and the reports: at once, cut to size, resumed, and where a report cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from archiver.books.quickbooks import reports, reports_ledger
from archiver.books.quickbooks.reports_ranges import FIRST, LAST
from archiver.errors import (
    FamilyFailed,
    NotLinked,
    Refused,
    Shortfall,
    Throttled,
    TooMuchAsked,
    Unintelligible,
    Unwell,
)
from archiver.model import Page
from archiver.words import Words
from tests.books.quickbooks.reports_said import (
    COMPANY,
    NOTICE,
    PLAIN,
    TODAY,
    Asked,
    Said,
    Service,
    answer,
    columns,
    ledger,
    line,
    names,
    section,
)
from tests.books.quickbooks.test_reports_cells import BALANCES

LEDGER, REPORTS = reports.families()
BEGAN = date(2023, 4, 1)
TOO_MUCH = TooMuchAsked(service="QuickBooks")


def test_they_are_pictures_of_one_moment() -> None:
    assert LEDGER.picture
    assert REPORTS.picture


def read(service: Service, resume: str | None = None) -> list[Page]:
    return list(reports.read(LEDGER, service, COMPANY, TODAY, names(), resume))


def day_by_day(most: int, say: Callable[[Sequence[date], int], Said]) -> Service:
    """A ledger with one posting a day, from ``BEGAN`` to today, that does not give more than so many days at once."""

    def said(asked: Asked) -> Said:
        start, end = max(asked.days[0], BEGAN), min(asked.days[1], TODAY)
        days = [start + timedelta(days=each) for each in range((end - start).days + 1)]
        if len(days) > most:
            return say(days, most)
        return ledger(section("Caisse", "1", *(line(str(day), ("Deposit", str(day))) for day in days)))

    return Service(GeneralLedger=said)


def cut(days: Sequence[date], most: int) -> bytes:
    """As much as is shown of a report before it is cut: the first days of an account that has very many."""
    shown = (line(str(day), ("Deposit", "x")) for day in days[:most])
    return ledger(section("Caisse", "1", *shown, line(NOTICE)))


def now_and_then(days: Sequence[date], most: int) -> bytes:
    """An account that has few, from first to last."""
    return cut(days[::20], most)


def silent(days: Sequence[date], most: int) -> bytes:
    return cut([], most)


def timed_out(days: Sequence[date], most: int) -> Exception:
    return TOO_MUCH


def days(pages: list[Page]) -> list[str]:
    return [row.document for page in pages for row in page.rows["ledger"]]


EVERY_DAY = [str(BEGAN + timedelta(days=each)) for each in range((TODAY - BEGAN).days + 1)]


def test_a_small_ledger_is_one_request() -> None:
    service = day_by_day(10_000, cut)
    (page,) = read(service)
    assert days([page]) == EVERY_DAY
    assert page.resume is None
    (asked,) = service.asked
    assert asked.path == "reports/GeneralLedger"
    assert asked.days == (FIRST, LAST)
    assert asked.params["accounting_method"] == "Accrual"
    assert {"tx_date", "txn_type", "debt_home_amt", "credit_amt"} <= set(asked.params["columns"].split(","))


@pytest.mark.parametrize("said", [cut, now_and_then, silent, timed_out])
@pytest.mark.parametrize("most", [700, 90])
def test_what_is_too_much_at_once_is_asked_for_in_smaller_ranges(
    most: int, said: Callable[[Sequence[date], int], Said]
) -> None:
    service = day_by_day(most, said)
    found = days(read(service))
    assert sorted(found) == EVERY_DAY
    assert len(service.asked) < 5 * len(EVERY_DAY) / most + 8


def test_a_cut_report_shows_where_its_middle_is() -> None:
    service = day_by_day(600, now_and_then)
    assert sorted(days(read(service))) == EVERY_DAY
    assert len(service.asked) == 3


def test_what_fitted_tells_how_much_to_ask_for_next(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 100
    monkeypatch.setattr(reports_ledger, "COMFORTABLE", most * len(PLAIN))
    service = day_by_day(most, now_and_then)
    pages = read(service)
    assert sorted(days(pages)) == EVERY_DAY
    cut_short = len(service.asked) - len(pages)
    assert cut_short <= 5
    assert len(pages) < 20


def test_what_would_take_much_memory_is_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(day_by_day(10_000, cut))
    assert len(whole) == 1
    monkeypatch.setattr(reports, "HELD", 20_000)
    parts = read(day_by_day(10_000, cut))
    assert len(parts) > 3
    assert sorted(days(parts)) == sorted(days(whole)) == EVERY_DAY
    assert max(len(page.rows["ledger"]) for page in parts) < len(whole[0].rows["ledger"]) / 3


def test_a_ledger_goes_on_where_it_stopped() -> None:
    pages = read(day_by_day(300, cut))
    for stopped, page in enumerate(pages[:-1], 1):
        again = day_by_day(300, cut)
        assert page.resume
        assert sorted(days(pages[:stopped]) + days(read(again, page.resume))) == EVERY_DAY
    assert pages[-1].resume is None


def short(pages: Iterator[Page]) -> tuple[list[Page], Shortfall]:
    """The pages that came, and why no more did."""
    found: list[Page] = []
    with pytest.raises(Shortfall) as error:
        found.extend(pages)
    return found, error.value


@pytest.mark.parametrize("much", [cut([], 0), TOO_MUCH])
def test_a_day_that_no_report_can_show_is_named_and_asked_for_again_by_whoever_resumes(much: Said) -> None:
    lost = date(2024, 2, 29)

    def said(asked: Asked) -> Said:
        start, end = asked.days
        return much if start <= lost <= end else ledger(section("Caisse", "1", line(str(start), ("Deposit", "1"))))

    service = Service(GeneralLedger=said)
    pages, error = short(reports.read(LEDGER, service, COMPANY, TODAY, names()))
    assert error.status == "partial"
    assert "2024-02-29" in Words("en").say(error.phrase)
    assert {str(FIRST), "2024-03-01"} <= {str(row.values[1]) for page in pages for row in page.rows["ledger"]}
    assert pages[-1].resume == "2024-02-29/2024-02-29"
    assert short(reports.read(LEDGER, service, COMPANY, TODAY, names(), pages[-1].resume))[0] == []


def test_what_came_before_a_failure_is_part_of_the_ledger() -> None:
    whole, gone = day_by_day(300, cut), Unwell(service="QuickBooks", reason="500")

    def said(asked: Asked) -> Said:
        found = whole.answers["GeneralLedger"]
        return gone if asked.days[1] == LAST and asked.days[0] > BEGAN else found(asked) if callable(found) else found

    pages, error = short(reports.read(LEDGER, Service(GeneralLedger=said), COMPANY, TODAY, names()))
    assert error.status == "partial"
    assert days(pages) == EVERY_DAY[: len(days(pages))] != []


def test_an_empty_ledger_is_whole_though_it_has_no_columns() -> None:
    (page,) = read(Service(GeneralLedger=ledger(keys=())))
    assert page.rows == {"ledger": []}


@pytest.mark.parametrize(
    "said",
    [
        Refused(service="QuickBooks", reason="no access"),
        Unwell(service="QuickBooks", reason="500"),
        Unintelligible(service="QuickBooks", reason="?"),
        b'{"Fault":{"Error":[{"code":"4001"}]}}',
        ledger(section("Caisse", "1", line("2026-01-01", ("Deposit", "1"), "5")), keys=("tx_date", "txn_type", "x")),
    ],
)
def test_a_ledger_that_cannot_be_had_does_not_keep_the_books_from_us(said: Said) -> None:
    with pytest.raises(FamilyFailed):
        read(Service(GeneralLedger=said))


@pytest.mark.parametrize("said", [NotLinked(name="x"), Throttled(service="QuickBooks")])
def test_who_lets_us_in_no_more_ends_all(said: Exception) -> None:
    service = Service(GeneralLedger=said, **dict.fromkeys(NAMES, said))
    for family in reports.families():
        with pytest.raises(type(said)):
            list(reports.read(family, service, COMPANY, TODAY, names()))


NAMES = ("TrialBalance", "BalanceSheet", "ProfitAndLoss", "AgedReceivables", "AgedPayables")


def answers(**others: Said) -> dict[str, Any]:
    return {name: answer(name, BALANCES, [line(("Caisse", "1"), "5", "")]) for name in NAMES} | others


def test_the_reports_are_one_page() -> None:
    service = Service(**answers())
    (page,) = reports.read(REPORTS, service, COMPANY, TODAY, names())
    assert [row.id for row in page.rows["reports"] if row.id == row.document] == list(NAMES)
    assert [each.path for each in service.asked] == [f"reports/{name}" for name in NAMES]


@pytest.mark.parametrize(
    ("today", "start"),
    [(date(2026, 3, 31), "2025-11-01"), (date(2025, 10, 31), "2024-11-01"), (date(2025, 11, 1), "2025-11-01")],
)
def test_income_and_expense_are_those_of_the_fiscal_year(today: date, start: str) -> None:
    service = Service(**answers())
    list(reports.read(REPORTS, service, COMPANY, today, names()))
    params: Mapping[str, str] = service.asked[0].params
    assert (params["start_date"], params["end_date"]) == (start, str(today))


def test_a_report_that_does_not_come_is_named_and_the_others_stay() -> None:
    service = Service(**answers(BalanceSheet=TOO_MUCH))
    (page,), error = short(reports.read(REPORTS, service, COMPANY, TODAY, names()))
    assert {row.document for row in page.rows["reports"]} == set(NAMES) - {"BalanceSheet"}
    assert error.status == "partial"
    assert "BalanceSheet" in Words("en").say(error.phrase)


@pytest.mark.parametrize("name", NAMES)
def test_a_report_that_was_cut_did_not_come(name: str) -> None:
    told = answer(name, BALANCES, [line(("Caisse", "1"), "5", ""), line(NOTICE)])
    service = Service(**answers(**{name: told}))
    (page,), error = short(reports.read(REPORTS, service, COMPANY, TODAY, names()))
    assert {row.document for row in page.rows["reports"]} == set(NAMES) - {name}
    assert error.status == "partial"
    said = Words("en").say(error.phrase)
    assert said.endswith(f"{name} did not come. QuickBooks does not show that much at once, and cut it short.")
    assert len(service.asked) == len(NAMES)


def test_reports_that_did_not_come_are_named_with_their_reasons() -> None:
    told = answer("AgedPayables", BALANCES, [line(("Hydro", "3"), "5", ""), line(NOTICE)])
    service = Service(**answers(TrialBalance=TOO_MUCH, BalanceSheet=told, AgedPayables=told))
    _, error = short(reports.read(REPORTS, service, COMPANY, TODAY, names()))
    assert (
        Words("en")
        .say(error.phrase)
        .endswith(
            "TrialBalance did not come. QuickBooks cannot answer so much at once. "
            "BalanceSheet, AgedPayables did not come. QuickBooks does not show that much at once, and cut it short."
        )
    )


def test_without_any_report_the_family_failed() -> None:
    with pytest.raises(FamilyFailed):
        list(reports.read(REPORTS, Service(**answers(**dict.fromkeys(NAMES, TOO_MUCH))), COMPANY, TODAY, names()))


def test_what_reports_say_is_read_from_their_rows() -> None:
    told = answers(AgedPayables=answer("AgedPayables", columns(["a", "total"]), []))
    (page,) = reports.read(REPORTS, Service(**told), COMPANY, TODAY, names())
    assert [(each.what, each.amount) for each in reports.reported(page.rows["reports"])] == [
        ("payables", Decimal(0)),
        ("receivables", None),
        ("balance", Decimal(5)),
    ]
