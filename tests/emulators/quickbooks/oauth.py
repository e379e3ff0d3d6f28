"""Intuit's authorization server: consent with a company, Basic keys, refresh tokens that rotate once a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from tests.emulators.clock import Clock
from tests.emulators.consent import Code, Consent, random_text, refuse
from tests.emulators.consent import client_of as keys_of
from tests.emulators.exchange import Answer, Json, Request

SCOPE = "com.intuit.quickbooks.accounting"
ACCESS_LIFE = timedelta(seconds=3600)
UNUSED_LIFE = timedelta(seconds=8726400)
HARD_LIFE = timedelta(days=5 * 365)
CODE_LIFE = timedelta(minutes=5)
ROTATION = timedelta(hours=24)
HARD_ASKED = "x-include-refresh-token-hard-expires-in"
AUTHORIZE, TOKEN, REVOKE = "/connect/oauth2", "/oauth2/v1/tokens/bearer", "/v2/oauth2/tokens/revoke"
DISCOVERY = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")


@dataclass
class App:
    """One set of keys. ``sandbox``: development keys, which take any ``http://localhost`` and open sandboxes only."""

    key: str
    secret: str
    sandbox: bool
    redirects: set[str] = field(default_factory=set)


@dataclass
class Linked:
    """What the owner allowed one application for one company; ``refresh`` is the value that is good at present."""

    app: App
    realm: str
    refresh: str
    changed: datetime
    dies_unused: datetime
    dies: datetime


@dataclass
class Access:
    """One access token."""

    link: Linked
    expires: datetime


class IntuitOAuth:
    """Switches: ``consent`` (what the person does), ``realm`` (the company that they choose)."""

    def __init__(self, clock: Clock, realm: str) -> None:
        self.consent = Consent()
        self.realm = realm
        self.development = App(f"AB{random_text(48)}", random_text(40), sandbox=True)
        self.production = App(f"AB{random_text(48)}", random_text(40), sandbox=False)
        self.production.redirects.add("https://archives.example/quickbooks-redirect.html")
        self.links: list[Linked] = []
        self.access: dict[str, Access] = {}
        self.codes: dict[str, Code] = {}
        self._clock = clock
        self.routes: Mapping[tuple[str, str], tuple[str, Callable[[Request], Answer]]] = {
            ("GET", AUTHORIZE): ("appcenter.intuit.com", self.authorize),
            ("POST", TOKEN): ("oauth.platform.intuit.com", self.token),
            ("POST", REVOKE): ("developer.api.intuit.com", self.revoke),
            **{("GET", path): ("developer.api.intuit.com", self.discovery) for path in DISCOVERY},
        }

    def link(self, app: App, realm: str) -> tuple[Linked, str]:
        """A new permission, and an access token for it."""
        now = self._clock.now()
        linked = Linked(app, realm, _refresh(), now, now + UNUSED_LIFE, now + HARD_LIFE)
        self.links.append(linked)
        return linked, self._access(linked)

    def authorize(self, request: Request) -> Answer:
        """The consent page, where ``consent`` decides at once."""
        asked = request.query
        app = self._app(asked.get("client_id", ""))
        if app is None or asked.get("response_type") != "code":
            return _error("The client_id query parameter value is not valid.")
        redirect = asked.get("redirect_uri", "")
        if not _allowed(app, redirect):
            return _error("The redirect_uri query parameter value is invalid. Make sure it is listed with the app.")
        if SCOPE not in asked.get("scope", "").split():
            return _error("The scope query parameter is invalid.")
        if not asked.get("state"):
            return _error("The state query parameter is missing.")
        if not self.consent.approve:
            return _lead(redirect, {"error": "access_denied", "state": asked["state"]})
        name, now = f"AB1{random_text(47)}", self._clock.now()
        self.codes[name] = Code(app.key, self.realm, (SCOPE,), redirect, None, "", offline=True, fresh=True, made=now)
        return _lead(redirect, {"code": name, "state": asked["state"], "realmId": self.realm})

    def token(self, request: Request) -> Answer:
        """Tokens for a code or a refresh token."""
        app, form = self._client(request), request.body.form()
        if {"client_id", "client_secret"} & form.keys():
            raise refuse("invalid_request", "The keys belong into the Authorization header")
        if form.get("grant_type") == "authorization_code":
            linked, access = self._by_code(app, form)
        elif form.get("grant_type") == "refresh_token":
            linked, access = self._by_refresh(app, form)
        else:
            raise refuse("unsupported_grant_type", "The grant_type is not supported")
        now = self._clock.now()
        answer: Json = {
            "token_type": "bearer",
            "access_token": access,
            "refresh_token": linked.refresh,
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "x_refresh_token_expires_in": round((linked.dies_unused - now).total_seconds()),
        }
        if request.headers.get(HARD_ASKED, "").lower() == "true":
            answer["x_refresh_token_hard_expires_in"] = round((linked.dies - now).total_seconds())
        return Answer.of(answer, 200, {"Cache-Control": "no-store"})

    def revoke(self, request: Request) -> Answer:
        """The owner's application gives a permission back: by its refresh token, or by an access token."""
        app = self._client(request)
        text = request.body.read().decode()
        token = str(json.loads(text).get("token")) if text.lstrip().startswith("{") else text.removeprefix("token=")
        for linked in self.links:
            of_access = token in self.access and self.access[token].link is linked
            if linked.app is app and (linked.refresh == token or of_access):
                self.end(linked)
                return Answer(200)
        raise refuse("invalid_request", "token is invalid or expired")

    def discovery(self, request: Request) -> Answer:
        """Where everything is."""
        addresses = {
            "issuer": "https://oauth.platform.intuit.com/op/v1",
            "authorization_endpoint": f"https://appcenter.intuit.com{AUTHORIZE}",
            "token_endpoint": f"https://oauth.platform.intuit.com{TOKEN}",
            "revocation_endpoint": f"https://developer.api.intuit.com{REVOKE}",
        }
        return Answer.of({**addresses, "response_types_supported": ["code"]})

    def end(self, linked: Linked) -> None:
        """Take a permission back, with every token of it."""
        self.links.remove(linked)
        self.access = {name: each for name, each in self.access.items() if each.link is not linked}

    def bearer(self, name: str | None) -> Linked | None:
        """The permission of an access token that is still good."""
        access = self.access.get(name or "")
        return access.link if access and access.expires > self._clock.now() else None

    def _app(self, key: str) -> App | None:
        return next((app for app in (self.development, self.production) if app.key == key), None)

    def _client(self, request: Request) -> App:
        key, secret = keys_of(request, {})
        app = self._app(key)
        if app is None or secret != app.secret:
            raise refuse("invalid_client", "The keys of the application are missing or wrong", 401)
        return app

    def _by_code(self, app: App, form: Mapping[str, str]) -> tuple[Linked, str]:
        code = self.codes.pop(form.get("code", ""), None)
        late = code is not None and self._clock.now() - code.made > CODE_LIFE
        if code is None or late or (code.client, code.redirect) != (app.key, form.get("redirect_uri")):
            raise refuse("invalid_grant", "Invalid authorization code")
        return self.link(app, code.account)

    def _by_refresh(self, app: App, form: Mapping[str, str]) -> tuple[Linked, str]:
        now, token = self._clock.now(), form.get("refresh_token")
        for linked in self.links:
            if linked.app is app and linked.refresh == token and now < min(linked.dies, linked.dies_unused):
                if now - linked.changed >= ROTATION:
                    linked.refresh, linked.changed = _refresh(), now
                linked.dies_unused = min(now + UNUSED_LIFE, linked.dies)
                return linked, self._access(linked)
        raise refuse("invalid_grant", "Incorrect or invalid refresh token")

    def _access(self, linked: Linked) -> str:
        name = f"eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0..{random_text(600)}"
        self.access[name] = Access(linked, self._clock.now() + ACCESS_LIFE)
        return name


def _allowed(app: App, redirect: str) -> bool:
    parts = urlsplit(redirect)
    if app.sandbox and parts.scheme == "http":
        return parts.hostname == "localhost"
    return parts.scheme == "https" and redirect in app.redirects


def _refresh() -> str:
    return f"AB11{random_text(46)}"


def _error(text: str) -> Answer:
    return Answer.page(f"<h1>Sorry, but undefined didn't connect</h1><p>{text}</p>", 400)


def _lead(redirect: str, parameters: Mapping[str, str]) -> Answer:
    return Answer(302, headers={"Location": f"{redirect}?{urlencode(parameters)}"})
