"""The chain of archives: each one names the digest of the one before it. Is one missing, doubled or altered?

What is there no longer by its owner's own choice is *retired*: a later archive, or the catalogue, tells of it. An
archive is *unaltered* if an entry of our own remembers its digest, or if one that is unaltered itself names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from archiver import colophon
from archiver.cabinet.manifest import Label, Page
from archiver.catalogue import Catalogue, Entry, Retired
from archiver.errors import DigestMismatch, IntegrityError
from archiver.verify import Checked, Memory
from archiver.words import N_, Phrase, phrase

ABSENT = N_("No. {sequence} is missing: {name} is not in {path}")
GAP = N_("No. {sequence} is missing, and no archive tells that it was retired")
GAPS = N_("No. {sequence} to {until} are missing, and no archive tells that they were retired")
DOUBLED = N_("No. {sequence} is there {count} times, each time another one: {names}")
DAMAGED = N_("No. {sequence}, {name}: {problem}")
APART = N_("No. {sequence}, {name}, is not the one that No. {after} names as the one before it")
FIRST = N_("No. {sequence}, {name}, names one before it, and is the first")
ALONE = N_("No. {sequence}, {name}, names none before it, and is not the first")
RETIRED = N_("No. {sequence} was retired on {moment}: its owner moved it to the trash")
SOUND = N_("No. {sequence}, {name}: joined to the one before it")
ALTERED = N_("its digest is not the one that the catalogue remembers")

Check = Callable[[Path], Checked]
"""Checks the archive that a cabinet is of, with whatever passwords there are."""


class State(StrEnum):
    """How a link of the chain is."""

    SOUND = "sound"
    RETIRED = "retired"
    MISSING = "missing"
    DOUBLED = "doubled"
    ALTERED = "altered"


class Link(NamedTuple):
    """An archive of a series. ``problem`` is what is wrong with its cabinets; ``ours`` vouches for its digest."""

    series: int
    sequence: int
    digest: str
    predecessor: str | None
    name: str
    path: Path
    retired: tuple[Retired, ...] = ()
    ours: bool = False
    there: bool = True
    problem: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How one place of a series is, or several from ``sequence`` to ``until`` of which nothing is left."""

    sequence: int
    until: int
    state: State
    said: Phrase
    links: tuple[Link, ...] = ()
    unaltered: bool = False

    @property
    def broken(self) -> bool:
        """Whether something is wrong here."""
        return self.state not in (State.SOUND, State.RETIRED)


@dataclass(slots=True)
class Chain:
    """All that is known of a company's archives: the links, and what its catalogue has retired."""

    company: str
    links: list[Link] = field(default_factory=list)
    retired: list[Retired] = field(default_factory=list)

    def examine(self) -> dict[int, list[Finding]]:
        """Each series by itself, in its order."""
        trusted = self._trusted()
        told = sorted({*self.retired, *(each for link in self.links for each in link.retired)}, key=_order)
        series = sorted({link.series for link in self.links} | {each.series for each in told})
        return {number: list(_Series(number, self.links, told, trusted).findings()) for number in series}

    def _trusted(self) -> set[str]:
        """The digests that somebody vouches for; what such an archive tells of others is trusted, too."""
        trusted = {digest for each in self.retired for digest in (each.digest, each.predecessor) if digest}
        links = [link for link in self.links if link.problem is None]
        links.sort(key=lambda link: (link.series, link.sequence), reverse=True)
        known = -1
        while known < len(trusted):  # once more where an archive of a former series tells of one of a later series
            known = len(trusted)
            for link in links:
                if link.ours or link.digest in trusted:
                    told = [link.digest, link.predecessor]
                    told += [digest for each in link.retired for digest in (each.digest, each.predecessor)]
                    trusted.update(digest for digest in told if digest)
        return trusted


def _order(retired: Retired) -> tuple[int, int, datetime, str]:
    return retired.series, retired.sequence, retired.retired, retired.digest


class Found(NamedTuple):
    """What cabinets show: the chains of their companies, and why some of them cannot be read at all."""

    chains: list[Chain]
    unread: list[IntegrityError]


class _Series:
    def __init__(self, number: int, links: Iterable[Link], told: Iterable[Retired], trusted: set[str]) -> None:
        self._trusted = trusted
        self._gone = {each.sequence: each for each in told if each.series == number}
        self._here: dict[int, dict[str, Link]] = defaultdict(dict)
        for link in links:
            if link.series == number:
                self._here[link.sequence].setdefault(link.digest, link)

    def findings(self) -> Iterator[Finding]:
        expected = 1
        for number in sorted({*self._here, *self._gone}):
            if number > expected:
                said = phrase(GAP if number - 1 == expected else GAPS, sequence=expected, until=number - 1)
                yield Finding(expected, number - 1, State.MISSING, said)
            yield self._judged(number)
            expected = number + 1

    def _judged(self, number: int) -> Finding:
        links = tuple(self._here.get(number, {}).values())
        if len(links) > 1:
            said = phrase(DOUBLED, sequence=number, count=len(links), names=[str(link.path) for link in links])
            return Finding(number, number, State.DOUBLED, said, links)
        state, said = self._one(links[0]) if links else self._retired(self._gone[number])
        unaltered = state is State.SOUND and links[0].digest in self._trusted
        return Finding(number, number, state, said, links, unaltered)

    def _one(self, link: Link) -> tuple[State, Phrase]:
        facts = {"sequence": link.sequence, "name": link.name, "after": link.sequence + 1}
        if link.problem:
            return State.ALTERED, phrase(DAMAGED, **facts, problem=link.problem)
        if not link.there:
            return State.MISSING, phrase(ABSENT, **facts, path=link.path.parent)
        if self._named(link.sequence) - {link.digest}:
            return State.ALTERED, phrase(APART, **facts)
        if (link.sequence == 1) != (link.predecessor is None):
            return State.ALTERED, phrase(FIRST if link.predecessor else ALONE, **facts)
        return State.SOUND, phrase(SOUND, **facts)

    def _retired(self, gone: Retired) -> tuple[State, Phrase]:
        if self._named(gone.sequence) - {gone.digest}:
            return State.ALTERED, phrase(APART, sequence=gone.sequence, name=gone.digest, after=gone.sequence + 1)
        return State.RETIRED, phrase(RETIRED, sequence=gone.sequence, moment=gone.retired)

    def _named(self, number: int) -> set[str]:
        """The digests that are told of this place, by what comes after it."""
        after = [link.predecessor for link in self._here.get(number + 1, {}).values() if link.problem is None]
        told = [self._gone[number + 1].predecessor] if number + 1 in self._gone else []
        own = [self._gone[number].digest] if number in self._gone else []
        return {digest for digest in (*after, *told, *own) if digest}


def of_catalogue(catalogue: Catalogue, company: int, name: str, check: Check) -> Chain:
    """The chain of a company as the catalogue remembers it, each archive checked where it is kept."""
    chain = Chain(name, retired=list(catalogue.retirement.told(company)))
    for entry in catalogue.entries(company):
        if entry.place and entry.verified and not entry.retired:
            chain.links.append(_remembered(entry, check))
    return chain


def _remembered(entry: Entry, check: Check) -> Link:
    assert entry.place
    place, paths = entry.place, [path for path in entry.paths if path.exists()]
    whole = Link(place.series, place.sequence, entry.digest, place.predecessor, entry.name, entry.paths[0])
    if not paths:
        return whole._replace(ours=not entry.learned, there=False)
    try:
        checked = check(paths[0])
    except IntegrityError as error:
        return whole._replace(ours=not entry.learned, problem=error.phrase)
    problem = _problem(checked) or (phrase(ALTERED) if checked.digest != entry.digest else None)
    retired = colophon.retired(checked.page) if checked.page and not problem else ()
    return whole._replace(ours=not entry.learned, retired=retired, problem=problem)


def of_cabinets(paths: Iterable[Path], check: Check) -> Found:
    """The chains of the companies whose archives these are; an archive outside every series is in none."""
    read: list[tuple[Checked, Label]] = []
    unread: list[IntegrityError] = []
    for path in paths:
        try:
            checked = check(path)
        except IntegrityError as error:
            unread.append(error)
            continue
        if checked.page:
            read.append((checked, checked.page))
        else:
            unread.append(DigestMismatch(path=path, listed=list(checked.problems)))
    whose = _whose([page for _, page in read])
    chains: dict[tuple[str, ...], Chain] = {}
    for checked, page in read:
        key = _identity(page)
        chain = chains.setdefault(whose.get(key, key), Chain(page.company.name))
        if page.archive.series and page.archive.sequence:
            chain.links.append(_link(checked, page))
    return Found([chain for chain in chains.values() if chain.links], unread)


def _link(checked: Checked, page: Label) -> Link:
    told, before = page.archive, page.predecessor
    return Link(
        series=told.series or 0,
        sequence=told.sequence or 0,
        digest=checked.digest or "",
        predecessor=before.digest if before else None,
        name=told.name,
        path=checked.path,
        retired=colophon.retired(page),
        ours=checked.memory is Memory.UNALTERED,
        problem=_problem(checked),
    )


def _whose(pages: Sequence[Label]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Whose the sealed archives are, where only one company that shows itself is called so."""
    called: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for page in pages:
        if isinstance(page, Page):
            called[(page.company.name,)].add(_identity(page))
    return {name: next(iter(found)) for name, found in called.items() if len(found) == 1}


def _identity(page: Label) -> tuple[str, ...]:
    """Whose it is; outside a sealed archive only the name of the company stands."""
    if isinstance(page, Page):
        return page.company.source, page.company.source_id, page.company.discriminator
    return (page.company.name,)


def _problem(checked: Checked) -> Phrase | None:
    """The first thing that is wrong with an archive."""
    altered = phrase(ALTERED) if checked.memory is Memory.ALTERED else None
    return next(iter(checked.problems), altered)
