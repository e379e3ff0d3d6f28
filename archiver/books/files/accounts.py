"""The chart of accounts of the books: which account it is that a row names, in whatever way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archiver.books.files.charts import role
from archiver.books.files.recognise import Found, rows
from archiver.model import Value

CALLED = ("id", "number", "name", "code")
"""What tells one row of a list from another, the surest first."""


def called(values: Mapping[str, Value]) -> str:
    """The id of a row of a list."""
    found = (str(values[key]).strip() for key in CALLED if values.get(key) is not None)
    return next(filter(None, found), "–")


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts of the charts of the books: their names and numbers by id, and ways to find one that rows name."""

    names: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)

    def id(self, told: str) -> str:
        """The id of the account that a row names: by its id or number, by its name, or by both as ``1000 Bank``."""
        if told in self.names:
            return told
        number = told.partition(" ")[0]
        return self.ids.get(told) or (number if number in self.names else told)

    def only(self, role: str) -> str | None:
        """The account of a role, where there is one alone."""
        found = [id_ for id_, each in self.roles.items() if each == role]
        return found[0] if len(found) == 1 else None


def chart(tables: Sequence[Found]) -> Chart:
    """The accounts of some tables; where several have the same one, as the newest table has it."""
    names, numbers, ids, roles = dict[str, str](), dict[str, str](), dict[str, str](), dict[str, str]()
    for each in tables:
        for values, _ in rows(each, [key for key in (*CALLED, "type") if key in each.places]):
            id_, name, number = called(values), values.get("name"), values.get("number")
            names[id_] = str(name or id_)
            if number is not None:
                numbers[id_] = str(number)
            ids.setdefault(names[id_], id_)
            if part := role(str(values.get("type") or "")):
                roles[id_] = part
    return Chart(names, numbers, ids, roles)
