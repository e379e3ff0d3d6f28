"""Names of deposits: relative paths that mean the same on every drive."""

from __future__ import annotations

from unicodedata import normalize

from archiver.errors import NameRefused

_REFUSED = set('\\:*?"<>|') | {chr(code) for code in range(32)}


def parts(name: str, where: object) -> tuple[str, ...]:
    """The folders and the file of a name, as NFC; ``NameRefused`` if it would lie elsewhere than in ``where``."""
    found = tuple(normalize("NFC", name).split("/"))
    if any(not part or part[0] == "." or part[-1] in ". " or _REFUSED & set(part) for part in found):
        raise NameRefused(name=name, path=where)
    return found
