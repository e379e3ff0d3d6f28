"""Files of QuickBooks Online: those attached to documents, and documents as it prints them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from archiver.access import wire
from archiver.access.getter import Getter, elsewhere
from archiver.books import PRINTED, Attachment
from archiver.books.quickbooks.entities import ENTITIES, Entity
from archiver.books.quickbooks.faults import TITLE
from archiver.books.rest.lacking import REFUSALS
from archiver.books.rest.prefetch import Prefetch
from archiver.errors import FileNotReadable, ServiceError, Unreachable, Unwell
from archiver.model import Kind, Record
from archiver.words import N_, phrase

TRIES = 3
AT_ONCE = 4
"""Files that are fetched before they are opened; as many lie in the private folder at most, and one more."""
BLOCK = 1 << 16
LARGEST = 0x7FFF8000  # bytes: what a cabinet can hold of one file
PDF = b"%PDF-"
SHORTER = N_("{came} bytes came of {size}")
NO_PDF = N_("what came is no PDF")
Turn = tuple[int, Attachment]
PRINTS = {each.name.lower(): each for each in ENTITIES if each.printed}


class Files:
    """The files of one company, each fetched when it is opened or a little before, by way of ``folder``, which is
    private. ``answers`` tells whether the company still does, where a file fails at the service.

    Where an attachment lies is told anew each time, for a quarter of an hour; that address is at another host, and gets
    nothing of ours.
    """

    def __init__(self, getter: Getter, folder: Path, kind: Kind, answers: Callable[[], bool] = lambda: True) -> None:
        self._getter, self._folder, self._keys, self._answers = getter, folder, kind.keys, answers
        self._sizes: dict[str, int] = {}
        self._numbers = count()
        self._coming: Iterator[Turn] = iter(())
        self._turns: deque[Turn] = deque()
        self._ahead: Prefetch[Turn, Path] | None = None

    def close(self) -> None:
        """Fetch nothing more."""
        if self._ahead:
            self._ahead.close()

    def expect(self, attachments: Iterable[Attachment]) -> None:
        """These will be opened, in this order. A few of them at a time are looked at, and fetched."""
        self.close()
        self._coming = ((next(self._numbers), each) for each in attachments)
        self._turns.clear()
        self._ahead = Prefetch(self._fetched, AT_ONCE, AT_ONCE)
        self._fill(self._ahead)

    def _fill(self, ahead: Prefetch[Turn, Path]) -> None:
        while len(self._turns) < AT_ONCE and (turn := next(self._coming, None)):
            self._turns.append(turn)
            ahead.expect([turn])

    def files(self, record: Record) -> Iterator[Attachment]:
        """The file that a row of attachments stands for; a note has none."""
        values = dict(zip(self._keys, record.values, strict=True))
        name = values.get("name")
        if record.document.startswith(PRINTED):
            _, entity, id_ = record.document.split("/", 2)
            yield Attachment(f"{name}", "packed", f"{entity}/{quote(id_, safe='')}/pdf")
        elif name and (record.source is None or record.source.get("FileName")):
            where = f"download/{quote(record.document, safe='')}"
            size = str(values.get("size") or (record.source or {}).get("Size"))
            if size.isdecimal() and len(size) < 16:
                self._sizes[where] = int(size)
            yield Attachment(f"{name}", "packed", where)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        """The bytes, once all of them are there; ``FileNotReadable`` where they are not, and the others may be."""
        path = self._taken(attachment)
        try:
            with path.open("rb") as opened:
                yield opened
        finally:
            path.unlink(missing_ok=True)

    def _taken(self, attachment: Attachment) -> Path:
        """Where its bytes are: fetched before, or now if nobody said that it would be next."""
        if self._ahead and self._turns and self._turns[0][1] == attachment:
            turn = self._turns.popleft()
            self._fill(self._ahead)
            return self._ahead.take(turn)
        return self._fetched((next(self._numbers), attachment))

    def _fetched(self, turn: Turn) -> Path:
        number, attachment = turn
        path = self._folder / f"file-{number}"
        fetch = self._print if attachment.where.endswith("/pdf") else self._download
        try:
            fetch(attachment.where, path)
        except (*REFUSALS, Unwell, _Broken) as error:
            path.unlink(missing_ok=True)
            if isinstance(error, Unwell) and not self._answers():
                raise
            raise FileNotReadable(path=attachment.name, reason=_why(error)) from None
        return path

    def _print(self, where: str, path: Path) -> None:
        body = self._getter.ask(where, accept="application/pdf").body
        if not body.startswith(PDF):
            raise _Broken(phrase(NO_PDF))
        path.write_bytes(body)

    def _download(self, where: str, path: Path) -> None:
        for left in reversed(range(TRIES)):
            address = self._getter.ask(where, accept="text/plain").body.decode(errors="replace").strip().strip('"')
            try:
                self._copy(address, path, self._sizes.get(where))
            except (Unreachable, _Broken, OSError) as error:
                if not left:
                    raise _Broken(_why(error)) from None
            else:
                return

    def _copy(self, address: str, path: Path, size: int | None) -> None:
        if not address.startswith("https://"):  # what is not on the net might be on this machine, and nobody else's
            raise _Broken(phrase(wire.NO_TRUST))
        with elsewhere(TITLE, address) as source, path.open("wb") as out:
            most = LARGEST if size is None else size
            came = 0
            while came <= most and (block := source.read(BLOCK)):  # no more is taken than was told
                came += out.write(block)
        if came > most or (size is not None and came != size):
            raise _Broken(phrase(SHORTER, came=came, size=most))


class _Broken(Exception):
    """A file that did not come whole; what to say of it."""


def _why(error: Exception) -> object:
    if isinstance(error, ServiceError):
        return error.phrase
    return error.args[0] if isinstance(error, _Broken) else phrase("{system}", system=error)


def printed(kind: Kind, read: Mapping[Entity, Collection[str]]) -> Iterator[Record]:
    """A row for each document that QuickBooks prints, of those that were ``read``."""
    for entity in PRINTS.values():
        for id_ in sorted(read.get(entity, ())):
            own = f"{PRINTED}{entity.name.lower()}/{id_}"
            row = {"id": own, "document_kind": entity.family, "document_id": id_, "name": f"{entity.name}-{id_}.pdf"}
            yield Record(own, own, kind.values({**row, "state": "not_packed"}))
