"""rclone as a drive: the contract, with digests of the service and without, and what rclone can do to it."""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from archiver import drives
from archiver.drives import Drive, Receipt, Sharing, Trash
from archiver.drives.rclone import Settings
from archiver.errors import (
    AlreadyThere,
    ArchiverError,
    DigestMismatch,
    DriveFull,
    FileNotFound,
    NoTrash,
    ProgramMissing,
    Refused,
    RemoteNotLinked,
    RemoteRefused,
    UnknownRemote,
    Unreachable,
)
from archiver.events import Began, Event, Moved, silence
from tests.contracts.drive import ACCENTED, BYTES, NAME, DriveContract, TrashContract
from tests.emulators.dropbox import Dropbox
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy
from tests.second_opinion.conftest import program
from tests.second_opinion.test_rclone import configured

__all__ = ["program"]

LARGE = 24 << 20


@dataclass(frozen=True)
class World:
    """rclone as the tests have it: its path, its settings with two remotes, and the folder where all of it lies."""

    program: str
    place: Path

    def drive(self, remote: str = "shelf:archives", limit: int | None = None, *, keeps: bool = False) -> Drive:
        return drives.connect(Settings(remote, self.program, limit, keeps))

    def files(self) -> list[str]:
        return sorted(path.relative_to(self.place).as_posix() for path in self.place.rglob("*") if path.is_file())


@pytest.fixture
def world(program: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """``shelf:`` gives every digest, ``veiled:`` is encrypted and gives none."""
    found, place = program("rclone"), tmp_path / "place"
    place.mkdir(exist_ok=True)
    secret = subprocess.run([found, "obscure", "open sesame"], capture_output=True, text=True, check=True).stdout
    config = configparser.ConfigParser()
    config["shelf"] = {"type": "alias", "remote": str(place)}
    config["veiled"] = {"type": "crypt", "remote": str(place), "password": secret.strip()}
    with (tmp_path / "rclone.conf").open("w") as file:
        config.write(file)
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    return World(found, place)


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "finished.cab"
    path.write_bytes(BYTES)
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A cabinet that takes rclone some seconds at ``limit = 8 << 20``."""
    path = tmp_path / "large.cab"
    path.write_bytes(os.urandom(LARGE))
    return path


class AtRclone:
    """What the drives of these tests share."""

    @pytest.fixture(autouse=True)
    def _here(self, world: World) -> None:
        self.world = world

    @pytest.fixture
    def place(self, world: World) -> Path:
        return world.place


class TestShelf(AtRclone, TrashContract):
    """A service with digests of its own, which keeps what is deleted, as its owner says."""

    def connect(self, place: Path) -> Drive:
        return self.world.drive(keeps=True)

    def take_back(self, place: Path, receipt: Receipt) -> None:
        """What this place keeps, it keeps in a copy that a service would make by itself."""
        path = place / "archives" / receipt.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(BYTES)


class TestVeiled(AtRclone, DriveContract):
    """A service without digests, which is read back."""

    def connect(self, place: Path) -> Drive:
        return self.world.drive("veiled:")


def test_is_a_kind_of_drive() -> None:
    assert drives.shapes()["rclone"] is Settings


def test_deletes_nothing_unless_its_owner_says_that_it_is_kept(world: World, cabinet: Path) -> None:
    drive = world.drive()
    receipt = drive.put(cabinet, NAME, silence)
    assert isinstance(drive, Trash)

    with pytest.raises(NoTrash) as refused:
        drive.trash(receipt)
    assert "keeps_deleted = true" in str(refused.value)
    with pytest.raises(NoTrash):
        drive.require_trash()
    assert world.files() == [f"archives/{NAME}"]


def test_lets_nobody_in(world: World) -> None:
    assert not isinstance(world.drive(), Sharing)


@pytest.mark.parametrize(
    "name", ["Lac/#1; [a] {b} +.cab", "Lac/- one.cab", "Lac/L'œuvre & fils (1).cab", "Lac/$HOME `id` %20.cab"]
)
def test_names_are_only_names(world: World, cabinet: Path, name: str) -> None:
    receipt = world.drive().put(cabinet, name, silence)

    assert world.files() == [f"archives/{name}"]
    with world.drive().open(receipt) as there:
        assert there.read() == BYTES


def test_a_cabinet_keeps_its_own_name_to_itself(world: World, tmp_path: Path) -> None:
    """The kept copy lies among others, and is called there as it is here."""
    for name in ("one.cab", "two.cab"):
        (tmp_path / name).write_bytes(name.encode())

    world.drive().put(tmp_path / "one.cab", "Lac/one.cab", silence)

    assert world.files() == ["archives/Lac/one.cab"]


def test_every_receipt_has_the_digest(world: World, cabinet: Path) -> None:
    for remote in ("shelf:archives", "veiled:"):
        assert world.drive(remote).put(cabinet, NAME, silence).digest == hashlib.sha256(BYTES).hexdigest()


def test_names_that_differ_by_case_only_are_one(world: World, cabinet: Path) -> None:
    world.drive().put(cabinet, "Lac/a.cab", silence)

    with pytest.raises(AlreadyThere):
        world.drive().put(cabinet, "Lac/A.cab", silence)


def test_what_is_the_same_is_not_sent_again(world: World, cabinet: Path) -> None:
    world.drive().put(cabinet, NAME, silence)
    events: list[Event] = []
    world.drive().put(cabinet, NAME, events.append)

    assert len([event for event in events if isinstance(event, Began)]) == 1


def test_tells_how_far_the_sending_is(world: World, large: Path) -> None:
    events: list[Event] = []
    world.drive(limit=8 << 20).put(large, NAME, events.append)

    second = [at for at, event in enumerate(events) if isinstance(event, Began)][1]
    moved = [event.amount for event in events[second:] if isinstance(event, Moved)]
    assert sum(moved) == LARGE
    assert len(moved) > 2


def test_the_limit_is_kept(world: World, large: Path) -> None:
    began = time.monotonic()
    world.drive(limit=8 << 20).put(large, NAME, silence)

    assert time.monotonic() - began > 1.5


def test_an_interruption_stops_rclone_and_leaves_nothing(world: World, large: Path) -> None:
    sending = False

    def interrupt(event: Event) -> None:
        nonlocal sending
        sending = sending or (isinstance(event, Began) and "Sending" in event.step.template)
        if sending and isinstance(event, Moved):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.drive(limit=4 << 20).put(large, NAME, interrupt)
    assert [name for name in world.files() if name.endswith(".cab")] == []

    receipt = world.drive().put(large, NAME, silence)
    assert receipt.digest == hashlib.sha256(large.read_bytes()).hexdigest()
    assert [each.name for each in world.drive().list()] == [NAME]


KILLED = """
import sys
from pathlib import Path
from archiver import drives
from archiver.drives.rclone import Settings
from archiver.events import Moved

def tell(event):
    print(type(event).__name__, flush=True)

drives.connect(Settings(sys.argv[1], sys.argv[2], 8 << 20)).put(Path(sys.argv[3]), sys.argv[4], tell)
"""


@pytest.mark.skipif(os.name != "posix", reason="nothing is killed so elsewhere")
@pytest.mark.parametrize("after", [0.3, 0.9, 1.7])
def test_kill_minus_nine_and_a_later_run(world: World, large: Path, after: float) -> None:
    command = [sys.executable, "-c", KILLED, "shelf:archives", world.program, str(large), NAME]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while process.stdout.readline() != "Ended\n":  # of the reading: from here on, it is sent
            pass
        time.sleep(after)
        process.send_signal(signal.SIGKILL)

    receipt = world.drive().put(large, NAME, silence)

    assert receipt.digest == hashlib.sha256(large.read_bytes()).hexdigest()
    assert [each.name for each in world.drive().list()] == [NAME]


@pytest.mark.parametrize("remote", ["shelf:archives", "veiled:"])
def test_something_else_of_the_same_size_is_not_taken_for_it(world: World, cabinet: Path, remote: str) -> None:
    other = cabinet.with_name("other.cab")
    other.write_bytes(BYTES[::-1])
    receipt = world.drive(remote).put(other, NAME, silence)

    with pytest.raises(AlreadyThere):
        world.drive(remote).put(cabinet, NAME, silence)
    with world.drive(remote).open(receipt) as there:
        assert there.read() == BYTES[::-1]


def test_what_is_hidden_or_no_cabinet_is_no_deposit(world: World, cabinet: Path) -> None:
    world.drive().put(cabinet, "Lac/a.cab", silence)
    for name in (".trash/b.cab", "Lac/.c.cab", "Lac/d.txt"):
        path = world.place / "archives" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")

    assert [each.name for each in world.drive().list()] == ["Lac/a.cab"]


def test_a_folder_in_the_place_of_a_cabinet_is_not_read_as_one(world: World) -> None:
    inside = world.place / "archives" / "a.cab" / "b.cab"
    inside.parent.mkdir(parents=True)
    inside.write_bytes(b"b")

    with pytest.raises(FileNotFound):
        world.drive().open(Receipt("a.cab", 1, None, "shelf:archives/a.cab"))


def test_a_stream_that_breaks_is_not_taken_for_whole(world: World, cabinet: Path) -> None:
    """The veil of one block is torn: what comes before it is read, and the rest is an error."""
    receipt = world.drive("veiled:").put(cabinet, NAME, silence)
    (path,) = [each for each in world.place.rglob("*") if each.is_file()]
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    with world.drive("veiled:").open(receipt) as there, pytest.raises(Refused):
        there.read()


def test_a_stream_may_be_left_early(world: World, large: Path) -> None:
    receipt = world.drive().put(large, NAME, silence)

    with world.drive().open(receipt) as there:
        assert len(there.read(10)) == 10


def script(path: Path, world: World, cases: str) -> str:
    """rclone, but for some of its answers."""
    path.write_text(f'#!/bin/sh\ncase "$1" in\n{cases}\nesac\nexec \'{world.program}\' "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


FAILURES: tuple[tuple[str, int, type[ArchiverError]], ...] = (
    ("couldn't fetch token: invalid_grant: maybe token expired? - try refreshing", 1, RemoteNotLinked),
    ("Get https://x: dial tcp: lookup x: no such host", 1, Unreachable),
    ("insufficient_space", 1, DriveFull),
    ("immutable file modified", 6, AlreadyThere),
    ("account suspended", 7, Refused),
    ("", 1, Refused),
)


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for rclone")
@pytest.mark.parametrize(("said", "code", "error"), FAILURES)
def test_each_failure_is_one_of_ours(
    world: World, cabinet: Path, tmp_path: Path, said: str, code: int, error: type[ArchiverError]
) -> None:
    (tmp_path / "said").write_text(json.dumps({"level": "critical", "msg": said}) if said else "")
    fake = script(tmp_path / "fake", world, f"copy) cat '{tmp_path / 'said'}' >&2; exit {code};;")

    with pytest.raises(ArchiverError) as raised:
        drives.connect(Settings("shelf:archives", fake)).put(cabinet, NAME, silence)
    assert type(raised.value) is error
    assert world.files() == []


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for rclone")
def test_a_full_service_is_told_before_anything_is_sent(world: World, cabinet: Path, tmp_path: Path) -> None:
    fake = script(tmp_path / "fake", world, "about) echo '{\"free\": 1000}'; exit 0;;\ncopy) exit 99;;")

    with pytest.raises(DriveFull) as raised:
        drives.connect(Settings("shelf:archives", fake)).put(cabinet, NAME, silence)
    assert raised.value.facts["free"] == 1000


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for rclone")
def test_rclone_is_not_given_the_key_to_our_vault(
    world: World, cabinet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_VAULT_KEY", "open sesame")
    fake = script(tmp_path / "fake", world, f"copy) env > '{tmp_path / 'seen'}';;")
    drives.connect(Settings("shelf:archives", fake)).put(cabinet, NAME, silence)

    seen = (tmp_path / "seen").read_text()
    assert "RCLONE_CONFIG=" in seen
    assert "ARCHIVER_" not in seen


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for rclone")
def test_what_was_damaged_on_its_way_is_found(world: World, cabinet: Path, tmp_path: Path) -> None:
    damaged = world.place / "archives" / NAME
    cases = f"copy) mkdir -p '{damaged.parent}'; head -c {len(BYTES)} /dev/zero > '{damaged}'; exit 0;;"
    fake = script(tmp_path / "fake", world, cases)

    with pytest.raises(DigestMismatch):
        drives.connect(Settings("shelf:archives", fake)).put(cabinet, NAME, silence)


def test_without_rclone_it_is_said_where_it_comes_from(cabinet: Path) -> None:
    with pytest.raises(ProgramMissing) as raised:
        drives.connect(Settings("shelf:", "no-such-rclone")).put(cabinet, NAME, silence)
    assert "rclone.org" in str(raised.value.facts["address"])
    assert raised.value.exit_code == 2


def test_a_remote_that_rclone_does_not_know(world: World, cabinet: Path) -> None:
    with pytest.raises(UnknownRemote) as raised:
        world.drive("nowhere:").put(cabinet, NAME, silence)
    assert raised.value.facts["known"] == "shelf, veiled"


@pytest.mark.parametrize("remote", [":webdav,url=http://x,pass=hunter2:", "s,access_key_id=AK:", "--config=x"])
def test_secrets_have_no_place_in_a_remote(remote: str) -> None:
    with pytest.raises(RemoteRefused) as raised:
        drives.connect(Settings(remote))
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("service", ["drive", "dropbox"])
def test_through_real_services(
    world: World, proxy: Proxy, google: Google, dropbox: Dropbox, tmp_path: Path, cabinet: Path, service: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("RCLONE_CONFIG", str(configured(tmp_path / "services.conf", google, dropbox)))
    drive = world.drive(f"{service}:archives")

    receipt = drive.put(cabinet, ACCENTED, silence)

    assert receipt.digest == hashlib.sha256(BYTES).hexdigest()
    assert [each.name for each in drive.list()] == [ACCENTED]
    with drive.open(receipt) as there:
        assert there.read() == BYTES
    before = [*google.traffic.writes, *dropbox.traffic.writes]
    assert drive.put(cabinet, ACCENTED, silence) == receipt
    assert [*google.traffic.writes, *dropbox.traffic.writes] == before


@pytest.mark.parametrize("service", ["drive", "dropbox"])
def test_a_link_that_has_ended_says_how_to_renew_it(
    world: World, proxy: Proxy, google: Google, dropbox: Dropbox, tmp_path: Path, cabinet: Path, service: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("RCLONE_CONFIG", str(configured(tmp_path / "services.conf", google, dropbox)))
    google.revoke_all()
    dropbox.revoke_all()

    with pytest.raises(RemoteNotLinked) as raised:
        world.drive(f"{service}:archives").put(cabinet, NAME, silence)
    assert (raised.value.facts["name"], raised.value.exit_code) == (service, 6)


def test_tells_its_remote_when_its_service_is_gone(
    world: World, cabinet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RCLONE_LOW_LEVEL_RETRIES", "1")
    monkeypatch.setenv("RCLONE_RETRIES", "1")

    with pytest.raises(Unreachable) as raised:
        world.drive(":http,url='http://127.0.0.1:9/':").put(cabinet, NAME, silence)
    assert raised.value.retriable
