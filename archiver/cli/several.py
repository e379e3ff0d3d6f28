"""Several companies exported together: the summary first, a cabinet for each, and a cover that lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from archiver import disk
from archiver.cli import plan, selection
from archiver.cli.report import report
from archiver.cli.selection import Planned, Wanted
from archiver.cli.session import Session
from archiver.errors import ArchiverError, FindingsWithStrict, NothingNamed, OneCompanyOnly, TargetMissing
from archiver.words import N_, known

if TYPE_CHECKING:
    from archiver.drives import Drive
    from archiver.group_roll import Member, Roll
    from archiver.groups import Selection
    from archiver.job import Done, Standing
    from archiver.rounds import Turn

UNWRITTEN = N_("Nothing was written.")
AGAIN = N_("To leave out the same the next time: {options}")
COVER = N_("Cover: {path}")
COPIED = N_("The cover lies on these drives too: {names}")
MARKED = N_("These archives are {mark}: read-only copies, not backups to restore from.")


def export(session: Session, wanted: Wanted, asked: plan.Asked, *, dry_run: bool, strict: bool) -> int:
    """Export each of them, as ``asked`` for all; the exit code is the highest of all. One that fails stops no other.

    ``NothingNamed``, ``OneCompanyOnly``, ``TargetMissing``, ``UnknownCompany`` or ``UnknownGroup`` where it cannot be
    as asked, before anything is read.
    """
    selected = _selected(session, wanted, asked)
    plans = [selection.planned(session, replace(asked, name=name)) for name in selected.names]
    selection.show(session, plans)
    if dry_run:
        session.result(dry_run=True)
        session.say(UNWRITTEN)
        return 0
    if not any(each.job for each in plans) and plans[0].problem:
        raise plans[0].problem
    kept = selection.agreed(session, plans, ask=wanted.ask is not False)
    if not kept:
        return 0
    left_out = [each.name for each in plans if each not in kept]
    if left_out:
        session.say(AGAIN, options=" ".join(f"--except {name}" for name in left_out))
    return _make(session, selected.without(left_out), kept, asked, strict=strict)


def _selected(session: Session, wanted: Wanted, asked: plan.Asked) -> Selection:
    from archiver import groups

    for option, value in (("--name", asked.prefix), ("--documents", asked.documents)):
        if value:
            raise OneCompanyOnly(option=option)
    if asked.to and not disk.is_folder(asked.to):
        raise TargetMissing(path=asked.to)
    selected = groups.select(
        session.settings, wanted.names, wanted.groups, everything=wanted.everything, excepted=wanted.excepted
    )
    if asked.books or not selected.names:
        raise NothingNamed(path=session.places.settings)
    return selected


def _make(session: Session, selected: Selection, plans: Sequence[Planned], asked: plan.Asked, *, strict: bool) -> int:
    from archiver.group_roll import Member, Roll

    began = session.clock()
    session.lists["companies"] = []
    codes: list[int] = []
    members: list[Member] = []
    for each in plans:
        turn = _turn(session, each)
        codes.append(_tell(session, turn, strict=strict))
        members.append(Member(turn, each.group, each.job.source if each.job else ""))
    language = asked.language or known(session.settings.defaults.language) or session.words.language
    roll = Roll(selected, members, language, began, session.clock())
    if any(each.turn.made for each in members):
        codes.append(_cover(session, roll, _common(plans), asked))
        session.say(MARKED, mark=session.words.mark)
    return max(codes)


def _turn(session: Session, planned: Planned) -> Turn:
    from archiver import run
    from archiver.rounds import Outcome, take

    def make() -> Done | Standing:
        if planned.job is None:
            assert planned.problem, "else there would be a job"
            raise planned.problem
        return run.run(planned.job, session.places, session.clock, session.listener())

    turn = take(planned.name, make, report)
    # Nobody comes by again later, as the next round of a schedule does: a company that is busy was not exported.
    return replace(turn, outcome=Outcome.FAILED) if turn.error else turn


def _tell(session: Session, turn: Turn, *, strict: bool) -> int:
    from archiver.cli.turns import tell
    from archiver.job import Done

    code = tell(session, turn)
    if strict and isinstance(turn.made, Done) and turn.made.archive.findings:
        return max(code, session.tell(FindingsWithStrict(count=len(turn.made.archive.findings))))
    return code


def _common(plans: Sequence[Planned]) -> Mapping[str, Drive]:
    """The drives that the archives of every company go to."""
    drives = [each.job.drives for each in plans if each.job]
    return {name: drive for name, drive in drives[0].items() if all(name in each for each in drives)}


def _cover(session: Session, roll: Roll, drives: Mapping[str, Drive], asked: plan.Asked) -> int:
    """Make the cover, and say where it lies; the exit code."""
    from archiver import group_cover, workroom

    folder = asked.to or session.places.archives
    make = partial(group_cover.make, roll, folder, drives, flat=asked.to is not None)
    try:
        with workroom.enter(session.places.workroom(), f"cover {folder}", roll.ended) as room:
            cover = make(room=room, tell=session.listener())
    except ArchiverError as error:
        session.result(cover=None)
        return session.tell(error)
    failed = {name: session.words.say(error.phrase) for name, error in cover.failed.items()}
    session.result(cover={"path": str(cover.path), "drives": cover.deposited, "failed": failed})
    session.say(COVER, path=cover.path)
    if cover.deposited:
        session.say(COPIED, names=cover.deposited)
    return max((session.tell(error) for error in cover.failed.values()), default=0)
