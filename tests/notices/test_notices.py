"""Who is told of what, once a day; and that a notice never fails a run, nor holds it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archiver import notices as front
from archiver.access.vault import Vault
from archiver.access.vaults.file import FileVault
from archiver.catalogue import Agenda, Catalogue
from archiver.errors import CatalogueDamaged, NotLinked
from archiver.notices import ANYTHING, PASSWORD, Log, Notice, Notices, ping_secret, sends_mail
from archiver.settings import Notices as Settings
from archiver.words import Words, phrase
from tests.emulators.authority import Authority
from tests.emulators.pings import Pings, Trouble
from tests.emulators.smtp import HANG, Mailroom, Smtp
from tests.notices.conftest import NOW

OWNER = "owner@bakery.example"
SECRET = "s3cretive-Passw0rd"  # noqa: S105 - of nobody
UUID = "5c3f3b5e-9d5a-4f0c-8a59-0123456789ab"
NOTICE = Notice.of(NotLinked(name="google"), "lac", "google")


@dataclass
class Owner:
    """An owner who is told by e-mail, and has a monitor."""

    settings: Settings
    vault: Vault
    agenda: Agenda
    log: Log
    room: Mailroom
    monitor: Pings
    now: list[datetime] = field(default_factory=lambda: [NOW])

    def notices(self, language: str = "en") -> Notices:
        """What a new process makes of it."""
        return Notices(self.settings, self.vault, self.agenda, Words(language), lambda: self.now[0], self.log)

    @property
    def lines(self) -> list[str]:
        """What was logged, without the moments."""
        return [line.split(" ", 1)[1] for line in self.log.tail().splitlines()]


@pytest.fixture
def owner(trusted: Authority, vault: Vault, agenda: Agenda, log: Log) -> Iterator[Owner]:
    room = Mailroom(trusted.context, users={OWNER: SECRET})
    with Smtp(room) as server, Pings() as monitor:
        vault.put(PASSWORD, SECRET)
        vault.put(ping_secret(None), f"{monitor.url}/{UUID}")
        vault.put(ping_secret("lac"), f"{monitor.url}/lac-{UUID}?create=1")
        settings = Settings((OWNER,), "127.0.0.1", server.port, user=OWNER)
        yield Owner(settings, vault, agenda, log, room, monitor)


@pytest.fixture
def toronto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this machine cannot be set for a test")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/Toronto")
        time.tzset()
        yield
    time.tzset()


# Pings


def test_a_company_and_the_whole_run_have_monitors_of_their_own(owner: Owner) -> None:
    told = owner.notices()
    told.started(None)
    told.started("lac")
    told.failed("lac", "what the log says\n")
    told.succeeded("riviera")
    told.succeeded(None)
    assert owner.monitor.signals == [
        f"/{UUID}/start", f"/lac-{UUID}/start?create=1", f"/lac-{UUID}/fail?create=1", f"/{UUID}",
    ]  # fmt: skip
    assert [each.body for each in owner.monitor.pinged] == [b"", b"", b"what the log says\n", b""]
    assert owner.lines == [
        "- info 127.0.0.1 was told /start",
        "lac info 127.0.0.1 was told /start",
        "lac info 127.0.0.1 was told /fail",
        "- info 127.0.0.1 was told",
    ]


def test_a_monitor_that_fails_is_logged_and_nothing_more(owner: Owner) -> None:
    owner.monitor.troubles = [Trouble(404), Trouble(302, location="https://wifi.example/")]
    owner.notices().started(None)
    owner.notices().succeeded("lac")
    assert [line.split(":")[0] for line in owner.lines] == ["- error Missing", "lac error Refused"]


def test_names_with_accents_are_the_same_however_they_are_written() -> None:
    assert ping_secret("Cafe\N{COMBINING ACUTE ACCENT}") == ping_secret("Caf\N{LATIN SMALL LETTER E WITH ACUTE}")


# E-mail


def test_the_owner_is_told_what_happened_and_what_to_do(owner: Owner) -> None:
    owner.log.say("lac", phrase("Reading Accounts: begun"))
    owner.log.say("riviera", phrase("of nobody else's business"))
    assert owner.notices().tell(NOTICE)
    [letter] = owner.room.letters
    assert letter.message["Subject"] == "archiver: lac: google is not linked."
    text = letter.message.get_content().replace("\r\n", "\n")
    assert text == (
        "google is not linked.\n\n"
        "What to do: Run: archiver relink google\n\n"
        "The end of the log:\n\n"
        "2026-03-31T18:00:00Z lac info Reading Accounts: begun\n\n"
        "-- \n"
        "archiver wrote this by itself. Who is told: archiver notify. To end it: archiver notify off email\n"
    )
    assert owner.lines[-1] == f"lac info E-mail was sent to {OWNER}"


def test_the_owner_is_told_in_the_language_of_the_settings_or_else_of_the_screen(owner: Owner) -> None:
    error = NotLinked(name="google")
    owner.notices("fr-CA").tell(NOTICE)
    owner.settings = replace(owner.settings, language="fr-FR")
    owner.notices("en").tell(replace(NOTICE, cause="lac|NotLinked|dropbox"))
    for letter, language in zip(owner.room.letters, ("fr-CA", "fr-FR"), strict=True):
        assert Words(language).say(error.phrase) in letter.message.get_content()
        assert Words(language).say(error.phrase) != Words("en").say(error.phrase)


def test_once_for_a_cause_and_day(owner: Owner) -> None:
    assert [owner.notices().tell(NOTICE) for _ in range(3)] == [True, False, False]
    assert owner.notices().tell(replace(NOTICE, cause="riviera|NotLinked|google"))
    owner.now[0] += timedelta(days=1)
    assert owner.notices().tell(NOTICE)
    assert len(owner.room.letters) == 3


@pytest.mark.usefixtures("toronto")
def test_a_day_is_the_owners_own(owner: Owner) -> None:
    owner.now[0] = datetime.fromisoformat("2026-03-31T03:30:00+00:00")  # still the 30th in Toronto
    assert owner.notices().tell(NOTICE)
    owner.now[0] = datetime.fromisoformat("2026-03-31T04:30:00+00:00")
    assert owner.notices().tell(NOTICE)
    owner.now[0] = datetime.fromisoformat("2026-04-01T03:30:00+00:00")
    assert not owner.notices().tell(NOTICE)


@pytest.mark.parametrize("trouble", ["CONNECT", "AUTH", "MAIL", "."])
def test_what_could_not_be_sent_is_tried_again_at_the_next_run(owner: Owner, trouble: str) -> None:
    owner.room.troubles[trouble] = "451 4.7.1 Later"
    assert not owner.notices().tell(NOTICE)
    assert "lac error Unwell" in owner.lines[-1]
    owner.room.troubles.clear()
    assert owner.notices().tell(NOTICE)
    assert len(owner.room.letters) == 1


def test_one_who_is_stopped_meanwhile_is_not_taken_for_told(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(front, "within", stopped)
        with pytest.raises(KeyboardInterrupt):
            owner.notices().tell(NOTICE)
    assert owner.agenda.tell_once(NOTICE.cause, NOW.astimezone().date())


def test_a_notice_of_anything_is_for_when_no_failure_was_told(owner: Owner) -> None:
    anything = Notice(ANYTHING, phrase("It ended badly"), ())
    assert owner.notices().tell(anything)
    assert not owner.notices().tell(anything)
    owner.now[0] += timedelta(days=1)
    owner.notices().tell(NOTICE)
    assert not owner.notices().tell(anything)
    assert len(owner.room.letters) == 2
    owner.now[0] += timedelta(days=1)
    owner.notices().tell(Notice("|recovered lac|", phrase("It works again"), (), is_failure=False))
    assert owner.notices().tell(anything)


def test_an_address_that_is_not_taken_is_logged(owner: Owner) -> None:
    owner.settings = replace(owner.settings, email=(OWNER, "nobody@bakery.example"))
    owner.room.troubles["RCPT:nobody@bakery.example"] = "550 5.1.1 Nobody of that name"
    assert owner.notices().tell(NOTICE)
    assert owner.lines == [
        f"lac info E-mail was sent to {OWNER}",
        "lac warning 127.0.0.1 did not take the e-mail for nobody@bakery.example",
    ]


# Nothing of it fails a run


@pytest.mark.parametrize("settings", [Settings(), Settings(email=(OWNER,)), Settings(server="127.0.0.1")])
def test_nobody_is_told_where_nothing_is_set(settings: Settings, owner: Owner) -> None:
    assert not sends_mail(settings)
    assert not Notices(settings, None, None, Words("en"), lambda: NOW, owner.log).tell(NOTICE)
    assert owner.agenda.tell_once(NOTICE.cause, NOW.date()), "nor taken for told"
    assert owner.lines == []


def test_without_a_vault_nobody_logs_in_and_nothing_is_pinged(owner: Owner) -> None:
    told = Notices(owner.settings, None, owner.agenda, Words("en"), lambda: NOW, owner.log)
    told.started("lac")
    assert not told.tell(NOTICE)
    assert owner.monitor.pinged == []
    assert "LoginRefused" in owner.lines[0]


@pytest.mark.skipif(os.name != "posix", reason="modes say nothing elsewhere")
def test_a_vault_that_is_open_to_others_is_logged(owner: Owner, tmp_path: Path) -> None:
    exposed = FileVault(tmp_path / "links")
    exposed.put(PASSWORD, SECRET)
    (tmp_path / "links").chmod(0o755)
    owner.vault = exposed
    owner.notices().failed(None, "")
    assert not owner.notices().tell(NOTICE)
    assert [line.split(":")[0] for line in owner.lines] == ["- error VaultExposed", "lac error VaultExposed"]


def test_a_catalogue_that_is_damaged_keeps_nobody_from_being_told(owner: Owner, tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite"
    Catalogue(path).close()
    with Catalogue(path) as catalogue:
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"?" * (path.stat().st_size - 4096))
        with pytest.raises(CatalogueDamaged):
            catalogue.agenda.tell_once("x", NOW.date())
        owner.agenda = catalogue.agenda
        assert owner.notices().tell(NOTICE)
    assert len(owner.room.letters) == 1
    assert "- error CatalogueDamaged" in owner.lines[0]


def test_a_mistake_of_ours_fails_no_run_either(owner: Owner) -> None:
    broken = Notice("lac|x|", phrase("{when}", when=datetime.max), ())  # noqa: DTZ901 - has no zone, on purpose
    owner.settings = replace(owner.settings, email=(7,))  # type: ignore[arg-type] # as no settings file can have it
    assert not owner.notices().tell(broken)
    assert owner.lines == ["lac error TypeError"]


def test_nothing_holds_a_run(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a server that answers a letter at a time does, for which no time limit of a socket ever ends."""
    monkeypatch.setattr(front, "LIMIT", 0.3)
    monkeypatch.setattr(front, "LEAST", 0.1)
    owner.monitor.troubles = [Trouble(drip=True, seconds=0.05)] * 3
    owner.room.troubles["EHLO"] = HANG
    began = time.monotonic()
    owner.notices().succeeded("lac")
    assert not owner.notices().tell(NOTICE)
    assert time.monotonic() - began < 5
    assert [line.count("in time") for line in owner.lines] == [1, 1]


def test_a_monitor_that_hangs_does_not_hold_each_company_anew(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    owner.vault.put(ping_secret("lac"), owner.monitor.url.replace("127.0.0.1", "localhost"))
    owner.monitor.troubles = [Trouble(seconds=20)] * 20
    told, began = owner.notices(), time.monotonic()
    with monkeypatch.context() as patch:
        patch.setattr(front, "LIMIT", 0.4)
        patch.setattr(front, "LEAST", 0.05)
        for _ in range(10):
            told.succeeded("lac")
    assert 0.4 < time.monotonic() - began < 3
    assert told.tell(NOTICE), "the mail server has its own time"


def test_no_secret_is_in_the_log_or_in_a_letter(owner: Owner, tmp_path: Path) -> None:
    owner.monitor.troubles = [Trouble(404), Trouble(403)]
    told = owner.notices()
    told.started(None)
    told.started("lac")
    told.failed("lac", "")
    owner.room.users = {OWNER: "another"}
    told.tell(NOTICE)
    owner.room.users = {OWNER: SECRET}
    told.tell(NOTICE)
    raw = owner.room.letters[0].raw.decode()
    whole = "".join(each.read_text(encoding="utf-8") for each in (tmp_path / "log").iterdir())
    assert whole.count("LoginRefused") == 1
    for text in (whole, raw.replace("=\r\n", "")):
        assert SECRET not in text
        assert UUID not in text
