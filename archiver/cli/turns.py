"""What came of one company of several, told in a line, with what was wrong; and its exit code."""

from __future__ import annotations

from archiver.cli.session import Session
from archiver.job import Done, Standing
from archiver.rounds import SAID, Outcome, Turn
from archiver.words import N_, Phrase

LINE = N_("{company}: {said}")
FAILED = N_("The export failed.")
PARTLY = N_("A new archive was made, but not all went well.")


def tell(session: Session, turn: Turn) -> int:
    """Say what came of one company; its exit code."""
    path = None
    match turn.made:
        case Done(archive):
            path = archive.path
        case Standing(entry):
            path = entry.folder / entry.cabinets[0].file
    failed = turn.error if turn.outcome is Outcome.FAILED else None
    session.add(
        "companies",
        company=turn.name,
        outcome=turn.outcome,
        archive=path,
        error=failed.phrase if failed else None,
        exit_code=failed.exit_code if failed else 0,
    )
    if failed:
        session.say(LINE, company=turn.name, said=Phrase(PARTLY if isinstance(turn.made, Done) else FAILED))
        return session.tell(failed)
    session.say(LINE, company=turn.name, said=Phrase(SAID[turn.outcome]))
    return 0
