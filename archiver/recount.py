"""The records of an archive counted and added up again, against what it says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from operator import lt

from archiver.cabinet import lines, manifest, records
from archiver.cabinet.reader import Shelf
from archiver.cabinet.tables import Stored
from archiver.controls.tally import Tallier, differences
from archiver.model import Kind
from archiver.words import N_, Phrase, phrase

MOST_DECLARED = 16 << 20
"""A larger declaration of kinds is not read into memory."""


def differing(shelf: Shelf, page: manifest.Page) -> Iterator[Phrase]:
    """Where the records that lie on a shelf are not what the page says, each in words. Errors: the shelf's."""
    members = {member.name: member for member in shelf.members}
    try:
        declared = _declared(shelf, members)
        found = [tally for kind in declared for tally in _tally(shelf, members, kind).tallies()]
    except (KeyError, ValueError, ArithmeticError, RecursionError):
        yield phrase(N_("its records cannot be understood"))
        return
    labels = {kind.key: kind.labels for kind in declared}
    for difference in differences(manifest.totals(page), manifest.bare(found), labels):
        yield phrase(N_("the records do not add up to the totals: {where}"), where=difference)


def _declared(shelf: Shelf, members: Mapping[str, Stored]) -> list[Kind]:
    declaration = members[records.KINDS]
    if declaration.size > MOST_DECLARED:
        raise ValueError(declaration.size)
    return records.kinds_of(b"".join(shelf.read(declaration)))


def _tally(shelf: Shelf, members: Mapping[str, Stored], kind: Kind) -> Tallier:
    """One kind added up; ``ValueError`` unless its records come by id, each once."""
    tallier, volume, last = Tallier(kind), 1, ""
    while member := members.get(f"{records.FOLDER}/{records.file_name(kind.key, volume)}"):
        for some in lines.columns(tallier.keys, shelf.read(member)):
            if not all(map(lt, chain([last], some.ids), some.ids)):
                raise ValueError(last)
            last = some.ids[-1]
            tallier.add(some.states, some.values)
        volume += 1
    return tallier
