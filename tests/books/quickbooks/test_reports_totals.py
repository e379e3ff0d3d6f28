"""What the reports say that ours should meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from archiver.books.quickbooks.reports_cells import rows
from archiver.books.quickbooks.reports_shape import parse
from archiver.books.quickbooks.reports_totals import reported
from archiver.model import Record, Reported
from tests.books.quickbooks.reports_said import COMPANY, TODAY, answer, cells, columns, line
from tests.books.quickbooks.test_reports_cells import BALANCES, TOTAL

LINES = [line(("Clients", "2"), "115.00", ""), line(("Ventes", "4"), "", "100.00"), line(("TPS", "8"), "", "15.00")]
OWED = {"group": "GrandTotal", "Summary": {"ColData": cells("TOTAL", "80.00", "35.00", "115.00")}}
AGES = columns(["cust", "current", "30", "sum"])


def made(name: str, said: bytes) -> Iterator[Record]:
    return rows(name, parse(said), COMPANY, TODAY)


def balances(**others: object) -> Iterator[Record]:
    told = answer("TrialBalance", BALANCES, [*LINES, TOTAL], StartPeriod="2025-11-01", EndPeriod="2026-03-30", **others)
    return made("TrialBalance", told)


def test_balances_are_positive_for_a_debit_and_totals_are_no_balances() -> None:
    found = list(reported(balances()))
    assert [(each.account_id, each.amount) for each in found] == [
        ("2", Decimal(115)),
        ("4", Decimal(-100)),
        ("8", Decimal(-15)),
    ]
    assert found[1] == Reported(
        "balance", Decimal(-100), date(2026, 3, 30), date(2025, 11, 1), "CAD", account_id="4", account="Ventes"
    )


def test_what_is_owed_is_the_grand_total() -> None:
    told = answer("AgedReceivables", AGES, [line(("Tremblay", "24"), "80.00", "35.00", "115.00"), OWED])
    (found,) = reported(made("AgedReceivables", told))
    assert (found.what, found.amount, found.as_of) == ("receivables", Decimal(115), TODAY)


def test_a_report_of_nothing_says_that_nothing_is_owed() -> None:
    (found,) = reported(made("AgedPayables", answer("AgedPayables", AGES, [])))
    assert (found.what, found.amount) == ("payables", Decimal(0))


def test_a_report_without_a_grand_total_is_there_and_says_nothing_of_it() -> None:
    told = answer("AgedPayables", AGES, [line(("Hydro", "3"), "", "", "5.00")])
    assert list(reported(made("AgedPayables", told))) == [Reported("payables", None, TODAY, currency="CAD")]


def test_figures_on_another_basis_are_not_ours() -> None:
    assert list(reported(balances(ReportBasis="Cash"))) == []


def test_the_other_reports_say_nothing_that_is_compared() -> None:
    assert list(reported(made("BalanceSheet", answer("BalanceSheet", columns(["a", "b"]), [line("x", "5")])))) == []
