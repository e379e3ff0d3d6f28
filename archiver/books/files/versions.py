"""Several exports of one table over time: which of them count, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from archiver.books.files.folder import called
from archiver.books.files.layouts import plain
from archiver.books.files.problems import Problem
from archiver.books.files.recognise import Found
from archiver.words import N_

PARTLY = N_(
    "it has days that {newer} has not, and days that it has: say in archiver.toml which to ignore, or versions = "
    '"parts" or "newest".'
)


@dataclass(slots=True)
class Group:
    """One table of the books: the exports that are its parts, oldest first, and those that newer ones replace."""

    name: str
    parts: list[Found]
    replaced: list[tuple[Found, Found]] = field(default_factory=list)


def grouped(tables: Iterable[Found]) -> tuple[list[Group], list[Problem]]:
    """The tables of the books by name, and the exports of which nobody can tell which counts."""
    alike: dict[tuple[str, ...], list[Found]] = {}
    for each in tables:
        alike.setdefault(_key(each), []).append(each)
    groups, problems = list[Group](), list[Problem]()
    for key, exports in alike.items():
        group = Group(key[0], [])
        for each in sorted(exports, key=_age, reverse=True):
            if problem := _place(group, each):
                problems.append(problem)
        group.parts.sort(key=lambda each: (each.days() or (date.min, date.min), _age(each)))
        groups.append(group)
    return groups, problems


def _key(found: Found) -> tuple[str, ...]:
    """What exports of one table have in common: the name, and what they are."""
    name = called(found.table.raw.name, found.table.raw.within)[0]
    if found.layout.form != "sheet":
        return name, found.layout.form, found.layout.kind or ""
    return name, *(plain(each) for each in found.table.headings)


def _age(found: Found) -> tuple[str, str, str]:
    """What sorts exports by their age: the day in their name, else that of the file."""
    stat = found.table.raw.path.stat()
    saved = datetime.fromtimestamp(stat.st_mtime_ns / 10**9, UTC)
    told = called(found.table.raw.name, found.table.raw.within)[1]
    dated, _, number = told.partition(" ") if len(told) > 6 else ("", "", told)
    return dated or f"{saved:%Y%m%d%H%M%S}", number, f"{saved:%Y%m%d%H%M%S%f} {found.table.raw.name}"


def _place(group: Group, export: Found) -> Problem | None:
    """An export that is older than those placed before it."""
    if not group.parts or export.told.versions == "parts":
        group.parts.append(export)
        return None
    newest = group.parts[0]
    here = export.days()
    if export.told.versions == "newest" or here is None:
        group.replaced.append((export, newest))
        return None
    meeting = _meeting(here, group.parts)
    if not meeting:
        group.parts.append(export)
        return None
    spans = [days for each in meeting if (days := each.days())]
    if min(first for first, _ in spans) <= here[0] and here[1] <= max(last for _, last in spans):
        group.replaced.append((export, meeting[0]))
        return None
    return Problem(export.table.raw.name, None, PARTLY, newer=meeting[0].table.raw.name)


def _meeting(here: tuple[date, date], parts: Sequence[Found]) -> list[Found]:
    """The exports that have days of the same time."""
    return [each for each in parts if (days := each.days()) and days[0] <= here[1] and here[0] <= days[1]]
