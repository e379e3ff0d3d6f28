"""``archiver files``: what a person sees of a folder of files, and the draft of a mapping."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archiver.cli import files
from archiver.cli.session import Session
from archiver.errors import FilesRefused, FilesStillRefused, MappingExists
from archiver.words import Words
from tests.books.files.reading import laid

ENTRIES = """\
Date;Reference;Description;DebitAccount;CreditAccount;Amount
15.03.2026;1;Vente;1020;3200;10.00
"""
FILES = {"ecritures.csv": ENTRIES}


def run(*arguments: str, as_json: bool = False) -> None:
    session = Session(Words("en"))
    session.as_json = as_json
    files.command(session.words).main(list(arguments), "files", standalone_mode=False, obj=session)
    session.finish()


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_HOME", str(tmp_path / "home"))


def test_shows_what_each_table_and_each_heading_was_taken_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(str(laid(tmp_path / "books", FILES)))

    shown = " ".join(capsys.readouterr().out.split())
    assert "ecritures.csv Cheel, accounting entries 1 2026-03-15 2026-03-15" in shown
    assert "ecritures.csv DebitAccount account that is debited" in shown
    assert "ecritures.csv Description Description" in shown


def test_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(str(laid(tmp_path / "books", FILES)), as_json=True)

    (table,) = json.loads(capsys.readouterr().out)["tables"]
    assert table == {
        "file": "ecritures.csv",
        "read_as": "Cheel, accounting entries",
        "rows": 1,
        "from": "2026-03-15",
        "until": "2026-03-15",
    }


def test_drafts_a_mapping_once(tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", FILES)
    run(str(folder), "--draft")

    drafted = (folder / "archiver.toml").read_text(encoding="utf-8")
    assert 'preset = "cheel-entries"' in drafted
    assert 'debit_account = "DebitAccount"' in drafted
    with pytest.raises(MappingExists):
        run(str(folder), "--draft")
    assert (folder / "archiver.toml").read_text(encoding="utf-8") == drafted


def test_says_all_that_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(FilesRefused) as refused:
        run(str(laid(tmp_path / "books", {"a.csv": "x;y\n1;2;3\n1;2\n", "b.dbf": b"no"})))

    assert refused.value.facts["count"] == 2


def test_drafts_a_mapping_for_what_is_in_doubt(tmp_path: Path) -> None:
    doubtful = "Date,Account number,Debit,Credit\n03/04/2026,1000,5.00,\n03/04/2026,2000,,5.00\n"
    folder = laid(tmp_path / "books", {"ledger.csv": doubtful})
    with pytest.raises(FilesStillRefused) as refused:
        run(str(folder), "--draft")

    said = Words("en")
    assert said.say(refused.value.phrase).startswith(f"The files of {folder} cannot be read as they are:")
    assert "--draft" not in said.say(refused.value.advice)
    assert f"correct {folder / 'archiver.toml'}; then" in said.say(refused.value.advice)
    drafted = folder / "archiver.toml"
    drafted.write_text(
        drafted.read_text(encoding="utf-8").replace('# dates = "dmy" ', 'dates = "mdy" '), encoding="utf-8"
    )
    run(str(folder))
