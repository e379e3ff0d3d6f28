"""An honest source whose books are one small JSON file: quick enough to be exported hundreds of times in a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver import kinds
from archiver.books import Asked, Books
from archiver.errors import FileNotFound
from archiver.model import Company, Family, Record
from tests.contracts.fakes_books import MemoryBooks

CUSTOMERS = kinds.kind("customers")


def write(path: Path, *names: str) -> Path:
    """Books with a customer of each name."""
    path.write_text(json.dumps(names), encoding="utf-8")
    return path


@contextmanager
def connect(asked: Asked) -> Iterator[Books]:
    """Open them."""
    path = Path(asked.where)
    if not path.exists():
        raise FileNotFound(path=path)
    names = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        Record(str(number), str(number), CUSTOMERS.values({"id": str(number), "name": name}))
        for number, name in enumerate(names)
    ]
    company = Company("fake", path.stem, path.stem, "CA", "CAD", (1, 1), "UTC")
    yield MemoryBooks(company, [(Family("customers", (CUSTOMERS,)), [{"customers": [row]} for row in rows])])
