"""``archiver verify --chain``: is an archive of the series missing, doubled or altered?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archiver import disk
from archiver.cli import sealing
from archiver.cli.session import Session
from archiver.errors import CabinetDamaged, ChainBroken, WrongPassword
from archiver.words import N_

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue, Known
    from archiver.chain import Chain, Check, Finding
    from archiver.envelope import Password
    from archiver.verify import Checked

SOUND = N_("{company}, series {series}: {count} archives, each joined to the one before it.")
UNALTERED = N_("All of them are unaltered: the catalogue vouches for each, or for one after it.")
UNKNOWN = N_("Nobody vouches for these, so it cannot be said whether they were altered: No. {numbers}")
NOTHING = N_("There is no series of archives to check yet.")


def verify(session: Session, targets: Sequence[Path], given: Sequence[Password]) -> int:
    """Check the chains of these companies and folders, or of every company; the gravest exit code.

    What was given need not open every archive: one that stays closed is told, and a link of its chain by its digests.
    """
    closed: list[WrongPassword] = []
    with session.catalogue() as catalogue:

        def check(path: Path) -> Checked:
            try:
                return sealing.check(session, path, catalogue, given)
            except WrongPassword as error:
                checked = sealing.check(session, path, catalogue)
                closed.extend([error] if checked.extent == "digests" else [])
                return checked

        codes = [_company(session, chain) for chain in _chains(session, catalogue, targets, check)]
    if not codes:
        session.say(NOTHING)
    damaged = [CabinetDamaged.exit_code for _ in session.lists.get("failed", ())]
    for error in closed:
        session.add("failed", problem=error.phrase)
        codes.append(session.tell(error))
    return max([*codes, *damaged], default=0)


def _chains(session: Session, catalogue: Catalogue | None, targets: Sequence[Path], check: Check) -> Iterator[Chain]:
    from archiver import chain, learn

    known = [(each, _called(catalogue, each)) for each in catalogue.companies()] if catalogue else []
    named = {str(target) for target in targets if not disk.is_folder(target)}
    for name in named.difference(called for _, called in known):
        session.settings.company(name)
    for each, called in known:
        if catalogue and (called in named or not targets):
            yield chain.of_catalogue(catalogue, each.id, called, check)
    found = chain.of_cabinets(learn.cabinets([target for target in targets if disk.is_folder(target)]), check)
    for error in found.unread:
        session.add("failed", problem=error.phrase)
        session.tell(error)
    yield from found.chains


def _called(catalogue: Catalogue, company: Known) -> str:
    """What the owner calls a company; else what its last archive does, whose name begins with that."""
    names = [entry.name.partition("_")[0] for entry in catalogue.entries(company.id)] if company.name is None else []
    return company.name or (names[-1] if names else company.identity.source)


def _company(session: Session, chain: Chain) -> int:
    """Tell of each series of a company; the exit code."""
    codes = [_series(session, chain.company, number, found) for number, found in chain.examine().items()]
    return max(codes, default=0)


def _series(session: Session, company: str, number: int, findings: Sequence[Finding]) -> int:
    broken = [each.said for each in findings if each.broken]
    there = [each for each in findings if each.state == "sound"]
    session.add("series", company=company, series=number, sound=not broken, links=[_told(each) for each in findings])
    for each in findings:
        if each.state == "retired":
            session.say("{said}", said=each.said)
    if broken:
        return session.tell(ChainBroken(company=company, series=number, listed=broken))
    session.say(SOUND, company=company, series=number, count=len(there))
    doubtful = [each.sequence for each in there if not each.unaltered]
    session.say(UNKNOWN if doubtful else UNALTERED, numbers=doubtful)
    return 0


def _told(finding: Finding) -> dict[str, object]:
    link = finding.links[0] if finding.links else None
    return {
        "sequence": finding.sequence,
        "until": finding.until,
        "state": finding.state,
        "said": finding.said,
        "unaltered": finding.unaltered,
        "digest": link.digest if link else None,
        "paths": [each.path for each in finding.links],
    }
