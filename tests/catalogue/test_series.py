"""Resets and recoveries: which series goes on, whatever came between, and on a catalogue that was made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.catalogue import Catalogue, Place
from tests.test_catalogue import HOUR, LAC, NOON, entry


class Company:
    """A company whose catalogue is asked to do things, an hour apart."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.id = catalogue.company(LAC)
        self.now = NOON
        self.made: list[tuple[str, Place]] = []

    def archive(self) -> Place:
        """Its next archive, entered."""
        self.now += HOUR
        place = self.catalogue.next_place(self.id)
        digest = f"{len(self.made):064x}"
        made = replace(entry(self.id, place, digest), moment=self.now, finished=self.now)
        self.catalogue.enter(made)
        self.made.append((digest, place))
        return place

    def reset(self) -> int:
        self.now += HOUR
        return self.catalogue.series.begin(self.id, self.now)

    def recover(self) -> int | None:
        self.now += HOUR
        return self.catalogue.series.recover(self.id, self.now)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        yield Company(catalogue)


def test_a_reset_begins_at_one_without_a_predecessor(company: Company) -> None:
    company.archive()
    company.archive()

    assert company.reset() == 2
    assert company.archive() == Place(2, 1, None)
    assert company.archive()[:2] == (2, 2)


def test_a_series_without_an_archive_has_begun_already(company: Company) -> None:
    assert company.reset() == 1
    company.archive()
    assert [company.reset(), company.reset()] == [2, 2]
    assert company.recover() == 1
    assert company.recover() is None


def test_a_recovery_goes_on_after_the_archive_before_the_reset(company: Company) -> None:
    first, second = company.archive(), company.archive()
    company.reset()
    company.archive()

    assert company.recover() == 1
    assert company.archive() == Place(1, 3, company.made[1][0])
    assert (first.sequence, second.sequence) == (1, 2)
    assert company.reset() == 3, "numbers are never used twice"
    assert company.recover() == 1


def test_several_resets_are_recovered_one_after_the_other(company: Company) -> None:
    for _ in range(3):
        company.archive()
        company.reset()
    assert [company.recover() for _ in range(4)] == [3, 2, 1, None]


def test_an_archive_that_a_killed_run_left_keeps_its_number(company: Company) -> None:
    """It is not verified when the series is left, and may still be."""
    company.archive()
    company.catalogue.enter(entry(company.id, company.catalogue.next_place(company.id), "left", verified=None))
    company.reset()
    company.catalogue.enter(entry(company.id, Place(2, 1, None), "other", verified=None))
    company.recover()
    assert company.reset() == 3


def rebuilt(company: Company, path: Path) -> tuple[Catalogue, int]:
    """What a catalogue makes of the same archives, learned in the order of their digests, last first."""
    other = Catalogue(path)
    id_ = other.company(LAC)
    for each in sorted(company.catalogue.entries(), key=lambda each: each.digest, reverse=True):
        other.learn(replace(each, company=id_, id=0, learned=True))
    return other, id_


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["archive", "archive", "reset", "recover"]), max_size=14))
def test_every_series_is_a_chain_and_a_rebuilt_catalogue_goes_on_with_the_same(
    tmp_path_factory: pytest.TempPathFactory, events: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("series")
    with Catalogue(folder / "catalogue.sqlite") as catalogue:
        company = Company(catalogue)
        for event in [*events, "archive"]:
            {"archive": company.archive, "reset": company.reset, "recover": company.recover}[event]()
        heads: dict[int, tuple[int, str]] = {}
        for digest, place in company.made:
            sequence, before = heads.get(place.series, (0, None))
            assert place == Place(place.series, sequence + 1, before)
            heads[place.series] = (place.sequence, digest)
        other, id_ = rebuilt(company, folder / "rebuilt.sqlite")
        with other:
            assert other.next_place(id_) == catalogue.next_place(company.id)


def test_a_rebuilt_catalogue_recovers_what_the_archives_tell(company: Company, tmp_path: Path) -> None:
    company.archive()
    company.archive()
    company.reset()
    company.archive()
    other, id_ = rebuilt(company, tmp_path / "rebuilt.sqlite")
    with other:
        assert other.series.recover(id_, company.now + HOUR) == 1
        assert other.next_place(id_) == Place(1, 3, company.made[1][0])


def test_what_is_learned_later_undoes_no_reset(company: Company) -> None:
    """An older archive, or one of the time before, that turns up after it."""
    company.archive()
    company.reset()
    late = replace(entry(company.id, Place(1, 2, "x"), "late"), moment=NOON + timedelta(minutes=90))
    company.catalogue.learn(late)
    assert company.catalogue.next_place(company.id) == Place(2, 1, None)
    company.catalogue.learn(replace(late, digest="newer", moment=company.now + HOUR))
    assert company.catalogue.next_place(company.id).series == 1
