"""Guests: let in, listed, let out again; and refused plainly where the account cannot do just what was asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.drives import Account, Guest, Receipt, Sharing
from archiver.errors import Missing, Refused
from archiver.events import silence
from tests.contracts.drive import ACCENTED, NAME
from tests.drives.linked import Service, dropbox_drive, link_dropbox
from tests.emulators.dropbox import Dropbox
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy

FIDUCIARY = "comptable@fiduciaire.example"
FOLDER = "Boulangerie du Lac"
MESSAGE = "Pour l'ouvrir : double-clic sous Windows."
SOON = (datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0)


@pytest.fixture
def receipt(service: Service, tmp_path: Path) -> Receipt:
    path = tmp_path / "finished.cab"
    path.write_bytes(b"MSCF and more")
    service.connect().put(path, ACCENTED, silence)
    return service.connect().put(path, NAME, silence)


def mails(service: Service) -> list[tuple[str, str]]:
    sharing = service.emulator.drive.sharing if isinstance(service.emulator, Google) else service.emulator.sharing
    return [(mail.to, mail.message) for mail in sharing.outbox]


def test_both_are_somebodys_and_can_share(service: Service) -> None:
    drive = service.connect()

    assert isinstance(drive, Account)
    assert isinstance(drive, Sharing)


def test_account_tells_whose_and_how_much_room(service: Service, receipt: Receipt) -> None:
    account = service.connect().account()

    assert account.email == service.emulator.owner.email
    assert account.used == 2 * receipt.size
    assert account.total is not None
    assert account.free == account.total - account.used


def test_google_without_a_limit(at_google: Service, google: Google) -> None:
    google.owner.limit = None

    assert (at_google.connect().account().total, at_google.connect().account().free) == (None, None)


def test_one_archive_for_one_person(service: Service, receipt: Receipt) -> None:
    share = service.connect().share(receipt, Guest(FIDUCIARY, message=MESSAGE))

    assert (share.name, share.folder, share.email, share.anyone) == (NAME, False, FIDUCIARY, False)
    assert mails(service) == [(FIDUCIARY, MESSAGE)]
    assert [each.id for each in service.connect().shares()] == [share.id]

    service.connect().unshare(share)
    assert list(service.connect().shares()) == []
    service.connect().unshare(share)


def test_a_folder_for_one_person_is_listed_once(service: Service, receipt: Receipt) -> None:
    if isinstance(service.emulator, Dropbox):
        service.emulator.owner.plan = "pro"
    share = service.connect().share(FOLDER, Guest(FIDUCIARY, message=MESSAGE))

    assert (share.name, share.folder, share.email, share.anyone) == (FOLDER, True, FIDUCIARY, False)
    assert share.link.startswith("https://")
    assert mails(service) == [(FIDUCIARY, MESSAGE)]
    assert [(each.id, each.name, each.folder) for each in service.connect().shares()] == [(share.id, FOLDER, True)]

    service.connect().unshare(share)
    assert list(service.connect().shares()) == []
    service.connect().unshare(share)


def test_again_is_no_error_and_makes_no_second(service: Service, receipt: Receipt) -> None:
    first = service.connect().share(receipt, Guest(FIDUCIARY))

    assert service.connect().share(receipt, Guest(FIDUCIARY)) == first
    assert len(list(service.connect().shares())) == 1


def test_anyone_only_where_it_is_asked_and_listed_as_such(service: Service, receipt: Receipt) -> None:
    share = service.connect().share(receipt, Guest(None, anyone=True))

    assert (share.email, share.anyone) == (None, True)
    assert share.link.startswith("https://")
    assert [each.anyone for each in service.connect().shares()] == [True]
    assert service.connect().share(receipt, Guest(None, anyone=True)) == share

    service.connect().unshare(share)
    assert list(service.connect().shares()) == []
    service.connect().unshare(share)


def test_a_folder_for_anyone(service: Service, receipt: Receipt) -> None:
    share = service.connect().share(FOLDER, Guest(None, anyone=True))

    assert [(each.name, each.folder, each.anyone) for each in service.connect().shares()] == [(FOLDER, True, True)]
    service.connect().unshare(share)
    assert list(service.connect().shares()) == []


@pytest.mark.parametrize(("email", "anyone"), [(None, False), (FIDUCIARY, True)])
def test_nobody_is_let_in_by_leaving_something_out(email: str | None, anyone: bool) -> None:
    with pytest.raises(ValueError, match="Guest"):
        Guest(email, anyone=anyone)


def test_what_is_not_there(service: Service, receipt: Receipt) -> None:
    gone = Receipt("Nulle part/2026/a.cab", 1, None, "https://drive.google.com/file/d/gone/view")
    for target in ("Nulle part", gone):
        for guest in (Guest(FIDUCIARY), Guest(None, anyone=True)):
            with pytest.raises(Missing):
                service.connect().share(target, guest)


def test_google_until_a_day(at_google: Service, google: Google, tmp_path: Path) -> None:
    (tmp_path / "finished.cab").write_bytes(b"MSCF")
    receipt = at_google.connect().put(tmp_path / "finished.cab", NAME, silence)
    share = at_google.connect().share(receipt, Guest(FIDUCIARY, until=SOON))

    assert share.until == SOON
    assert [each.until for each in at_google.connect().shares()] == [SOON]
    google.clock.forward(days=31)
    assert list(at_google.connect().shares()) == []


def test_google_says_that_the_account_has_no_ends(at_google: Service, google: Google, tmp_path: Path) -> None:
    google.owner.expiring_shares = False
    (tmp_path / "finished.cab").write_bytes(b"MSCF")
    receipt = at_google.connect().put(tmp_path / "finished.cab", NAME, silence)

    with pytest.raises(Refused, match="leave out --until"):
        at_google.connect().share(receipt, Guest(FIDUCIARY, until=SOON))
    with pytest.raises(Refused, match="leave out --until"):
        at_google.connect().share(receipt, Guest(None, until=SOON, anyone=True))
    assert list(at_google.connect().shares()) == []


def test_google_invites_those_who_have_no_account(at_google: Service, google: Google, tmp_path: Path) -> None:
    google.drive.sharing.strangers.add(FIDUCIARY)
    (tmp_path / "finished.cab").write_bytes(b"MSCF")
    receipt = at_google.connect().put(tmp_path / "finished.cab", NAME, silence)

    assert at_google.connect().share(receipt, Guest(FIDUCIARY)).email == FIDUCIARY


def test_dropbox_has_no_ends_for_people(at_dropbox: Service, tmp_path: Path) -> None:
    (tmp_path / "finished.cab").write_bytes(b"MSCF")
    receipt = at_dropbox.connect().put(tmp_path / "finished.cab", NAME, silence)

    with pytest.raises(Refused, match="leave out --until"):
        at_dropbox.connect().share(receipt, Guest(FIDUCIARY, until=SOON))
    assert list(at_dropbox.connect().shares()) == []


def test_dropbox_links_that_end_need_a_plan(at_dropbox: Service, dropbox: Dropbox, tmp_path: Path) -> None:
    (tmp_path / "finished.cab").write_bytes(b"MSCF")
    receipt = at_dropbox.connect().put(tmp_path / "finished.cab", NAME, silence)
    guest = Guest(None, until=SOON, anyone=True)

    with pytest.raises(Refused, match="this plan has no links that end"):
        at_dropbox.connect().share(receipt, guest)
    assert list(at_dropbox.connect().shares()) == []

    dropbox.owner.plan = "pro"
    assert at_dropbox.connect().share(receipt, guest).until == SOON
    assert [each.until for each in at_dropbox.connect().shares()] == [SOON]
    with pytest.raises(Refused, match="another end"):
        at_dropbox.connect().share(receipt, Guest(None, anyone=True))


def test_dropbox_folders_for_readers_need_a_plan(at_dropbox: Service, tmp_path: Path) -> None:
    (tmp_path / "finished.cab").write_bytes(b"MSCF")
    at_dropbox.connect().put(tmp_path / "finished.cab", NAME, silence)

    with pytest.raises(Refused, match="share its archives one by one"):
        at_dropbox.connect().share(FOLDER, Guest(FIDUCIARY))
    assert list(at_dropbox.connect().shares()) == []


def test_dropbox_takes_its_time_to_share_a_folder(at_dropbox: Service, dropbox: Dropbox, tmp_path: Path) -> None:
    dropbox.owner.plan, dropbox.sharing.share_later = "pro", 2
    (tmp_path / "finished.cab").write_bytes(b"MSCF")
    at_dropbox.connect().put(tmp_path / "finished.cab", NAME, silence)

    share = at_dropbox.connect().share(FOLDER, Guest(FIDUCIARY))

    assert [each.id for each in at_dropbox.connect().shares()] == [share.id]


def test_dropbox_application_with_a_folder_of_its_own(dropbox: Dropbox, proxy: Proxy, tmp_path: Path) -> None:
    """It invites nobody, says why, and never makes a public link in place of an invitation."""
    link_dropbox(dropbox, tmp_path, dropbox.oauth.folder)
    (tmp_path / "finished.cab").write_bytes(b"MSCF")
    receipt = dropbox_drive(tmp_path).put(tmp_path / "finished.cab", NAME, silence)

    for target in (receipt, FOLDER):
        with pytest.raises(Refused, match="has a folder of its own"):
            dropbox_drive(tmp_path).share(target, Guest(FIDUCIARY))
    assert list(dropbox_drive(tmp_path).shares()) == []

    assert dropbox_drive(tmp_path).share(receipt, Guest(None, anyone=True)).anyone
    assert [(each.name, each.anyone) for each in dropbox_drive(tmp_path).shares()] == [(NAME, True)]
