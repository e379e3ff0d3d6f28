"""Links are used before they would die of disuse, and whatever fails at that stops nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archiver.access import Door, Grant, Vault
from archiver.access.application import Application
from archiver.access.keeping import keep_alive
from archiver.access.vaults.overlay import Overlay
from archiver.events import Event, Warned
from archiver.words import Words
from tests.contracts.fakes_vault import MemoryVault
from tests.emulators.faults import Fault
from tests.emulators.google import Google
from tests.emulators.quickbooks import QuickBooks

pytestmark = pytest.mark.usefixtures("proxy")


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def door(vault: Vault, quickbooks: QuickBooks) -> Door:
    return Door(vault, quickbooks.clock.now)


def test_a_link_is_renewed_after_a_third_of_the_time_it_may_stay_unused(
    quickbooks: QuickBooks, door: Door, books_grant: Grant, told: list[Event]
) -> None:
    door.keep("fjord", replace(books_grant, unused_dies_after=timedelta(days=101)))
    now = quickbooks.clock.now
    quickbooks.clock.forward(days=33)
    assert keep_alive(door, now, told.append) == []
    quickbooks.clock.forward(days=1)
    assert keep_alive(door, now, told.append) == ["fjord"]
    assert keep_alive(door, now, told.append) == []
    end = door.grant("fjord").unused_dies_at
    assert end is not None
    assert end - now() > timedelta(days=100)
    assert told == []


def test_it_lives_as_long_as_it_may_with_one_look_a_month(
    quickbooks: QuickBooks, door: Door, books_grant: Grant, told: list[Event]
) -> None:
    door.keep("fjord", replace(books_grant, unused_dies_after=timedelta(days=101)))
    for _ in range(12):
        quickbooks.clock.forward(days=31)
        keep_alive(door, quickbooks.clock.now, told.append)
    assert door.grant("fjord").refresh_token == quickbooks.oauth.links[0].refresh
    assert told == []


def test_never_twice_a_day_however_short_its_life(
    quickbooks: QuickBooks, door: Door, books_grant: Grant, told: list[Event]
) -> None:
    door.keep("fjord", replace(books_grant, unused_dies_after=timedelta(hours=6)))
    quickbooks.clock.forward(seconds=23 * 3600)
    assert keep_alive(door, quickbooks.clock.now, told.append) == []
    quickbooks.clock.forward(seconds=3601)
    assert keep_alive(door, quickbooks.clock.now, told.append) == ["fjord"]


def test_a_link_of_an_earlier_version_learns_when_it_would_die(
    google: Google, google_keys: Application, vault: Vault, grant: Grant, told: list[Event]
) -> None:
    _, refresh = google.link()
    known = replace(
        grant,
        refresh_token=refresh,
        client_id=google_keys.client_id,
        client_secret=google_keys.client_secret,
        linked_at=google.clock.now() - timedelta(days=61),
    )
    younger = ("realm", "sandbox", "refreshed_at", "unused_dies_after")
    earlier = {key: value for key, value in json.loads(known.to_json()).items() if key not in younger}
    vault.put("lac", json.dumps(earlier))
    door = Door(vault, google.clock.now)
    assert keep_alive(door, google.clock.now, told.append) == ["lac"]
    assert door.grant("lac").unused_dies_after == timedelta(days=180)
    assert (keep_alive(door, google.clock.now, told.append), told) == ([], [])


def test_what_never_dies_of_disuse_is_left_alone(
    quickbooks: QuickBooks, door: Door, grant: Grant, told: list[Event]
) -> None:
    door.keep("dropbox", replace(grant, service="dropbox"))
    door.keep("unknown", replace(grant, service="of a later version"))
    quickbooks.clock.forward(days=400)
    assert (keep_alive(door, quickbooks.clock.now, told.append), told) == ([], [])


def test_a_failure_is_told_and_the_others_are_kept_alive(
    quickbooks: QuickBooks, door: Door, vault: Vault, books_grant: Grant, told: list[Event]
) -> None:
    mortal = replace(books_grant, unused_dies_after=timedelta(days=101))
    vault.put("a damaged one", "{}")
    door.keep("fjord", mortal)
    door.keep("revoked", replace(mortal, refresh_token="gone"))  # noqa: S106 - of nobody
    door.keep("zebra", mortal)
    quickbooks.clock.forward(days=40)
    quickbooks.faults.add(Fault(on="POST /oauth2/v1/tokens/bearer", does="fail"))
    assert keep_alive(door, quickbooks.clock.now, told.append) == ["zebra"]
    said = [Words("en").say(each.said) for each in told if isinstance(each, Warned)]
    assert [each.partition(" could")[0] for each in said] == [
        "The link a damaged one", "The link fjord", "The link revoked",
    ]  # fmt: skip
    assert said[2].endswith("was revoked, or has ended. Run: archiver relink revoked")


def test_what_the_system_gives_is_the_systems_to_renew(
    quickbooks: QuickBooks, books_grant: Grant, tmp_path: Path, told: list[Event]
) -> None:
    mortal = replace(books_grant, unused_dies_after=timedelta(days=101))
    (tmp_path / "archiver.fjord").write_text(mortal.to_json(), encoding="utf-8")
    door = Door(Overlay(tmp_path, MemoryVault({})), quickbooks.clock.now)
    quickbooks.clock.forward(days=90)
    assert (keep_alive(door, quickbooks.clock.now, told.append), told) == ([], [])
    assert quickbooks.traffic.count("POST *") == 0
