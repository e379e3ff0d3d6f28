"""A vault in a dictionary: for tests of what needs one, and nothing of where secrets lie."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import normalize

_TURN = threading.Lock()
"""One for all names and all dictionaries is more than is promised."""


class MemoryVault:
    """Two vaults of the same dictionary are the same place."""

    def __init__(self, held: dict[str, str]) -> None:
        self._held = held

    def get(self, name: str) -> str | None:
        return self._held.get(normalize("NFC", name))

    def put(self, name: str, secret: str) -> None:
        self._held[normalize("NFC", name)] = secret

    def forget(self, name: str) -> None:
        self._held.pop(normalize("NFC", name), None)

    def names(self) -> list[str]:
        return sorted(self._held)

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        with _TURN:
            yield
