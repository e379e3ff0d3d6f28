"""The sources of the oracle keep what every source promises: otherwise nobody could tell who is wrong."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from random import Random

from archiver.books import Books, Counts, Enumerates, Mends
from archiver.model import Bookmark
from tests.contracts.books import BooksContract
from tests.history.oracle.annals import Annals
from tests.history.oracle.clerk import Clerk
from tests.history.oracle.journey import FIRST
from tests.history.oracle.shop import Shop
from tests.history.oracle.source import Mending, Silent, System


def system(*, tells: bool) -> System:
    """A shop of the first day, some of whose documents were edited or are gone."""
    shop = Shop(one_sequence=tells)
    clerk = Clerk(shop, Random(7))  # noqa: S311 - the same shop each time
    clerk.open_shop()
    annals = Annals(shop, FIRST)
    for _ in range(40):
        clerk.edit()
    annals.enter(FIRST)
    return System(annals, lambda: FIRST, tells)


class TestSilent(BooksContract):
    def connect(self, work: Path) -> AbstractContextManager[Books]:
        return nullcontext(Silent(system(tells=False), "shop"))


class TestMending(BooksContract):
    def connect(self, work: Path) -> AbstractContextManager[Books]:
        return nullcontext(Mending(system(tells=True), "shop"))

    def test_what_changed_and_what_is_gone_is_what_differs(self) -> None:
        running = system(tells=True)
        annals, books = running.annals, Mending(running, "shop")
        assert isinstance(books, Counts)
        assert isinstance(books, Enumerates)
        assert isinstance(books, Mends)
        then = {name: dict(there) for name, there in annals.there.items()}
        mark = Bookmark(FIRST.replace(hour=9), str(annals.edit))
        clerk = Clerk(annals.shop, Random(8))  # noqa: S311 - the same edits each time
        for _ in range(40):
            clerk.edit()
        running.annals.enter(FIRST.replace(day=2))
        for family in books.families():
            now = annals.there[family.name]
            changed = {id_ for id_, entered in now.items() if then[family.name].get(id_) != entered}
            if family.knows_changes:
                (*_, last) = pages = list(books.read(family, mark))
                came = {row.document for page in pages for rows in page.rows.values() for row in rows}
                assert came == changed
                gone = then[family.name].keys() - now.keys()
                assert set(last.gone) == (gone if family.knows_deletions else set())
