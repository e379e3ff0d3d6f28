"""Answers of Intuit that somebody recorded, as a company of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.entities import ENTITIES

REALM = "4620816365000000"


def recorded(now: Callable[[], datetime], folder: Path) -> Company:
    """A company of the rows in a folder, as they were recorded: those of the sandbox of 2026 first; for entities that
    it has not, older recordings; for the rest, the samples of Intuit's reference. It has no reports."""
    company = Company(REALM, "Craig's Design and Landscaping Services", now)
    company.zone = ZoneInfo("America/Los_Angeles")
    company.reports = False
    for entity in ENTITIES:
        for item in _rows(folder, entity):
            if "Id" in item or entity == "ExchangeRate":
                company.put(entity, item)
    for item in company.items("Attachable"):
        if "FileName" in item:
            company.files[item["Id"]] = b"\x89" * int(item["Size"])
    return company


def _rows(folder: Path, entity: str) -> list[Json]:
    for name in (f"sandbox2026_{entity}.json", f"fyle2019_{entity}.json"):
        if (folder / name).is_file():
            found = _read(folder / name)
            return found if isinstance(found, list) else [found]
    sample = folder / "docs" / f"{entity.lower()}.json"
    return list(_sampled(_read(sample), entity)) if sample.is_file() else []


def _sampled(value: object, entity: str) -> Iterator[Json]:
    """The whole objects that samples hold: in an answer to a query, or alone."""
    known = ENTITIES[entity]
    if isinstance(value, list):
        for each in value:
            yield from _sampled(each, entity)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name in {known.key, known.name} and isinstance(each, dict | list):
                items = each if isinstance(each, list) else [each]
                yield from (_unwrapped(item) if known.wrapped else item for item in items if "status" not in item)
            elif name == "QueryResponse":
                yield from _sampled(each, entity)


def _unwrapped(item: Json) -> Json:
    kind, inside = next(iter(item.items()))
    return {**inside, "_kind": kind} if isinstance(inside, dict) else {}


def _read(path: Path) -> Any:  # noqa: ANN401 (JSON)
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
