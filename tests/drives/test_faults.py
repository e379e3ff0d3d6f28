"""Every fault at every point of an upload: the archive arrives once, whole, with the right digest."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.events import silence
from tests.contracts.drive import NAME
from tests.drives.linked import Service, Waits, dropbox_drive, link_dropbox, link_google
from tests.emulators.dropbox import Dropbox
from tests.emulators.faults import Fault
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy

BYTES = b"MSCF" + bytes(range(251)) * 4_200  # four chunks, and a bit
FAULTS = {
    "429": Fault("", "throttle"),
    "429 with Retry-After": Fault("", "throttle", retry_after=7),
    "500 before": Fault("", "fail early", status=500),
    "503": Fault("", "fail", times=2),
    "502 after": Fault("", "fail after", status=502),
    "cut at once": Fault("", "cut", at=0),
    "cut in the middle": Fault("", "cut", at=100_000, times=2),
    "cut answer": Fault("", "cut answer"),
    "stale token": Fault("", "stale token"),
    "portal 200": Fault("", "portal", status=200),
    "portal 401": Fault("", "portal", status=401),
    "portal 511": Fault("", "portal", status=511, times=2),
}
"""By what they are called; a test says where they strike."""

GOOGLE = {
    "list": ("GET /drive/v3/files", 1),
    "room": ("GET /drive/v3/about", 1),
    "ids": ("GET /drive/v3/files/generateIds", 1),
    "first folder": ("POST /drive/v3/files", 1),
    "last folder": ("POST /drive/v3/files", 3),
    "start": ("POST /upload/drive/v3/files", 1),
    "first chunk": ("PUT /upload/drive/v3/files", 1),
    "third chunk": ("PUT /upload/drive/v3/files", 3),
    "last chunk": ("PUT /upload/drive/v3/files", 5),
    "lock": ("PATCH /drive/v3/files/*", 1),
}
DROPBOX = {
    "list": ("POST /2/files/list_folder", 1),
    "room": ("POST /2/users/get_space_usage", 1),
    "start": ("POST /2/files/upload_session/start", 1),
    "first append": ("POST /2/files/upload_session/append_v2", 1),
    "last append": ("POST /2/files/upload_session/append_v2", 3),
    "finish": ("POST /2/files/upload_session/finish", 1),
}


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "finished.cab"
    path.write_bytes(BYTES)
    return path


def arrives(service: Service, cabinet: Path, waits: Waits) -> None:
    receipt = service.connect(waits).put(cabinet, NAME, silence)

    assert service.contents() == [BYTES]
    assert receipt.digest == hashlib.sha256(BYTES).hexdigest()
    assert [each.name for each in service.connect().list()] == [NAME]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("point", GOOGLE)
def test_google(google: Google, proxy: Proxy, cabinet: Path, tmp_path: Path, point: str, fault: str) -> None:
    link_google(google, tmp_path)
    on, nth = GOOGLE[point]
    google.faults.add(replace(FAULTS[fault], on=on, nth=nth))
    waits = Waits()

    arrives(Service(google, tmp_path), cabinet, waits)

    assert google.faults.struck
    assert len([each for each in google.items() if each.folder]) == 3
    assert (max(waits.seconds, default=0) >= 7) == ("Retry-After" in fault)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("point", DROPBOX)
def test_dropbox_session(dropbox: Dropbox, proxy: Proxy, cabinet: Path, tmp_path: Path, point: str, fault: str) -> None:
    link_dropbox(dropbox, tmp_path)
    on, nth = DROPBOX[point]
    dropbox.faults.add(replace(FAULTS[fault], on=on, nth=nth))
    waits = Waits()

    arrives(Service(dropbox, tmp_path), cabinet, waits)

    assert dropbox.faults.struck
    assert (max(waits.seconds, default=0) >= 7) == ("Retry-After" in fault)


@pytest.mark.parametrize("fault", FAULTS)
def test_dropbox_at_once(dropbox: Dropbox, proxy: Proxy, cabinet: Path, tmp_path: Path, fault: str) -> None:
    link_dropbox(dropbox, tmp_path)
    dropbox.faults.add(replace(FAULTS[fault], on="POST /2/files/upload"))
    waits = Waits()

    receipt = dropbox_drive(tmp_path, waits, at_once=len(BYTES)).put(cabinet, NAME, silence)

    assert Service(dropbox, tmp_path).contents() == [BYTES]
    assert receipt.digest == hashlib.sha256(BYTES).hexdigest()
    assert dropbox.faults.struck
    assert (max(waits.seconds, default=0) >= 7) == ("Retry-After" in fault)


@pytest.mark.parametrize("fault", ["429", "500 before", "cut at once", "cut answer", "portal 200", "portal 511"])
def test_access_to_google(google: Google, proxy: Proxy, cabinet: Path, tmp_path: Path, fault: str) -> None:
    link_google(google, tmp_path)
    google.faults.add(replace(FAULTS[fault], on="POST /token"))

    arrives(Service(google, tmp_path), cabinet, Waits())

    assert google.faults.struck


@pytest.mark.parametrize("fault", [each for each in FAULTS if each != "stale token"])
def test_access_to_dropbox(dropbox: Dropbox, proxy: Proxy, cabinet: Path, tmp_path: Path, fault: str) -> None:
    link_dropbox(dropbox, tmp_path)
    dropbox.faults.add(replace(FAULTS[fault], on="POST /oauth2/token"))

    arrives(Service(dropbox, tmp_path), cabinet, Waits())

    assert dropbox.faults.struck


TRASHING = {Google: ("GET /drive/v3/files/*", "PATCH /drive/v3/files/*"),
            Dropbox: ("POST /2/files/get_metadata", "POST /2/files/delete_v2")}  # fmt: skip


@pytest.mark.parametrize("fault", [each for each in FAULTS if each != "cut in the middle"])
@pytest.mark.parametrize("step", [0, 1])
def test_what_goes_to_the_trash_goes_once_whatever_happens(
    service: Service, cabinet: Path, step: int, fault: str
) -> None:
    receipt = service.connect().put(cabinet, NAME, silence)
    service.emulator.faults.add(replace(FAULTS[fault], on=TRASHING[type(service.emulator)][step]))

    service.connect(Waits()).trash(receipt)

    assert service.emulator.faults.struck != []
    assert service.contents() == []
    deleted = [write for write in service.emulator.traffic.writes if write.startswith("delete")]
    assert len(deleted) == isinstance(service.emulator, Dropbox), "what is in Google's trash was not deleted"
