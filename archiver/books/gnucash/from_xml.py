"""GnuCash's XML format, plain or gzip, into a snapshot: streamed, one object in memory at a time.

A document type is refused, since GnuCash never writes one and entities are what XML bombs are made of; so is a gzip
that swells beyond what text can.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from archiver import errors
from archiver.books.gnucash import xml_objects
from archiver.books.gnucash.store import Add
from archiver.words import N_, phrase

CHUNK = 1 << 18
BATCH = 2_000
DEEPEST = 64
# An object in bytes, and in elements, which take more memory than bytes of the file when they are empty.
LARGEST_OBJECT = 64 << 20
MOST_ELEMENTS = 1 << 20
# GnuCash's XML becomes 10 to 30 times as large when unpacked, a bomb a thousand times.
SWELLING_ALLOWED = 64 << 20
SWELLING_MOST = 100
TEMPLATES = "gnc.template-transactions"


def fill(book: Path, add: Add) -> None:
    """Read every object of the book into its table."""
    try:
        with open(book, "rb") as packed:
            zipped = packed.read(2) == b"\x1f\x8b"
            packed.seek(0)
            _Reading(book, add).read(gzip.GzipFile(fileobj=packed) if zipped else packed)
    except (EOFError, zlib.error, gzip.BadGzipFile) as cut:
        raise errors.BookDamaged(path=book, reason=phrase(N_("its compressed end is missing or wrong."))) from cut
    except expat.ExpatError as broken:
        where = phrase(N_("its XML breaks off or is wrong at line {line}."), line=broken.lineno)
        raise errors.BookDamaged(path=book, reason=where) from broken
    except (LookupError, ValueError) as odd:
        # An encoding that nobody has, or a time that is none.
        raise errors.BookDamaged(path=book, reason=str(odd)) from odd


class _Reading:
    """One pass over the file: builds each object that we know as a small tree, turns it into rows, forgets it."""

    def __init__(self, book: Path, add: Add) -> None:
        self._book = book
        self._add = add
        self._rows: dict[str, list[Sequence[object]]] = {}
        self._waiting = 0
        self._depth = 0
        self._templates_at = 0
        self._builder: TreeBuilder | None = None
        self._built_at = self._began = self._elements = 0
        self._lots: Element | None = None
        self._lots_at = 0
        self._before_lots = 0, 0
        self._parser = expat.ParserCreate()

    def read(self, stream: BinaryIO | gzip.GzipFile) -> None:
        parser = self._parser
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        for chunk in self._chunks(stream):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        self._flush()

    def _chunks(self, stream: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
        packed, total = self._book.stat().st_size, 0
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > SWELLING_ALLOWED and total > SWELLING_MOST * packed:
                raise self._hostile(N_("it swells without end when unpacked."))
            yield chunk

    def _hostile(self, reason: str) -> errors.BookHostile:
        return errors.BookHostile(path=self._book, reason=phrase(reason))

    def _doctype(self, *_: object) -> None:
        raise self._hostile(N_("it declares a document type."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.replace(":", ".")
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._hostile(N_("it is nested too deeply."))
        if self._builder is None:
            self._begin(name)
        if self._builder is not None:
            element = self._builder.start(name, attributes)
            self._elements += 1
            if self._elements > MOST_ELEMENTS or self._parser.CurrentByteIndex - self._began > LARGEST_OBJECT:
                raise self._hostile(N_("one of its objects is absurdly large."))
            if name == xml_objects.LOTS:
                self._lots, self._lots_at = element, self._depth
                self._before_lots = self._elements, self._parser.CurrentByteIndex - self._began

    def _begin(self, name: str) -> None:
        """An element outside of any object: perhaps the first of all, or the beginning of one."""
        if self._depth == 1:
            self._check_root(name)
        if name == TEMPLATES and not self._templates_at:
            self._templates_at = self._depth
        if name in xml_objects.READERS and not self._templates_at:
            self._builder, self._built_at = TreeBuilder(), self._depth
            self._began, self._elements = self._parser.CurrentByteIndex, 0
            # The builder takes the text without a detour: there is more of it than of anything else.
            self._parser.CharacterDataHandler = self._builder.data

    def _check_root(self, name: str) -> None:
        if name == "gnc":
            reason = phrase(N_("it is in the format of GnuCash 1."))
            raise errors.BookTooOld(path=self._book, reason=reason)
        if name != "gnc-v2":
            reason = phrase(N_("it is XML of another program (its first element is {name})."), name=name[:60])
            raise errors.NotABook(path=self._book, reason=reason)

    def _end(self, name: str) -> None:
        if self._builder is not None:
            name = name.replace(":", ".")
            element = self._builder.end(name)
            if self._depth == self._built_at:
                self._finish(element)
                self._builder = self._lots = None
                self._parser.CharacterDataHandler = None
            elif name == xml_objects.LOT and self._lots is not None and self._depth == self._lots_at + 1:
                # An account holds the lots of all its documents: each is read as it comes, and forgotten.
                self._finish(element)
                self._lots.clear()
                self._elements, size = self._before_lots
                self._began = self._parser.CurrentByteIndex - size
        elif self._depth == self._templates_at:
            self._templates_at = 0
        self._depth -= 1

    def _finish(self, element: Element) -> None:
        for table, row in xml_objects.rows(element):
            self._rows.setdefault(table, []).append(row)
            self._waiting += 1
        if self._waiting >= BATCH:
            self._flush()

    def _flush(self) -> None:
        for table, rows in self._rows.items():
            self._add(table, rows)
        self._rows, self._waiting = {}, 0
