"""The ledger of files: entries and postings of all the tables that have them, and the accounts that they post to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from archiver.books.files import entries, postings
from archiver.books.files.accounts import Chart
from archiver.books.files.posting import Document, reopening
from archiver.books.files.recognise import Found
from archiver.model import Kind, Value


@dataclass
class Ledger:
    """The tables that make up the ledger, oldest first, with the chart of accounts."""

    tables: Sequence[Found]
    chart: Chart = field(default_factory=Chart)

    @cached_property
    def begins(self) -> date | None:
        """The first day of all."""
        return min((days[0] for each in self.tables if (days := each.days())), default=None)

    def documents(self, kinds: Mapping[str, Kind]) -> Iterator[Document]:
        """Every entry, or every posting where rows are postings, in the order of the files."""
        counted = Counter[Value]()
        for found in self.tables:
            read = entries.read if found.layout.form == "entries" else postings.read
            yield from read(found, self.chart, kinds, counted, reopening(found.layout.opening, self.begins))

    def accounts(self) -> dict[str, tuple[str | None, str | None]]:
        """Every account that is posted to: its name, if the rows have one, and the chart that its number is of."""
        found: dict[str, tuple[str | None, str | None]] = {}
        for each in self.tables:
            posted_to = entries.accounts(each) if each.layout.form == "entries" else postings.accounts(each)
            for id_, name in sorted(posted_to, key=str):
                if id_ not in found or (name and not found[id_][0]):
                    found[id_] = name, each.layout.chart
        return found
