"""What ends an upload, or changes its course: revoked links, full accounts, folders that are gone, names twice."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from archiver import drives
from archiver.drives import dropbox as dropbox_kind
from archiver.drives import google as google_kind
from archiver.errors import AlreadyThere, DriveFull, GrantRevoked, NotLinked, Refused, Throttled, Unreachable
from archiver.events import Event, Warned, silence
from tests.contracts.drive import ACCENTED, NAME
from tests.drives.linked import CHUNK, LINK, Service, Waits, door, google_drive
from tests.emulators.dropbox import Dropbox
from tests.emulators.faults import Fault
from tests.emulators.google import Google

BYTES = b"MSCF" + bytes(range(251)) * 4_200  # four chunks, and a bit


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "finished.cab"
    path.write_bytes(BYTES)
    return path


class Interrupted(BaseException):
    """The power goes off."""


def interrupted_at(request: int, service: Service, cabinet: Path) -> None:
    """An upload that ends in the middle, once the service has taken some requests of it."""
    sent = "PUT /upload/*" if isinstance(service.emulator, Google) else "POST /2/files/upload_session/*"

    def stop(event: Event) -> None:
        if service.emulator.traffic.count(sent) >= request:
            raise Interrupted

    with pytest.raises(Interrupted):
        service.connect().put(cabinet, NAME, stop)


@pytest.mark.parametrize("settings", [google_kind.Settings("none"), dropbox_kind.Settings("none")])
def test_without_a_link(settings: object, cabinet: Path, tmp_path: Path) -> None:
    with pytest.raises(NotLinked, match="none is not linked"):
        drives.connect(settings)
    with pytest.raises(NotLinked) as raised:
        drives.connect(settings, door(tmp_path)).put(cabinet, NAME, silence)
    assert raised.value.exit_code == 6


def test_a_link_that_was_revoked(service: Service, cabinet: Path) -> None:
    service.emulator.revoke_all()

    with pytest.raises(GrantRevoked) as raised:
        service.connect().put(cabinet, NAME, silence)

    assert raised.value.exit_code == 6
    assert raised.value.facts["name"] == LINK


def test_a_link_that_is_revoked_meanwhile(service: Service, cabinet: Path) -> None:
    def revoke(_: Event) -> None:
        if service.emulator.traffic.count("*upload*") >= 2:
            service.emulator.revoke_all()

    with pytest.raises(GrantRevoked):
        service.connect().put(cabinet, NAME, revoke)


def test_no_room_is_told_before_anything_is_sent(service: Service, cabinet: Path) -> None:
    if isinstance(service.emulator, Google):
        service.emulator.owner.limit = len(BYTES) - 1
    else:
        service.emulator.owner.tree.limit = len(BYTES) - 1

    with pytest.raises(DriveFull, match=f"{len(BYTES):,} bytes are needed, {len(BYTES) - 1:,} are free"):
        service.connect().put(cabinet, NAME, silence)

    assert service.emulator.traffic.count("*upload*") == 0


def test_room_that_is_used_up_in_a_run_is_reckoned(service: Service, cabinet: Path) -> None:
    if isinstance(service.emulator, Google):
        service.emulator.owner.limit = len(BYTES) + 10
    else:
        service.emulator.owner.tree.limit = len(BYTES) + 10
    drive = service.connect()
    drive.put(cabinet, NAME, silence)

    with pytest.raises(DriveFull):
        drive.put(cabinet, ACCENTED, silence)


def test_room_that_others_use_up_meanwhile(service: Service, cabinet: Path) -> None:
    def fill(_: Event) -> None:
        if isinstance(service.emulator, Google):
            if service.emulator.traffic.count("GET /drive/v3/about"):
                service.emulator.owner.limit = 0
        elif service.emulator.traffic.count("POST /2/users/get_space_usage"):
            service.emulator.owner.tree.limit = 0

    with pytest.raises(DriveFull):
        service.connect().put(cabinet, NAME, fill)
    assert service.contents() == []


def test_throttled_for_ever(service: Service, cabinet: Path) -> None:
    service.emulator.faults.add(Fault(on="*upload*", does="throttle", times=0))
    waits = Waits()

    with pytest.raises(Throttled):
        service.connect(waits).put(cabinet, NAME, silence)

    assert len(waits.seconds) == 7
    assert service.contents() == []


def test_asked_to_wait_for_an_hour(service: Service, cabinet: Path) -> None:
    service.emulator.faults.add(Fault(on="*upload*", does="throttle", retry_after=3600))
    waits = Waits()

    with pytest.raises(Throttled):
        service.connect(waits).put(cabinet, NAME, silence)

    assert waits.seconds == []


def test_cut_off_for_ever(service: Service, cabinet: Path) -> None:
    service.emulator.faults.add(Fault(on="*upload*", does="cut", at=1000, times=0))

    with pytest.raises(Unreachable):
        service.connect().put(cabinet, NAME, silence)

    service.emulator.faults.clear()
    service.connect().put(cabinet, NAME, silence)
    assert service.contents() == [BYTES]


def test_another_process_goes_on_where_it_was(service: Service, cabinet: Path) -> None:
    interrupted_at(3, service, cabinet)
    service.emulator.traffic.clear()

    receipt = service.connect().put(cabinet, NAME, silence)

    assert service.emulator.traffic.received("*upload*") < len(BYTES) - CHUNK
    assert service.contents() == [BYTES]
    assert receipt.digest == hashlib.sha256(BYTES).hexdigest()


def test_another_archive_under_the_name_does_not_go_on_with_the_upload_of_the_first(
    service: Service, cabinet: Path
) -> None:
    interrupted_at(3, service, cabinet)
    cabinet.write_bytes(BYTES[::-1])

    service.connect().put(cabinet, NAME, silence)

    assert service.contents() == [BYTES[::-1]]


def test_an_upload_that_is_too_old_begins_anew(service: Service, cabinet: Path) -> None:
    interrupted_at(3, service, cabinet)
    service.emulator.clock.forward(days=8)

    service.connect().put(cabinet, NAME, silence)

    assert service.contents() == [BYTES]


def test_an_upload_whose_last_answer_was_lost_is_not_sent_again(service: Service, cabinet: Path) -> None:
    last = "PUT /upload/*" if isinstance(service.emulator, Google) else "POST /2/files/upload_session/finish"
    nth = 5 if isinstance(service.emulator, Google) else 1
    service.emulator.faults.add(Fault(on=last, does="cut answer", nth=nth))

    service.connect().put(cabinet, NAME, silence)

    assert service.emulator.faults.struck
    assert service.emulator.traffic.received("*upload*") < len(BYTES) + CHUNK
    assert service.contents() == [BYTES]


def test_uploads_that_are_over_leave_no_secret(service: Service, cabinet: Path) -> None:
    interrupted_at(3, service, cabinet)
    before = len(list((service.place / "links").iterdir()))
    service.connect().put(cabinet, NAME, silence)

    assert (before, len(list((service.place / "links").iterdir()))) == (2, 1)


@pytest.mark.parametrize("status", [404, 410])
def test_google_forgets_a_session(at_google: Service, google: Google, cabinet: Path, status: int) -> None:
    interrupted_at(3, at_google, cabinet)
    google.drive.uploads.expire(status)

    at_google.connect().put(cabinet, NAME, silence)

    assert at_google.contents() == [BYTES]


def test_google_folder_that_goes_away_is_made_again(at_google: Service, google: Google, cabinet: Path) -> None:
    drive = at_google.connect()
    drive.put(cabinet, NAME, silence)
    for each in google.items():
        del google.drive.store.items[each.id]

    drive.put(cabinet, ACCENTED, silence)

    assert [each.name for each in drive.list()] == [ACCENTED]


@pytest.mark.parametrize("request_", [3, 4])  # the last chunk is the fifth
def test_google_folder_that_goes_away_during_an_interruption(
    at_google: Service, google: Google, cabinet: Path, request_: int
) -> None:
    interrupted_at(request_, at_google, cabinet)
    patience = time.monotonic() + 2  # the last chunk may have been sent to its end, and arrive, or not
    while request_ == 4 and not at_google.contents() and time.monotonic() < patience:
        time.sleep(0.01)
    for each in google.items():
        each.trashed = True

    receipt = at_google.connect().put(cabinet, NAME, silence)

    assert [each.name for each in at_google.connect().list()] == [NAME]
    with at_google.connect().open(receipt) as there:
        assert there.read() == BYTES


def test_google_folder_is_known_by_another_name(at_google: Service, google: Google, cabinet: Path) -> None:
    at_google.connect().put(cabinet, NAME, silence)
    google.items("archiver")[0].name = "Archives de comptabilité"

    at_google.connect().put(cabinet, ACCENTED, silence)

    assert {each.name for each in at_google.connect().list()} == {NAME, ACCENTED}
    assert google.items("archiver") == []


def test_google_what_is_in_the_trash_is_not_there(at_google: Service, google: Google, cabinet: Path) -> None:
    at_google.connect().put(cabinet, NAME, silence)
    google.items(NAME.rpartition("/")[2])[0].trashed = True

    assert list(at_google.connect().list()) == []
    at_google.connect().put(cabinet, NAME, silence)
    assert [each.name for each in at_google.connect().list()] == [NAME]


def test_google_names_twice(at_google: Service, google: Google, cabinet: Path) -> None:
    at_google.connect().put(cabinet, NAME, silence)
    first = google.items(NAME.rpartition("/")[2])[0]
    other = google.put(first.name, b"other", first.parents[0])
    again = google.put(first.name, BYTES, first.parents[0])
    other.properties, again.properties = dict(first.properties), dict(first.properties)

    assert [each.size for each in at_google.connect().list()] == [len(BYTES), 5]
    assert at_google.connect().put(cabinet, NAME, silence).where.endswith(f"{first.id}/view")

    cabinet.write_bytes(b"a third")
    with pytest.raises(AlreadyThere):
        at_google.connect().put(cabinet, NAME, silence)


def test_google_lists_in_pages(at_google: Service, google: Google, cabinet: Path) -> None:
    google.drive.page_most = 2
    for month in range(1, 6):
        at_google.connect().put(cabinet, f"Lac/2026/{month}.cab", silence)

    assert len(list(at_google.connect().list())) == 5


def test_dropbox_lists_in_pages(at_dropbox: Service, dropbox: Dropbox, cabinet: Path) -> None:
    dropbox.files.page_most = 2
    for month in range(1, 6):
        at_dropbox.connect().put(cabinet, f"Lac/2026/{month}.cab", silence)

    assert len(list(at_dropbox.connect().list())) == 5


def test_google_files_are_locked_and_can_be_downloaded_by_readers(
    at_google: Service, google: Google, cabinet: Path
) -> None:
    at_google.connect().put(cabinet, NAME, silence)

    (file,) = google.items(NAME.rpartition("/")[2])
    assert file.locked
    assert not file.flags.get("copyRequiresWriterPermission")


def test_google_says_so_when_it_cannot_lock(at_google: Service, google: Google, cabinet: Path) -> None:
    google.faults.add(Fault(on="PATCH *", does="refuse", reason="insufficientFilePermissions"))
    events: list[Event] = []

    receipt = at_google.connect().put(cabinet, NAME, events.append)

    assert receipt.digest == hashlib.sha256(BYTES).hexdigest()
    assert [type(each) for each in events if isinstance(each, Warned)] == [Warned]

    at_google.connect().put(cabinet, NAME, silence)
    assert google.items(NAME.rpartition("/")[2])[0].locked


def test_google_access_that_is_not_given_is_told_at_once(at_google: Service, google: Google, cabinet: Path) -> None:
    google.faults.add(Fault(on="GET /drive/v3/files", does="refuse", reason="accessNotConfigured", times=0))
    waits = Waits()

    with pytest.raises(Refused, match="has not been used in project"):
        google_drive(at_google.place, waits).put(cabinet, NAME, silence)
    assert waits.seconds == []


def test_reading_goes_on_where_the_line_broke(service: Service, cabinet: Path) -> None:
    receipt = service.connect().put(cabinet, NAME, silence)
    read = "GET /drive/v3/files/*" if isinstance(service.emulator, Google) else "POST /2/files/download"
    service.emulator.faults.add(Fault(on=read, does="cut answer", at=300_000, times=2))

    with service.connect().open(receipt) as there:
        assert there.read() == BYTES
    assert len(service.emulator.faults.struck) == 2
