"""Every preset goes through an export to a cabinet that verifies, and whose ledger balances."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from archiver import verify
from archiver.books import Asked, connect
from archiver.books.files.layouts import presets
from archiver.model import State, Verdict
from tests.archives import PLAIN, exported, unpacked
from tests.books.files.reading import Whole, laid, read
from tests.books.files.samples import PRESETS

D = Decimal


@pytest.fixture
def whole(request: pytest.FixtureRequest, tmp_path: Path) -> Whole:
    return read(laid(tmp_path / "books", PRESETS[request.param]))


def of(preset: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("whole", [preset], indirect=True)


def balances(whole: Whole) -> dict[str, Decimal]:
    """Every account of the ledger that does not come to zero, debits positive."""
    found: dict[str, Decimal] = {}
    for each in whole.values["ledger"].values():
        debit, credit = each["debit"], each["credit"]
        assert isinstance(debit, Decimal)
        assert isinstance(credit, Decimal)
        found[str(each["account_id"])] = found.get(str(each["account_id"]), D(0)) + debit - credit
    return {account: amount for account, amount in found.items() if amount}


@pytest.mark.parametrize("preset", PRESETS)
def test_through_to_a_verified_cabinet_whose_ledger_balances(preset: str, tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", PRESETS[preset])
    (tmp_path / "out").mkdir()
    with connect("files", Asked(str(folder), None, tmp_path)) as books:
        archive = exported(books, tmp_path / "out", PLAIN)

    assert not verify.check(archive.path).problems
    (balanced,) = (each for each in archive.edition.controls if each.name == "ledger_balanced")
    assert balanced.verdict is Verdict.TIES
    assert balanced.expected == balanced.found
    assert balanced.expected
    assert archive.findings == []
    assert archive.incomplete == []


def test_every_preset_is_shown() -> None:
    """So that one that is added later has its sample."""
    shown = {
        *("cheel-entries", "winbiz-entries", "winbiz-plan", "fec", "fec-signed", "iif-transactions", "iif-accounts"),
        *("iif-customers", "iif-vendors", "quickbooks-journal", "quickbooks-accounts", "quickbooks-customers"),
        *("quickbooks-vendors", "quickbooks-invoices", "xero-invoices", "xero-accounts", "xero-contacts"),
        *("xero-ledger", "xero-journals", "postings"),
    }
    assert presets().keys() - shown == {"entries", "accounts", "customers", "vendors"}, "shown in test_layouts.py"


@of("cheel")
def test_cheel_parts_the_tax_from_the_amount(whole: Whole) -> None:
    assert balances(whole) == {
        "1020": D(9060),
        "1100": D(2162),
        "1170": D(81),
        "2000": D(-141),
        "2200": D(-162),
        "2979": D(-10000),
        "4200": D(1000),
        "9000": D(-2000),
    }
    taxes = [(each["direction"], each["base"], each["tax"]) for each in whole.values["tax_lines"].values()]
    assert taxes == [("recoverable", D(1000), D(81)), ("collected", D(2000), D(162))]
    closing = [each["entry_number"] for each in whole.values["ledger"].values() if each["closing"]]
    assert closing == ["CLO", "CLO"]
    foreign = [each["other"] for each in whole.values["ledger"].values() if each["entry_number"] == "PAY1"]
    assert foreign == ["journal: d\ncurrency: EUR\namount_currency: 1000.00\nexchange_rate: 0.94"] * 2


@of("cheel")
def test_the_tax_of_an_entry_is_of_the_ledger(whole: Whole) -> None:
    """It counts as that of an invoice or a bill, and is part of none."""
    named = {(each["document_kind"], each["document_id"]) for each in whole.values["ledger"].values()}
    for id_, tax in whole.values["tax_lines"].items():
        assert (tax["document_kind"], tax["document_id"]) in named, "so the two can be tied"
        assert tax["document_id"] != id_.removesuffix("/T"), "the row that it is part of"


def test_cheel_in_excel_is_the_same(tmp_path: Path) -> None:
    in_text, in_excel = (read(laid(tmp_path / each, PRESETS[each])) for each in ("cheel", "cheel in Excel"))

    assert in_excel.values == in_text.values


@of("cheel without headings")
def test_cheel_is_known_without_headings(whole: Whole) -> None:
    assert balances(whole) == {"4200": D(1250), "2000": D(-1250), "1100": D(850), "3200": D(-850)}


@pytest.mark.parametrize("whole", ["winbiz", "winbiz dbf"], indirect=True)
def test_winbiz_leaves_out_the_heads_of_entries(whole: Whole) -> None:
    assert balances(whole) == {"4200": D(1250), "2000": D(-1250), "1100": D(1077), "3200": D(-1000), "2200": D(-77)}
    assert {each["account"] for each in whole.values["ledger"].values()} == {
        *("Achats", "Créanciers", "Débiteurs", "Ventes", "TVA due")
    }
    assert whole.column("accounts", "type") == ["asset", "liability", "liability", "income", "expense"]
    assert whole.column("ledger", "entry_id")[-2:] == ["2026-03-16/2", "2026-03-16/2"]


@of("fec")
def test_fec_of_two_years_is_opened_once(whole: Whole) -> None:
    assert balances(whole) == {
        "512000": D(1000),
        "101000": D(-1000),
        "411000": D(2400),
        "707000": D(-2000),
        "445710": D(-400),
    }
    assert whole.company.home_currency == "EUR"
    assert whole.values["accounts"]["411000"]["name"] == "Clients"
    assert whole.values["accounts"]["707000"]["type"] == "income"
    assert "FEC20261231.txt: entries that open a later year are left out" in whole.notes
    assert "FEC20251231.txt: entries that open a later year are left out" not in whole.notes


@of("fec signed")
def test_fec_with_sides(whole: Whole) -> None:
    assert balances(whole) == {"512000": D(1200), "411000": D(-1200)}
    assert all(
        "foreign_currency: USD\namount_currency: 1300.00" in str(each) for each in whole.column("ledger", "other")
    )
    assert whole.column("ledger", "party") == [None, "Dupré SA"]


@of("quickbooks")
def test_quickbooks_fills_down_and_leaves_out_its_totals(whole: Whole) -> None:
    assert balances(whole) == {
        "Accounts Receivable (A/R)": D("1149.75"),
        "Services": D(-1000),
        "GST/QST Payable": D("-149.75"),
        "Office Expenses": D(25),
        "1000": D(-25),
    }
    assert len(set(whole.column("ledger", "entry_id"))) == 2
    assert whole.column("invoices", "total") == [D("1149.75"), D("50.00")]
    assert whole.values["customers"]["Dupré"]["city"] == "Montréal"
    assert "These do not say their currency" in whole.notes


@of("xero")
def test_xero_tells_invoices_from_credit_notes(whole: Whole) -> None:
    assert balances(whole) == {"610": D(58), "200": D(-90), "820": D(-18), "090": D(50)}
    assert whole.column("invoices", "balance") == [D(70), D(0)]
    assert [each.state for each in whole.records["invoices"].values()] == [State.LIVE, State.VOIDED]
    assert whole.column("invoices", "last_total") == [None, D(60)]
    assert whole.column("credit_notes", "total") == [D(12)]
    assert whole.column("invoices", "account_id") == ["610", "610"]
    assert {each["document_kind"] for each in whole.values["tax_lines"].values()} == {"invoices", "credit_notes"}


@of("iif")
def test_iif_joins_postings_to_the_chart_by_name(whole: Whole) -> None:
    assert balances(whole) == {"1000": D(1000), "4000": D(-1000)}
    assert whole.column("ledger", "memo") == ["Design", "Logo", "Poster", None, None]
    assert whole.values["vendors"]["Papeterie"]["phone"] == "514 555-0102"


@of("postings")
def test_any_table_of_postings(whole: Whole) -> None:
    assert balances(whole) == {"1020": D("100.5"), "3200": D("-100.5")}
    assert "lines above the headings, which were left out: Grand livre de l’Atelier" in whole.notes


def test_entries_alone_make_a_trial_balance_and_a_tax_summary(tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", PRESETS["cheel"])
    (tmp_path / "out").mkdir()
    with connect("files", Asked(str(folder), None, tmp_path)) as books:
        files = unpacked(exported(books, tmp_path / "out", PLAIN).path)

    balance, taxes = (
        sheet(files[f"data/{book}.xlsx"], name)
        for book, name in (("Ledger", "Trial balance"), ("Taxes", "Tax summary"))
    )
    assert {row["Account number"]: row["Closing"] for row in balance}["3200"] == -2000
    assert sorted((row["Tax collected"], row["Tax recoverable"]) for row in taxes) == [(0, 81), (162, 0)]


def sheet(book: bytes, name: str) -> list[dict[str, object]]:
    """The rows of a sheet by their headings."""
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book))
    heads, *rows = opened.get_sheet_by_name(name).to_python(skip_empty_area=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_entries_whose_rows_have_one_side(tmp_path: Path) -> None:
    heads = "ECR_NUMERO;DATE;PIECE;LIBELLE;CPT_DEBIT;CPT_CREDIT;MONTANT\n"
    sides = "1;15.03.2026;A;x;1020;;10,00\n1;15.03.2026;A;x;;3200;4,00\n1;15.03.2026;A;x;;3000;6,00\n"
    whole = read(laid(tmp_path / "books", {"t.csv": heads + sides}))

    assert balances(whole) == {"1020": D(10), "3200": D(-4), "3000": D(-6)}
    assert set(whole.column("ledger", "entry_id")) == {"2026-03-15/1"}
