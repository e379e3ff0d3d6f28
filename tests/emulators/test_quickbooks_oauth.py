"""Intuit's OAuth emulator: consent with a company, Basic keys, and refresh tokens that change once a day."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from tests.emulators.consent import Consent
from tests.emulators.quickbooks import QuickBooks
from tests.emulators.quickbooks.oauth import App

AUTHORIZE = "https://appcenter.intuit.com/connect/oauth2"
TOKEN = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105 (an address)
REVOKE = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
LOCAL, PAGE = "http://localhost:8765/back", "https://archives.example/quickbooks-redirect.html"
SCOPE = "com.intuit.quickbooks.accounting"


def address(app: App, redirect: str, **more: str) -> str:
    asked = {"client_id": app.key, "response_type": "code", "scope": SCOPE, "redirect_uri": redirect, "state": "s"}
    return f"{AUTHORIZE}?{urlencode({**asked, **more})}"


def asked(app: App, **form: str) -> requests.Response:
    return requests.post(TOKEN, data=form, auth=(app.key, app.secret), timeout=5)


def refreshed(app: App, token: str) -> requests.Response:
    return asked(app, grant_type="refresh_token", refresh_token=token)


def read(quickbooks: QuickBooks, access: str, host: str = "quickbooks.api.intuit.com") -> requests.Response:
    realm = quickbooks.company.realm
    headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
    return requests.get(f"https://{host}/v3/company/{realm}/companyinfo/{realm}", headers=headers, timeout=5)


def test_links_with_development_keys(quickbooks: QuickBooks) -> None:
    app = quickbooks.oauth.development
    status, place = quickbooks.browse(address(app, LOCAL))
    back = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
    form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": LOCAL}
    given, again = asked(app, **form), asked(app, **form)

    assert (status, back["realmId"], back["state"]) == (302, quickbooks.company.realm, "s")
    assert (given.json()["expires_in"], given.json()["x_refresh_token_expires_in"]) == (3600, 8726400)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    access = given.json()["access_token"]
    assert read(quickbooks, access, "sandbox-quickbooks.api.intuit.com").status_code == 200
    assert (read(quickbooks, access).status_code, "003100" in read(quickbooks, access).text) == (403, True)


@pytest.mark.parametrize(
    ("production", "redirect", "status"),
    [
        (False, LOCAL, 302),
        (False, "http://127.0.0.1:8765/", 400),
        (False, "http://localhost.example/", 400),
        (True, PAGE, 302),
        (True, LOCAL, 400),
        (True, "https://elsewhere.example/", 400),
    ],
)
def test_where_keys_may_lead_back_to(quickbooks: QuickBooks, production: bool, redirect: str, status: int) -> None:
    app = quickbooks.oauth.production if production else quickbooks.oauth.development
    assert quickbooks.browse(address(app, redirect))[0] == status


def test_what_the_consent_page_refuses(quickbooks: QuickBooks) -> None:
    app = quickbooks.oauth.development
    for wrong in ({"state": ""}, {"scope": "openid"}, {"client_id": "x"}, {"response_type": "token"}):
        assert quickbooks.browse(address(app, LOCAL, **wrong))[0] == 400
    quickbooks.oauth.consent = Consent(approve=False)
    assert "error=access_denied" in quickbooks.browse(address(app, LOCAL))[1]


def test_keys_are_given_by_basic_only(quickbooks: QuickBooks) -> None:
    app = quickbooks.oauth.production
    _, refresh = quickbooks.link()
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    keys = {"client_id": app.key, "client_secret": app.secret}

    assert requests.post(TOKEN, data={**form, **keys}, timeout=5).json()["error"] == "invalid_client"
    assert asked(app, **form, **keys).json()["error"] == "invalid_request"
    assert requests.post(TOKEN, data=form, auth=(app.key, "wrong"), timeout=5).status_code == 401
    assert refreshed(quickbooks.oauth.development, refresh).json()["error"] == "invalid_grant"
    assert asked(app, grant_type="password").json()["error"] == "unsupported_grant_type"


def test_a_refresh_token_changes_once_a_day_and_the_old_one_is_stale(quickbooks: QuickBooks) -> None:
    app, (_, first) = quickbooks.oauth.production, quickbooks.link()
    assert refreshed(app, first).json()["refresh_token"] == first
    quickbooks.clock.forward(days=1.1)
    second = refreshed(app, first).json()["refresh_token"]

    assert second != first
    assert refreshed(app, first).json() == {
        "error": "invalid_grant",
        "error_description": "Incorrect or invalid refresh token",
    }
    assert refreshed(app, second).status_code == 200


def test_a_link_dies_of_disuse_and_in_the_end_of_age(quickbooks: QuickBooks) -> None:
    app, (_, unused), (_, used) = quickbooks.oauth.production, quickbooks.link(), quickbooks.link()
    hard = {"x-include-refresh-token-hard-expires-in": "true"}
    for days in range(0, 1824, 96):
        form = {"grant_type": "refresh_token", "refresh_token": used}
        answer = requests.post(TOKEN, data=form, auth=(app.key, app.secret), headers=hard, timeout=5).json()
        used, left = answer["refresh_token"], answer["x_refresh_token_hard_expires_in"]
        assert abs(left - (1825 - days) * 86400) < 60
        quickbooks.clock.forward(days=96)
    quickbooks.clock.forward(days=2)

    assert refreshed(app, used).json()["error"] == "invalid_grant"
    assert refreshed(app, unused).json()["error"] == "invalid_grant"


def test_an_access_token_lives_for_an_hour(quickbooks: QuickBooks) -> None:
    access, _ = quickbooks.link()
    assert read(quickbooks, access).status_code == 200
    quickbooks.clock.forward(seconds=3600)
    late = read(quickbooks, access)

    assert (late.status_code, late.json()["fault"]["error"][0]["code"]) == (401, "3200")


def test_a_link_can_be_taken_back_from_both_sides(quickbooks: QuickBooks) -> None:
    app, (access, refresh), (_, other) = quickbooks.oauth.production, quickbooks.link(), quickbooks.link()
    gone = requests.post(REVOKE, json={"token": refresh}, auth=(app.key, app.secret), timeout=5)

    assert (gone.status_code, read(quickbooks, access).status_code) == (200, 401)
    assert refreshed(app, refresh).json()["error"] == "invalid_grant"
    assert requests.post(REVOKE, json={"token": refresh}, auth=(app.key, app.secret), timeout=5).status_code == 400
    quickbooks.revoke_all()
    assert refreshed(app, other).json()["error"] == "invalid_grant"


def test_a_link_opens_one_company(quickbooks: QuickBooks) -> None:
    access, _ = quickbooks.link()
    quickbooks.generate(10, {"Invoice": 1})

    assert read(quickbooks, access).status_code == 403


def test_everything_is_where_discovery_says(quickbooks: QuickBooks) -> None:
    known = requests.get("https://developer.api.intuit.com/.well-known/openid_configuration", timeout=5).json()
    addresses = [known[f"{name}_endpoint"] for name in ("authorization", "token", "revocation")]
    assert addresses == [AUTHORIZE, TOKEN, REVOKE]
    assert requests.post(TOKEN.replace("oauth.platform", "appcenter"), timeout=5).status_code == 404
