"""What does not belong in an archive, such as bank details and pay links: masked by the names of its fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from archiver.books.rest.values import Item

MASKED = "[masked]"
FILE = "masked"


class Fields:
    """The names of fields that were masked; those that were kept in ``folder`` are known to a run that goes on.

    Only runs of the same ``version`` know of each other: who goes on with no page of another has none of its masks.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._path = folder / f"{FILE}-{version}"
        self._found = set(self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else ())
        self._kept = len(self._found)

    @property
    def found(self) -> Collection[str]:
        """All that were masked so far, in order."""
        return sorted(self._found)

    def add(self, names: Iterable[str]) -> None:
        """These were masked as well."""
        self._found.update(names)

    def keep(self) -> None:
        """Write down what was found since the last time."""
        if len(self._found) > self._kept:
            self._path.write_text("".join(f"{each}\n" for each in self.found), encoding="utf-8")
            self._kept = len(self._found)


def fields(folder: Path, *, unmasked: bool) -> Fields:
    """Those of a service: its books change while they are read, and nothing but ``unmasked`` tells two runs apart."""
    return Fields(folder, "unmasked" if unmasked else "usual")


class Masks:
    """Masks what is ``secret``, unless nothing is to be; ``found`` are the fields, as ``family.field``.

    What was found is kept in ``folder``, for a run that goes on.
    """

    def __init__(self, folder: Path, *, unmasked: bool) -> None:
        self._unmasked, self._fields = unmasked, fields(folder, unmasked=unmasked)

    @property
    def found(self) -> Collection[str]:
        """All that were masked so far, in order."""
        return self._fields.found

    def masked(self, item: Item, secret: frozenset[str], path: str) -> Item:
        """The item as it may go on; ``path`` is what its own is called."""
        if self._unmasked or not secret or not _has(item, secret):
            return item
        return {key: self._value(key, value, secret, f"{path}.{key}") for key, value in item.items()}

    def _value(self, key: str, value: object, secret: frozenset[str], path: str) -> object:
        """A value as it may be kept; an empty one hides nothing."""
        if key in secret and value not in (None, "", {}, []):
            self._fields.add((path,))
            return MASKED
        if isinstance(value, dict):
            return {each: self._value(each, one, secret, f"{path}.{each}") for each, one in value.items()}
        if isinstance(value, list):
            return [self._value("", one, secret, path) for one in value]
        return value

    def keep(self) -> None:
        """Write down what was found since the last time."""
        self._fields.keep()


def _has(value: object, secret: frozenset[str]) -> bool:
    """Looked for before anything is copied: most items have nothing to hide."""
    if isinstance(value, dict):
        return not secret.isdisjoint(value) or any(_has(each, secret) for each in value.values())
    return isinstance(value, list) and any(_has(each, secret) for each in value)
