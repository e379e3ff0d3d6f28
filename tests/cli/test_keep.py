"""``keep`` as a person runs it: shown first, moved only with a typed consent, and the chain stays whole."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver import workroom
from archiver.catalogue import Entry
from archiver.cli import keep
from archiver.cli.session import Session
from archiver.places import Places
from archiver.words import Words
from tests.books.gnucash.minimal import in_sqlite
from tests.cli.conftest import Owner
from tests.depositing import FOLDER
from tests.emulators.dropbox import Dropbox
from tests.emulators.google import Google

AGREE = "I agree\n"


def aged(owner: Owner, *entries: Entry) -> None:
    """Make these archives old: two years, by a day apart, in one month."""
    first = datetime(datetime.now(UTC).year - 2, 5, 2, 12, tzinfo=UTC)
    with closing(sqlite3.connect(owner.home / "catalogue.sqlite")) as catalogue, catalogue:
        for day, entry in enumerate(entries):
            moment = (first + timedelta(days=day)).isoformat(timespec="microseconds")
            catalogue.execute("UPDATE archives SET moment = ?, finished = ? WHERE id = ?", (moment, moment, entry.id))


@pytest.fixture
def trash(owner: Owner) -> Path:
    """The trash of the owner's machine."""
    owner.machine.environment |= {"HOME": str(owner.home), "XDG_DATA_HOME": str(owner.home / "share")}
    (owner.home / "share" / "Trash").mkdir(parents=True)
    return owner.home / "share" / "Trash" / "files"


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir()) if path.exists() else []


def test_it_shows_what_would_go_and_moves_nothing(owner: Owner, trash: Path) -> None:
    old, end, _ = entries = [owner.deposit("disk") for _ in range(3)]
    aged(owner, old, end)

    ran = owner.machine.run("keep", "lac")

    assert (ran.code, ran.err) == (0, "")
    assert "Would go: 1, together 5 bytes. Nothing was moved; to do it, add --apply" in ran.out
    assert "older than 90 days" in ran.out
    assert all(path.exists() for entry in entries for path in entry.paths)
    told = owner.machine.run("keep", "lac", "--json").json
    assert [each["goes"] for each in told["archives"]] == [True, False, False]
    assert told["applied"] is False


def test_only_a_typed_consent_moves_anything(at_google: Owner, google: Google, trash: Path) -> None:
    old, end, last = [at_google.deposit("google", "disk") for _ in range(3)]
    aged(at_google, old, end)
    run = at_google.machine.run

    assert run("keep", "lac", "--apply").code == 2
    assert run("keep", "lac", "--apply", typed="yes\n").code == 2
    assert google.items(old.cabinets[0].file) != []

    ran = run("keep", "lac", "--apply", typed=AGREE)

    assert (ran.code, f"To the trash: {old.name} (here, disk, google)" in ran.out) == (0, True), ran
    assert google.items(old.cabinets[0].file) == []
    assert [write for write in google.traffic.writes if write.startswith("delete")] == []
    assert names(trash) == sorted([old.cabinets[0].file, f"{old.name} 1.cab"]), "the kept copy, and that of the disk"
    assert names(at_google.home / "disk" / FOLDER) == sorted(each.cabinets[0].file for each in (end, last))
    assert "All archives stay: 2" in run("keep", "lac", "--apply").out
    assert "retired on" in run("list").out
    assert run("verify", "--drive", "all", "lac", "--json").json["deposits"]
    assert run("verify", "--drive", "google").code == 0


def test_at_dropbox_it_can_be_restored(at_dropbox: Owner, dropbox: Dropbox, trash: Path) -> None:
    old, end, _ = [at_dropbox.deposit("dropbox") for _ in range(3)]
    aged(at_dropbox, old, end)
    (path,) = [each for each in dropbox.paths() if each.endswith(old.cabinets[0].file)]

    assert at_dropbox.machine.run("keep", "lac", "--apply", typed=AGREE).code == 0

    assert path not in dropbox.paths()
    dropbox.restore(path)
    assert path in dropbox.paths()
    assert dropbox.traffic.count("*permanently_delete*") == 0


def test_a_server_without_a_trash_moves_nothing_and_says_what_to_do(at_google: Owner, google: Google) -> None:
    old, end, _ = [at_google.deposit("google") for _ in range(3)]
    aged(at_google, old, end)
    at_google.machine.environment |= {"HOME": str(at_google.home), "XDG_DATA_HOME": str(at_google.home / "share")}

    ran = at_google.machine.run("keep", "lac", "--apply", typed=AGREE)

    assert (ran.code, str(at_google.home / "share" / "Trash") in ran.err) == (2, True)
    assert google.items(old.cabinets[0].file) != []
    assert [each["goes"] for each in at_google.machine.run("keep", "lac", "--json").json["archives"]] == [
        True,
        False,
        False,
    ]


def test_nothing_goes_while_the_last_one_is_not_whole(owner: Owner, trash: Path) -> None:
    old, end, last = [owner.deposit("disk") for _ in range(3)]
    aged(owner, old, end)
    last.paths[0].unlink()

    assert owner.machine.run("keep", "lac", "--apply", typed=AGREE).code == 2
    assert old.paths[0].exists()


def test_nothing_goes_while_the_company_is_exported(owner: Owner, trash: Path) -> None:
    old, end, _ = [owner.deposit("disk") for _ in range(3)]
    aged(owner, old, end)
    places = Places.here({"ARCHIVER_HOME": str(owner.home)})

    with workroom.enter(places.workroom(), "lac", datetime.now(UTC)):
        ran = owner.machine.run("keep", "lac", "--apply", typed=AGREE)

    assert (ran.code, old.paths[0].exists()) == (7, True)


def test_the_policy_is_that_of_the_settings_unless_another_is_given(owner: Owner) -> None:
    old, end, _ = [owner.deposit("disk") for _ in range(3)]
    aged(owner, old, end)
    path = owner.home / "settings.toml"
    path.write_text(path.read_text().replace("[company.lac]", '[company.lac]\nkeep = "everything"'))

    assert "All archives stay: 3" in owner.machine.run("keep", "lac").out
    given = owner.machine.run("keep", "lac", "--policy", "0 days, all years", "--json").json
    assert [each["goes"] for each in given["archives"]] == [True, False, False]
    assert owner.machine.run("keep", "lac", "--policy", "a while").code == 2
    assert owner.machine.run("keep", "riviera").code == 2


def test_a_company_without_archives(owner: Owner) -> None:
    assert owner.machine.run("keep", "lac").out == "No archives of lac yet. Make one with: archiver export lac\n"


def test_what_was_interrupted_is_finished(at_google: Owner, google: Google, trash: Path) -> None:
    old, end, _ = [at_google.deposit("google") for _ in range(3)]
    aged(at_google, old, end)
    with at_google.catalogue() as catalogue:
        catalogue.retirement.retire(old.id, datetime.now(UTC))

    assert at_google.machine.run("keep", "lac", "--apply", typed=AGREE).code == 0

    assert (google.items(old.cabinets[0].file), names(trash)) == ([], [old.cabinets[0].file])


def test_the_country_is_what_the_last_archive_says(owner: Owner, trash: Path) -> None:
    """In Canada the end of that year may go by now; where nobody knows the country, the longest law holds."""
    machine, path = owner.machine, owner.home / "settings.toml"
    assert (
        machine.run("add", "least", "--books", str(in_sqlite(owner.home / "least.gnucash")), "--country", "CA").code
        == 0
    )
    assert [machine.run("export", "least").code for _ in range(2)] == [0, 0]
    path.write_text(path.read_text().replace('country = "CA"\n', ""))
    moment = f"{datetime.now(UTC).year - 9}-12-30T12:00:00.000000+00:00"
    with closing(sqlite3.connect(owner.home / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute("UPDATE archives SET moment = ?, finished = ? WHERE sequence = 1", (moment, moment))
    policy = ("keep", "least", "--policy", "0 days, 1 year", "--json")
    assert [each["goes"] for each in machine.run(*policy).json["archives"]] == [True, False]

    assert machine.run("export", "least").code == 0

    first, *_ = machine.run(*policy).json["archives"]
    assert (first["goes"], "the law has it kept" in first["why"]) == (False, True)
    assert machine.run(*policy, "--shorter-than-law").json["archives"][0]["goes"] is True


def test_how_the_chain_is(owner: Owner, trash: Path) -> None:
    """Real archives: one is retired, the next tells of it, and the cabinets alone say so on another machine."""
    machine = owner.machine
    assert (
        machine.run("add", "least", "--books", str(in_sqlite(owner.home / "least.gnucash")), "--drive", "disk").code
        == 0
    )
    exported = [machine.run("export", "least", "--json").json for _ in range(2)]
    with owner.catalogue() as catalogue:
        known = catalogue.called("least")
        assert known
        first, second = catalogue.entries(known.id)
    aged(owner, first, second)
    exported.append(machine.run("export", "least", "--json").json)
    assert machine.run("verify", "--chain", "least").code == 0

    assert machine.run("keep", "least", "--apply", typed=AGREE).code == 0
    ran = machine.run("verify", "--chain", "least")
    assert (ran.code, "No. 1 was retired on" in ran.out, "All of them are unaltered" in ran.out) == (0, True, True)
    assert machine.run("export", "least").code == 0

    elsewhere = machine.run("verify", "--chain", str(owner.home / "disk"), "--json")
    (series,) = elsewhere.json["series"]
    assert [each["state"] for each in series["links"]] == ["retired", "sound", "sound", "sound"]
    assert (elsewhere.code, series["sound"]) == (0, True)

    both = machine.run("verify", "--chain", "--drive", "disk", "least", "--json")
    assert (both.code, len(both.json["series"]), len(both.json["deposits"])) == (0, 1, 3)

    Path(exported[1]["archive"]).unlink()
    broken = machine.run("verify", "--chain", "least")
    assert (broken.code, "No. 2 is missing" in broken.err) == (5, True)
    assert machine.run("verify", "--chain", str(owner.home / "notes")).code == 2


SCHEDULED = """
[company.least]
books = "gnucash:least.gnucash"
schedule = { every = "daily", at = "00:00", start = 2020-01-01, only_if_changed = false }
"""


@pytest.fixture
def lately(owner: Owner) -> Entry:
    """An old archive of books with a schedule, and another one of that month."""
    machine, path = owner.machine, owner.home / "settings.toml"
    in_sqlite(owner.home / "least.gnucash")
    path.write_text(path.read_text() + SCHEDULED)
    assert [machine.run("export", "least").code for _ in range(2)] == [0, 0]
    with owner.catalogue() as catalogue:
        known = catalogue.called("least")
        assert known
        old, end = catalogue.entries(known.id)
    aged(owner, old, end)
    return old


def test_a_schedule_does_it_by_itself_once_its_owner_agreed(owner: Owner, trash: Path, lately: Entry) -> None:
    machine, old = owner.machine, lately
    assert (machine.run("run", "--if-due").code, old.paths[0].exists()) == (0, True)
    with closing(sqlite3.connect(owner.home / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute("DELETE FROM periods")  # it is due once more

    assert machine.run("keep", "least", "--scheduled", "--policy", "9 days, all years", typed="no\n").code == 2
    assert "9 days" not in machine.settings
    agreed = machine.run("keep", "least", "--scheduled", "--policy", "9 days, all years", typed=AGREE)
    assert (agreed.code, "by themselves now" in agreed.out) == (0, True)
    assert (old.paths[0].exists(), "keep = true" in machine.settings) == (True, True)

    ran = machine.run("run", "--if-due")
    assert (ran.code, f"To the trash: {old.name} (here)" in ran.out, names(trash)) == (0, True, [old.paths[0].name]), (
        ran
    )

    assert machine.run("keep", "least", "--not-scheduled").code == 0
    assert "keep = true" not in machine.settings
    assert machine.run("keep", "lac", "--scheduled", typed=AGREE).code == 2, "it has no schedule"


def test_what_goes_wrong_by_schedule_is_told_and_the_export_stands(owner: Owner, lately: Entry) -> None:
    """The machine has no trash."""
    machine, path = owner.machine, owner.home / "settings.toml"
    machine.environment |= {"HOME": str(owner.home), "XDG_DATA_HOME": str(owner.home / "share")}
    path.write_text(path.read_text().replace("false }", "false, keep = true }"))

    ran = machine.run("run", "--if-due", "--json")

    assert ran.code == 2
    assert [each["outcome"] for each in ran.json["companies"]] == ["done"]
    assert "no trash" in ran.json["failed"][0]["problem"]
    assert lately.paths[0].exists()


def test_a_mistake_of_ours_by_schedule_is_told_too(
    owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The companies after it do not wait for it."""
    path = owner.home / "settings.toml"
    path.write_text(path.read_text() + SCHEDULED.replace("false }", "false, keep = true }"))
    monkeypatch.setenv("ARCHIVER_HOME", str(owner.home))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(keep, "opened", None)
    [told] = keep.by_schedule(Session(Words("en")), "least")
    assert told.phrase.facts["name"] == "TypeError"
