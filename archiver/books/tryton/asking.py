"""Questions in Tryton's own form: domains, orders and lists of fields."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archiver.books.rest.values import Item, Params

Clause = Sequence[object]
Domain = Sequence[Clause]
OLDEST = (("id", "ASC"),)


def coded(value: object) -> str:
    """A domain or an order, as it stands in an address."""
    return urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode()


def params(domain: Domain, fields: Sequence[str]) -> Params:
    """What is asked for records that a domain finds, the oldest first."""
    return {**({"d": coded(domain)} if domain else {}), "o": coded(OLDEST), "f": list(fields)}


@dataclass(frozen=True, slots=True)
class Written:
    """Records of a domain that were created or written at a moment or after it; or those that they show, were written.

    ``shown`` are the paths of these, as ``party.``: a customer that is called otherwise is so on every invoice.
    """

    domain: Domain
    shown: Sequence[str] = ()
    partial: bool = field(default=False, init=False)

    def params(self, since: datetime) -> Params:
        """The domain for that."""
        moment = _moment(since)
        dates = ("create_date", "write_date", *(f"{each}write_date" for each in self.shown))
        either = ["OR", *([each, ">=", moment] for each in dates)]
        return {"d": coded([*self.domain, either])}

    def ends(self, item: Item, since: datetime) -> bool:
        """Never: Tryton sees to it."""
        return False


def _moment(at: datetime) -> dict[str, object]:
    """A moment as Tryton writes it."""
    here = at.astimezone(UTC)
    named = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    return {"__class__": "datetime", **{each: getattr(here, each) for each in named}}
