"""Which names a file may have in a cabinet: those that mean the same harmless file on every system.

A name is a relative path with ``/`` between its parts, as people read it; the cabinet itself stores backslashes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from archiver.cabinet.format import LONGEST_NAME
from archiver.words import N_, Phrase, phrase

_FORBIDDEN = frozenset('<>:"|?*\\')
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\..*)?", re.IGNORECASE)
# These turn the direction of what follows, so that "gpj.exe" is read as "exe.jpg".
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


def flaw(name: str) -> Phrase | None:
    """Why a file may not have this name in a cabinet, or None if it may."""
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return phrase(N_("the name {name} is no plain relative path"), name=shown(name))
    if any(character in _BIDI or unicodedata.category(character) in _UNSEEN for character in name):
        return phrase(N_("the name {name} holds control characters"), name=shown(name))
    if _FORBIDDEN & set(name):
        return phrase(N_("the name {name} holds a character that Windows forbids"), name=shown(name))
    if any(part.endswith((".", " ")) for part in parts):
        return phrase(N_("the name {name} ends in a dot or a space"), name=shown(name))
    if any(_DEVICE.fullmatch(part) for part in parts):
        return phrase(N_("the name {name} is that of a device on Windows"), name=shown(name))
    if len(name.encode()) > LONGEST_NAME:
        return phrase(N_("the name {name} is longer than {limit} bytes"), name=shown(name), limit=LONGEST_NAME)
    return None


def clash(names: Iterable[str]) -> Phrase | None:
    """Why these names cannot stand side by side, or None if they can.

    No two may be one file where capitals and composed accents make no difference, and no file may be the folder of
    another.
    """
    files: dict[str, str] = {}
    for name in names:
        same = key(name)
        if same in files:
            said = N_("{name} and {other} are the same file on some systems")
            return phrase(said, name=shown(name), other=shown(files[same]))
        files[same] = name
    # With the separator made the smallest of characters, a file stands right before what claims to lie inside it.
    for outer, inner in pairwise(sorted(files, key=lambda same: same.replace("/", "\0"))):
        if inner.startswith(f"{outer}/"):
            said = N_("{folder} is both a file and the folder of {name}")
            return phrase(said, folder=shown(files[outer]), name=shown(files[inner]))
    return None


def key(name: str) -> str:
    """What is equal for two names that some system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def shown(name: str) -> str:
    """The name as it may be printed: quoted and escaped where it holds what would play tricks on the screen."""
    return name if name.isprintable() else repr(name)
