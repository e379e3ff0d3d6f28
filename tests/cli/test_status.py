"""What ``status`` says of companies beyond how they stand: that some books are of a form nobody publishes."""

from __future__ import annotations

from tests.archives import BOOKS
from tests.cli.conftest import Owner


def test_files_of_a_form_that_nobody_publishes_are_named(owner: Owner) -> None:
    path = owner.home / "settings.toml"
    told = '[company.dairy]\nbooks = "manager:dairy.manager"\n\n[company.shop]\nbooks = "manager:shop"\n'
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{told}", encoding="utf-8")
    ran = owner.machine.run("status", "--json")
    assert (ran.code, ran.json["unproved"]) == (0, ["dairy"])
    assert "was not yet proved on a genuine file" in owner.machine.run("status").out


def test_how_a_run_ended_is_told_to_programs_by_a_word_of_no_language(owner: Owner) -> None:
    assert owner.machine.run("add", "alpine", "--books", str(BOOKS["alpine"])).code == 0
    assert owner.machine.run("export", "alpine").code in (0, 3)
    rows = [owner.machine.run("status", "alpine", "--json", lang=lang).json["companies"][0] for lang in ("en", "fr-CA")]
    assert [(row["last_outcome"], row["last_run"]) for row in rows] == [("done", "succeeded"), ("done", "réussie")]


def test_nothing_is_said_of_other_books(owner: Owner) -> None:
    assert owner.machine.run("status", "--json").json["unproved"] == []
