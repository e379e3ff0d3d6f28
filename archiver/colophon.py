"""What an archive says of itself: the machine's page, the notice for people, and the lines of ``bag-info.txt``."""

from __future__ import annotations

from archiver import kinds
from archiver.cabinet import notice
from archiver.cabinet.bag import PAYLOAD
from archiver.cabinet.manifest import Label, Manifest, RetiredTold
from archiver.catalogue import Place, Retired
from archiver.words import N_, Words
from archiver.workbooks import Edition
from archiver.workbooks.plan import file_name

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
        ascii_names=edition.manner.ascii_names,
        true_names=_true_names(edition) if edition.manner.ascii_names else {},
        masked=edition.masked,
        retired=[RetiredTold(*each) for each in place.retired] if place else (),
        missing=edition.missing,
        series=place.series if place else None,
        sequence=edition.sequence,
        predecessor=before,
        span=edition.span,
        discriminator=discriminator,
        sealed=sealed,
    )


def retired(page: Label) -> tuple[Retired, ...]:
    """What an ``archive.json`` tells of archives that are retired."""
    return tuple(
        Retired(each.series, each.sequence, each.digest, each.predecessor, each.moment, each.retired)
        for each in page.retired
    )


def _true_names(edition: Edition) -> dict[str, str]:
    """What the workbooks would be called whose files have another name, by their path in the bag."""
    words = edition.words
    called = {
        file_name(each, words, ascii_names=True): f"{words.choose(each.workbooks)}.xlsx" for each in kinds.cycles()
    }
    return {f"{PAYLOAD}{plain}": name for plain, name in called.items() if plain != name}


def letter(edition: Edition, *, sealed: bool) -> str:
    """The text of the notice."""
    words = Words(edition.language)
    return notice.text(
        words,
        company=edition.company.name,
        source=edition.company.system or edition.company.source,
        moment=edition.moment,
        start=file_name(kinds.cycle("start"), words, ascii_names=edition.manner.ascii_names).removesuffix(".xlsx"),
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
