"""Several exports of one table: the newest counts, parts are put together, and what is in doubt is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archiver.books.files.folder import called
from archiver.errors import FilesRefused
from tests.books.files.reading import laid, read

HEAD = "Date;Reference;Description;DebitAccount;CreditAccount;Amount;Journal\n"


def entries(*days: str) -> str:
    """An export with an entry on each of some days."""
    return HEAD + "".join(f"{day};{turn};Vente;1020;3200;10.00;v\n" for turn, day in enumerate(days))


def test_the_newest_export_of_a_table_counts_and_it_is_said(tmp_path: Path) -> None:
    whole = read(
        laid(
            tmp_path / "books",
            {
                "ecritures_2026-02-28.csv": entries("01.01.2026", "01.02.2026"),
                "ecritures_2026-03-31.csv": entries("01.01.2026", "02.02.2026", "01.03.2026"),
            },
        )
    )

    assert len(whole.values["ledger"]) == 6
    assert "ecritures_2026-02-28.csv is an earlier export of ecritures_2026-03-31.csv" in whole.notes


def test_exports_of_one_ledger_are_versions_whatever_tells_what_they_are(tmp_path: Path) -> None:
    plain = "Date;Description;Débit;Crédit;Montant;Journal\n01.02.2026;Vente;1020;3200;10.00;{journal}\n"
    files = {
        "ecritures_2026-02-28.csv": plain.format(journal="v"),
        "ecritures_2026-03-31.csv": plain.format(journal="VTE"),
    }
    whole = read(laid(tmp_path / "books", files))

    assert len(whole.values["ledger"]) == 2
    assert "ecritures_2026-02-28.csv is an earlier export" in whole.notes


def test_without_a_date_in_the_name_that_of_the_file_tells(tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", {"clients (1).csv": "a;b\nnew;1\n", "clients.csv": "a;b\nold;1\n"})
    os.utime(folder / "clients.csv", (1_700_000_000, 1_700_000_000))
    os.utime(folder / "clients (1).csv", (1_700_000_100, 1_700_000_100))

    assert read(folder).column("file_clients", "a") == ["new"]


def test_exports_of_two_years_are_parts_of_one_ledger(tmp_path: Path) -> None:
    files = {
        "ecritures_2025-12-31.csv": entries("01.02.2025", "01.03.2025"),
        "ecritures_2026-03-31.csv": entries("01.02.2026"),
    }
    whole = read(laid(tmp_path / "books", files))

    assert len(whole.values["ledger"]) == 6
    assert "earlier export" not in whole.notes


def test_exports_that_meet_in_part_are_refused(tmp_path: Path) -> None:
    files = {
        "ecritures_2026-03-31.csv": entries("01.01.2026", "01.03.2026"),
        "ecritures_2026-06-30.csv": entries("01.02.2026", "01.06.2026"),
    }
    with pytest.raises(FilesRefused) as refused:
        read(laid(tmp_path / "books", files))

    assert "ecritures_2026-03-31.csv: it has days that ecritures_2026-06-30.csv has not" in str(refused.value)


@pytest.mark.parametrize(("versions", "postings"), [("newest", 4), ("parts", 8)])
def test_the_owner_says_which(tmp_path: Path, versions: str, postings: int) -> None:
    files = {
        "ecritures_2026-03-31.csv": entries("01.01.2026", "01.03.2026"),
        "ecritures_2026-06-30.csv": entries("01.02.2026", "01.06.2026"),
        "archiver.toml": f'[[table]]\nfile = "ecritures*.csv"\npreset = "cheel-entries"\nversions = "{versions}"\n',
    }

    assert len(read(laid(tmp_path / "books", files)).values["ledger"]) == postings


def test_a_later_year_is_not_opened_twice(tmp_path: Path) -> None:
    opening = "01.01.{year};;Bilan d’ouverture;1020;2979;500.00;o\n"
    files = {
        "ecritures_2025-12-31.csv": entries("01.02.2025") + opening.format(year=2025),
        "ecritures_2026-12-31.csv": entries("01.02.2026") + opening.format(year=2026),
    }
    whole = read(laid(tmp_path / "books", files))

    opened = [each["date"] for each in whole.values["ledger"].values() if each["description"] == "Bilan d’ouverture"]
    assert [str(day) for day in opened] == ["2025-01-01", "2025-01-01"]


def test_the_same_chart_in_each_year_is_one(tmp_path: Path) -> None:
    plan = "CLASSE;NUMERO;COMPTE\n1;1020;{name}\n"
    files = {"2025/plan.csv": plan.format(name="Banque"), "2026/plan.csv": plan.format(name="Banque cantonale")}
    whole = read(laid(tmp_path / "books", files))

    assert whole.column("accounts", "name") == ["Banque cantonale"]


@pytest.mark.parametrize(
    ("name", "table", "age"),
    [
        ("entries.csv", "entries", ""),
        ("entries_2026-03-31.csv", "entries", "20260331000000"),
        ("entries_20260331_1405.csv", "entries", "20260331140500"),
        ("entries 31.03.2026.csv", "entries", "20260331000000"),
        ("entries (2).csv", "entries", "000002"),
        ("entries - Copie.csv", "entries", "000001"),
        ("2025/plan.dbf", "2025/plan", ""),
        ("123456789FEC20261231.txt", "123456789FEC", "20261231000000"),
        ("sales 2026.csv", "sales 2026", ""),
        ("2026-03-31.csv", "table", "20260331000000"),
        ("book_v2.xlsx [Sheet1]", "book [Sheet1]", "000002"),
    ],
)
def test_what_a_table_is_called_without_the_date_of_its_export(name: str, table: str, age: str) -> None:
    within = name.partition(" [")[2].rstrip("]")
    assert called(name, within) == (table, age)


def test_brackets_in_names_are_part_of_them(tmp_path: Path) -> None:
    files = {
        "a [b].csv": "p;q\nx;1\n",
        "archiver.toml": '[[table]]\nfile = "a [[]b].csv"\nform = "list"\nkind = "terms"\ncolumns.name = "p"\n',
    }
    assert read(laid(tmp_path / "books", files)).column("terms", "name") == ["x"]
