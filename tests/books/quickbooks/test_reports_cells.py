"""The source's own reports, figure by figure."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from archiver.books.quickbooks.reports_cells import ASKED, KIND, rows
from archiver.books.quickbooks.reports_shape import parse
from archiver.model import Record, Value
from tests.archives import given
from tests.books.quickbooks.reports_said import (
    COMPANY,
    EMPTY,
    SAMPLES,
    TODAY,
    Json,
    answer,
    cells,
    columns,
    line,
    section,
)

BALANCES: Json = {
    "Column": [
        {"ColTitle": "", "ColType": "Account"},
        {"ColTitle": "Débit", "ColType": "Money"},
        {"ColTitle": "Crédit", "ColType": "Money"},
    ]
}
TOTAL = {"group": "GrandTotal", "type": "Section", "Summary": {"ColData": cells("TOTAL", "115.00", "115.00")}}


def read(name: str, said: bytes) -> list[Record]:
    return list(rows(name, parse(said), COMPANY, TODAY))


def by_id(name: str, said: bytes) -> dict[str, dict[str, Value]]:
    found = read(name, said)
    assert len({row.id for row in found}) == len(found)
    return {row.id: given(KIND, row) for row in found}


def test_a_row_for_each_figure() -> None:
    told = answer("TrialBalance", BALANCES, [line(("Clients", "2"), "115.00", ""), TOTAL], EndPeriod="2026-03-30")
    found = by_id("TrialBalance", told)
    figures = ["TrialBalance/2/debit", "TrialBalance/GrandTotal/debit", "TrialBalance/GrandTotal/credit"]
    assert list(found) == ["TrialBalance", *figures]
    assert found["TrialBalance/2/debit"] == {
        "id": "TrialBalance/2/debit",
        "report": "TrialBalance",
        "as_of": date(2026, 3, 30),
        "line": 1,
        "label": "Clients",
        "account_id": "2",
        "account": "Clients",
        "heading": "Débit",
        "amount": Decimal("115.00"),
        "currency": "CAD",
        "other": None,
    }
    assert found["TrialBalance/GrandTotal/credit"]["other"] == "group: GrandTotal"


def test_the_report_itself_has_the_header_as_it_came_but_for_the_time_when_it_was_made() -> None:
    more = {"Option": [{"Name": "NoReportData", "Value": "false"}], "StartPeriod": "2025-11-01"}
    told = answer("TrialBalance", BALANCES, [line(("Clients", "2"), "1", ""), TOTAL], Time="10:00", **more)
    first, *others = read("TrialBalance", told)
    assert first.source == {"ReportName": "TrialBalance", "ReportBasis": "Accrual", "Currency": "CAD", **more}
    assert first.id == first.document
    values = given(KIND, first)
    assert (values["line"], values["amount"], values["other"]) == (0, None, "basis: Accrual\nfrom: 2025-11-01")
    assert [each.source for each in others] == [None] * 3
    assert {each.document for each in (first, *others)} == {"TrialBalance"}


def test_an_account_with_its_own_figure_and_a_total_has_two_lines() -> None:
    heading = {**section("Ventes", "9", line(("Cuisine", "4"), "5.00")), "Header": {"ColData": cells(("V", "9"), "2")}}
    heading["Summary"] = {"ColData": cells("Total V", "7.00")}
    found = by_id("ProfitAndLoss", answer("ProfitAndLoss", columns(["account", "total"]), [heading]))
    amounts = {id_: row["amount"] for id_, row in found.items()}
    assert amounts["ProfitAndLoss/9/total"] == 2
    assert amounts["ProfitAndLoss/4/total"] == 5
    assert amounts["ProfitAndLoss/9/total/total"] == 7


def test_parties_are_no_accounts() -> None:
    told = answer("AgedReceivables", columns(["cust_name", "current", "x"]), [line(("Tremblay", "24"), "1.00", "3.00")])
    found = by_id("AgedReceivables", told)
    assert list(found) == ["AgedReceivables", "AgedReceivables/24/current", "AgedReceivables/24/total"]
    row = found["AgedReceivables/24/total"]
    assert (row["account_id"], row["label"], row["other"]) == (None, "Tremblay", "id: 24")


def test_what_is_no_amount_is_kept_as_text() -> None:
    _, row = by_id("BalanceSheet", answer("BalanceSheet", columns(["a", "b"]), [line("Part", "0.08 %")])).values()
    assert (row["amount"], row["other"]) == (None, "value: 0.08 %")


def test_a_report_of_nothing_is_there_itself() -> None:
    (row,) = by_id("AgedPayables", answer("AgedPayables", columns(["a", "total"]), [])).values()
    assert (row["id"], row["amount"], row["as_of"]) == ("AgedPayables", None, TODAY)


def test_the_day_is_the_one_that_the_report_says() -> None:
    options = [{"Name": "report_date", "Value": "2026-03-10"}, EMPTY]
    told = answer("AgedPayables", columns(["a", "b"]), [], Option=options)
    (row,) = by_id("AgedPayables", told).values()
    assert row["as_of"] == date(2026, 3, 10)


def test_what_is_asked_for() -> None:
    start = date(2025, 11, 1)
    assert ASKED["TrialBalance"](start, TODAY) == {
        "start_date": "2025-11-01",
        "end_date": "2026-03-31",
        "accounting_method": "Accrual",
    }
    assert ASKED["AgedPayables"](start, TODAY)["report_date"] == "2026-03-31"


@pytest.mark.parametrize("name", ["trialbalance", "balancesheet", "profitandloss", "customerbalance"])
def test_every_figure_of_a_sample_is_there(name: str) -> None:
    path = SAMPLES / "docs" / f"{name}.json"
    if not path.is_file():
        pytest.skip("the reference samples are not on this machine")
    for told in json.loads(path.read_text(encoding="utf-8")):
        report = parse(json.dumps(told).encode())
        figures = [cell.value for each in report.printed() for cell in each.cells[1:] if cell.value]
        _, *found = by_id(report.said("ReportName") or "", json.dumps(told).encode()).values()
        assert [str(row["amount"]) for row in found] == figures
