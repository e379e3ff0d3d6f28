"""Files of Sage: each costs a request of the day, so that a run fetches a part of the day's requests and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import BinaryIO
from urllib.parse import quote

from archiver.access.getter import Getter
from archiver.books import Attachment
from archiver.books.rest.columns import From, computed
from archiver.books.rest.source import Table
from archiver.books.rest.values import at, text
from archiver.books.sage.fields import PLUMBING, kind_of, refs
from archiver.errors import FileNotReadable, Missing, Refused, Throttled, Unwell
from archiver.model import Kind, Record
from archiver.words import N_, phrase

BYTES = "application/octet-stream"
DAILY = 2_500
"""Requests that Sage answers for a business in a day."""
MOST = 1_500
"""Of those, the ones that a run may spend on files: what is left reads the lists of any business that has so many."""
SPENT = N_("a run fetches {most} files at most, since Sage answers {daily} requests a day; later runs have the others")
WAITS = N_("the requests of this day are spent; a run of another day has it")


def table() -> Table:
    """The columns of ``attachments``."""
    columns: Mapping[str, str | From] = {
        "document_kind": computed(lambda item, about: kind_of(text(at(item, "attachment_context.$path")) or "")),
        "document_id": "attachment_context.id",
        "document_number": "attachment_context.displayed_as",
        "name": "file_name",
        "size": "file_size",
    }
    silent = (*PLUMBING, *refs("transaction", "attachment_context_type"), "attachment_context.$path", "$file_path")
    return Table(kind="attachments", columns=columns, silent=silent)


class Files:
    """The files of one business, each fetched when it is opened.

    Where there are more of them than a run may fetch, runs of other days begin with others: in so many days as it
    takes, each file is in an archive. ``total`` tells how many rows there are, once they are read.
    """

    def __init__(self, getter: Getter, kind: Kind, total: Callable[[], int], today: date, most: int = MOST) -> None:
        self._getter, self._keys, self._total, self._most = getter, kind.keys, total, most
        self._turn = today.toordinal() * most
        self._rows = 0
        self._spent = False

    def files(self, record: Record) -> Iterator[Attachment]:
        """The file that a row of attachments stands for; rows come in an order that is always the same."""
        name, mine = dict(zip(self._keys, record.values, strict=True)).get("name"), self._is_mine()
        if name:
            yield Attachment(str(name), "packed", f"attachments/{quote(record.document, safe='')}/file" if mine else "")

    def _is_mine(self) -> bool:
        """Whether the next row is one of those that this day's run fetches."""
        nth, total = self._rows, max(self._total(), 1)
        self._rows += 1
        return (nth - self._turn) % total < self._most

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        """The bytes; ``FileNotReadable`` where they cannot be had, or not today."""
        yield BytesIO(self._fetch(attachment))

    def _fetch(self, attachment: Attachment) -> bytes:
        if self._spent or not attachment.where:
            reason = phrase(WAITS) if self._spent else phrase(SPENT, most=self._most, daily=DAILY)
            raise FileNotReadable(path=attachment.name, reason=reason)
        try:
            return self._getter.ask(attachment.where, accept=BYTES).body
        except Throttled:
            self._spent = True
            raise FileNotReadable(path=attachment.name, reason=phrase(WAITS)) from None
        except (Missing, Refused, Unwell) as error:
            raise FileNotReadable(path=attachment.name, reason=error.phrase) from None
