"""What a call of Drive is, and the answers that are not made of an item alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.emulators.content import Content
from tests.emulators.exchange import Answer, Json, Piece, Refused, Request, wanted
from tests.emulators.google.discovery import Method
from tests.emulators.google.items import Item, Revision
from tests.emulators.google.mask import Mask
from tests.emulators.google.refusals import error
from tests.emulators.google.store import Account, Caller


@dataclass(frozen=True)
class Asked:
    """A request, with what the discovery document says of it; ``body`` is its metadata."""

    request: Request
    method: Method
    parts: Mapping[str, str]
    caller: Caller
    fields: Mask

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query


def revision_of(item: Item, revision_id: str) -> Revision:
    """A revision by its id."""
    for revision in item.revisions:
        if revision.id == revision_id:
            return revision
    raise Refused(error(404, "notFound", f"Revision not found: {revision_id}.", at="revisionId"))


def quota(account: Account, used: int) -> Json:
    """How much room there is; without a limit, none is named."""
    room = {"usage": str(used), "usageInDrive": str(used), "usageInDriveTrash": "0"}
    return room | ({"limit": str(account.limit)} if account.limit is not None else {})


def download(request: Request, item: Item, content: Content) -> Answer:
    """A content, or the range of it that was asked for."""
    headers = {"Content-Type": item.mime, "Accept-Ranges": "bytes"}
    asked = request.headers.get("Range")
    if asked is None:
        return Answer(200, Piece(content.path, 0, content.size), headers)
    part = wanted(asked, content.size)
    if part is None:
        raise Refused(error(416, "requestedRangeNotSatisfiable", "Request range not satisfiable", at="Range"))
    start, length = part
    headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{content.size}"
    return Answer(206, Piece(content.path, start, length), headers)
