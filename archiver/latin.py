"""Names in plain ASCII, for old tools that know nothing else: accents go, what has no plain letter becomes a dash."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

# Letters and signs that are no plain one with an accent.
_SPELT = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "ß": "ss", "ẞ": "SS", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l",
    "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th", "ı": "i", "€": "EUR",
    "‘": "'", "’": "'", "“": "'", "”": "'", "–": "-", "—": "-",
}  # fmt: skip
_STRANGE = re.compile(r"[^\x00-\x7f]+")


def spelt(name: str) -> str:
    """``name`` in ASCII: *Reçu n° 7* as *Recu n- 7*; one that is ASCII stays as it is."""
    letters = "".join(_SPELT.get(letter, letter) for letter in normalize("NFC", name))
    plain = "".join(letter for letter in normalize("NFKD", letters) if not combining(letter))
    return _STRANGE.sub("-", plain)
