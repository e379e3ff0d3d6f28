"""A grant goes into the vault and comes out the same, shows no secret, and knows its end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from archiver.access.grant import Grant, guide
from archiver.errors import GrantExpired, GrantRevoked, VaultDamaged
from tests.access.conftest import NOW


def test_comes_out_of_the_vault_as_it_went_in(grant: Grant) -> None:
    for each in (
        grant,
        replace(grant, dies_at=NOW + timedelta(days=7), client_secret=None, account="élan@example.com"),
    ):
        assert Grant.from_json(each.to_json(), "google") == each


def test_shows_no_secret(grant: Grant) -> None:
    shown = f"{grant!r} {grant} {[grant]}"
    assert "secret" not in shown.replace("client_secret", "")
    assert "owner@example.com" in shown


@pytest.mark.parametrize("text", ["", "null", "[]", "1", "{", "{}", '{"service": "google"}'])
def test_any_other_text_is_damaged(text: str) -> None:
    with pytest.raises(VaultDamaged):
        Grant.from_json(text, "google")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("token_uri", "http://oauth2.googleapis.com/token"),
        ("token_uri", "https://owner:word@example.com/token"),
        ("token_uri", 7),
        ("refresh_token", None),
        ("client_secret", 7),
        ("scopes", [1]),
        ("scopes", None),
        ("linked_at", "yesterday"),
        ("dies_at", 7),
        ("more", "than we know"),
    ],
)
def test_a_grant_that_was_tampered_with_is_damaged_and_not_shown(grant: Grant, key: str, value: object) -> None:
    text = json.dumps({**json.loads(grant.to_json()), key: value})
    with pytest.raises(VaultDamaged) as damaged:
        Grant.from_json(text, "google")
    assert "very-secret" not in f"{damaged.value!r} {damaged.value}"


@pytest.mark.parametrize(("days", "soon"), [(3, False), (2, True), (1, True), (-1, True)])
def test_knows_when_its_end_is_near(grant: Grant, days: int, soon: bool) -> None:
    assert replace(grant, dies_at=NOW + timedelta(days=days)).dies_soon(NOW) is soon
    assert not grant.dies_soon(NOW)


def test_tells_an_end_that_was_foretold_from_another(grant: Grant) -> None:
    mortal = replace(grant, dies_at=NOW)
    assert isinstance(mortal.ended("google", NOW), GrantExpired)
    assert isinstance(mortal.ended("google", NOW - timedelta(seconds=1)), GrantRevoked)
    assert isinstance(grant.ended("google", NOW), GrantRevoked)
    assert {each.ended("google", NOW).exit_code for each in (grant, mortal)} == {6}
    assert str(mortal.ended("lac", NOW)) == "The link lac ended on 2026-03-31, as Google had said it would."
    assert guide("google") == "docs/link-google.md"
