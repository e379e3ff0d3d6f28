"""How a service is asked for what changed since a moment, and for what was deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from archiver.books.rest.values import Item, Params, at, moment, zulu


class Since(Protocol):
    """Questions for what was created or changed at a moment or after it.

    ``partial``: the list that is asked for has more than that, and is read in part.
    """

    @property
    def partial(self) -> bool: ...

    def params(self, since: datetime) -> Params:
        """The parameters of the list that has them."""
        ...

    def ends(self, item: Item, since: datetime) -> bool:
        """Whether this item of such a list, and all that follow, are older than that."""
        ...


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """A parameter names the moment, inclusive, in the form that ``write`` gives it."""

    param: str
    write: Callable[[datetime], str] = zulu
    partial: bool = field(default=False, init=False)

    def params(self, since: datetime) -> Params:
        """The parameter."""
        return {self.param: self.write(since)}

    def ends(self, item: Item, since: datetime) -> bool:
        """Never: the service sees to it."""
        return False


@dataclass(frozen=True, slots=True)
class NewestFirst:
    """A list that can be sorted by when its items changed last is read as far as they are new enough.

    ``changed`` is the path of that moment, and ``read`` makes it one; an item without it counts as changed.
    """

    sorted: Mapping[str, str]
    changed: str
    read: Callable[[object], datetime | None] = moment
    partial: bool = field(default=True, init=False)

    def params(self, since: datetime) -> Params:
        """Those that sort it."""
        return self.sorted

    def ends(self, item: Item, since: datetime) -> bool:
        """Whether it changed before that moment."""
        found = self.read(at(item, self.changed))
        return found is not None and found < since


class Gone(Protocol):
    """Questions for the ids of what was deleted at a moment or after it."""

    @property
    def path(self) -> str:
        """The list that has them; empty where it is the feed's own."""
        ...

    @property
    def id(self) -> str:
        """Where an entry of it has the id of what was deleted; empty where an entry of the feed's own list has it."""
        ...

    def params(self, since: datetime) -> Params:
        """The parameters of that list."""
        ...


@dataclass(frozen=True, slots=True)
class DeletedSince:
    """A parameter names the moment, and the same list, or the one at ``path``, has what was deleted since."""

    param: str
    write: Callable[[datetime], str] = zulu
    path: str = ""
    id: str = ""

    def params(self, since: datetime) -> Params:
        """The parameter."""
        return {self.param: self.write(since)}
