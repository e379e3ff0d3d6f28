"""Rows of a ledger that post nothing: none of them disappears in silence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from archiver.errors import FilesRefused
from tests.books.files.making import xlsx
from tests.books.files.reading import laid, read

HEADS = "Date;Référence;Description;Débit;Crédit;Montant;Journal\n"
ENTRY = "01.01.2026;O1;Solde;1020;2800;20000.00;o\n"
LEDGER = "Date;Compte;Débit;Crédit\n15.03.2026;1020;5,00;\n15.03.2026;3200;;5,00\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("18.03.2026;X;Achat oublié;;;75.00;d", "it names no account"),
        ("18.03.2026;X;Achat oublié; ; ;75.00;d", "it names no account"),
        ("18.03.2026;X;Achat oublié;;;;d", "it names no account"),
        (";;Écritures du mois;;;;", "it names no account"),
        ("18.03.2026;X;Achat oublié;6000;1020;;d", "it names an account and no amount"),
        ("18.03.2026;X;Achat oublié;6000;;  ;d", "it names an account and no amount"),
    ],
)
def test_an_entry_that_would_vanish_is_refused_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(FilesRefused) as refused:
        read(laid(tmp_path / "books", {"e.csv": f"{HEADS}{ENTRY}{row}\n"}))

    assert refused.value.facts["count"] == 1
    assert f"e.csv, line 3: {reason}" in str(refused.value)


def test_of_many_rows_for_one_reason_some_are_told(tmp_path: Path) -> None:
    with pytest.raises(FilesRefused) as refused:
        read(laid(tmp_path / "books", {"e.csv": HEADS + ENTRY * 9 + "18.03.2026;X;Achat;;;75.00;d\n" * 9}))

    assert refused.value.facts["count"] == 5


def test_a_zero_that_is_written_is_an_amount(tmp_path: Path) -> None:
    whole = read(laid(tmp_path / "books", {"e.csv": HEADS + ENTRY + "18.03.2026;X;Annulé;6000;1020;0.00;d\n"}))

    assert whole.column("ledger", "debit") == [Decimal(20000), 0, 0, 0]


@pytest.mark.parametrize("total", [";;;;;22'596.10;", ";;Total;;;1.00;", ";;Ensemble;;;1.00;", "Total;;;;;1.00;"])
def test_a_total_of_entries_is_counted_and_said(tmp_path: Path, total: str) -> None:
    whole = read(laid(tmp_path / "books", {"e.csv": f"{HEADS}{ENTRY}{total}\n"}))

    assert len(whole.values["ledger"]) == 2
    assert "e.csv: rows that are totals, and were left out: 1" in whole.notes


def test_blanks_are_no_row(tmp_path: Path) -> None:
    whole = read(laid(tmp_path / "books", {"e.csv": f"{HEADS}{ENTRY} ; ;;;; ;\n"}))

    assert len(whole.values["ledger"]) == 2
    assert "totals" not in whole.notes


def test_a_row_that_heads_an_entry_needs_no_amount(tmp_path: Path) -> None:
    heads = "ECR_NUMERO;DATE;PIECE;LIBELLE;CPT_DEBIT;CPT_CREDIT;MONTANT\n"
    whole = read(
        laid(
            tmp_path / "books", {"t.csv": heads + "1;15.03.2026;A;x;1020;Multiple;\n1;15.03.2026;A;x;1020;3200;9,00\n"}
        )
    )

    assert whole.column("ledger", "debit") == [Decimal(9), 0]


def test_a_total_of_postings_is_counted_and_said_in_excel_too(tmp_path: Path) -> None:
    heads = ["Date", "Compte", "Débit", "Crédit"]
    rows: list[list[object]] = [["2026-03-15", 1020, 5.5, None], ["2026-03-15", 3200, None, 5.5]]
    book = xlsx([heads, *rows, [None, None, 5.5, 5.5]])
    whole = read(laid(tmp_path / "books", {"a.csv": LEDGER + ";;5,00;5.00\n", "b.xlsx": book}))

    assert len(whole.values["ledger"]) == 4
    assert "a.csv: rows that are totals, and were left out: 1" in whole.notes
    assert "rows that are totals, and were left out: 1" in whole.notes.partition("b.xlsx")[2]


@pytest.mark.parametrize("row", ["16.03.2026;;7,00;", "16.03.2026; ;;-7,00", ";;7,00;"])
def test_a_posting_to_no_account_stays_and_is_said(tmp_path: Path, row: str) -> None:
    whole = read(laid(tmp_path / "books", {"a.csv": f"{LEDGER}{row}\n"}))

    assert whole.column("ledger", "account_id") == ["1020", "3200", None]
    assert "a.csv: postings that name no account, and stand in the ledger without one: 1" in whole.notes
