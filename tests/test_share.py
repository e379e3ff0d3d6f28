"""Letting guests in and out: what is shared is one archive, unless all was asked for, and nobody is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archiver import share
from archiver.catalogue import Catalogue, Entry
from archiver.drives import Guest
from archiver.drives.folder import Folder
from archiver.errors import (
    CannotShare,
    NotDeposited,
    Refused,
    SeveralArchives,
    UnknownArchive,
    UnknownShare,
    WhichDrive,
)
from tests.contracts.fakes_sharing import Place, SharingDrive
from tests.depositing import NAME, NOON, archived, deposited

ANN = Guest("ann@firm.example", NOON + timedelta(days=30), "Here it is.")
ANYONE = Guest(None, anyone=True)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:
        yield opened


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def entry(catalogue: Catalogue, place: Place, tmp_path: Path) -> Entry:
    """An archive of two cabinets that lies on the drive ``cloud``."""
    entry = archived(catalogue, tmp_path, count=2)
    deposited(catalogue, entry, {"cloud": SharingDrive(place)})
    return entry


def test_an_archive_is_found_by_name_file_path_digest_or_company(catalogue: Catalogue, entry: Entry) -> None:
    file = entry.cabinets[0].file
    for text in (entry.name, entry.digest, file, f"Downloads/{file}", entry.cabinets[1].sha256):
        assert share.find(catalogue, text) == entry
    assert share.find(catalogue, "lac", entry.company) == entry


def test_the_last_archive_of_a_company_is_meant(catalogue: Catalogue, entry: Entry, tmp_path: Path) -> None:
    last = archived(catalogue, tmp_path)

    assert share.find(catalogue, "lac", entry.company) == last


def test_what_is_not_known_is_not_shared(catalogue: Catalogue, entry: Entry) -> None:
    with pytest.raises(UnknownArchive):
        share.find(catalogue, "riviera")
    with pytest.raises(UnknownShare):
        share.known(catalogue, 7)


def test_namesakes_are_told_apart_by_digest(catalogue: Catalogue, entry: Entry, tmp_path: Path) -> None:
    from dataclasses import replace

    other = replace(entry, digest="cd" * 32, place=None)
    catalogue.enter(other)

    with pytest.raises(SeveralArchives):
        share.find(catalogue, entry.name)
    assert share.find(catalogue, "cd" * 32).digest == "cd" * 32


def test_a_guest_of_an_archive_is_let_in_to_each_cabinet_of_it(
    catalogue: Catalogue, entry: Entry, place: Place
) -> None:
    made = list(share.archive(catalogue, entry, "cloud", SharingDrive(place), ANN, NOON))

    assert [each.name for each in made] == sorted(place.held)
    assert {(each.email, each.until, each.folder, each.anyone) for each in made} == {
        (ANN.email, ANN.until, False, False)
    }
    assert catalogue.shares() == made
    assert place.messages == ["Here it is."] * 2


def test_a_guest_of_a_folder_is_let_in_to_that_of_the_company(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    (made,) = share.folder(catalogue, entry, "cloud", SharingDrive(place), ANN, NOON)

    assert (made.name, made.folder) == ("Boulangerie-du-Lac", True)


def test_a_public_link_is_entered_as_such(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    made = list(share.archive(catalogue, entry, "cloud", SharingDrive(place), ANYONE, NOON))

    assert {(each.email, each.anyone) for each in made} == {(None, True)}


def test_to_share_again_is_no_second_share(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    for _ in range(2):
        list(share.folder(catalogue, entry, "cloud", SharingDrive(place), ANN, NOON))

    assert len(catalogue.shares()) == 1


def test_what_the_service_refuses_is_not_entered(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    place.poor = True

    with pytest.raises(Refused):
        list(share.archive(catalogue, entry, "cloud", SharingDrive(place), ANN, NOON))
    assert catalogue.shares() == []


def test_a_share_that_is_ended_is_over_at_the_service_too(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    (made,) = share.folder(catalogue, entry, "cloud", SharingDrive(place), ANN, NOON)

    share.end(catalogue, share.known(catalogue, made.id), SharingDrive(place), NOON + timedelta(days=1))

    assert place.given == {}
    assert share.known(catalogue, made.id).ended == NOON + timedelta(days=1)


def test_only_drives_that_have_all_of_it_can_share_it(catalogue: Catalogue, tmp_path: Path) -> None:
    entry = archived(catalogue, tmp_path)
    with pytest.raises(NotDeposited):
        share.deposits(catalogue, entry)

    catalogue.intend(entry.id, "cloud", "Lac", NOON)
    with pytest.raises(NotDeposited):
        share.deposits(catalogue, entry)


def test_the_one_drive_that_can_share_is_taken(tmp_path: Path) -> None:
    folder, cloud = Folder(tmp_path), SharingDrive(Place())

    assert share.able(NAME, {"disk": folder, "cloud": cloud}) == ("cloud", cloud)
    with pytest.raises(CannotShare):
        share.able(NAME, {"disk": folder})
    with pytest.raises(WhichDrive):
        share.able(NAME, {"one": cloud, "two": cloud})


def test_a_share_of_a_drive_that_cannot_is_not_said_to_be_over(
    catalogue: Catalogue, entry: Entry, place: Place, tmp_path: Path
) -> None:
    (made,) = share.folder(catalogue, entry, "cloud", SharingDrive(place), ANN, NOON)

    with pytest.raises(CannotShare):
        share.end(catalogue, made, Folder(tmp_path), NOON)
    assert catalogue.shares() == [made]


def test_the_service_knows_best(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    """One share was ended at the service by hand, and another one made there."""
    drive = SharingDrive(place)
    (gone,) = share.folder(catalogue, entry, "cloud", drive, ANN, NOON)
    place.given.clear()
    drive.share("Boulangerie-du-Lac", ANYONE)

    share.ask(catalogue, "cloud", drive, NOON + timedelta(days=1))

    assert share.known(catalogue, gone.id).ended
    (found,) = [each for each in catalogue.shares(entry.company) if not each.ended]
    assert (found.anyone, found.name) == (True, "Boulangerie-du-Lac")


def test_asking_one_service_says_nothing_of_another(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    (made,) = share.folder(catalogue, entry, "cloud", SharingDrive(place), ANN, NOON)

    share.ask(catalogue, "other", SharingDrive(Place()), NOON)

    assert catalogue.shares() == [made]
