"""What the next archive of a series is compared with: the last full one, and the increments after it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from archiver import disk, untold
from archiver.catalogue import Cabinet, Catalogue, Entry
from archiver.envelope import Password
from archiver.errors import FileNotFound, FileNotReadable, WrongPassword
from archiver.held import Composed
from archiver.increment import ALONE, Increment, Lineage
from archiver.model import Status

REACH = 7
"""How many archives are gone back over, so that a few bad nights hide nothing; each is read to its end for that."""


def entries(catalogue: Catalogue, company: int) -> list[Entry]:
    """The last full archive of the current series and the increments after it, all of them there as they were entered;
    none where one is not.
    """
    found: list[Entry] = []
    for entry in reversed(catalogue.current(company)):
        if not is_there(entry) or (found and _sequence(found[-1]) != _sequence(entry) + 1):
            return []
        found.append(entry)
        if entry.type == "full":
            return found[::-1]
    return []


def older(catalogue: Catalogue, company: int, archives: Sequence[Entry]) -> list[Entry]:
    """The archives before a full one, back to where something was held whole that it could not read, or was not
    offered: what it lacks may be gone by now.

    None where that is too far back, or one of them is not there.
    """
    found, used = list[Entry](), 0
    lacking = {name for name, status in archives[0].families.items() if status.lacks or status is Status.NOT_OFFERED}
    before = [each for each in catalogue.current(company) if _sequence(each) < _sequence(archives[0])]
    for entry in reversed(before[-REACH:]):
        if not lacking or _sequence((found or archives)[0]) != _sequence(entry) + 1:
            break
        found.insert(0, entry)
        had = {name for name in lacking if entry.type == "full" and entry.families.get(name) is Status.COMPLETE}
        used, lacking = len(found) if had else used, lacking - had
    found = found[len(found) - used :]
    return found if all(map(is_there, found)) else []


def _sequence(entry: Entry) -> int:
    return entry.place.sequence if entry.place else 0


@contextmanager
def opened(
    catalogue: Catalogue,
    company: int,
    archives: Sequence[Entry],
    passwords: Sequence[Password],
    now: datetime,
    *,
    only_changes: bool,
) -> Iterator[Lineage]:
    """Those archives, open, to be compared with, and ``older`` ones with them; where no password opens them, that is
    noted.
    """
    with ExitStack() as stack:
        if not archives:
            yield ALONE
            return
        before = _composed(stack, [*older(catalogue, company, archives), *archives], passwords)
        before = before or _composed(stack, archives, passwords)
        if before is None:
            yield Lineage(noted=[untold.control(untold.CLOSED)])
            return
        whole = archives[0].is_whole  # changes are added to what is known to be everything
        increment = _increment(catalogue, company, archives, before, now) if only_changes and whole else None
        yield Lineage(before, increment)


def _composed(stack: ExitStack, archives: Sequence[Entry], passwords: Sequence[Password]) -> Composed | None:
    """Those archives, open; None where no password opens one of them."""
    with suppress(WrongPassword):
        return stack.enter_context(Composed.opened([each.paths for each in archives], passwords))
    return None


def _increment(
    catalogue: Catalogue, company: int, archives: Sequence[Entry], before: Composed, now: datetime
) -> Increment:
    first = _sequence(archives[0])
    bases = {name: base for name, base in catalogue.bases(company).items() if base.sequence >= first}
    return Increment(before, bases, now, catalogue.agenda.swept(company))


def is_there(entry: Entry) -> bool:
    """Whether the kept copy lies there as it was entered; one that the disk does not give back is not there."""
    pairs = zip(entry.paths, entry.cabinets, strict=True)
    try:
        return all(lies(path, each) for path, each in pairs)
    except (FileNotFound, FileNotReadable):
        return False


def lies(path: Path, cabinet: Cabinet) -> bool:
    """Whether a cabinet lies at ``path`` as it was entered; ``FileNotReadable`` where the disk fails."""
    with disk.reading(path):
        is_file = path.is_file()
    return is_file and sha256(path) == cabinet.sha256


def sha256(path: Path) -> str:
    """The digest of a file, in hex; ``FileNotFound`` or ``FileNotReadable``."""
    with disk.reading(path), open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
