"""Drive's discovery document, which ships in googleapiclient: its routes, and what its answers may be made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tests.emulators.exchange import Json

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
INTEGERS = {"int32": 2**31, "uint32": 2**32, "int64": 2**63, "uint64": 2**64}
KINDS: Mapping[str, type | tuple[type, ...]] = {"boolean": bool, "number": (int, float), "integer": int}


@dataclass(frozen=True)
class Method:
    """One method of the API: ``drive.files.create``. ``schema`` is its answer's."""

    id: str
    verb: str
    path: re.Pattern[str]
    schema: str | None
    parameters: Mapping[str, Json]


class Discovery:
    """The document. ``find`` a method by its address, ``complaints`` about a value that should be of a schema."""

    def __init__(self, document: Json) -> None:
        self.schemas: Json = document["schemas"]
        self._everywhere: Json = document["parameters"]
        self.methods = list(self._methods(document, document["resources"]))

    def find(self, verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """The method at an address, and the parts of the path that it names."""
        for method in self.methods:
            if method.verb == verb and (match := method.path.fullmatch(path)):
                parts = {name.partition("__")[0]: value for name, value in match.groupdict().items() if value}
                return method, parts
        return None

    def fields(self, schema: str) -> dict[str, str | None]:
        """The fields of a schema, each with the schema of what is in it where that has fields too."""
        return {name: _inner(value) for name, value in self.schemas[schema].get("properties", {}).items()}

    def complaints(self, schema: str, value: object) -> list[str]:
        """What is wrong with a value; nothing when it is as documented."""
        return list(self._wrong({"$ref": schema}, value, schema))

    def _methods(self, document: Json, resources: Json) -> Iterator[Method]:
        for resource in resources.values():
            for each in resource.get("methods", {}).values():
                paths = [document["servicePath"] + each["path"]]
                if "mediaUpload" in each:
                    paths.append(each["mediaUpload"]["protocols"]["simple"]["path"].strip("/"))
                pattern = re.compile("|".join(f"/{_pattern(path, at)}" for at, path in enumerate(paths)))
                known = {**self._everywhere, **each.get("parameters", {})}
                yield Method(each["id"], each["httpMethod"], pattern, each.get("response", {}).get("$ref"), known)
            yield from self._methods(document, resource.get("resources", {}))

    def _wrong(self, schema: Json, value: object, place: str) -> Iterator[str]:
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"]]
        match schema.get("type"):
            case "object":
                yield from self._wrong_object(schema, value, place)
            case "array":
                if not isinstance(value, list):
                    yield f"{place} is no list: {value!r}"
                    return
                for at, item in enumerate(value):
                    yield from self._wrong(schema["items"], item, f"{place}[{at}]")
            case "string":
                yield from _wrong_string(schema, value, place)
            case str(kind) if kind in KINDS:
                if not isinstance(value, KINDS[kind]) or (kind != "boolean" and isinstance(value, bool)):
                    yield f"{place} is no {kind}: {value!r}"

    def _wrong_object(self, schema: Json, value: object, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place} is no object: {value!r}"
            return
        known: Json = schema.get("properties", {})
        others = schema.get("additionalProperties")
        for name, item in value.items():
            inner = known.get(name, others)
            if inner is None:
                yield f"{place}.{name} is unknown"
            else:
                yield from self._wrong(inner, item, f"{place}.{name}")


def _pattern(path: str, at: int) -> str:
    """A path template as a pattern; a name can be there once only, so the upload's twin is numbered."""
    suffix = f"__{at}" if at else ""
    return re.sub(r"\{\+?(\w+)\}", lambda name: f"(?P<{name[1]}{suffix}>[^/]+)", path)


def _inner(schema: Json) -> str | None:
    if schema.get("type") == "array":
        schema = schema["items"]
    return str(schema["$ref"]) if "$ref" in schema else None


def _wrong_string(schema: Json, value: object, place: str) -> Iterator[str]:
    form = schema.get("format")
    if not isinstance(value, str):
        yield f"{place} is no string: {value!r}"
    elif form == "date-time" and not MOMENT.fullmatch(value):
        yield f"{place} is no moment: {value!r}"
    elif form in INTEGERS and not (re.fullmatch(r"-?\d+", value) and abs(int(value)) < INTEGERS[form]):
        yield f"{place} is no {form}: {value!r}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{place} is none of {schema['enum']}: {value!r}"


@cache
def drive() -> Discovery:
    """The document of Drive v3."""
    shipped = files("googleapiclient") / "discovery_cache" / "documents" / "drive.v3.json"
    document: dict[str, Any] = json.loads(shipped.read_text(encoding="utf-8"))
    return Discovery(document)
