"""What stands behind a move: the invoice or bill that it posts, or takes back, as the invoices themselves say.

A move says where it comes from, as ``account.invoice,12``; but what pays an invoice says the same of itself, and it
does not tell whether that is an invoice, a bill, or a note that credits one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from archiver.books.rest.client import Client
from archiver.books.rest.pagers import ByRange
from archiver.books.rest.values import Item, text
from archiver.books.tryton.asking import Domain, params
from archiver.books.tryton.documents import MODEL, kind_of
from archiver.books.tryton.models import Models
from archiver.errors import Missing, Refused

MOVE = "account.move"
FIELDS = ("type", "untaxed_amount", "total_amount", "move", "cancel_move")
POSTED = ("move", "!=", None)
PAGES = ByRange()


class Document(NamedTuple):
    """A document by its kind and id."""

    kind: str
    id: str


class Origins:
    """The invoices by their moves, asked for when the first of them is needed; ``ask`` gives those of a domain."""

    def __init__(self, ask: Callable[[Domain], Iterable[Item]]) -> None:
        self._ask = ask
        self._loaded = False
        self._seen: set[str] = set()
        self._moves: dict[str, Document] = {}
        self._taken_back: dict[str, Document] = {}

    def of(self, move: str, origin: str) -> Document | None:
        """What a move posts or takes back, from what it says of its ``origin``; errors are those of asking."""
        model, _, id_ = origin.partition(",")
        if model not in (MODEL, MOVE):
            return None
        if not self._loaded:
            self._loaded = True
            self._learn((POSTED,))
        if model == MODEL and id_.isdecimal() and id_ not in self._seen:
            # It was posted while the books are read.
            self._seen.add(id_)
            self._learn((("id", "=", int(id_)),))
        # An invoice may be taken back by the move of a note, which is the note's own.
        return self._moves.get(move) or self._taken_back.get(move)

    def _learn(self, domain: Domain) -> None:
        for item in self._ask(domain):
            id_, kind = text(item.get("id")), kind_of(item)
            if id_ is None or kind is None:
                continue
            self._seen.add(id_)
            for field, known in (("move", self._moves), ("cancel_move", self._taken_back)):
                if move := text(item.get(field)):
                    known[move] = Document(kind, id_)


def asking(client: Client, models: Models, company: int) -> Origins:
    """The invoices of a company; none where there is no such module, or where they may not be seen."""
    fields = [each for each in FIELDS if models.has(MODEL, each)]

    def ask(domain: Domain) -> list[Item]:
        if not fields:
            return []
        try:
            asked = params([*domain, ("company", "=", company)], fields)
            return list(client.all(f"rest/model/{MODEL}", asked, PAGES))
        except (Missing, Refused):
            return []

    return Origins(ask)
