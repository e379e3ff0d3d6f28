"""What the lists call things: services often say an account or a customer by its id alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping


class Names:
    """Names by list and id. ``load`` gives all entries of a list, asked for when one of it is needed first.

    So it is right whatever was read before: a run that goes on, or reads changes alone, has not seen the lists.
    """

    def __init__(self, load: Callable[[str], Iterable[tuple[str, str]]]) -> None:
        self._load = load
        self._names: dict[str, dict[str, str]] = {}

    def of(self, list_: str, id_: str | None) -> str | None:
        """What an entry is called, if there is one; errors are those of asking for the list."""
        if id_ is None:
            return None
        return self.all(list_).get(id_)

    def all(self, list_: str) -> Mapping[str, str]:
        """The names of a list by their ids."""
        if list_ not in self._names:
            self._names[list_] = dict(self._load(list_))
        return self._names[list_]

    def learn(self, list_: str, entries: Iterable[tuple[str, str]]) -> None:
        """A list was read whole: these are its names."""
        self._names[list_] = dict(entries)
