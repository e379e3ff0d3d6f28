"""What tables are taken for by their headings, and what they are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archiver import kinds
from archiver.books import Asked, connect
from archiver.books.files.charts import by_number, by_word, role
from archiver.books.files.layouts import Layout, plain, presets
from tests.books.files.making import xlsx
from tests.books.files.reading import laid, read


def taken_for(tmp_path: Path, name: str, content: str | bytes) -> str:
    """What the one table is taken for."""
    with connect("files", Asked(str(laid(tmp_path / "books", {name: content})), None, tmp_path)) as books:
        (seen,) = books.seen()  # type: ignore[attr-defined]  # these books can
        return str(seen.what.template)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Date;Libellé;Débit;Crédit;Montant\n15.03.2026;x;1020;3200;5,00\n", "Entries, a debit and a credit account"),
        ("Datum;Text;Soll;Haben;Betrag\n15.03.2026;x;1020;3200;5,00\n", "Entries, a debit and a credit account"),
        ("Date;Libellé;Débit;Crédit;Montant\n15.03.2026;x;10,50;;89,50\n", "a table as it is"),
        ("Date;Description;Debit;Credit;Balance\n15.03.2026;x;10.50;;89.50\n", "a table as it is"),
        ("Date;Compte;Débit;Crédit\n15.03.2026;1020;5,00;\n", "Postings, a row each"),
        ("No;Name;Type\n1020;Bank;Asset\n", "a table as it is"),
        ("Account code;Account name;Type\n1020;Bank;Asset\n", "Chart of accounts"),
    ],
)
def test_a_table_is_known_by_its_headings_and_what_is_under_them(tmp_path: Path, text: str, what: str) -> None:
    assert taken_for(tmp_path, "t.csv", text).startswith(what)


ORDINARY = "Date;Compte débit;Compte crédit;Libellé;Montant"
GENERIC, CHEEL = "Entries, a debit and a credit account in a row", "Cheel, accounting entries"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"{ORDINARY}\n2026-03-15;1020;4000;Vente;12,50 $\n", GENERIC),
        (f"{ORDINARY}\n2026-03-15;1020;4000;Vente;12,50\n", GENERIC),
        ("Date,Description,Debit account,Credit account,Amount\n2026-03-15,x,1020,4000,5.50\n", GENERIC),
        (f"{ORDINARY};Journal\n2026-03-15;1020;3200;Vente;12.50;v\n2026-03-16;1020;3200;x;1.00;\n", CHEEL),
        (f"{ORDINARY};Journal\n2026-03-15;1020;3200;Vente;12.50;v\n2026-03-16;1020;3200;x;1.00;VTE\n", GENERIC),
        (f"{ORDINARY};Journal\n2026-03-15;1020;3200;Vente;12,50 $;v\n", GENERIC),
        (f"{ORDINARY};Journal\n2026-03-15;1020;3200;Vente;12.50;\n", GENERIC),
        ("Date;Description;Débit;Crédit;Montant;Code TVA;Compte TVA\n15.03.2026;x;4200;2000;1.00;M81;1170 D\n", CHEEL),
        ("15.03.2026;A;Achat;4200;2000;108.10\n", CHEEL),
        ("15.03.2026;A;Achat;4200;2000;108,10 $\n", "a table as it is"),
        ("Classe;Numéro;Compte\n1;1020;Banque\n", "a table as it is"),
        ("CLASSE;NUMERO;COMPTE\n1;1020;Banque\n", "WinBIZ, chart of accounts"),
    ],
)
def test_a_system_with_a_currency_is_known_by_what_is_particular_to_it(tmp_path: Path, text: str, what: str) -> None:
    assert taken_for(tmp_path, "t.csv", text) == what


def test_journals_tell_no_system_where_the_owner_says_another_currency(tmp_path: Path) -> None:
    files = {
        "t.csv": f"{ORDINARY};Journal\n15.03.2026;1020;3200;Vente;12.50;v\n",
        "archiver.toml": 'currency = "CAD"\n',
    }
    whole = read(laid(tmp_path / "books", files))

    assert whole.column("ledger", "currency") == ["CAD", "CAD"]
    assert whole.column("accounts", "type") == [None, None]


def test_a_bank_statement_is_no_ledger_in_excel_either(tmp_path: Path) -> None:
    heads, day = ["Date", "Libellé", "Débit", "Crédit", "Montant"], date(2026, 3, 15)
    with_cents = xlsx([heads, [day, "x", 10.5, 0, 89.5], [day, "y", 0, 7, 96.5]])
    one_side = xlsx([heads, [day, "x", 10, None, 90], [day, "y", None, 7, 97], [day, "z", None, 1, 98]])

    assert taken_for(tmp_path / "a", "t.xlsx", with_cents) == "a table as it is"
    assert taken_for(tmp_path / "b", "t.xlsx", one_side) == "a table as it is"


@pytest.mark.parametrize("number", ["No compte", "No de compte", "N° de compte", "No. compte", "Numéro de compte"])
def test_where_numbers_have_a_column_compte_is_the_name(tmp_path: Path, number: str) -> None:
    ledger = f"Date,{number},Compte,Débit,Crédit,Description\n2026-03-15,1010,Encaisse,5.00,,x\n"
    chart = f"{number};Compte;Type\n1010;Encaisse;Actif\n"
    whole = read(laid(tmp_path / "books", {"gl.csv": f"{ledger}2026-03-15,4000,Ventes,,5.00,x\n", "plan.csv": chart}))

    assert whole.column("ledger", "account_number") == ["1010", "4000"]
    assert whole.column("ledger", "account") == ["Encaisse", "Ventes"]
    assert whole.column("ledger", "other") == [None, None]
    assert whole.values["accounts"]["1010"]["name"] == "Encaisse"


def test_people_of_any_source(tmp_path: Path) -> None:
    customers = "No client;Nom du client;Courriel;Ville\n12;Dupré;a@example.org;Laval\n"
    vendors = "No de fournisseur;Fournisseur;Courriel\n7;Papeterie;b@example.org\n"
    whole = read(laid(tmp_path / "books", {"c.csv": customers, "f.csv": vendors}))

    assert whole.values["customers"]["12"]["name"] == "Dupré"
    assert whole.values["customers"]["12"]["email"] == "a@example.org"
    assert whole.values["vendors"]["7"]["name"] == "Papeterie"


def test_a_chart_of_any_source(tmp_path: Path) -> None:
    whole = read(laid(tmp_path / "books", {"t.csv": "Account code;Account name;Type\n1020;Bank;Asset\n9;Other;Odd\n"}))

    assert whole.column("accounts", "type") == ["asset", None]
    assert whole.column("accounts", "subtype") == ["Asset", "Odd"]


@pytest.mark.parametrize("name", presets())
def test_presets_name_nothing_that_is_not_there(name: str) -> None:
    layout = presets()[name]

    assert layout.title
    assert layout.columns.keys() <= layout.types().keys()
    assert set(layout.needs) <= layout.columns.keys()
    assert set(layout.positions) <= layout.types().keys()
    assert layout.kind is None or kinds.kind(layout.kind)


def test_headings_are_compared_without_what_people_write_differently() -> None:
    assert {plain(each) for each in ("N° de compte", "No de compte", "no. de Compte", "NO_DE_COMPTE")} == {"nodecompte"}
    assert plain("Référence") == plain("reference")


def test_one_heading_serves_one_target() -> None:
    layout = Layout(form="postings", columns={"account_number": ("Account",), "account": ("Account", "Name")})

    assert layout.places(["Account", "Name"]) == {"account_number": 0, "account": 1}


@pytest.mark.parametrize(
    ("number", "chart", "type_"),
    [
        *(("1020", "swiss", "asset"), ("2800", "swiss", "equity"), ("2000", "swiss", "liability")),
        *(("7510", "swiss", "expense"), ("7500", "swiss", "income"), ("8900", "swiss", "expense")),
        *(("411000", "french", "asset"), ("445710", "french", "liability"), ("164", "french", "liability")),
        *(("X1", "swiss", None), ("1020", None, None), (None, "swiss", None)),
    ],
)
def test_types_of_accounts_by_their_numbers(number: str | None, chart: str | None, type_: str | None) -> None:
    assert by_number(number, chart) == type_


def test_types_and_roles_of_accounts_by_the_words_of_their_sources() -> None:
    assert [by_word(each) for each in ("Direct Costs", "INC", "Other Current Liabilities", "Actifs", "?", None)] == [
        *("expense", "income", "liability", "asset", None, None)
    ]
    assert [role(each) for each in ("Accounts receivable (A/R)", "AP", "Revenue")] == ["receivable", "payable", None]
