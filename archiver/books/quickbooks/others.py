"""What QuickBooks says and our model does not name: carried in *other fields*, by name and value, one a line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from archiver.books.quickbooks.fields import plain

PLUMBING = (
    "domain",
    "sparse",
    "status",
    "Id",
    "SyncToken",
    "MetaData.CreateTime",
    "MetaData.LastUpdatedTime",
    "V4IDPseudonym",
    "ClientEntityId",
)
"""Fields of the service's own, which say nothing of the books; they stay in the source."""
ADDRESSES = ("BillAddr", "ShipAddr", "ShipFromAddr", "VendorAddr", "RemitToAddr", "PrimaryAddr", "OtherAddr")
POINTS = ("Id", "Lat", "Long")
"""What an address has for the service's own use."""
REFERENCE = frozenset({"value", "name", "type"})
LINK = ("TxnType", "TxnId", "TxnLineId")
BAG = ("name", "declaredType", "scope", "nil", "globalScope", "typeSubstituted", "value")
"""What a pair of names and values has for the service's own use, and the pair."""
CUSTOM = ("Name", "Type", "DefinitionId")
Known = Mapping[str, frozenset[str]]


def known(reads: Iterable[str]) -> Known:
    """The fields that columns say, by name: nothing if all of it, else the names within."""
    found: dict[str, set[str]] = {}
    whole: set[str] = set()
    points = (f"{each}.{point}" for each in ADDRESSES for point in POINTS)
    for path in (*reads, *PLUMBING, *points):
        outer, _, key = path.partition(".")
        if key:
            found.setdefault(outer, set()).add(key)
        else:
            whole.add(outer)
    return {key: frozenset(inside) for key, inside in found.items()} | dict.fromkeys(whole, frozenset[str]())


def others(left: Iterable[tuple[str, object]]) -> str | None:
    """Fields by their paths as lines, sorted: the order in which the service writes means nothing; None for nothing."""
    lines: list[str] = []
    for path, value in left:
        if type(value) is str:
            if value:
                lines.append(f"{path}: {value}")
        else:
            lines.extend(_lines(path, value))
    lines.sort()
    return "\n".join(lines) or None


def _lines(path: str, value: object) -> Iterator[str]:
    """One field: references by name, bags of names and values unpacked."""
    match value:
        case dict():
            yield from _object(path, value)
        case list():
            yield from _list(path, value)
        case _:
            said = plain(value)
            if said is not None:
                yield f"{path}: {said}"


def _object(path: str, value: Mapping[str, Any]) -> Iterator[str]:
    if "value" in value and value.keys() <= REFERENCE:
        yield f"{path}: {_reference(value)}"
    elif isinstance(value.get("any"), list):
        for each in value["any"]:
            yield from _pair(path, each)
        yield from _left(path, value, ("any",))
    else:
        yield from _left(path, value, ())


def _left(path: str, value: Mapping[str, Any], said: Collection[str]) -> Iterator[str]:
    """All of an object that is not said yet."""
    for key, each in value.items():
        if key not in said:
            yield from _lines(f"{path}.{key}", each)


def _reference(value: Mapping[str, Any]) -> str:
    id_, name, type_ = (plain(value.get(key)) for key in ("value", "name", "type"))
    said = f"{name} ({id_})" if name and id_ else name or id_ or ""
    return f"{type_} {said}" if type_ else said


def _list(path: str, values: list[Any]) -> Iterator[str]:
    match path.rpartition(".")[2]:
        case "LinkedTxn":
            for place, each in enumerate(values, 1):
                yield f"{path}: {_linked(each)}"
                yield from _left(f"{path}[{place}]", each, LINK) if isinstance(each, dict) else ()
        case "CustomField":
            for each in values:
                yield from _custom(path, each)
        case _:
            for place, each in enumerate(values, 1):
                yield from _lines(f"{path}[{place}]", each)


def _linked(value: object) -> str:
    if not isinstance(value, dict):
        return plain(value) or ""
    type_, id_, line = (plain(value.get(key)) for key in LINK)
    said = (type_, id_, f"/ {line}" if line else None)
    return " ".join(each for each in said if each)


def _custom(path: str, value: object) -> Iterator[str]:
    """A field of the owner's own, by the name that the owner gave it."""
    if not isinstance(value, dict) or not value.get("Name"):
        yield from _lines(path, value)
        return
    called = str(value["Name"])
    for key, each in value.items():
        if key not in CUSTOM:
            yield from _lines(called if key.endswith("Value") else f"{called}.{key}", each)


def _pair(path: str, bag: object) -> Iterator[str]:
    """One pair of a bag of names and values."""
    value = bag.get("value") if isinstance(bag, dict) else None
    if isinstance(bag, dict) and isinstance(value, dict) and "Name" in value:
        yield from _lines(str(value["Name"]), value.get("Value"))
        yield from _left(str(value["Name"]), value, ("Name", "Value"))
        yield from _left(path, bag, BAG)
    else:
        yield from _lines(path, bag)
