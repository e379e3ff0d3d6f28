"""Is this cabinet complete, undamaged, unaltered?

*Undamaged* is what the cabinet shows by itself: its checksums, the digests of its bag, and records that count and add
up to what ``archive.json`` says. *Unaltered* needs somebody who remembers: an entry of our own in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archiver import errors
from archiver.cabinet import bag, manifest, records
from archiver.cabinet.reader import Cabinet
from archiver.cabinet.tables import Stored
from archiver.catalogue import Catalogue
from archiver.controls.tally import Tallier, differences
from archiver.model import Kind
from archiver.words import N_, Phrase, phrase

MOST_DECLARED = 16 << 20
"""A larger declaration of kinds is not read into memory."""


class Memory(StrEnum):
    """What the catalogue knows of an archive."""

    UNALTERED = "unaltered"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: every problem (none: undamaged), the archive digest, and the machine's page if it can be read."""

    path: Path
    problems: tuple[Phrase, ...]
    digest: str | None
    page: manifest.Page | None
    memory: Memory = Memory.UNKNOWN

    @property
    def sound(self) -> bool:
        """Undamaged, and not known to be altered."""
        return not self.problems and self.memory is not Memory.ALTERED

    def demand(self) -> Checked:
        """This, if it is sound; else ``DigestMismatch`` with everything that is not."""
        if self.sound:
            return self
        altered = (phrase(N_("its digest is not the one that the catalogue remembers")),)
        listed = self.problems or altered
        raise errors.DigestMismatch(path=self.path, listed=list(listed))


def check(path: Path, catalogue: Catalogue | None = None) -> Checked:
    """Read a cabinet once as a bag and once more for its records, and ask the catalogue what it remembers of it.

    A file that is no sound cabinet raises ``CabinetDamaged`` or ``CabinetRefused``.
    """
    with Cabinet.open(path) as cabinet:
        examined = bag.examine(cabinet)
        problems = list(examined.problems)
        page = _page(examined.texts, problems)
        if page and not problems:
            problems += _recount(cabinet, page)
    memory = _remembered(path, catalogue, page, examined.digest) if catalogue and page else Memory.UNKNOWN
    return Checked(path, tuple(problems), examined.digest, page, memory)


def page(path: Path) -> manifest.Page:
    """What a cabinet says of itself, unchecked but for its checksums; ``CabinetDamaged`` where it says nothing."""
    with Cabinet.open(path) as cabinet:
        told = next((member for member in cabinet.members if member.name == manifest.NAME), None)
        if told is None or told.size > bag.MOST_TEXT:
            raise errors.CabinetDamaged(path=path, reason=phrase(N_("{path} is missing"), path=manifest.NAME))
        try:
            return manifest.read(b"".join(cabinet.read(told)).decode())
        except (ValueError, RecursionError) as odd:
            reason = phrase(N_("{path} cannot be understood"), path=manifest.NAME)
            raise errors.CabinetDamaged(path=path, reason=reason) from odd


def _page(texts: Mapping[str, str], problems: list[Phrase]) -> manifest.Page | None:
    if manifest.NAME not in texts:
        problems.append(phrase(N_("{path} is missing"), path=manifest.NAME))
        return None
    try:
        page = manifest.read(texts[manifest.NAME])
    except (ValueError, RecursionError):
        problems.append(phrase(N_("{path} cannot be understood"), path=manifest.NAME))
        return None
    if page.format != manifest.FORMAT:
        problems.append(phrase(N_("its format, {format}, is not one that this program knows"), format=page.format))
    return page


def _recount(cabinet: Cabinet, page: manifest.Page) -> Iterator[Phrase]:
    """The records counted and added up again, against what the archive says of them."""
    members = {member.name: member for member in cabinet.members}
    try:
        declared = _declared(cabinet, members)
        found = [tally for kind in declared for tally in _tally(cabinet, members, kind).tallies()]
    except (KeyError, ValueError, ArithmeticError, RecursionError):
        yield phrase(N_("its records cannot be understood"))
        return
    labels = {kind.key: kind.labels for kind in declared}
    for difference in differences(manifest.totals(page), manifest.bare(found), labels):
        yield phrase(N_("the records do not add up to the totals: {where}"), where=difference)


def _declared(cabinet: Cabinet, members: Mapping[str, Stored]) -> list[Kind]:
    declaration = members[records.KINDS]
    if declaration.size > MOST_DECLARED:
        raise ValueError(declaration.size)
    return records.kinds_of(b"".join(cabinet.read(declaration)))


def _tally(cabinet: Cabinet, members: Mapping[str, Stored], kind: Kind) -> Tallier:
    """One kind added up; ``ValueError`` unless its records come by id, each once."""
    tallier, volume, last = Tallier(kind), 1, ""
    while member := members.get(f"{records.FOLDER}/{records.file_name(kind.key, volume)}"):
        for record in records.read(kind, cabinet.read(member)):
            if record.id <= last:
                raise ValueError(record.id)
            last = record.id
            tallier.add(record)
        volume += 1
    return tallier


def _remembered(path: Path, catalogue: Catalogue, page: manifest.Page, digest: str | None) -> Memory:
    """What entries of our own say of the archive, which is theirs if it lies where theirs does, or says it is theirs.

    A name alone proves nothing: with ``--name``, many archives have the same one.
    """
    own = [entry for entry in catalogue.find(digest or "") if not entry.learned]
    if any(entry.digest == digest for entry in own):
        return Memory.UNALTERED
    told, here = page.archive, path.absolute()
    namesakes = [*catalogue.find(told.name), *catalogue.find(path.name)]
    claims = any(
        (entry.name, entry.moment) == (told.name, told.moment)
        or here in (entry.folder.absolute() / cabinet.file for cabinet in entry.cabinets)
        for entry in namesakes
        if not entry.learned
    )
    return Memory.ALTERED if claims else Memory.UNKNOWN
