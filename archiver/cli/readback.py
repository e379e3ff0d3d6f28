"""``archiver verify --drive``: what was deposited, read back from where it lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archiver.cli.connecting import connected
from archiver.cli.session import Session
from archiver.errors import ArchiverError
from archiver.words import N_

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue
    from archiver.readback import Found

ALL = "all"
SAID = {
    "verified": N_("{name} on {drive}: unaltered, read back and compared."),
    "learned": N_("{name} on {drive}: read back; it is what lay there when the catalogue was made anew."),
    "pending": N_("{name} on {drive}: not deposited yet; the next export of its company does it."),
}


def verify(session: Session, drive: str, companies: Sequence[str]) -> int:
    """Read back one drive or ``all``, for these companies or for all; the gravest exit code."""
    for company in companies:
        session.settings.company(company)
    if drive != ALL:
        session.settings.drive(drive)
    drives = list(session.settings.drives) if drive == ALL else [drive]
    with session.catalogue() as catalogue:
        codes = [code for name in drives for code in _drive(session, catalogue, name, companies)] if catalogue else []
    if not codes:
        session.say(N_("There is nothing to check yet."))
    return max(codes, default=0)


def _drive(session: Session, catalogue: Catalogue, name: str, companies: Sequence[str]) -> Iterator[int]:
    """The exit code of each deposit of a drive; of the drive itself where it does not answer."""
    from archiver import readback

    known = {each.name: each.id for each in catalogue.companies()}
    which: list[int | None] = [known.get(company, 0) for company in companies] or [None]
    asked = [each for company in which for each in readback.deposits(catalogue, name, company)]
    try:
        drive = connected(session, name)
        for found in readback.read_back(catalogue, asked, drive, session.clock, session.listener()):
            yield _tell(session, found, learned=catalogue.entry(found.deposit.archive).learned)
    except ArchiverError as error:
        session.add("failed", drive=name, problem=error.phrase)
        yield session.tell(error)


def _tell(session: Session, found: Found, *, learned: bool) -> int:
    """One deposit; only an entry of our own vouches for *unaltered*."""
    deposit, problem = found.deposit, found.problem
    state = type(problem).__name__ if problem else "pending" if found.pending else "verified"
    facts = {"drive": deposit.drive, "name": deposit.name}
    session.add("deposits", **facts, state=state, problem=problem.phrase if problem else None)
    if problem:
        return session.tell(problem)
    session.say(SAID["learned" if learned and state == "verified" else state], **facts)
    return 0
