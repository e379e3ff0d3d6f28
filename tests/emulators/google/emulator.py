"""The server of Google: its OAuth, and Drive v3."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from tests.emulators.authority import Authority
from tests.emulators.consent import Token, random_text
from tests.emulators.emulator import Emulator
from tests.emulators.exchange import Answer, Json, Refused, Request
from tests.emulators.google.drive import Drive
from tests.emulators.google.items import FOLDER, Item
from tests.emulators.google.oauth import ACCESS_LIFE, DRIVE_FILE, GoogleOAuth
from tests.emulators.google.refusals import error, known, refuse
from tests.emulators.google.store import Account, Caller

OWNER = "proprietaire@example.com"
API = "www.googleapis.com"


class Google(Emulator):
    """Google on loopback. ``oauth`` and ``drive`` hold what it knows, and their switches; ``owner`` is who consents."""

    name = "google"
    digests = ("md5", "sha1", "sha256")

    def __init__(self, place: Path, authority: Authority) -> None:
        super().__init__(place, authority)
        self.drive = Drive(self.clock, self.shelf, self.traffic, self.complaints, self.lock)
        self.owner: Account = self.drive.store.account(OWNER)
        self.oauth = GoogleOAuth(self.clock, OWNER, self.forget)
        self.revoking_hides_files = True

    def credentials(self, *, local: bool = False, device: bool = False) -> Json:
        """A ``credentials.json``, with Google's own addresses or with those of this server without TLS."""
        client = self.oauth.limited if device else self.oauth.installed
        auth, token = "https://accounts.google.com", "https://oauth2.googleapis.com"
        installed = {
            "client_id": client.id,
            "project_id": "archiver-test",
            "auth_uri": f"{self.url if local else auth}/o/oauth2/auth",
            "token_uri": f"{self.url if local else token}/token",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_secret": client.secret,
            "redirect_uris": ["http://localhost"],
        }
        return {"installed": installed}

    def link(self, scope: str = DRIVE_FILE, account: str = OWNER, *, device: bool = False) -> tuple[str, str]:
        """An access token and a refresh token, as if the person had just consented."""
        client = self.oauth.limited if device else self.oauth.installed
        access, refresh = f"ya29.{random_text(180)}", f"1//0{random_text(90)}"
        scopes = tuple(scope.split())
        self.drive.store.account(account)
        self.oauth.access[access] = Token(client.id, account, scopes, self.clock.now() + ACCESS_LIFE)
        self.oauth.refresh[refresh] = Token(client.id, account, scopes)
        return access, refresh

    def expire_access(self) -> None:
        """Let every access token be too old."""
        self.oauth.access.clear()

    def revoke_all(self) -> None:
        """Let the person take every access back: refreshing gets ``invalid_grant``."""
        for token in list(self.oauth.refresh.values()):
            self.oauth.end(token.client, token.account)

    def forget(self, client: str, account: str) -> None:
        """What ``drive.file`` loses when the application is deauthorized."""
        if self.revoking_hides_files:
            for item in self.drive.store.items.values():
                if item.owner == account:
                    item.clients.discard(client)

    def put(self, name: str, data: bytes | None, parent: str = "", *, mime: str = "application/octet-stream") -> Item:
        """Put a file (or, of None, a folder) there behind the client's back; names may be there already."""
        caller = Caller(self.owner.email, self.oauth.installed.id, (DRIVE_FILE,))
        now = self.clock.now()
        kind = mime if data is not None else FOLDER
        item = Item(self.drive.store.new_id(), name, kind, self.owner.email, [parent] if parent else [], now, now)
        item.clients.add(caller.client)
        return self.drive.store.create(item, None if data is None else self.shelf.new(data), caller)

    def items(self, name: str | None = None) -> list[Item]:
        """Everything that lies there, or what has this name, outside of the trash."""
        store = self.drive.store
        return [each for each in store.items.values() if name in {None, each.name} and not store.in_trash(each)]

    def answer(self, request: Request) -> Answer:
        if route := self.oauth.routes.get((request.method, request.path)):
            host, serve = route
            _require_host(request, host)
            with self.lock:
                return serve(request)
        _require_host(request, API)
        if "upload_id" in request.query:
            return self._session(request)
        caller = self._caller(request)
        self.drive.find(request)
        with self.lock:
            return self.drive.serve(request, caller)

    def _session(self, request: Request) -> Answer:
        """A chunk; the address alone opens the session, but a token that comes with it must be good."""
        if request.headers.get("Authorization"):
            self._caller(request)
        return self.drive.uploads.take(request, request.query["upload_id"])

    def _caller(self, request: Request) -> Caller:
        token = self.oauth.bearer(request.bearer)
        if token is None:
            raise refuse("authError")
        return Caller.of(token)

    def throttled(self, retry_after: int | None) -> Answer:
        answer = known("rateLimitExceeded")
        more = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return Answer(answer.status, answer.body, {**answer.headers, **more})

    def unwell(self, status: int) -> Answer:
        return error(status, "backendError" if status == 503 else "internalError", "Transient failure")

    def stale(self) -> Answer:
        return known("authError")

    def refusal(self, reason: str, request: Request) -> Answer:
        if reason == "invalid_grant":
            text = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
            return Answer.of(text, 400)
        return known(reason)


def _require_host(request: Request, host: str) -> None:
    """A route is there under its own name only; on loopback there is but one name for all."""
    if request.host not in {host, "127.0.0.1", "localhost"}:
        raise Refused(Answer.page(f"<h1>404</h1><p>{quote(request.path)} is not on {request.host}</p>", 404))
