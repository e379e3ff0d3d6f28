"""Dropbox's OAuth emulator, driven by the vendor's SDK as it comes."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from dropbox.exceptions import AuthError
from dropbox.oauth import DropboxOAuth2Flow, DropboxOAuth2FlowNoRedirect
from requests import HTTPError

from tests.emulators.conftest import Linked
from tests.emulators.consent import Consent
from tests.emulators.dropbox import Dropbox

OWNER = "proprietaire@example.com"
LASTING = {"token_access_type": "offline"}
REDIRECT = "http://localhost:8765/"


def without_redirect(dropbox: Dropbox) -> DropboxOAuth2FlowNoRedirect:
    scopes = ["account_info.read", "files.content.write"]
    return DropboxOAuth2FlowNoRedirect(dropbox.oauth.full.key, use_pkce=True, scope=scopes, **LASTING)


def test_links_without_secret_and_without_redirect(linked: Linked, dropbox: Dropbox) -> None:
    flow = without_redirect(dropbox)
    status, page = dropbox.browse(flow.start())
    assert dropbox.oauth.shown is not None
    given = flow.finish(dropbox.oauth.shown)

    assert (status, dropbox.oauth.shown in page) == (200, True)
    assert (given.scope, len(given.account_id)) == ("account_info.read files.content.write", 40)
    client = linked.dropbox(tokens=(given.access_token, given.refresh_token))
    assert client.users_get_current_account().email == OWNER
    dropbox.expire_access()
    assert client.users_get_current_account().email == OWNER
    assert dropbox.traffic.count("POST /oauth2/token") == 2


def test_a_code_is_good_once_and_only_with_its_verifier(linked: Linked, dropbox: Dropbox) -> None:
    flow, thief = without_redirect(dropbox), without_redirect(dropbox)
    dropbox.browse(flow.start())
    assert dropbox.oauth.shown is not None

    for each in (thief, flow):
        with pytest.raises(HTTPError, match="400"):
            each.finish(dropbox.oauth.shown)


def test_a_redirect_must_be_known_and_brings_the_state_back(linked: Linked, dropbox: Dropbox) -> None:
    kept: dict[str, str] = {}
    flow = DropboxOAuth2Flow(dropbox.oauth.full.key, REDIRECT, kept, "csrf", use_pkce=True, **LASTING)
    address = flow.start()
    status, place = dropbox.browse(address)
    back = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}

    assert (status, place.startswith(REDIRECT)) == (302, True)
    assert flow.finish(back).refresh_token
    other = DropboxOAuth2Flow(dropbox.oauth.full.key, "http://localhost:1/", {}, "csrf", use_pkce=True)
    assert dropbox.browse(other.start())[0] == 400


def test_the_person_may_refuse(linked: Linked, dropbox: Dropbox) -> None:
    dropbox.oauth.consent = Consent(approve=False, account=OWNER)
    flow = DropboxOAuth2Flow(dropbox.oauth.full.key, REDIRECT, {}, "csrf", use_pkce=True)

    assert "error=access_denied" in dropbox.browse(flow.start())[1]


def test_what_was_taken_back_cannot_be_refreshed(linked: Linked, dropbox: Dropbox) -> None:
    client, other = linked.dropbox(), linked.dropbox()
    client.auth_token_revoke()

    with pytest.raises(AuthError):
        client.users_get_current_account()
    with pytest.raises(AuthError):
        other.refresh_access_token()
