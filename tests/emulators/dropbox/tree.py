"""Files and folders of a Dropbox: paths that preserve case and do not mind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from unicodedata import normalize

from tests.emulators.clock import Clock
from tests.emulators.consent import random_text
from tests.emulators.content import Content
from tests.emulators.dropbox.refusals import tagged
from tests.emulators.exchange import Json
from tests.emulators.traffic import Traffic


class WriteFailed(Exception):
    """A ``WriteError`` of the API."""

    def __init__(self, *tags: str) -> None:
        super().__init__(*tags)
        self.error = tagged(*tags)


class LookupFailed(Exception):
    """A ``LookupError`` of the API."""

    def __init__(self, *tags: str) -> None:
        super().__init__(*tags)
        self.error = tagged(*tags)


@dataclass
class Node:
    """A file where there is a ``content``, a folder elsewhere."""

    name: str
    parent: Node | None
    modified: datetime
    content: Content | None = None
    client_modified: datetime | None = None
    id: str = field(default_factory=lambda: f"id:{random_text(22)}")
    rev: str = ""
    shared_id: str | None = None
    children: dict[str, Node] = field(default_factory=dict)

    def path(self, root: Node) -> str:
        """The path as it is shown below this root."""
        if self is root or self.parent is None:
            return ""
        return f"{self.parent.path(root)}/{self.name}"

    def walk(self) -> Iterator[Node]:
        """It and all below it."""
        yield self
        for child in list(self.children.values()):
            yield from child.walk()

    def within(self, folder: Node) -> bool:
        """Whether it lies below this folder, or is it."""
        return self is folder or (self.parent is not None and self.parent.within(folder))


class Tree:
    """One account's files. ``limit`` is its space in bytes."""

    def __init__(self, clock: Clock, traffic: Traffic) -> None:
        self.root = Node("", None, clock.now())
        self.limit = 2 * 1024**3
        self.deleted: list[Node] = []
        self._clock = clock
        self._traffic = traffic
        self._revisions = 0x0123456789A

    def used(self) -> int:
        """Bytes that count."""
        return sum(node.content.size for node in self.root.walk() if node.content)

    def find(self, root: Node, path: str) -> Node:
        """What lies at a path, or has an id; raises ``LookupFailed``."""
        if path.startswith("id:"):
            name, _, rest = path.partition("/")
            node = next((each for each in root.walk() if each.id == name), None)
            if node is None:
                raise LookupFailed("not_found")
            return self.find(node, f"/{rest}") if rest else node
        node = root
        try:
            names = _names(path)
        except ValueError as wrong:
            raise LookupFailed("malformed_path") from wrong
        for name in names:
            child = node.children.get(name.lower())
            if child is None:
                raise LookupFailed("not_found")
            node = child
        return node

    def commit(self, root: Node, info: Json, content: Content) -> Node:
        """Give a content its place, by the rules of ``CommitInfo``; raises ``WriteFailed``."""
        parent, name = self._place(root, info["path"])
        there = parent.children.get(name.lower())
        mode = info.get("mode", "add")
        mode = mode if isinstance(mode, dict) else {".tag": mode}
        if there is not None and not self._replaces(there, mode):
            if _same(there, content) and not info.get("strict_conflict", False):
                return there
            if not info.get("autorename", False):
                raise WriteFailed("conflict", "folder" if there.content is None else "file")
            name, there = _free_name(parent, name), None
        if self.used() + content.size > self.limit:
            raise WriteFailed("insufficient_space")
        node = there or self._attach(Node(name, parent, self._clock.now()))
        node.content, node.modified, node.rev = content, self._clock.now(), self._revision()
        node.client_modified = _moment(info.get("client_modified")) or node.modified
        self._traffic.wrote(f"content {node.path(root)}" if there else f"create {node.path(root)}")
        return node

    def make_folder(self, root: Node, path: str, *, autorename: bool) -> Node:
        """A new folder, and those above it."""
        parent, name = self._place(root, path)
        there = parent.children.get(name.lower())
        if there is not None and not autorename:
            raise WriteFailed("conflict", "folder" if there.content is None else "file")
        if there is not None:
            name = _free_name(parent, name)
        node = self._attach(Node(name, parent, self._clock.now()))
        self._traffic.wrote(f"create {node.path(root)}")
        return node

    def delete(self, root: Node, node: Node, revision: str | None = None) -> None:
        """Remove a file, of this revision if one is given, or a folder with all that lies in it."""
        if revision is not None and revision != node.rev:
            raise WriteFailed("conflict", "file")
        if node.parent is None or node is root:
            raise WriteFailed("operation_suppressed")
        self._traffic.wrote(f"delete {node.path(root)}")
        del node.parent.children[node.name.lower()]
        self.deleted.append(node)

    def restore(self, root: Node, path: str) -> Node:
        """What its owner does on Dropbox's page: the last that was deleted at a path is there again."""
        node = next(each for each in reversed(self.deleted) if each.path(root).lower() == path.lower())
        self.deleted.remove(node)
        return self._attach(node)

    def _place(self, root: Node, path: str) -> tuple[Node, str]:
        """The folder that a path leads to, made as needed, and the last name."""
        try:
            *above, name = _names(path)
        except ValueError as wrong:  # also of the top, which has no name
            raise WriteFailed("malformed_path") from wrong
        if len(name) > 255:
            raise WriteFailed("malformed_path")
        folder = root
        for each in above:
            child = folder.children.get(each.lower())
            if child is not None and child.content is not None:
                raise WriteFailed("conflict", "file_ancestor")
            folder = child or self._attach(Node(each, folder, self._clock.now()))
        return folder, name

    @staticmethod
    def _attach(node: Node) -> Node:
        if node.parent is not None:
            node.parent.children[node.name.lower()] = node
        return node

    @staticmethod
    def _replaces(there: Node, mode: Json) -> bool:
        if there.content is None:
            return False
        return mode == {".tag": "overwrite"} or mode == {".tag": "update", "update": there.rev}

    def _revision(self) -> str:
        self._revisions += 1
        return f"{self._revisions:x}".zfill(16)


def stamp(moment: datetime) -> str:
    """A moment as Dropbox writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shown(node: Node, root: Node) -> Json:
    """A file or folder as Dropbox shows it, with its tag."""
    path = node.path(root)
    both: Json = {"name": node.name, "path_lower": path.lower(), "path_display": path, "id": node.id}
    if node.content is None:
        sharing = {"shared_folder_id": node.shared_id, "read_only": False, "traverse_only": False, "no_access": False}
        more = {"shared_folder_id": node.shared_id, "sharing_info": sharing} if node.shared_id else {}
        return {".tag": "folder", **both, **more}
    return {
        ".tag": "file",
        **both,
        "client_modified": stamp(node.client_modified or node.modified),
        "server_modified": stamp(node.modified),
        "rev": node.rev,
        "size": node.content.size,
        "is_downloadable": True,
        "content_hash": node.content.digest("content_hash"),
    }


def untagged(value: Json) -> Json:
    """As it is shown where nothing else could be there."""
    return {name: each for name, each in value.items() if name != ".tag"}


def _names(path: str) -> list[str]:
    """The names that a path is made of; none for the top."""
    names = normalize("NFC", path).split("/")[1:]
    if not all(names) and path != "/":
        raise ValueError(path)
    return [name for name in names if name]


def _same(there: Node, content: Content) -> bool:
    return there.content is not None and there.content.digest("content_hash") == content.digest("content_hash")


def _free_name(parent: Node, name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    number = 1
    while f"{stem} ({number}){ending}".lower() in parent.children:
        number += 1
    return f"{stem} ({number}){ending}"


def _moment(text: str | None) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text else None
