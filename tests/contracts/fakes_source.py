"""An honest source whose books are one small JSON file: quick enough to be exported hundreds of times in a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from archiver import kinds
from archiver.books import Asked, Books
from archiver.errors import FamilyNotOffered, FileNotFound, Shortfall
from archiver.model import Bookmark, Company, Family, Page, Record
from archiver.words import phrase
from tests.contracts.fakes_books import MemoryBooks

CUSTOMERS = kinds.kind("customers")


def write(path: Path, *names: str, until: int | None = None, offered: bool = True) -> Path:
    """Books with a customer of each name; of which no more than those ``until`` a number can be read, or none at all
    where they are not ``offered``.
    """
    path.write_text(json.dumps({"names": names, "until": until, "offered": offered}), encoding="utf-8")
    return path


class Stopping(MemoryBooks):
    """Books that break off before their end."""

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        for page in super().read(family, since, resume):
            yield replace(page, bookmark=None)
        raise Shortfall(family=family.main.labels, reason=phrase("the rest is not given"))


class Refusing(MemoryBooks):
    """Books of a plan that has no customers."""

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        raise FamilyNotOffered(family=family.main.labels, reason=phrase("the plan does not have it"))


@contextmanager
def connect(asked: Asked) -> Iterator[Books]:
    """Open them."""
    path = Path(asked.where)
    if not path.exists():
        raise FileNotFound(path=path)
    told = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        Record(str(number), str(number), CUSTOMERS.values({"id": str(number), "name": name}))
        for number, name in enumerate(told["names"][: told["until"]])
    ]
    company = Company("fake", path.stem, path.stem, "CA", "CAD", (1, 1), "UTC")
    reading = MemoryBooks if told["until"] is None else Stopping
    books = reading if told["offered"] else Refusing
    yield books(company, [(Family("customers", (CUSTOMERS,)), [{"customers": [row]} for row in rows])])
