"""The log: its lines, its files, who may read them, and that no secret gets in."""

from __future__ import annotations

import logging
import os
import re
import stat
import subprocess
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import NotLinked
from archiver.events import Began, Ended, Event, Moved, Warned
from archiver.notices import log as room
from archiver.notices.log import Log, scrubbed
from archiver.words import phrase
from tests.notices.conftest import NOW

posix = pytest.mark.skipif(os.name != "posix", reason="modes say nothing elsewhere")


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


def test_a_line_says_when_who_how_bad_and_what(log: Log) -> None:
    log.say("lac", phrase("Deposited on {drive}", drive="google"))
    log.warn(None, phrase("Two\nlines,\n  of one"))
    log.fail("lac", NotLinked(name="google"))
    assert log.tail() == (
        "2026-03-31T18:00:00Z lac info Deposited on google\n"
        "2026-03-31T18:00:00Z - warning Two lines, of one\n"
        "2026-03-31T18:00:00Z lac error NotLinked: google is not linked. What to do: Run: archiver relink google\n"
    )


def test_of_an_error_that_is_not_ours_only_the_kind_is_told(log: Log) -> None:
    log.fail(None, ValueError("could not parse 's3cret'"))
    assert log.tail() == "2026-03-31T18:00:00Z - error ValueError\n"


def test_a_listener_writes_steps_and_warnings(log: Log) -> None:
    hear = log.listener("lac")
    events: list[Event] = [Began(phrase("Reading {kind}", kind={"en": "Accounts", "fr": "Comptes"}), 3), Moved(1)]
    events += [Moved(2), Ended(), Began(phrase("Checking")), Ended(), Warned(phrase("The link {name} ends", name="x"))]
    for event in events:
        hear(event)
    assert [line.split(" ", 2)[2] for line in log.tail().splitlines()] == [
        "info Reading Accounts: begun, 3 records",
        "info Reading Accounts: done, 3",
        "info Checking: begun",
        "info Checking: done",
        "warning The link x ends",
    ]


def test_the_tail_is_the_end_and_may_be_of_one_company(log: Log) -> None:
    for number in range(40):
        log.say("lac" if number % 2 else "la", phrase("Number {n}", n=number))
    log.say("riviera", phrase("lac"))
    assert len(log.tail().splitlines()) == 41
    assert log.tail(2).splitlines()[1].endswith(" riviera info lac")
    assert [line.split()[-1] for line in log.tail(3, "lac").splitlines()] == ["35", "37", "39"]
    assert log.tail(3, "nobody") == ""


@posix
def test_nobody_else_may_read_it_before_and_after_rotation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LARGEST", 500)
    previous = os.umask(0)
    try:
        log = Log(tmp_path / "log" / "archiver.log")
        for number in range(100):
            log.say("lac", phrase("Number {n}", n=number))
    finally:
        os.umask(previous)
    files = sorted((tmp_path / "log").iterdir())
    assert [path.name for path in files] == ["archiver.log", *(f"archiver.log.{number}" for number in range(1, 5))]
    assert {mode(path) for path in files} == {"600"}
    assert mode(tmp_path / "log") == "700"
    assert max(path.stat().st_size for path in files) <= 500


@posix
def test_a_file_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "archiver.log"
    path.write_text("", encoding="utf-8")
    path.chmod(0o644)
    Log(path).say(None, phrase("Here"))
    assert mode(path) == "600"


def test_the_tail_goes_back_behind_a_rotation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LARGEST", 500)
    log = Log(tmp_path / "archiver.log")
    for number in range(14):
        log.say("lac", phrase("Number {n}", n=number))
    assert len((tmp_path / "archiver.log").read_text(encoding="utf-8").splitlines()) < 5
    assert [line.split()[-1] for line in log.tail(5).splitlines()] == ["9", "10", "11", "12", "13"]


@pytest.mark.parametrize("broken", ["a file in the place of the folder", "a folder in the place of the file"])
def test_a_log_that_cannot_be_written_stops_nothing(
    broken: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log" / "archiver.log"
    if broken.startswith("a file"):
        (tmp_path / "log").write_text("", encoding="utf-8")
    else:
        path.mkdir(parents=True)
    log = Log(path)
    log.say("lac", phrase("Here"))
    assert log.tail() == ""
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(tmp_path / "archiver.log")
    with monkeypatch.context() as full:
        full.setattr(room._File, "_open", lambda _: open("/dev/full", "a", encoding="utf-8"))  # noqa: SIM115 - the log closes it
        for _ in range(2):
            log.say("lac", phrase("Here"))
    log.say("lac", phrase("There is room again"))
    assert [line.split(" ", 3)[3] for line in log.tail().splitlines()] == ["There is room again"]


WRITE = """
import sys
from pathlib import Path
from archiver.notices import log
from archiver.words import phrase
log.LARGEST = int(sys.argv[2])
mine = log.Log(Path(sys.argv[1]))
for number in range(200):
    mine.say(sys.argv[3], phrase("Number {n}", n=number))
"""
NAMES = ("lac", "riviera", "alpes")


def written(path: Path, largest: int) -> list[str]:
    """All the lines that are kept of what three processes wrote at the same time."""
    command = [sys.executable, "-c", WRITE, str(path), str(largest)]
    running = [
        subprocess.Popen([*command, name], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
        for name in NAMES
    ]
    assert [each.communicate(timeout=60)[1] for each in running] == [""] * 3
    lines = [line for each in path.parent.iterdir() for line in each.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if not re.fullmatch(r"\S+Z (lac|riviera|alpes) info Number \d+", line)] == []
    return lines


def test_several_processes_write_whole_lines_and_lose_none(tmp_path: Path) -> None:
    lines = written(tmp_path / "archiver.log", 1_000_000)
    for name in NAMES:
        assert [int(line.split()[-1]) for line in lines if f" {name} " in line] == list(range(200))


def test_several_processes_may_rotate_it(tmp_path: Path) -> None:
    assert 0 < len(written(tmp_path / "archiver.log", 2000)) <= 5 * 2000 / 40


def test_no_library_reaches_it(tmp_path: Path) -> None:
    log = Log(tmp_path / "archiver.log", lambda: NOW)
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in ("urllib3", "archiver", "smtplib"))]
    assert [each for each in loggers for handler in each.handlers if isinstance(handler, RotatingFileHandler)] == []
    for each in loggers:
        each.critical("from elsewhere")
    assert log.tail() == ""


SECRETS = [
    "https://hc-ping.com/{}",
    "https://hc-ping.com/{}/my-slug?create=1",
    "http://127.0.0.1:8000/ping/{}/fail.",
    "HTTPS://owner:{}@example.com/x",
    "https://{}@example.com/",
    "(https://accounts.google.com/o/oauth2?code={}&scope=x)",
    "Authorization: Bearer {}",
    "authorization={}",
    "Bearer {}",
    "Basic {}",
    'refresh_token="{}"',
    "'access_token': '{}'",
    "password = {}",
    "passphrase: {}",
    "upload_id={}&x=1",
    "api-key: {}",
    "client_secret={}",
]


@pytest.mark.parametrize("told", SECRETS)
def test_what_looks_like_a_secret_is_taken_out(told: str) -> None:
    assert "s3cretive-v4lue" not in scrubbed(f"Nothing went well with {told.format('s3cretive-v4lue')}, and so on.")


@pytest.mark.parametrize(
    "token", ["ya29.a0AfH6SMBx", "1//0gAbCdEfGhI", "GOCSPX-abcdefgh", "sl.BabCdEfGh", "eyJhbGciOiJ9.e30.x"]
)
def test_tokens_of_services_that_we_know_are_taken_out(token: str) -> None:
    assert scrubbed(f"{token} and ({token})") == "… and (…)"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1))
def test_of_an_address_only_the_host_stays(path: str) -> None:
    assert scrubbed(f"see https://hc-ping.com/{path} there") == "see https://hc-ping.com/… there"


@pytest.mark.parametrize(
    "text",
    [
        "google is not linked. What to do: Run: archiver relink google",
        "Type it when it is asked for; the password again: archiver notify email",
        "It begins with https:// and has no password before an @.",
        "Basic accounts, 12 records",
        "a1b2c3d4e5f60718293a4b5c6d7e8f90 1//2 Café 12.50 CHF",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert scrubbed(text) == text
