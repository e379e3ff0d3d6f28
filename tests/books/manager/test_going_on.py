"""A run that goes on where another was cut off: it takes no page that was masked otherwise, and says what was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver import run
from archiver.errors import Unreachable
from archiver.events import Began, Event, Listener, silence
from archiver.job import Done, Job
from archiver.order import Order
from archiver.places import Places
from tests.archives import unpacked
from tests.books.manager.writing import Writing
from tests.emulators.manager.laiterie import laiterie

NOW = datetime(2026, 3, 31, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    path = Writing(laiterie(lambda: NOW)).write(tmp_path / "books.manager")
    return Job("manager", str(path), Order(), name="lac")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.here({"ARCHIVER_HOME": str(tmp_path / "home")})


def exported(job: Job, places: Places, now: datetime, tell: Listener = silence) -> tuple[datetime, list[str], str]:
    """When the reading began, what was masked as the archive says, and all its records."""
    done = run.run(job, places, lambda: now, tell)
    assert isinstance(done, Done)
    files = unpacked(done.archive.path)
    page = json.loads(files["archive.json"])
    records = b"".join(held for name, held in files.items() if name.endswith(".jsonl"))
    return datetime.fromisoformat(page["archive"]["moment"]), page["masked"], records.decode()


def cut_off(job: Job, places: Places) -> None:
    """A run that goes no further once everything was read."""

    def tell(event: Event) -> None:
        if isinstance(event, Began) and event.step.template == "Adding up":
            raise Unreachable(service="Manager")

    with pytest.raises(Unreachable):
        exported(job, places, NOW, tell)


@pytest.mark.parametrize("unmasked", [False, True])
def test_with_other_masks_it_begins_anew(job: Job, places: Places, unmasked: bool) -> None:
    cut_off(replace(job, unmasked=not unmasked), places)
    began, masked, records = exported(replace(job, unmasked=unmasked), places, NOW + MINUTE)
    assert began == NOW + MINUTE
    assert ("CH93" in records, "[masked]" in records) == (unmasked, not unmasked)
    assert bool(masked) is not unmasked


def test_with_the_same_masks_it_knows_what_they_have_hidden(job: Job, places: Places) -> None:
    cut_off(job, places)
    began, masked, records = exported(job, places, NOW + MINUTE)
    assert began == NOW, "it goes on"
    assert "[masked]" in records
    assert masked == exported(replace(job, name="again"), places, NOW + 2 * MINUTE)[1] != []
