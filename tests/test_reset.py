"""A series begun anew and brought back: what is listed before, what came since, and who is kept from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver import reset, workroom
from archiver.catalogue import Catalogue, Place, Shared
from archiver.drives.folder import Folder
from archiver.errors import Busy, NothingToRecover, NothingToReset
from archiver.events import silence
from archiver.job import Job
from archiver.order import Order
from archiver.places import Places
from archiver.words import phrase
from tests.archives import BOOKS
from tests.depositing import LAC, NAME, archived, deposited

NOW = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
LATER = timedelta(days=1)


def clock() -> datetime:
    return NOW


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.here({"ARCHIVER_HOME": str(tmp_path / "home")})


@pytest.fixture
def catalogue(places: Places) -> Iterator[Catalogue]:
    with Catalogue(places.catalogue) as opened:
        yield opened


def shared(company: int, key: str, until: datetime | None) -> Shared:
    said = phrase("{guest} can read it.", guest="ann")
    return Shared(company, "usb", key, NAME, False, "ann@example.com", False, until, "", said, NOW)


def test_what_is_to_be_kept_or_noted_is_listed(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    archived(catalogue, tmp_path)
    last = archived(catalogue, tmp_path)
    deposited(catalogue, last, {"usb": Folder(tmp_path / "usb")})
    catalogue.intend(last.id, "cloud", "Lac", NOW)
    catalogue.let_in(shared(last.company, "1", NOW + LATER))
    catalogue.let_in(shared(last.company, "2", NOW - LATER))

    kept = reset.kept(catalogue, last.company, "lac", NOW)

    assert kept.last == last
    assert [(each.drive, each.verified is not None) for each in kept.deposits] == [("cloud", False), ("usb", True)]
    assert kept.pending == 1
    assert [each.key for each in kept.shares] == ["1"]


def test_there_and_back(catalogue: Catalogue, places: Places, tmp_path: Path) -> None:
    first = archived(catalogue, tmp_path)
    company = first.company
    assert reset.reset(catalogue, company, "lac", places, clock) == Place(2, 1, None)
    with pytest.raises(NothingToReset):
        reset.kept(catalogue, company, "lac", NOW)

    back = reset.recover(catalogue, company, "lac", places, clock)
    assert (back.last, back.next, back.since) == (first, Place(1, 2, first.digest), [])

    reset.reset(catalogue, company, "lac", places, clock)
    trial = replace(first, digest="trial", place=Place(2, 1, None), moment=NOW)
    catalogue.enter(trial)
    back = reset.recover(catalogue, company, "lac", places, lambda: NOW + LATER)
    assert (back.last, back.next) == (first, Place(1, 2, first.digest))
    assert [(each.digest, each.place) for each in back.since] == [(trial.digest, Place(2, 1, None))]
    assert len(catalogue.entries()) == 2, "nothing is forgotten"


def test_nothing_to_go_back_to(catalogue: Catalogue, places: Places, tmp_path: Path) -> None:
    entry = archived(catalogue, tmp_path)
    with pytest.raises(NothingToRecover):
        reset.recover(catalogue, entry.company, "lac", places, clock)
    assert catalogue.next_place(entry.company) == Place(1, 2, entry.digest)


def test_nobody_is_reset_during_an_export(catalogue: Catalogue, places: Places, tmp_path: Path) -> None:
    company = archived(catalogue, tmp_path).company
    with workroom.enter(places.workroom(), "lac", NOW):
        with pytest.raises(Busy):
            reset.reset(catalogue, company, "lac", places, clock)
        with pytest.raises(Busy):
            reset.recover(catalogue, company, "lac", places, clock)
    assert catalogue.next_place(company).series == 1


def test_a_company_is_known_by_its_name_or_else_by_its_books(catalogue: Catalogue, places: Places) -> None:
    job = Job("gnucash", "nowhere", Order(), name="lac")
    known = catalogue.company(LAC, "lac")
    assert reset.company_of(catalogue, job, places, clock, silence) == known

    atelier = replace(job, where=str(BOOKS["alpine"]), name="alpine")
    found = reset.company_of(catalogue, atelier, places, clock, silence)
    assert found != known
    assert catalogue.called("alpine") == next(each for each in catalogue.companies() if each.id == found)
