"""``archiver list``: the archives that we remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from archiver.cli.options import chosen, companies, shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.catalogue import Entry

GROUP = N_("Group")
RETIRED = N_("retired on {moment}")


def command(words: Words) -> click.Command:
    """List the archives of some companies or of all."""

    @click.command("list", help=words(N_("List the archives, of some companies or of all.")))
    @companies(words)
    @shared(words)
    @click.pass_obj
    def listing(session: Session, names: tuple[str, ...], groups: tuple[str, ...]) -> None:
        wanted = chosen(session, names, groups)
        with session.catalogue() as catalogue:
            named = {known.id: known.name for known in catalogue.companies()} if catalogue else {}
            known = catalogue.entries() if catalogue else []
        entries = [entry for entry in known if wanted is None or named[entry.company] in wanted]
        grouped = _groups(session)
        session.result(archives=[_told(entry, named[entry.company], grouped) for entry in entries])
        if not entries:
            session.say(N_("No archives yet. Make one with: archiver export"))
            return
        heads = [N_("Company"), N_("No."), N_("Type"), N_("Read on"), N_("Bytes"), N_("Learned"), N_("File")]
        rows = [_shown(entry, named[entry.company]) for entry in entries]
        if any(grouped.values()):
            heads.insert(1, GROUP)
            for entry, row in zip(entries, rows, strict=True):
                row.insert(1, grouped.get(named[entry.company]))
        session.table(heads, rows)

    return listing


def _groups(session: Session) -> Mapping[str | None, str | None]:
    """The group of each company; none where the settings have mistakes, for the archives are there all the same."""
    try:
        return {name: company.group for name, company in session.settings.companies.items()}
    except ArchiverError:
        return {}


def _told(entry: Entry, company: str | None, groups: Mapping[str | None, str | None]) -> dict[str, object]:
    return {
        "company": company,
        "group": groups.get(company),
        "series": entry.place.series if entry.place else None,
        "sequence": entry.place.sequence if entry.place else None,
        "type": entry.type,
        "moment": entry.moment,
        "name": entry.name,
        "path": entry.folder / entry.cabinets[0].file,
        "size": entry.size,
        "digest": entry.digest,
        "verified": entry.verified,
        "learned": entry.learned,
        "retired": entry.retired,
    }


def _shown(entry: Entry, company: str | None) -> list[object]:
    place = f"{entry.place.series}.{entry.place.sequence}" if entry.place else None
    path = phrase(RETIRED, moment=entry.retired) if entry.retired else entry.folder / entry.cabinets[0].file
    # What was learned from an archive has no name of the owner's: the archive's own begins with its company.
    called = company or entry.name.partition("_")[0]
    from archiver.titles import TYPES

    return [called, place, Phrase(TYPES[entry.type]), entry.moment, entry.size, entry.learned, path]
