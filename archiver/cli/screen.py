"""What ``archiver verify`` says of an archive: complete, undamaged, unaltered, and how anybody sees the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.cli import by_hand
from archiver.cli.session import Session
from archiver.words import N_, Phrase, phrase

if TYPE_CHECKING:
    from archiver.cabinet.manifest import FamilyTold
    from archiver.verify import Checked

ARCHIVE = N_("{company}, {moment}, {type}")
COMPLETE = N_("Complete: every part of the books that was asked for is in it.")
LACKING = N_("Not complete, as it says itself:{listed}")
LACKS = N_("{part}: {status}")
WHY = N_("{part}: {status}. {reason}")
UNDAMAGED = N_(
    "Undamaged: {files} files, {size} bytes, have the SHA-256 digests that are listed; all block checksums, dates and "
    "attributes are right."
)
RECORDS = N_("Undamaged: {count} records count and add up to what archive.json says.")
UNALTERED = N_("Unaltered: {said}")
SIGNED = N_("Signed, not checked here, nor by whom: {path}")
OTHERWISE = N_("To check the same without archiver:")
OR_ELSE = N_("In the place of cabextract: 7zz x -oFOLDER FILE")
STATUS = {
    "partial": N_("in part only"),
    "failed": N_("not read"),
}
NOT_OFFERED = N_("Not offered by the source, or not with its plan, so that nothing is missing: {names}")


@dataclass(frozen=True, slots=True)
class Screen:
    """An archive that was checked, and is sound."""

    session: Session
    checked: Checked

    def show(self) -> None:
        """For a person: a screen of lines, the commands last."""
        for said in self._lines():
            self.session.say("  {said}", said=said)
        self.session.say("  {said}", said=phrase(OTHERWISE))
        for command in by_hand.commands(self.checked.cabinets, self.checked.signed):
            self.session.show(f"    {command}")
        self.session.say("  {said}", said=phrase(OR_ELSE))

    def _lines(self) -> Iterator[Phrase]:
        checked = self.checked
        if page := checked.page:
            from archiver.titles import TYPES

            kind = Phrase(TYPES.get(page.archive.type, page.archive.type))
            yield phrase(ARCHIVE, company=page.company.name, moment=page.archive.moment, type=kind)
        if checked.extent == "everything":
            listed = [self._part(name, told) for name, told in checked.lacking.items()]
            yield phrase(LACKING, listed=listed) if listed else phrase(COMPLETE)
        if checked.not_offered:
            yield phrase(NOT_OFFERED, names=[label(name) for name in checked.not_offered])
        yield phrase(UNDAMAGED, files=checked.files, size=checked.size)
        if checked.records is not None:
            yield phrase(RECORDS, count=checked.records)
        for witness in checked.witnesses:
            yield phrase(UNALTERED, said=witness.said)
        for path in checked.signed:
            yield phrase(SIGNED, path=path)

    def _part(self, name: str, told: FamilyTold) -> Phrase:
        said = phrase(STATUS.get(told.status, told.status))
        part = label(name)
        return (
            phrase(WHY, part=part, status=said, reason=told.reason)
            if told.reason
            else phrase(LACKS, part=part, status=said)
        )


def label(family: str) -> object:
    """What a family of books is called: as its main kind, where that is one of ours; else nearly as its source does."""
    from archiver import kinds

    own = family.replace("_", " ").capitalize()
    return next((kind.labels for kind in kinds.kinds() if kind.key == family), own)


def facts(checked: Checked) -> dict[str, object]:
    """For a machine: all of it."""
    page = checked.page
    known = checked.extent == "everything" and page is not None
    return {
        "path": checked.path,
        "cabinets": [str(path) for path in checked.cabinets],
        "sound": checked.sound,
        "problems": list(checked.problems),
        "complete": not checked.lacking if known else None,
        "lacking": {name: {"status": told.status, "reason": told.reason} for name, told in checked.lacking.items()},
        "not_offered": {name: told.reason for name, told in checked.not_offered.items()},
        "unaltered": checked.memory == "unaltered",
        "memory": checked.memory,
        "witnesses": [{"kind": each.kind, "said": each.said} for each in checked.witnesses],
        "signed": [str(path) for path in checked.signed],
        "checked": checked.extent,
        "files": checked.files,
        "size": checked.size,
        "records": checked.records,
        "digest": checked.digest,
        "company": page.company.name if page else None,
        "moment": page.archive.moment if page else None,
        "commands": list(by_hand.commands(checked.cabinets, checked.signed)),
    }
