"""Tables of a TOML file made into dataclasses; pydantic finds what does not fit, and we say it in plain words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import normalize

from archiver.settings import rules
from archiver.settings.text import Keys, Mistakes
from archiver.words import N_

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic import TypeAdapter

T = TypeVar("T", bound="DataclassInstance")

UNKNOWN = N_("{place} is not a setting; there are: {known}")
UNKNOWN_KIND = N_("{place} = {value} is no kind of drive; there are: {known}")
MISSING = N_("{place} is missing")
NO_TABLE = N_("{place} takes a table of settings of its own, under a line [{header}]")
MISFIT = N_("{place} has a value that does not fit")

_PLAIN = {
    "missing": MISSING,
    "unexpected_keyword_argument": UNKNOWN,
    "dataclass_type": NO_TABLE,
    "string_type": N_("{place} takes a text in quotes"),
    "path_type": N_("{place} takes a path in quotes"),
    "tuple_type": N_('{place} takes a list of texts, as ["one", "two"]'),
    "bool_type": N_("{place} takes true or false"),
    "int_type": N_("{place} takes a whole number"),
    "date_type": N_("{place} takes a day, as 2026-03-31"),
    "date_parsing": N_("{place} takes a day, as 2026-03-31"),
    "date_from_datetime_parsing": N_("{place} takes a day, as 2026-03-31"),
    "date_from_datetime_inexact": N_("{place} takes a day, as 2026-03-31"),
}


def tables(whole: Mapping[str, object], room: str, mistakes: Mistakes) -> Mapping[str, object]:
    """The tables ``[room.NAME]``, their names and values checked as far as they stand for themselves."""
    named = whole.get(room, {})
    if not isinstance(named, dict):
        mistakes.add((room,), NO_TABLE, header=f"{room}.NAME")
        return {}
    rules.names(named, (room,), mistakes)
    for name, table in named.items():
        rules.values(table, (room, name), mistakes)
    return named


class Shaper:
    """Makes dataclasses of tables; paths start from ``folder``, what does not fit goes to ``mistakes``."""

    def __init__(self, folder: Path, mistakes: Mistakes) -> None:
        self._folder = folder
        self._mistakes = mistakes
        self._adapters: dict[type, TypeAdapter[list[Any]]] = {}

    def companies(self, shape: type[T], tables: Mapping[str, object]) -> dict[str, T]:
        """Each company's settings, by name."""
        shaped = {name: self.shape(shape, table, ("company", name)) for name, table in tables.items()}
        return {normalize("NFC", name): settings for name, settings in shaped.items() if settings is not None}

    def drives(self, shapes: Mapping[str, type], tables: Mapping[str, object]) -> dict[str, object]:
        """Each drive's settings, by name, in the shape of its kind."""
        shaped = {name: self._drive(shapes, table, ("drive", name)) for name, table in tables.items()}
        return {normalize("NFC", name): settings for name, settings in shaped.items() if settings is not None}

    def _drive(self, shapes: Mapping[str, type], table: object, at: Keys) -> object | None:
        if not isinstance(table, dict):
            self._mistakes.add(at, NO_TABLE, header=".".join(at))
        elif "kind" not in table:
            self._mistakes.add((*at, "kind"), MISSING)
        elif (kind := str(table["kind"])) not in shapes:
            self._mistakes.add((*at, "kind"), UNKNOWN_KIND, value=kind, known=", ".join(sorted(shapes)))
        else:
            return self.shape(
                shapes[kind], {key: self._paced(key, table[key], at) for key in table if key != "kind"}, at
            )
        return None

    def _paced(self, key: str, value: object, at: Keys) -> object:
        """A value as it is, or ``limit`` in bytes a second."""
        if key != "limit":
            return value
        if (pace := rules.pace(value)) is None:
            self._mistakes.add((*at, key), rules.BAD_PACE, value=value)
        return pace

    def shape(self, shape: type[T], table: object, at: Keys) -> T | None:
        """``table`` as a ``shape``, or None and mistakes noted."""
        from pydantic import ValidationError
        from pydantic_core import to_json

        try:
            # By way of JSON, because only there is a strict reader content with lists for tuples and texts for paths.
            shaped: T = self._adapter(shape).validate_json(to_json([table]), strict=True)[0]
        except ValidationError as error:
            for each in error.errors(include_url=False, include_input=False):
                keys = tuple(step for step in each["loc"] if isinstance(step, str))
                self._mistakes.add(
                    (*at, *keys), _PLAIN.get(each["type"], MISFIT), known=_keys(shape), header=".".join(at)
                )
            return None
        return self._anchored(shaped)

    def _adapter(self, shape: type) -> TypeAdapter[list[Any]]:
        from pydantic import ConfigDict, TypeAdapter

        if shape not in self._adapters:
            of_shape: Any = list[shape]  # type: ignore[valid-type] # a shape is known only at run time
            self._adapters[shape] = TypeAdapter(of_shape, config=ConfigDict(extra="forbid"))
        return self._adapters[shape]

    def _anchored(self, shaped: T) -> T:
        """``shaped`` with its paths absolute: a scheduled run starts in another folder than its owner."""
        values = {each.name: getattr(shaped, each.name) for each in fields(shaped)}
        paths = {key: self._folder / os.path.expanduser(v) for key, v in values.items() if isinstance(v, Path)}
        return replace(shaped, **paths)


def _keys(shape: type[DataclassInstance]) -> str:
    return ", ".join(each.name for each in fields(shape))
