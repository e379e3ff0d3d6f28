"""Texts too long for a cell, on their way to a sheet of their own, whole: in parts that cells can hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from archiver import kinds
from archiver.model import Kind, Record
from archiver.workbooks.text import pieces


class LongTexts:
    """Those of one workbook: ``sheet`` is the name of the sheet that they go to, ``count`` the rows it will have.

    They wait in a file in ``folder``, made for the first of them; to be closed. ``OSError`` where the disk is full.
    """

    def __init__(self, sheet: str, folder: Path) -> None:
        self.sheet = sheet
        self.count = 0
        self._folder = folder
        self._spool: IO[bytes] | None = None

    def add(self, sheet: str, id: str, column: str, text: str) -> None:
        """Keep a text, and of which sheet, record and column it is."""
        if self._spool is None:
            self._spool = TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed by our own ``close``
        for part, piece in enumerate(pieces(text), start=1):
            self.count += 1
            self._spool.write(json.dumps([sheet, id, column, part, piece]).encode() + b"\n")

    @property
    def kind(self) -> Kind:
        """The kind of its rows."""
        return kinds.kind("long_texts")

    def records(self) -> Iterator[Record]:
        """A row for each part of each text."""
        if self._spool is None:
            return
        self._spool.seek(0)
        for number, line in enumerate(self._spool, start=1):
            keys = ("sheet", "record_id", "column", "part", "text")
            given = dict(zip(keys, json.loads(line), strict=True))
            yield Record(str(number), str(number), self.kind.values({"id": str(number), **given}))

    def close(self) -> None:
        """Let go of the file, which has no name and is gone."""
        if self._spool:
            with suppress(OSError):  # it could not write what nobody needs any more
                self._spool.close()
