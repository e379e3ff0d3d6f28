"""Tables in plain text: CSV, TSV and their kin. How the file is written is found out from its bytes.

The encoding is what a mark at the beginning says, else UTF-8 where all of it is, else that of the older ones in which
its accents make words. The delimiter is the one that gives every row as many cells as the next.
"""

from __future__ import annotations

import codecs
import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from archiver.books.files.cells import Row
from archiver.books.files.problems import Problem
from archiver.words import N_

if TYPE_CHECKING:
    from _csv import Reader

SNIFFED = 1 << 16
CHUNK = 1 << 20
LONGEST_CELL = 1 << 20
DELIMITERS = (";", "\t", ",", "|")
LIKELY = frozenset("àâäáçéèêëîïíñôöóùûüúœæßÀÂÄÁÇÉÈÊËÎÏÔÖÙÛÜŒÆ°€£§«»’‘“”–…\N{NO-BREAK SPACE}²½·•")
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
OLDER = ("cp1252", "mac_roman", "cp850")
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
NO_TEXT = N_("it holds bytes that no text has.")
NO_ENCODING = N_("its accents make no words in any encoding that we know; save it as UTF-8.")
NOT_AS_MARKED = N_("it is not in the encoding that it says it is in ({encoding}).")
BAD_QUOTES = N_("its quotes are not closed where they should be ({what}).")


@dataclass(frozen=True, slots=True)
class Writing:
    """How a text file is written: its encoding, the delimiter of its cells, the lines before the first of them."""

    encoding: str
    delimiter: str
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A table in a text file."""

    path: Path
    name: str
    writing: Writing
    within: str = ""

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Its rows, many at a time, as lists of texts. ``Problem`` for quotes that do not close."""
        with open(self.path, encoding=self.writing.encoding, newline="") as opened:
            reader = self._reader(opened)
            try:
                while batch := list(islice(reader, size)):
                    yield cast("list[Row]", batch)
            except csv.Error as wrong:
                raise Problem(self.name, self._stuck(), BAD_QUOTES, what=wrong) from wrong

    def _stuck(self) -> int:
        """The line on which the row begins that cannot be read."""
        line = 1
        with open(self.path, encoding=self.writing.encoding, newline="") as opened, suppress(csv.Error):
            reader = self._reader(opened)
            for _ in reader:
                line = reader.line_num + 1
        return line + self.writing.skipped

    def lines(self) -> Iterator[tuple[int, Row]]:
        """Its rows, each with the line that it begins on."""
        with open(self.path, encoding=self.writing.encoding, newline="") as opened:
            reader = self._reader(opened)
            line = 1
            for row in reader:
                yield line + self.writing.skipped, list(row)
                line = reader.line_num + 1

    def _reader(self, opened: Iterator[str]) -> Reader:
        for _ in range(self.writing.skipped):
            next(opened, None)
        csv.field_size_limit(LONGEST_CELL)
        return csv.reader(opened, delimiter=self.writing.delimiter, strict=True)


def writing(path: Path, name: str) -> Writing:
    """How a text file is written; ``Problem`` if it is no text, or in no encoding that we know."""
    encoding = _encoding(path, name)
    with open(path, encoding=encoding, newline="") as opened:
        sample = opened.read(SNIFFED)
    first = sample.partition("\n")[0].strip("\r")
    if first.lower().startswith("sep=") and len(first) == 5:
        return Writing(encoding, first[4], skipped=1)
    return Writing(encoding, _delimiter(sample.splitlines(keepends=True)))


def _encoding(path: Path, name: str) -> str:
    with open(path, "rb") as opened:
        start = opened.read(4)
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            if (where := _undecodable(path, encoding)) is not None:
                raise Problem(name, where[0], NOT_AS_MARKED, encoding=encoding.removesuffix("-sig"))
            return encoding
    if b"\0" in start:
        unmarked = "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
        if start.count(0) == 2 and _undecodable(path, unmarked) is None:
            return unmarked
        raise Problem(name, 1, NO_TEXT)
    wrong = _undecodable(path, "utf-8")
    if wrong is None:
        return "utf-8"
    line, high = wrong
    return _older(name, line, high)


def _undecodable(path: Path, encoding: str) -> tuple[int, Counter[int]] | None:
    """The line of the first byte that is not of the encoding, and how often each byte above 127 occurs; None if all of
    it is."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    with open(path, "rb") as opened:
        try:
            while chunk := opened.read(CHUNK):
                line += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
        else:
            return None
    return line, _high(path)


def _high(path: Path) -> Counter[int]:
    """How often each byte above 127 occurs."""
    found, plain = Counter[int](), bytes(range(128))
    with open(path, "rb") as opened:
        while chunk := opened.read(CHUNK):
            found.update(chunk.translate(None, plain))
    return found


def _older(name: str, line: int, high: Counter[int]) -> str:
    """The older encoding in which the bytes above 127 are letters that people write."""
    worth = {encoding: _worth(high, encoding) for encoding in OLDER}
    best = max(OLDER, key=lambda each: worth[each])
    if worth[best] <= 0:
        raise Problem(name, line, NO_ENCODING)
    return best


def _worth(high: Counter[int], encoding: str) -> float:
    """How many more of the bytes are letters that people write than are not; none of them may mean nothing."""
    decoded = {byte: bytes([byte]).decode(encoding, "replace") for byte in high}
    if UNKNOWN in decoded.values():
        return -math.inf
    return sum(count if decoded[byte] in LIKELY else -3 * count for byte, count in high.items())


def _delimiter(lines: list[str]) -> str:
    """The sign that parts the most lines into the same number of cells, more than one."""
    worth = {each: _evenness(lines, each) for each in DELIMITERS}
    best = max(DELIMITERS, key=lambda each: worth[each])
    return best if worth[best] > 0 else ","


def _evenness(lines: Iterable[str], delimiter: str) -> float:
    """The part of the rows that have the usual number of cells, a little more where there are many cells."""
    reader = csv.reader(lines, delimiter=delimiter)
    widths = Counter[int]()
    try:
        for row in islice(reader, 200):
            if any(row):
                widths[len(row)] += 1
    except csv.Error:
        pass
    width, count = max(widths.items(), key=lambda each: (each[0] > 1, each[1]), default=(1, 0))
    return count / widths.total() + min(width, 50) / 1_000 if width > 1 else 0
