"""The bag: BagIt 1.0 (RFC 8493), the plain text that tells what is inside and proves it whole.

``manifest-sha256.txt`` lists the payload under ``data/``, ``tagmanifest-sha256.txt`` everything else, so that the
SHA-256 of the latter stands for the whole archive. ``sha256sum -c`` reads both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from archiver import disk, errors
from archiver.cabinet import names
from archiver.cabinet.content import Late, Member
from archiver.cabinet.reader import Cabinet
from archiver.cabinet.tables import Stored
from archiver.words import N_, Phrase, phrase

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
PAYLOAD = "data/"

MOST_TEXT = 16 << 20
"""More bytes of tag files than this are not held in memory."""

DIGITS = 64
_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_REQUIRED = (DECLARATION, MANIFEST, TAG_MANIFEST)
_LINE = re.compile(r"([0-9a-f]{64})  (.+)\n")
_ESCAPES = {"%": "%25", "\n": "%0A", "\r": "%0D"}
_ESCAPED = {code: character for character, code in _ESCAPES.items()}


@dataclass(frozen=True, slots=True)
class Turn:
    """Which cabinet of a series this is: ``number`` of ``count``, of the archive called ``group``."""

    group: str
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Examination:
    """What a cabinet's bag proves: every problem found (none: whole and unaltered), the archive's digest as it is now
    (None where the tag manifest is missing), the texts of the files beside the payload, by name, and how many files and
    bytes were read."""

    problems: tuple[Phrase, ...]
    digest: str | None
    texts: Mapping[str, str]
    files: int = 0
    size: int = 0


def digests(folder: Path, below: str) -> dict[str, str]:
    """The SHA-256 (hex) of every file in a folder of the bag, by path, sorted. Errors: ``FileNotReadable``."""
    return {path: _digest(folder / path) for path in _files(folder) if path.startswith(below)}


def members(files: Mapping[str, Path], info: Mapping[str, str], turn: Turn | None = None) -> list[Member | Late]:
    """What the cabinet of a bag is made of, in order: ``files`` by their path in it, and the four files of BagIt.

    The lists of digests are made while the rest is packed. ``info`` goes into ``bag-info.txt`` in its order, each value
    on one line, followed by the payload's size and the ``turn`` in a series. Errors: ``FileNotFound``,
    ``FileNotReadable``. A label with a colon or a line end, or no payload, is a mistake of the caller: ``ValueError``.
    """
    payload = sorted(path for path in files if path.startswith(PAYLOAD))
    if not payload:
        raise ValueError("a bag needs a payload")
    tags = sorted({*(path for path in files if not path.startswith(PAYLOAD)), DECLARATION, INFO, MANIFEST})
    written = {DECLARATION: _DECLARED, INFO: _info({**info, **_told(files, payload, turn)})}
    made = {path: _text(path, text) for path, text in written.items()}
    made |= {MANIFEST: _list(MANIFEST, payload), TAG_MANIFEST: _list(TAG_MANIFEST, tags)}
    order = sorted({*files, *made}, key=lambda path: (path.count("/"), path))
    return [made[path] if path in made else Member(path, files[path]) for path in order]


def turn_of(texts: Mapping[str, str]) -> Turn | None:
    """Which cabinet of a series the tag files say that this is; None where they say nothing of the kind."""
    told = dict(line.partition(": ")[::2] for line in texts.get(INFO, "").splitlines())
    number, between, count = told.get("Bag-Count", "").partition(" of ")
    if not (between and number.isdecimal() and count.isdecimal() and max(len(number), len(count)) < 6):
        return None
    return Turn(told.get("Bag-Group-Identifier", ""), int(number), int(count))


def archive_digest(digests: Sequence[str]) -> str:
    """What stands for a whole archive, by the digests of its cabinets' tag manifests (hex), in their order."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


def _told(files: Mapping[str, Path], payload: Sequence[str], turn: Turn | None) -> dict[str, str]:
    size = 0
    for path in payload:
        with disk.reading(files[path]):
            size += files[path].stat().st_size
    told = {"Payload-Oxum": f"{size}.{len(payload)}"}
    if turn:
        told |= {"Bag-Group-Identifier": turn.group, "Bag-Count": f"{turn.number} of {turn.count}"}
    return told


def _text(name: str, text: str) -> Late:
    data = text.encode()
    return Late(name, len(data), lambda digests: data)


def _list(name: str, paths: Sequence[str]) -> Late:
    """A list of digests, whose length is known before they are."""
    lines = [(path, f"  {_escape(path)}\n".encode()) for path in paths]
    size = sum(DIGITS + len(line) for _, line in lines)
    return Late(name, size, lambda digests: b"".join(digests[path].encode() + line for path, line in lines))


def check(digests: Mapping[str, str], texts: Mapping[str, str], lost: Collection[str] = ()) -> list[Phrase]:
    """Everything that is missing, extra or changed.

    ``digests`` gives the actual SHA-256 (hex) of each file by its path in the bag, ``texts`` the text of the tag files;
    the files that are ``lost`` are there, and cannot be read.
    """
    known = {*digests, *lost}
    problems = [phrase(N_("{path} is missing"), path=name) for name in _REQUIRED if name not in known]
    if texts.get(DECLARATION, _DECLARED) != _DECLARED:
        problems.append(phrase(N_("{path} does not declare BagIt 1.0"), path=DECLARATION))
    payload = {path: digest for path, digest in digests.items() if path.startswith(PAYLOAD)}
    tags = {path: digest for path, digest in digests.items() if path not in payload and path != TAG_MANIFEST}
    for manifest, actual in ((TAG_MANIFEST, tags), (MANIFEST, payload)):
        if manifest in texts:
            problems += _compare(manifest, texts[manifest], actual, lost)
    return problems


def examine(cabinet: Cabinet) -> Examination:
    """Read every file of a cabinet once and check it as a bag; one that cannot be read keeps no other from being.

    Errors: ``FileNotReadable``; ``CabinetRefused`` where the tag files are too large to be held in memory.
    """
    tags = [member for member in cabinet.members if not member.name.startswith(PAYLOAD)]
    if sum(member.size for member in tags) > MOST_TEXT:
        reason = phrase(N_("its lists of contents are larger than {limit} bytes"), limit=MOST_TEXT)
        raise errors.CabinetRefused(path=cabinet.path, reason=reason)
    digests: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    lost: dict[str, Phrase] = {}
    for member in cabinet.members:
        try:
            digests[member.name] = _digest_of(_read(cabinet, member, kept))
        except errors.IntegrityError as error:
            said = N_("{path} cannot be read: {reason}")
            lost[member.name] = phrase(said, path=names.shown(member.name), reason=error.facts["reason"])
    texts, problems = _texts(kept)
    return Examination(
        problems=(*lost.values(), *problems, *check(digests, texts, lost)),
        digest=digests.get(TAG_MANIFEST),
        texts=texts,
        files=len(digests),
        size=sum(member.size for member in cabinet.members if member.name in digests),
    )


def _read(cabinet: Cabinet, member: Stored, kept: dict[str, bytes]) -> Iterable[bytes]:
    """The bytes of a file; those of one beside the payload are kept, too."""
    if member.name.startswith(PAYLOAD):
        return cabinet.read(member)
    kept[member.name] = b"".join(cabinet.read(member))
    return [kept[member.name]]


def _compare(manifest: str, text: str, actual: Mapping[str, str], lost: Collection[str]) -> Iterator[Phrase]:
    """What one manifest lists, against the files that it should list."""
    listed: dict[str, str] = {}
    unreadable = first = 0
    for number, line in enumerate(StringIO(text, newline="\n"), 1):
        if not (match := _LINE.fullmatch(line)):
            unreadable, first = unreadable + 1, first or number
        elif (path := _unescape(match[2])) in listed:
            yield phrase(N_("{path} is listed twice in {manifest}"), path=names.shown(path), manifest=manifest)
        else:
            listed[path] = match[1]
    if unreadable:
        said = N_("{count} lines of {manifest} cannot be read, first line {number}")
        yield phrase(said, count=unreadable, manifest=manifest, number=first)
    for path, digest in listed.items():
        if path in actual and actual[path] != digest:
            yield phrase(N_("{path} was changed"), path=names.shown(path))
        elif path not in actual and path not in _REQUIRED and path not in lost:
            yield phrase(N_("{path} is missing"), path=names.shown(path))
    for path in actual:
        if path not in listed:
            yield phrase(N_("{path} is not listed in {manifest}"), path=names.shown(path), manifest=manifest)


def _texts(kept: Mapping[str, bytes]) -> tuple[dict[str, str], list[Phrase]]:
    """Tag files as text, and a problem for each that is not UTF-8."""
    texts: dict[str, str] = {}
    problems: list[Phrase] = []
    for name, data in kept.items():
        try:
            texts[name] = data.decode()
        except UnicodeDecodeError:
            problems.append(phrase(N_("{path} is not UTF-8 text"), path=names.shown(name)))
    return texts, problems


def _files(folder: Path) -> list[str]:
    """The paths of all files below ``folder``, with ``/``, sorted by code point."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _info(info: Mapping[str, str]) -> str:
    for label in info:
        if not label or ":" in label or label.split() != [label]:
            raise ValueError(f"{label!r} cannot be a label of bag-info.txt")
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in info.items())


def _digest(path: Path) -> str:
    with disk.reading(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _escape(path: str) -> str:
    return re.sub("[%\r\n]", lambda found: _ESCAPES[found[0]], path)


def _unescape(path: str) -> str:
    return re.sub("%25|%0A|%0D", lambda found: _ESCAPED[found[0]], path)
