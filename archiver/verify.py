"""Is this cabinet complete, undamaged, unaltered?

*Undamaged* is what the cabinet shows by itself: its checksums, the digests of its bag, and records that count and add
up to what ``archive.json`` says; a sealed archive shows its digests to anybody, the rest to whoever has its password.
*Unaltered* needs somebody who remembers: an entry of our own in the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from archiver import envelope, errors, recount
from archiver.cabinet import bag, manifest
from archiver.cabinet.reader import Cabinet
from archiver.catalogue import Catalogue
from archiver.envelope import Password
from archiver.words import N_, Phrase, phrase

P = TypeVar("P", bound=manifest.Label)


class Memory(StrEnum):
    """What the catalogue knows of an archive."""

    UNALTERED = "unaltered"
    ALTERED = "altered"
    UNKNOWN = "unknown"


class Extent(StrEnum):
    """How much was checked: without its password, only the digests of a sealed archive."""

    EVERYTHING = "everything"
    DIGESTS = "digests"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: every problem (none: undamaged), the archive digest, and the machine's page if it can be read.

    Of a sealed archive that was not opened, the page is only what stands outside.
    """

    path: Path
    problems: tuple[Phrase, ...]
    digest: str | None
    page: manifest.Label | None
    memory: Memory = Memory.UNKNOWN

    @property
    def extent(self) -> Extent:
        """How much was checked."""
        return Extent.DIGESTS if self.page and not isinstance(self.page, manifest.Page) else Extent.EVERYTHING

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


def check(path: Path, catalogue: Catalogue | None = None, passwords: Sequence[Password] = ()) -> Checked:
    """Read a cabinet once as a bag and once more for its records, and ask the catalogue what it remembers of it.

    A file that is no sound cabinet raises ``CabinetDamaged`` or ``CabinetRefused``; one that is sealed, and opens with
    none of the ``passwords`` that are given, ``WrongPassword``.
    """
    with Cabinet.open(path) as cabinet:
        examined = bag.examine(cabinet)
        problems = list(examined.problems)
        page = _page(examined.texts, problems, manifest.outside)
        if isinstance(page, manifest.Page) and not problems:
            problems += recount.differing(cabinet, page)
        elif page and passwords and not problems:
            page = _unsealed(cabinet, page, passwords, problems)
    memory = _remembered(path, catalogue, page, examined.digest) if catalogue and page else Memory.UNKNOWN
    return Checked(path, tuple(problems), examined.digest, page, memory)


def page(path: Path) -> manifest.Label:
    """What a cabinet says of itself, unchecked but for its checksums; ``CabinetDamaged`` where it says nothing."""
    with Cabinet.open(path) as cabinet:
        told = next((member for member in cabinet.members if member.name == manifest.NAME), None)
        if told is None or told.size > bag.MOST_TEXT:
            raise errors.CabinetDamaged(path=path, reason=phrase(N_("{path} is missing"), path=manifest.NAME))
        try:
            return manifest.outside(b"".join(cabinet.read(told)).decode())
        except (ValueError, RecursionError) as odd:
            reason = phrase(N_("{path} cannot be understood"), path=manifest.NAME)
            raise errors.CabinetDamaged(path=path, reason=reason) from odd


def _unsealed(
    cabinet: Cabinet, label: manifest.Label, passwords: Sequence[Password], problems: list[Phrase]
) -> manifest.Label:
    """The page of a sealed archive, with everything checked that the first password that fits can show."""
    with envelope.opened(cabinet, passwords) as packet:
        inside = [each for each in packet.members if each.name == manifest.NAME and each.size <= bag.MOST_TEXT]
        texts = {each.name: b"".join(packet.read(each)).decode(errors="replace") for each in inside}
        page = _page(texts, problems, manifest.read)
        if page is None:
            return label
        if manifest.told_outside(page) != label:
            problems.append(phrase(N_("{path} says something else than the one that is sealed in"), path=manifest.NAME))
        problems += [*recount.differing(packet, page), *envelope.problems(cabinet, packet.password)]
        return page


def _page(texts: Mapping[str, str], problems: list[Phrase], read: Callable[[str], P]) -> P | None:
    if manifest.NAME not in texts:
        problems.append(phrase(N_("{path} is missing"), path=manifest.NAME))
        return None
    try:
        page = read(texts[manifest.NAME])
    except (ValueError, RecursionError):
        problems.append(phrase(N_("{path} cannot be understood"), path=manifest.NAME))
        return None
    if page.format != manifest.FORMAT:
        problems.append(phrase(N_("its format, {format}, is not one that this program knows"), format=page.format))
    return page


def _remembered(path: Path, catalogue: Catalogue, page: manifest.Label, digest: str | None) -> Memory:
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
