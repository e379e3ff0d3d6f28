"""What a setting may say, beyond its type: names, languages, countries, currencies, zones; and never a secret."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from archiver.settings.keep import Policy
from archiver.settings.notices import PORTS
from archiver.settings.schedule import EVERY, WANTED
from archiver.settings.text import Keys, Mistakes
from archiver.words import HEADERS, LANGUAGES, N_

BAD_NAME = N_(
    "{place}: a name has up to 64 letters, digits, dots, - or _, begins with a letter or a digit, and does not end "
    "with a dot"
)
SAME_NAME = N_("{place}: {other} is a name already, and folders may not tell the two apart")
UNKNOWN_SOURCE = N_("{place} = {value} names no source that this program has; there are: {known}; or give a path")
UNKNOWN_DRIVE = N_("{place}: there is no drive called {value}; there are: {known}")
SECRET = N_("{place}: a secret is not kept in this file. Remove it here, and run: archiver link")
CONTROL = N_("{place} has an invisible character in it; a path that has \\ stands in single quotes, as 'C:\\Books'")

BAD_PACE = N_("{place} takes bytes a second, as 2000000, or with k, M or G, as 2M; not {value}")

LONGEST_NAME = 64
SMALLEST_CABINET, LARGEST_CABINET = 2_000_000, 0x7FFF_FFFF

_PACE = re.compile(r"(\d{1,12}(?:\.\d{1,3})?) ?([kMG]?)")
_THOUSANDS = {"": 1, "k": 1000, "M": 1000**2, "G": 1000**3}
_NAME = re.compile(r"[^\W_](?:[\w.-]{0,62}[\w-])?")
_PREFIX = re.compile(r"([A-Za-z][\w-]+):(.*)", re.DOTALL)
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_SECRET = re.compile(r"passw|passphrase|secret|token|api_?key|credential", re.IGNORECASE)


def month_day(text: str) -> tuple[int, int] | None:
    """``"04-01"`` as (4, 1): a day that every year has; None for anything else."""
    if not (match := _MONTH_DAY.fullmatch(text)):
        return None
    try:
        day = date(2001, int(match[1]), int(match[2]))
    except ValueError:
        return None
    return day.month, day.day


def pace(value: object) -> int | None:
    """``2000000``, ``"2000000"`` or ``"2M"`` as bytes a second; None for anything that is no pace, as 0."""
    match = _PACE.fullmatch(str(value)) if isinstance(value, str | int) else None
    return (int(Decimal(match[1]) * _THOUSANDS[match[2]]) or None) if match else None


def cabinet_size(value: str) -> int | None:
    """``"700M"`` as the most bytes that a cabinet may have; None below two megabytes, above 2 GiB, and for no size."""
    size = pace(value)
    return size if size and SMALLEST_CABINET <= size <= LARGEST_CABINET else None


def books_of(text: str, sources: Collection[str]) -> tuple[str, str] | None:
    """``"source:where"`` in its two parts; a plain path has the source ``""``; None where the source is unknown.

    A single letter before the colon is a disk of Windows, so ``C:\\Books`` is a path.
    """
    match = _PREFIX.fullmatch(text)
    if not match:
        return "", text
    source = match[1].lower()
    return (source, match[2]) if source in sources else None


def is_name(text: str) -> bool:
    """Whether a company or a drive may be called so: it becomes a folder on every system."""
    return len(text) <= LONGEST_NAME and _NAME.fullmatch(text) is not None


def is_zone(text: str) -> bool:
    """Whether this machine knows the time zone."""
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_group(text: str) -> bool:
    """Whether a group may be called so, each name of its path without spaces around it: they become folders."""
    return all(0 < len(part) <= LONGEST_NAME and part == part.strip() for part in text.split("/"))


def is_time(text: str) -> bool:
    """Whether it is a time of day, as ``"02:00"``."""
    return _TIME.fullmatch(text) is not None


_VALUES: Mapping[str, tuple[Callable[[str], object], str]] = {
    "language": (LANGUAGES.__contains__, N_("{place} = {value} is not a language that we have; there are: {known}")),
    "headers": (HEADERS.__contains__, N_("{place} takes language, ads or source; not {value}")),
    "country": (re.compile("[A-Z]{2}").fullmatch, N_("{place} takes two capital letters, as CA; not {value}")),
    "home_currency": (re.compile("[A-Z]{3}").fullmatch, N_("{place} takes three capital letters, as CAD; not {value}")),
    "time_zone": (is_zone, N_("{place} takes a time zone, as America/Toronto or Europe/Zurich; not {value}")),
    "fiscal_year_start": (month_day, N_("{place} takes a month and a day, as 04-01; not {value}")),
    "vault": (("file", "keyring").__contains__, N_("{place} takes file or keyring; not {value}")),
    "every": (EVERY.__contains__, N_("{place} takes daily, weekly, monthly or quarterly; not {value}")),
    "type": (WANTED.__contains__, N_("{place} takes full, financial or incremental; not {value}")),
    "at": (is_time, N_("{place} takes a time of day, as 02:00; not {value}")),
    "keep": (Policy.of, N_("{place} takes a text like 90 days, 24 months, all years; or everything; not {value}")),
    "max_cabinet": (cabinet_size, N_("{place} takes bytes, as 700M, from 2M to 2147M; not {value}")),
    "security": (PORTS.__contains__, N_("{place} takes starttls, tls or none; not {value}")),
    "group": (is_group, N_("{place} takes names with / between them, as A/B; not {value}")),
}


def names(tables: Mapping[str, object], at: Keys, mistakes: Mistakes) -> None:
    """Check the names of companies or drives: each one sound, and no two alike."""
    seen: dict[str, str] = {}
    for name in tables:
        if not is_name(normalize("NFC", name)):
            mistakes.add((*at, name), BAD_NAME)
        if (other := seen.setdefault(alike(name), name)) != name:
            mistakes.add((*at, name), SAME_NAME, other=other)


def alike(name: str) -> str:
    """A form that two names share when a folder may take one for the other."""
    return normalize("NFC", normalize("NFC", name).casefold())


def values(table: object, at: Keys, mistakes: Mistakes) -> None:
    """Check the values of one table, and of those in it, that are texts and have a rule."""
    for key, value in table.items() if isinstance(table, dict) else ():
        values(value, (*at, key), mistakes)
        sound, template = _VALUES.get(key, (None, ""))
        if sound and isinstance(value, str) and not sound(value):
            mistakes.add((*at, key), template, value=value, known=", ".join(LANGUAGES))


def references(table: object, at: Keys, sources: Collection[str], drives: Collection[str], mistakes: Mistakes) -> None:
    """Check what a company refers to: the source of its books, and its drives."""
    if not isinstance(table, dict):
        return
    if isinstance(books := table.get("books"), str) and books_of(books, sources) is None:
        mistakes.add((*at, "books"), UNKNOWN_SOURCE, value=books, known=", ".join(sorted(sources)))
    _drives(table, at, drives, mistakes)
    _drives(table.get("schedule"), (*at, "schedule"), drives, mistakes)


def _drives(table: object, at: Keys, drives: Collection[str], mistakes: Mistakes) -> None:
    wanted = table.get("drives") if isinstance(table, dict) else None
    known = {normalize("NFC", drive) for drive in drives}
    for drive in wanted if isinstance(wanted, list) else ():
        if isinstance(drive, str) and normalize("NFC", drive) not in known:
            mistakes.add((*at, "drives"), UNKNOWN_DRIVE, value=drive, known=", ".join(sorted(drives)) or "\N{EN DASH}")


def unwelcome(value: object, at: Keys, mistakes: Mistakes) -> None:
    """Refuse, at any depth, keys that look like secrets, and texts with characters that nobody typed on purpose."""
    if isinstance(value, str) and any(ord(letter) < 32 for letter in value):
        mistakes.add(at, CONTROL)
    for key, inner in value.items() if isinstance(value, dict) else ():
        if _SECRET.search(key):
            mistakes.add((*at, key), SECRET)
        unwelcome(inner, (*at, key), mistakes)
