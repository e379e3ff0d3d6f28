"""A mapping to begin with: every table with what it was taken for, and its columns with what they may mean."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator, Sequence

from archiver import kinds
from archiver.books.files.layouts import LINES, Layout, plain, presets
from archiver.books.files.recognise import Found
from archiver.words import N_, Words

FIRST = (
    N_("How archiver reads the tables in this folder. What is not said here is found out from the files."),
    N_(
        "https://toml.io says how such a file is written; docs/files.md of archiver has every word that may stand here."
    ),
)
MAY_SAY = (
    ("name", "My Company", ""),
    ("country", "CH", ""),
    ("currency", "CHF", ""),
    ("fiscal_year_start", "01-01", ""),
    ("time_zone", "Europe/Zurich", ""),
    ("dates", "dmy", N_('or "mdy", where 03/04/2026 may be read in two ways')),
    ("decimal", ",", N_('or ".", where 1,234 may be read in two ways')),
)
"""What may be said of all tables, with an example, and what there is to know of it."""
LISTS = ("customers", "vendors", "items", "accounts", "employees", "payments", "bill_payments")
ENOUGH = 3
"""Columns of a kind that must be found before it is proposed."""


def text(found: Sequence[Found], words: Words) -> str:
    """The mapping as TOML, what is remarked in it in one language."""
    return "\n".join([_first(words), *("\n".join(_table(each)) + "\n" for each in found)])


def _first(words: Words) -> str:
    """What it begins with: nothing but remarks."""
    examples = (f"{key} = {_quoted(value)}".ljust(18) + f"# {words(why)}" * bool(why) for key, value, why in MAY_SAY)
    lines = [*map(words, FIRST), "", *map(str.rstrip, examples), 'ignore = ["old/*"]']
    return "\n".join(f"# {each}" if each else "" for each in lines) + "\n"


def _table(found: Found) -> Iterator[str]:
    yield "[[table]]"
    yield f"file = {_quoted(glob.escape(found.file))}"
    if found.table.raw.within:
        yield f"sheet = {_quoted(glob.escape(found.table.raw.within))}"
    if found.preset:
        yield f"preset = {_quoted(found.preset)}"
        yield "[table.columns]"
        yield from (f"{_key(target)} = {_quoted(found.table.headings[at])}" for target, at in found.places.items())
        yield from _left(found, set(found.places.values()))
        return
    layout, places = _proposed(found)
    yield f"form = {_quoted(layout.form)}"
    if layout.kind:
        yield f"kind = {_quoted(layout.kind)}"
        yield "[table.columns]"
        yield from (f"{_key(target)} = {_quoted(found.table.headings[at])}" for target, at in places.items())
    yield from _left(found, set(places.values()))


def _left(found: Found, taken: set[int]) -> Iterator[str]:
    """The columns that mean nothing yet."""
    left = [found.table.headings[place] for place in found.table.columns if place not in taken]
    yield from (f"# {_quoted(heading)}" for heading in left)


def _proposed(found: Found) -> tuple[Layout, dict[str, int]]:
    """The kind whose columns are called most like those of the table: only a proposal, which somebody will read."""
    best: tuple[Layout, dict[str, int]] = Layout(form="sheet"), {}
    for form, keys in (("list", LISTS), ("documents", tuple(LINES))):
        for key in keys:
            layout = Layout(form=form, kind=key)  # type: ignore[arg-type]  # one of the forms
            places = _alike(layout, found)
            if len(places) >= ENOUGH and len(places) > len(best[1]):
                best = layout, places
    return best


def _alike(layout: Layout, found: Found) -> dict[str, int]:
    """The columns of a kind, and of its lines, that are called in some language as a heading is."""
    known = {plain(heading): place for place, heading in enumerate(found.table.headings)}
    places: dict[str, int] = {}
    sides = [("", layout.kind or "")] + ([("line.", layout.lines)] if layout.form == "documents" else [])
    for prefix, key in sides:
        for column in kinds.kind(key).columns:
            declared = _declared(layout, f"{prefix}{column.key}")
            names = {plain(each) for each in (column.key, *column.labels.values(), *declared)}
            place = next((known[each] for each in sorted(names) if each in known), None)
            if place is not None and place not in places.values() and column.key not in ("id", "line", "other"):
                places[f"{prefix}{column.key}"] = place
    return places


def _declared(layout: Layout, target: str) -> list[str]:
    """What our layouts of the same kind call a column, too."""
    alike = (each for each in presets().values() if (each.form, each.kind) == (layout.form, layout.kind))
    return [name for each in alike for name in each.columns.get(target, ())]


def _key(target: str) -> str:
    return _quoted(target) if "." in target else target


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
