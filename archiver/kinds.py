"""The kinds that every source, workbook and archive shares, as ``kinds.toml`` declares them.

The file gives each column once; a kind names a *shape* (header, line, party…), what it adds to it, and what a column
means here where that is not what it means elsewhere. A mistake in it is a mistake of ours: a ``ValueError``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from archiver.model import Column, ColumnType, Kind
from archiver.words import LANGUAGES

DECLARED = Path(__file__).with_name("kinds.toml")
OTHER = "other"

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cycle:
    """A part of the business, and its workbook: ``workbooks`` gives the file's name, without suffix, by language."""

    key: str
    labels: Mapping[str, str]
    workbooks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Declaration:
    """Cycles in the order of the workbooks, kinds in the order of the workbooks and of the sheets in them."""

    cycles: Mapping[str, Cycle]
    kinds: Mapping[str, Kind]


class _Cycle(msgspec.Struct, forbid_unknown_fields=True):
    label: Texts
    workbook: Texts


class _Column(msgspec.Struct, forbid_unknown_fields=True):
    type: ColumnType
    label: Texts
    meaning: Texts
    currency: str | None = None
    choices: str | None = None
    ads: str | None = None
    compared: bool = True


class _Shape(msgspec.Struct, forbid_unknown_fields=True):
    columns: tuple[str, ...] = ()
    own: dict[str, dict[str, Any]] = {}


class _Kind(msgspec.Struct, forbid_unknown_fields=True):
    cycle: str
    label: Texts
    meaning: Texts
    effect: Literal[-1, 0, 1] = 0
    shape: str | None = None
    party: Literal["customer", "vendor", "employee"] | None = None
    document: str | None = None
    columns: tuple[str, ...] = ()
    order: tuple[str, ...] = ("id",)
    derived: bool = False
    ads: dict[str, str] = {}
    own: dict[str, dict[str, Any]] = {}


class _File(msgspec.Struct, forbid_unknown_fields=True):
    cycles: dict[str, _Cycle]
    choices: dict[str, dict[str, Texts]]
    columns: dict[str, dict[str, Any]]
    shapes: dict[str, _Shape]
    kinds: dict[str, _Kind]


def kind(key: str) -> Kind:
    """The kind called ``key``; KeyError if there is none."""
    return _ours().kinds[key]


def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of the workbooks and of the sheets in them."""
    return tuple(_ours().kinds.values())


def cycle(key: str) -> Cycle:
    """The cycle called ``key``; KeyError if there is none."""
    return _ours().cycles[key]


def cycles() -> tuple[Cycle, ...]:
    """Every cycle, in the order of the workbooks."""
    return tuple(_ours().cycles.values())


@lru_cache(maxsize=1)
def _ours() -> Declaration:
    return read(DECLARED)


def read(path: Path) -> Declaration:
    """What a file of kinds declares; ValueError, with the place, if it is not of the right form."""
    file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    cycles = {key: Cycle(key, _texts(each.label), _texts(each.workbook)) for key, each in file.cycles.items()}
    places = {key: place for place, key in enumerate(cycles)}
    try:
        ordered = sorted(file.kinds.items(), key=lambda each: places[each[1].cycle])
        return Declaration(cycles, {key: _kind(file, key, given) for key, given in ordered})
    except KeyError as error:
        raise ValueError(f"{path.name} speaks of {error}, which it does not declare") from error


def _kind(file: _File, key: str, given: _Kind) -> Kind:
    """One kind, its columns spelt out; where its rows come from a source, *other fields* is the last of them."""
    shape = file.shapes[given.shape] if given.shape else _Shape()
    shaped = (each.format(party=given.party, document=given.document) for each in shape.columns)
    keys = (*shaped, *given.columns, *(() if given.derived else (OTHER,)))
    if strangers := {*shape.own, *given.own, *given.ads, *given.order} - set(keys):
        raise ValueError(f"{key} has no column {sorted(strangers)}")
    columns = tuple(_column(file, shape, given, each) for each in keys)
    said = (_texts(given.label), _texts(given.meaning))
    return Kind(key, given.cycle, given.effect, columns, *said, given.order, given.derived)


def _column(file: _File, shape: _Shape, given: _Kind, key: str) -> Column:
    """A column as it is everywhere, but for what the shape and then the kind say of it."""
    told = msgspec.convert({**file.columns[key], **shape.own.get(key, {}), **given.own.get(key, {})}, _Column)
    choices = {code: _texts(texts) for code, texts in file.choices[told.choices].items()} if told.choices else {}
    said = (_texts(told.label), _texts(told.meaning))
    return Column(key, told.type, *said, told.currency, choices, given.ads.get(key, told.ads), compared=told.compared)


def _texts(given: Texts) -> dict[str, str]:
    """A text in each of our languages: the regional one, else the one that serves the whole language."""
    texts = {each: given.get(each, given.get(each[:2], "")) for each in LANGUAGES}
    if not all(texts.values()) or set(given) - {"fr", *LANGUAGES}:
        raise ValueError(f"not a text in each of our languages: {given}")
    return texts
