"""How workbooks are made: as asked, as set for a company or for all; never as a screen happens to be."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZipFile

import openpyxl
import pytest

from archiver.settings import load
from tests.access.test_commands import Machine
from tests.archives import BOOKS, unpacked

OTHERS = '\n[defaults]\nlanguage = "fr-CH"\nheaders = "source"\nread_only_recommended = true\n'


class Made(NamedTuple):
    """An archive as ``archive.json`` says it was made, and its first workbook of documents."""

    told: dict[str, Any]
    workbook: openpyxl.Workbook
    recommended: bool

    @property
    def headings(self) -> list[object]:
        """The header row of the first sheet."""
        return [cell.value for cell in self.workbook.worksheets[0][1]]

    @property
    def locked(self) -> bool:
        """Whether its sheets are."""
        return all(bool(sheet.protection.sheet) for sheet in self.workbook)


def newest(machine: Machine) -> Made:
    """The last archive that the machine made."""
    path = max(machine.home.rglob("*.cab"), key=lambda each: each.stat().st_mtime_ns)
    files = unpacked(path)
    books = (name for name in files if name.removeprefix("data/") in ("Invoices.xlsx", "Factures.xlsx"))
    content = BytesIO(files[next(books)])
    book = openpyxl.load_workbook(content)
    part = ZipFile(content).read("xl/workbook.xml")
    return Made(json.loads(files["archive.json"])["archive"], book, b"readOnlyRecommended" in part)


@pytest.fixture
def owner(machine: Machine) -> Machine:
    """Has books, and no company yet."""
    shutil.copy(BOOKS["alpine"], machine.home.parent / "lac.gnucash")
    return machine


def added(owner: Machine, *options: str, lang: str = "en") -> Machine:
    """The owner, with the company ``lac``."""
    assert owner.run("add", "lac", "--books", "lac.gnucash", *options, lang=lang).code == 0
    return owner


def ran(owner: Machine, *arguments: str, lang: str = "en") -> Made:
    """What a command made."""
    said = owner.run(*arguments, lang=lang)
    assert said.code in (0, 3), said
    return newest(owner)


def test_what_was_chosen_with_the_company_holds_when_nobody_is_at_the_screen(owner: Machine) -> None:
    added(owner, "--headers", "ads", "--lock-sheets", lang="fr-FR")
    company = load(owner.home / "settings.toml", {}, ("gnucash",)).company("lac")
    chosen = (company.language, company.headers, company.lock_sheets, company.read_only_recommended)
    assert chosen == ("fr-FR", "ads", True, None)

    made = ran(owner, "run", lang="en")
    assert (made.told["language"], made.told["headers"]) == ("fr-FR", "ads")
    assert (made.headings[0], made.workbook.sheetnames[0]) == ("Invoice_ID", "Factures clients")
    assert (made.locked, made.recommended) == (True, False)


def test_a_schedule_makes_what_an_export_by_hand_makes(owner: Machine) -> None:
    added(owner, "--language", "fr-CA", "--read-only-recommended")
    path = owner.home / "settings.toml"
    path.write_text(path.read_text() + 'schedule = { every = "daily", at = "02:00", start = 2020-01-01 }\n')
    made = ran(owner, "run", "--if-due", lang="en")
    assert (made.told["language"], made.told["headers"], made.recommended) == ("fr-CA", "language", True)


def test_defaults_hold_for_a_company_that_says_nothing_and_options_for_one_export(owner: Machine) -> None:
    owner.home.mkdir()
    path = owner.home / "settings.toml"
    path.write_text(OTHERS)
    added(owner, lang="en")
    assert load(path, {}, ("gnucash",)).company("lac").language is None

    made = ran(owner, "export", "lac")
    assert (made.told["language"], made.told["headers"]) == ("fr-CH", "source")
    assert made.headings[:2] == ["invoices.guid", "invoices.id"]
    assert (made.locked, made.recommended) == (False, True)

    options = ("--language", "en", "--headers", "language", "--lock-sheets", "--no-read-only-recommended")
    made = ran(owner, "export", "lac", *options)
    assert (made.told["language"], made.told["headers"], made.headings[0]) == ("en", "language", "ID")
    assert (made.locked, made.recommended) == (True, False)


def test_books_without_settings_are_made_as_asked(owner: Machine) -> None:
    asked = ("export", "--books", "lac.gnucash", "--to", str(owner.home), "--headers", "ads")
    owner.home.mkdir()
    (owner.home / "settings.toml").write_text(OTHERS)
    made = ran(owner, *asked, lang="fr-CA")
    assert (made.told["language"], made.told["headers"], made.recommended) == ("fr-CA", "ads", False)


def test_headers_that_we_have_not_are_refused_with_those_that_we_have(owner: Machine) -> None:
    assert owner.run("export", "--books", "lac.gnucash", "--headers", "iso").code == 2
    owner.home.mkdir(exist_ok=True)
    (owner.home / "settings.toml").write_text('[defaults]\nheaders = "iso"\nlock_sheets = "yes"\n')
    said = owner.run("export", "lac")
    assert said.code == 2
    assert "defaults.headers takes language, ads or source; not iso" in said.err
    assert "defaults.lock_sheets takes true or false" in said.err
