"""Schedules on the command line: what is set, shown and refused, and what is asked of the system."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archiver import demo
from archiver.settings import Schedule, load
from tests.access.test_commands import Machine
from tests.timetable import standins


@pytest.fixture
def owner(machine: Machine, tmp_path: Path) -> Machine:
    """Has the company ``atelier`` and two folders as drives; cron is the system's scheduler."""
    standins.install(tmp_path / "bin", tmp_path / "system")
    machine.environment["PATH"] = f"{tmp_path / 'bin'}:{machine.environment['PATH']}"
    shutil.copy(demo.BOOK, machine.home.parent / "atelier.gnucash")
    machine.home.mkdir(exist_ok=True)
    (machine.home / "settings.toml").write_text(
        '# mine\n[company.atelier]\nbooks = "gnucash:../atelier.gnucash"\ndrives = ["usb"]  # the blue one\n'
        '[drive.usb]\nkind = "folder"\nfolder = "../usb"\n[drive.disk]\nkind = "folder"\nfolder = "../disk"\n'
    )
    return machine


def scheduled(owner: Machine) -> Schedule | None:
    from archiver.drives import shapes

    return load(owner.home / "settings.toml", shapes(), ("gnucash",)).company("atelier").schedule


def language(owner: Machine) -> str | None:
    from archiver.drives import shapes

    return load(owner.home / "settings.toml", shapes(), ("gnucash",)).company("atelier").language


def crontab(tmp_path: Path) -> str:
    return str(standins.read(tmp_path / "system", "crontab") or "")


def test_it_is_set_changed_and_switched_off(owner: Machine, tmp_path: Path) -> None:
    said = owner.run("schedule", "atelier", "weekly", "--at", "03:17", "--drive", "disk", "--with", "cron", "--json")
    assert said.code == 0, said
    told = json.loads(said.out)
    schedule = scheduled(owner)
    assert schedule
    assert (schedule.every, schedule.at, schedule.drives) == ("weekly", "03:17", ("disk",))
    assert schedule.start.weekday() == 0
    assert datetime.fromisoformat(told["next"]).date() == schedule.start
    assert told["wakes"]
    assert datetime.fromisoformat(told["next_wake"]).minute == 17
    assert "\n17 * * * * " in crontab(tmp_path)
    assert "# mine" in owner.settings
    assert "# the blue one" in owner.settings

    owner.run("schedule", "atelier", "daily", "--at", "05:45", "--start", "2027-01-15", "--always", "--with", "cron")
    assert scheduled(owner) == Schedule(
        "daily", "05:45", datetime.fromisoformat("2027-01-15").date(), None, only_if_changed=False
    )
    assert "17 * * * *" not in crontab(tmp_path)
    listed = json.loads(owner.run("schedule", "list", "--json").out)["schedules"]
    assert [(each["company"], each["every"], each["drives"]) for each in listed] == [("atelier", "daily", ["usb"])]

    assert owner.run("schedule", "atelier", "off", "--with", "cron", typed="I agree\n").code == 0
    assert scheduled(owner) is None
    assert "archiver" not in crontab(tmp_path)
    assert json.loads(owner.run("schedule", "list", "--json").out)["schedules"] == []


def test_it_settles_the_language_of_what_no_screen_will_choose(owner: Machine) -> None:
    owner.run("schedule", "atelier", "daily", "--print", lang="fr-CH")
    assert language(owner) is None, "it was only shown"
    assert owner.run("schedule", "atelier", "daily", "--with", "cron", lang="fr-CH").code == 0
    assert language(owner) == "fr-CH"
    assert owner.run("schedule", "atelier", "weekly", "--with", "cron", lang="en").code == 0
    assert language(owner) == "fr-CH"


@pytest.mark.parametrize(
    "typed", ["I AGREE", "i agree", "  I  Agree ", "J'ACCEPTE", "j\u2019accepte", "J\u2019Accepte"]
)
@pytest.mark.parametrize("lang", ["en", "fr-CA"])
def test_consent_is_typed_in_either_language(owner: Machine, typed: str, lang: str) -> None:
    owner.run("schedule", "atelier", "daily", "--with", "cron")

    assert owner.run("schedule", "atelier", "off", "--with", "cron", typed=f"{typed}\n", lang=lang).code == 0
    assert scheduled(owner) is None


@pytest.mark.parametrize("typed", ["", "yes\n", "I AGREE not\n", "jaccepte\n"])
def test_without_consent_nothing_is_changed(owner: Machine, tmp_path: Path, typed: str) -> None:
    owner.run("schedule", "atelier", "daily", "--with", "cron")
    before, entered = owner.settings, crontab(tmp_path)

    said = owner.run("schedule", "atelier", "off", "--with", "cron", typed=typed)

    assert said.code == 2
    assert (owner.settings, crontab(tmp_path)) == (before, entered)


def test_it_is_only_shown(owner: Machine, tmp_path: Path) -> None:
    said = owner.run("schedule", "atelier", "daily", "--at", "04:30", "--print", "--with", "systemd", "--json")

    pieces = {Path(each["where"]).name: each["text"] for each in json.loads(said.out)["pieces"]}
    assert {"archiver.timer", "archiver.service", "archiver-failed.service"} == pieces.keys()
    assert "OnCalendar=*-*-* *:30:00\n" in pieces["archiver.timer"]
    assert scheduled(owner) is None
    assert crontab(tmp_path) == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody", "daily"),
        ("atelier", "hourly"),
        ("atelier", "daily", "--at", "25:00"),
        ("atelier", "daily", "--at", "2 o'clock"),
        ("atelier", "daily", "--drive", "nowhere"),
        ("atelier", "daily", "--start", "tomorrow"),
        ("atelier", "off"),
    ],
)
def test_what_cannot_be_is_refused(owner: Machine, arguments: tuple[str, ...]) -> None:
    before = owner.settings

    said = owner.run("schedule", *arguments, "--with", "cron")

    assert said.code == 2
    assert "Traceback" not in said.err
    assert owner.settings == before


def test_a_time_that_is_none_is_told_what_times_look_like(owner: Machine) -> None:
    said = owner.run("schedule", "atelier", "daily", "--at", "2h", "--with", "cron")
    assert "2h is no value for --at." in said.err
    assert "A time looks like 02:00" in said.err


def test_where_nothing_would_wake_us_it_explains(owner: Machine, tmp_path: Path) -> None:
    owner.environment["PATH"] = str(tmp_path / "empty")

    said = owner.run("schedule", "atelier", "daily")

    assert said.code == 0
    assert "archiver run --loop" in said.out
    assert "\n0 * * * * " in said.out
    assert scheduled(owner)


def test_the_key_of_the_vault_is_no_part_of_what_is_installed(owner: Machine, tmp_path: Path) -> None:
    owner.environment["ARCHIVER_VAULT_KEY"] = "correct horse battery staple"

    said = owner.run("schedule", "atelier", "daily", "--with", "cron")

    assert "ARCHIVER_VAULT_KEY_FILE" in said.out
    assert "correct horse" not in crontab(tmp_path) + said.out + said.err + owner.settings


# Runs and their status


def test_all_companies_or_those_named(owner: Machine, tmp_path: Path) -> None:
    (owner.home.parent / "usb").mkdir()
    with (owner.home / "settings.toml").open("a") as settings:
        settings.write('[company.mont]\nbooks = "gnucash:../missing.gnucash"\n')

    said = owner.run("run", "--json")

    companies = json.loads(said.out)["companies"]
    assert [(each["company"], each["outcome"], each["exit_code"]) for each in companies] == [
        ("atelier", "done", 0), ("mont", "failed", 2),
    ]  # fmt: skip
    assert said.code == 2
    again = json.loads(owner.run("run", "atelier", "--only-if-changed", "--json").out)["companies"]
    assert [each["outcome"] for each in again] == ["unchanged"]
    assert again[0]["archive"] == companies[0]["archive"]
    log = (owner.home / "archiver.log").read_text()
    assert "mont error" in log
    assert (owner.home / "archiver.log").stat().st_mode & 0o777 == 0o600
    assert owner.run("run", "nobody").code == 2
    assert owner.run("run", "mont", "--if-due").code == 2


def test_status_tells_when_it_is_stale(owner: Machine, tmp_path: Path) -> None:
    (owner.home.parent / "usb").mkdir()
    assert owner.run("status").code == 0
    assert owner.run("status", "--max-age", "1").code == 8
    long_ago = datetime.now().astimezone() - timedelta(days=3)
    owner.run("schedule", "atelier", "daily", "--start", f"{long_ago:%Y-%m-%d}", "--with", "cron")
    late = owner.run("status", "--json")
    assert (late.code, json.loads(late.out)["stale"]) == (8, ["atelier"])

    assert owner.run("run", "--if-due").code == 0

    fresh = owner.run("status", "--json")
    assert fresh.code == 0
    (row,) = json.loads(fresh.out)["companies"]
    assert row["last"] == row["as_of"]
    assert datetime.fromisoformat(row["next"]) > datetime.now().astimezone()
    assert {each["name"] for each in json.loads(fresh.out)["drives"]} == {"usb", "disk"}
    assert owner.run("status", "--max-age", "1").code == 0


@pytest.mark.skipif(os.name != "posix", reason="signals as posix knows them")
def test_a_loop_does_what_is_due_until_it_is_stopped(owner: Machine) -> None:
    (owner.home.parent / "usb").mkdir()
    long_ago = datetime.now().astimezone() - timedelta(days=3)
    owner.run("schedule", "atelier", "daily", "--start", f"{long_ago:%Y-%m-%d}", "--with", "cron")
    with subprocess.Popen(
        [sys.executable, "-m", "archiver", "run", "--loop"],
        env=owner.environment,
        cwd=owner.home.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as loop:
        assert loop.stdout
        lines = iter(loop.stdout.readline, "")
        assert next(line for line in lines if line.startswith("atelier:"))
        assert loop.poll() is None
        loop.terminate()
        assert loop.wait(30) == 128 + signal.SIGTERM
    assert len(list((owner.home.parent / "usb").rglob("*.cab"))) == 1


def test_a_schedule_may_be_given_the_password_that_seals(owner: Machine) -> None:
    typed = "ouvre-toi, Sésame!"
    said = owner.run("schedule", "atelier", "daily", "--with", "cron", "--password", typed=f"{typed}\n")
    assert (said.code, "Its archives are sealed, with the password that is kept." in said.out) == (0, True)
    assert owner.vault.get("password:atelier") == typed
    assert "sealed = true" in owner.settings
    assert typed not in owner.settings + said.out + said.err
    owner.run("schedule", "atelier", "daily", "--print", "--password", typed="another one\n")
    assert owner.vault.get("password:atelier") == typed


def test_it_says_how_archives_are_packed(owner: Machine) -> None:
    refused = owner.run("schedule", "atelier", "daily", "--max-cabinet", "much")
    assert (refused.code, scheduled(owner)) == (2, None)
    assert owner.run("schedule", "atelier", "daily", "--ascii-names", "--max-cabinet", "700M").code == 0
    settings = (owner.home / "settings.toml").read_text(encoding="utf-8")
    assert "ascii_names = true" in settings
    assert 'max_cabinet = "700M"' in settings
