"""A company's series of archives, begun anew after a trial, or brought back; books, archives and drives stay.

An archive says which series it is of, and that is never rewritten: a series that was left is a chain that has ended,
and one that is brought back goes on after its own last archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver import run, workroom
from archiver.catalogue import Catalogue, Deposit, Entry, Identity, Place, Shared
from archiver.errors import NothingToRecover, NothingToReset
from archiver.events import Listener
from archiver.export import Clock
from archiver.job import Job
from archiver.places import Places


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is to keep or note before a series begins anew: its last archive and where that lies, what is still
    to be deposited, and who is let in.
    """

    company: int
    last: Entry
    deposits: Sequence[Deposit]
    pending: int
    shares: Sequence[Shared]


@dataclass(frozen=True, slots=True)
class Recovered:
    """A series that goes on: its last archive, the place of the next one, and the archives of the series that ended."""

    last: Entry
    next: Place
    since: Sequence[Entry]


def company_of(catalogue: Catalogue, job: Job, places: Places, clock: Clock, tell: Listener) -> int:
    """The company of a job; the books say whose they are where the catalogue was made anew and knows no names yet."""
    assert job.name, "only what has a name has a series"
    if known := catalogue.called(job.name):
        return known.id
    with run.opened(job, places, clock, tell) as (books, _):
        company = books.company()
    return catalogue.company(Identity(company.source, company.source_id, job.order.discriminator), job.name)


def kept(catalogue: Catalogue, company: int, name: str, now: datetime) -> Kept:
    """What a reset leaves behind; ``NothingToReset`` where the series has no archive yet."""
    last = catalogue.head(company)
    if last is None:
        raise NothingToReset(name=name)
    shares = [each for each in catalogue.shares(company) if not each.is_over(now)]
    pending = len(catalogue.pending_deposits(company))
    return Kept(company, last, catalogue.deposits(last.id), pending, shares)


def reset(catalogue: Catalogue, company: int, name: str, places: Places, clock: Clock) -> Place:
    """Begin the next series, and say where its first archive will stand; ``Busy`` while one is made."""
    with workroom.enter(places.workroom(), name, clock()):
        catalogue.series.begin(company, clock())
        return catalogue.next_place(company)


def recover(catalogue: Catalogue, company: int, name: str, places: Places, clock: Clock) -> Recovered:
    """Go back to the series before the last reset; ``NothingToRecover`` where there is none, ``Busy`` as above."""
    with workroom.enter(places.workroom(), name, clock()):
        left = catalogue.series.current(company)
        if catalogue.series.recover(company, clock()) is None:
            raise NothingToRecover(name=name)
    last = catalogue.head(company)
    assert last, "a series is only left once it has an archive"
    since = [each for each in catalogue.entries(company) if each.place and each.place.series == left]
    return Recovered(last, catalogue.next_place(company), since)
