"""The same number twice from the same vendor: perhaps the same bill, entered twice."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.naming import named
from archiver.model import Control, Value, Verdict
from archiver.words import N_, Phrase, phrase

RECEIVED = ("bills", "vendor_credits")
"""Kinds whose numbers are the vendors' own."""
ONCE = N_("No vendor has the same number on two documents.")
TWICE = N_("Perhaps entered twice, since the same vendor has the same number again ({count}): {documents}")

Key = tuple[str, str]
"""A vendor, and a number in which neither case nor spaces matter."""


def of_vendors(tables: Tables) -> Iterator[Control]:
    """One control a kind; voided documents, drafts and those without a number or a vendor are left apart."""
    for key in RECEIVED:
        count, again = _seen_again(tables, key)
        if not count:
            continue
        told = list(_told(tables, key, again)) if again else []
        more = sum(documents - 1 for documents, _ in told)
        verdict, said = Verdict.TIES, phrase(ONCE)
        if told:
            names = named([each for _, each in told])
            verdict, said = Verdict.DIFFERS, phrase(TWICE, count=len(told), documents=names)
        yield Control("bill_doubles", verdict, said, key, None, count, count - more)


def _keyed(tables: Tables, key: str) -> Iterator[tuple[Key, tuple[Value, ...]]]:
    columns = ("vendor_id", "vendor", "number", "date", "status")
    for vendor_id, vendor, number, day, status in live(tables, key, columns):
        plain = "".join(str(number or "").casefold().split())
        whose = str(vendor_id or vendor or "")
        if plain and whose and status != "draft":
            yield (whose, plain), (vendor or vendor_id, number, day)


def _seen_again(tables: Tables, key: str) -> tuple[int, set[int]]:
    """How many documents have a number, and what may have come more than once, as numbers that take little memory."""
    count, seen, again = 0, set[int](), set[int]()
    for which, _ in _keyed(tables, key):
        count += 1
        mark = hash(which)
        (again if mark in seen else seen).add(mark)
    return count, again


def _told(tables: Tables, key: str, again: set[int]) -> Iterator[tuple[int, Phrase]]:
    """What did come more than once, with how many documents that is."""
    found: dict[Key, list[tuple[Value, ...]]] = {}
    for which, document in _keyed(tables, key):
        if hash(which) in again:
            found.setdefault(which, []).append(document)
    for documents in found.values():
        if len(documents) > 1:
            vendor, number, _ = documents[0]
            days = [day for *_, day in documents]
            yield len(documents), phrase(N_("{vendor}, {number}: {days}"), vendor=vendor, number=number, days=days)
