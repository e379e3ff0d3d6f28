"""Whatever was edited, and however archives followed on one another: as of any moment, the books are what they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from archiver.books import SOURCES
from archiver.errors import NoArchiveThen
from archiver.places import Places
from tests.history.oracle import source
from tests.history.oracle.journey import INCREMENTAL, Journey
from tests.history.oracle.shop import DOCUMENTS

MOMENT = timedelta(microseconds=1)
MENDED = {"tells": True, "restless": True}
FRAGILE = {"tells": True, "restless": True, "mends": False, "fragile": True}
SILENT = {"tells": False}
"""What the systems can do whose books are read, and what happens to them meanwhile: see ``Journey``."""


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    assert isinstance(SOURCES, dict)
    monkeypatch.setitem(SOURCES, "oracle", source.__name__)
    yield Places.here({"ARCHIVER_HOME": str(tmp_path / "home")})
    source.SYSTEMS.clear()


def judge(journey: Journey) -> None:
    """At the end of a journey: what each of its archives tells, of the books and of what changed in them."""
    known = journey.known
    oldest = known[0].entry.finished
    with pytest.raises(NoArchiveThen):
        journey.wrong_at(oldest - MOMENT)
    last = (journey.now - oldest) / MOMENT
    at_random = [oldest + journey.dice.randrange(int(last)) * MOMENT for _ in known]
    for moment in (*(each.entry.finished for each in known), *at_random):
        assert journey.wrong_at(moment) == []
    for then, now in pairwise(known):
        if now.follows(then):
            assert journey.wrongly_told(then, now) == set()
    for then, now in pairwise(each for each in known if each.entry.type == "full" and not each.torn):
        assert journey.wrongly_compared(then, now) == set()


def judge_documents(journey: Journey) -> None:
    """What became of some documents, from archive to archive."""
    written = {(kind, id_) for known in journey.known for kind in DOCUMENTS for id_ in known.truth.get(kind, {})}
    for kind, id_ in journey.dice.sample(sorted(written), 8):
        assert journey.wrongly_remembered(kind, id_) == set(), (journey.name, kind, id_)


def travelled(journey: Journey, days: int) -> None:
    """So many days, and what the archives say of them."""
    for _ in range(days):
        journey.day()
    judge(journey)
    if journey.certain:
        judge_documents(journey)
    assert {each.entry.type for each in journey.known} == {"full", INCREMENTAL}


@pytest.mark.parametrize(
    ("seed", "system"),
    [
        pytest.param(5, MENDED, id="tells changes, and can be mended"),
        pytest.param(4, FRAGILE, id="tells changes, cannot be mended, and fails now and then"),
        pytest.param(8, SILENT, id="tells none"),
    ],
)
def test_some_days(places: Places, seed: int, system: Mapping[str, bool]) -> None:
    travelled(Journey(places, seed, **system), 12)


@pytest.mark.long
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize(
    ("seed", "system"),
    [
        (101, MENDED),
        (102, FRAGILE),
        (103, MENDED | {"fragile": True}),
        (104, SILENT),
        (105, SILENT | {"fragile": True}),
    ],
)
def test_two_hundred_days(places: Places, seed: int, system: Mapping[str, bool]) -> None:
    travelled(Journey(places, seed, **system), 200)


def test_what_is_not_true_is_seen(places: Places) -> None:
    """The judge itself: a record that is another one, one too many, and one that is lacking."""
    journey = Journey(places, 4, tells=True)
    journey.archive("full")
    (known,) = journey.known
    first, second, *_ = invoices = dict(known.truth["invoices"])
    invoices[first] = invoices[first]._replace(row=invoices[first].row._replace(version="9"))
    invoices[second] = invoices[second]._replace(row=invoices[second].row._replace(id="9999"))
    journey.known = [known._replace(truth={**known.truth, "invoices": invoices})]
    wrong = [said.partition("invoices ")[2] for said in journey.wrong_at(known.entry.finished)]
    assert sorted(wrong) == [
        f"{first}: version: '0' for '9'",
        f"{second}: is there and should not be",
        "9999: is lacking",
    ]
