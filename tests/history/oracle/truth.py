"""What is true of the books at one moment, and how it differs from what an archive says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archiver.held.change import What
from archiver.model import Kind, Record, State
from tests.history.oracle.stated import KINDS, PICTURES

OF_ARCHIVES = frozenset({"last_total", "document_link", "path"})
"""What an archive knows of a record, and the books do not."""
UNTOLD = OF_ARCHIVES | {"document_number"}
"""What no change is told of."""
ATTACHMENTS = "attachments"
Shown = Mapping[str, object]
"""A record without what it does not say."""


class Fact(NamedTuple):
    """A record, and the family that it comes with."""

    family: str
    row: Record


Truth = Mapping[str, Mapping[str, Fact]]
"""Every record that there is, by kind and id."""


class Changed(NamedTuple):
    """A record of which something is told: its kind and id, and the code of what became of it."""

    kind: str
    id: str
    what: str


def without(family: str, truth: Truth, known: Truth) -> Truth:
    """The same, but for a family of which only something else was known."""
    return {
        key: {id_: fact for id_, fact in truth.get(key, {}).items() if fact.family != family}
        | {id_: fact for id_, fact in known.get(key, {}).items() if fact.family == family}
        for key in truth.keys() | known.keys()
    }


def shown(kind: Kind, rows: Iterable[Record], *, colour: bool) -> dict[str, Shown]:
    """Records by id, but for what is only listed as deleted: what they say, in whatever columns.

    ``colour``: whether the books had that column when they were opened.
    """
    found: dict[str, Shown] = {}
    untold = OF_ARCHIVES if colour else OF_ARCHIVES | {"colour"}
    for row in rows:
        if row.state is not State.DELETED:
            said = {**row._asdict(), "values": None, **dict(zip(kind.keys, row.values, strict=True))}
            assert row.id not in found, f"{kind.key} {row.id} twice"
            found[row.id] = {key: value for key, value in said.items() if value is not None and key not in untold}
    return found


def differing(found: Mapping[str, Shown], true: Mapping[str, Shown]) -> Iterator[tuple[str, str]]:
    """Each record of which an archive does not say what is true, and what it says instead."""
    for id_ in sorted(found.keys() | true.keys()):
        if id_ not in found or id_ not in true:
            yield id_, "is lacking" if id_ in true else "is there and should not be"
        elif found[id_] != true[id_]:
            keys = found[id_].keys() | true[id_].keys()
            odd = sorted(key for key in keys if found[id_].get(key) != true[id_].get(key))
            yield id_, "; ".join(f"{key}: {found[id_].get(key)!r} for {true[id_].get(key)!r}" for key in odd)


def changes(then: Truth, now: Truth, *, colour: bool, lines: bool) -> Iterator[Changed]:
    """What truly changed between two moments, of documents and of their lines.

    ``colour``: whether that column was there at both of them. Without ``lines``, those of a document that is new or
    gone, if it has a row of its own, are not told one by one.
    """
    untold = UNTOLD if colour else UNTOLD | {"colour"}
    for key, kind in KINDS.items():
        old, new = then.get(key, {}), now.get(key, {})
        places = [place for place, column in enumerate(kind.keys) if column not in untold]
        for id_ in () if key in PICTURES else old.keys() | new.keys():
            what = _became(old.get(id_), new.get(id_), places)
            if what and (lines or not _follows(new.get(id_) or old[id_], then, now)):
                yield Changed(key, id_, what.value)


def became(family: str, document: str, then: Truth, now: Truth) -> Iterator[What]:
    """What became of each row of a document of the trade that did not stay as it was."""
    for key, kind in KINDS.items():
        places = [place for place, column in enumerate(kind.keys) if column not in UNTOLD]
        old, new = (
            {
                id_: fact
                for id_, fact in there.get(key, {}).items()
                if (fact.family, fact.row.document) == (family, document)
            }
            for there in (then, now)
        )
        for id_ in old.keys() | new.keys():
            if what := _became(old.get(id_), new.get(id_), places):
                yield what


def _became(then: Fact | None, now: Fact | None, places: Iterable[int]) -> What | None:
    if then is None or now is None:
        return What.ADDED if now else What.DELETED
    before, after = then.row, now.row
    if before.state is State.LIVE and after.state is State.VOIDED:
        return What.VOIDED
    same = before.state is after.state and all(before.values[place] == after.values[place] for place in places)
    return None if same else What.CHANGED


def _follows(fact: Fact, then: Truth, now: Truth) -> bool:
    """Whether a record is a line of a document that is new or gone: one that has a row of its own."""
    document = fact.row.document
    here = (document in then.get(fact.family, {}), document in now.get(fact.family, {}))
    return fact.row.id != document and here in ((True, False), (False, True))
