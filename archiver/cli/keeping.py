"""The archives of one company, gone through: what is kept is shown, the rest moved to the trash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from archiver.cli import consent
from archiver.cli.connecting import connected
from archiver.cli.session import Session
from archiver.errors import ArchiverError
from archiver.words import N_, Phrase

if TYPE_CHECKING:
    from archiver.cabinet.manifest import CompanyTold
    from archiver.catalogue import Catalogue, Entry
    from archiver.drives import Drive
    from archiver.keeping import Decision, Rules
    from archiver.settings import Policy

HEADS = (N_("No."), N_("Type"), N_("As of"), N_("Bytes"), N_("Stays"), N_("Because"))
ALL_STAY = N_("All archives stay: {stay}")
WOULD_GO = N_("Stay: {stay}. Would go: {count}, together {size} bytes. Nothing was moved; to do it, add --apply")
TO_TRASH = N_(
    "These go to the trash, here and on every drive: {count}, together {size} bytes. Google and Dropbox empty theirs "
    "by themselves, mostly after 30 days. The chain of archives stays whole: the next one tells what was retired."
)
MOVED = N_("To the trash: {name} ({names})")
HERE = N_("here")


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments, as they were typed."""

    company: str
    policy: str | None = None
    apply: bool = False
    scheduled: bool | None = None
    outside: bool = False
    against_law: bool = False


@contextmanager
def opened(session: Session, asked: Asked, policy: Policy) -> Iterator[Keeping | None]:
    """The archives of a company, to be gone through; None while it has none."""
    from archiver import trashing

    with session.catalogue() as catalogue:
        known = catalogue.called(asked.company) if catalogue else None
        if catalogue is None or known is None:
            yield None
        else:
            trashing.welcome(catalogue, known.id)
            yield Keeping(session, catalogue, known.id, asked, policy)


@dataclass(frozen=True, slots=True)
class Keeping:
    """The archives of one company, gone through."""

    session: Session
    catalogue: Catalogue
    company: int
    asked: Asked
    policy: Policy

    def run(self) -> int:
        """Show what stays and what would go; with ``--apply``, let it go. The exit code."""
        decisions = self._decisions()
        going = [each.entry for each in decisions if each.goes]
        self._show(decisions, going)
        going = [*(self._left() if self.asked.apply else ()), *going]
        template = ALL_STAY if not going else TO_TRASH if self.asked.apply else WOULD_GO
        stay = sum(not each.goes for each in decisions)
        self.session.say(template, stay=stay, count=len(going), size=sum(each.size for each in going))
        if not (going and self.asked.apply):
            return 0
        consent.ask(self.session)
        return max((self._fail(error) for error in self._apply(going)), default=0)

    def by_itself(self) -> Sequence[ArchiverError]:
        """Let go of what is not kept, without asking, for its owner agreed to that before; what went wrong."""
        return self._apply([*self._left(), *(each.entry for each in self._decisions() if each.goes)])

    def _fail(self, error: ArchiverError) -> int:
        self.session.add("failed", problem=error.phrase)
        return self.session.tell(error)

    def _left(self) -> list[Entry]:
        """What was to go before, and still lies somewhere."""
        from archiver import trashing

        return trashing.unfinished(self.catalogue, self.company)

    def _apply(self, going: Sequence[Entry]) -> Sequence[ArchiverError]:
        """Move them, one after the other, while nobody exports the company; what went wrong.

        Nothing is moved unless the last archive lies whole where it is kept.
        """
        from archiver import trashing, workroom

        if not going:
            return ()
        session = self.session
        with workroom.enter(session.places.workroom(), self.asked.company, session.clock()):
            if last := self.catalogue.head(self.company):
                trashing.assure(last)
            return [error for error in map(self._one, going) if error]

    def _decisions(self) -> list[Decision]:
        from archiver import keeping

        return keeping.decide(self.catalogue, self.company, self._rules(), self.session.clock())

    def _rules(self) -> Rules:
        from archiver.keeping import Rules
        from archiver.settings import month_day

        told = self._told()
        settings = self.session.settings.company(self.asked.company)
        starts = settings.fiscal_year_start or (told.fiscal_year_start if told else None)
        return Rules(
            policy=self.policy,
            country=settings.country or (told.country if told else None),
            year_starts=(month_day(starts) if starts else None) or (1, 1),
            zone=ZoneInfo(settings.time_zone) if settings.time_zone else None,
            outside=self.asked.outside,
            against_law=self.asked.against_law,
        )

    def _told(self) -> CompanyTold | None:
        """What the last archive tells of the company, if it is not sealed."""
        from archiver import verify
        from archiver.cabinet.manifest import Page

        head = self.catalogue.head(self.company)
        with suppress(ArchiverError):
            page = verify.page(head.paths[0]) if head else None
            return page.company if isinstance(page, Page) else None
        return None

    def _show(self, decisions: Sequence[Decision], going: Sequence[Entry]) -> None:
        for each in decisions:
            self.session.add("archives", **_facts(each.entry), goes=each.goes, why=each.why)
        self.session.lists.setdefault("archives", [])
        self.session.result(company=self.asked.company, applied=False)
        if decisions and (going or not self.asked.apply):
            self.session.table(HEADS, [_row(each) for each in decisions])

    def _one(self, entry: Entry) -> ArchiverError | None:
        from archiver import trashing

        try:
            drives = dict(self._drives(entry))
            names = trashing.trash(self.catalogue, entry, drives, self.session.clock())
        except ArchiverError as error:
            return error
        self.session.result(applied=True)
        self.session.add("moved", name=entry.name, drives=names)
        self.session.say(MOVED, name=entry.name, names=[self.session.words(HERE), *names])
        return None

    def _drives(self, entry: Entry) -> Iterator[tuple[str, Drive]]:
        for name in dict.fromkeys(each.drive for each in self.catalogue.deposits(entry.id)):
            yield name, connected(self.session, name)


def _facts(entry: Entry) -> Mapping[str, object]:
    return {
        "name": entry.name,
        "series": entry.place.series if entry.place else None,
        "sequence": entry.place.sequence if entry.place else None,
        "type": entry.type,
        "moment": entry.moment,
        "finished": entry.finished,
        "size": entry.size,
        "digest": entry.digest,
    }


def _row(decision: Decision) -> list[object]:
    entry = decision.entry
    place = f"{entry.place.series}.{entry.place.sequence}" if entry.place else None
    from archiver.titles import TYPES

    return [place, Phrase(TYPES[entry.type]), entry.finished, entry.size, not decision.goes, decision.why]
