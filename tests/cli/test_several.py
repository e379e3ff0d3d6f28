"""Several companies exported together: which ones, what is shown first, a cabinet each, a cover, and exit codes."""

from __future__ import annotations

import io
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from archiver import demo
from archiver.cli.program import run
from archiver.places import Places
from archiver.workroom import enter
from tests.cli.test_sealing import PASSWORD, Owner, Ran, owner
from tests.contracts import fakes_source

__all__ = ["owner"]

SETTINGS = """
[drive.usb]
kind = "folder"
folder = "usb"

[drive.disk]
kind = "folder"
folder = "disk"

[company.lac]
books = "fake:lac.json"
group = "Rivage/Québec"
drives = ["usb", "disk"]

[company.port]
books = "fake:port.json"
group = "Rivage/Québec"
drives = ["usb"]

[company.alone]
books = "fake:alone.json"
"""


class Keyboard(io.StringIO):
    """Somebody at a keyboard, who types this."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def group(owner: Owner) -> Owner:
    """Two companies of a group, and one alone; two drives."""
    for name in ("usb", "disk", "out"):
        (owner.home / name).mkdir()
    for name in ("lac", "port", "alone"):
        fakes_source.write(owner.home / f"{name}.json", "Élise", name)
    (owner.home / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    return owner


def typing(owner: Owner, typed: str, *arguments: str) -> Ran:
    """Run ``archiver`` with somebody at the keyboard."""
    owner.patch.setattr(sys, "stdin", Keyboard(typed))
    return Ran(run(arguments, "en"), *owner.capture.readouterr())


def cabinets(folder: Path) -> list[str]:
    """Whose cabinets lie in a folder, by the start of their names."""
    return sorted(path.name.partition("_")[0] for path in folder.rglob("*.cab"))


def covers(folder: Path) -> list[str]:
    """Where covers lie in a folder, without their moments."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*_NON-RESTORABLE.xlsx"))
    return sorted(path.partition("_")[0] for path in found)


def test_a_group_is_a_cabinet_for_each_company_and_one_cover(group: Owner) -> None:
    ran = group.run("export", "--group", "rivage", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[:4] for line in ran.out.splitlines()[1:3]] == [
        ["1", "lac", "Rivage/Québec", "fake"],
        ["2", "port", "Rivage/Québec", "fake"],
    ]
    assert "lac: A new archive was made and deposited." in ran.out
    assert (cabinets(group.home / "archives"), covers(group.home / "archives")) == (["lac", "port"], ["Rivage"])
    assert (cabinets(group.home / "usb"), covers(group.home / "usb")) == (["lac", "port"], ["Rivage"])
    assert (cabinets(group.home / "disk"), covers(group.home / "disk")) == (["lac"], [])
    [path] = (group.home / "usb").glob("*.xlsx")
    assert [row[1] for row in load_workbook(path)["Companies"].values] == ["Company", "lac", "port"]
    assert "These archives are NON-RESTORABLE" in ran.out


def test_all_but_one_and_what_a_program_is_told(group: Owner) -> None:
    told = group.told("export", "--all", "--except", "port", "--yes", "--drive", "disk")
    assert [(each["company"], each["drives"], each["sealed"]) for each in told["summary"]] == [
        ("lac", ["disk"], False),
        ("alone", ["disk"], False),
    ]
    assert [(each["company"], each["outcome"], each["exit_code"]) for each in told["companies"]] == [
        ("lac", "done", 0),
        ("alone", "done", 0),
    ]
    assert Path(told["cover"]["path"]).name.startswith("Companies_")
    assert (told["cover"]["drives"], covers(group.home / "disk")) == (["disk"], ["Companies"])


def test_one_that_fails_stops_no_other_and_the_gravest_code_is_the_exit_code(group: Owner) -> None:
    (group.home / "lac.json").unlink()
    (group.home / "usb").rmdir()
    ran = group.run("export", "--all", "--yes")
    assert ran.code == 2
    assert "lac: The export failed." in ran.out
    assert "lac.json does not exist." in ran.err
    assert "port: A new archive was made, but not all went well." in ran.out
    assert "alone: A new archive was made and deposited." in ran.out
    assert cabinets(group.home / "archives") == ["alone", "port"]
    [path] = (group.home / "archives").glob("*.xlsx")
    states = {row[1]: row[4] for row in load_workbook(path)["Companies"].values}
    assert states == {"Company": "State", "lac": "NOT MADE", "port": "made, but not all went well", "alone": "made"}


def test_a_company_that_is_busy_was_not_exported(group: Owner) -> None:
    """Unlike in a round of schedules, nobody comes by again."""
    with enter(Places.here(os.environ).workroom(), "lac", datetime.now(UTC)):
        ran = group.run("export", "--group", "Rivage", "--yes")
    assert (ran.code, "lac: The export failed." in ran.out) == (7, True)
    assert cabinets(group.home / "archives") == ["port"]


def test_findings_in_one_of_them_are_an_error_on_request(group: Owner) -> None:
    settings = group.home / "settings.toml"
    settings.write_text(SETTINGS.replace("fake:lac.json", f"gnucash:{demo.BOOK}"), encoding="utf-8")
    ran = group.run("export", "--group", "Rivage", "--yes", "--strict")
    assert ran.code == 3
    assert "lac: A new archive was made and deposited." in ran.out
    assert "Numbers that no document has" not in ran.out, "the archive tells them"
    assert len(cabinets(group.home / "archives")) == 2


def test_a_company_without_its_password_is_told_before_and_after(group: Owner) -> None:
    settings = group.home / "settings.toml"
    settings.write_text(SETTINGS.replace("[company.port]", "[company.port]\nsealed = true"), encoding="utf-8")
    ran = group.run("export", "--group", "Rivage", "--yes")
    assert ran.code == 2
    assert "port cannot be exported: " in ran.out
    assert cabinets(group.home / "archives") == ["lac"]


def test_where_nothing_could_be_made_there_is_no_cover(group: Owner) -> None:
    for name in ("lac", "port"):
        (group.home / f"{name}.json").unlink()
    assert group.run("export", "lac", "port", "--yes").code == 2
    assert list(group.home.rglob("*.xlsx")) == []


def test_a_folder_takes_all_of_them_flat(group: Owner) -> None:
    assert group.run("export", "lac", "alone", "--to", str(group.home / "out"), "--yes", "--quiet").code == 0
    assert sorted(path.name.partition("_")[0] for path in (group.home / "out").iterdir()) == [
        "Companies",
        "alone",
        "lac",
    ]


def test_one_password_seals_them_all_and_the_cover_tells_nothing_of_them(group: Owner) -> None:
    ran = group.run("export", "--group", "Rivage", "--yes", "--password-file", group.file(PASSWORD))
    assert ran.code == 0
    [path] = (group.home / "archives").glob("*.xlsx")
    rows = list(load_workbook(path)["Companies"].values)
    assert [row[rows[0].index("Sealed")] for row in rows[1:]] == ["yes", "yes"]
    assert "Totals by company" not in load_workbook(path).sheetnames


def test_without_a_change_the_archives_that_stand_are_on_the_cover(group: Owner) -> None:
    group.run("export", "--group", "Rivage", "--yes")
    fakes_source.write(group.home / "port.json", "Élise", "Bob")
    time.sleep(1)  # archives of one second would have one name
    told = group.told("export", "--group", "Rivage", "--only-if-changed", "--yes")
    assert [each["outcome"] for each in told["companies"]] == ["unchanged", "done"]
    rows = list(load_workbook(told["cover"]["path"])["Companies"].values)
    assert [row[4] for row in rows[1:]] == ["nothing has changed: the last archive stands", "made"]
    assert [row[rows[0].index("Documents")] for row in rows[1:]] == [2, 2]
    assert [(each["size"] is None, each["seconds"] is None) for each in told["summary"]] == [(False, False)] * 2


def test_a_dry_run_shows_the_summary_and_writes_nothing(group: Owner) -> None:
    ran = group.run("export", "--all", "--dry-run")
    assert (ran.code, "Nothing was written." in ran.out) == (0, True)
    assert not (group.home / "archives").exists()


def test_nobody_at_the_keyboard_has_to_say_yes_beforehand(group: Owner) -> None:
    ran = group.run("export", "--group", "Rivage")
    assert (ran.code, "--yes" in ran.err) == (2, True)
    assert not (group.home / "archives").exists()


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("\ny\n", ["alone", "lac", "port"]),
        ("2\n\ny\n", ["alone", "lac"]),
        ("3, 1\ny\n", ["port"]),
        ("4\nbob\n2\n\ny\n", ["alone", "lac"]),
        ("1,2,3\n", []),
        ("\nn\n", []),
        ("2\n\n\n", []),
    ],
)
def test_whoever_is_asked_leaves_some_out(group: Owner, typed: str, made: list[str]) -> None:
    ran = typing(group, typed, "export", "--all")
    assert ran.code == 0, ran
    assert cabinets(group.home / "archives") == made
    assert ("Nothing was exported." in ran.out) is (not made)
    if made == ["alone", "lac"]:
        assert "To leave out the same the next time: --except port" in ran.out


@pytest.mark.parametrize(("typed", "made"), [("y\n", ["lac"]), ("\n", [])])
def test_one_company_is_asked_about_on_request(group: Owner, typed: str, made: list[str]) -> None:
    assert typing(group, typed, "export", "lac", "--ask").code == 0
    assert (cabinets(group.home / "archives"), covers(group.home)) == (made, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--group", "Riv"], "There is no group called Riv in "),
        (["lac", "nobody"], "There is no company called nobody in "),
        (["lac", "port", "--name", "both"], "--name is for one company, and several were named."),
        (["lac", "port", "--documents", "."], "--documents is for one company, and several were named."),
        (["lac", "port", "--to", "nowhere"], "nowhere"),
        (["lac", "port", "--books", "fake:lac.json"], "Name one company of "),
        (["lac", "--except", "lac"], "Name one company of "),
        (["--except", "lac"], "Name one company of "),
        ([], "Name one company of "),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_read(group: Owner, arguments: list[str], said: str) -> None:
    ran = group.run("export", *arguments)
    assert (ran.code, said in ran.err) == (2, True), ran
    assert not (group.home / "archives").exists()


def test_list_and_status_show_the_groups(group: Owner) -> None:
    group.run("export", "--all", "--yes", "--quiet")
    assert [each["group"] for each in group.told("list")["archives"]] == ["Rivage/Québec", "Rivage/Québec", None]
    assert [each["group"] for each in group.told("status")["companies"]] == ["Rivage/Québec", "Rivage/Québec", None]
    for command in ("list", "status"):
        heads, *rows = group.run(command).out.splitlines()
        assert heads.split()[:2] == ["Company", "Group"]
        assert rows[0].split()[:2] == ["lac", "Rivage/Québec"]


def test_archives_are_listed_whatever_the_settings_are_worth(group: Owner) -> None:
    group.run("export", "alone", "--quiet")
    (group.home / "settings.toml").write_text("[company.alone]\n", encoding="utf-8")
    assert [each["group"] for each in group.told("list")["archives"]] == [None]


def test_a_group_is_run_listed_and_looked_at_as_companies_are(group: Owner) -> None:
    made = group.told("run", "--group", "Rivage/Québec")
    assert [(each["company"], each["outcome"]) for each in made["companies"]] == [("lac", "done"), ("port", "done")]
    assert len(group.told("run", "alone", "--group", "rivage")["companies"]) == 3

    listed = group.told("list", "--group", "rivage")["archives"]
    assert sorted(each["company"] for each in listed) == ["lac", "lac", "port", "port"]
    assert {each["company"] for each in group.told("list", "alone", "port")["archives"]} == {"alone", "port"}
    assert len(group.told("list")["archives"]) == 5

    told = group.told("status", "port", "--max-age", "1")
    assert [each["company"] for each in told["companies"]] == ["port"]
    assert [each["name"] for each in told["drives"]] == ["usb"]
    together = group.told("status", "--group", "RIVAGE/québec", "alone")
    assert [each["company"] for each in together["companies"]] == ["lac", "port", "alone"]


def test_only_the_companies_that_are_looked_at_can_be_stale(group: Owner) -> None:
    assert group.run("run", "--group", "rivage").code == 0
    assert group.run("status", "--max-age", "1").code == 8
    assert group.run("status", "--max-age", "1", "--group", "rivage").code == 0


@pytest.mark.parametrize("command", ["run", "list", "status"])
def test_a_group_that_nobody_names_is_refused_by_every_command(group: Owner, command: str) -> None:
    ran = group.run(command, "--group", "Rivages")
    assert ran.code == 2
    assert "Rivage/Québec" in ran.err


def test_of_a_group_only_who_has_a_schedule_can_be_due(group: Owner) -> None:
    with (group.home / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[company.port.schedule]\nevery = "daily"\nat = "00:00"\nstart = 2026-01-05\n')
    due = group.told("run", "--if-due", "--group", "rivage")["companies"]
    assert [(each["company"], each["outcome"]) for each in due] == [("port", "done")]
    assert group.run("run", "--if-due", "lac").code == 2
    assert group.told("run", "--if-due", "--group", "rivage")["companies"] == []
