"""A link made with both services, from the address to the grant."""

from __future__ import annotations

import base64
import hashlib
import logging
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from archiver.access import oauth
from archiver.access.application import Application
from archiver.access.dropbox import AUTHORIZE, TOKEN
from archiver.access.oauth import Answer, Attempt, Linked
from archiver.access.service import Service, service
from archiver.access.tokens import Tokens
from archiver.errors import (
    ArchiverError,
    CodeRefused,
    LinkRefused,
    ScopesMissing,
    Throttled,
    Unintelligible,
    Unreachable,
    Unwell,
    WrongApplicationKeys,
)
from tests.access.conftest import NOW
from tests.emulators.consent import Consent
from tests.emulators.dropbox import Dropbox
from tests.emulators.faults import Fault
from tests.emulators.google import Google

HERE = "http://127.0.0.1:9/"
GOOGLE, DROPBOX = service("google"), service("dropbox")
OWNER = "proprietaire@example.com"


@pytest.fixture
def dropbox_keys(dropbox: Dropbox) -> Application:
    return Application(client_id=dropbox.oauth.full.key, auth_uri=AUTHORIZE, token_uri=TOKEN)


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def allowed(google: Google, keys: Application, attempt: Attempt) -> Answer:
    """What the owner's consent leads to."""
    status, location = google.browse(attempt.address(GOOGLE, keys))
    assert status == 302
    back = asked(location)
    assert back["state"] == attempt.state
    return Answer(back["code"])


def linked(google: Google, keys: Application) -> Linked:
    attempt = Attempt(HERE)
    given = oauth.redeem(GOOGLE, keys, attempt, allowed(google, keys, attempt))
    return oauth.settle(GOOGLE, keys, given, NOW)


def test_asks_google_for_the_least_that_lasts(google_keys: Application) -> None:
    attempt = Attempt(HERE)
    question = asked(attempt.address(GOOGLE, google_keys, "owner@example.com"))
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    assert question == {
        "client_id": google_keys.client_id,
        "response_type": "code",
        "scope": "https://www.googleapis.com/auth/drive.file",
        "state": attempt.state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
        "redirect_uri": HERE,
        "login_hint": "owner@example.com",
    }


def test_asks_dropbox_for_the_least_that_lasts(dropbox_keys: Application) -> None:
    question = asked(Attempt(None).address(DROPBOX, dropbox_keys))
    assert question["scope"].split() == [
        "account_info.read", "files.metadata.read", "files.content.write", "files.content.read",
        "sharing.write", "sharing.read",
    ]  # fmt: skip
    assert question["token_access_type"] == "offline"  # noqa: S105 - no password
    assert not {"redirect_uri", "client_secret"} & question.keys()


def test_no_two_attempts_are_alike() -> None:
    first, second = Attempt(HERE), Attempt(HERE)
    assert first.state != second.state
    assert first.verifier != second.verifier
    assert 43 <= len(first.verifier) <= 128


@pytest.mark.usefixtures("proxy")
def test_links_google(google: Google, google_keys: Application) -> None:
    google.owner.limit = 15_000_000_000
    made = linked(google, google_keys)
    assert (made.account.name, made.account.total) == (OWNER, 15_000_000_000)
    grant = made.grant
    assert (grant.service, grant.account, grant.linked_at, grant.dies_at) == ("google", OWNER, NOW, None)
    assert grant.scopes == ("https://www.googleapis.com/auth/drive.file",)
    assert grant.refresh_token in google.oauth.refresh
    assert (grant.client_id, grant.client_secret, grant.token_uri) == (
        google_keys.client_id, google_keys.client_secret, google_keys.token_uri,
    )  # fmt: skip


@pytest.mark.usefixtures("proxy")
def test_links_dropbox_without_redirect_and_without_secret(dropbox: Dropbox, dropbox_keys: Application) -> None:
    attempt = Attempt(None)
    status, page = dropbox.browse(attempt.address(DROPBOX, dropbox_keys))
    assert (status, dropbox.oauth.shown is not None and dropbox.oauth.shown in page) == (200, True)
    given = oauth.redeem(DROPBOX, dropbox_keys, attempt, Answer(dropbox.oauth.shown or ""))
    made = oauth.settle(DROPBOX, dropbox_keys, given, NOW)
    assert (made.account.name, made.grant.client_secret) == (dropbox.owner.email, None)
    assert made.account.used is not None
    assert made.account.total
    assert made.grant.refresh_token in dropbox.oauth.refresh


@pytest.mark.usefixtures("proxy")
def test_a_link_that_will_end_says_when(google: Google, google_keys: Application) -> None:
    google.oauth.testing = True
    dies = linked(google, google_keys).grant.dies_at
    assert dies == NOW + timedelta(seconds=604799)


@pytest.mark.usefixtures("proxy")
def test_to_link_again_gives_a_lasting_permission_again(google: Google, google_keys: Application) -> None:
    first, second = linked(google, google_keys).grant, linked(google, google_keys).grant
    assert first.refresh_token != second.refresh_token


def test_a_box_that_was_unticked_is_told(google: Google, google_keys: Application) -> None:
    google.oauth.consent = Consent(account=OWNER, untick=frozenset(GOOGLE.scopes))
    with pytest.raises(ScopesMissing) as missing:
        linked(google, google_keys)
    assert missing.value.exit_code == 6
    assert "drive.file" in str(missing.value)


def test_google_without_a_lasting_permission_is_told(google: Google, google_keys: Application) -> None:
    linked_once = Attempt(HERE)
    code = allowed(google, google_keys, linked_once)
    oauth.redeem(GOOGLE, google_keys, linked_once, code)
    once_more = Attempt(HERE)
    address = once_more.address(GOOGLE, google_keys).replace("prompt=consent", "prompt=none")
    given = oauth.redeem(GOOGLE, google_keys, once_more, Answer(asked(google.browse(address)[1])["code"]))
    with pytest.raises(Unintelligible) as refused:
        oauth.settle(GOOGLE, google_keys, given, NOW)
    assert GOOGLE.manage in str(refused.value)


def test_a_code_is_good_once_and_for_its_own_attempt(google: Google, google_keys: Application) -> None:
    attempt = Attempt(HERE)
    with pytest.raises(CodeRefused) as other:
        oauth.redeem(GOOGLE, google_keys, Attempt(HERE), allowed(google, google_keys, attempt))
    code = allowed(google, google_keys, attempt)
    oauth.redeem(GOOGLE, google_keys, attempt, code)
    with pytest.raises(CodeRefused) as twice:
        oauth.redeem(GOOGLE, google_keys, attempt, code)
    assert {other.value.exit_code, twice.value.exit_code} == {6}
    assert code.code not in f"{twice.value} {twice.value.facts}"


def test_a_code_grows_old(google: Google, google_keys: Application) -> None:
    attempt = Attempt(HERE)
    code = allowed(google, google_keys, attempt)
    google.clock.forward(seconds=700)
    with pytest.raises(CodeRefused):
        oauth.redeem(GOOGLE, google_keys, attempt, code)


def test_keys_that_the_service_does_not_know_are_told(google: Google, google_keys: Application) -> None:
    attempt = Attempt(HERE)
    code = allowed(google, google_keys, attempt)
    strange = Application(
        client_id=google_keys.client_id, client_secret="GOCSPX-mistyped",  # noqa: S106 - of nobody
        auth_uri=google_keys.auth_uri, token_uri=google_keys.token_uri,
    )  # fmt: skip
    with pytest.raises(WrongApplicationKeys) as refused:
        oauth.redeem(GOOGLE, strange, attempt, code)
    assert "mistyped" not in f"{refused.value} {refused.value.facts}"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(on="POST /token", does="throttle", retry_after=3), Throttled),
        (Fault(on="POST /token", does="fail", status=500), Unwell),
        (Fault(on="POST /token", does="fail early"), Unwell),
        (Fault(on="POST /token", does="cut", at=10), Unreachable),
        (Fault(on="POST /token", does="cut answer", at=10), Unreachable),
        (Fault(on="POST /token", does="portal", status=200), Unreachable),
        (Fault(on="POST /token", does="portal", status=511), Unreachable),
    ],
)
def test_a_service_or_network_that_fails_is_told(
    google: Google, google_keys: Application, fault: Fault, error: type[ArchiverError]
) -> None:
    attempt = Attempt(HERE)
    code = allowed(google, google_keys, attempt)
    google.faults.add(fault)
    with pytest.raises(error) as failed:
        oauth.redeem(GOOGLE, google_keys, attempt, code)
    assert (failed.value.exit_code, failed.value.retriable) == (4, True)


@pytest.mark.parametrize("scopes", [None, ("https://www.googleapis.com/auth/drive.file", "openid")])
@pytest.mark.usefixtures("proxy")
def test_more_than_was_asked_or_no_word_about_it_is_enough(
    google: Google, google_keys: Application, scopes: tuple[str, ...] | None
) -> None:
    access, refresh = google.link()
    made = oauth.settle(GOOGLE, google_keys, Tokens(access, refresh, scopes), NOW)
    assert made.grant.scopes == (scopes or GOOGLE.scopes)


def test_a_no_is_a_no() -> None:
    with pytest.raises(LinkRefused):
        oauth.refuse(GOOGLE, "access_denied")


@pytest.mark.usefixtures("proxy")
def test_nothing_of_it_is_logged_or_shown(
    google: Google, google_keys: Application, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3.connectionpool"):
        attempt = Attempt(HERE)
        code = allowed(google, google_keys, attempt)
        given = oauth.redeem(GOOGLE, google_keys, attempt, code)
        made = oauth.settle(GOOGLE, google_keys, given, NOW)
        GOOGLE.revoke(made.grant)
    seen = f"{caplog.text} {attempt!r} {code!r} {given!r} {made!r} {google_keys!r}"
    assert "POST /token" in caplog.text
    secrets = [code.code, attempt.state, attempt.verifier, given.access, given.refresh, google_keys.client_secret]
    assert [each for each in secrets if not each or each in seen] == []


def test_services_say_what_they_are() -> None:
    for each in (GOOGLE, DROPBOX):
        assert isinstance(each, Service)
        assert each.manage.startswith("https://")
        assert "0x" not in repr(each)
