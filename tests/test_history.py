"""Looking back over real runs: what the archives of a company tell together, open or sealed, ours or learned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from archiver import learn, run
from archiver.books import SOURCES
from archiver.catalogue import Catalogue
from archiver.events import silence
from archiver.history import as_of
from archiver.history.comparison import Comparison
from archiver.history.kept import Kept
from archiver.history.moment import known_at
from archiver.history.through import Through
from archiver.job import Done, Job
from archiver.order import Order
from archiver.places import Places
from tests.contracts import fakes_source
from tests.test_sealed import PASSWORD

BEGAN = datetime(2026, 3, 31, 18, tzinfo=UTC)
NAMES = (["Ann", "Bob"], ["Ann", "Bob", "Carol"], ["Anne", "Bob"])
"""The customers of the books on three days."""


class Clock:
    """A clock that goes on by a minute each time that somebody looks."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


ORDERS = {"open": Order(), "sealed": Order(password=PASSWORD, passwords=(PASSWORD,))}


@pytest.fixture(scope="module", params=ORDERS)
def archives(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Kept]:
    """Three archives, a day apart, of a company that gains a customer, loses one, and renames one."""
    assert isinstance(SOURCES, dict)
    folder, order, clock = tmp_path_factory.mktemp("lac"), ORDERS[request.param], Clock()
    places = Places.here({"ARCHIVER_HOME": str(folder / "home")})
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SOURCES, "fake", fakes_source.__name__)
        for day, names in enumerate(NAMES):
            clock.now = BEGAN + timedelta(days=day)
            books = fakes_source.write(folder / "lac.json", *names)
            assert isinstance(run.run(Job("fake", str(books), order, name="lac"), places, clock, silence), Done)
    with Catalogue(places.catalogue) as catalogue:
        return [Kept(entry, order.passwords) for entry in catalogue.entries()]


def test_what_changed_from_one_to_the_next(archives: list[Kept]) -> None:
    found = []
    for then, now in pairwise(archives):
        with then.opened() as before, now.opened() as after:
            comparison = Comparison(before, after)
            found.append([(each.what.value, each.party) for each in comparison.changes()])
            assert comparison.same_series
    assert found == [[("added", "Carol")], [("changed", "Anne"), ("deleted", "Carol")]]


def test_a_customer_through_time(archives: list[Kept]) -> None:
    through = Through(archives, "customers")
    told = {
        id_: [(each.turn.value, each.entry.id) for story in through.stories(id_, "lac") for each in story.events]
        for id_ in ("0", "1", "2")
    }
    first, second, third = (each.entry.id for each in archives)
    assert told == {
        "0": [("seen", first), ("changed", third)],
        "1": [("seen", first)],
        "2": [("seen", second), ("deleted", third)],
    }


def test_each_evening_as_it_was_known(archives: list[Kept], tmp_path: Path) -> None:
    entries = [each.entry for each in archives]
    for day, names in enumerate(NAMES):
        (chosen,) = known_at(entries, BEGAN + timedelta(days=day, hours=3), "lac")
        room, out = tmp_path / f"room{day}", tmp_path / f"out{day}"
        room.mkdir()
        out.mkdir()
        assert chosen == entries[day]
        made = as_of.make([archives[day]], out, room, None, BEGAN)
        (tally,) = made.edition.tallies
        # One that is gone is listed in the archive that first misses it.
        assert tally.count - tally.voided == len(names)


def test_what_was_learned_from_cabinets_tells_the_same(archives: list[Kept], tmp_path: Path) -> None:
    with Catalogue(tmp_path / "empty.sqlite") as catalogue:
        for entry, passwords, _ in archives:
            learn.learn(entry.folder / entry.cabinets[0].file, catalogue, BEGAN, passwords)
        learned = [Kept(entry, each.passwords) for entry, each in zip(catalogue.entries(), archives, strict=True)]
    assert {each.entry.learned for each in learned} == {True}
    (story,) = Through(learned, "customers").stories("2", "lac")
    assert [each.turn.value for each in story.events] == ["seen", "deleted"]
    entries = [replace(each.entry, id=number) for number, each in enumerate(learned)]
    assert [each.id for each in known_at(entries, BEGAN + timedelta(days=1, hours=1), "lac")] == [1]
