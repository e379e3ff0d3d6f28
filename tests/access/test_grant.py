"""A grant goes into the vault and comes out the same, shows no secret, and knows its end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from archiver.access.grant import Grant, guide
from archiver.access.tokens import Tokens
from archiver.errors import GrantExpired, GrantRevoked, VaultDamaged
from tests.access.conftest import NOW


def test_comes_out_of_the_vault_as_it_went_in(grant: Grant) -> None:
    for each in (
        grant,
        replace(grant, dies_at=NOW + timedelta(days=7), client_secret=None, account="élan@example.com"),
        replace(grant, realm="123", sandbox=True, refreshed_at=NOW, unused_dies_after=timedelta(days=101, seconds=1)),
    ):
        assert Grant.from_json(each.to_json(), "google") == each


def test_comes_out_of_the_vault_of_an_earlier_version(grant: Grant) -> None:
    whole = json.loads(grant.to_json())
    for younger in ("realm", "sandbox", "refreshed_at", "unused_dies_after"):
        del whole[younger]
    assert Grant.from_json(json.dumps(whole), "google") == grant


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
        ("realm", 7),
        ("sandbox", "yes"),
        ("refreshed_at", 7),
        ("unused_dies_after", "long"),
        ("unused_dies_after", 1e300),
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


@pytest.mark.parametrize(("days", "soon"), [(15, False), (14, True), (-1, True)])
def test_of_one_that_lasts_for_years_it_is_near_two_weeks_before(grant: Grant, days: int, soon: bool) -> None:
    lasting = replace(grant, linked_at=NOW - timedelta(days=1800), dies_at=NOW + timedelta(days=days))
    assert lasting.dies_soon(NOW) is soon


def test_knows_when_it_would_die_of_disuse(grant: Grant) -> None:
    assert grant.unused_dies_at is None
    mortal = replace(grant, unused_dies_after=timedelta(days=100))
    assert mortal.unused_dies_at == NOW + timedelta(days=100)
    given = Tokens("access", None, None)
    later = NOW + timedelta(days=30)
    assert mortal.renewed(given, later).unused_dies_at == later + timedelta(days=100)


def test_takes_from_new_tokens_what_they_tell_and_keeps_the_rest(grant: Grant) -> None:
    mortal = replace(grant, dies_at=NOW, unused_dies_after=timedelta(days=100))
    silent = mortal.renewed(Tokens("access", None, None), NOW)
    assert silent == replace(mortal, refreshed_at=NOW)
    told = mortal.renewed(Tokens("access", "new", None, timedelta(days=9), timedelta(days=8)), NOW)
    assert (told.refresh_token, told.dies_at, told.unused_dies_after) == (
        "new", NOW + timedelta(days=9), timedelta(days=8),
    )  # fmt: skip


def test_a_company_is_told_by_its_number(grant: Grant) -> None:
    books = replace(grant, service="quickbooks", account="Atelier", realm="1")
    assert books.is_of(replace(books, account="Atelier du Fjord inc."))
    assert not books.is_of(replace(books, realm="2"))
    assert not books.is_of(replace(books, sandbox=True))
    assert not grant.is_of(replace(grant, account="other@example.com"))
    assert (books.whose, grant.whose) == ("Atelier (1)", "owner@example.com")


def test_tells_an_end_that_was_foretold_from_another(grant: Grant) -> None:
    mortal = replace(grant, dies_at=NOW)
    assert isinstance(mortal.ended("google", NOW), GrantExpired)
    assert isinstance(mortal.ended("google", NOW - timedelta(seconds=1)), GrantRevoked)
    assert isinstance(grant.ended("google", NOW), GrantRevoked)
    assert {each.ended("google", NOW).exit_code for each in (grant, mortal)} == {6}
    assert str(mortal.ended("lac", NOW)) == "The link lac ended on 2026-03-31, as Google had said it would."
    assert str(replace(grant, service="quickbooks").ended("fjord", NOW)).startswith("QuickBooks no longer accepts")
    assert guide("google") == "docs/link-google.md"
