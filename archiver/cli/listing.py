"""``archiver list``: the archives that we remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.catalogue import Entry

RETIRED = N_("retired on {moment}")


def command(words: Words) -> click.Command:
    """List the archives of one company or of all."""

    @click.command("list", help=words(N_("List the archives, of one company or of all.")))
    @click.argument("name", required=False, metavar=words(N_("[NAME]")))
    @shared(words)
    @click.pass_obj
    def listing(session: Session, name: str | None) -> None:
        if name:
            session.settings.company(name)
        with session.catalogue() as catalogue:
            named = {known.id: known.name for known in catalogue.companies()} if catalogue else {}
            known = catalogue.entries() if catalogue else []
        entries = [entry for entry in known if name in (None, named[entry.company])]
        session.result(archives=[_told(entry, named[entry.company]) for entry in entries])
        if not entries:
            session.say(N_("No archives yet. Make one with: archiver export"))
            return
        heads = (N_("Company"), N_("No."), N_("Type"), N_("Read on"), N_("Bytes"), N_("Learned"), N_("File"))
        session.table(heads, [_shown(entry, named[entry.company]) for entry in entries])

    return listing


def _told(entry: Entry, company: str | None) -> dict[str, object]:
    return {
        "company": company,
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
    from archiver.model import TYPES

    return [called, place, Phrase(TYPES[entry.type]), entry.moment, entry.size, entry.learned, path]
