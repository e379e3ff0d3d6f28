"""The server of Dropbox: its OAuth, and API v2."""

from __future__ import annotations

from pathlib import Path

from tests.emulators.authority import Authority
from tests.emulators.consent import Token, random_text
from tests.emulators.dropbox.files import Files
from tests.emulators.dropbox.links import Links
from tests.emulators.dropbox.oauth import ACCESS_LIFE, SCOPES, App, DropboxOAuth
from tests.emulators.dropbox.refusals import JSON, failure, malformed, tagged, throttled, unauthorized
from tests.emulators.dropbox.routes import Asked, Caller, Route, Serving, refused_as, routes
from tests.emulators.dropbox.sharing import Sharing
from tests.emulators.dropbox.tree import Node, Tree
from tests.emulators.dropbox.uploads import Uploads
from tests.emulators.dropbox.users import Account, Users, account_id
from tests.emulators.emulator import Emulator
from tests.emulators.exchange import Answer, Refused, Request

OWNER = "proprietaire@example.com"
STREAMED = {"files/upload", *(f"files/upload_session/{step}" for step in ("start", "append_v2", "finish"))}


class Dropbox(Emulator):
    """Dropbox on loopback. ``oauth``, ``files``, ``uploads``, ``sharing`` and ``links`` hold what it knows, and their
    switches; ``owner`` is who consents, with their ``plan`` and their ``tree``."""

    name = "dropbox"
    digests = ("content_hash",)

    def __init__(self, place: Path, authority: Authority) -> None:
        super().__init__(place, authority)
        self.accounts: dict[str, Account] = {}
        self.owner = self.account(OWNER)
        self.oauth = DropboxOAuth(self.clock, OWNER, account_id)
        self.files = Files()
        self.uploads = Uploads(self.clock, self.shelf, self.lock)
        self.sharing = Sharing(self.clock, self.traffic, self.accounts)
        self.links = Links(self.clock, self.traffic, self.accounts)
        users = Users(self.accounts, lambda token: self.oauth.end(self.oauth.access[token]))
        rooms = (self.files, self.uploads, self.sharing, self.links, users)
        self._serving: dict[str, Serving] = {name: each for room in rooms for name, each in room.serving.items()}

    def account(self, email: str) -> Account:
        """The account of this address, made on first use."""
        return self.accounts.setdefault(email, Account(email, Tree(self.clock, self.traffic)))

    def link(self, app: App | None = None, account: str = OWNER, scopes: tuple[str, ...] = SCOPES) -> tuple[str, str]:
        """An access token and a refresh token, as if the person had just consented."""
        app, access, refresh = app or self.oauth.full, f"sl.u.{random_text(130)}", random_text(64)
        self.account(account)
        self.oauth.access[access] = Token(app.key, account, scopes, self.clock.now() + ACCESS_LIFE)
        self.oauth.refresh[refresh] = Token(app.key, account, scopes)
        return access, refresh

    def expire_access(self) -> None:
        """Let every access token be too old."""
        for token in self.oauth.access.values():
            token.expires = self.clock.now()

    def revoke_all(self) -> None:
        """Let the person take every access back: refreshing gets ``invalid_grant``."""
        for token in list(self.oauth.refresh.values()):
            self.oauth.end(token)

    def top(self, app: App | None = None) -> Node:
        """The folder that is the top of what an application sees, of the owner's."""
        return self._top(self.owner, app or self.oauth.full)

    def put(self, path: str, data: bytes, app: App | None = None) -> Node:
        """Put a file there behind the client's back."""
        return self.owner.tree.commit(self.top(app), {"path": path, "mode": "overwrite"}, self.shelf.new(data))

    def get(self, path: str, app: App | None = None) -> Node:
        """What lies at a path; raises ``LookupFailed``."""
        return self.owner.tree.find(self.top(app), path)

    def restore(self, path: str, app: App | None = None) -> Node:
        """Bring back what was deleted at a path, as the owner can."""
        return self.owner.tree.restore(self.top(app), path)

    def paths(self, app: App | None = None) -> list[str]:
        """The path of every file."""
        top = self.top(app)
        return [node.path(top) for node in top.walk() if node.content]

    def answer(self, request: Request) -> Answer:
        if route := self.oauth.routes.get((request.method, request.path)):
            host, serve = route
            self._require_host(request, host)
            with self.lock:
                return serve(request)
        name = request.path.removeprefix("/2/")
        known, serving = routes().get(name), self._serving.get(name)
        if known is None or serving is None or request.method != "POST":
            raise malformed(name, "Unknown API function")
        self._require_host(request, known.host)
        caller = self._caller(request, known, serving)
        asked = Asked(name, known.read(request), request, caller)
        try:
            return self._served(asked, known, serving)
        except Refused as refused:
            self.complaints += refused_as(asked, refused)
            raise

    def _served(self, asked: Asked, known: Route, serving: Serving) -> Answer:
        if asked.route in STREAMED:  # their bodies are long, and they lock what they change themselves
            result = serving.handler(asked)
        else:
            with self.lock:
                result = serving.handler(asked)
        if isinstance(result, Answer):
            return result
        self.complaints += known.complaints(result)
        return Answer.of(result, 200, JSON)

    def _caller(self, request: Request, known: Route, serving: Serving) -> Caller:
        token = self.oauth.bearer(request.bearer)
        if token is None:
            raise Refused(unauthorized("invalid_access_token"))
        if self.oauth.expired(token):
            raise Refused(self.stale())
        if serving.scope and serving.scope not in token.scopes:
            raise Refused(unauthorized("missing_scope", more={"required_scope": serving.scope}))
        app, account = self.oauth.apps[token.client], self.account(token.account)
        if app.folder and not serving.app_folder:
            text = 'Your API app is an "App folder" app. It is not allowed to access this API function.'
            raise malformed(known.name, text)
        root = self._top(account, app)
        return Caller(account.email, app, request.bearer or "", token.scopes, account.tree, root)

    @staticmethod
    def _top(account: Account, app: App) -> Node:
        if app.folder is None:
            return account.tree.root
        path = f"/Apps/{app.folder}"
        if "apps" not in account.tree.root.children:
            return account.tree.make_folder(account.tree.root, path, autorename=False)
        return account.tree.find(account.tree.root, path)

    def throttled(self, retry_after: int | None) -> Answer:
        return throttled("too_many_requests", retry_after)

    def unwell(self, status: int) -> Answer:
        return Answer(status, b"Internal Server Error", {"Content-Type": "text/plain; charset=utf-8"})

    def stale(self) -> Answer:
        return unauthorized("expired_access_token")

    def refusal(self, reason: str, request: Request) -> Answer:
        """``too_many_write_operations`` (429), ``invalid_grant`` (400), or a 409's tags: ``path/conflict/file``."""
        if reason == "too_many_write_operations":
            return throttled(reason, 1)
        if reason == "invalid_grant":
            text = {"error": "invalid_grant", "error_description": "refresh token is invalid or revoked"}
            return Answer.of(text, 400, JSON)
        name, tags = request.path.removeprefix("/2/"), reason.split("/")
        error = tagged(*tags)
        if name == "files/upload" and tags[0] == "path":
            error = {".tag": "path", "reason": tagged(*tags[1:]), "upload_session_id": random_text(60)}
        self.complaints += routes()[name].complaints(error, error=True)
        return failure(error)

    @staticmethod
    def _require_host(request: Request, host: str) -> None:
        """A route is there under its own name only; on loopback there is but one name for all."""
        if request.host not in {host, "127.0.0.1", "localhost"}:
            raise Refused(Answer.page(f"<h1>Error (404)</h1><p>{request.path} is not on {request.host}</p>", 404))
