"""Sealing on the command line: passwords asked for, read, kept and forgotten, and shown nowhere."""

from __future__ import annotations

import io
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archiver.access.vaults.file import FileVault
from archiver.cli.program import run
from archiver.envelope import Password, kept
from archiver.errors import YouCanFixIt
from tests.access.test_commands import ROOT
from tests.cli.conftest import posix
from tests.contracts import fakes_source
from tests.test_rounds import dict_of_sources

PASSWORD, OTHER = "ouvre-toi, Sésame!", "open up, barley!"


@dataclass
class Ran:
    """What a command line printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        told: dict[str, Any] = json.loads(self.out)
        return told


@dataclass
class Owner:
    """An owner of a company ``lac``, with a command line."""

    home: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    runs: list[Ran] = field(default_factory=list)

    def run(self, *arguments: str, typed: str = "") -> Ran:
        """Run ``archiver``; nobody is at the keyboard, but ``typed`` comes by a pipe."""
        self.patch.setattr(sys, "stdin", io.StringIO(typed))
        code = run(arguments, "en")
        self.runs.append(Ran(code, *self.capture.readouterr()))
        return self.runs[-1]

    def told(self, *arguments: str, typed: str = "") -> dict[str, Any]:
        """What a command says with ``--json``."""
        return self.run(*arguments, "--json", typed=typed).json

    def write(self, *customers: str) -> None:
        fakes_source.write(self.home / "lac.json", *customers)

    def file(self, password: str) -> str:
        """A file that holds a password."""
        path = self.home / "password.txt"
        path.touch(mode=0o600)
        path.write_text(password, encoding="utf-8")
        return str(path)

    @property
    def vault(self) -> FileVault:
        return FileVault(self.home / "links")

    @property
    def settings(self) -> str:
        return (self.home / "settings.toml").read_text(encoding="utf-8")


@pytest.fixture
def owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Owner]:
    monkeypatch.setitem(dict_of_sources(), "fake", fakes_source.__name__)
    monkeypatch.setenv("ARCHIVER_HOME", str(tmp_path))
    found = Owner(tmp_path, monkeypatch, capsys)
    found.write("Élise")
    settings = tmp_path / "settings.toml"
    settings.write_text(f'[company.lac]\nbooks = "fake:{tmp_path / "lac.json"}"\n', encoding="utf-8")
    before = signal.getsignal(signal.SIGTERM)
    yield found
    signal.signal(signal.SIGTERM, before)


def checked(owner: Owner, archive: str, *more: str, typed: str = "") -> str:
    """How much of an archive ``verify`` checks."""
    [found] = owner.told("verify", archive, *more, typed=typed)["archives"]
    assert found["sound"] is True
    return str(found["checked"])


def test_a_password_of_a_file_seals_and_opens(owner: Owner) -> None:
    made = owner.told("export", "lac", "--password-file", owner.file(PASSWORD))
    assert made["sealed"] is True
    archive = made["archive"]
    assert checked(owner, archive) == "digests"
    assert checked(owner, archive, "--password-file", owner.file(PASSWORD)) == "everything"
    assert checked(owner, archive, "--password", typed=f"{PASSWORD}\n") == "everything"


def test_a_password_on_the_standard_input_seals(owner: Owner) -> None:
    archive = owner.told("export", "lac", "--password", typed=f"{PASSWORD}\nsecond line\n")["archive"]
    assert checked(owner, archive, "--password-file", owner.file(PASSWORD)) == "everything"


def test_nothing_is_sealed_unless_it_is_asked(owner: Owner) -> None:
    made = owner.told("export", "lac")
    assert "sealed" not in made
    assert checked(owner, made["archive"]) == "everything"


def test_verify_says_in_words_how_much_it_checked(owner: Owner) -> None:
    made = owner.run("export", "lac", "--password-file", owner.file(PASSWORD))
    assert "Sealed with a password. Keep it where it is safe" in made.out
    said = owner.run("verify")
    assert (said.code, "only the digests of its files were checked" in said.out) == (0, True)
    assert "only the digests" not in owner.run("verify", "--password-file", owner.file(PASSWORD)).out


def test_a_wrong_password_is_an_error(owner: Owner) -> None:
    owner.run("export", "lac", "--password-file", owner.file(PASSWORD))
    wrong = owner.run("verify", "--password-file", owner.file(OTHER))
    assert (wrong.code, "does not open with that password" in wrong.err) == (2, True)


def test_archives_sealed_with_different_passwords_are_read_together(owner: Owner) -> None:
    """One is kept, the other one given."""
    first = owner.told("export", "lac", "--name", "first", "--password-file", owner.file(OTHER))["archive"]
    owner.write("Élise", "Bob")
    owner.run("password", "lac", "set", typed=PASSWORD)
    owner.run("export", "lac", "--name", "second")
    given = ("--password-file", owner.file(OTHER))
    assert owner.told("compare", "lac", *given)["counts"] == {"customers": {"added": 1}}
    ran = owner.run("record", "lac", "customers", "0", *given)
    assert (ran.code, ran.err, "First seen in the archive" in ran.out and "first" in ran.out) == (0, "", True)
    assert owner.run("as-of", "lac", "2099-01-01", "--to", str(owner.home), *given).code == 0
    assert owner.run("verify", first, "--password-file", owner.file(PASSWORD)).code == 2, "this one is asked about"


def test_where_none_was_given_nobody_is_told_that_it_is_wrong(owner: Owner) -> None:
    """The archive before was sealed with a password that is not kept: it can be given."""
    owner.run("export", "lac", "--name", "first", "--password-file", owner.file(OTHER))
    owner.write("Élise", "Bob")
    owner.run("password", "lac", "set", typed=PASSWORD)
    owner.run("export", "lac", "--name", "second")
    for command in (("compare", "lac"), ("record", "lac", "customers", "0")):
        ran = owner.run(*command)
        assert (ran.code, "is sealed with a password" in ran.err, "Give it with: --password-file" in ran.err) == (
            2,
            True,
            True,
        )
        ran = owner.run(*command, "--password-file", owner.file("open sesame, please"))
        assert (ran.code, "does not open with that password" in ran.err) == (2, True)


def test_a_chain_is_checked_to_its_end_whatever_a_password_opens(owner: Owner) -> None:
    first = owner.told("export", "lac", "--name", "first", "--password-file", owner.file(OTHER))["archive"]
    owner.write("Élise", "Bob")
    owner.run("export", "lac", "--name", "second", "--password-file", owner.file(PASSWORD))
    ran = owner.run("verify", "--chain", "lac", "--password-file", owner.file(PASSWORD))
    assert (ran.code, "lac, series 1: 2 archives, each joined" in ran.out) == (2, True)
    assert [line for line in ran.err.splitlines() if "does not open with that password" in line] == [
        f"Error: {first} does not open with that password."
    ]
    told = owner.told("verify", "--chain", "lac", "--password-file", owner.file(PASSWORD))
    assert [each["sound"] for each in told["series"]] == [True]
    assert len(told["failed"]) == 1
    owner.run("password", "lac", "set", typed=OTHER)
    assert owner.run("verify", "--chain", "lac", "--password-file", owner.file(PASSWORD)).code == 0


@pytest.mark.parametrize(
    ("typed", "error"),
    [("", "NoSecret"), ("\n", "NoSecret"), ("a\x07b\n", "PasswordRefused"), ("x" * 100, "PasswordRefused")],
)
def test_what_can_be_no_password_makes_no_archive(owner: Owner, typed: str, error: str) -> None:
    assert owner.told("export", "lac", "--password", typed=typed)["error"]["code"] == error
    assert list(owner.home.rglob("*.cab")) == []


@posix
def test_a_file_that_others_may_read_makes_no_archive(owner: Owner) -> None:
    path = Path(owner.file(PASSWORD))
    path.chmod(0o644)
    refused = owner.run("export", "lac", "--password-file", str(path))
    assert (refused.code, f"chmod 600 {path}" in refused.err) == (2, True)
    assert list(owner.home.rglob("*.cab")) == []


def test_a_short_password_is_taken_with_a_warning(owner: Owner) -> None:
    assert "This password is short" in owner.run("export", "lac", "--password", typed="sesame\n").err
    assert "short" not in owner.run("export", "lac", "--password", "--name", "b", typed=f"{PASSWORD}\n").err


def test_a_kept_password_seals_and_opens_by_itself(owner: Owner) -> None:
    assert owner.told("password", "lac") == {"company": "lac", "sealed": False, "kept": 0}
    assert owner.told("password", "lac", "set", typed=f"{PASSWORD}\n") == {"company": "lac", "sealed": True, "kept": 1}
    assert "sealed = true" in owner.settings
    for archive in (owner.told("export", "lac")["archive"], str(next(owner.home.rglob("*.cab")))):
        assert checked(owner, archive) == "everything"


def test_a_schedule_seals_with_what_is_kept(owner: Owner) -> None:
    owner.run("password", "lac", "set", typed=f"{PASSWORD}\n")
    [made] = owner.told("run", "lac")["companies"]
    assert checked(owner, made["archive"]) == "everything"
    kept.forget(owner.vault, "lac")
    assert checked(owner, made["archive"]) == "digests"


def test_no_open_archive_is_made_where_a_password_is_missing(owner: Owner) -> None:
    owner.run("password", "lac", "set", typed=f"{PASSWORD}\n")
    kept.forget(owner.vault, "lac")
    [failed] = owner.told("run", "lac")["companies"]
    assert (failed["exit_code"], list(owner.home.rglob("*.cab"))) == (2, [])
    assert owner.told("export", "lac")["error"]["code"] == "NoPassword"
    assert owner.told("export", "lac", "--password-file", owner.file(PASSWORD))["sealed"] is True


def test_one_archive_can_be_left_open_all_the_same(owner: Owner) -> None:
    owner.run("password", "lac", "set", typed=f"{PASSWORD}\n")
    made = owner.told("export", "lac", "--no-password")
    assert "sealed" not in made
    assert checked(owner, made["archive"]) == "everything"


def test_a_new_password_seals_and_the_old_one_still_opens(owner: Owner) -> None:
    owner.run("password", "lac", "set", typed=f"{PASSWORD}\n")
    first = owner.told("export", "lac")["archive"]
    owner.write("Élise", "Marc")
    assert owner.told("password", "lac", "set", typed=f"{OTHER}\n")["kept"] == 2
    owner.write("Élise")
    second = owner.told("export", "lac", "--name", "second")
    assert [checked(owner, each) for each in (first, second["archive"])] == ["everything", "everything"]
    assert checked(owner, second["archive"], "--password-file", owner.file(OTHER)) == "everything"


def test_what_is_gone_is_told_though_the_archive_before_is_sealed(owner: Owner) -> None:
    owner.write("Élise", "Marc")
    owner.run("password", "lac", "set", typed=f"{PASSWORD}\n")
    owner.run("export", "lac")
    owner.write("Élise")
    controls = owner.told("export", "lac", "--name", "second")["controls"]
    [gone] = [each["explanation"] for each in controls if each["name"] == "deleted_since"]
    assert gone.startswith("1 documents that the archive before held are gone")


def test_a_password_is_forgotten_by_consent(owner: Owner) -> None:
    owner.run("password", "lac", "set", typed=f"{PASSWORD}\n")
    assert owner.run("password", "lac", "forget").code == 2
    assert kept.kept(owner.vault, "lac") == (Password.of(PASSWORD),)
    assert owner.told("password", "lac", "forget", "--yes") == {"company": "lac", "sealed": False, "kept": 0}
    assert (kept.kept(owner.vault, "lac"), "sealed" in owner.settings) == ((), False)
    assert "sealed" not in owner.told("export", "lac")


def test_a_company_is_added_with_its_password(owner: Owner) -> None:
    books = f"fake:{fakes_source.write(owner.home / 'mer.json', 'Zoé')}"
    added = owner.run("add", "mer", "--books", books, "--password-file", owner.file(PASSWORD))
    assert (added.code, added.err) == (0, "")
    assert owner.told("export", "mer")["sealed"] is True


def test_a_catalogue_is_rebuilt_from_sealed_archives(owner: Owner) -> None:
    owner.run("export", "lac", "--password-file", owner.file(PASSWORD))
    (owner.home / "catalogue.sqlite").unlink()
    failed = owner.run("catalogue", "rebuild", "--json")
    assert (failed.code, len(failed.json["failed"])) == (2, 1)
    assert "is sealed with a password" in failed.json["failed"][0]["problem"]
    assert len(owner.told("catalogue", "rebuild", "--password-file", owner.file(PASSWORD))["learned"]) == 1


def test_a_sealed_archive_is_unpacked_as_it_is(owner: Owner) -> None:
    archive = owner.told("export", "lac", "--password-file", owner.file(PASSWORD))["archive"]
    said = owner.run("open", archive, "--to", str(owner.home))
    assert (said.code, "data/sealed.zip opens with 7-Zip" in said.out.replace("Whatever is in ", "")) == (0, True)


def test_a_vault_that_does_not_open_keeps_nobody_from_checking(owner: Owner) -> None:
    archive = owner.told("export", "lac", "--password-file", owner.file(PASSWORD))["archive"]
    owner.run("password", "lac", "set", typed=f"{PASSWORD}\n")
    for path in (owner.home / "links").glob("*.json"):
        path.write_text("{", encoding="utf-8")
    assert checked(owner, archive) == "digests"


def test_a_password_is_in_the_vault_and_nowhere_else(owner: Owner) -> None:
    owner.run("password", "lac", "set", typed=f"{PASSWORD}\n")
    owner.run("export", "lac")
    owner.run("run", "lac")
    owner.run("verify")
    owner.run("verify", "--password", typed=f"{OTHER}\n")
    owner.run("export", "lac", "--dry-run")
    holding = [
        path.parent.name
        for path in owner.home.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in _forms(PASSWORD))
    ]
    assert holding == ["links"]
    seen = "".join(ran.out + ran.err for ran in owner.runs)
    assert PASSWORD not in seen
    assert OTHER not in seen


def _forms(password: str) -> list[bytes]:
    return [password.encode(), password.encode("utf-16-le"), json.dumps(password)[1:-1].encode()]


def test_an_error_tells_no_password(owner: Owner) -> None:
    owner.run("export", "lac", "--password-file", owner.file(PASSWORD))
    with pytest.raises(YouCanFixIt) as raised:
        Password.of(f"{OTHER}\x07")
    assert OTHER not in f"{raised.value!r} {raised.value.__dict__}"


class Terminal:
    """A person at a keyboard, and a command line that asks."""

    def __init__(self, owner: Owner, *arguments: str) -> None:
        self.ours, self.theirs = os.openpty()
        path = os.pathsep.join(each for each in (str(ROOT), *sys.path) if each)
        self.running = subprocess.Popen(
            [sys.executable, "-m", "archiver", *arguments],
            stdin=self.theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONUTF8": "1", "ARCHIVER_LANG": "en",
                 "ARCHIVER_HOME": str(owner.home)},
            start_new_session=True,  # else it is asked at the terminal of whoever runs the tests
        )  # fmt: skip
        self.late = threading.Timer(60, self.running.kill)
        self.late.start()

    def answer(self, question: str, typed: str) -> None:
        """Wait for the question, and type."""
        assert self.running.stderr
        asked = f"{question}: ".encode()
        assert self.running.stderr.read(len(asked)) == asked
        os.write(self.ours, f"{typed}\n".encode())

    def end(self) -> tuple[int, bytes]:
        """Its exit code, and everything that was shown."""
        with self.running:
            out, err = self.running.communicate()
        self.late.cancel()
        shown = os.read(self.ours, 4096) if select.select([self.ours], [], [], 0)[0] else b""
        os.close(self.ours)
        os.close(self.theirs)
        return self.running.returncode, out + err + shown


@posix
@pytest.mark.parametrize(("again", "code", "count"), [(PASSWORD, 0, 1), ("ouvre-toi, Sesame!", 2, 0)])
def test_a_person_types_it_twice_and_sees_nothing(owner: Owner, again: str, code: int, count: int) -> None:
    settings = owner.home / "settings.toml"
    settings.write_text('[company.lac]\nbooks = "gnucash:lac.gnucash"\n', encoding="utf-8")
    terminal = Terminal(owner, "password", "lac", "set")
    terminal.answer("Password of the archive", PASSWORD)
    # What separates the two questions is the end of the line that was not shown.
    assert terminal.running.stderr
    assert terminal.running.stderr.read(1) == b"\n"
    terminal.answer("The same password again", again)
    ended, shown = terminal.end()
    assert ended == code, shown
    assert PASSWORD.encode() not in shown
    assert len(kept.kept(owner.vault, "lac")) == count
