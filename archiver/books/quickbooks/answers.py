"""What QuickBooks Online answers, as objects: rows, how many there are, what changed. Money is never a float.

An envelope of another form than was promised says nothing: neither that there are rows, nor that there are none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from archiver.books.quickbooks.entities import Entity, Item, id_of
from archiver.books.quickbooks.faults import NOT_JSON, TITLE
from archiver.errors import Unintelligible
from archiver.words import N_, phrase

NO_ROWS = N_("it says neither rows nor that there are none")
NUMBERS = frozenset(("startPosition", "maxResults", "totalCount"))
"""What may stand in a response beside its rows; where nothing else does, there are none."""
FAULTS = frozenset(("Fault", "fault"))
ODD: Mapping[str, Any] = {"": None}
"""An element of no form that we know."""

_decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class _Response(msgspec.Struct, rename="pascal"):
    """An answer to a query, not looked at yet."""

    query_response: dict[str, list[msgspec.Raw] | str | int | float | bool | None]


_split = msgspec.json.Decoder(_Response).decode


class _Rows(Collection[Item]):
    """Objects as they came. Errors, when they are looked at: ``Unintelligible``."""

    def __init__(self, rows: list[msgspec.Raw]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Item]:
        return map(_object, self._rows)

    def __contains__(self, item: object) -> bool:
        return any(each == item for each in self)


@dataclass(slots=True)
class Touched:
    """What change data capture tells of one entity: ids that are there and that are gone, and whether some that were
    touched are not in use (any more).
    """

    there: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    retires: bool = False

    @property
    def ids(self) -> set[str]:
        """All of them."""
        return self.there | self.gone

    def enter(self, entity: Entity, rows: Iterable[Item]) -> None:
        """What these rows tell."""
        for row in rows:
            (self.gone if row.get("status") == "Deleted" else self.there).add(entity.id(row))
            self.retires = self.retires or row.get("Active") is False


def items(entity: Entity, body: bytes) -> list[Item]:
    """The objects of an answer to a query."""
    return listed(response(body), entity.spelt, entity.name)


def rows(entity: Entity, body: bytes) -> Collection[Item]:
    """The same, but each is made out only when it is looked at, and again if it is looked at again."""
    try:
        found = _split(body).query_response
    except (msgspec.MsgspecError, RecursionError):
        return items(entity, body)  # or what is wrong with it
    for key in (entity.spelt, entity.name):
        if isinstance(raw := found.get(key), list):
            return _Rows(raw)
    return items(entity, body)


def number(body: bytes) -> int:
    """How many there are, by the answer to a query that counts."""
    told = response(body).get("totalCount")
    if type(told) is not int or told < 0:
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS))
    return told


def decoded(body: bytes) -> dict[str, Any]:
    """Any answer in JSON."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        raise Unintelligible(service=TITLE, reason=phrase(NOT_JSON)) from None


def response(body: bytes) -> Mapping[str, Any]:
    """What an answer to a query holds."""
    found = decoded(body).get("QueryResponse")
    if not isinstance(found, dict):
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS))
    return found


def listed(response: Mapping[str, Any], *keys: str) -> list[Item]:
    """The rows of a response: under one of these keys, or the first that have ids, since names of entities are not
    always spelt there as in the question. It has none where it says nothing, or nothing but numbers.
    """
    for key in keys:
        if isinstance(found := response.get(key), list):
            return _objects(found)
    for each in response.values():
        if isinstance(each, list) and each and all(_has_id(row) for row in each):
            return each
    if response.keys() - NUMBERS:
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS))
    return []


def changes(body: bytes, entities: Collection[Entity], most: int) -> Mapping[str, Touched | None] | None:
    """By entity, what was created, changed or deleted: None of each where the answer is not of the form that is
    promised, one element for each of them.

    None altogether where each has to be asked for alone: one of them is refused, or there are ``most`` rows, after
    which the service stops in silence.
    """
    untold = dict.fromkeys(each.name for each in entities)
    elements = _elements(decoded(body).get("CDCResponse"))
    if any(FAULTS & each.keys() for each in elements):
        return None
    keys = {spelling: each for each in entities for spelling in (each.name, each.spelt)}
    found: dict[str, Touched | None] = {}
    told = 0
    for each in elements:
        entity, changed = _changed(each, keys)
        if changed is None or (entity and entity.name in found):
            return untold
        told += len(changed)
        if entity:
            found[entity.name] = touched = Touched()
            touched.enter(entity, changed)
    if len(elements) != len(untold):
        return untold
    return {name: found.get(name, Touched()) for name in untold} if told < most else None


def _elements(parts: object) -> list[Mapping[str, Any]]:
    """What change data capture says of one entity after the other; an element of no form stands for what is wrong."""
    found: list[object] = []
    for part in parts if isinstance(parts, list) else ():
        inside = part.get("QueryResponse") if isinstance(part, dict) and not FAULTS & part.keys() else [part]
        found.extend(inside if isinstance(inside, list) else [None])
    return [each if isinstance(each, dict) else ODD for each in found]


def _changed(element: Mapping[str, Any], keys: Mapping[str, Entity]) -> tuple[Entity | None, list[Item] | None]:
    """The rows of one entity; of none, where nothing changed; and None where that cannot be known."""
    named = [key for key in element if key in keys]
    if not named:
        silent = element.keys() <= NUMBERS and not element.get("maxResults") and not element.get("totalCount")
        return None, [] if silent else None
    rows = element[named[0]]
    sound = len(named) == 1 and isinstance(rows, list) and all(_has_id(row) for row in rows)
    return keys[named[0]], rows if sound else None


def _object(row: msgspec.Raw) -> Item:
    try:
        return _decoder.decode(row)
    except msgspec.ValidationError:
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS)) from None
    except (msgspec.MsgspecError, RecursionError):
        raise Unintelligible(service=TITLE, reason=phrase(NOT_JSON)) from None


def _objects(rows: list[Any]) -> list[Item]:
    """The rows, if they are objects; what else it may be was not asked for."""
    if not all(isinstance(row, dict) for row in rows):
        raise Unintelligible(service=TITLE, reason=phrase(NO_ROWS))
    return rows


def _has_id(row: object) -> bool:
    return isinstance(row, dict) and bool(id_of(row))
