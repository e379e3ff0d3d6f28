"""Which companies are exported, and the summary of it: what would be made of each, before anything is read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from archiver.cli import asking, choosing, plan
from archiver.cli.options import companies
from archiver.cli.session import Session
from archiver.errors import ArchiverError, NobodyToAsk
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue
    from archiver.job import Job

P = ParamSpec("P")
R = TypeVar("R")

MEGABYTE = Decimal(10**6)

SHOWN = ("company", "group", "books", "type", "drives", "sealed")
HEADS = (N_("No."), N_("Company"), N_("Group"), N_("Books"), N_("Type"), N_("Drives"), N_("Sealed"), N_("Estimated"))
ESTIMATED = N_("{size} MB, {seconds} s")
CANNOT = N_("{company} cannot be exported: {said}")
LEAVE_OUT = N_("To leave some out, type their numbers, as 2,5; to go on, press Enter")
SURE = N_("Export them? ({count}) [y/N]")
NOTHING = N_("Nothing was exported.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which companies were asked for, as it was typed; ``ask`` is None where nothing was said of it."""

    names: tuple[str, ...]
    groups: tuple[str, ...]
    everything: bool
    excepted: tuple[str, ...]
    ask: bool | None

    @classmethod
    def of(cls, given: dict[str, Any]) -> Wanted:
        """It is taken out of the options that were given."""
        return cls(*(given.pop(key) for key in ("names", "groups", "everything", "excepted", "ask")))

    @property
    def only(self) -> str | None:
        """The one company that was named, where nothing else was."""
        return self.names[0] if len(self.names) == 1 and not self.several else None

    @property
    def several(self) -> bool:
        """Whether it is about companies together, were it only one of them."""
        return bool(self.groups or self.everything or self.excepted or len(self.names) > 1)


def options(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``[NAME]…``, ``--group``, ``--all``, ``--except``, ``--drive``, and ``--ask`` or ``--yes``."""
    everything = words(N_("All companies of the settings."))
    excepted = words(N_("Company to leave out. May be repeated."))
    drive = words(N_("Drive for the archives, in the place of the companies' own. May be repeated."))
    asked = words(N_("Show a summary first, and ask; or do not ask, for several companies."))
    called = words(N_("NAME"))

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        command = click.option("--ask/--yes", default=None, help=asked)(command)
        command = click.option("--drive", "drives", multiple=True, metavar=called, callback=_or_none, help=drive)(
            command
        )
        command = click.option("--except", "excepted", multiple=True, metavar=called, help=excepted)(command)
        command = click.option("--all", "everything", is_flag=True, help=everything)(command)
        return companies(words)(command)

    return decorate


def _or_none(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    return values or None


@dataclass(frozen=True, slots=True)
class Planned:
    """The export of one company, or of books without a name: its job, or why there can be none."""

    name: str
    group: str | None = None
    job: Job | None = None
    problem: ArchiverError | None = None


def planned(session: Session, asked: plan.Asked) -> Planned:
    """What was asked for, as it would be done; nothing is opened."""
    company = session.settings.company(asked.name) if asked.name else None
    name, group = asked.name or asked.books or "", company.group if company else None
    try:
        return Planned(name, group, plan.job(session, asked))
    except ArchiverError as error:
        return Planned(name, group, problem=error)


def show(session: Session, plans: Sequence[Planned]) -> None:
    """The summary: a line for each company, with what it took the last time; then those that cannot be."""
    session.lists["summary"] = []
    rows = []
    with session.catalogue() as catalogue:
        for number, each in enumerate(plans, start=1):
            told = _told(each, catalogue)
            session.add("summary", **told)
            size, seconds = told.pop("size"), told.pop("seconds")
            estimated = phrase(ESTIMATED, size=size, seconds=seconds) if size is not None else None
            rows.append([number, *(told[key] for key in SHOWN), estimated])
    session.table(HEADS, rows)
    for each in plans:
        if each.problem:
            session.say(CANNOT, company=each.name, said=each.problem.phrase)


def _told(each: Planned, catalogue: Catalogue | None) -> dict[str, object]:
    from archiver.titles import TYPES

    job = each.job
    size, seconds = _last(catalogue, job) if catalogue and job else (None, None)
    return {
        "company": each.name,
        "group": each.group,
        "books": job.source if job else None,
        "type": Phrase(TYPES[job.order.type]) if job else None,
        "drives": list(job.drives) if job else None,
        "sealed": job.order.sealed if job else None,
        "size": size,
        "seconds": seconds,
        "problem": each.problem.phrase if each.problem else None,
    }


def _last(catalogue: Catalogue, job: Job) -> tuple[Decimal | None, int | None]:
    """The megabytes of the company's last archive, and the seconds of the last run that made one."""
    known = catalogue.called(job.name) if job.name else None
    head = catalogue.head(known.id) if known else None
    if known is None or head is None:
        return None, None
    took = (run.ended - run.began for run in catalogue.agenda.runs(known.id) if run.began <= head.moment <= run.ended)
    seconds = next((round(each.total_seconds()) for each in took), None)
    return (head.size / MEGABYTE).quantize(Decimal("0.1")), seconds


def agreed(session: Session, plans: Sequence[Planned], *, ask: bool) -> Sequence[Planned]:
    """Those that whoever is asked leaves in and agrees to; none without a yes, and that is said. ``NobodyToAsk``."""
    if ask and not sys.stdin.isatty():
        raise NobodyToAsk
    while ask and len(plans) > 1:
        left_out = choosing.numbers(session, phrase(LEAVE_OUT), len(plans))
        if not left_out:
            break
        plans = [each for number, each in enumerate(plans, start=1) if number not in left_out]
        show(session, plans)
    if plans and asking.is_sure(session, phrase(SURE, count=len(plans)), yes=not ask):
        return plans
    session.say(NOTHING)
    return ()


def confirmed(session: Session, job: Job) -> bool:
    """Whether the one export, of which the summary is shown, is agreed to."""
    plans = [Planned(job.who, job=job)]
    show(session, plans)
    return bool(agreed(session, plans, ask=True))
