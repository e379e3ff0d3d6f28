"""How accounts are called, and what they are used for."""

from __future__ import annotations

from typing import NamedTuple

from archiver.controls import Tables
from archiver.controls.columns import stated
from archiver.words import N_

NOWHERE = N_("Posted to no account")
UNCLOSED = N_("Result of earlier years, not closed")
"""What stands beside the accounts where books are added up by account."""


class Account(NamedTuple):
    """An account by its number and name as one text; ``role`` is one of the choices of that column."""

    called: str
    role: str


def accounts(tables: Tables) -> dict[str, Account]:
    """Every account by its id; none where the books have no chart of accounts."""
    found: dict[str, Account] = {}
    for _, (id_, number, name, role) in stated(tables, "accounts", ("id", "number", "name", "role")):
        found[str(id_)] = Account(" ".join(str(each) for each in (number, name) if each), str(role))
    return found
