"""Lists that no kind of ours is for: each becomes a kind of its own, its columns those that the installation names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver import kinds
from archiver.books.manager.lists import value
from archiver.books.manager.worked import SILENT, Worked
from archiver.books.rest.columns import From, own, through
from archiver.books.rest.source import Maker, Table
from archiver.model import Column, ColumnType, Kind

FRENCH = {
    "amortization-entries": "Écritures d’amortissement incorporel",
    "billable-time": "Heures facturables",
    "capital-accounts": "Comptes de capital",
    "delivery-notes": "Bons de livraison",
    "depreciation-entries": "Écritures d’amortissement",
    "fixed-assets": "Immobilisations",
    "folders": "Dossiers",
    "goods-receipts": "Bons de réception",
    "intangible-assets": "Immobilisations incorporelles",
    "inventory-kits": "Lots d’articles",
    "inventory-transfers": "Transferts de stock",
    "inventory-write-offs": "Sorties de stock",
    "investments": "Placements",
    "payslips": "Bulletins de salaire",
    "production-orders": "Ordres de production",
    "special-accounts": "Comptes spéciaux",
    "withholding-tax-receipts": "Certificats de retenue à la source",
}
"""What the lists of Manager that we know of are called in French; another one keeps the name that it has."""
PEOPLE = re.compile("payslip|employee")
"""Lists of people, which may be left out of an archive."""
DAYS = frozenset({"Date", "IssueDate", "DeliveryDate"})
TAKEN = frozenset({"bank_accounts", *(kind.key for kind in kinds.kinds())})
"""Kinds and families of ours, which lists that nobody knows are not."""
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def key(path: str) -> str:
    """The family and the kind of a list; a name that is taken gets a dash at its end."""
    named = path.replace("-", "_")
    return f"{named}_" if named in TAKEN else named


def cycle(path: str) -> str:
    """The part of the business that a list is of."""
    return "people" if PEOPLE.search(path) else "lists"


def kind(path: str, fields: Sequence[str]) -> Kind:
    """The kind of a list: a text column for each field, and the other fields."""
    title = path.replace("-", " ").capitalize()
    french = FRENCH.get(path, title)
    said = {"en": title, "fr-CA": french, "fr-FR": french, "fr-CH": french}
    taken: dict[str, Column] = {}
    for field in fields:
        if field not in ("Key", "Timestamp"):
            label = _CAPITALS.sub(" ", field).capitalize()
            type_ = ColumnType.DAY if field in DAYS else ColumnType.TEXT
            taken.setdefault(column(field), own(column(field), type_, en=label, fr=label))
    id_, other = kinds.kind("company").columns[0], kinds.kind("company").columns[-1]
    columns = (id_, *taken.values(), other)
    return Kind(key(path), cycle(path), 0, columns, said, said)


def column(field: str) -> str:
    """The key of a field's column; what would be one of ours gets another name."""
    named = _CAPITALS.sub("_", field).lower()
    return f"{named}_" if named in ("id", "other") else named


def maker(path: str, fields: Sequence[str]) -> Maker:
    """What makes the rows of such a list."""
    told = kind(path, fields)
    columns: dict[str, str | From] = {}
    for field in fields:
        if column(field) in told.keys:
            columns[column(field)] = _listed(field) if field in DAYS else through(_listed(field), value)
    return Worked([Table(kind=told, columns=columns, silent=SILENT)], listed=True)


def _listed(field: str) -> str:
    return field[0].lower() + field[1:]
