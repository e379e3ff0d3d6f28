"""``notify`` as a person runs it, with a mail server and a monitor on loopback."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from archiver.catalogue import Catalogue
from archiver.cli.notify import SECURITY, command
from archiver.cli.session import Session
from archiver.errors import YouCanFixIt
from archiver.settings.notices import PORTS
from archiver.words import Words
from tests.access.test_commands import ROOT, Machine, Ran
from tests.cli.conftest import posix
from tests.emulators.authority import Authority
from tests.emulators.pings import Pings, Trouble
from tests.emulators.smtp import Mailroom, Smtp

OWNER = "owner@bakery.example"
PASSWORD = "s3cretive-Passw0rd"  # noqa: S105 - of nobody
UUID = "5c3f3b5e-9d5a-4f0c-8a59-0123456789ab"
COMPANY = '[company.lac]\nbooks = "gnucash:lac.gnucash"\n'


@dataclass
class Told:
    """An owner's machine, a mail server and a monitor."""

    machine: Machine
    room: Mailroom
    port: int
    monitor: Pings

    def run(self, *arguments: str, typed: str = "", lang: str = "en") -> Ran:
        """Run ``archiver notify``."""
        return self.machine.run("notify", *arguments, typed=typed, lang=lang)

    def set_email(self, *more: str, typed: str = f"{PASSWORD}\n", lang: str = "en") -> Ran:
        """E-mail to the owner, by the server here."""
        chosen = ("--to", OWNER, "--server", "127.0.0.1", "--port", str(self.port), "--user", OWNER)
        return self.run("email", *chosen, *more, typed=typed, lang=lang)

    def set_ping(self, *more: str, path: str = f"/{UUID}") -> Ran:
        """A ping to the monitor here."""
        return self.run("ping", *more, typed=f"{self.monitor.url}{path}\n")

    @property
    def log(self) -> str:
        """The log of this machine."""
        path = self.machine.home / "archiver.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture
def told(tmp_path: Path, authority: Authority) -> Iterator[Told]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text(COMPANY, encoding="utf-8")
    path = os.pathsep.join(each for each in (str(ROOT), *sys.path) if each)
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": path, "ARCHIVER_HOME": str(home), "HOME": str(tmp_path),
        "PYTHONUTF8": "1", "SSL_CERT_FILE": str(authority.bundle),
    }  # fmt: skip
    room = Mailroom(authority.context, users={OWNER: PASSWORD})
    with Smtp(room) as server, Pings() as monitor:
        yield Told(Machine(home, home / "none.json", environment), room, server.port, monitor)


def test_ways_of_security_are_those_of_the_settings() -> None:
    """Written twice, because help must not wait for the settings to be imported."""
    assert list(PORTS) == list(SECURITY)


def test_e_mail_is_set_tried_listed_and_ended(told: Told) -> None:
    ran = told.set_email(lang="fr-CH")
    assert (ran.code, ran.err) == (0, "")
    assert told.machine.settings == COMPANY + (
        f'\n[notices]\nemail = ["{OWNER}"]\nserver = "127.0.0.1"\nport = {told.port}\nsecurity = "starttls"\n'
        f'user = "{OWNER}"\nlanguage = "fr-CH"\n'
    )
    assert told.machine.vault.get("notice:smtp") == PASSWORD

    tried = told.run("test")
    assert (tried.code, tried.out) == (0, "The e-mail was handed to 127.0.0.1. See whether it arrives.\n")
    [letter] = told.room.letters
    assert (letter.encrypted, letter.recipients) == (True, (OWNER,))
    assert letter.message["Subject"] == "archiver : ceci est un essai"

    for listed in (told.run(), told.run("list")):
        assert f"E-mail goes to {OWNER}, by 127.0.0.1:" in listed.out
        assert f"It logs in as {OWNER}; the password is in the vault." in listed.out

    assert told.run("off", "email").code == 0
    assert told.machine.vault.names() == []
    assert "Nobody is told of anything yet." in told.run().out
    assert f"server = {OWNER}" not in told.machine.settings


def test_a_monitor_is_set_tried_listed_and_ended(told: Told) -> None:
    assert told.set_ping().code == 0
    assert told.set_ping("--company", "lac", path=f"/lac-{UUID}?create=1").code == 0

    tried = told.run("test", "--json")
    assert [(each["company"], each["host"], each["sent"]) for each in tried.json["tried"]] == [
        (None, "127.0.0.1", True), ("lac", "127.0.0.1", True),
    ]  # fmt: skip
    assert told.monitor.signals == [f"/{UUID}", f"/lac-{UUID}?create=1"]

    listed = told.run("list")
    assert listed.out == "Pinged for all companies together: 127.0.0.1\nPinged for lac: 127.0.0.1\n"
    assert told.run("--json").json == {
        "email": None,
        "pings": [{"company": None, "host": "127.0.0.1"}, {"company": "lac", "host": "127.0.0.1"}],
    }

    told.run("off", "ping")
    assert told.machine.vault.names() == ["notice:ping:lac"]
    told.run("off", "ping", "--company", "lac")
    assert told.machine.vault.names() == []


def test_no_secret_leaves_the_vault(told: Told) -> None:
    told.set_email("--json")
    told.set_ping("--json")
    told.run("list", "--json")
    told.monitor.troubles = [Trouble(404), Trouble(404)]
    told.room.users = {OWNER: "another"}
    assert told.run("test").code == 4
    assert told.run("failure").code == 0
    assert "LoginRefused" in told.log
    seen = "".join(f"{ran.out}{ran.err}" for ran in told.machine.runs) + told.machine.settings + told.log
    assert PASSWORD not in seen
    assert UUID not in seen
    holding = [path for path in told.machine.home.rglob("*") if path.is_file() and UUID.encode() in path.read_bytes()]
    assert [path.parent.name for path in holding] == ["links"]


def test_each_that_fails_is_told_and_keeps_none_from_the_others(told: Told) -> None:
    told.set_email()
    told.set_ping()
    told.set_ping("--company", "lac", path="/lac")
    told.room.troubles["MAIL"] = "553 5.7.1 You are not the owner of that address"
    told.monitor.troubles = [Trouble(404)]

    tried = told.run("test")

    assert tried.code == 4
    assert "553 5.7.1" in tried.err
    assert "has no check with this address" in tried.err
    assert tried.out == "127.0.0.1 took the ping.\n"


def test_a_trial_of_nothing(told: Told) -> None:
    ran = told.run("test")
    assert (ran.code, "archiver notify email" in ran.err) == (2, True)


# What is asked, and refused


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (("email", "--to", "owner", "--server", "h"), "", "is no e-mail address"),
        (("email", "--to", OWNER, "--server", "h", "--from", "me"), "", "is no e-mail address"),
        (("email", "--to", OWNER, "--server", "h", "--user", "me", "--security", "none"), "x\n", "can listen"),
        (("email", "--to", OWNER, "--server", "h", "--user", "me"), "", "none was given"),
        (("ping",), "", "none was given"),
        (("ping",), f"http://hc-ping.com/{UUID}\n", "no address that can be pinged"),
        (("ping",), f"https://owner:{UUID}@hc-ping.com/\n", "no address that can be pinged"),
        (("ping",), f"{UUID}\n", "no address that can be pinged"),
        (("ping", "--company", "nobody"), f"https://hc-ping.com/{UUID}\n", "no company called nobody"),
    ],
)
def test_mistakes_are_told_and_nothing_is_kept(told: Told, arguments: tuple[str, ...], typed: str, says: str) -> None:
    ran = CliRunner().invoke(
        command(Words("en")), arguments, input=typed, env=told.machine.environment, obj=Session(Words("en"))
    )
    assert isinstance(ran.exception, YouCanFixIt)
    assert (ran.output, says in str(ran.exception)) == ("", True)
    assert UUID not in f"{ran.exception} {ran.exception.facts}"
    assert told.machine.settings == COMPANY
    assert told.machine.vault.names() == []


def test_what_is_set_anew_replaces_all_of_it(told: Told) -> None:
    told.set_email("--from", "archives@bakery.example")
    assert told.run("email", "--to", "ann@fiduciaire.example", "--server", "localhost", "--security", "none").code == 0
    assert told.machine.settings == COMPANY + (
        '\n[notices]\nemail = ["ann@fiduciaire.example"]\nserver = "localhost"\nsecurity = "none"\nlanguage = "en"\n'
    )
    assert told.machine.vault.names() == []


@posix
def test_what_a_person_types_is_not_shown(told: Told) -> None:
    ours, theirs = os.openpty()
    email = ["email", "--to", OWNER, "--server", "127.0.0.1", "--user", OWNER]
    with subprocess.Popen(
        [sys.executable, "-m", "archiver", "notify", *email],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**told.machine.environment, "ARCHIVER_LANG": "en"},
        start_new_session=True,  # else it is asked at the terminal of whoever runs the tests
    ) as running:  # fmt: skip
        assert running.stderr
        late = threading.Timer(60, running.kill)
        late.start()
        question = f"Password of {OWNER} at 127.0.0.1: ".encode()
        assert running.stderr.read(len(question)) == question
        os.write(ours, f"{PASSWORD}\n".encode())
        out, err = running.communicate()
        late.cancel()
    shown, _, _ = select.select([ours], [], [], 0)
    os.close(ours)
    os.close(theirs)
    assert running.returncode == 0, err
    assert shown == []
    assert PASSWORD.encode() not in out + err
    assert told.machine.vault.get("notice:smtp") == PASSWORD


# The end of a scheduled run


def test_a_run_that_ended_badly_is_told_once_a_day(told: Told) -> None:
    told.set_email()
    told.set_ping()
    for _ in range(3):
        assert told.run("failure").code == 0
    assert told.monitor.signals == [f"/{UUID}/fail"] * 3
    [letter] = told.room.letters
    assert letter.message["Subject"] == "archiver: the scheduled run ended badly"
    assert "archiver run" in letter.message.get_content()


def test_it_is_not_told_where_its_reasons_were(told: Told) -> None:
    from archiver.notices import ANYTHING

    told.set_email()
    with Catalogue(told.machine.home / "catalogue.sqlite") as catalogue:
        for moment in (datetime.now(UTC), datetime.now(UTC)):
            catalogue.agenda.tell_once(ANYTHING, moment.astimezone().date())
    assert told.run("failure").code == 0
    assert told.room.letters == []


def test_it_is_told_even_where_the_catalogue_is_what_failed(told: Told) -> None:
    told.set_email()
    (told.machine.home / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    assert told.run("failure").code == 0
    assert len(told.room.letters) == 1
    assert "CatalogueDamaged" in told.log


def test_mistakes_in_the_settings_are_told_as_well(told: Told) -> None:
    told.set_email()
    told.set_ping()
    path = told.machine.home / "settings.toml"
    path.write_text(told.machine.settings.replace(COMPANY, "[company.lac]\nbooks = 7\n"), encoding="utf-8")
    for _ in range(2):
        assert told.run("failure").code == 0
    assert told.monitor.signals == [f"/{UUID}/fail"] * 2
    [letter] = told.room.letters
    assert "settings.toml has mistakes" in letter.message.get_content()


def test_where_the_notices_are_the_mistake_the_monitor_is_told(told: Told) -> None:
    told.set_ping()
    (told.machine.home / "settings.toml").write_text("notices = 7\n", encoding="utf-8")
    assert told.run("failure").code == 0
    assert told.monitor.signals == [f"/{UUID}/fail"]
    assert "WrongSettings" in told.log


def test_nobody_wants_to_know(told: Told) -> None:
    assert told.run("failure").code == 0
    assert "failure" not in told.run("--help").out
