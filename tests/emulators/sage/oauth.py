"""Sage's authorization server: consent for a login, access for five minutes, refresh tokens that are good once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from tests.emulators.clock import Clock
from tests.emulators.consent import Code, Consent, pkce_matches, random_text, refuse
from tests.emulators.exchange import Answer, Request

SCOPES = ("readonly", "full_access")
ACCESS_LIFE = timedelta(seconds=300)
REFRESH_LIFE = timedelta(days=31)
CODE_LIFE = timedelta(seconds=60)
AUTHORIZE, TOKEN, REVOKE = "/oauth2/auth/central", "/token", "/revoke"


@dataclass
class App:
    """The owner's application, with the callback addresses that were entered for it."""

    key: str
    secret: str
    redirects: set[str] = field(default_factory=set)


@dataclass
class Linked:
    """What a login allowed; ``refresh`` is the one value that is good at present, ``used`` those that were."""

    refresh: str
    scope: str
    dies: datetime
    used: list[str] = field(default_factory=list)


@dataclass
class Access:
    """One access token."""

    link: Linked
    expires: datetime


class SageOAuth:
    """Switch: ``consent``, what the person does. ``replayed`` counts refresh tokens that were sent a second time."""

    def __init__(self, clock: Clock) -> None:
        self.consent = Consent()
        self.app = App(random_text(36), random_text(40), {"http://localhost:18765/"})
        self.links: list[Linked] = []
        self.access: dict[str, Access] = {}
        self.codes: dict[str, Code] = {}
        self.asked: list[Mapping[str, str]] = []
        self.replayed = 0
        self._clock = clock
        self.routes: Mapping[tuple[str, str], tuple[str, Callable[[Request], Answer]]] = {
            ("GET", AUTHORIZE): ("www.sageone.com", self.authorize),
            ("POST", TOKEN): ("oauth.accounting.sage.com", self.token),
            ("POST", REVOKE): ("oauth.accounting.sage.com", self.revoke),
        }

    def link(self, scope: str = "readonly") -> tuple[Linked, str]:
        """A new permission, and an access token for it."""
        linked = Linked(_token(), scope, self._clock.now() + REFRESH_LIFE)
        self.links.append(linked)
        return linked, self._access(linked)

    def authorize(self, request: Request) -> Answer:
        """The consent page, where ``consent`` decides at once."""
        asked = request.query
        self.asked.append(asked)
        redirect, scope = asked.get("redirect_uri", ""), asked.get("scope", "full_access")
        known = asked.get("client_id") == self.app.key and redirect in self.app.redirects
        if not known or asked.get("response_type") != "code":
            return Answer.page("<h1>The requested client or redirect_uri is not known</h1>", 400)
        back = {"state": asked["state"]} if "state" in asked else {}
        if scope not in SCOPES:
            return _lead(redirect, {**back, "error": "invalid_scope"})
        if not self.consent.approve:
            return _lead(redirect, {**back, "error": "access_denied"})
        country = asked.get("country", "gb").upper()
        name, challenge = f"{country}/{random_text(40)}", asked.get("code_challenge")
        made = self._clock.now()
        self.codes[name] = Code(
            self.app.key, "", (scope,), redirect, challenge, asked.get("code_challenge_method", "plain"),
            offline=True, fresh=True, made=made,
        )  # fmt: skip
        return _lead(redirect, {**back, "code": name, "country": country})

    def token(self, request: Request) -> Answer:
        """Tokens for a code or a refresh token."""
        form = self._form(request)
        if form.get("grant_type") == "authorization_code":
            linked, access = self._by_code(form)
        elif form.get("grant_type") == "refresh_token":
            linked, access = self._by_refresh(form)
        else:
            raise refuse("unsupported_grant_type", "The grant_type is not supported")
        answer = {
            "access_token": access,
            "scope": linked.scope,
            "token_type": "bearer",
            "expires_in": round(ACCESS_LIFE.total_seconds()),
            "refresh_token": linked.refresh,
            "refresh_token_expires_in": round(REFRESH_LIFE.total_seconds()),
            "requested_by_id": "c3c32d1c-41ba-483f-a3ff-49fdb57b9c38",
        }
        return Answer.of(answer)

    def revoke(self, request: Request) -> Answer:
        """End a permission by its refresh token; access tokens live out their five minutes."""
        form = self._form(request)
        found = next((each for each in self.links if each.refresh == form.get("token")), None)
        if found is None:
            raise refuse("invalid_grant", "The token is not known")
        self.links.remove(found)
        return Answer.of({"success": "ok"})

    def bearer(self, name: str | None) -> Linked | None:
        """The permission of an access token that is still good."""
        access = self.access.get(name or "")
        return access.link if access and access.expires > self._clock.now() else None

    def _form(self, request: Request) -> dict[str, str]:
        """The form, which has the keys in it."""
        form = request.body.form()
        if (form.get("client_id"), form.get("client_secret")) != (self.app.key, self.app.secret):
            raise refuse("invalid_client", "The keys of the application are missing or wrong", 401)
        return form

    def _by_code(self, form: Mapping[str, str]) -> tuple[Linked, str]:
        code = self.codes.pop(form.get("code", ""), None)
        late = code is not None and self._clock.now() - code.made > CODE_LIFE
        if code is None or late or code.redirect != form.get("redirect_uri"):
            raise refuse("invalid_grant", "The code is not valid")
        if not pkce_matches(code, form.get("code_verifier")):
            raise refuse("invalid_grant", "The verifier does not fit")
        return self.link(code.scopes[0])

    def _by_refresh(self, form: Mapping[str, str]) -> tuple[Linked, str]:
        now, token = self._clock.now(), form.get("refresh_token", "")
        for linked in self.links:
            self.replayed += token in linked.used
            if linked.refresh == token and now < linked.dies:
                linked.used.append(token)
                linked.refresh, linked.dies = _token(), now + REFRESH_LIFE
                return linked, self._access(linked)
        raise refuse("invalid_grant", "The refresh token is not valid")

    def _access(self, linked: Linked) -> str:
        name = _token()
        self.access[name] = Access(linked, self._clock.now() + ACCESS_LIFE)
        return name


def _token() -> str:
    return f"eyJhbGciOiJSUzUxMiJ9.{random_text(900)}"


def _lead(redirect: str, parameters: Mapping[str, str]) -> Answer:
    return Answer(302, headers={"Location": f"{redirect}?{urlencode(parameters)}"})
