"""What an archive holds: its page, and its records by the kinds that it declares itself."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import Self

from archiver.cabinet import bag, lines, manifest, records, retold, together
from archiver.cabinet.reader import Shelf
from archiver.cabinet.retold import Retold
from archiver.cabinet.tables import Stored
from archiver.envelope import Packet, Password, shelf
from archiver.errors import CabinetDamaged
from archiver.model import Company, Kind, Record
from archiver.words import N_, Phrase, phrase

UNREADABLE = N_("its records cannot be understood")


class Held:
    """An open archive. Its records come sorted by id; where they are none, ``CabinetDamaged``."""

    def __init__(self, path: Path, shelf: Shelf) -> None:
        self.path = path
        self._shelf = shelf
        self._members = {member.name: member for member in shelf.members}
        with self.understood():
            declared = self._text(records.KINDS)
            self._kinds = {kind.key: kind for kind in records.kinds_of(declared)}
            self._families = records.families_of(declared)

    @classmethod
    @contextmanager
    def opened(cls, paths: Sequence[Path], passwords: Sequence[Password] = ()) -> Iterator[Self]:
        """Open its cabinets; their errors, and ``WrongPassword`` where it is sealed with none of these."""
        with together.opened(paths) as cabinets, shelf(cabinets, passwords) as found:
            yield cls(paths[0], found)

    @property
    def password(self) -> Password | None:
        """What opened it, if it is sealed."""
        return self._shelf.password if isinstance(self._shelf, Packet) else None

    @cached_property
    def page(self) -> Retold:
        """What it says of itself, unchecked but for its checksums."""
        with self.understood(phrase(N_("{path} cannot be understood"), path=manifest.NAME)):
            return retold.read(self._text(manifest.NAME))

    @cached_property
    def company(self) -> Company:
        """Whose books it holds, as it says."""
        with self.understood(phrase(N_("{path} cannot be understood"), path=manifest.NAME)):
            return self.page.whose()

    @property
    def kinds(self) -> Sequence[Kind]:
        """The kinds that have rows, as it has them."""
        return tuple(self._kinds.values())

    @property
    def families(self) -> Mapping[str, str]:
        """The family of each kind, by key; of a kind that several bring, the first of them."""
        return self._families

    def kind(self, key: str) -> Kind | None:
        """A kind as this archive has it."""
        return self._kinds.get(key)

    def rows(self, kind: Kind) -> Iterator[Record]:
        """The records of a kind."""
        with self.understood():
            for volume in self._volumes(kind):
                yield from records.read(kind, self._shelf.read(volume))

    def blocks(self, kind: Kind) -> Iterator[bytes]:
        """The same as they are written: some whole lines at a time."""
        with self.understood():
            for volume in self._volumes(kind):
                yield from lines.blocks(self._shelf.read(volume))

    def heads(self, kind: Kind) -> Iterator[lines.Head]:
        """Whose rows those are, in a tenth of the time."""
        with self.understood():
            for block in self.blocks(kind):
                yield from lines.heads(block)

    def of(self, kind: Kind, documents: Container[str]) -> Iterator[Record]:
        """The records of a kind that belong to these documents; the others are not decoded."""
        read = records.reading(kind)
        with self.understood():
            for block in self.blocks(kind):
                wanted = [head.document in documents for head in lines.heads(block)]
                if any(wanted):
                    for line in compress(block.removesuffix(b"\n").split(b"\n"), wanted):
                        yield from read(line)

    def files(self, below: str) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The files in a folder of the bag: the path of each in it, and its bytes."""
        for name, member in self._members.items():
            if name.startswith(below):
                yield name.removeprefix(below), self._shelf.read(member)

    @contextmanager
    def understood(self, reason: Phrase | None = None) -> Iterator[None]:
        """While something of it is decoded: what cannot be becomes ``CabinetDamaged``."""
        try:
            yield
        except (KeyError, ValueError, ArithmeticError, RecursionError) as odd:
            raise CabinetDamaged(path=self.path, reason=reason or phrase(UNREADABLE)) from odd

    def _text(self, name: str) -> bytes:
        member = self._members[name]
        if member.size > bag.MOST_TEXT:
            raise ValueError(member.size)
        return b"".join(self._shelf.read(member))

    def _volumes(self, kind: Kind) -> Iterator[Stored]:
        number = 1
        while member := self._members.get(f"{records.FOLDER}/{records.file_name(kind.key, number)}"):
            yield member
            number += 1
