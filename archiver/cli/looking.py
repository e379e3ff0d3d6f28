"""What commands that look back are given: archives by company, path, name or digest, with what opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archiver import disk
from archiver.cli import sealing
from archiver.cli.session import Session
from archiver.errors import OnlyOneArchive, SeveralCompanies, UnknownArchive

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue, Entry
    from archiver.envelope import Password
    from archiver.history.kept import Kept


@dataclass(frozen=True, slots=True)
class Archives:
    """The archives that this machine remembers, and the passwords that were ``given``."""

    session: Session
    catalogue: Catalogue | None
    given: Sequence[Password] = ()

    def of(self, name: str) -> list[Entry]:
        """Those of a company that count and were not retired, in the order of their moments; ``UnknownCompany``, or
        ``UnknownArchive`` where it has none; ``SeveralCompanies`` where archives of more than one were learned.
        """
        found = self._of_one(name)
        if not found:
            self.session.settings.company(name)
            raise UnknownArchive(name=name)
        return found

    def _of_one(self, name: str) -> list[Entry]:
        found = self._of(name)
        # Whatever the owner calls so is one company of theirs, even if its books were others before.
        unnamed = self.catalogue is None or self.catalogue.called(name) is None
        if unnamed and len({entry.company for entry in found}) > 1:
            raise SeveralCompanies(name=name)
        return found

    def _of(self, name: str) -> list[Entry]:
        if self.catalogue is None:
            return []
        called = {each.id for each in self.catalogue.companies() if each.name == name}
        entries = [entry for entry in self.catalogue.entries() if entry.verified and entry.retired is None]
        # What was learned on an empty machine has no name of the owner's: the archive's own begins with its company.
        unnamed = {each.id for each in self.catalogue.companies() if each.name is None}
        alike = {entry.company for entry in entries if entry.name.startswith(f"{name}_")}
        return [entry for entry in entries if entry.company in (called or unnamed & alike)]

    def called(self, name: str) -> list[Entry]:
        """Those of a company, or of all companies called so, else the one of that name; none where neither is known."""
        return self._of(name) or (self.catalogue.find(name) if self.catalogue else [])

    def kept(self, entry: Entry) -> Kept:
        """An archive with what may open it."""
        from archiver.history.kept import Kept

        paths = _paths(entry)
        return Kept(entry, tuple(self.openers(paths)), given=bool(self.given))

    def two(self, then: str, now: str | None) -> tuple[list[Path], list[Path]]:
        """The cabinets of two archives, or of the last two of a company; ``OnlyOneArchive`` where it has not so many.

        Errors: those of ``share.find``, and ``SeveralCompanies``.
        """
        if now is not None:
            return self._located(then), self._located(now)
        found = [entry for entry in self.of(then) if entry.place]
        if len(found) < 2:
            raise OnlyOneArchive(name=then)
        return _paths(found[-2]), _paths(found[-1])

    def _located(self, text: str) -> list[Path]:
        """The cabinets of the archive at that path, or that the catalogue knows by name, file or digest."""
        from archiver import share
        from archiver.cabinet import together

        path = Path(text)
        if disk.is_file(path):
            return together.whole(path)
        if self.catalogue is None:
            raise UnknownArchive(name=text)
        last = self._of_one(text)
        return _paths(share.find(self.catalogue, text, last[-1].company if last else None))

    def openers(self, paths: Sequence[Path]) -> Sequence[Password]:
        """What may open the archive in these cabinets."""
        return sealing.openers(self.session, paths[0], self.given)


def _paths(entry: Entry) -> list[Path]:
    return [entry.folder / cabinet.file for cabinet in entry.cabinets]
