"""The name of an archive: company, moment, type, and always the mark."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from archiver.cabinet import names
from archiver.words import Words

LONGEST = 120
SUFFIX = ".cab"
NAMELESS = "books"
HARMLESS = frozenset("_.()+-")
DASHES = re.compile("-+")


def archive_name(
    words: Words, company: str, moment: datetime, type_: str, prefix: str | None = None, since: datetime | None = None
) -> str:
    """``Boulangerie-du-Lac_2026-03-31T180000Z_full_NON-RESTORABLE``: without suffix, at most 120 bytes with it.

    ``prefix`` takes the place of what stands before the mark; the mark cannot be left out. What only holds changes says
    ``since`` when: ``…_incremental-since-2026-03-30T180000Z_NON-RESTORABLE``.
    """
    what = f"{type_}-since-{_stamp(since)}" if since else type_
    tail = f"_{_stamp(moment)}_{what}_{words.mark}"
    if prefix:
        tail = f"_{words.mark}"
    return _cut(_plain(prefix or company), LONGEST - len(f"{tail}{SUFFIX}".encode())) + tail


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"


def folder_name(company: str) -> str:
    """A company's folder on every drive."""
    name = _cut(_plain(company), LONGEST)
    return name if names.flaw(name) is None else f"{NAMELESS}-{name}"


def _plain(text: str) -> str:
    """Letters with their accents, digits, and what is harmless in a name everywhere; the rest becomes single dashes."""
    kept = "".join(each if each in HARMLESS or unicodedata.category(each)[0] in "LMN" else "-" for each in _nfc(text))
    return DASHES.sub("-", kept).strip("-._") or NAMELESS


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _cut(text: str, room: int) -> str:
    return text.encode()[:room].decode(errors="ignore").rstrip("-._")
