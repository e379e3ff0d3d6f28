"""What a Tryton database has: its models, and the fields of each; no two installations have the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archiver.books.rest.client import Client
from archiver.books.rest.pagers import ByRange
from archiver.books.rest.values import at, text
from archiver.books.tryton.asking import params

FIELDS = "rest/model/ir.model.field"
ALL = "*"
NESTED = frozenset({"many2one", "one2many", "many2many", "one2one"})
HEAVY = frozenset({"binary", "dict"})
NOISE = ("_cache", "_alnum", "_digit", "_today", "_readonly", "_visible")
"""How fields end that say nothing of the books: copies, parts of others, what depends on the day or is of a form."""
STAMPS = frozenset({"create_date", "create_uid", "write_date", "write_uid"})
"""Who made and changed a record, and when: said of documents, and not of each of their parts."""
WHO = ("create_uid.name", "write_uid.name")
SILENT = frozenset(
    {"xml_id", "rec_name", "icon", "distance", "last_modified_at", "left", "right", "payment_amount", "payment_kind"}
)


class Field(NamedTuple):
    """One field: its sort, and the model that it leads to, if it leads to one."""

    sort: str
    leads: str | None


class Models:
    """The fields of models, by name."""

    def __init__(self, fields: dict[str, dict[str, Field]]) -> None:
        self._fields = fields

    @classmethod
    def of(cls, client: Client, wanted: Iterable[str]) -> Models:
        """What the database says of these models; one that it does not have has no fields."""
        asked = params([["model", "in", sorted(wanted)]], ("model", "name", "ttype", "relation"))
        found: dict[str, dict[str, Field]] = {}
        for each in client.all(FIELDS, asked, ByRange(most=2_000)):
            model, name = text(at(each, "model")), text(at(each, "name"))
            if model and name:
                found.setdefault(model, {})[name] = Field(text(at(each, "ttype")) or "", text(at(each, "relation")))
        return cls(found)

    def has(self, model: str, field: str = "id") -> bool:
        """Whether there is such a model, and such a field in it."""
        return field in self._fields.get(model, {})

    def asked(self, model: str, nested: Sequence[str] = ()) -> list[str]:
        """The fields of a record that are asked for: the simple ones, the ids of others, and of ``nested`` paths, as
        ``party.name`` or ``lines.*``, those that there are.
        """
        found = set(self._simple(model)) | (STAMPS & self._fields.get(model, {}).keys())
        for path in (*nested, *WHO):
            found.update(self._paths(model, path))
        outer = {path.partition(".")[0] for path in found if "." in path}
        return sorted(found - outer)

    def _simple(self, model: str) -> Iterator[str]:
        for name, field in self._fields.get(model, {}).items():
            plain = field.sort not in NESTED | HEAVY or field.sort == "many2one"
            if plain and name not in SILENT | STAMPS and not name.endswith(NOISE):
                yield name

    def _paths(self, model: str, path: str) -> Iterator[str]:
        name, _, rest = path.partition(".")
        if name == ALL:
            yield from self._simple(model)
            return
        field = self._fields.get(model, {}).get(name)
        if field is None:
            return
        if not rest:
            yield name
        elif field.leads:
            yield from (f"{name}.{each}" for each in self._paths(field.leads, rest))
