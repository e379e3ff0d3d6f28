"""The sheets *Completeness* and *Totals*."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl

from archiver import workbooks
from archiver.model import Tally
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows

START = "Start here.xlsx"


def test_completeness_tells_each_family(written: Path) -> None:
    rows = reading.rows(written / START, "Completeness")
    assert rows[1][:5] == ["Invoices", "complete", 12, 12, 12]
    assert rows[3][1:5] == ["INCOMPLETE", 9, 4, 4]
    assert rows[3][-1] == "The source stopped answering."
    assert [row[1] for row in rows[4:]] == ["left out on request", "not offered by this source"]


def test_totals_are_by_kind_and_currency(written: Path) -> None:
    header, *rows = reading.rows(written / START, "Totals")
    assert header[:7] == ["Sheet", "Currency", "Records", "of which voided", "Total", "Tax", "Open balance"]
    assert rows[0][:7] == ["Invoices", "CAD", 4, 1, 1234.5, 59.92, 100]
    assert rows[0][-2:] == ["000001", "000012"]
    assert [row[1] for row in rows] == ["CAD", "JPY", ""]


def test_only_documents_have_an_open_balance(tmp_path: Path) -> None:
    balances = {"invoices": "30.00", "credit_notes": "5.00", "customers": "25.00", "accounts": "0.00"}
    tallies = [Tally(kind, "CAD", 1, sums={"balance": Decimal(sum_)}) for kind, sum_ in balances.items()]
    workbooks.write(sample.edition(tallies=tallies), Rows({}), tmp_path)
    header, *rows = reading.rows(tmp_path / START, "Totals")
    assert header[4:7] == ["Open balance", "Unapplied", "Balance"]
    assert [row[4:7] for row in rows] == [[30, "", ""], ["", 5, ""], ["", "", 25], ["", "", 0]]
    places = openpyxl.load_workbook(tmp_path / START).defined_names
    assert places["Balance_Accounts_CAD"].value == "'Totals'!$G$5"
