"""How much room a text takes in print: letters are of different widths, and lines end between words."""

from __future__ import annotations

from archiver.workbooks.text import WIDE, breadth

NARROW = frozenset(" !'(),-./:;I[]fijlrt|’·")
BROAD = frozenset("%@MWmw—…")
NARROWER, BROADER, CAPITAL = 0.7, 1.7, 1.2
"""Against a digit, as the letters of our face are drawn, and somewhat more: a text cut off is worse than a gap."""
LONGEST = 2_000
"""No cell of ours shows more."""


def lines(text: str, width: float) -> int:
    """How many lines ``text`` takes in a column that is ``width`` digits wide."""
    return sum(_wrapped(line, width) for line in text[:LONGEST].split("\n"))


def _wrapped(line: str, width: float) -> int:
    count, left = 1, width
    for word in line.split(" "):
        long = sum(map(_width, word))
        if long > left and left < width:
            count, left = count + 1, width
        more = max(0, -(-long // width) - 1)  # a word that no line holds is broken
        count += int(more)
        left -= long - more * width + NARROWER
    return count


def _width(character: str) -> float:
    if character in NARROW:
        return NARROWER
    if character in BROAD:
        return BROADER
    if character >= WIDE:
        return float(breadth(character))
    return CAPITAL if character.isupper() else 1.0
