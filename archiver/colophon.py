"""What an archive says of itself: the machine's page, the notice for people, and the lines of ``bag-info.txt``."""

from __future__ import annotations

from archiver import kinds
from archiver.cabinet import notice
from archiver.cabinet.manifest import Manifest
from archiver.catalogue import Place
from archiver.words import N_, Words
from archiver.workbooks import Edition

DESCRIBED = N_("Read-only historical copy of a company's books")


def page(edition: Edition, place: Place | None, *, discriminator: str, sealed: bool) -> Manifest:
    """What ``archive.json`` tells; ``discriminator`` tells apart copies of the same books."""
    before = (place.sequence - 1, place.predecessor) if place and place.predecessor else None
    return Manifest(
        program=edition.program,
        name=edition.name,
        type=edition.type,
        moment=edition.moment,
        finished=edition.finished,
        language=edition.language,
        headers=edition.manner.headers,
        company=edition.company,
        readings=edition.readings,
        tallies=edition.tallies,
        controls=edition.controls,
        masked=edition.masked,
        missing=edition.missing,
        series=place.series if place else None,
        sequence=edition.sequence,
        predecessor=before,
        span=edition.span,
        discriminator=discriminator,
        sealed=sealed,
    )


def letter(edition: Edition, *, sealed: bool) -> str:
    """The text of the notice."""
    words = Words(edition.language)
    return notice.text(
        words,
        company=edition.company.name,
        source=edition.company.system or edition.company.source,
        moment=edition.moment,
        start=words.choose(kinds.cycle("start").workbooks),
        sealed=sealed,
    )


def info(edition: Edition, place: Place | None) -> dict[str, str]:
    """The labels of ``bag-info.txt``, in their order."""
    words = Words(edition.language)
    told = {
        "Source-Organization": edition.company.name,
        "External-Identifier": edition.name,
        "External-Description": words(DESCRIBED),
        "Restorable": "false",
        "Mark": words.mark,
        "Bagging-Date": edition.moment.date().isoformat(),
        "Bag-Software-Agent": edition.program,
    }
    if place:
        told |= {"Archive-Series": str(place.series), "Archive-Sequence": str(place.sequence)}
        told |= {"Previous-Archive-SHA256": place.predecessor} if place.predecessor else {}
    return told
