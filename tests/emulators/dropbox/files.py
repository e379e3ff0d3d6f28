"""Dropbox's ``files/…`` routes, save the uploads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.emulators.consent import random_text
from tests.emulators.dropbox.refusals import failure, malformed, refuse
from tests.emulators.dropbox.routes import Asked, Serving
from tests.emulators.dropbox.tree import LookupFailed, Node, WriteFailed, shown, untagged
from tests.emulators.exchange import Answer, Json, Piece, Refused, wanted


@dataclass
class Cursor:
    """Where a listing stands."""

    left: list[Node]
    limit: int


class Files:
    """Switches: ``page_most`` (entries per page, however many are asked for)."""

    def __init__(self) -> None:
        self.page_most = 500
        self._cursors: dict[str, Cursor] = {}
        self.serving: Mapping[str, Serving] = {
            "files/get_metadata": Serving(self._get_metadata, "files.metadata.read"),
            "files/list_folder": Serving(self._list, "files.metadata.read"),
            "files/list_folder/continue": Serving(self._list_on, "files.metadata.read"),
            "files/create_folder_v2": Serving(self._create_folder, "files.content.write"),
            "files/delete_v2": Serving(self._delete, "files.content.write"),
            "files/download": Serving(self._download, "files.content.read"),
        }

    def _get_metadata(self, asked: Asked) -> Json:
        if asked.argument["path"] in {"", "/"}:
            raise malformed(asked.route, "request body: path: The root folder is unsupported.")
        return shown(_look(asked, "path"), asked.caller.root)

    def _list(self, asked: Asked) -> Json:
        path = asked.argument["path"]
        if path == "/":
            text = 'request body: path: Specify the root folder as an empty string rather than as "/".'
            raise malformed(asked.route, text)
        folder = _look(asked, "path")
        if folder.content is not None:
            raise refuse("path", "not_folder")
        recursive = asked.argument.get("recursive", False)
        nodes = list(folder.walk() if recursive else folder.children.values())
        nodes = [node for node in nodes if node is not asked.caller.root]
        limit = min(asked.argument.get("limit") or self.page_most, self.page_most)
        return self._page(asked, Cursor(nodes, limit))

    def _list_on(self, asked: Asked) -> Json:
        cursor = self._cursors.get(asked.argument["cursor"])
        if cursor is None:
            raise refuse("reset")
        return self._page(asked, cursor)

    def _page(self, asked: Asked, cursor: Cursor) -> Json:
        entries, rest = cursor.left[: cursor.limit], cursor.left[cursor.limit :]
        name = f"AA{random_text(80)}"
        self._cursors[name] = Cursor(rest, cursor.limit)
        return {"entries": [shown(node, asked.caller.root) for node in entries], "cursor": name, "has_more": bool(rest)}

    def _create_folder(self, asked: Asked) -> Json:
        argument, caller = asked.argument, asked.caller
        try:
            node = caller.tree.make_folder(caller.root, argument["path"], autorename=argument.get("autorename", False))
        except WriteFailed as failed:
            raise Refused(failure({".tag": "path", "path": failed.error})) from failed
        return {"metadata": untagged(shown(node, caller.root))}

    def _delete(self, asked: Asked) -> Json:
        try:
            node = asked.caller.tree.find(asked.caller.root, asked.argument["path"])
            metadata = shown(node, asked.caller.root)
            asked.caller.tree.delete(asked.caller.root, node, asked.argument.get("parent_rev"))
        except LookupFailed as failed:
            raise Refused(failure({".tag": "path_lookup", "path_lookup": failed.error})) from failed
        except WriteFailed as failed:
            raise Refused(failure({".tag": "path_write", "path_write": failed.error})) from failed
        return {"metadata": metadata}

    def _download(self, asked: Asked) -> Answer:
        node = _look(asked, "path")
        if node.content is None:
            raise refuse("path", "not_file")
        size = node.content.size
        result = json.dumps(untagged(shown(node, asked.caller.root)))
        headers = {"Content-Type": "application/octet-stream", "Dropbox-API-Result": result, "Accept-Ranges": "bytes"}
        text = asked.request.headers.get("Range")
        if text is None:
            return Answer(200, Piece(node.content.path, 0, size), headers)
        part = wanted(text, size)
        if part is None:
            return Answer(416, b"", {"Content-Range": f"bytes */{size}"})
        start, length = part
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
        return Answer(206, Piece(node.content.path, start, length), headers)


def _look(asked: Asked, tag: str) -> Node:
    try:
        return asked.caller.tree.find(asked.caller.root, asked.argument["path"])
    except LookupFailed as failed:
        raise Refused(failure({".tag": tag, tag: failed.error})) from failed
