"""Files of QuickBooks Online: those attached to documents, and documents as it prints them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from archiver.access import wire
from archiver.access.getter import Getter, elsewhere
from archiver.books import PRINTED, Attachment
from archiver.books.quickbooks.entities import ENTITIES, Entity
from archiver.books.quickbooks.faults import TITLE
from archiver.errors import FileNotReadable, Missing, Refused, ServiceError, Unreachable
from archiver.model import Kind, Record
from archiver.words import N_, phrase

TRIES = 3
BLOCK = 1 << 16
LARGEST = 0x7FFF8000  # bytes: what a cabinet can hold of one file
PDF = b"%PDF-"
SHORTER = N_("{came} bytes came of {size}")
NO_PDF = N_("what came is no PDF")
PRINTS = {each.name.lower(): each for each in ENTITIES if each.printed}


class Files:
    """The files of one company, each fetched when it is opened, by way of ``folder``, which is private.

    Where an attachment lies is told anew each time, for a quarter of an hour; that address is at another host, and gets
    nothing of ours.
    """

    def __init__(self, getter: Getter, folder: Path, kind: Kind) -> None:
        self._getter, self._folder, self._keys = getter, folder, kind.keys
        self._sizes: dict[str, int] = {}

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
        path = self._folder / "file"
        try:
            self._fetch(attachment, path)
            with path.open("rb") as opened:
                yield opened
        finally:
            path.unlink(missing_ok=True)

    def _fetch(self, attachment: Attachment, path: Path) -> None:
        fetch = self._print if attachment.where.endswith("/pdf") else self._download
        try:
            fetch(attachment.where, path)
        except (Missing, Refused, _Broken) as error:
            raise FileNotReadable(path=attachment.name, reason=_why(error)) from None

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
