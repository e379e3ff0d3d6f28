"""Drive v3: the methods of the discovery document that are emulated, each answer held against the document."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from tests.emulators.clock import Clock
from tests.emulators.content import Content, Shelf
from tests.emulators.exchange import Answer, Json, Refused, Request
from tests.emulators.google import discovery, listing, mask, metadata
from tests.emulators.google.asked import Asked, download, quota, revision_of
from tests.emulators.google.discovery import Method
from tests.emulators.google.items import FOLDER, Item, shown_item, shown_permission, shown_revision, shown_user
from tests.emulators.google.refusals import bad, error, forbidden, missing
from tests.emulators.google.sharing import Sharing
from tests.emulators.google.store import GB, RANKS, Caller, Store
from tests.emulators.google.uploads import Uploads, multipart
from tests.emulators.traffic import Traffic

Shown = Json | Answer | None
"""A handler gives an object of the method's schema, a finished answer, or nothing (204)."""


class Drive:
    """Switches: ``page_most`` (files per page, however many are asked for)."""

    def __init__(
        self, clock: Clock, shelf: Shelf, traffic: Traffic, complaints: list[str], lock: threading.RLock
    ) -> None:
        self.store = Store(clock, traffic)
        self.uploads = Uploads(clock, shelf)
        self.sharing = Sharing(self.store, clock, traffic)
        self.page_most: int | None = None
        self._document = discovery.drive()
        self._clock, self._shelf, self._traffic, self._complaints, self._lock = clock, shelf, traffic, complaints, lock
        self._handlers: Mapping[str, Callable[[Asked], Shown]] = {
            "drive.about.get": self._about,
            "drive.files.create": self._create,
            "drive.files.update": self._update,
            "drive.files.get": self._get,
            "drive.files.list": self._list,
            "drive.files.delete": self._delete,
            "drive.files.generateIds": self._generate_ids,
            "drive.permissions.create": self._permit,
            "drive.permissions.update": self._permit_anew,
            "drive.permissions.list": self._permissions,
            "drive.permissions.get": self._permission,
            "drive.permissions.delete": self._forbid,
            "drive.revisions.list": self._revisions,
            "drive.revisions.get": self._revision,
        }

    def find(self, request: Request) -> tuple[Method, dict[str, str]]:
        """The method that a request means."""
        path = request.path.removeprefix("/upload") if request.path.endswith("/") else request.path
        found = self._document.find("GET" if request.method == "HEAD" else request.method, path.rstrip("/"))
        if found is None or found[0].id not in self._handlers:
            raise Refused(error(404, "notFound", "Not Found"))
        return found

    def serve(self, request: Request, caller: Caller) -> Answer:
        """Answer one request."""
        method, parts = self.find(request)
        unknown = set(request.query) - set(method.parameters) - {"uploadType", "alt", "fields"}
        if unknown:
            raise bad(f"Unknown parameters: {sorted(unknown)}", reason="invalidParameter")
        schema = method.schema if request.query.get("alt") != "media" else None
        fields = mask.parse(request.query.get("fields"), schema, self._document) if schema else mask.Mask({})
        asked = Asked(request, method, parts, caller, fields)
        shown = self._handlers[method.id](asked)
        return shown if isinstance(shown, Answer) else self._answer(asked, shown)

    def show(self, item: Item, caller: Caller) -> Json:
        """An item as this caller sees it."""
        writer = RANKS.index(self.store.role(item, caller)) >= RANKS.index("writer")
        shown = shown_item(item, caller.client, caller.email, writer=writer)
        return shown | {"trashed": self.store.in_trash(item), "shared": len(list(self.store.live(item))) > 1}

    def _answer(self, asked: Asked, shown: Json | None) -> Answer:
        if shown is None:
            return Answer(204)
        said = asked.fields.of(shown)
        if asked.method.schema:
            self._complaints += self._document.complaints(asked.method.schema, said)
        return Answer.of(said)

    def _metadata(self, asked: Asked) -> Json:
        try:
            return self._checked(asked.request.body.json())
        except ValueError as wrong:
            raise bad("Parse Error", reason="parseError") from wrong

    def _checked(self, body: Json) -> Json:
        """Metadata that the document knows; nulls, which erase properties, aside."""
        said = {name: value for name, value in body.items() if name not in {"properties", "appProperties"}}
        if wrong := self._document.complaints("File", said):
            raise bad(f"Invalid JSON payload received. {wrong[0]}", reason="badRequest")
        root = {"root"} & set(body.get("parents", []))
        return body | {"parents": []} if root else body

    def _create(self, asked: Asked) -> Shown:
        asked.caller.must_write()
        kind = asked.query.get("uploadType") if asked.request.path.startswith("/upload/") else "metadata"
        if kind == "multipart":
            body, mime, data = multipart(asked.request)
            return self._created(asked, self._checked(body), self._shelf.new(data), mime)
        if kind == "media":
            content = self._shelf.new(asked.request.body.read())
            return self._created(asked, {}, content, asked.request.headers.get_content_type())
        body = self._metadata(asked)
        if kind == "metadata":
            return self._created(asked, body, None, None)
        self._foresee(asked, body)

        def finish(content: Content, mime: str | None) -> Answer:
            with self._lock:
                return self._answer(asked, self._created(asked, body, content, mime))

        return self.uploads.start(asked.request, asked.caller, finish)

    def _foresee(self, asked: Asked, body: Json) -> None:
        """Refuse at the start of a session what cannot be finished."""
        metadata.new(body, None, self._id(body), asked.caller, self._clock.now())
        self.store.require_folders(body.get("parents", []), asked.caller)
        self.store.require_space(asked.caller.email, int(asked.request.headers.get("X-Upload-Content-Length", 0)))

    def _created(self, asked: Asked, body: Json, content: Content | None, mime: str | None) -> Json:
        item = metadata.new(body, mime, self._id(body), asked.caller, self._clock.now())
        return self.show(self.store.create(item, content, asked.caller), asked.caller)

    def _id(self, body: Json) -> str:
        """The id that was given out beforehand, which must be free, or a new one."""
        file_id: str = body.get("id") or self.store.new_id()
        if "id" in body and file_id not in self.store.promised:
            raise bad("The provided file ID is not usable.", "file.id")
        self.store.require_new(file_id)
        return file_id

    def _update(self, asked: Asked) -> Shown:
        asked.caller.must_write()
        item = self.store.get(asked.parts["fileId"], asked.caller, "writer")
        if not asked.request.path.startswith("/upload/"):
            return self._updated(asked, item, self._metadata(asked), None)
        kind = asked.query.get("uploadType")
        if kind == "multipart":
            body, _, data = multipart(asked.request)
            return self._updated(asked, item, self._checked(body), self._shelf.new(data))
        if kind == "media":
            return self._updated(asked, item, {}, self._shelf.new(asked.request.body.read()))
        body = self._metadata(asked)

        def finish(content: Content, mime: str | None) -> Answer:
            with self._lock:
                return self._answer(asked, self._updated(asked, item, body, content))

        return self.uploads.start(asked.request, asked.caller, finish)

    def _updated(self, asked: Asked, item: Item, body: Json, content: Content | None) -> Json:
        if "parents" in body or "id" in body:
            message = "The parents field is not directly writable in update requests. Use the addParents and "
            raise forbidden("fieldNotWritable", f"{message}removeParents parameters instead.")
        added = [each for each in asked.query.get("addParents", "").split(",") if each]
        self.store.require_folders(added, asked.caller)
        if content:
            self.store.replace(item, content, asked.caller)
        metadata.write(item, body, asked.caller, self._clock.now())
        removed = asked.query.get("removeParents", "").split(",")
        item.parents = [each for each in item.parents if each not in removed] + added
        self._traffic.wrote(f"update {item.name}")
        return self.show(item, asked.caller)

    def _get(self, asked: Asked) -> Shown:
        file_id = asked.parts["fileId"]
        if file_id in {"root", self.store.account(asked.caller.email).root}:
            return self._root(asked)
        item = self.store.get(file_id, asked.caller)
        if asked.query.get("alt") != "media":
            return self.show(item, asked.caller)
        if item.content is None:
            raise forbidden("fileNotDownloadable", "Only files with binary content can be downloaded.")
        return download(asked.request, item, item.content)

    def _root(self, asked: Asked) -> Json:
        """The top folder, which a client that sees only its own files may put things into, but not look at."""
        if not asked.caller.sees_everything:
            raise missing(asked.parts["fileId"])
        account = self.store.account(asked.caller.email)
        return {"kind": "drive#file", "id": account.root, "name": "My Drive", "mimeType": FOLDER, "trashed": False}

    def _list(self, asked: Asked) -> Json:
        items, token = listing.page(listing.found(self.store, asked.query, asked.caller), asked.query, self.page_most)
        files = [self.show(item, asked.caller) for item in items]
        more = {"nextPageToken": token} if token else {}
        return {"kind": "drive#fileList", "incompleteSearch": False, "files": files, **more}

    def _delete(self, asked: Asked) -> None:
        asked.caller.must_write()
        self.store.delete(self.store.get(asked.parts["fileId"], asked.caller, "owner"))

    def _generate_ids(self, asked: Asked) -> Json:
        asked.caller.must_write()
        count = int(asked.query.get("count", "10"))
        if not 1 <= count <= 1000:
            raise bad("Invalid Value", "count")
        ids = [self.store.new_id() for _ in range(count)]
        self.store.promised.update(ids)
        return {"kind": "drive#generatedIds", "space": "drive", "ids": ids}

    def _about(self, asked: Asked) -> Json:
        account = self.store.account(asked.caller.email)
        return {
            "kind": "drive#about",
            "user": shown_user(account.email, account.email),
            "storageQuota": quota(account, self.store.used(account.email)),
            "maxUploadSize": str(5 * 1024 * GB),
            "appInstalled": True,
            "canCreateDrives": False,
        }

    def _permit(self, asked: Asked) -> Json:
        item = self._shareable(asked)
        return self.sharing.create(item, asked.request.body.json(), asked.query, asked.caller)

    def _permit_anew(self, asked: Asked) -> Json:
        item = self._shareable(asked)
        given = asked.request.body.json()
        return self.sharing.update(item, asked.parts["permissionId"], given, asked.query, asked.caller)

    def _permissions(self, asked: Asked) -> Json:
        item = self.store.get(asked.parts["fileId"], asked.caller, "writer")
        shown = {each.id: shown_permission(each) for each in self.store.live(item)}
        return {"kind": "drive#permissionList", "permissions": list(shown.values())}

    def _permission(self, asked: Asked) -> Json:
        item = self.store.get(asked.parts["fileId"], asked.caller)
        return shown_permission(self.sharing.get(item, asked.parts["permissionId"]))

    def _forbid(self, asked: Asked) -> None:
        self.sharing.delete(self._shareable(asked), asked.parts["permissionId"])

    def _shareable(self, asked: Asked) -> Item:
        asked.caller.must_write()
        return self.store.get(asked.parts["fileId"], asked.caller, "writer")

    def _revisions(self, asked: Asked) -> Json:
        item = self.store.get(asked.parts["fileId"], asked.caller)
        return {"kind": "drive#revisionList", "revisions": [shown_revision(each, item.mime) for each in item.revisions]}

    def _revision(self, asked: Asked) -> Shown:
        item = self.store.get(asked.parts["fileId"], asked.caller)
        revision = revision_of(item, asked.parts["revisionId"])
        if asked.query.get("alt") == "media":
            return download(asked.request, item, revision.content)
        return shown_revision(revision, item.mime)
