"""Sage Accounting: the books of one business over the network, by GET alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from functools import cached_property
from typing import BinaryIO

from archiver.access.bearer import Bearer
from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.access.sage import api
from archiver.books import Asked, Attachment
from archiver.books.rest import opened
from archiver.books.rest.client import Client
from archiver.books.rest.pagers import Whole
from archiver.books.rest.source import Source
from archiver.books.rest.values import Item, at, day, text
from archiver.books.sage import faults, feeds, trial_balance
from archiver.books.sage.files import Files
from archiver.books.sage.joined import Joined
from archiver.books.sage.ledger import controls
from archiver.books.sage.origins import Origins
from archiver.errors import Missing, NotLinked, Refused
from archiver.model import Bookmark, Company, Family, Page, Record, Reported
from archiver.words import N_

ATTACHMENTS = "attachments"
SYSTEM = "Sage Accounting"
PER_SECOND, PER_MINUTE = 5, 90
"""Sage answers a hundred requests a minute; somebody else may be asking too."""
MISSING = (
    N_("Payroll: Sage Accounting keeps its postings, not the pay slips."),
    N_("Bank feeds and bank rules: only what was entered in the books is given."),
    N_("The audit log: documents tell when they were changed last, not how they were before."),
    N_("Recurring invoices that are not due yet, and drafts of tax returns."),
    N_("Layouts of documents, and the e-mails that went out with them."),
    N_("The users of the business, and what each of them may do."),
)
ZONES = {
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
}
"""The time zones of countries that have one, as good as; Sage does not say it of a business."""
JANUARY = (1, 1)


@contextmanager
def connect(asked: Asked) -> Iterator[Sage]:
    """Open the books of the business that a link leads to; ``asked.where`` is the link's name."""
    link = asked.where
    if asked.door is None:
        raise NotLinked(name=link)
    grant = asked.door.grant(link, "sage")
    if not grant.realm:
        raise NotLinked(name=link)
    bearer, pace = Bearer(asked.door, link, asked.clock), Pace(PER_SECOND, PER_MINUTE)
    getter = Getter(api(grant), bearer, pace, faults.vendor(link, grant.realm), tell=asked.tell)
    with reading(asked, getter, grant.realm) as books:
        yield books


@contextmanager
def reading(asked: Asked, getter: Getter, business: str) -> Iterator[Sage]:
    """The books of a business that a getter reads."""
    declare = declaring(business, asked)
    with opened(asked, getter, faults.TITLE, declare, Sage) as books:
        assert isinstance(books, Sage)
        yield books


def declaring(business: str, asked: Asked) -> Callable[[Client], tuple[Source, Company]]:
    """What is asked of Sage before its lists are read: the business, its currency and year, its control accounts."""

    def declare(client: Client) -> tuple[Source, Company]:
        whole = _one(client, f"businesses/{business}")
        settings = _one(client, "financial_settings")
        home = text(at(settings, "base_currency.id"))
        start = _year_start(settings)
        accounts = _all(client, "ledger_accounts", {"show_control_accounts": "true"})
        today = client.moment.date()
        country = (text(at(whole, "country.id")) or "").upper() or None
        setup = feeds.Setup(business, country, home, controls(accounts), today, _begin(today, start or JANUARY))
        origins = Origins(lambda: _all(client, "transactions", {}))
        name = text(whole.get("name")) or text(whole.get("displayed_as")) or business
        zone = ZONES.get(country or "")
        return feeds.source(setup, origins, MISSING), Company(
            "sage", business, name, country, home, start, zone, system=SYSTEM
        )

    return declare


def _one(client: Client, path: str) -> Item:
    """What there is one of; nothing where it is not offered, but for the business itself."""
    try:
        return next(client.all(path, {}, Whole()), {})
    except (Missing, Refused):
        if path.startswith("businesses/"):
            raise
        return {}


def _all(client: Client, path: str, params: Mapping[str, str]) -> list[Item]:
    try:
        return list(client.all(path, {**feeds.ALL, **params}, feeds.PAGES, feeds.ROWS))
    except (Missing, Refused):
        return []


def _year_start(settings: Item) -> tuple[int, int] | None:
    """The day after the one on which the fiscal year ends."""
    end = day(settings.get("year_end_date"))
    if end is None:
        return None
    start = end + timedelta(days=1)
    return start.month, start.day


def _begin(today: date, start: tuple[int, int]) -> date:
    """The first day of the fiscal year that a day is in."""
    begin = date(today.year, *start)
    return begin if begin <= today else date(today.year - 1, *start)


class Sage(Joined):
    """The open books of one business."""

    _changed_files: int | None = None

    @cached_property
    def _attachments(self) -> Family:
        return next(family for family in self.families() if family.name == ATTACHMENTS)

    @cached_property
    def _files(self) -> Files:
        [kind] = self._attachments.kinds
        return Files(self.client.getter, kind, self._of_files, self.client.moment.date())

    def _of_files(self) -> int:
        """How many rows of attachments this reading has: all, or those that changed."""
        changed = self._changed_files
        return (self.count(self._attachments) or 0) if changed is None else changed

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents."""
        pages = super().read(family, since, resume)
        return self._counted(pages) if since and family.name == ATTACHMENTS else pages

    def _counted(self, pages: Iterator[Page]) -> Iterator[Page]:
        self._changed_files = 0
        for page in pages:
            self._changed_files += len(page.rows.get(ATTACHMENTS, ()))
            yield page

    def files(self, record: Record) -> Iterator[Attachment]:
        """The file that a row of attachments stands for."""
        return self._files.files(record)

    def open(self, attachment: Attachment) -> AbstractContextManager[BinaryIO]:
        """The bytes of a file."""
        return self._files.open(attachment)

    def reported(self, rows: Iterable[Record]) -> Iterator[Reported]:
        """The totals that Sage itself reports."""
        return trial_balance.reported(rows)
