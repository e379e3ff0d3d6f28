"""Records of which a list gives the outline only: each is asked for by itself, a few side by side, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from archiver.access.getter import Answer
from archiver.books.rest.client import Client
from archiver.books.rest.known import Known
from archiver.books.rest.prefetch import Prefetch
from archiver.books.rest.source import Feed
from archiver.books.rest.values import Item
from archiver.errors import Missing, Refused, Unintelligible, Unwell
from archiver.words import N_, Phrase, phrase

IN_A_ROW = 3
"""So many that fail one after the other are no matter of one record."""
OUTLINE = N_("{id} is there in outline only: {said}")
FORM = N_("its form is not known")


class Details:
    """Fetches the records of lists; what is odd about one of them is said, and its outline is kept."""

    def __init__(self, client: Client, workers: int) -> None:
        self._client = client
        self._fetched: Prefetch[str, Answer] = Prefetch(client.answer, workers)
        self._missing: set[tuple[str, str]] = set()

    def close(self) -> None:
        """Fetch nothing more."""
        self._fetched.close()

    def of(
        self, feed: Feed, rows: Sequence[Item], id_of: Callable[[Item], str], known: Known, odd: list[Phrase]
    ) -> list[Item]:
        """The records of these rows; one that is gone meanwhile is left out, and not known any more.

        Errors: those of the client, where three fail in a row.
        """
        paths = [feed.detail.format(id=quote(id_of(row), safe="")) for row in rows]
        self._fetched.expect(paths)
        found: list[Item] = []
        failed = 0
        try:
            for row, path in zip(rows, paths, strict=True):
                id_ = id_of(row)
                try:
                    found.append(self._record(feed, row, self._fetched.take(path)))
                    failed = 0
                except Missing as error:
                    if (feed.name, id_) not in self._missing:
                        self._missing.add((feed.name, id_))  # gone; unless it is still listed when that is proved
                        known.drop([id_])
                        continue
                    odd.append(phrase(OUTLINE, id=id_, said=error.phrase))
                    found.append(row)
                except (Refused, Unintelligible, Unwell) as error:
                    failed += 1
                    if failed == IN_A_ROW:
                        raise
                    odd.append(phrase(OUTLINE, id=id_, said=error.phrase))
                    found.append(row)
        finally:
            self._fetched.drop(set(paths).__contains__)
        return found

    def _record(self, feed: Feed, row: Item, answer: Answer) -> Item:
        record = self._client.decoded(answer)
        if not isinstance(record, dict):
            raise Unintelligible(service=self._client.title, reason=phrase(FORM))
        # The id is the list's: some services say it there alone.
        return {**row, **record} if feed.merge else {**record, feed.id: row[feed.id]} if feed.id in row else record
