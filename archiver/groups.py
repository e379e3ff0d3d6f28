"""Companies in groups, as their owner keeps them: an organisation holds groups, and a group holds companies.

A group is a path such as ``Rivage/Montréal``. It holds the companies that name it, and those of every group below it:
so an organisation is a group too, that of all its companies. Neither case nor the way accents are composed matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from archiver.errors import UnknownGroup
from archiver.settings import Settings
from archiver.settings.rules import alike

SEPARATOR = "/"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Companies of the settings, once each, in the order of the settings.

    ``title`` is the group that was asked for, or the smallest that holds them all; None where none does. ``others`` are
    companies of that group, or that were asked for with them, that are not among them.
    """

    names: tuple[str, ...]
    title: str | None
    others: tuple[str, ...] = ()

    def without(self, names: Iterable[str]) -> Selection:
        """The same with some left out, which does not change what it is called."""
        left_out = frozenset(names)
        kept = tuple(name for name in self.names if name not in left_out)
        return Selection(kept, self.title, (*self.others, *(name for name in self.names if name in left_out)))


def select(
    settings: Settings,
    names: Sequence[str] = (),
    groups: Sequence[str] = (),
    *,
    everything: bool = False,
    excepted: Sequence[str] = (),
) -> Selection:
    """The companies of those ``names`` and ``groups``, or all of them, but for those ``excepted``.

    ``UnknownCompany`` or ``UnknownGroup`` where the settings have no such name.
    """
    asked = set(settings.companies) if everything else _named(settings, names)
    for group in groups:
        asked |= set(members(settings, group))
    chosen = [name for name in settings.companies if name in asked]
    title = groups[0] if len(groups) == 1 and not (names or everything) else None
    title = _spelt(settings, title) if title else _common(settings, chosen)
    around = members(settings, title) if title else ()
    whole = Selection(tuple(chosen), title, tuple(name for name in around if name not in asked))
    return whole.without(_named(settings, excepted))


def groups_of(settings: Settings) -> list[str]:
    """Every organisation and group, each organisation before what it holds."""
    spelt: dict[Path, str] = {}
    for company in settings.companies.values():
        for path in _paths(company.group):
            spelt.setdefault(_alike(path), SEPARATOR.join(path))
    return [spelt[each] for each in sorted(spelt)]


def members(settings: Settings, group: str) -> list[str]:
    """The companies of a group and of all groups below it; ``UnknownGroup`` where nobody names it."""
    wanted = _alike(_parts(group))
    found = [
        name
        for name, company in settings.companies.items()
        if company.group and _alike(_parts(company.group))[: len(wanted)] == wanted
    ]
    if not found:
        raise UnknownGroup(name=group, path=settings.path, known=groups_of(settings) or "\N{EN DASH}")
    return found


def _named(settings: Settings, names: Sequence[str]) -> set[str]:
    """Names of companies as the settings spell them."""
    for name in names:
        settings.company(name)
    return {normalize("NFC", name) for name in names}


def _spelt(settings: Settings, group: str) -> str:
    """The group as it is spelt in the settings."""
    wanted = _alike(_parts(group))
    return next(each for each in groups_of(settings) if _alike(_parts(each)) == wanted)


def _common(settings: Settings, names: Sequence[str]) -> str | None:
    """The smallest group that holds all of them."""
    paths = [list(_paths(settings.company(name).group)) for name in names]
    shared = set.intersection(*({_alike(path) for path in each} for each in paths)) if paths else set()
    longest = max((path for path in paths[0] if _alike(path) in shared), key=len, default=None) if paths else None
    return _spelt(settings, SEPARATOR.join(longest)) if longest else None


def _paths(group: str | None) -> Iterator[Path]:
    """A group and those that it is in, the outermost first."""
    parts = _parts(group) if group else ()
    yield from (parts[:end] for end in range(1, len(parts) + 1))


def _parts(group: str) -> Path:
    return tuple(group.split(SEPARATOR))


def _alike(path: Path) -> Path:
    return tuple(map(alike, path))
