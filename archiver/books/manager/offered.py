"""What an installation offers, as its own description says: every list that can be paged through, and the forms.

The description (OpenAPI) has paths and parameters, and nothing of what comes. Where there is none that can be read, the
lists that are known are asked for, and those that are refused are said to be not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PAGED = frozenset({"skip", "pageSize"})
DATED = ("fromDate", "toDate")
FEED = "-transactions"
"""How the lists end that are the postings behind a report."""
PRIVATE = re.compile("token|password|session|permission|(^|-)users?($|-)")
"""Lists of who may come in: they are no part of the books, and are not asked for."""
UNPAGED = frozenset({"chart-of-accounts"})
IRREGULAR = {"bank-and-cash-accounts": "bank-or-cash-account-form"}
SORTED = "Timestamp"
PICTURES = frozenset({"Image"})


@dataclass(frozen=True, slots=True)
class Offered:
    """One list: the names of its ``fields``, the ``form`` of one entry if it has one, and how it can be asked for."""

    path: str
    fields: tuple[str, ...] = ()
    form: str = ""
    asks: frozenset[str] = PAGED
    sorts: frozenset[str] = frozenset()

    @property
    def named(self) -> Mapping[str, list[str]]:
        """The parameter that names all fields, but pictures."""
        fields = [each for each in self.fields if each not in PICTURES]
        return {"fields": fields} if fields and "fields" in self.asks else {}

    @property
    def is_feed(self) -> bool:
        """Whether it is what the postings of a report are."""
        return self.path.endswith(FEED)

    @property
    def tells_changes(self) -> bool:
        """Whether it can be sorted by when its entries changed last."""
        return SORTED in self.sorts


KNOWN = (
    "chart-of-accounts",
    "bank-and-cash-accounts",
    "tax-codes",
    "customers",
    "suppliers",
    "employees",
    "inventory-items",
    "non-inventory-items",
    "sales-quotes",
    "sales-orders",
    "sales-invoices",
    "credit-notes",
    "delivery-notes",
    "purchase-quotes",
    "purchase-orders",
    "purchase-invoices",
    "debit-notes",
    "goods-receipts",
    "receipts",
    "payments",
    "inter-account-transfers",
    "expense-claims",
    "journal-entries",
    "payslips",
    "depreciation-entries",
    "amortization-entries",
    "trial-balance-transactions",
    "profit-and-loss-statement-transactions",
    "balance-sheet-transactions",
    "tax-summary-transactions",
)
"""The lists that are asked for where an installation does not describe itself."""


def lists(described: object) -> list[Offered]:
    """Every list of a description, in its order; none where it is no description."""
    paths = described.get("paths") if isinstance(described, dict) else None
    if not isinstance(paths, dict):
        return []
    forms = {path.split("/")[1] for path in paths if path.endswith("-form/{key}")}
    return [offered for path, verbs in paths.items() if (offered := _offered(str(path), verbs, forms))]


def known() -> list[Offered]:
    """The lists that are known, where nothing is told."""
    return [
        Offered(path, (), "" if path in UNPAGED or path.endswith(FEED) else forms_of(path)[0], _asks(path))
        for path in KNOWN
    ]


def _asks(path: str) -> frozenset[str]:
    if path in UNPAGED:
        return frozenset()
    return PAGED | set(DATED) if path.endswith(FEED) else PAGED


def _offered(path: str, verbs: object, forms: Iterable[str]) -> Offered | None:
    name = path.strip("/")
    get = verbs.get("get") if isinstance(verbs, dict) else None
    if not isinstance(get, dict) or "/" in name or "{" in name or not name or PRIVATE.search(name):
        return None
    asked = {each["name"]: each for each in _parameters(get)}
    if not asked.keys() >= PAGED and name not in UNPAGED:
        return None
    form = next((each for each in forms_of(name) if each in forms), "")
    sorts = frozenset(_enum(asked.get("sortBy", {})))
    return Offered(name, tuple(dict.fromkeys(_enum(asked.get("fields", {})))), form, frozenset(asked), sorts)


def _parameters(get: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    found = get.get("parameters")
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict) and isinstance(each.get("name"), str):
            yield each


def _enum(parameter: Mapping[str, Any]) -> list[str]:
    schema = parameter.get("schema")
    schema = schema if isinstance(schema, dict) else {}
    items = schema.get("items") if isinstance(schema.get("items"), dict) else schema
    found = items.get("enum") if isinstance(items, dict) else None
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def forms_of(path: str) -> tuple[str, ...]:
    """What the form of an entry of a list may be called, the likeliest first."""
    if path in IRREGULAR:
        return (IRREGULAR[path],)
    singulars = []
    if path.endswith("ies"):
        singulars.append(f"{path[:-3]}y")
    if path.endswith(("ses", "xes", "ches")):
        singulars.append(path[:-2])
    singulars.append(path.removesuffix("s"))
    return tuple(f"{each}-form" for each in singulars)
