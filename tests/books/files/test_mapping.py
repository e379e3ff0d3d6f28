"""What the owner says in archiver.toml: whose the files are, and what their tables mean; and what cannot be said."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver.books import Asked, drafted
from archiver.books.files import connect
from archiver.errors import FilesRefused
from archiver.words import LANGUAGES, Words
from tests.books.files.reading import laid, read

D = Decimal
SALES = """\
Facture;Le;Client;Article;Nb;Montant;TVA;Taux
F-1;15.03.2026;Dupré;Pain;2;10,00;0,26;R
F-1;15.03.2026;Dupré;Café;1;4,00;0,32;N
F-2;16.03.2026;Roy;Pain;1;5,00;0,13;R
"""
ITEMS = """\
[[table]]
file = "articles.csv"
form = "list"
kind = "items"
[table.columns]
number = "Code"
name = "Désignation"
unit_price = "Prix"
"""
BOOK = """\
Date;Account number;Account name;Debit;Credit
15.03.2026;1000;Bank;5.00;
15.03.2026;3000;Sales;;5.00
"""
SAID = """
name = "Boulangerie du Lac"
id = "lac"
country = "CH"
currency = "CHF"
fiscal_year_start = "07-01"
time_zone = "Europe/Zurich"
ignore = ["old/*"]

[[table]]
file = "sales*.csv"
form = "documents"
kind = "invoices"
[table.columns]
number = "Facture"
date = "Le"
customer = "Client"
"line.description" = "Article"
"line.quantity" = ["Nombre", "Nb"]
"line.amount" = "Montant"
"line.tax" = "TVA"
"line.tax_code" = "Taux"
"""


def test_documents_are_made_of_rows_as_the_mapping_says(tmp_path: Path) -> None:
    whole = read(
        laid(tmp_path / "books", {"archiver.toml": SAID, "sales.csv": SALES, "old/sales.csv": "nothing;here\n"})
    )

    assert (whole.company.name, whole.company.source_id, whole.company.country) == ("Boulangerie du Lac", "lac", "CH")
    assert (whole.company.home_currency, whole.company.fiscal_year_start) == ("CHF", (7, 1))
    assert whole.column("invoices", "id") == ["F-1", "F-2"]
    assert whole.column("invoices", "date") == [date(2026, 3, 15), date(2026, 3, 16)]
    assert whole.column("invoices", "subtotal") == [D("14.00"), D("5.00")]
    assert whole.column("invoices", "total") == [D("14.58"), D("5.13")]
    assert whole.column("invoices", "currency") == ["CHF", "CHF"]
    assert whole.column("invoice_lines", "quantity") == [D(2), D(1), D(1)]
    assert [(each["tax_code"], each["base"], each["tax"]) for each in whole.values["tax_lines"].values()] == [
        ("N", D("4.00"), D("0.32")),
        ("R", D("10.00"), D("0.26")),
        ("R", D("5.00"), D("0.13")),
    ]


@pytest.mark.parametrize(
    ("said", "english", "french"),
    [
        (SAID, "Invoices, as archiver.toml says", "Factures, selon archiver.toml"),
        (
            SAID.partition("[[table]]")[0] + '[[table]]\nfile = "sales.csv"\nform = "sheet"\n',
            "a table as it is",
            "un tableau tel quel",
        ),
        (
            '[[table]]\nfile = "*"\nform = "postings"\n[table.columns]\ndate = "Le"\naccount = "Client"\n',
            "Postings, a row each, as archiver.toml says",
            "Imputations, une par ligne, selon archiver.toml",
        ),
    ],
)
def test_a_table_is_called_what_the_mapping_says(tmp_path: Path, said: str, english: str, french: str) -> None:
    folder = laid(tmp_path / "books", {"archiver.toml": said, "sales.csv": SALES})
    with connect(Asked(str(folder), None, tmp_path)) as books:
        (seen,) = books.seen()

    assert (Words("en").say(seen.what), Words("fr-CA").say(seen.what)) == (english, french)


def test_what_is_in_doubt_is_told_by_the_mapping(tmp_path: Path) -> None:
    doubtful = 'Date,Account number,Debit,Credit\n03/04/2026,1000,"1,234",\n03/04/2026,2000,,"1,234"\n'
    files = {"ledger.csv": doubtful, "archiver.toml": 'dates = "mdy"\ndecimal = "."\ncurrency = "USD"\n'}
    whole = read(laid(tmp_path / "books", files))

    assert whole.column("ledger", "date") == [date(2026, 3, 4)] * 2
    assert whole.column("ledger", "debit") == [D(1234), D(0)]
    assert whole.column("ledger", "entry_currency") == ["USD", "USD"]


QUEBEC = "Date;No compte;Compte;Débit;Crédit\n1er mai 2026;1010;Encaisse;1 234,56 $ CA;-\n"


def test_amounts_that_name_the_currency_of_the_books_are_theirs(tmp_path: Path) -> None:
    rows = f"{QUEBEC}1er mai 2026;4000;Ventes;-   $ CA;1 234,56 $ CA\n"
    whole = read(laid(tmp_path / "books", {"gl.csv": rows, "archiver.toml": 'currency = "CAD"\n'}))

    assert whole.column("ledger", "date") == [date(2026, 5, 1)] * 2
    assert whole.column("ledger", "debit") == [D("1234.56"), D(0)]
    assert whole.column("ledger", "credit") == [D(0), D("1234.56")]


def test_amounts_that_name_another_currency_are_refused_with_their_line(tmp_path: Path) -> None:
    rows = f"{QUEBEC}1er mai 2026;4000;Ventes;;5,00\n"
    with pytest.raises(FilesRefused) as refused:
        read(laid(tmp_path / "books", {"gl.csv": rows, "archiver.toml": 'currency = "CHF"\n'}))

    assert "gl.csv, line 2: Débit: its amounts are in CAD, and the books in CHF" in str(refused.value)
    assert refused.value.facts["count"] == 1


def test_a_list_of_any_kind(tmp_path: Path) -> None:
    files = {
        "articles.csv": "Code;Désignation;Prix;Rayon\nP1;Pain;2,50;A\nP1;Pain long;3,50;B\n",
        "archiver.toml": ITEMS,
    }
    whole = read(laid(tmp_path / "books", files))

    assert whole.column("items", "id") == ["P1", "P1 (2)"]
    assert whole.column("items", "unit_price") == [D("2.50"), D("3.50")]
    assert whole.column("items", "currency") == ["XXX", "XXX"]
    assert whole.column("items", "other") == ["Rayon: A", "Rayon: B"]
    assert "nor does archiver.toml; their amounts are marked XXX: articles.csv" in whole.notes


def test_a_table_may_be_kept_as_it_is_whatever_its_headings(tmp_path: Path) -> None:
    plan = "CLASSE;NUMERO;COMPTE\n1;1020;Banque\n"
    files = {"plan.csv": plan, "archiver.toml": '[[table]]\nfile = "plan.csv"\nform = "sheet"\n'}

    assert read(laid(tmp_path / "books", files)).column("file_plan", "compte") == ["Banque"]


def test_the_draft_knows_what_invoices_are_headed_in_quebec(tmp_path: Path) -> None:
    heads = "No facture;Date;No client;Client;Courriel;Sous-total;TPS;TVQ;Total\n"
    folder = laid(
        tmp_path / "books", {"f.csv": f"{heads}F-1;2026-03-15;12;Dupré;a@example.org;100,00;5,00;9,98;114,98\n"}
    )
    laid(folder, {"archiver.toml": drafted(str(folder), Words("en"))})
    whole = read(folder)

    assert whole.column("invoices", "number") == ["F-1"]
    assert whole.column("invoices", "customer_id") == ["12"]
    assert (whole.column("invoices", "subtotal"), whole.column("invoices", "tax")) == ([D("100.00")], [D("14.98")])
    assert whole.column("invoice_lines", "other") == ["Courriel: a@example.org\nTPS: 5,00\nTVQ: 9,98"]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("name = ", "it is not written as TOML"),
        ("nom = 'x'", "Object contains unknown field `nom`"),
        ("fiscal_year_start = '13-01'", "fiscal_year_start = 13-01"),
        ("fiscal_year_start = 'July'", "fiscal_year_start = July"),
        ("dates = 'ydm'", "Invalid enum value 'ydm'"),
        ("[[table]]\nfile = 'a'\npreset = 'chee'", "there is no preset chee; there are: accounts, cheel-entries"),
        ("[[table]]\nfile = 'a'\nform = 'list'\nkind = 'nothing'", "a: say the kind that its rows are of"),
        (
            "[[table]]\nfile = 'a'\nform = 'list'\nkind = 'items'\n[table.columns]\nnom = 'x'",
            "a: nom is nothing that list",
        ),
        (
            "[[table]]\nfile = 'a.csv'\nform = 'list'\nkind = 'items'\n[table.columns]\nname = 'Nom'",
            "a.csv, line 1: it lacks columns of its layout (list): Nom",
        ),
        (b"name = '\xe9'", "it is not UTF-8 text"),
    ],
)
def test_what_means_nothing_is_refused(tmp_path: Path, said: str | bytes, refused: str) -> None:
    with pytest.raises(FilesRefused) as told:
        read(laid(tmp_path / "books", {"archiver.toml": said, "a": "", "a.csv": "x;y\n1;2\n"}))

    assert refused in str(told.value)


def test_the_draft_is_a_mapping_that_reads_the_same(tmp_path: Path) -> None:
    files = {
        "book.csv": BOOK,
        "clients.csv": "Nom;Téléphone;Adresse;Ville;Points\nAnna;022;Rue 1;Genève;3\n",
        "things.csv": "p;q\n1;2\n",
    }
    folder = laid(tmp_path / "books", files)
    said, before = drafted(str(folder), Words("en")), read(folder).values
    laid(folder, {"archiver.toml": said})

    assert [each["file"] for each in tomllib.loads(said)["table"]] == ["book.csv", "clients.csv", "things.csv"]
    after = read(folder)
    assert after.values["ledger"] == before["ledger"]
    assert after.values["file_things"] == before["file_things"]
    assert after.column("customers", "name") == ["Anna"]
    assert after.column("customers", "other") == ["Points: 3"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_draft_remarks_in_the_language_of_the_screen_and_says_nothing_but_tables(
    tmp_path: Path, language: str
) -> None:
    said = drafted(str(laid(tmp_path / "books", {"things.csv": "p;q\n1;2\n"})), Words(language))

    assert tomllib.loads(said) == {"table": [{"file": "things.csv", "form": "sheet"}]}
    assert said.startswith("# How archiver reads" if language == "en" else "# Comment archiver lit")
    remarked = "\n".join(line.removeprefix("# ") for line in said.splitlines()[3:11])
    assert tomllib.loads(remarked)["decimal"] == ","
