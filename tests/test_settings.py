"""The settings file: read whole, checked whole, and written without losing a comment."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest

from archiver.errors import (
    CompanyExists,
    DriveExists,
    FileNotReadable,
    TargetNotWritable,
    UnknownCompany,
    UnknownDrive,
    WrongSettings,
)
from archiver.settings import (
    CompanySettings,
    Schedule,
    Settings,
    add_company,
    add_drive,
    books_of,
    load,
    month_day,
    set_company,
)

SOURCES = ("gnucash", "quickbooks")


@dataclass(frozen=True, slots=True)
class FolderShape:
    folder: Path


AT = "settings.toml"
TABLE = "takes a table of settings of its own"
SHAPES = {"folder": FolderShape}

WHOLE = """\
# the accountant's own remark
[defaults]
language = "fr-CA"
archives = "archives"

[company.lac]
books = "gnucash:/home/marie/lac.gnucash"
drives = ["stick"]  # the blue one
group = "Clients/Québec"
headers = "ads"
lock_sheets = true
fiscal_year_start = "04-01"
country = "CA"
home_currency = "CAD"
time_zone = "America/Toronto"

[company."Crèmerie Élan"]
books = 'C:\\Books\\elan.gnucash'

[drive.stick]
kind = "folder"
folder = "/media/stick"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def loaded(path: Path, text: str) -> Settings:
    path.write_text(text, "utf-8")
    return load(path, SHAPES, SOURCES)


def mistakes(path: Path, text: str) -> list[str]:
    with pytest.raises(WrongSettings) as caught:
        loaded(path, text)
    return [mistake.template.format_map(mistake.facts) for mistake in caught.value.mistakes]


def test_reads_the_whole_file(path: Path) -> None:
    settings = loaded(path, WHOLE.replace("Crèmerie Élan", "Crèmerie-Élan"))

    lac = settings.company("lac")
    assert (settings.defaults.language, settings.defaults.archives) == ("fr-CA", path.parent / "archives")
    assert (lac.books, lac.drives) == ("gnucash:/home/marie/lac.gnucash", ("stick",))
    assert (lac.group, lac.series) == ("Clients/Québec", "")
    assert (lac.headers, lac.lock_sheets, lac.read_only_recommended) == ("ads", True, None)
    assert settings.company("Crèmerie-Élan").books == "C:\\Books\\elan.gnucash"
    assert settings.drive("stick") == FolderShape(Path("/media/stick"))


def test_a_missing_file_is_an_empty_one(path: Path) -> None:
    assert load(path, SHAPES, SOURCES) == Settings(path)


def test_names_are_the_same_however_their_accents_are_composed(path: Path) -> None:
    settings = loaded(path, normalize("NFD", '[company."Élan"]\nbooks = "/x"\n'))

    assert settings.company("Élan") is settings.company(normalize("NFD", "Élan"))


def test_a_file_from_windows_reads_the_same(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + b'[company.lac]\r\nbooks = "/x"\r\nlanguage = 3\r\n')

    with pytest.raises(WrongSettings) as caught:
        load(path, SHAPES, SOURCES)
    assert caught.value.mistakes[0].facts["place"] == "settings.toml:3 company.lac.language"


def test_paths_from_home_and_from_the_files_own_folder(path: Path) -> None:
    settings = loaded(path, '[drive.a]\nkind = "folder"\nfolder = "~/x"\n[drive.b]\nkind = "folder"\nfolder = "x"\n')

    assert settings.drives == {"a": FolderShape(Path.home() / "x"), "b": FolderShape(path.parent / "x")}


def test_unknown_names_are_told_with_the_known_ones(path: Path) -> None:
    settings = loaded(path, '[company.lac]\nbooks = "/x"\n')

    with pytest.raises(UnknownCompany) as caught:
        settings.company("lake")
    assert (caught.value.facts["name"], caught.value.facts["known"]) == ("lake", "lac")
    with pytest.raises(UnknownDrive):
        settings.drive("stick")


def test_every_mistake_is_told_at_once_with_its_line(path: Path) -> None:
    told = mistakes(
        path,
        '[defaults]\nlanguage = "de"\nfoo = 1\n\n'
        '[company.lac]\nbooks = "quickboks:lac"\ndrives = ["stick",\n  "tape"]\nlanguage = 3\ncountry = "ca"\n'
        'token = "hush"\n\n'
        '[company."a/b"]\nname = 5\ndrives = "stick"\ntime_zone = "Mars/Base"\nfiscal_year_start = "02-29"\n'
        'home_currency = "dollar"\ngroup = "A//B"\n\n'
        '[drive.stick]\nkind = "folder"\nlink = "x"\n[drive.tape]\nkind = "tape"\n[drive.none]\n[other]\n',
    )

    assert [each.split(" ")[:2] for each in told] == [
        ["settings.toml:2", "defaults.language"],
        ["settings.toml:3", "defaults.foo"],
        ["settings.toml:6", "company.lac.books"],
        ["settings.toml:9", "company.lac.language"],
        ["settings.toml:10", "company.lac.country"],
        ["settings.toml:11", "company.lac.token:"],
        ["settings.toml:13", "company.a/b:"],
        ["settings.toml:13", "company.a/b.books"],
        ["settings.toml:14", "company.a/b.name"],
        ["settings.toml:15", "company.a/b.drives"],
        ["settings.toml:16", "company.a/b.time_zone"],
        ["settings.toml:17", "company.a/b.fiscal_year_start"],
        ["settings.toml:18", "company.a/b.home_currency"],
        ["settings.toml:19", "company.a/b.group"],
        ["settings.toml:21", "drive.stick.folder"],
        ["settings.toml:23", "drive.stick.link"],
        ["settings.toml:25", "drive.tape.kind"],
        ["settings.toml:26", "drive.none.kind"],
        ["settings.toml:27", "other"],
    ]
    assert not any("hush" in each for each in told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[company.lac]\nbooks = "/x"\nlanguage = "fr"\n',
            f"{AT}:3 company.lac.language = fr is not a language that we have; there are: en, fr-CA, fr-FR, fr-CH",
        ),
        (
            '[company.lac]\nbooks = "/x"\nheaders = "locale"\n',
            f"{AT}:3 company.lac.headers takes language, ads or source; not locale",
        ),
        ("[defaults]\nlock_sheets = 1.5\n", f"{AT}:2 defaults.lock_sheets takes true or false"),
        ("[company.lac]\nbooks = 3\n", f"{AT}:2 company.lac.books takes a text in quotes"),
        ("[company.lac]\n", "settings.toml:1 company.lac.books is missing"),
        ('[company]\nlac = "/x"\n', f"{AT}:2 company.lac {TABLE}, under a line [company.lac]"),
        ("company = 1\n", f"{AT}:1 company {TABLE}, under a line [company.NAME]"),
        ("[drive]\nnas = 1\n", f"{AT}:2 drive.nas {TABLE}, under a line [drive.nas]"),
        ("defaults = { language = 1 }\n", "settings.toml:1 defaults.language takes a text in quotes"),
    ],
)
def test_mistakes_are_told_in_plain_words(path: Path, text: str, told: str) -> None:
    assert mistakes(path, text) == [told]


def test_names_that_a_disk_would_confuse_are_refused(path: Path) -> None:
    (told,) = mistakes(path, '[company.lac]\nbooks = "/x"\n[company.LAC]\nbooks = "/y"\n')

    assert told.startswith("settings.toml:3 company.LAC: lac is a name already")


def test_a_windows_path_in_double_quotes_is_caught(path: Path) -> None:
    (told,) = mistakes(path, '[company.lac]\nbooks = "C:\\temp"\n')

    assert "single quotes" in told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[company.lac]\nbooks = "C:\\Users"\n', 2),
        ("[company.lac]\nbooks =\n", 2),
        ("[company.Élan]\n", 1),
        ('a = """\n', 1),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(path: Path, text: str, line: int) -> None:
    (told,) = mistakes(path, text)

    assert told.startswith(f"settings.toml:{line} cannot be read")


def test_what_is_not_text_is_told(path: Path) -> None:
    path.write_bytes(b'[company.lac]\nbooks = "caf\xe9"\n')
    with pytest.raises(WrongSettings):
        load(path, SHAPES, SOURCES)

    path.unlink()
    path.mkdir()
    with pytest.raises(FileNotReadable):
        load(path, SHAPES, SOURCES)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("gnucash:/home/lac.gnucash", ("gnucash", "/home/lac.gnucash")),
        ("QuickBooks:lac", ("quickbooks", "lac")),
        ("gnucash:C:\\lac.gnucash", ("gnucash", "C:\\lac.gnucash")),
        ("C:\\lac.gnucash", ("", "C:\\lac.gnucash")),
        ("/home/a:b/lac.gnucash", ("", "/home/a:b/lac.gnucash")),
        ("lac.gnucash", ("", "lac.gnucash")),
        ("quickboks:lac", None),
    ],
)
def test_books_are_a_source_and_where(text: str, parts: tuple[str, str] | None) -> None:
    assert books_of(text, SOURCES) == parts


@pytest.mark.parametrize(("text", "told"), [("04-01", (4, 1)), ("12-31", (12, 31)), ("02-29", None), ("4-1", None)])
def test_month_and_day(text: str, told: tuple[int, int] | None) -> None:
    assert month_day(text) == told


def test_adding_keeps_all_that_was_written(path: Path) -> None:
    text = WHOLE.replace("Crèmerie Élan", "Crèmerie-Élan").rstrip("\n")
    path.write_text(text, "utf-8")

    add_company(
        path, "Café.bis", {"books": "C:\\x'\"y", "drives": ("stick",), "documents": Path("/docs"), "group": None}
    )
    add_drive(path, "nas", {"kind": "folder", "folder": Path("/nas")})

    assert path.read_text("utf-8").startswith(text + "\n\n")
    settings = load(path, SHAPES, SOURCES)
    added = settings.company("Café.bis")
    assert (added.books, added.drives, added.documents) == ("C:\\x'\"y", ("stick",), Path("/docs"))
    assert list(settings.companies) == ["lac", "Crèmerie-Élan", "Café.bis"]
    assert settings.drive("nas") == FolderShape(Path("/nas"))


def test_the_file_and_its_folder_are_made_and_private(tmp_path: Path) -> None:
    path = tmp_path / "config" / "archiver" / "settings.toml"

    add_company(path, "lac", {"books": "/x"})

    assert path.read_text() == '[company.lac]\nbooks = "/x"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["settings.toml"]


def test_line_ends_and_links_stay_what_they_were(path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_bytes(b"[defaults]\r\n")
    path.symlink_to(kept)

    add_company(path, "lac", {"books": "/x"})

    assert path.is_symlink()
    assert kept.read_bytes() == b'[defaults]\r\n\r\n[company.lac]\r\nbooks = "/x"\r\n'


def test_a_name_taken_is_refused(path: Path) -> None:
    add_company(path, "Élan", {"books": "/x"})
    add_drive(path, "nas", {"kind": "folder", "folder": "/nas"})
    before = path.read_bytes()

    with pytest.raises(CompanyExists):
        add_company(path, normalize("NFD", "élan"), {"books": "/y"})
    with pytest.raises(DriveExists):
        add_drive(path, "nas", {"kind": "folder", "folder": "/y"})
    assert path.read_bytes() == before


def test_what_would_not_load_is_not_written(path: Path) -> None:
    with pytest.raises(WrongSettings) as caught:
        add_company(path, "a/b", {"books": "/x", "country": "qc", "password": "hush"})

    assert len(caught.value.mistakes) == 3
    assert "hush" not in str(caught.value)
    assert not path.exists()


def test_a_table_written_in_one_line_cannot_be_added_to(path: Path) -> None:
    path.write_text('company = { lac = { books = "/x" } }\n')

    with pytest.raises(WrongSettings):
        add_company(path, "elan", {"books": "/y"})
    assert path.read_text() == 'company = { lac = { books = "/x" } }\n'


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that is closed even to the administrator")
def test_a_folder_that_cannot_be_made_is_told() -> None:
    with pytest.raises(TargetNotWritable):
        add_company(Path("/proc/archiver/settings.toml"), "lac", {"books": "/x"})


@dataclass(frozen=True, slots=True)
class CloudShape:
    link: str
    limit: int | None = None


@pytest.mark.parametrize(
    ("text", "pace"),
    [("2_000_000", 2_000_000), ('"2M"', 2_000_000), ('"1.5M"', 1_500_000), ('"250 k"', 250_000), ('"1G"', 10**9)],
)
def test_a_limit_is_bytes_a_second(path: Path, text: str, pace: int) -> None:
    path.write_text(f'[drive.cloud]\nkind = "cloud"\nlink = "mine"\nlimit = {text}\n', encoding="utf-8")

    assert load(path, {"cloud": CloudShape}, SOURCES).drive("cloud") == CloudShape("mine", pace)


@pytest.mark.parametrize("text", ['"fast"', "0", "-5", "true", '"2 MB/s"', "[2]", '"0.0001k"'])
def test_a_limit_that_is_none_is_told(path: Path, text: str) -> None:
    path.write_text(f'[drive.cloud]\nkind = "cloud"\nlink = "mine"\nlimit = {text}\n', encoding="utf-8")

    with pytest.raises(WrongSettings) as raised:
        load(path, {"cloud": CloudShape}, SOURCES)
    assert "takes bytes a second" in str(raised.value)


# Schedules


def test_scheduled_archives_go_to_the_schedule_s_drives_or_the_company_s_own() -> None:
    own = CompanySettings("lac.gnucash", drives=("stick", "cloud"))
    every = Schedule("daily", "02:00", date(2026, 12, 1))
    assert own.scheduled_drives == ("stick", "cloud")
    assert replace(own, schedule=every).scheduled_drives == ("stick", "cloud")
    assert replace(own, schedule=replace(every, drives=("cloud",))).scheduled_drives == ("cloud",)
    assert replace(own, schedule=replace(every, drives=())).scheduled_drives == ()


def test_a_schedule_is_set_changed_and_taken_away(path: Path) -> None:
    path.write_text(WHOLE.replace("Crèmerie Élan", "Crèmerie-Élan"), "utf-8")
    schedule = {"every": "monthly", "at": "02:30", "start": date(2026, 12, 31), "drives": ("stick",)}

    set_company(path, "Crèmerie-Élan", {"schedule": schedule})
    set_company(path, "lac", {"schedule": {**schedule, "drives": None, "only_if_changed": False}})

    settings = load(path, SHAPES, SOURCES)
    assert settings.company("Crèmerie-Élan").schedule == Schedule("monthly", "02:30", date(2026, 12, 31), ("stick",))
    assert settings.company("lac").schedule == Schedule(
        "monthly", "02:30", date(2026, 12, 31), None, only_if_changed=False
    )
    assert "# the blue one" in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    set_company(path, "lac", {"schedule": None})

    assert load(path, SHAPES, SOURCES).company("lac").schedule is None
    assert load(path, SHAPES, SOURCES).company("lac").home_currency == "CAD"


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ('{every = "hourly", at = "02:00", start = 2026-12-01}', "schedule.every takes daily"),
        ('{every = "daily", at = "2:00", start = 2026-12-01}', "schedule.at takes a time of day"),
        ('{every = "daily", at = "24:00", start = 2026-12-01}', "schedule.at takes a time of day"),
        ('{every = "daily", at = "02:00", start = "soon"}', "schedule.start takes a day"),
        ('{every = "daily", at = "02:00"}', "schedule.start is missing"),
        ('{every = "daily", at = "02:00", start = 2026-12-01, drives = ["moon"]}', "no drive called moon"),
        ('"daily"', "takes a table"),
    ],
)
def test_what_a_schedule_cannot_be(path: Path, schedule: str, said: str) -> None:
    (mistake,) = mistakes(path, f'[company.lac]\nbooks = "lac.gnucash"\nschedule = {schedule}\n')

    assert said in mistake
    assert "settings.toml:3" in mistake


def test_a_company_that_stands_after_a_drive_is_set_too(tmp_path: Path) -> None:
    """What was added one after the other is not in order."""
    path = tmp_path / "settings.toml"
    before = (
        '[company.lac]\nbooks = "a"\n\n[drive.usb]\nkind = "folder"\nfolder = "usb"\n\n[company.alpes]\nbooks = "b"\n'
    )
    path.write_text(before)

    set_company(path, "alpes", {"keep": "everything"})

    assert path.read_text() == f'{before}keep = "everything"\n'


@pytest.mark.parametrize("group", ["Rivage", "Rivage/Québec", "A/B/C", "a b/c d", "x" * 64])
def test_a_group_is_a_path_of_names(path: Path, group: str) -> None:
    path.write_text(f'[company.lac]\nbooks = "lac.gnucash"\ngroup = "{group}"\n', "utf-8")
    assert load(path, SHAPES, SOURCES).company("lac").group == group


@pytest.mark.parametrize("group", ["", "/", "A/", "/B", "A//B", " A/B", "A /B", "A/B ", "x" * 65])
def test_a_name_of_a_group_is_neither_empty_nor_set_off_by_spaces(path: Path, group: str) -> None:
    (mistake,) = mistakes(path, f'[company.lac]\nbooks = "lac.gnucash"\ngroup = "{group}"\n')
    assert "settings.toml:3" in mistake
    assert "names with / between them" in mistake
