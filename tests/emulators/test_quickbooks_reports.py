"""QuickBooks' reports: all of one ledger, so that they tie to one another and to what the entities say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.emulators.exchange import Json
from tests.emulators.quickbooks import QuickBooks
from tests.emulators.quickbooks.client import Reader

CUT = "Unable to display more data. Please reduce the date range."
EVER = {"start_date": "1900-01-01", "end_date": "2099-12-31"}


@pytest.fixture(autouse=True)
def _today(quickbooks: QuickBooks) -> None:
    """A day on which the reports have something to say."""
    quickbooks.clock.set(datetime(2025, 1, 31, 17, tzinfo=UTC))


def money(text: str) -> Decimal:
    return Decimal(text or 0)


def report(reader: Reader, name: str, **asked: str) -> Json:
    answer = reader.get(f"reports/{name}", **asked)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def lines(rows: list[Json]) -> Iterator[list[Json]]:
    """Every line with data, however deep."""
    for row in rows:
        if "ColData" in row:
            yield row["ColData"]
        yield from lines(row.get("Rows", {}).get("Row", []))


def groups(rows: list[Json]) -> Iterator[tuple[str, Decimal]]:
    """The totals of groups."""
    for row in rows:
        if "group" in row:
            yield row["group"], money((row.get("Summary") or row)["ColData"][-1]["value"])
        yield from groups(row.get("Rows", {}).get("Row", []))


def test_the_trial_balance_is_the_ledgers(reader: Reader, quickbooks: QuickBooks) -> None:
    found = report(reader, "TrialBalance")
    *rows, total = found["Rows"]["Row"]
    debit, credit = (sum(money(row["ColData"][place]["value"]) for row in rows) for place in (1, 2))
    stood = {
        row["ColData"][0]["id"]: money(row["ColData"][1]["value"]) - money(row["ColData"][2]["value"]) for row in rows
    }

    assert total["Summary"]["ColData"][1:] == [{"value": f"{debit}"}, {"value": f"{credit}"}]
    assert debit == credit
    balances = quickbooks.company.balances()
    lasting = {ref: amount for ref, amount in stood.items() if int(ref) < 40 and ref != "32"}
    assert lasting == {ref: balances[ref] for ref in lasting}
    header = found["Header"]
    assert (header["ReportBasis"], header["Currency"], header["StartPeriod"]) == ("Accrual", "CAD", "2024-11-01")


def test_earlier_profits_are_retained_earnings(reader: Reader) -> None:
    before = dict(
        groups(report(reader, "ProfitAndLoss", start_date="2023-02-01", end_date="2024-10-31")["Rows"]["Row"])
    )
    rows = report(reader, "TrialBalance")["Rows"]["Row"]
    kept = next(row["ColData"] for row in rows if row.get("ColData", [{}])[0].get("id") == "32")

    assert money(kept[2]["value"]) - money(kept[1]["value"]) == before["NetIncome"]


def test_balance_sheet_and_profit_agree(reader: Reader) -> None:
    sheet = dict(groups(report(reader, "BalanceSheet")["Rows"]["Row"]))
    profit = dict(groups(report(reader, "ProfitAndLoss")["Rows"]["Row"]))

    assert sheet["TotalAssets"] == sheet["TotalLiabilitiesAndEquity"]
    assert sheet["NetIncome"] == profit["NetIncome"]
    assert profit["GrossProfit"] == profit["Income"] - profit["COGS"]
    assert sheet["FixedAssets"] == Decimal(16000)


@pytest.mark.parametrize(
    ("name", "group", "party"), [("AgedReceivables", "AR", "Customer"), ("AgedPayables", "AP", "Vendor")]
)
@pytest.mark.parametrize("day", ["2025-01-31", "2024-03-10"])
def test_what_is_aged_ties_to_the_balance_sheet(reader: Reader, name: str, group: str, party: str, day: str) -> None:
    *rows, total = report(reader, name, report_date=day)["Rows"]["Row"]
    sheet = dict(groups(report(reader, "BalanceSheet", end_date=day)["Rows"]["Row"]))

    assert money(total["Summary"]["ColData"][-1]["value"]) == sheet[group]
    for row in rows:
        amounts = [money(each["value"]) for each in row["ColData"][1:]]
        assert sum(amounts[:-1]) == amounts[-1]
    assert {row["ColData"][0]["id"] for row in rows} <= set(reader.quickbooks.company.ids(party))


def test_the_general_ledger_runs_from_balance_to_balance(reader: Reader, quickbooks: QuickBooks) -> None:
    columns = "tx_date,txn_type,account_name,debt_home_amt,credit_home_amt,debt_amt"
    found = report(reader, "GeneralLedger", columns=columns, **EVER)
    keys = [column["MetaData"][0]["Value"] for column in found["Columns"]["Column"]]
    sums: dict[str, Decimal] = {}
    for cells in lines(found["Rows"]["Row"]):
        row = dict(zip(keys, cells, strict=True))
        account = row["account_name"]["id"]
        sums[account] = sums.get(account, Decimal(0)) + money(row["debt_home_amt"]["value"])
        sums[account] -= money(row["credit_home_amt"]["value"])

    assert keys == ["tx_date", "txn_type", "account_name", "debt_home_amt", "credit_home_amt"]
    assert sums == quickbooks.company.balances()


def test_the_general_ledger_begins_with_what_was_there(reader: Reader) -> None:
    bank = report(reader, "GeneralLedger", start_date="2024-11-01", end_date="2025-01-31")["Rows"]["Row"][0]
    first, *_, last = bank["Rows"]["Row"]
    opening, closing = money(first["ColData"][-1]["value"]), money(last["ColData"][-1]["value"])

    assert first["ColData"][0]["value"] == "Beginning Balance"
    assert bank["Header"]["ColData"][0] == {"value": "1000 Compte chèques Desjardins", "id": "1"}
    assert closing - opening == money(bank["Summary"]["ColData"][-2]["value"])


def test_foreign_amounts_are_in_their_own_currency(reader: Reader, quickbooks: QuickBooks) -> None:
    columns = "tx_date,currency,nat_foreign_amount,subt_nat_home_amount"
    rows = report(reader, "GeneralLedger", columns=columns, **EVER)["Rows"]["Row"]
    receivable = next(row for row in rows if row["Header"]["ColData"][0]["id"] == "5")
    foreign = [row["ColData"] for row in receivable["Rows"]["Row"]]

    assert {cells[1]["value"] for cells in foreign} == {"USD"}
    assert (
        sum(money(cells[2]["value"]) for cells in foreign) == quickbooks.company.item("Account", "5")["CurrentBalance"]
    )
    assert sum(money(cells[3]["value"]) for cells in foreign) == quickbooks.company.balances()["5"]


def test_what_grows_too_long_is_cut_and_says_so(reader: Reader, quickbooks: QuickBooks) -> None:
    whole = list(lines(report(reader, "GeneralLedger", **EVER)["Rows"]["Row"]))
    quickbooks.company.cells = 800
    cut = report(reader, "GeneralLedger", **EVER)["Rows"]["Row"]
    month = report(reader, "GeneralLedger", start_date="2025-01-01", end_date="2025-01-31")["Rows"]["Row"]

    assert cut[-1] == {"ColData": [{"value": CUT}]}
    assert len(list(lines(cut))) <= 101 < len(whole)
    assert CUT not in str(month)


def test_a_posting_without_a_document_is_in_the_ledger_only(reader: Reader) -> None:
    rows = report(reader, "GeneralLedger", **EVER)["Rows"]["Row"]
    found = [cells for cells in lines(rows) if cells[1]["value"] == "Sales Tax Payment"]

    assert [cells[1]["id"] for cells in found] == ["99001", "99001"]


def test_reports_follow_the_books(reader: Reader, quickbooks: QuickBooks) -> None:
    before = dict(groups(report(reader, "BalanceSheet")["Rows"]["Row"]))["AR"]
    made = quickbooks.company.again("Invoice", quickbooks.company.ids("Invoice")[0])
    total = Decimal(quickbooks.company.item("Invoice", made)["TotalAmt"])

    assert dict(groups(report(reader, "BalanceSheet")["Rows"]["Row"]))["AR"] == before + total


def test_what_is_not_emulated_is_refused(reader: Reader, quickbooks: QuickBooks) -> None:
    assert reader.code("reports/TrialBalance", accounting_method="Cash") == (400, "4001")
    assert reader.code("reports/JournalReport") == (400, "5020")
    assert reader.code("reports/TrialBalance", end_date="yesterday") == (400, "4001")
    assert reader.code("reports/TrialBalance", start_date="2025-02-01", end_date="2025-01-01") == (400, "4001")
    quickbooks.company.reports = False
    assert reader.code("reports/TrialBalance") == (400, "5020")


def test_a_report_about_nothing_says_so(reader: Reader) -> None:
    found = report(reader, "TrialBalance", start_date="2020-01-01", end_date="2020-12-31")

    assert found["Rows"] == {}
    assert {"Name": "NoReportData", "Value": "true"} in found["Header"]["Option"]
