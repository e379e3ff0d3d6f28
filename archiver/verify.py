"""Is this cabinet complete, undamaged, unaltered?

*Undamaged* is what the cabinet shows by itself: its checksums, the digests of its bag, and records that count and add
up to what ``archive.json`` says; a sealed archive shows its digests to anybody, the rest to whoever has its password.
*Unaltered* needs somebody who remembers: the ``witnesses``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeVar

from archiver import disk, envelope, errors, recount, witnesses
from archiver.cabinet import bag, manifest, together
from archiver.cabinet.reader import Cabinet, Holding
from archiver.catalogue import Catalogue
from archiver.envelope import Password
from archiver.model import Status
from archiver.witnesses import Witness
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

    Of a sealed archive that was not opened, the page is only what stands outside. ``cabinets`` are those that are
    there; ``signed`` those with a signature behind their end, which is not judged here. ``files`` and ``size`` (bytes)
    are what was digested; ``witnesses`` show that it is unaltered.
    """

    path: Path
    problems: tuple[Phrase, ...]
    digest: str | None
    page: manifest.Label | None
    memory: Memory = Memory.UNKNOWN
    cabinets: tuple[Path, ...] = ()
    signed: tuple[Path, ...] = ()
    files: int = 0
    size: int = 0
    witnesses: tuple[Witness, ...] = ()

    @property
    def extent(self) -> Extent:
        """How much was checked."""
        return Extent.DIGESTS if self.page and not isinstance(self.page, manifest.Page) else Extent.EVERYTHING

    @property
    def lacking(self) -> Mapping[str, manifest.FamilyTold]:
        """The parts of the books that are not whole in it, as it says itself, by name.

        What its owner left out is none of them, nor what the source or its plan does not have.
        """
        return self._ending(Status.PARTIAL, Status.FAILED)

    @property
    def not_offered(self) -> Mapping[str, manifest.FamilyTold]:
        """The parts that there could have been, and that the source or its plan does not have, by name."""
        return self._ending(Status.NOT_OFFERED)

    def _ending(self, *statuses: Status) -> Mapping[str, manifest.FamilyTold]:
        families = self.page.families if isinstance(self.page, manifest.Page) else {}
        return {name: told for name, told in families.items() if told.status in statuses}

    @property
    def records(self) -> int | None:
        """How many records were counted and added up; None where that was not done."""
        if self.problems or not isinstance(self.page, manifest.Page):
            return None
        return sum(total.count for total in self.page.totals)

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


def check(
    path: Path,
    catalogue: Catalogue | None = None,
    passwords: Sequence[Password] = (),
    cabinets: Sequence[Path] | None = None,
) -> Checked:
    """Read an archive once as a bag and once more for its records, and ask the catalogue what it remembers of it.

    ``path`` is its cabinet or one of them; ``cabinets`` are all of them, in order: where none are given, those that its
    name says it belongs to. All that is wrong is told. Only where nothing can be read as a cabinet, ``CabinetDamaged``
    or ``CabinetRefused`` is raised; and ``WrongPassword`` for an archive that is sealed, and opens with none of the
    ``passwords`` that are given.
    """
    cabinets = cabinets or together.whole(path)
    there = [each for each in cabinets if each == path or disk.exists(each)]
    absent = set(cabinets).difference(there)
    problems = [phrase(N_("{path} is missing"), path=each.name) for each in cabinets if each in absent]
    bags = _examined(there, problems, alone=len(cabinets) == 1)
    page = _page(bags[0].found.texts, problems, manifest.outside)
    problems += _parted({cabinets.index(each.path) + 1: each.found for each in bags}, len(cabinets))
    digest = _digest([each.found for each in bags]) if len(bags) == len(cabinets) else None
    if page and not problems:
        page = _deeply(there, page, passwords, problems)
    found = witnesses.of(catalogue, digest) if catalogue and digest else []
    return Checked(
        path=path,
        problems=tuple(problems),
        digest=digest,
        page=page,
        memory=_remembered(path, catalogue, page, found) if catalogue and page else Memory.UNKNOWN,
        cabinets=tuple(there),
        signed=tuple(each.path for each in bags if each.trailing),
        files=sum(each.found.files for each in bags),
        size=sum(each.found.size for each in bags),
        witnesses=tuple(found),
    )


class _Bag(NamedTuple):
    """A cabinet that was read as a bag; ``trailing`` bytes of a signature lie behind its end."""

    path: Path
    found: bag.Examination
    trailing: int


def _examined(paths: Sequence[Path], problems: list[Phrase], *, alone: bool) -> list[_Bag]:
    """The cabinets as bags; what is wrong with one is told with its name, unless there are no others."""
    bags: list[_Bag] = []
    broken: errors.IntegrityError | None = None
    for path in paths:
        try:
            with Cabinet.open(path) as cabinet:
                bags.append(_Bag(path, bag.examine(cabinet), cabinet.trailing))
        except errors.IntegrityError as error:
            broken = error
            problems.append(error.phrase)
            continue
        found = bags[-1].found.problems
        problems += found if alone else [_of(path, each) for each in found]
    if broken and not bags:
        raise broken
    return bags


def _deeply(
    paths: Sequence[Path], page: manifest.Label, passwords: Sequence[Password], problems: list[Phrase]
) -> manifest.Label:
    """What shows only where every digest is right: headers, dates, and records that add up; the page, unsealed if it
    can be."""
    with together.opened(paths) as holding:
        problems += _unlike_ours(holding, page)
        if isinstance(page, manifest.Page) and not problems:
            problems += recount.differing(holding, page)
        elif passwords and not problems:
            page = _unsealed(holding, page, passwords, problems)
    return page


def _of(path: Path, problem: Phrase) -> Phrase:
    return phrase(N_("{file}: {problem}"), file=path.name, problem=problem)


def _parted(bags: Mapping[int, bag.Examination], count: int) -> Iterator[Phrase]:
    """Cabinets, by number, that say another place in the archive than they have, or another page than the first."""
    first = next(iter(bags.values()))
    if count == 1 and bag.turn_of(first.texts) is None:
        return
    for number, each in bags.items():
        turn = bag.turn_of(each.texts)
        if turn is None or (turn.number, turn.count) != (number, count):
            yield phrase(N_("cabinet {number} of {count} does not say that it is"), number=number, count=count)
        if each.texts.get(manifest.NAME) != first.texts.get(manifest.NAME):
            said = N_("cabinet {number} of {count} says something else of the archive than the first")
            yield phrase(said, number=number, count=count)


def _digest(bags: Sequence[bag.Examination]) -> str | None:
    found = [each.digest for each in bags if each.digest]
    return bag.archive_digest(found) if len(found) == len(bags) else None


def _unlike_ours(holding: Holding, page: manifest.Label) -> Iterator[Phrase]:
    """What no checksum tells of: dates, attributes and numbers that are not those of an archive of this moment."""
    for cabinet in holding.cabinets:
        found = cabinet.unlike_ours(page.archive.moment)
        yield from found if len(holding.cabinets) == 1 else (_of(cabinet.path, each) for each in found)


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
    cabinet: Holding, label: manifest.Label, passwords: Sequence[Password], problems: list[Phrase]
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


def _remembered(path: Path, catalogue: Catalogue, page: manifest.Label, found: Sequence[Witness]) -> Memory:
    """What entries of our own say of the archive, which is theirs if it lies where theirs does, or says it is theirs.

    A name alone proves nothing: with ``--name``, many archives have the same one.
    """
    if found:
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
