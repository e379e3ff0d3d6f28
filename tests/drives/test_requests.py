"""How many requests a run makes, for round trips are what an upload costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import drives
from archiver.drives import Drive
from archiver.drives import dropbox as dropbox_kind
from archiver.drives import google as google_kind
from archiver.drives.dropbox.drive import DropboxDrive
from archiver.drives.google.drive import GoogleDrive
from archiver.drives.parcel import Pace
from archiver.events import Event, Moved, silence
from tests.contracts.drive import ACCENTED, NAME
from tests.drives.linked import CHUNK, LINK, MIB, Service, Waits, door, dropbox_drive
from tests.emulators.dropbox import Dropbox
from tests.emulators.faults import Fault
from tests.emulators.google import Google


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "finished.cab"
    path.write_bytes(bytes(20 * MIB))
    return path


def test_google(at_google: Service, google: Google, cabinet: Path) -> None:
    """Start, one for each 8 MiB; a look at what is there, the room, and the lock."""
    settings = google_kind.Settings(LINK)
    drives.connect(settings, door(at_google.place)).put(cabinet, NAME, silence)
    google.traffic.clear()

    drives.connect(settings, door(at_google.place)).put(cabinet, NAME.replace("full", "part"), silence)

    assert google.traffic.count("*upload*") == 1 + 3
    assert google.traffic.count() - google.traffic.count("POST /token") == 1 + 3 + 3
    assert google.traffic.count("POST /token") == 1


def test_google_folders_are_made_once(at_google: Service, google: Google, cabinet: Path) -> None:
    drive = at_google.connect()
    drive.put(cabinet, NAME, silence)
    drive.put(cabinet, ACCENTED, silence)

    assert google.traffic.count("POST /drive/v3/files") == 5
    assert google.traffic.count("GET /drive/v3/files/generateIds") == 2


def test_dropbox_at_once(at_dropbox: Service, dropbox: Dropbox, cabinet: Path) -> None:
    """One; the access, a look at what is there, and the room."""
    drives.connect(dropbox_kind.Settings(LINK), door(at_dropbox.place)).put(cabinet, NAME, silence)

    assert dropbox.traffic.count("*upload*") == 1
    assert dropbox.traffic.count() == 1 + 3


def test_dropbox_in_a_session(at_dropbox: Service, dropbox: Dropbox, cabinet: Path) -> None:
    """One for each chunk: the first begins, the last ends."""
    dropbox_drive(at_dropbox.place, at_once=MIB, chunk=6 * MIB).put(cabinet, NAME, silence)

    assert dropbox.traffic.count("*upload*") == 4
    assert dropbox.traffic.count() == 4 + 3


def test_several_archives_in_a_run(service: Service, cabinet: Path) -> None:
    drive = service.connect()
    drive.put(cabinet, NAME, silence)
    service.emulator.traffic.clear()

    drive.put(cabinet, NAME.replace("full", "part"), silence)

    others = service.emulator.traffic.count() - service.emulator.traffic.count("*upload*")
    assert others == (1 if isinstance(service.emulator, Google) else 0)  # the lock


def test_the_same_again_sends_nothing(service: Service, cabinet: Path) -> None:
    service.connect().put(cabinet, NAME, silence)
    service.emulator.traffic.clear()

    service.connect().put(cabinet, NAME, silence)

    assert service.emulator.traffic.count("*upload*") == 0
    assert service.emulator.traffic.count() == 2  # the access, and a look


def test_every_byte_is_told_once_even_if_sent_twice(service: Service, cabinet: Path) -> None:
    cabinet.write_bytes(bytes(3 * CHUNK))
    events: list[Event] = []
    service.emulator.faults.add(Fault(on="*upload*", nth=2, does="cut", at=CHUNK // 2))

    service.connect().put(cabinet, NAME, events.append)

    assert sum(each.amount for each in events if isinstance(each, Moved)) == 2 * 3 * CHUNK  # read, and sent


def test_pace_keeps_to_its_limit() -> None:
    waits = Waits()
    pace = Pace(1_000_000, waits)
    for _ in range(10):
        pace.took(pace.block)

    assert pace.block == 250_000
    assert waits.seconds[-1] == pytest.approx(2.5, abs=0.05)


def test_a_limit_is_kept_and_told_smoothly(service: Service, cabinet: Path) -> None:
    cabinet.write_bytes(bytes(4 * CHUNK))
    limit, waits = 2 * CHUNK, Waits()
    drive: Drive
    if isinstance(service.emulator, Google):
        drive = GoogleDrive(google_kind.Settings(LINK, limit=limit), door(service.place), patience=waits.patience)
    else:
        drive = DropboxDrive(dropbox_kind.Settings(LINK, limit=limit), door(service.place), patience=waits.patience)
    moved: list[Event] = []

    drive.put(cabinet, NAME, moved.append)

    assert max(waits.seconds) == pytest.approx(2.0, abs=0.4)
    assert max(each.amount for each in moved[-9:] if isinstance(each, Moved)) == limit // 4
