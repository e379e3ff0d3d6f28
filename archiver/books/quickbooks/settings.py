"""What QuickBooks says of the company, its preferences and its subscription: one setting a row."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from archiver import kinds
from archiver.books.quickbooks.fields import Item, inner, plain
from archiver.books.quickbooks.lists import Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.others import PLUMBING
from archiver.model import Record


class Settings:
    """Makes the rows of one entity of which a company has one."""

    def __init__(self, key: str) -> None:
        self._kind = kinds.kind(key)
        self.kinds = (self._kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """The item itself, and every simple value within by its path; the currency of the books is learnt."""
        home = plain(inner(inner(item, "CurrencyPrefs"), "HomeCurrency").get("value"))
        if home:
            names.learn("home", "currency", home)
        key, taken = self._kind.key, {self._kind.key}  # the row of all of it goes by that id
        found: dict[str, str] = {}
        for path, value in _leaves("", item):
            name = _unused(path, taken)
            taken.add(name)
            found[name] = value
        whole = self._kind.values({"id": key, "name": "Id", "value": plain(item.get("Id"))})
        version = plain(item.get("SyncToken"))
        rows = [Record(key, key, whole, version=version, source=item)]
        rows += [
            Record(path, key, self._kind.values({"id": path, "name": path, "value": value}))
            for path, value in found.items()
        ]
        return {key: rows}


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Simple values with their paths; what has a name of its own goes by it."""
    match value:
        case dict():
            for key, each in value.items():
                if path or key not in PLUMBING:
                    yield from _leaves(f"{path}.{key}" if path else key, each)
        case list():
            for place, each in enumerate(value, 1):
                yield from _entry(path, place, each)
        case _:
            said = plain(value)
            if said is not None:
                yield path, said


def _entry(path: str, place: int, value: object) -> Iterator[tuple[str, str]]:
    called = (plain(value.get("Name")) or plain(value.get("name"))) if isinstance(value, dict) else None
    if called is None or not isinstance(value, dict):
        yield from _leaves(f"{path}[{place}]", value)
        return
    told = {key: each for key, each in value.items() if key not in ("Name", "name", "Type", "DefinitionId")}
    for key, each in told.items():
        yield from _leaves(f"{path}.{called}" if key.endswith("Value") else f"{path}.{called}.{key}", each)


def _unused(path: str, taken: Collection[str]) -> str:
    """A name that no setting has yet: the same one may come twice."""
    place, name = 1, path
    while name in taken:
        place += 1
        name = f"{path} ({place})"
    return name
