"""The comparison of two archives as one marked workbook, with the sheets *Changes* and *Moved amounts*."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archiver import __version__, kinds, workbooks
from archiver.cabinet.file_name import archive_name
from archiver.disk import writing
from archiver.drives.folder import Folder
from archiver.envelope import workbook
from archiver.events import silence
from archiver.held import Held, told
from archiver.held.change import Change
from archiver.history.comparison import Comparison
from archiver.history.spooled import fill, fresh
from archiver.model import Column, ColumnType, Company, Control, Kind, Record, Value, Verdict
from archiver.words import LANGUAGES, N_, Phrase, Words, phrase
from archiver.workbooks import Edition
from archiver.workbooks.edition import zone_of

TYPE = N_("changes between two archives")
PART = N_("changes")
COMPANY = N_("CHANGES {then} – {now} · {company}")
COMPARED = N_("{now}, read on {moment}, is compared with {then}, read on {before}.")
SHEET = N_("Moved amounts")
MEANING = N_("What amounts add up to now, less what they did then: by account of the ledger, by party of documents.")
HEADS = {
    "id": N_("Identifier"),
    "kind": N_("Sheet"),
    "number": N_("Account number"),
    "name": N_("Account or party"),
    "currency": N_("Currency"),
    "amount": N_("Moved by"),
    "rows": N_("Rows"),
}
TYPES = {"id": ColumnType.ID, "amount": ColumnType.MONEY, "rows": ColumnType.QUANTITY}


def write(
    comparison: Comparison, changes: Iterable[Change], folder: Path, room: Path, language: str, now: datetime
) -> Path:
    """Write the workbook into ``folder``, while ``changes``, which are those of the comparison, go by; its path.

    ``room`` is private. A workbook of archives that are sealed is locked with the password of the newer one. Errors:
    those of the comparison, ``AlreadyThere``, ``TargetMissing``, ``TargetNotWritable``, ``NoSpace``.
    """
    words = Words(language)
    made = room / "made"
    shutil.rmtree(made, ignore_errors=True)
    with writing(made):
        made.mkdir()
    with closing(fresh(room, now)) as spool:
        fill(spool, PART, kinds.kind("changes"), told.rows(changes, words))
        kind = moved_kind()
        fill(spool, PART, kind, _moved(comparison, kind, words))
        spool.draft()
        edition = _edition(comparison, language)
        with closing(spool.view()) as view:
            workbooks.write(edition, view, made)
    (path,) = made.iterdir()
    if password := comparison.now.password or comparison.then.password:
        workbook.lock(path, password)
    return Path(Folder(folder).put(path, f"{edition.name}{workbook.SUFFIX}", silence).where)


def moved_kind() -> Kind:
    """The kind of the sheet *Moved amounts*."""
    columns = tuple(
        Column(key, TYPES.get(key, ColumnType.TEXT), _everywhere(head), {}, "currency" if key == "amount" else None)
        for key, head in HEADS.items()
    )
    return Kind("moved_amounts", "start", 0, columns, _everywhere(SHEET), _everywhere(MEANING), derived=True)


def _everywhere(text: str) -> dict[str, str]:
    return {language: Words(language)(text) for language in LANGUAGES}


def _moved(comparison: Comparison, kind: Kind, words: Words) -> Iterator[Record]:
    both = [*comparison.moved.accounts(), *comparison.moved.parties()]
    for number, (whose, found) in enumerate(both, start=1):
        given: dict[str, Value] = {
            "id": whose.id,
            "kind": words.choose(found.kind),
            "number": found.number,
            "name": found.name,
            "currency": whose.currency,
            "amount": found.moved,
            "rows": found.rows,
        }
        yield Record(f"{number:08d}", f"{number:08d}", kind.values(given))


def _edition(comparison: Comparison, language: str) -> Edition:
    words, page, company = Words(language), comparison.now.page, comparison.now.company
    return Edition(
        language=language,
        name=archive_name(words, company.name, page.archive.moment, words(PART)),
        type=TYPE,
        company=_called(comparison, company, words),
        moment=page.archive.moment,
        finished=page.archive.finished,
        program=f"archiver {__version__}",
        controls=[Control("compared", Verdict.NOTED, each) for each in (compared(comparison), *comparison.notes)],
    )


def _called(comparison: Comparison, company: Company, words: Words) -> Company:
    """The company, called so that cover, footers and properties say what this is of: of no single archive."""
    zone = zone_of(company)
    days = [held.page.archive.moment.astimezone(zone).date() for held in (comparison.then, comparison.now)]
    return replace(company, name=words.say(phrase(COMPANY, then=days[0], now=days[1], company=company.name)))


def compared(comparison: Comparison) -> Phrase:
    """Which archive is compared with which."""
    then, now = _archive(comparison.then), _archive(comparison.now)
    return phrase(COMPARED, now=now[0], moment=now[1], then=then[0], before=then[1])


def _archive(held: Held) -> tuple[str, datetime]:
    archive = held.page.archive
    return archive.name, archive.moment.astimezone(zone_of(held.company))
