"""What lies in our folder at Dropbox: one look at all of it, instead of a question for each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from dropbox.files import FileMetadata, FolderMetadata

from archiver.drives.dropbox.given import Given


@dataclass(frozen=True, slots=True)
class File:
    """A file: its place below our folder, its path at Dropbox, its size in bytes, and Dropbox's own digest of it."""

    parts: tuple[str, ...]
    path: str
    size: int
    content_hash: str

    @property
    def name(self) -> str:
        """The relative name."""
        return "/".join(self.parts)

    @classmethod
    def of(cls, given: Given, parts: Sequence[str]) -> File:
        """A file as the service describes it."""
        return cls(tuple(parts), given.path_display or given.path_lower, given.size, given.content_hash)


class Tree:
    """The files by their place, whatever the case of its letters, as Dropbox sees it. ``top`` is our folder."""

    def __init__(self, entries: Iterable[Given], top: str) -> None:
        self._files: dict[str, File] = {}
        known = [each for each in entries if isinstance(each, FileMetadata | FolderMetadata)]
        self._names = {each.path_lower: normalize("NFC", each.name) for each in known}
        self._folder = top.lower()
        for each in known:
            if isinstance(each, FileMetadata):
                self.add(File.of(each, self.parts(each.path_lower)))

    def add(self, file: File) -> None:
        """One more."""
        self._files[file.name.casefold()] = file

    def get(self, parts: Sequence[str]) -> File | None:
        """The file of this name in any case, if it is there."""
        return self._files.get("/".join(parts).casefold())

    def name(self, path: str) -> str | None:
        """The relative name of a path in lower case; empty for our folder, None for what lies elsewhere."""
        if path == self._folder:
            return ""
        return "/".join(self.parts(path)) if path in self._names else None

    def cabinets(self) -> Iterator[File]:
        """Every cabinet, in a stable order."""
        for file in sorted(self._files.values(), key=lambda each: each.name):
            if file.name.lower().endswith(".cab"):
                yield file

    def parts(self, path: str) -> tuple[str, ...]:
        """The names along a path of Dropbox's, from our folder on, in the case that they were given.

        Of what Dropbox displays, only the last name is sure to have it: hence the entry of each folder.
        """
        ends = [at for at, letter in enumerate(path) if letter == "/" and at > len(self._folder)]
        return tuple(self._names.get(path[:end], path[:end].rpartition("/")[2]) for end in (*ends, len(path)))
