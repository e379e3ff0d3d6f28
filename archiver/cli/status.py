"""``archiver status``: where each company, drive and link stands, and an exit code for monitors."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import calling, links
from archiver.cli.connecting import door
from archiver.cli.options import chosen, companies, shared
from archiver.cli.session import Session
from archiver.errors import Stale
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.access import Door
    from archiver.catalogue import Catalogue, Entry, Known, Run

GRACE = timedelta(days=1)
EVERY = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92}
"""How many days lie between two exports, at most."""

NOBODY = N_("No company yet. Add one with: archiver add NAME --books SOURCE:WHERE")
UNCHANGED = N_("nothing has changed")
SUCCEEDED = N_("succeeded")
HEADS = (N_("Company"), N_("Last archive"), N_("As of"), N_("Age in days"), N_("Next time"), N_("To deposit"),
         N_("Last run"))  # fmt: skip
GROUP = N_("Group")
DRIVES = (N_("Drive"), N_("Account"), N_("State"), N_("Ends on"), N_("Ends if unused"), N_("Free (MB)"), N_("Seen"))
CALLS = N_("Calls to {links} this month: {count}, of the {budget} that their application has for nothing")
UNPROVED = N_(
    "Files of Manager are read by what other programs know of them; that was not yet proved on a genuine file. Compare "
    "these archives with what Manager shows: {names}"
)
COUNTED = N_("Calls to {links} this month: {count}")


def command(words: Words) -> click.Command:
    """Say where each company stands."""
    age = N_("Days after which an archive is stale; if not given, its schedule's and one more.")

    @click.command("status", help=words(N_("Show where each company, drive and link stands; exit with 8 if stale.")))
    @click.option("--max-age", type=click.IntRange(min=0), metavar=words(N_("DAYS")), help=words(age))
    @companies(words)
    @shared(words)
    @click.pass_obj
    def status(session: Session, names: tuple[str, ...], groups: tuple[str, ...], max_age: int | None) -> None:
        wanted = chosen(session, names, groups)
        with session.catalogue() as catalogue:
            named = {known.name: known for known in catalogue.companies() if known.name} if catalogue else {}
            shown = wanted or list(dict.fromkeys([*session.settings.companies, *named]))
            rows = [_row(session, catalogue, name, named.get(name)) for name in shown]
            used = _used(session, wanted) if wanted else None
            known = door(session)  # one for all, which warns once
            drives = [row for row in _drives(session, known, catalogue) if used is None or row["name"] in used]
            calls = calling.calls(session, known, catalogue, used)
        stale = [row for row in rows if _is_stale(session, row, max_age)]
        unproved = [name for name in _unproved(session) if name in shown]
        session.result(companies=rows, drives=drives, stale=[row["company"] for row in stale])
        session.result(calls=[each.told() for each in calls], unproved=unproved)
        _print(session, rows, drives)
        if unproved:
            session.say(UNPROVED, names=unproved)
        for each in calls:
            said = CALLS if each.budget else COUNTED
            session.say(said, links=list(each.links), count=each.count, budget=each.budget)
        if stale:
            raise Stale(names=[row["company"] for row in stale])

    return status


def _unproved(session: Session) -> list[str]:
    """The companies whose books lie in a file of a form that nobody publishes."""
    from archiver.books import SOURCES, is_link
    from archiver.settings import books_of

    found = {name: books_of(company.books, tuple(SOURCES)) for name, company in session.settings.companies.items()}
    return [name for name, of in found.items() if of and of[0] == "manager" and not is_link(*of)]


def _used(session: Session, names: Sequence[str]) -> set[str]:
    """The drives that archives of these companies go to, and the links by which their books are read."""
    settings = [session.settings.company(name) for name in names]
    drives = {drive for company in settings for drive in (*company.drives, *company.scheduled_drives)}
    return drives | {company.books.partition(":")[2] for company in settings}


def _row(session: Session, catalogue: Catalogue | None, name: str, known: Known | None) -> dict[str, object]:
    head, runs, fresh, pending, oldest = None, [], None, 0, None
    if catalogue and known:
        head, runs = catalogue.head(known.id), catalogue.agenda.runs(known.id)
        fresh = _fresh(catalogue, head)
        waiting = catalogue.pending_deposits(known.id)
        pending, oldest = len(waiting), waiting[0].intended if waiting else None
    age = (session.clock() - fresh) / timedelta(days=1) if fresh else None
    company = session.settings.companies.get(name)
    return {
        "company": name,
        "group": company.group if company else None,
        "last": head.finished if head else None,
        "archive": head.name if head else None,
        "as_of": fresh,
        "age_days": round(age, 1) if age is not None else None,
        **_planned(session, name),
        "pending": pending,
        "pending_since": oldest,
        "last_run": _outcome(runs[0]) if runs else None,
        "last_outcome": runs[0].outcome if runs else None,
        "last_ended": runs[0].ended if runs else None,
        "last_exit_code": runs[0].exit_code if runs else None,
    }


def _fresh(catalogue: Catalogue, head: Entry | None) -> datetime | None:
    """When the books were last seen to be as the last archive has them."""
    if head is None:
        return None
    return max(head.finished, catalogue.agenda.last_unchanged(head.id) or head.finished)


def _planned(session: Session, name: str) -> dict[str, object]:
    from archiver.timetable import due

    company = session.settings.companies.get(name)
    if company is None or company.schedule is None:
        return {"every": None, "since": None, "next": None}
    moment = due.next_(company.schedule, due.wall(session.clock()))
    since = datetime.combine(company.schedule.start, company.schedule.time)
    return {"every": company.schedule.every, "since": since.astimezone(), "next": moment.astimezone()}


def _outcome(run: Run) -> Phrase:
    return run.said or phrase(UNCHANGED if run.outcome == "unchanged" else SUCCEEDED)


def _is_stale(session: Session, row: dict[str, object], max_age: int | None) -> bool:
    """Whether it is too long since the books were last archived, or an archive lay where it should."""
    if max_age is not None:
        limit = timedelta(days=max_age)
    elif row["every"]:
        limit = timedelta(days=EVERY[str(row["every"])]) + GRACE
    else:
        return False
    # Before its first archive, a company is as old as its schedule; without one it is as old as can be.
    fresh = row["as_of"] or row["since"] or datetime.min.replace(tzinfo=session.clock().tzinfo)
    moments = [moment for moment in (fresh, row["pending_since"]) if isinstance(moment, datetime)]
    return min(moments) < session.clock() - limit


def _drives(session: Session, door: Door, catalogue: Catalogue | None) -> list[dict[str, object]]:
    """Drives and links, with the room that each had when it was last seen; of a folder, has now."""
    rooms = catalogue.agenda.rooms() if catalogue else {}
    rows = links.rows(session, door)
    for row in rows:
        room = rooms.get(str(row["name"]))
        row |= {"free": room.free if room else None, "seen": room.seen if room else None}
        folder = getattr(session.settings.drives.get(str(row["name"])), "folder", None)
        if isinstance(folder, Path):
            with suppress(OSError):
                row |= {"free": shutil.disk_usage(folder).free, "seen": session.clock()}
    return rows


def _print(session: Session, rows: list[dict[str, object]], drives: list[dict[str, object]]) -> None:
    if not rows:
        session.say(NOBODY)
        return
    keys = ["company", "last", "as_of", "age_days", "next", "pending", "last_run"]
    heads = list(HEADS)
    if any(row["group"] for row in rows):
        keys.insert(1, "group")
        heads.insert(1, GROUP)
    session.table(heads, [[_shown(row[key]) for key in keys] for row in rows])
    if drives:
        session.say("")
        session.table(DRIVES, [_drive(session, row) for row in drives])


def _drive(session: Session, row: dict[str, object]) -> list[object]:
    state = session.words(links.STATES.get(str(row["state"]), links.NEEDLESS))
    free = row["free"]
    megabytes = free // 1_000_000 if isinstance(free, int) else None
    ends = (row["dies_at"], row.get("dies_unused_at"))
    return [row["name"], row["account"], state, *ends, megabytes, row["seen"]]


def _shown(cell: object) -> object:
    return Decimal(str(cell)) if isinstance(cell, float) else cell
