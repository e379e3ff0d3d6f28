"""A round: every company that is due, one after the other. One that fails stops no other one; its owner is told."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archiver import deposits, run
from archiver.catalogue import Catalogue, Entry
from archiver.errors import ArchiverError, Busy, UnreportedMistake
from archiver.events import Event, Listener, Warned
from archiver.export import Clock
from archiver.job import Done, Job, Standing
from archiver.notices import Log, Notice, Notices
from archiver.places import Places
from archiver.settings import Schedule
from archiver.timetable import due as calendar
from archiver.words import N_, phrase

RECOVERED = N_("archiver: {company}: works again")
WORKS = N_("The export of {company} works again. What was wrong before: {names}")
ENDING = N_("archiver: a link is about to end")
BROKEN_OFF = "The round was broken off: not every company had its turn"  # for the log, which is in English


class Outcome(StrEnum):
    """How one company's turn ended."""

    DONE = "done"
    UNCHANGED = "unchanged"
    DEPOSITED = "deposited"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one company: what was made or stands, and the error where it is not all that was asked for."""

    name: str
    outcome: Outcome
    made: Done | Standing | None = None
    error: ArchiverError | None = None


def take(name: str, make: Callable[[], Done | Standing], mistake: Callable[[Exception], ArchiverError]) -> Turn:
    """A company's turn: what ``make`` made of it, or the error that it ended with, ``mistake`` of one of ours."""
    try:
        made = make()
    except Busy as busy:  # somebody exports it right now: the next round looks again
        return Turn(name, Outcome.BUSY, error=busy)
    except ArchiverError as error:
        return Turn(name, Outcome.FAILED, error=error)
    except Exception as bug:  # noqa: BLE001 - the books of others do not wait for a mistake of ours
        return Turn(name, Outcome.FAILED, error=_of_ours(bug, mistake))
    if made.lacking:
        return Turn(name, Outcome.FAILED, made, made.lacking)
    if isinstance(made, Done):
        return Turn(name, Outcome.DONE, made)
    return Turn(name, Outcome.UNCHANGED if made.unchanged else Outcome.DEPOSITED, made)


def _of_ours(bug: Exception, mistake: Callable[[Exception], ArchiverError]) -> ArchiverError:
    try:
        return mistake(bug)
    except Exception:  # noqa: BLE001 - nor do they wait for what cannot even be told
        return UnreportedMistake(name=type(bug).__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A company whose turn it is: for which period, and the archive that was made for it but lies not everywhere."""

    name: str
    period: datetime | None = None
    entry: Entry | None = None


def due(schedules: Mapping[str, tuple[Schedule, Sequence[str]]], places: Places, now: datetime) -> list[Due]:
    """The companies whose period is not met; each schedule comes with the drives that its archives go to."""
    moments = {name: calendar.last(schedule, calendar.wall(now)) for name, (schedule, _) in schedules.items()}
    fallen = {name: moment for name, moment in moments.items() if moment}
    if not fallen:
        return []
    with Catalogue(places.catalogue) as catalogue:
        found = (_due(catalogue, name, moment, schedules[name][1]) for name, moment in fallen.items())
        return [each for each in found if each]


def _due(catalogue: Catalogue, name: str, moment: datetime, drives: Sequence[str]) -> Due | None:
    known = catalogue.called(name)
    met = catalogue.agenda.period(known.id, moment) if known else None
    if known is None or met is None:
        return Due(name, moment)
    entry = catalogue.entry(met.archive)
    if entry.retired or len(deposits.lies_on(catalogue, met.archive, drives)) == len(drives):
        return None
    return Due(name, moment, entry)


class Round:
    """What a round needs: how a company's job is made, the notices, and what becomes of a mistake of ours."""

    def __init__(
        self,
        job: Callable[[Due, Listener], Job],
        places: Places,
        clock: Clock,
        notices: Notices,
        log: Log,
        tell: Callable[[str], Listener],
        mistake: Callable[[Exception], ArchiverError],
    ) -> None:
        self._job = job
        self._places = places
        self._clock = clock
        self._notices = notices
        self._log = log
        self._tell = tell
        self._mistake = mistake

    def make(self, companies: Sequence[Due]) -> Generator[Turn, None, None]:
        """Each company's turn, as soon as it is over. To be closed: what ends before the last one has failed."""
        if not companies:
            return
        self._notices.started(None)
        outcomes: set[Outcome] = set()
        well: bool | None = None
        try:
            for each in companies:
                turn = self._turn(each)
                outcomes.add(turn.outcome)
                yield turn
            well = Outcome.FAILED not in outcomes
        finally:  # whoever interrupts it, or takes no more turns: a monitor hears of it
            if well is None:
                self._log.warn(None, phrase(BROKEN_OFF))
            if well:
                self._notices.succeeded(None)
            else:
                self._notices.failed(None, self._log.tail())

    def _turn(self, company: Due) -> Turn:
        warnings: list[Warned] = []
        self._notices.started(company.name)
        turn = take(company.name, lambda: self._run(company, warnings), self._mistake)
        with self._aside(company.name):
            self._warn(warnings)
        self._judge(turn)
        return turn

    def _run(self, company: Due, warnings: list[Warned]) -> Done | Standing:
        tell = self._tell(company.name)

        def hear(event: Event) -> None:
            if isinstance(event, Warned):
                warnings.append(event)
            tell(event)

        job = self._job(company, hear)
        if company.entry:
            return run.catch_up(job, company.entry, self._places, self._clock, hear)
        return run.run(job, self._places, self._clock, hear)

    @contextmanager
    def _aside(self, name: str) -> Iterator[None]:
        """What is done beside a company's turn: if it goes wrong it is logged, and the round goes on."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the other companies do not wait for it
            self._log.fail(name, error)

    def _warn(self, warnings: Sequence[Warned]) -> None:
        for each in warnings:
            cause = f"|{each.said.template}|{each.said.facts.get('name', '')}"
            self._notices.tell(Notice(cause, phrase(ENDING), (each.said,), is_failure=False))

    def _judge(self, turn: Turn) -> None:
        """Tell the owner and the monitor what came of it."""
        if turn.error and turn.outcome is Outcome.FAILED:
            self._log.fail(turn.name, turn.error)
            with self._aside(turn.name):
                for notice in _notices(turn, turn.error):
                    self._notices.tell(notice)
            self._notices.failed(turn.name, self._log.tail(company=turn.name))
            return
        self._log.say(turn.name, phrase(SAID[turn.outcome]))
        if turn.outcome is not Outcome.BUSY:
            with self._aside(turn.name):
                self._recover(turn.name)
            self._notices.succeeded(turn.name)

    def _recover(self, name: str) -> None:
        """It went well: what was told before is over, and that is told too."""
        if not self._places.catalogue.exists():
            return
        with Catalogue(self._places.catalogue) as catalogue:
            over = [cause for cause in catalogue.agenda.told(f"{name}|") if catalogue.agenda.forget_told(cause)]
        if over:
            names = [cause.split("|")[1] for cause in over]
            said = phrase(WORKS, company=name, names=names)
            self._notices.tell(
                Notice(f"|recovered {name}|", phrase(RECOVERED, company=name), (said,), is_failure=False)
            )


SAID = {
    Outcome.DONE: N_("A new archive was made and deposited."),
    Outcome.UNCHANGED: N_("Nothing has changed: the last archive stands."),
    Outcome.DEPOSITED: N_("The archive was deposited where it was missing."),
    Outcome.BUSY: N_("It is being exported already; the next round looks again."),
}


def _notices(turn: Turn, error: ArchiverError) -> Iterator[Notice]:
    """A notice for each cause: a drive that fails is one of its own."""
    failed = turn.made.failed if turn.made else {}
    for drive, each in failed.items():
        yield Notice.of(each, turn.name, drive)
    if error not in failed.values():
        yield Notice.of(error, turn.name)
