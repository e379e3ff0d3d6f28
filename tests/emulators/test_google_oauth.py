"""Google's OAuth emulator, driven by google-auth-oauthlib and google-auth as they come."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import InstalledAppFlow
from googleapiclient.errors import HttpError
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError

from tests.emulators.conftest import Linked
from tests.emulators.consent import Consent
from tests.emulators.google import Google
from tests.emulators.google.oauth import DRIVE_FILE

OWNER = "proprietaire@example.com"
OTHER = "autre@example.com"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def flow(google: Google, *scopes: str) -> Any:  # noqa: ANN401 (the SDK has no types)
    made = InstalledAppFlow.from_client_config(google.credentials(), [DRIVE_FILE, *scopes])
    made.redirect_uri = "http://localhost:1/"
    return made


def led(google: Google, address: str) -> dict[str, str]:
    """Where the person's browser is led to, as its parameters."""
    status, place = google.browse(address)
    assert (status, urlsplit(place).netloc) == (302, "localhost:1")
    return {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}


def link(google: Google, linked: Linked, **asked: str) -> dict[str, Any]:
    """The token that a whole round gives."""
    going = flow(google)
    address, _ = going.authorization_url(**asked)
    going.fetch_token(code=led(google, address)["code"])
    token = dict(going.oauth2session.token)
    going.oauth2session.close()
    return token


def test_links_and_echoes_the_state(google: Google, linked: Linked) -> None:
    going = flow(google)
    address, state = going.authorization_url(access_type="offline")
    back = led(google, address)
    going.fetch_token(code=back["code"])

    assert back["state"] == state
    assert (
        linked.drive((going.credentials.token, "")).about().get(fields="user").execute()["user"]["emailAddress"]
        == OWNER
    )
    going.oauth2session.close()


def test_a_code_is_good_once_and_only_with_its_verifier(google: Google, linked: Linked) -> None:
    going, thief = flow(google), flow(google)
    address, _ = going.authorization_url()
    code = led(google, address)["code"]
    thief.authorization_url()

    with pytest.raises(InvalidGrantError, match="code verifier"):
        thief.fetch_token(code=code)
    with pytest.raises(InvalidGrantError):
        going.fetch_token(code=code)
    for each in (going, thief):
        each.oauth2session.close()


def test_a_refresh_token_comes_with_the_first_consent_or_when_asked_for(google: Google, linked: Linked) -> None:
    assert "refresh_token" not in link(google, linked, access_type="online")
    assert "refresh_token" in link(google, linked, access_type="offline")
    assert "refresh_token" not in link(google, linked, access_type="offline")
    assert "refresh_token" in link(google, linked, access_type="offline", prompt="consent")


def test_the_person_may_refuse_untick_or_be_somebody_else(google: Google, linked: Linked) -> None:
    google.oauth.consent = Consent(approve=False, account=OWNER)
    assert led(google, flow(google).authorization_url()[0])["error"] == "access_denied"

    google.oauth.consent = Consent(account=OTHER, untick=frozenset({DRIVE_FILE}))
    back = led(google, flow(google, "openid").authorization_url()[0])
    assert back["scope"] == "openid"
    form = {"grant_type": "authorization_code", "code": back["code"], "client_id": google.oauth.installed.id}
    token = post(google, "/token", **form)
    assert token.json()["error"] == "invalid_request"  # Google wants the secret even of installed applications


def test_another_redirect_is_refused(google: Google) -> None:
    going = flow(google)
    going.redirect_uri = "https://elsewhere.example/"
    status, page = google.browse(going.authorization_url()[0])

    assert (status, "redirect_uri_mismatch" in page) == (400, True)
    going.oauth2session.close()


def test_a_testing_application_says_when_its_token_dies(google: Google, linked: Linked) -> None:
    google.oauth.testing = True
    token = link(google, linked, access_type="offline")
    assert token["refresh_token_expires_in"] == 604799

    google.clock.forward(days=7.1)
    with pytest.raises(RefreshError, match="invalid_grant"):
        linked.drive((token["access_token"], token["refresh_token"])).about().get(fields="user").execute()


def test_a_stale_token_is_refreshed_and_a_revoked_one_is_not(google: Google, linked: Linked) -> None:
    drive = linked.drive()
    google.expire_access()
    drive.about().get(fields="user").execute()
    assert google.traffic.count("POST /token") == 1

    google.revoke_all()
    with pytest.raises(RefreshError, match="invalid_grant"):
        drive.about().get(fields="user").execute()


def test_revoking_ends_everything_and_hides_the_files(google: Google, linked: Linked) -> None:
    access, refresh = google.link()
    google.put("a.cab", b"")

    assert post(google, "/revoke", token=refresh).status_code == 200
    assert post(google, "/revoke", token=access).json()["error"] == "invalid_token"
    assert linked.drive(google.link()).files().list().execute()["files"] == []


def test_too_little_scope_is_told(google: Google, linked: Linked) -> None:
    drive = linked.drive(google.link("https://www.googleapis.com/auth/drive.readonly"))

    with pytest.raises(HttpError) as refused:
        drive.files().create(body={"name": "x"}).execute()
    assert refused.value.error_details[0]["reason"] == "insufficientPermissions"


def post(google: Google, path: str, **form: str) -> requests.Response:
    return requests.post(google.url + path, data=form, timeout=5)


def poll(google: Google, code: str) -> tuple[int, str]:
    client = google.oauth.limited
    form = {"client_id": client.id, "client_secret": client.secret, "device_code": code, "grant_type": DEVICE}
    answer = post(google, "/token", **form)
    return answer.status_code, answer.json().get("error", "")


def device(google: Google) -> dict[str, Any]:
    form = {"client_id": google.oauth.limited.id, "scope": DRIVE_FILE}
    given: dict[str, Any] = post(google, "/device/code", **form).json()
    return given


def test_a_device_waits_for_the_person(google: Google) -> None:
    google.oauth.device_polls = None
    given = device(google)

    assert set(given) == {"device_code", "user_code", "expires_in", "interval", "verification_url"}
    assert poll(google, given["device_code"]) == (428, "authorization_pending")
    assert poll(google, given["device_code"]) == (403, "slow_down")
    google.clock.forward(seconds=5)
    google.browse(f"{given['verification_url']}?user_code={given['user_code']}")
    assert poll(google, given["device_code"]) == (200, "")


def test_a_device_may_be_refused_or_come_too_late(google: Google) -> None:
    google.oauth.device_interval = google.oauth.device_polls = 0
    late = device(google)["device_code"]
    google.clock.forward(seconds=1801)
    assert poll(google, late) == (400, "expired_token")

    google.oauth.consent = Consent(approve=False)
    assert poll(google, device(google)["device_code"]) == (403, "access_denied")
    wrong = post(google, "/device/code", client_id=google.oauth.installed.id, scope=DRIVE_FILE)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


def test_google_auth_takes_the_credentials_as_they_are(google: Google, linked: Linked) -> None:
    keys = google.credentials()["installed"]
    given = {"refresh_token": google.link()[1], "client_id": keys["client_id"], "client_secret": keys["client_secret"]}
    credentials = Credentials.from_authorized_user_info(given)  # which puts Google's own address in

    assert linked.drive_by(credentials).about().get(fields="user").execute()["user"]["me"]
