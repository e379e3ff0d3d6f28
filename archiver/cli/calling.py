"""How often services were asked in this month, against what the one that has a price gives for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.cli import links
from archiver.cli.session import Session
from archiver.errors import NotLinked, VaultDamaged

if TYPE_CHECKING:
    from archiver.access import Door, Grant
    from archiver.catalogue import Catalogue

INTUIT = "quickbooks"
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Calls:
    """How often a service was asked by each of some links; ``budget`` is how often it may be, for nothing."""

    links: Mapping[str, int]
    budget: int | None = None

    @property
    def count(self) -> int:
        """Of all of them together."""
        return sum(self.links.values())

    def told(self) -> dict[str, object]:
        """For a program."""
        return {"links": self.links, "count": self.count, "budget": self.budget}


def calls(session: Session, door: Door, catalogue: Catalogue | None, used: Set[str] | None) -> list[Calls]:
    """By link; to Intuit by application, since that is what its price goes by. With ``used``, those of such links."""
    from archiver.books import FREE_CALLS

    if catalogue is None:
        return []
    counted = catalogue.agenda.calls(f"{session.clock():%Y-%m}")
    keys = {link: _application(session, door, link) for link in counted}
    mine = {each for each in keys.values() if each}
    if len(mine) == 1:  # what was unlinked since, or cannot be read, was asked by no other
        keys = {link: next(iter(mine)) if each == UNKNOWN else each for link, each in keys.items()}
    together: dict[tuple[str | None, str], dict[str, int]] = {}
    for link, calls in counted.items():
        key = keys[link]
        together.setdefault((key, link if key is None else ""), {})[link] = calls
    return [
        Calls(each, None if key is None else FREE_CALLS)
        for (key, _), each in together.items()
        if used is None or not used.isdisjoint(each)
    ]


def _application(session: Session, door: Door, link: str) -> str | None:
    """The application by which Intuit is asked; ``UNKNOWN`` if nobody knows any more; None of what costs nothing."""
    grant: Grant | None = None
    try:
        grant = door.grant(link)
    except (NotLinked, VaultDamaged):
        if links.books_of(session, link) in (None, INTUIT):
            return UNKNOWN
    return grant.client_id if grant and grant.service == INTUIT and not grant.sandbox else None
