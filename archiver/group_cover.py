"""The cover of a group: a marked workbook of its own that lists companies, each with its archive, and their totals."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from archiver import __version__, workbooks
from archiver.cabinet.file_name import archive_name, folder_name
from archiver.disk import writing
from archiver.drives import Drive
from archiver.drives.folder import Folder
from archiver.errors import ArchiverError
from archiver.events import Listener
from archiver.group_roll import Roll, Rows, Told, sheets, told
from archiver.groups import SEPARATOR
from archiver.history.spooled import fill, fresh
from archiver.model import Company, Control, Kind, Record, Verdict
from archiver.titles import SOURCES
from archiver.words import N_, phrase
from archiver.workbooks import Edition

TYPE = N_("cover of several companies")
SUFFIX = ".xlsx"
PART = "companies"
NAMELESS = N_("Companies")
LONGEST = 80
"""So many bytes of a group's name stand in the name of its cover."""

ALL = N_("Each company that was asked for has its archive: {count}.")
LACKING = N_("{company}: {state}. {reason}")
OTHERS = N_("Of the same group, and left out: {names}")
SEALED = N_("Sealed, so that nothing is told here of what they hold: {names}")


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover that was made: where it is kept, the drives that it lies on too, and those that failed."""

    path: Path
    deposited: Sequence[str]
    failed: Mapping[str, ArchiverError]


def make(roll: Roll, folder: Path, drives: Mapping[str, Drive], room: Path, tell: Listener, *, flat: bool) -> Cover:
    """Write the cover of a roll, keep it in ``folder``, and put it on drives; one that fails is told, and that is all.

    ``room`` is private. A ``flat`` cover lies straight in ``folder``, any other where its group says, as on the drives.
    Errors: of archives that cannot be read, ``NoSpace``, and those of a folder.
    """
    path, name = write(roll, room), file_name(roll)
    kept = Folder(folder).put(path, name.rpartition(SEPARATOR)[2] if flat else name, tell)
    failed: dict[str, ArchiverError] = {}
    for called, drive in drives.items():
        try:
            drive.put(path, name, tell)
        except ArchiverError as error:
            failed[called] = error
    return Cover(Path(kept.where), [called for called in drives if called not in failed], failed)


def file_name(roll: Roll) -> str:
    """``Rivage/Montréal_2026-03-31T180000Z_NON-RESTORABLE.xlsx``: a relative path, alike on every drive."""
    *above, own = _title(roll).split(SEPARATOR)
    start = folder_name(own).encode()[:LONGEST].decode(errors="ignore")
    stem = f"{start}_{roll.began.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    return SEPARATOR.join((*map(folder_name, above), archive_name(roll.words, own, roll.began, TYPE, stem) + SUFFIX))


def write(roll: Roll, room: Path) -> Path:
    """Write the workbook in a private room: where it lies there. What it tells of an archive, that says itself."""
    made = room / "made"
    shutil.rmtree(made, ignore_errors=True)
    with writing(made):
        made.mkdir()
    known = [told(each.turn) for each in roll.members]
    with closing(fresh(room, roll.ended)) as spool:
        for kind, rows in sheets(roll, known):
            fill(spool, PART, kind, _numbered(kind, rows))
        spool.draft()
        with closing(spool.view()) as view:
            workbooks.write(_edition(roll, known), view, made)
    (path,) = made.iterdir()
    return path


def _title(roll: Roll) -> str:
    return roll.selection.title or roll.words(NAMELESS)


def _numbered(kind: Kind, rows: Rows) -> Iterator[Record]:
    for number, given in enumerate(rows, start=1):
        id_ = f"{number:08d}"
        yield Record(id_, id_, kind.values({"id": str(number), **given}))


def _company(roll: Roll, known: Sequence[Told | None]) -> Company:
    """The group as one: its countries and currencies, and what is the same for all of its companies."""
    title, companies = _title(roll), [told.company for told in known if told and told.company]
    years, zones = {each.fiscal_year_start for each in companies}, {each.time_zone for each in companies}
    return Company(
        source=_all(roll.words(SOURCES.get(each.source, each.source)) for each in roll.members) or "",
        source_id=title,
        name=title,
        country=_all(each.country for each in companies),
        home_currency=_all(each.home_currency for each in companies),
        fiscal_year_start=years.pop() if len(years) == 1 else None,
        time_zone=zones.pop() if len(zones) == 1 else None,
    )


def _all(texts: Iterable[str | None]) -> str | None:
    """Each of these once, on one line; None where there are none."""
    return ", ".join(sorted({text for text in texts if text})) or None


def _edition(roll: Roll, known: Sequence[Told | None]) -> Edition:
    return Edition(
        language=roll.language,
        name=Path(file_name(roll)).stem,
        type=TYPE,
        company=_company(roll, known),
        moment=roll.began,
        finished=roll.ended,
        program=f"archiver {__version__}",
        controls=list(_controls(roll, known)),
    )


def _controls(roll: Roll, known: Sequence[Told | None]) -> Iterator[Control]:
    """Whether each company has its archive; who has none, or not all of it; and of whom nothing is told here."""
    lacking = [(each, each.turn.error) for each in roll.members if each.turn.error]
    if not lacking:
        yield Control("companies", Verdict.TIES, phrase(ALL, count=len(roll.members)))
    for member, error in lacking:
        said = phrase(LACKING, company=member.turn.name, state=member.state, reason=error.phrase)
        yield Control("companies", Verdict.DIFFERS, said)
    sealed = [each.turn.name for each, its in zip(roll.members, known, strict=True) if its and its.label.archive.sealed]
    for template, names in ((OTHERS, roll.selection.others), (SEALED, sealed)):
        if names:
            yield Control("companies", Verdict.NOTED, phrase(template, names=list(names)))
