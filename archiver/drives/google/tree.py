"""What lies in our folder at Google Drive: one look at all of it, instead of a question for each folder and file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from archiver.drives.google.given import Given

FOLDER = "application/vnd.google-apps.folder"
CABINET = "application/vnd.ms-cab-compressed"
MEDIA = {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".txt": "text/plain"}
FIELDS = (
    "id,name,mimeType,parents,trashed,createdTime,size,sha256Checksum,md5Checksum,properties,"
    "contentRestrictions(readOnly)"
)
MARK = "archiver"
ROOT = "archiver-root"
"""Properties of all that we make: the name of our folder at the time, and whether it is that folder itself."""

_ADDRESS = "https://drive.google.com/file/d/{id}/view"
_ID = re.compile(r"https://drive\.google\.com/file/d/([\w-]+)/view")


@dataclass(frozen=True, slots=True)
class Item:
    """A folder or a file. ``sha256`` and ``md5`` are as the service computed them."""

    id: str
    name: str
    parents: tuple[str, ...]
    is_folder: bool
    is_root: bool
    created: str
    size: int
    sha256: str | None
    md5: str | None
    locked: bool
    trashed: bool

    @classmethod
    def of(cls, given: Given) -> Item:
        """An item as the service describes it with ``FIELDS``."""
        return cls(
            given["id"],
            normalize("NFC", given["name"]),
            tuple(given.get("parents", ())),
            given["mimeType"] == FOLDER,
            ROOT in given.get("properties", {}),
            given.get("createdTime", ""),
            int(given.get("size", 0)),
            given.get("sha256Checksum"),
            given.get("md5Checksum"),
            any(each.get("readOnly") for each in given.get("contentRestrictions", ())),
            given.get("trashed", False),
        )

    @property
    def where(self) -> str:
        """The address at which a person sees it."""
        return _ADDRESS.format(id=self.id)

    @property
    def content(self) -> str:
        """What tells its content from others: a digest, else the item itself."""
        return self.sha256 or self.md5 or self.id


class Tree:
    """The items by their place. Drive allows a name twice in a folder: then all are seen, the oldest first."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._children: dict[str, list[Item]] = defaultdict(list)
        self._roots: list[Item] = []
        for item in sorted(items, key=lambda each: (each.created, each.id)):
            self.add(item)

    def add(self, item: Item) -> None:
        """One more."""
        if item.is_root:
            self._roots.append(item)
        for parent in item.parents:
            self._children[parent].append(item)

    def folders(self, parts: Sequence[str]) -> list[Item]:
        """Every folder at this place; ours itself has no parts."""
        found = self._roots
        for part in parts:
            found = [each for each in self._in(found) if each.is_folder and each.name == part]
        return found

    def files(self, parts: Sequence[str]) -> list[Item]:
        """Every file of this name, whatever the case of its letters."""
        wanted = parts[-1].casefold()
        return [
            each for each in self._in(self.folders(parts[:-1])) if not each.is_folder and each.name.casefold() == wanted
        ]

    def cabinets(self) -> Iterator[tuple[str, Item]]:
        """The name and item of every cabinet, in a stable order; what is there twice with one content comes once."""
        seen = set()
        for name, item in sorted(self.walk(), key=lambda each: (each[0], each[1].created, each[1].id)):
            if not item.is_folder and item.name.lower().endswith(".cab") and (name, item.content) not in seen:
                seen.add((name, item.content))
                yield name, item

    def walk(self) -> Iterator[tuple[str, Item]]:
        """The name and item of all that lies in our folder, which is itself the first."""
        waiting = [("", root) for root in self._roots]
        while waiting:
            name, item = waiting.pop()
            yield name, item
            waiting.extend((f"{name}/{each.name}".lstrip("/"), each) for each in self._children[item.id])

    def _in(self, folders: Iterable[Item]) -> Iterator[Item]:
        for folder in folders:
            yield from self._children[folder.id]


def media_type(name: str) -> str:
    """What Drive is told that a file is, so that it opens workbooks on a phone; all else is a cabinet."""
    return next((media for suffix, media in MEDIA.items() if name.lower().endswith(suffix)), CABINET)


def id_of(where: str) -> str | None:
    """The id in an address that ``Item.where`` gave, or None."""
    match = _ID.fullmatch(where)
    return match.group(1) if match else None
