"""Dropbox's authorization server: consent, codes with or without redirect, tokens, revocation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from tests.emulators.clock import Clock
from tests.emulators.consent import Code, Consent, Token, client_of, pkce_matches, random_key, random_text, refuse
from tests.emulators.dropbox.refusals import JSON
from tests.emulators.exchange import Answer, Json, Request

SCOPES = (
    "account_info.read",
    "files.content.read",
    "files.content.write",
    "files.metadata.read",
    "files.metadata.write",
    "sharing.read",
    "sharing.write",
)
ACCESS_LIFE = timedelta(seconds=14400)


@dataclass(frozen=True)
class App:
    """An application known to Dropbox. ``folder`` is its own folder where it may see nothing else."""

    key: str
    secret: str
    folder: str | None = None
    scopes: tuple[str, ...] = SCOPES
    redirects: tuple[str, ...] = ("http://localhost:8765/", "http://localhost:53682/")


class DropboxOAuth:
    """Switches: ``consent`` (what the person does). ``shown`` is the last code that was shown to be copied."""

    def __init__(self, clock: Clock, account: str, account_id: Callable[[str], str]) -> None:
        self.consent = Consent(account=account)
        self.full = App(random_key(), random_key())
        self.folder = App(random_key(), random_key(), folder="Archiver")
        self.apps = {each.key: each for each in (self.full, self.folder)}
        self.access: dict[str, Token] = {}
        self.refresh: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self.shown: str | None = None
        self._clock = clock
        self._account_id = account_id
        self.routes: Mapping[tuple[str, str], tuple[str, Callable[[Request], Answer]]] = {
            ("GET", "/oauth2/authorize"): ("www.dropbox.com", self.authorize),
            ("POST", "/oauth2/token"): ("api.dropboxapi.com", self.token),
        }

    def authorize(self, request: Request) -> Answer:
        """The consent screen, where ``consent`` decides at once; without a redirect it shows the code."""
        asked = request.query
        app = self.apps.get(asked.get("client_id", ""))
        redirect = asked.get("redirect_uri")
        if app is None or asked.get("response_type") != "code":
            return _error("Invalid client_id or response_type")
        if redirect is not None and redirect not in app.redirects:
            return _error("Invalid redirect_uri. It must exactly match one of those that are set.")
        scopes = tuple(asked.get("scope", " ".join(app.scopes)).split())
        if not set(app.scopes).issuperset(scopes):
            return _error("invalid_scope")
        state = {"state": asked["state"]} if "state" in asked else {}
        if not self.consent.approve:
            told = {"error": "access_denied", "error_description": "The user denied access.", **state}
            return _lead(redirect, told, "<h1>Access denied</h1>")
        name = random_text(43)
        self.codes[name] = self._code(asked, app, scopes)
        self.shown = name if redirect is None else self.shown
        return _lead(redirect, {"code": name, **state}, f'<h1>Access code</h1><input value="{name}" readonly>')

    def token(self, request: Request) -> Answer:
        """Tokens for a code or a refresh token."""
        form = request.body.form()
        name, secret = client_of(request, form)
        app = self.apps.get(name)
        if app is None or secret not in {None, app.secret}:
            raise refuse("invalid_client: Invalid client_id or client_secret", "Invalid client_id or client_secret")
        if form.get("grant_type") == "authorization_code":
            return self._for_code(app, secret, form)
        if form.get("grant_type") == "refresh_token":
            return self._for_refresh(app, form)
        raise refuse("unsupported_grant_type", 'given "grant_type" is not supported')

    def end(self, token: Token) -> None:
        """Take back every token of this person and application."""
        for kept in (self.access, self.refresh):
            for name, each in list(kept.items()):
                if (each.client, each.account) == (token.client, token.account):
                    del kept[name]

    def bearer(self, name: str | None) -> Token | None:
        """What an access token stands for; it may have expired."""
        return self.access.get(name or "")

    def expired(self, token: Token) -> bool:
        """Whether an access token is too old."""
        return token.expires is not None and token.expires <= self._clock.now()

    def _code(self, asked: Mapping[str, str], app: App, scopes: tuple[str, ...]) -> Code:
        return Code(
            app.key,
            self.consent.account,
            tuple(each for each in scopes if each not in self.consent.untick),
            asked.get("redirect_uri"),
            asked.get("code_challenge"),
            asked.get("code_challenge_method", "plain"),
            offline=asked.get("token_access_type") == "offline",
            fresh=True,
            made=self._clock.now(),
        )

    def _for_code(self, app: App, secret: str | None, form: dict[str, str]) -> Answer:
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or code.client != app.key or self._clock.now() - code.made > timedelta(minutes=10):
            raise refuse("invalid_grant", "code doesn't exist or has expired")
        if form.get("redirect_uri") != code.redirect:
            raise refuse("invalid_grant", "redirect_uri mismatch")
        if code.challenge is None and secret is None:
            raise refuse("invalid_request", "missing client_secret or code_verifier")
        if not pkce_matches(code, form.get("code_verifier")):
            raise refuse("invalid_grant", "invalid code verifier")
        return self._tokens(app, code.account, code.scopes, offline=code.offline, first=True)

    def _for_refresh(self, app: App, form: dict[str, str]) -> Answer:
        token = self.refresh.get(form.get("refresh_token", ""))
        if token is None or token.client != app.key:
            raise refuse("invalid_grant", "refresh token is invalid or revoked")
        return self._tokens(app, token.account, token.scopes, offline=False, first=False)

    def _tokens(self, app: App, account: str, scopes: tuple[str, ...], *, offline: bool, first: bool) -> Answer:
        access = f"sl.u.{random_text(130)}"
        self.access[access] = Token(app.key, account, scopes, self._clock.now() + ACCESS_LIFE)
        answer: Json = {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": int(ACCESS_LIFE.total_seconds()),
        }
        if first:
            answer |= {"scope": " ".join(scopes), "uid": "12345678", "account_id": self._account_id(account)}
        if offline:
            refresh = random_text(64)
            self.refresh[refresh] = Token(app.key, account, scopes)
            answer["refresh_token"] = refresh
        return Answer.of(answer, 200, JSON)


def _error(text: str) -> Answer:
    return Answer.page(f"<h1>Error (400)</h1><p>{text}</p>", 400)


def _lead(redirect: str | None, parameters: Mapping[str, str], page: str) -> Answer:
    if redirect is None:
        return Answer.page(page)
    return Answer(302, headers={"Location": f"{redirect}?{urlencode(parameters)}"})
