"""Sage: what is asked of it, which businesses a login may read, tokens that are good once, and how a link is ended."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from archiver.access import Door, Grant, Vault, oauth
from archiver.access import sage as ours
from archiver.access.application import Application
from archiver.access.bearer import Bearer
from archiver.access.keeping import keep_alive
from archiver.access.oauth import Answer, Attempt, Linked
from archiver.access.tokens import Tokens
from archiver.errors import (
    ArchiverError,
    CodeRefused,
    GrantRevoked,
    RedirectRefused,
    Refused,
    ScopesMissing,
    Unintelligible,
)
from archiver.events import silence
from archiver.words import phrase
from tests.access.conftest import NOW
from tests.emulators.faults import Fault
from tests.emulators.fixtures import sage
from tests.emulators.sage import Sage

__all__ = ["sage"]

SERVICE = ours.SERVICE
LIST = "GET /v3.1/businesses"


def keys(sage: Sage) -> Application:
    app = sage.oauth.app
    return Application(client_id=app.key, client_secret=app.secret, auth_uri=ours.AUTHORIZE, token_uri=ours.TOKEN)


def answered(sage: Sage, attempt: Attempt) -> Answer:
    status, location = sage.browse(attempt.address(SERVICE, keys(sage)))
    assert status == 302
    back = dict(parse_qsl(urlsplit(location).query))
    assert back["state"] == attempt.state
    return Answer.of(back)


def redeemed(sage: Sage) -> Tokens:
    attempt = Attempt(ours.HERE)
    return oauth.redeem(SERVICE, keys(sage), attempt, answered(sage, attempt))


def linked(sage: Sage) -> Linked:
    given = replace(redeemed(sage), realm=sage.business.id)
    return oauth.settle(SERVICE, keys(sage), given, NOW)


@pytest.fixture
def grant(sage: Sage) -> Grant:
    """A grant for the business of the emulator, which is reached without TLS."""
    _, refresh = sage.link()
    return Grant(
        service="sage",
        account=sage.business.name,
        scopes=("readonly",),
        refresh_token=refresh,
        client_id=sage.oauth.app.key,
        client_secret=sage.oauth.app.secret,
        token_uri=f"{sage.url}/token",
        linked_at=sage.clock.now(),
        realm=sage.business.id,
        unused_dies_after=timedelta(days=31),
    )


@pytest.fixture
def door(vault: Vault, sage: Sage, grant: Grant) -> Door:
    door = Door(vault, sage.clock.now)
    door.keep("thistle", grant)
    return door


def test_asks_to_read_only(sage: Sage) -> None:
    attempt = Attempt(ours.HERE)
    address = attempt.address(ours.asking("CA", "fr-CA"), keys(sage))
    asked = dict(parse_qsl(urlsplit(address).query))
    assert {
        name: asked[name] for name in ("filter", "scope", "response_type", "redirect_uri", "country", "locale")
    } == {
        "filter": "apiv3.1",
        "scope": "readonly",
        "response_type": "code",
        "redirect_uri": "http://localhost:18765/",
        "country": "ca",
        "locale": "fr-CA",
    }
    assert (asked["state"], asked["code_challenge_method"]) == (attempt.state, "S256")


@pytest.mark.parametrize(
    ("language", "locale"), [("en", None), ("fr-CA", "fr-CA"), ("fr-FR", "fr-FR"), ("fr-CH", "fr-FR")]
)
def test_its_pages_speak_the_owners_language(language: str, locale: str | None) -> None:
    assert ours.asking(None, language).lasting.get("locale") == locale
    assert "country" not in ours.asking(None, language).lasting


def test_a_link_says_which_business_and_that_it_dies_of_disuse_only(sage: Sage) -> None:
    made = linked(sage)
    grant = made.grant
    assert (made.account.name, grant.realm) == ("Thistle Cycles Ltd", sage.business.id)
    assert grant.whose == f"Thistle Cycles Ltd ({sage.business.id})"
    assert (grant.dies_at, grant.unused_dies_after) == (None, timedelta(days=31))
    assert grant.scopes == ("readonly",)
    assert ours.api(grant) == "https://api.accounting.sage.com/v3.1"


def test_a_login_reads_several_businesses(sage: Sage) -> None:
    found = ours.businesses(redeemed(sage))
    assert {each.id: each.name for each in found} == {each.id: each.name for each in sage.businesses.values()}


def test_a_business_that_is_not_among_them_is_not_linked(sage: Sage) -> None:
    given = replace(redeemed(sage), realm="0" * 32)
    with pytest.raises(Refused):
        oauth.settle(SERVICE, keys(sage), given, NOW)


def test_a_login_without_a_business_is_not_linked(sage: Sage) -> None:
    sage.businesses.clear()
    with pytest.raises(Refused) as refused:
        ours.businesses(redeemed(sage))
    assert refused.value.facts["reason"] == phrase(ours.NO_BUSINESS)


@pytest.mark.parametrize("reason", ["renamed list", "a list", "forbidden"])
def test_an_odd_list_of_businesses_makes_no_sense(sage: Sage, reason: str) -> None:
    given = redeemed(sage)
    sage.faults.add(Fault(LIST, "refuse", reason=reason))
    with pytest.raises((Unintelligible, Refused)):
        ours.businesses(given)


def test_a_code_is_good_for_a_minute_and_once(sage: Sage) -> None:
    attempt = Attempt(ours.HERE)
    answer = answered(sage, attempt)
    oauth.redeem(SERVICE, keys(sage), attempt, answer)
    late = answered(sage, attempt)
    sage.clock.forward(seconds=61)
    for each in (answer, late):
        with pytest.raises(CodeRefused):
            oauth.redeem(SERVICE, keys(sage), attempt, each)


def test_a_permission_that_is_another_than_was_asked_for_is_not_taken(sage: Sage) -> None:
    given = replace(redeemed(sage), realm=sage.business.id, scopes=("something_else",))
    with pytest.raises(ScopesMissing):
        oauth.settle(SERVICE, keys(sage), given, NOW)


@pytest.mark.parametrize("address", ["http://localhost:1/", "https://archives.example/back"])
def test_comes_back_to_this_machine_or_to_a_page(sage: Sage, address: str) -> None:
    assert ours.redirect(replace(keys(sage), redirect_uri=address)) == address


@pytest.mark.parametrize(
    "address",
    ["http://archives.example/", "https://127.0.0.1/", "https://a.example/?b=1", "ftp://localhost/", "https://1.2/"],
)
def test_comes_back_nowhere_else(sage: Sage, address: str) -> None:
    with pytest.raises(RedirectRefused):
        ours.redirect(replace(keys(sage), redirect_uri=address))


def test_application_keys_are_two_texts() -> None:
    found = ours.application({"client_id": "a", "client_secret": "b"})
    assert found is not None
    assert (found.auth_uri, found.token_uri, found.redirect_uri) == (ours.AUTHORIZE, ours.TOKEN, None)
    assert ours.application({"client_id": "a"}) is None


def test_a_token_is_renewed_before_its_five_minutes_are_over(sage: Sage, door: Door) -> None:
    bearer = Bearer(door, "thistle", sage.clock.now)
    first = bearer.token()
    sage.clock.forward(seconds=140)
    assert bearer.token() == first
    sage.clock.forward(seconds=11)
    second = bearer.token()
    assert second != first
    assert sage.oauth.bearer(first), "the one before is still good for what is under way"


def test_every_refresh_token_is_used_once_and_the_next_one_kept(sage: Sage, door: Door) -> None:
    bearer = Bearer(door, "thistle", sage.clock.now)
    for _ in range(5):
        bearer.token()
        assert door.grant("thistle").refresh_token == sage.oauth.links[0].refresh
        sage.clock.forward(seconds=301)
    assert len(set(sage.oauth.links[0].used)) == 5
    assert sage.oauth.replayed == 0


def test_many_threads_and_processes_use_each_token_once(sage: Sage, door: Door) -> None:
    bearers = [Bearer(door, "thistle", sage.clock.now) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda nth: bearers[nth % 4].token(), range(16)))
    assert len(set(given)) == 4
    assert (len(sage.oauth.links[0].used), sage.oauth.replayed) == (4, 0)


def test_who_was_overtaken_by_another_machine_is_told_to_link_again(sage: Sage, door: Door) -> None:
    [linked] = sage.oauth.links
    linked.refresh = "used by somebody else meanwhile"
    with pytest.raises(GrantRevoked):
        Bearer(door, "thistle", sage.clock.now).token()


def test_a_link_is_kept_alive_every_ten_days(sage: Sage, door: Door) -> None:
    now = sage.clock.now
    sage.clock.forward(days=10)
    assert keep_alive(door, now, silence) == []
    for _ in range(12):
        sage.clock.forward(days=11)
        assert keep_alive(door, now, silence) == ["thistle"]
    assert door.grant("thistle").refresh_token == sage.oauth.links[0].refresh
    assert (door.grant("thistle").dies_at, door.grant("thistle").dies_soon(now())) == (None, False)


def test_left_alone_for_a_month_it_is_over(sage: Sage, door: Door) -> None:
    sage.clock.forward(days=31.1)
    with pytest.raises(GrantRevoked):
        Bearer(door, "thistle", sage.clock.now).token()


def test_a_link_is_ended_at_sage(sage: Sage, grant: Grant) -> None:
    _, other = sage.link()
    ours.revoke(grant)
    assert [each.refresh for each in sage.oauth.links] == [other]
    ours.revoke(grant)  # it is over already


def test_keys_that_sage_does_not_know_end_nothing(sage: Sage, grant: Grant) -> None:
    with pytest.raises(Refused):
        ours.revoke(replace(grant, client_secret="another"))  # noqa: S106 - of nobody
    assert len(sage.oauth.links) == 1


def test_very_many_businesses_come_page_by_page(sage: Sage) -> None:
    sage.businesses_together = 1
    assert {each.id for each in ours.businesses(redeemed(sage))} == sage.businesses.keys()


def test_secrets_do_not_show(sage: Sage, grant: Grant) -> None:
    sage.faults.add(Fault("POST /revoke", "fail", status=500))
    with pytest.raises(ArchiverError) as failed:
        ours.revoke(grant)
    shown = f"{failed.value!r} {failed.value} {grant!r} {json.dumps(str(failed.value.facts))}"
    assert not any(secret in shown for secret in (grant.refresh_token, grant.client_secret or "-"))


def test_nothing_is_written(sage: Sage) -> None:
    linked(sage)
    assert sage.writes == []
