"""Reports taken apart: those of the reference, and those that are none."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from archiver.books.quickbooks import reports_shape
from archiver.books.quickbooks.reports_shape import amount, day, parse
from archiver.errors import Unintelligible
from tests.books.quickbooks.reports_said import NOTICE, SAMPLES, cells, columns, ledger, line, section

SAMPLED = [
    *("trialbalance", "balancesheet", "profitandloss", "customerbalance", "customerbalancedetail"),
    *("vendorbalancedetail", "transactionlist", "transactionlistwithsplits", "inventoryvaluationsummary"),
]


def samples(name: str) -> list[bytes]:
    path = SAMPLES / "docs" / f"{name}.json"
    if not path.is_file():
        pytest.skip("the reference samples are not on this machine")
    return [json.dumps(each).encode() for each in json.loads(path.read_text(encoding="utf-8")) if "Header" in each]


def texts(given: object) -> list[str]:
    """Every text of a report's cells, wherever it stands."""
    if isinstance(given, dict):
        own = [each.get("value", "") for each in given.get("ColData", ())]
        return own + [text for key, each in given.items() if key != "ColData" for text in texts(each)]
    return [text for each in given for text in texts(each)] if isinstance(given, list) else []


@pytest.mark.parametrize("name", SAMPLED)
def test_no_cell_of_a_sample_is_lost(name: str) -> None:
    told = samples(name)
    assert told
    for each in told:
        report = parse(each)
        found = [cell.value or "" for printed in report.printed() for cell in printed.cells]
        assert sorted(found) == sorted(texts(json.loads(each)["Rows"]))
        assert not report.cut


@pytest.mark.parametrize("number", [1, 2])
def test_recorded_reports_are_read_too(number: int) -> None:
    path = SAMPLES / f"report_sample{number}_quickbooks_types.json"
    if not path.is_file():
        pytest.skip("the recorded reports are not on this machine")
    report = parse(path.read_bytes())
    found = [cell.value or "" for printed in report.printed() for cell in printed.cells]
    assert sorted(found) == sorted(texts(json.loads(path.read_bytes())["Rows"]))


def test_a_line_knows_the_innermost_section_that_it_is_in() -> None:
    inner = section("Outils", "5", line("2026-01-02", ("Bill", "7"), "", "", "", "", "3.00", ""))
    report = parse(ledger(section("Charges", "4", inner)))
    assert [(each.part, each.within and each.within.id) for each in report.printed()] == [
        ("heading", "4"),
        ("figures", "4"),
        ("heading", "5"),
        ("figures", "5"),
        ("figures", "5"),
        ("total", "5"),
        ("total", "4"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"<html>Sign in</html>",
        b"[]",
        b'{"Fault":{"Error":[{"Message":"m","code":"4001"}],"type":"ValidationFault"}}',
        b'{"QueryResponse":{}}',
        b'{"Header":{},"Columns":{"Column":[]},"Rows":{"Row":[{"ColData":[{"value":5}]}]}}',
        b'{"Header":{},"Columns":{"Column":[]},"Rows":' + b'{"Row":[{"Rows":' * 5000,
    ],
)
def test_what_is_no_report_is_not_an_empty_one(said: bytes) -> None:
    with pytest.raises(Unintelligible):
        parse(said)


def test_a_report_of_nothing_is_one() -> None:
    nothing: list[dict[str, object]] = [{}, {"Row": None}, {"Row": []}]
    for rows in nothing:
        told = {"Header": {"Option": [{"Name": "NoReportData", "Value": "true"}]}, "Columns": {}, "Rows": rows}
        assert list(parse(json.dumps(told).encode()).printed()) == []


@pytest.mark.parametrize(
    "header",
    [
        {"Option": [{"Name": "NoReportData", "Value": "false"}]},
        {"Option": [{"Name": "NoReportData"}]},
        {"Option": [{"Name": "AccountingStandard", "Value": "true"}]},
        {"Option": None},
        {},
    ],
)
def test_a_report_of_nothing_that_does_not_say_so_is_none(header: object) -> None:
    with pytest.raises(Unintelligible):
        parse(json.dumps({"Header": header, "Columns": {}, "Rows": {}}).encode())


def test_a_report_that_is_cut_says_so_in_a_row() -> None:
    cut = section("Caisse", "1", line("2026-01-02", ("Deposit", "7")), line(NOTICE))
    assert parse(ledger(cut)).cut
    assert parse(ledger(section("Caisse", "1"), line(NOTICE))).cut


def test_a_memo_with_those_words_cuts_nothing() -> None:
    memo = line("2026-01-02", ("Deposit", "7"), "", "", NOTICE, "", "3.00", "")
    assert not parse(ledger(section("Caisse", "1", memo))).cut


def test_the_row_may_be_in_another_language_below_very_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ledger(section("Caisse", "1", line("2026-01-02", ("Deposit", "7"))), line("Trop de données."))
    assert not parse(told).cut
    monkeypatch.setattr(reports_shape, "LIMIT", 10)
    assert parse(told).cut


def test_amounts_and_days() -> None:
    assert amount("-1350.50") == Decimal("-1350.50")
    assert [amount(each) for each in (None, "", "0.08 %", "NaN", "Infinity")] == [None] * 5
    assert day("2026-02-30") is None
    assert day("Solde initial") is None


def test_columns_are_known_by_their_keys() -> None:
    old: Path = SAMPLES / "report_GeneralLedger_hotglue.json"
    told = {"Header": {}, "Columns": columns(["tx_date"]), "Rows": {"Row": [{"ColData": cells("x")}]}}
    assert [each.key for each in parse(json.dumps(told).encode()).headings] == ["tx_date"]
    if old.is_file():
        older = parse(json.dumps({"Header": {}, **json.loads(old.read_text(encoding="utf-8"))}).encode())
        assert [each.key for each in older.headings] == ["tx_date", "subt_nat_amount"]
