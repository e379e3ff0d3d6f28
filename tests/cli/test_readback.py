"""``verify --drive`` as a person runs it."""

from __future__ import annotations

from datetime import UTC, datetime

from archiver.catalogue import DepositState
from tests.cli.conftest import Owner
from tests.emulators.dropbox import Dropbox
from tests.emulators.google import Google


def states(owner: Owner) -> list[DepositState]:
    with owner.catalogue() as catalogue:
        return [deposit.state for entry in catalogue.entries() for deposit in catalogue.deposits(entry.id)]


def test_what_is_fine_is_said_and_dated(at_google: Owner) -> None:
    entry = at_google.deposit("google", "disk")
    began = datetime.now(UTC).replace(microsecond=0)

    ran = at_google.machine.run("verify", "--drive", "google")

    assert (ran.code, ran.err) == (0, "")
    assert "on google: unaltered, read back and compared." in ran.out
    with at_google.catalogue() as catalogue:
        there = {deposit.drive: deposit.verified for deposit in catalogue.deposits(entry.id)}
    assert there["google"]
    assert there["disk"]
    assert there["google"] >= began > there["disk"]


def test_all_drives_and_one_company(at_google: Owner) -> None:
    entry = at_google.deposit("google", "disk")
    with at_google.catalogue() as catalogue:
        catalogue.intend(entry.id, "dropbox", "Lac", entry.moment)

    ran = at_google.machine.run("verify", "--drive", "all", "lac", "--json")

    assert [(each["drive"], each["state"]) for each in ran.json["deposits"]] == [
        ("google", "verified"),
        ("disk", "verified"),
    ]
    assert ran.code == 6, "dropbox is not linked"
    assert [each["drive"] for each in ran.json["failed"]] == ["dropbox"]
    assert at_google.machine.run("verify", "--drive", "google", "riviera").code == 2


def test_what_is_in_googles_trash_is_called_so(at_google: Owner, google: Google) -> None:
    entry = at_google.deposit("google")
    (item,) = google.items(entry.cabinets[0].file)
    item.trashed = True

    ran = at_google.machine.run("verify", "--drive", "google")

    assert (ran.code, "in the trash of google" in ran.err) == (5, True)
    assert states(at_google) == [DepositState.INTENDED]


def test_what_was_altered_or_taken_away_is_told_and_the_rest_is_read(owner: Owner) -> None:
    entries = [owner.deposit("disk") for _ in range(3)]
    altered, gone, _ = (next((owner.home / "disk").rglob(entry.cabinets[0].file)) for entry in entries)
    altered.chmod(0o600)
    altered.write_bytes(b"MSCF?")
    gone.unlink()

    ran = owner.machine.run("verify", "--drive", "disk", "--json")

    assert ran.code == 5
    assert [each["state"] for each in ran.json["deposits"]] == ["DepositAltered", "DepositMissing", "verified"]
    assert states(owner) == [DepositState.DEPOSITED, DepositState.INTENDED, DepositState.VERIFIED]


def test_dropbox_is_read_back_too(at_dropbox: Owner, dropbox: Dropbox) -> None:
    at_dropbox.deposit("dropbox")

    assert at_dropbox.machine.run("verify", "--drive", "dropbox").code == 0
    assert dropbox.traffic.count("POST /2/files/download") == 1


def test_a_drive_that_nobody_has(owner: Owner) -> None:
    assert owner.machine.run("verify", "--drive", "nowhere").code == 2
    ran = owner.machine.run("verify", "--drive", "disk")
    assert (ran.code, ran.out) == (0, "There is nothing to check yet.\n")
