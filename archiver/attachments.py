"""The files of the books, packed beside the workbooks; each that cannot be is said, by name."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from unicodedata import normalize

from archiver import disk, errors, kinds, latin
from archiver.books import Attachment, Attachments, Expects
from archiver.cabinet import bag, manifest, names, records
from archiver.cabinet.series import LARGEST_FILE
from archiver.controls.naming import named
from archiver.events import Began, Ended, Listener, Moved
from archiver.model import Control, Kind, Reading, Record, State, Status, Value, Verdict
from archiver.spool import Spool
from archiver.words import MARKS, N_, phrase

LACKING = {
    "unreadable": N_("{count} files could not be read."),
    "too_large": N_("{count} files are larger than a cabinet can hold."),
}
"""What keeps the family from being whole, and how it is said."""
ATTACHMENTS = "attachments"
FOLDER = "attachments"
LONGEST = 120
LONGEST_PART = 40
LONGEST_SUFFIX = 10
MOST_BYTES = 240
BLOCK = 1 << 20


def pack(
    books: Attachments,
    spool: Spool,
    data: Path,
    tell: Listener,
    left_out: Collection[str] = (),
    *,
    ascii_names: bool = False,
    largest: int = LARGEST_FILE,
) -> Packing | None:
    """Copy every file that the books have and may be opened into ``data``, and complete the attachments' rows.

    Those of the cycles ``left_out`` stay lines of text, all of them where these are ``ATTACHMENTS``; ``ascii_names``
    spells the names of the others plainly. None where there are no attachments. Errors: ``NoSpace``,
    ``TargetNotWritable``.
    """
    kind = spool.kind("attachments")
    if kind is None:
        return None
    packing = Packing(books, kind, data, left_out, latin.spelt if ascii_names else str, largest)
    if isinstance(books, Expects):
        books.expect(packing.opened(spool.by_id(kind)))
    tell(Began(phrase(N_("Packing documents")), spool.count(kind)))
    spool.rewrite(kind, lambda row: packing.complete(row, tell))
    tell(Ended())
    return packing


class Packing:
    """One run over the attachments, with what became of each."""

    def __init__(
        self,
        books: Attachments,
        kind: Kind,
        data: Path,
        left_out: Collection[str],
        spelt: Callable[[str], str],
        largest: int,
    ) -> None:
        self._books, self._keys, self._data = books, kind.keys, data
        self._spelt, self._largest = spelt, largest
        self._none = ATTACHMENTS in left_out
        self._left_out = {each.key for each in kinds.kinds() if each.cycle in left_out}
        self._taken = set(_ours())
        self._turns: Counter[str] = Counter()
        self._kept_out = False
        self.found: dict[str, list[str]] = {}

    def opened(self, rows: Iterable[Record]) -> Iterator[Attachment]:
        """The files of these rows that will be copied."""
        for row in rows:
            values = dict(zip(self._keys, row.values, strict=True))
            for attachment in self._books.files(row):
                if self._state(values, attachment) == "packed":
                    yield attachment

    def _state(self, values: Mapping[str, Value], attachment: Attachment) -> str:
        # Who leaves out a part of the books leaves out its files.
        left_out = values["document_kind"] in self._left_out or (self._none and attachment.state == "packed")
        self._kept_out |= left_out and attachment.state == "packed"
        return "not_packed" if left_out else attachment.state

    def complete(self, row: Record, tell: Listener) -> Record:
        """A row with what its file turned out to be: state, place in the archive, size and digest."""
        values = dict(zip(self._keys, row.values, strict=True))
        for attachment in self._books.files(row):
            state = self._state(values, attachment)
            if state == "packed":
                state, copied = self._copy(attachment, self._folder(values))
                values |= copied
            values["state"] = state
            self.found.setdefault(state, []).append(attachment.name)
        tell(Moved(1))
        return row._replace(values=tuple(values.values()))

    def _folder(self, values: Mapping[str, Value]) -> str:
        """Where the files of a record lie; what it is called comes from outside, as file names do."""
        parts = (_safe(self._spelt(str(values[key] or "none"))) for key in ("document_kind", "document_id"))
        return "/".join((FOLDER, *(_cut(part, LONGEST_PART, LONGEST_PART) for part in parts)))

    def _copy(self, attachment: Attachment, folder: str) -> tuple[str, dict[str, Value]]:
        """The file as it is now, and *packed*; or why it is not, and nothing of it."""
        path = self._place(folder, attachment.name)
        target, digest, size = self._data / path, hashlib.sha256(), 0
        with disk.writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with open(target, "xb") as out:
                    for block in self._blocks(attachment):
                        digest.update(block)
                        size += out.write(block)
            except _LeftOut as left_out:
                target.unlink()
                return str(left_out), {}
        return "packed", {"path": path, "size": Decimal(size), "sha256": digest.hexdigest()}

    def _blocks(self, attachment: Attachment) -> Iterator[bytes]:
        try:
            with self._books.open(attachment) as source:
                left = self._largest
                while block := source.read(BLOCK):
                    left -= len(block)
                    if left < 0:
                        break
                    yield block
        except (OSError, errors.FileNotFound, errors.FileNotReadable) as refused:
            raise _LeftOut("unreadable") from refused
        if left < 0:
            raise _LeftOut("too_large")

    def _place(self, folder: str, name: str) -> str:
        """A path of its own that every system can make: short enough, and with a base name used nowhere else."""
        stem, dot, suffix = _safe(self._spelt(name)).rpartition(".")
        if not stem or len(suffix) > LONGEST_SUFFIX:
            stem, suffix = f"{stem}{dot}{suffix}", ""
        ending = dot + suffix if suffix else ""
        while True:
            self._turns[names.key(stem + ending)] += 1
            turn = self._turns[names.key(stem + ending)]
            mark = f" ({turn})" if turn > 1 else ""
            rest = f"data/{folder}/{mark}{ending}"
            base = f"{_cut(stem, LONGEST - len(rest), MOST_BYTES - len(rest.encode()))}{mark}{ending}"
            if names.key(base) not in self._taken:
                self._taken.add(names.key(base))
                return f"{folder}/{base}"

    def recount(self, spool: Spool) -> None:
        """Some rows were taken out of the draft since: their files go, and are not spoken of."""
        kind = spool.kind("attachments")
        assert kind, "there were attachments"
        self.found, kept = {}, set[str]()
        for state, (said, name, path) in spool.stated(kind, ("state", "name", "path")):
            if state is not State.DELETED:
                self.found.setdefault(str(said), []).append(str(name))
                kept.add(str(path))
        for file in (self._data / FOLDER).rglob("*"):
            if file.is_file() and file.relative_to(self._data).as_posix() not in kept:
                file.unlink()

    def judge(self, readings: Iterable[Reading]) -> None:
        """A file that is there and cannot be read, or is too large, makes the family partial; then, or where one was
        left out, later changes are those since the archive before: the file was not had by this one.
        """
        for reading in readings:
            if reading.family.name != "attachments":
                continue
            for state, template in LACKING.items():
                if lacking := self.found.get(state):
                    reading.status, reading.bookmark = Status.PARTIAL, None
                    reading.reason = phrase(template, count=len(lacking))
            if self._kept_out:
                reading.bookmark = None

    def controls(self) -> Iterator[Control]:
        """How many files were packed, and which could not be."""
        packed = len(self.found.get("packed", []))
        texts = sum(len(self.found.get(state, [])) for state in ("link_only", "not_packed"))
        if packed or texts:
            told = N_("{packed} linked files are in the archive; {texts} links are kept as text.")
            said = phrase(told, packed=packed, texts=texts)
            lacking = sum(len(self.found.get(state, [])) for state in ("missing", *LACKING))
            verdict = Verdict.TIES if packed and not lacking else Verdict.NOTED
            yield Control("documents_packed", verdict, said, "attachments", None, packed + lacking, packed)
        for state, template in (
            ("missing", N_("Linked files that are not where their links say ({count}): {names}")),
            ("unreadable", N_("Linked files that could not be read ({count}): {names}")),
            ("too_large", N_("Linked files that are larger than a cabinet can hold ({count}): {names}")),
        ):
            listed = self.found.get(state, [])
            if listed:
                said = phrase(template, count=len(listed), names=named(listed))
                yield Control(f"documents_{state}", Verdict.DIFFERS, said, "attachments", None, 0, len(listed))


class _LeftOut(Exception):
    """A file that cannot be read to its end, or does not fit: its state."""


@cache
def _ours() -> frozenset[str]:
    """What files of our own are called, which an attachment is not: where folders are lost, names still differ."""
    titles = {title for cycle in kinds.cycles() for title in cycle.workbooks.values()}
    books = {f"{each}.xlsx" for title in titles for each in (title, latin.spelt(title))}
    told = {records.file_name(kind.key, 1) for kind in kinds.kinds()} | {Path(records.KINDS).name}
    notices = {f"{mark}.txt" for mark in MARKS.values()}
    tags = {manifest.NAME, bag.DECLARATION, bag.INFO, bag.MANIFEST, bag.TAG_MANIFEST}
    return frozenset(map(names.key, books | told | notices | tags))


def _cut(name: str, characters: int, octets: int) -> str:
    """No more than so many characters and, as UTF-8, bytes."""
    return name[:characters].encode()[:octets].decode(errors="ignore").rstrip(" .")


def _safe(name: str) -> str:
    """A file name that Windows, macOS and Linux all take; what they do not becomes a dash.

    So does the per cent sign, which BagIt escapes and ``sha256sum -c`` does not know to.
    """
    plain = "".join("-" if c in '<>:"/\\|?*%' or not c.isprintable() else c for c in normalize("NFC", name))
    plain = plain.strip(" .").lstrip("- .") or "document"
    beginning = _cut(plain, LONGEST // 2, MOST_BYTES)  # of a device's name, nothing more matters
    return plain if names.flaw(beginning) is None else f"document-{plain}"
