"""What a service says and our model does not name: carried in *other fields*, by path and value, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archiver.books.rest.values import Item, text

Said = Mapping[str | None, "Said | None"]
"""The fields that columns say, by name: all of it (None), or some of what is in it. Where the name is None, that is the
field itself, if it is a simple value.
"""


def said(paths: Iterable[str], plain: Iterable[str] = ()) -> Said:
    """The tree of dotted paths; the ``plain`` ones are said where simple values stand there."""
    tree: dict[str | None, Any] = {}
    for path in plain:
        here, last = _inside(tree, path)
        here.setdefault(last, {})[None] = None
    for path in sorted(paths, key=lambda each: each.count("."), reverse=True):
        here, last = _inside(tree, path)
        here[last] = None  # said whole, whatever was said of what is in it
    return tree


def _inside(tree: dict[str | None, Any], path: str) -> tuple[dict[str | None, Any], str]:
    *outer, last = path.split(".")
    for key in outer:
        tree = tree.setdefault(key, {})
    return tree, last


def others(item: Item, known: Said) -> str | None:
    """What columns leave of an item, as sorted lines (the order in which a service writes means nothing)."""
    lines = sorted(_left(item, known, ""))
    return "\n".join(lines) or None


def _left(item: Item, known: Said, prefix: str) -> Iterator[str]:
    for key, value in item.items():
        if key not in known:
            yield from _lines(f"{prefix}{key}", value)
        elif (inner := known[key]) is not None:
            if isinstance(value, dict):
                yield from _left(value, inner, f"{prefix}{key}.")
            elif None not in inner or isinstance(value, list):
                yield from _lines(f"{prefix}{key}", value)


def _lines(path: str, value: object) -> Iterator[str]:
    match value:
        case dict():
            for key, each in value.items():
                yield from _lines(f"{path}.{key}", each)
        case list():
            for place, each in enumerate(value, 1):
                yield from _lines(f"{path}[{place}]", each)
        case _:
            told = text(value)
            if told is not None:
                yield f"{path}: {told}"
