"""Bank account numbers among fields of which only the number is known: told by their form and their check digits."""

from __future__ import annotations

import re

from archiver.books.rest.masks import MASKED

IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")


def masked(value: object, path: str, found: set[str]) -> object:
    """A value without the bank account numbers in its texts; the paths of those that had one are added to ``found``."""
    if isinstance(value, dict):
        return {key: masked(each, f"{path}.{key}", found) for key, each in value.items()}
    if isinstance(value, list):
        return [masked(each, path, found) for each in value]
    if isinstance(value, str) and any(is_one(each[0]) for each in IBAN.finditer(value)):
        found.add(path)
        return IBAN.sub(lambda each: MASKED if is_one(each[0]) else each[0], value)
    return value


def is_one(text: str) -> bool:
    """Whether the check digits of what looks like an IBAN are right."""
    plain = text.replace(" ", "")
    return int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1
