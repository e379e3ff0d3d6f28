"""What an export is to do: arguments and settings made into a job, and the summary of it that ``--dry-run`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver import disk
from archiver.cli import sealing
from archiver.cli.connecting import connected, door
from archiver.cli.session import Session
from archiver.errors import (
    FileNotFound,
    NoPassword,
    NothingNamed,
    NotTogether,
    PeriodReversed,
    TargetMissing,
    UnknownSource,
    WrongOption,
)
from archiver.words import known

if TYPE_CHECKING:
    from archiver.envelope import Password
    from archiver.events import Listener
    from archiver.job import Job
    from archiver.order import Order
    from archiver.settings import CompanySettings, Defaults
    from archiver.whose import Known
    from archiver.workbooks import Manner

CYCLES = ("sales", "customers", "purchases", "vendors", "bank", "ledger", "taxes", "people", "lists")
BOXES = {"attachments": "attachments", "emails": "emails", "history": "audit_trail"}
"""What can be left out of an archive that is as good as whole, and the family that it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of an export, as they were typed, or as a schedule has them.

    ``drives``, if given, stand for the company's own; ``due`` is the period that it is for. ``password`` seals the
    archive, in the place of one that is kept; ``unsealed`` leaves it open, whatever is kept.
    """

    name: str | None = None
    books: str | None = None
    to: Path | None = None
    type: str | None = None
    start: date | None = None
    until: date | None = None
    fiscal_year: str | None = None
    attachments: bool | None = None
    emails: bool | None = None
    history: bool | None = None
    documents: Path | None = None
    without: frozenset[str] = frozenset()
    prefix: str | None = None
    language: str | None = None
    headers: str | None = None
    lock_sheets: bool | None = None
    read_only_recommended: bool | None = None
    ascii_names: bool | None = None
    max_cabinet: str | None = None
    drives: Sequence[str] | None = None
    due: datetime | None = None
    unpacked: bool = False
    only_if_changed: bool = False
    unmasked: bool = False
    printed: bool = False
    password: Password | None = None
    unsealed: bool = False


def job(session: Session, asked: Asked, tell: Listener | None = None) -> Job:
    """The job; its links warn ``tell``.

    ``NothingNamed``, ``UnknownCompany``, ``UnknownSource`` or ``TargetMissing`` where it cannot be made.
    """
    from archiver.books import is_link
    from archiver.job import Job

    if (asked.name is None) == (asked.books is None):
        raise NothingNamed(path=session.places.settings)
    _refuse_what_does_not_go_together(asked)
    company = session.settings.company(asked.name) if asked.name else None
    source, where = _books(session, asked, company)
    for folder in (asked.to, asked.documents):
        if folder and not disk.is_folder(folder):
            raise TargetMissing(path=folder)
    if company:
        keep_as_set(session)
    return Job(
        source,
        where,
        _order(session, asked, company),
        documents=_documents(session, asked, company),
        name=asked.name,
        to=asked.to,
        drives={name: connected(session, name, tell) for name in _drives(asked, company)},
        due=asked.due,
        unpacked=asked.unpacked,
        only_if_changed=asked.only_if_changed,
        door=door(session, tell) if is_link(source, where) else None,
        unmasked=asked.unmasked,
        printed=asked.printed,
    )


def _drives(asked: Asked, company: CompanySettings | None) -> Sequence[str]:
    if asked.drives is not None:
        return asked.drives
    return company.drives if company else ()


def keep_as_set(session: Session) -> None:
    """Archives are kept where the settings say."""
    session.places = session.places.keeping_in(session.settings.defaults.archives)


def _books(session: Session, asked: Asked, company: CompanySettings | None) -> tuple[str, str]:
    """The source and the place; a path of the settings starts from their folder, wherever a schedule runs us."""
    from archiver.books import SOURCES, is_link
    from archiver.settings import books_of

    if asked.books or company is None:
        return source_of(asked.books or "")
    source, where = books_of(company.books, tuple(SOURCES)) or ("", company.books)
    if is_link(source, where):
        return source, where
    path = session.settings.path.absolute().parent / Path(where).expanduser()
    return source_of(f"{source}:{path}" if source else str(path))


def _order(session: Session, asked: Asked, company: CompanySettings | None) -> Order:
    from archiver.order import Order

    passwords = _passwords(session, asked, company)
    return Order(
        language=_language(session, asked, company),
        wanted=asked.type or "full",
        boxes=frozenset(family for box, family in BOXES.items() if _box(session, asked, company, box) is False),
        start=asked.start,
        until=asked.until,
        year=asked.fiscal_year,
        left_out=asked.without,
        prefix=asked.prefix,
        discriminator=company.series if company else "",
        known=_known(company),
        manner=_manner(session, asked, company),
        password=None if asked.unsealed else next(iter(passwords), None),
        passwords=passwords,
        largest=_largest(session, asked, company),
    )


def _box(session: Session, asked: Asked, company: CompanySettings | None, name: str) -> bool | None:
    """Whether a box is ticked, as far as anybody says."""
    return next((box for each in _told(session, asked, company) if (box := getattr(each, name)) is not None), None)


def _refuse_what_does_not_go_together(asked: Asked) -> None:
    """A period is one; changes are of all the books; and a series is of one company of the settings."""
    if asked.fiscal_year and (asked.start or asked.until):
        raise NotTogether(options="--fiscal-year, --from, --until")
    if asked.start and asked.until and asked.start > asked.until:
        raise PeriodReversed(start=asked.start, until=asked.until)
    if asked.type == "incremental" and (asked.start or asked.until or asked.fiscal_year or asked.without):
        raise NotTogether(options="--type incremental, --from, --until, --fiscal-year, --without")
    if asked.type == "incremental" and asked.books:
        raise NotTogether(options="--type incremental, --books")


def _passwords(session: Session, asked: Asked, company: CompanySettings | None) -> tuple[Password, ...]:
    """What seals the archive, first, and what opens those before it; ``NoPassword`` rather than an open archive."""
    given = (asked.password,) if asked.password else ()
    if asked.name is None or company is None or not company.sealed:
        return given
    found = (*given, *sealing.kept(session, asked.name))
    if not found and not asked.unsealed:
        raise NoPassword(name=asked.name)
    return found


def _documents(session: Session, asked: Asked, company: CompanySettings | None) -> Path | None:
    usual = session.settings.defaults.documents if company else None
    return asked.documents or (company.documents if company else None) or usual


def source_of(books: str) -> tuple[str, str]:
    """The source and the place that ``SOURCE:WHERE`` or a plain path names; ``UnknownSource`` if none of ours."""
    from archiver.books import SOURCES, source_at
    from archiver.settings import books_of

    found = books_of(books, tuple(SOURCES))
    if found is None or not found[1]:
        raise UnknownSource(where=books, known=list(SOURCES))
    source, where = found
    path = Path(where).expanduser()
    if not source and not disk.exists(path):
        raise FileNotFound(path=where)
    return source or source_at(path), where


def _language(session: Session, asked: Asked, company: CompanySettings | None) -> str:
    chosen = company and (known(company.language) or known(session.settings.defaults.language))
    return asked.language or chosen or session.words.language


def lasting_language(session: Session, company: CompanySettings | None = None) -> str | None:
    """The language to set for a company: that of the screen, or None where the settings have one.

    A schedule has no screen, and its archives are to speak as those that are made by hand.
    """
    said = (company and company.language) or session.settings.defaults.language
    return None if known(said) else session.words.language


def _manner(session: Session, asked: Asked, company: CompanySettings | None) -> Manner:
    """As it was asked for, else as the company's settings say, else the defaults."""
    from archiver.workbooks import Manner

    told = _told(session, asked, company)
    locked = (each.lock_sheets for each in told if each.lock_sheets is not None)
    recommended = (each.read_only_recommended for each in told if each.read_only_recommended is not None)
    headers = (each.headers for each in told if each.headers)
    plainly = (each.ascii_names for each in told if each.ascii_names is not None)
    return Manner(next(headers, "language"), next(locked, False), next(recommended, False), next(plainly, False))


def _largest(session: Session, asked: Asked, company: CompanySettings | None) -> int:
    """The most bytes of a cabinet, said in the same places."""
    from archiver.cabinet.format import LARGEST_CABINET
    from archiver.settings import cabinet_size

    said = next((each.max_cabinet for each in _told(session, asked, company) if each.max_cabinet), None)
    if said is None:
        return LARGEST_CABINET
    if size := cabinet_size(said):
        return size
    raise WrongOption(option="--max-cabinet", value=said)


def _told(
    session: Session, asked: Asked, company: CompanySettings | None
) -> Sequence[Asked | CompanySettings | Defaults]:
    """Who says how an archive is made, the first one to be heard first."""
    return (asked, company, session.settings.defaults) if company else (asked,)


def _known(company: CompanySettings | None) -> Known:
    from archiver.settings import month_day
    from archiver.whose import Known

    if company is None:
        return Known()
    return Known(
        name=company.name or None,
        country=company.country,
        home_currency=company.home_currency,
        fiscal_year_start=month_day(company.fiscal_year_start) if company.fiscal_year_start else None,
        time_zone=company.time_zone,
    )
