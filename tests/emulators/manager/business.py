"""A business: every entry as its form has it, and the moments at which they were touched."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.emulators.exchange import Json
from tests.emulators.manager import builtin

SPACE = uuid.UUID("3f0e2a52-6f0b-4a54-9a55-7d3c8b1e2f60")


@dataclass
class Entry:
    """One entry: its form, and when it was last touched."""

    form: Json
    touched: datetime


@dataclass
class Business:
    """The books of one business. ``tables`` are by the path of their list, ``forms`` those that no list has.

    ``token`` opens it; edits are made as its owner would, and each is a moment of its own.
    """

    name: str
    now: Callable[[], datetime]
    token: str = "TGFpdGVyaWU.of-the-owner"  # noqa: S105 (it opens nothing but this)
    home: str = "CHF"
    tables: dict[str, dict[str, Entry]] = field(default_factory=dict)
    forms: dict[str, dict[str, Json]] = field(default_factory=dict)
    version: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    _last: datetime | None = None

    def add(self, path: str, label: str, /, **form: Any) -> str:  # noqa: ANN401 (any JSON)
        """Enter something; its key, which the label makes."""
        key = key_of(label)
        self._put(path, key, form)
        return key

    def add_form(self, form: str, key: str, /, **fields: Any) -> str:  # noqa: ANN401 (any JSON)
        """Keep a form that no list has."""
        self.forms.setdefault(form, {})[key] = fields
        return key

    def change(self, path: str, key: str, **fields: Any) -> None:  # noqa: ANN401 (any JSON)
        """Edit an entry: these fields are replaced, None takes one away."""
        form = {**self.tables[path][key].form, **fields}
        self._put(path, key, {name: value for name, value in form.items() if value is not None})

    def delete(self, path: str, key: str) -> None:
        """An entry is gone, and nothing tells of it."""
        with self.lock:
            del self.tables[path][key]
            self.version += 1

    def entries(self, path: str) -> Iterator[tuple[str, Json]]:
        """Keys and forms of a list."""
        return ((key, each.form) for key, each in self.tables.get(path, {}).items())

    def form(self, path: str, key: str | None) -> Json:
        """The form of an entry; empty where there is none."""
        found = self.tables.get(path, {}).get(key or "")
        return found.form if found else {}

    def account(self, key: str | None) -> str:
        """What an account is called."""
        kept = (each for forms in self.forms.values() for each in forms.items())
        own = {id_: str(form.get("Name")) for id_, form in kept}
        return builtin.NAMES.get(key or "") or own.get(key or "", "Suspense")

    def accounts(self) -> dict[str, Json]:
        """The chart: what the business has of its own, and what every business has."""
        own = {
            key: form
            for name in ("balance-sheet-account-form", "profit-and-loss-statement-account-form")
            for key, form in self.forms.get(name, {}).items()
        }
        return {**{key: {"Name": name} for key, name in builtin.NAMES.items()}, **own}

    def _put(self, path: str, key: str, form: Json) -> None:
        with self.lock:
            self.tables.setdefault(path, {})[key] = Entry(deepcopy(form), self._moment())
            self.version += 1

    def _moment(self) -> datetime:
        """Now, and later than anything before."""
        now = self.now()
        self._last = now if self._last is None or now > self._last else self._last + timedelta(microseconds=1)
        return self._last


def key_of(label: str) -> str:
    """The key of a label: the same each time."""
    return str(uuid.uuid5(SPACE, label))
