"""What the next archive is compared with: a full one and the increments after it, all there, or nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver import lineage, run
from archiver.books import SOURCES
from archiver.cabinet.reader import Cabinet
from archiver.catalogue import Catalogue
from archiver.envelope import Password
from archiver.events import silence
from archiver.job import Done, Job, Standing
from archiver.order import Order
from archiver.places import Places
from archiver.untold import AWAY, CLOSED, LACKING
from archiver.vanished import WITHDRAWN
from tests.contracts import fakes_source
from tests.depositing import UNREADABLE


class Company:
    """A company whose books are edited and archived, a day after the other."""

    def __init__(self, home: Path) -> None:
        self.places = Places.here({"ARCHIVER_HOME": str(home / "home")})
        self.books, self.now = home / "lac.json", datetime(2026, 3, 1, tzinfo=UTC)
        self.job = Job("fake", str(self.books), Order(), name="lac")

    def clock(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def archive(
        self, wanted: str, *names: str, until: int | None = None, offered: bool = True, **others: object
    ) -> Done | Standing:
        """The books with these customers, archived; those ``until`` a number, where the others cannot be read."""
        fakes_source.write(self.books, *names, until=until, offered=offered)
        self.now += timedelta(days=1)
        order = replace(self.job.order, wanted=wanted)
        return run.run(replace(self.job, order=order, **others), self.places, self.clock, silence)  # type: ignore[arg-type] # fields of a job

    def entries(self) -> list[str]:
        """The types of the archives that the next one would build on."""
        with Catalogue(self.places.catalogue) as catalogue:
            company = catalogue.called("lac")
            assert company
            return [entry.type for entry in lineage.entries(catalogue, company.id)]


@pytest.fixture
def lac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    assert isinstance(SOURCES, dict)
    monkeypatch.setitem(SOURCES, "fake", fakes_source.__name__)
    return Company(tmp_path)


def done(made: Done | Standing) -> Done:
    assert isinstance(made, Done)
    return made


def noted(made: Done) -> list[str]:
    return [control.name for control in made.archive.edition.controls]


def test_it_goes_back_to_the_last_full_one(lac: Company) -> None:
    lac.archive("full", "Élise")
    assert lac.entries() == ["full"]
    lac.archive("incremental", "Élise", "Bob")
    lac.archive("incremental", "Élise", "Bob", "Zoé")
    assert lac.entries() == ["full", "incremental", "incremental"]
    lac.archive("full", "Élise")
    assert lac.entries() == ["full"]


def test_what_an_increment_builds_on_counts_for_the_next_one(lac: Company) -> None:
    lac.archive("full", "Élise")
    lac.archive("incremental", "Élise", "Bob")
    assert isinstance(lac.archive("incremental", "Élise", "Bob"), Standing)
    third = done(lac.archive("incremental", "Élise", "Bobby"))
    with Cabinet.open(third.archive.path) as cabinet:
        (member,) = (each for each in cabinet.members if each.name.endswith("customers.jsonl"))
        assert [json.loads(line)["values"]["name"] for line in b"".join(cabinet.read(member)).splitlines()] == ["Bobby"]


@pytest.mark.parametrize("number", [0, 1])
def test_where_one_is_missing_or_altered_a_full_one_is_made_and_says_why(lac: Company, number: int) -> None:
    made = [done(lac.archive("full", "Élise")), done(lac.archive("incremental", "Élise", "Bob"))]
    path = made[number].archive.path
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    assert lac.entries() == []
    again = done(lac.archive("incremental", "Élise", "Bob", "Zoé"))
    assert (again.archive.edition.type, noted(again).count("full_instead")) == ("full", 1)


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here that opens, and cannot be read")
def test_one_that_the_disk_does_not_give_back_is_not_there(lac: Company) -> None:
    made = [done(lac.archive("full", "Élise")), done(lac.archive("incremental", "Élise", "Bob"))]
    path = made[1].archive.path
    path.unlink()
    path.symlink_to(UNREADABLE)

    assert lac.entries() == []
    again = done(lac.archive("incremental", "Élise", "Bob", "Zoé"))
    assert (again.archive.edition.type, noted(again).count("full_instead")) == ("full", 1)
    assert AWAY in told(again)
    assert lac.entries() == ["full"]


def test_a_full_one_says_what_cannot_be_told_without_those_before(lac: Company) -> None:
    first, second = (done(lac.archive("full", "Élise", name)) for name in ("Bob", "Zoé"))
    assert AWAY not in told(first)
    assert AWAY not in told(second)
    second.archive.path.unlink()
    assert AWAY in told(done(lac.archive("full", "Élise")))
    assert AWAY not in told(done(lac.archive("full", "Élise")))
    assert AWAY not in told(done(lac.archive("financial", "Élise")))


def told(made: Done) -> list[str]:
    return [control.said.template for control in made.archive.edition.controls if control.name == "deleted_since"]


def test_a_sealed_one_that_no_password_opens_is_said(lac: Company) -> None:
    secret = Password.of("a long secret, for once")
    lac.job = replace(lac.job, order=replace(lac.job.order, password=secret, passwords=(secret,)))
    lac.archive("full", "Élise")
    assert lac.archive("incremental", "Élise", "Bob").lacking is None
    lac.job = replace(lac.job, order=replace(lac.job.order, password=None, passwords=()))
    made = done(lac.archive("incremental", "Élise"))
    assert made.archive.edition.type == "full"
    assert {"full_instead", "deleted_since"} <= set(noted(made))


def customers(made: Done) -> dict[str, str]:
    """The customers of an archive with their states, by name."""
    with Cabinet.open(made.archive.path) as cabinet:
        (member,) = (each for each in cabinet.members if each.name.endswith("customers.jsonl"))
        rows = [json.loads(line) for line in b"".join(cabinet.read(member)).splitlines()]
    return {row["values"]["name"]: row["state"] for row in rows}


def test_what_was_deleted_in_a_bad_night_is_told_by_the_archive_before_it(lac: Company) -> None:
    lac.archive("full", "Élise", "Bob", "Zoé", "Ulf")
    assert customers(done(lac.archive("full", "Élise", "Bob", "Zoé", "Ulf", until=1))) == {"Élise": "live"}
    assert customers(done(lac.archive("full", "Élise", "Bob", "Zoé", until=2))) == {"Élise": "live", "Bob": "live"}
    again = done(lac.archive("full", "Élise", "Bob"))
    assert customers(again) == {"Élise": "live", "Bob": "live", "Zoé": "deleted", "Ulf": "deleted"}
    assert LACKING not in told(again)
    assert customers(done(lac.archive("full", "Élise"))) == {"Élise": "live", "Bob": "deleted"}, "each is told once"


def test_what_only_a_bad_night_saw_is_told_too(lac: Company) -> None:
    lac.archive("full", "Élise")
    lac.archive("full", "Élise", "Bob", "Zoé", until=2)
    assert customers(done(lac.archive("full", "Élise"))) == {"Élise": "live", "Bob": "deleted"}


@pytest.mark.parametrize("wanted", ["full", "incremental"])
def test_what_is_not_offered_any_more_is_said_once_and_what_was_deleted_meanwhile_is_told(
    lac: Company, wanted: str
) -> None:
    lac.archive(wanted, "Élise", "Bob")
    refused = done(lac.archive(wanted, "Élise", "Bob", offered=False))
    assert (told(refused), len(refused.archive.findings)) == ([WITHDRAWN], 1)
    still = lac.archive(wanted, "Élise", offered=False)
    assert isinstance(still, Standing) if wanted == "incremental" else told(done(still)) == []
    again = done(lac.archive(wanted, "Élise"))
    assert customers(again).get("Bob") == "deleted"
    assert LACKING not in told(again)


def test_what_was_never_offered_is_no_finding(lac: Company) -> None:
    assert told(done(lac.archive("full", "Élise", offered=False))) == []
    assert told(done(lac.archive("full", "Élise", offered=False))) == []
    assert customers(done(lac.archive("full", "Élise"))) == {"Élise": "live"}


def test_changes_are_not_added_to_an_archive_that_lacks_something(lac: Company) -> None:
    first = done(lac.archive("incremental", "Élise", "Bob", until=1))
    second = done(lac.archive("incremental", "Élise", "Bob"))
    for made, why in ((first, run.NOTHING_BEFORE), (second, run.LACKING_BEFORE)):
        said = [each.said.template for each in made.archive.edition.controls if each.name == "full_instead"]
        assert (made.archive.edition.type, said) == ("full", [why])


def test_a_full_archive_has_no_other_before_it(lac: Company) -> None:
    """It is what changes build on, and what was deleted before it was told by it."""
    lac.archive("full", "Élise", "Bob")
    lac.archive("full", "Élise")
    with Catalogue(lac.places.catalogue) as catalogue:
        company = catalogue.called("lac")
        assert company
        assert lineage.older(catalogue, company.id, lineage.entries(catalogue, company.id)) == []


@pytest.mark.parametrize("nights", [lineage.REACH - 1, lineage.REACH])
def test_bad_nights_are_gone_back_over_for_a_week(lac: Company, nights: int) -> None:
    lac.archive("full", "Élise", "Bob")
    for _ in range(nights):
        lac.archive("full", "Élise", until=0)
    lac.archive("full", "Élise", until=0)
    made = done(lac.archive("full", "Élise"))
    found = nights < lineage.REACH
    assert (customers(made).get("Bob"), LACKING in told(made)) == (("deleted", False) if found else (None, True))


def test_an_older_one_that_is_away_or_closed_is_done_without(lac: Company) -> None:
    first = done(lac.archive("full", "Élise", "Bob"))
    lac.archive("full", "Élise", until=0)
    first.archive.path.unlink()
    assert told(done(lac.archive("full", "Élise"))) == [LACKING]

    secret = Password.of("a long secret, for once")
    opened = lac.job
    lac.job = replace(lac.job, order=replace(lac.job.order, password=secret, passwords=(secret,)))
    lac.archive("full", "Élise", "Bob")
    lac.job = opened
    assert told(done(lac.archive("full", "Élise", until=0))) == [CLOSED]
    assert told(done(lac.archive("full", "Élise"))) == [LACKING]


def test_a_schedule_of_changes_makes_a_full_one_again_in_time(lac: Company) -> None:
    made = [done(lac.archive("incremental", name, full_after=timedelta(days=3))) for name in "abcdef"]
    types = [each.archive.edition.type for each in made]
    assert types == ["full", "incremental", "incremental", "full", "incremental", "incremental"]
