"""Google's authorization server: consent, codes with PKCE, tokens, devices, revocation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from tests.emulators.clock import Clock
from tests.emulators.consent import Code, Consent, Token, client_of, pkce_matches, random_text, refuse
from tests.emulators.exchange import Answer, Json, Request

DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"
DEVICE_SCOPES = {"openid", "email", "profile", DRIVE_FILE, "https://www.googleapis.com/auth/drive.appdata"}
DEVICE_GRANTS = {"urn:ietf:params:oauth:grant-type:device_code", "http://oauth.net/grant_type/device/1.0"}
ACCESS_LIFE = timedelta(seconds=3599)
TESTING_LIFE = timedelta(seconds=604799)
DEVICE_LIFE = timedelta(seconds=1800)


@dataclass(frozen=True)
class Client:
    """An application known to Google. ``device`` is the type "TVs and Limited Input devices"."""

    id: str
    secret: str
    device: bool = False


@dataclass
class Device:
    """A device that waits for somebody to type its code elsewhere; ``approved`` is None until they did."""

    client: str
    scopes: tuple[str, ...]
    user_code: str
    made: datetime
    polled: datetime | None = None
    polls: int = 0
    approved: bool | None = None


class GoogleOAuth:
    """Switches: ``consent`` (what the person does), ``testing`` (refresh tokens that die after a week),
    ``device_interval`` in seconds, ``device_polls`` (how often a device asks in vain before ``consent`` decides;
    None: until ``decide``)."""

    def __init__(self, clock: Clock, account: str, forget: Callable[[str, str], None]) -> None:
        self.consent = Consent(account=account)
        self.testing = False
        self.device_interval = 5
        self.device_polls: int | None = 1
        self.installed = Client(f"{random_text(12)}-archiver.apps.googleusercontent.com", f"GOCSPX-{random_text(28)}")
        self.limited = Client(f"{random_text(12)}-tv.apps.googleusercontent.com", f"GOCSPX-{random_text(28)}", True)
        self.clients = {each.id: each for each in (self.installed, self.limited)}
        self.access: dict[str, Token] = {}
        self.refresh: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self.devices: dict[str, Device] = {}
        self._clock = clock
        self._forget = forget
        self.routes: Mapping[tuple[str, str], tuple[str, Callable[[Request], Answer]]] = {
            ("GET", "/o/oauth2/auth"): ("accounts.google.com", self.authorize),
            ("GET", "/o/oauth2/v2/auth"): ("accounts.google.com", self.authorize),
            ("POST", "/token"): ("oauth2.googleapis.com", self.token),
            ("POST", "/revoke"): ("oauth2.googleapis.com", self.revoke),
            ("POST", "/device/code"): ("oauth2.googleapis.com", self.device),
            ("GET", "/device"): ("www.google.com", self.device_page),
        }

    def authorize(self, request: Request) -> Answer:
        """The consent screen, where ``consent`` decides at once."""
        asked = request.query
        client = self.clients.get(asked.get("client_id", ""))
        problem = _problem(client, asked)
        if problem:
            return Answer.page(f"<h1>Access blocked</h1><p>Error 400: {problem}</p>", 400)
        state = {"state": asked["state"]} if "state" in asked else {}
        if not self.consent.approve:
            return _redirect(asked["redirect_uri"], {"error": "access_denied", **state})
        code = self._code(asked)
        name = f"4/0A{random_text(70)}"
        self.codes[name] = code
        return _redirect(asked["redirect_uri"], {**state, "code": name, "scope": " ".join(code.scopes)})

    def token(self, request: Request) -> Answer:
        """Tokens for a code, a refresh token or a device."""
        form = request.body.form()
        client = self._client(request, form)
        kind = form.get("grant_type", "")
        if kind == "authorization_code":
            return self._for_code(client, form)
        if kind == "refresh_token":
            return self._for_refresh(client, form)
        if kind in DEVICE_GRANTS:
            return self._for_device(client, form)
        raise refuse("unsupported_grant_type", f"Invalid grant_type: {kind}")

    def revoke(self, request: Request) -> Answer:
        """End a grant: every token of this person and client dies."""
        given = {**request.query, **request.body.form()}.get("token", "")
        token = self.refresh.get(given) or self.access.get(given)
        if token is None:
            raise refuse("invalid_token", "Token expired or revoked")
        self.end(token.client, token.account)
        return Answer.of({})

    def end(self, client: str, account: str) -> None:
        """What happens when the person takes the access back."""
        for kept in (self.access, self.refresh):
            for name, each in list(kept.items()):
                if (each.client, each.account) == (client, account):
                    del kept[name]
        self._forget(client, account)

    def device(self, request: Request) -> Answer:
        """A code for a device without a browser."""
        form = request.body.form()
        client = self.clients.get(form.get("client_id", ""))
        if client is None or not client.device:
            raise refuse("invalid_client", "Invalid client type." if client else "The OAuth client was not found.", 401)
        scopes = tuple(form.get("scope", "").split())
        if not scopes or not DEVICE_SCOPES.issuperset(scopes):
            raise refuse("invalid_scope", "Invalid device flow scope: " + " ".join(scopes))
        name, user_code = f"AH-1Ng{random_text(80)}", random_text(8).upper().replace("_", "X").replace("-", "Y")
        user_code = f"{user_code[:4]}-{user_code[4:]}"
        self.devices[name] = Device(client.id, scopes, user_code, self._clock.now())
        return Answer.of(
            {
                "device_code": name,
                "user_code": user_code,
                "expires_in": int(DEVICE_LIFE.total_seconds()),
                "interval": self.device_interval,
                "verification_url": "https://www.google.com/device",
            }
        )

    def device_page(self, request: Request) -> Answer:
        """Where the person types the device's code: opened with ``?user_code=``, ``consent`` decides at once."""
        if "user_code" in request.query:
            self.decide(request.query["user_code"])
        return Answer.page("<h1>Google</h1><p>Enter the code displayed on your device (?user_code=)</p>")

    def decide(self, user_code: str) -> None:
        """The person has typed this code and decides as ``consent`` says."""
        for device in self.devices.values():
            if device.user_code == user_code:
                device.approved = self.consent.approve

    def bearer(self, token: str | None) -> Token | None:
        """Who an access token stands for, while it lives."""
        found = self.access.get(token or "")
        alive = found is not None and found.expires is not None and found.expires > self._clock.now()
        return found if alive else None

    def _code(self, asked: Mapping[str, str]) -> Code:
        scopes = tuple(each for each in asked["scope"].split() if each not in self.consent.untick)
        mine = (asked["client_id"], self.consent.account)
        again = mine in {(each.client, each.account) for each in self.refresh.values()}
        return Code(
            asked["client_id"],
            self.consent.account,
            scopes,
            asked["redirect_uri"],
            asked.get("code_challenge"),
            asked.get("code_challenge_method", "plain"),
            offline=asked.get("access_type") == "offline",
            fresh="consent" in asked.get("prompt", "").split() or not again,
            made=self._clock.now(),
        )

    def _client(self, request: Request, form: dict[str, str]) -> Client:
        name, secret = client_of(request, form)
        client = self.clients.get(name)
        if client is None:
            raise refuse("invalid_client", "The OAuth client was not found.", 401)
        if secret is None:
            raise refuse("invalid_request", "client_secret is missing.")
        if secret != client.secret:
            raise refuse("invalid_client", "Unauthorized", 401)
        return client

    def _for_code(self, client: Client, form: dict[str, str]) -> Answer:
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or code.client != client.id or self._clock.now() - code.made > timedelta(minutes=10):
            raise refuse("invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri") != code.redirect:
            raise refuse("redirect_uri_mismatch", "Bad Request")
        if code.challenge and not form.get("code_verifier"):
            raise refuse("invalid_grant", "Missing code verifier.")
        if not pkce_matches(code, form.get("code_verifier")):
            raise refuse("invalid_grant", "Invalid code verifier.")
        return self._tokens(client.id, code.account, code.scopes, refreshing=code.offline and code.fresh)

    def _for_refresh(self, client: Client, form: dict[str, str]) -> Answer:
        token = self.refresh.get(form.get("refresh_token", ""))
        if token is None or token.client != client.id or (token.expires and token.expires <= self._clock.now()):
            raise refuse("invalid_grant", "Token has been expired or revoked.")
        return self._tokens(client.id, token.account, token.scopes, refreshing=False)

    def _for_device(self, client: Client, form: dict[str, str]) -> Answer:
        name, now = form.get("device_code", ""), self._clock.now()
        device = self.devices.get(name)
        if device is None or device.client != client.id:
            raise refuse("invalid_grant", "Malformed device code.")
        if now - device.made > DEVICE_LIFE:
            raise refuse("expired_token", "The device code has expired.")
        early = device.polled is not None and (now - device.polled).total_seconds() < self.device_interval * 0.95
        device.polled, device.polls = now, device.polls + 1
        if early:
            raise refuse("slow_down", "Forbidden", 403)
        if device.approved is None and self.device_polls is not None and device.polls > self.device_polls:
            device.approved = self.consent.approve
        if device.approved is None:
            raise refuse("authorization_pending", "Precondition Required", 428)
        del self.devices[name]
        if not device.approved:
            raise refuse("access_denied", "Forbidden", 403)
        return self._tokens(client.id, self.consent.account, device.scopes, refreshing=True)

    def _tokens(self, client: str, account: str, scopes: tuple[str, ...], *, refreshing: bool) -> Answer:
        now = self._clock.now()
        access = f"ya29.{random_text(180)}"
        self.access[access] = Token(client, account, scopes, now + ACCESS_LIFE)
        answer: Json = {
            "access_token": access,
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "scope": " ".join(scopes),
            "token_type": "Bearer",
        }
        if refreshing:
            refresh = f"1//0{random_text(90)}"
            self.refresh[refresh] = Token(client, account, scopes, now + TESTING_LIFE if self.testing else None)
            answer["refresh_token"] = refresh
            if self.testing:
                answer["refresh_token_expires_in"] = int(TESTING_LIFE.total_seconds())
        return Answer.of(answer, headers={"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"})


def _problem(client: Client | None, asked: Mapping[str, str]) -> str | None:
    """What is wrong with a request for consent."""
    if client is None:
        return "invalid_client: The OAuth client was not found."
    if asked.get("response_type") != "code" or not asked.get("scope"):
        return "invalid_request"
    place = urlsplit(asked.get("redirect_uri", ""))
    if client.device or place.scheme != "http" or place.hostname not in {"localhost", "127.0.0.1", "::1"}:
        return "redirect_uri_mismatch"
    if asked.get("code_challenge_method", "plain") not in {"S256", "plain"}:
        return "invalid_request: code_challenge_method"
    return None


def _redirect(address: str, parameters: Mapping[str, str]) -> Answer:
    joint = "&" if urlsplit(address).query else "?"
    return Answer(302, headers={"Location": f"{address}{joint}{urlencode(parameters)}"})
