"""What drives get at the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archiver.access import Door, Grant, Vault
from archiver.errors import GrantExpired, GrantRevoked, LinkedElsewhere, NotLinked
from archiver.events import Event, Warned
from archiver.words import Words
from tests.access.conftest import NOW


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def door(vault: Vault, told: list[Event]) -> Door:
    return Door(vault, lambda: NOW, told.append)


def test_gives_the_grant_that_was_kept(door: Door, grant: Grant, told: list[Event]) -> None:
    door.keep("lac", grant)
    assert door.grant("lac") == grant
    assert door.links() == ["lac"]
    assert told == []


def test_without_a_grant_it_is_not_linked(door: Door) -> None:
    with pytest.raises(NotLinked) as refused:
        door.grant("lac")
    assert refused.value.exit_code == 6


def test_a_grant_is_not_shown_to_another_service(door: Door, grant: Grant) -> None:
    door.keep("lac", replace(grant, service="google"))
    assert door.grant("lac", "google").service == "google"
    with pytest.raises(LinkedElsewhere) as refused:
        door.grant("lac", "dropbox")
    assert refused.value.exit_code == 6
    assert grant.refresh_token not in str(refused.value)


def test_warns_once_of_a_grant_that_is_about_to_end(door: Door, grant: Grant, told: list[Event]) -> None:
    door.keep("lac", replace(grant, dies_at=NOW + timedelta(days=1)))
    door.grant("lac")
    door.grant("lac")
    [warned] = told
    assert isinstance(warned, Warned)
    assert Words("en").say(warned.said) == (
        "The link lac ends on 2026-04-01 18:00 UTC. Before that, run: archiver relink lac"
    )


def test_says_how_a_grant_has_ended(door: Door, grant: Grant) -> None:
    door.keep("lac", grant)
    door.keep("short", replace(grant, dies_at=NOW))
    assert isinstance(door.ended("lac"), GrantRevoked)
    assert isinstance(door.ended("short"), GrantExpired)


def test_keeps_what_an_upload_needs_until_it_is_over(door: Door, vault: Vault) -> None:
    address = "https://www.googleapis.com/upload?upload_id=secret"
    door.keep_session("lac", "2026/a.cab", address)
    assert door.session("lac", "2026/a.cab") == address
    assert (door.session("lac", "2026/b.cab"), door.session("other", "2026/a.cab")) == (None, None)
    assert not any("a.cab" in name for name in vault.names())
    door.forget_session("lac", "2026/a.cab")
    assert (door.session("lac", "2026/a.cab"), vault.names()) == (None, [])


def test_forgets_a_link_with_its_uploads_and_nothing_else(door: Door, grant: Grant, vault: Vault) -> None:
    for link in ("lac", "lac2"):
        door.keep(link, grant)
        door.keep_session(link, "a.cab", "address")
    vault.put("app:google", "keys")
    door.forget("lac")
    assert door.links() == ["lac2"]
    assert (door.session("lac", "a.cab"), door.session("lac2", "a.cab")) == (None, "address")
    assert vault.get("app:google") == "keys"
    door.forget("never there")


def test_knows_links_that_would_end_together(door: Door, grant: Grant, vault: Vault) -> None:
    door.keep("lac", grant)
    door.keep("twin", replace(grant, refresh_token="another"))  # noqa: S106 - of nobody
    door.keep("other account", replace(grant, account="other@example.com"))
    vault.put("damaged", "{}")
    door.keep("other keys", replace(grant, client_id="another"))
    assert door.siblings("lac", grant) == ["twin"]
    assert door.siblings("", grant) == ["lac", "twin"]


def test_two_companies_of_one_name_end_apart(door: Door, grant: Grant) -> None:
    books = replace(grant, service="quickbooks", account="Atelier", realm="1")
    door.keep("first", books)
    door.keep("second", replace(books, realm="2"))
    door.keep("again", replace(books, account="Atelier inc."))
    assert door.siblings("first", books) == ["again"]
