"""What an export came to, told to whoever asked for it, and its exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from archiver.cli.session import Session
from archiver.errors import FindingsWithStrict, Incomplete
from archiver.words import N_

if TYPE_CHECKING:
    from archiver.job import Done, Standing
    from archiver.model import Control, Reading

SHOWN = ("invoices", "credit_notes", "payments", "customers", "bills", "bill_payments", "vendors", "accounts", "ledger")


def tell(session: Session, done: Done | Standing, *, strict: bool) -> int:
    """Print what was made and what is to be known of it; raise ``Incomplete`` or ``FindingsWithStrict`` where asked."""
    from archiver.job import Standing

    if isinstance(done, Standing):
        return _tell_standing(session, done)
    archive = done.archive
    session.result(**_result(session, done))
    session.say(N_("{company} – documents: {documents}, rows: {rows}"), **_counts(done))
    _tell_rows(session, done)
    if since := archive.edition.since:
        session.say(N_("Only what changed since the archive of {moment} is in it."), moment=since)
    _tell_controls(session, done)
    for receipt in archive.receipts:
        session.say(N_("Archive: {path}"), path=receipt.where)
        session.say(N_("Size: {size} bytes. SHA-256: {sha256}"), size=receipt.size, sha256=receipt.digest)
    if done.deposited:
        session.say(N_("Deposited and compared there: {names}"), names=list(done.deposited))
    session.say(N_('To look inside: archiver open "{path}"'), path=archive.path)
    mark = session.words.mark
    session.say(N_("This archive is {mark}: a read-only copy, not a backup to restore from."), mark=mark)
    return _judge(session, done, strict=strict)


def _tell_standing(session: Session, done: Standing) -> int:
    entry = done.entry
    paths = [entry.folder / cabinet.file for cabinet in entry.cabinets]
    session.result(
        archive=str(paths[0]),
        digest=entry.digest,
        moment=entry.moment,
        unchanged=done.unchanged,
        deposited=list(done.deposited),
        drives={name: session.words.say(error.phrase) for name, error in done.failed.items()},
    )
    if done.unchanged:
        session.say(N_("Nothing has changed since the archive of {moment}: no new one was made."), moment=entry.moment)
    session.say(N_("It stands: {path}"), path=paths[0])
    if done.deposited:
        session.say(N_("Deposited and compared there: {names}"), names=list(done.deposited))
    return max((session.tell(error) for error in done.failed.values()), default=0)


def _result(session: Session, done: Done) -> dict[str, object]:
    archive, edition = done.archive, done.archive.edition
    return {
        "archive": str(archive.path),
        "size": archive.size,
        "sha256": archive.receipts[0].digest,
        "cabinets": [{"path": each.where, "size": each.size, "sha256": each.digest} for each in archive.receipts],
        "digest": archive.digest,
        "type": edition.type,
        "company": edition.company.name,
        "series": done.place.series if done.place else None,
        "sequence": done.place.sequence if done.place else None,
        "moment": edition.moment,
        "finished": edition.finished,
        "language": edition.language,
        "since": edition.since,
        "from": edition.span.start if edition.span else None,
        "until": edition.span.until if edition.span else None,
        "complete": not archive.incomplete,
        "families": {each.family.name: _family(each) for each in edition.readings},
        "controls": [_control(each) for each in edition.controls],
        "deposited": list(done.deposited),
        "drives": {name: session.words.say(error.phrase) for name, error in done.failed.items()},
    }


def _tell_rows(session: Session, done: Done) -> None:
    """How many rows there are of the kinds that an owner looks for first."""
    from archiver import kinds

    counted = Counter[str]()
    for tally in done.archive.edition.tallies:
        counted[tally.kind] += tally.count
    rows = [(session.words.choose(kinds.kind(key).labels), counted[key]) for key in SHOWN if key in counted]
    session.table(("", ""), rows)


def _family(reading: Reading) -> Mapping[str, object]:
    return {"status": reading.status, "asked": reading.asked, "read": reading.read, "written": reading.written}


def _control(control: Control) -> Mapping[str, object]:
    return {
        "name": control.name,
        "kind": control.kind,
        "currency": control.currency,
        "expected": control.expected,
        "found": control.found,
        "status": control.verdict,
        "explanation": control.said,
    }


def _counts(done: Done) -> dict[str, object]:
    edition = done.archive.edition
    return {
        "company": edition.company.name,
        "documents": sum(each.written for each in edition.readings),
        "rows": sum(tally.count for tally in edition.tallies),
    }


def _tell_controls(session: Session, done: Done) -> None:
    from archiver.model import Verdict

    controls = done.archive.edition.controls
    ties = sum(control.verdict is Verdict.TIES for control in controls)
    session.say(N_("Controls that tie: {count}."), count=ties)
    for verdict, template in ((Verdict.DIFFERS, N_("Finding: {said}")), (Verdict.EXPLAINED, N_("Explained: {said}"))):
        for control in controls:
            if control.verdict is verdict:
                session.say(template, said=control.said)
    for control in controls:
        if control.name == "full_instead":
            session.say(N_("Note: {said}"), said=control.said)


def _judge(session: Session, done: Done, *, strict: bool) -> int:
    codes = [session.tell(error) for error in done.failed.values()]
    if done.archive.incomplete:
        families = [each.family.main.labels for each in done.archive.incomplete]
        raise Incomplete(families=families)
    if strict and done.archive.findings:
        raise FindingsWithStrict(count=len(done.archive.findings))
    return max(codes, default=0)
