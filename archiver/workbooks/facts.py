"""What the cover says, a fact a line: of the books, of the archive, and of whether it is complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from archiver.model import Status, Verdict, worst
from archiver.words import N_, Phrase, Words, phrase
from archiver.workbooks.controls import TONES
from archiver.workbooks.edition import Edition
from archiver.workbooks.front import Label
from archiver.workbooks.text import plain

TYPES = {
    "full": N_("full: all that the source gives"),
    "financial": N_("financial: all that the source gives, without the documents"),
    "incremental": N_("INCREMENTAL: only what changed since an earlier archive"),
    "period": N_("period: the documents of a period"),
}
MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
UNKNOWN = N_("not known to the source")


class Fact(NamedTuple):
    """A label, what there is to say, and how it looks."""

    label: str
    text: str
    look: str = "value"


def books(edition: Edition) -> Iterator[Fact]:
    """Whose books they are, and what the source does not know of them."""
    words, company = edition.words, edition.company
    yield Fact(words(N_("Company")), plain(company.name))
    yield Fact(words(N_("Read from")), plain(company.system or company.source))
    yield Fact(words(N_("Identifier there")), plain(company.source_id))
    yield Fact(words(N_("Country")), company.country or words(UNKNOWN))
    yield Fact(words(N_("Currency of the books")), company.home_currency or words(UNKNOWN))
    yield Fact(words(N_("Fiscal year begins")), _fiscal_year(edition))
    yield Fact(words(N_("Time zone")), _zone(edition))


def archive(edition: Edition) -> Iterator[Fact]:
    """Which archive this is, of what, and when the books were read."""
    words = edition.words
    yield Fact(words(N_("Name")), plain(edition.name))
    yield Fact(words(N_("Type")), words(TYPES.get(edition.type, edition.type)))
    if edition.sequence is not None:
        numbered = phrase(N_("{sequence} in the series {series}"), sequence=edition.sequence, series=edition.series)
        yield Fact(words(N_("Number")), words.say(numbered))
    yield Fact(words(N_("Dates of the documents")), _span(edition))
    yield Fact(words(N_("Reading began")), _moment(edition.moment, edition))
    yield Fact(words(N_("Reading ended")), _moment(edition.finished, edition))
    yield Fact(words(N_("Made with")), plain(edition.program))


def verdicts(edition: Edition, label: Label) -> Iterator[Fact]:
    """Whether everything was read, and whether it adds up: in words, and in colour."""
    words = edition.words
    by_status: dict[Status, list[str]] = {}
    for reading in edition.readings:
        by_status.setdefault(reading.status, []).append(label(reading.family.main.key))
    lacking = by_status.get(Status.PARTIAL, []) + by_status.get(Status.FAILED, [])
    if lacking:
        said = phrase(N_("NOT COMPLETE. Could not be read whole: {families}"), families=lacking)
        yield Fact(words(N_("Reading")), words.say(said), "bad-cover")
    elif whole := by_status.get(Status.COMPLETE):
        said = phrase(N_("COMPLETE. All {count} parts of the books were read whole."), count=len(whole))
        yield Fact(words(N_("Reading")), words.say(said), "good-cover")
    for status, heading in ((Status.NOT_OFFERED, N_("Not offered")), (Status.LEFT_OUT, N_("Left out"))):
        if status in by_status:
            yield Fact(words(heading), words.fact(by_status[status]))
    yield from _controls(edition)


def _controls(edition: Edition) -> Iterator[Fact]:
    words = edition.words
    if not edition.controls:
        return
    met = Counter(control.verdict for control in edition.controls)
    told = (
        (Verdict.DIFFERS, N_("{count} DIFFER")),
        (Verdict.EXPLAINED, N_("{count} differ and are explained")),
        (Verdict.TIES, N_("{count} tie")),
        (Verdict.NOTED, N_("{count} noted")),
    )
    said = [words.say(phrase(text, count=met[verdict])) for verdict, text in told if met[verdict]]
    yield Fact(words(N_("Controls")), words.fact(said), f"{TONES.get(worst(met).value, 'good')}-cover")


def _fiscal_year(edition: Edition) -> str:
    words, start = edition.words, edition.company.fiscal_year_start
    if start is None:
        return words(N_("not known to the source; taken as 1 January"))
    month, day = start
    if day == 1:
        return words.say(phrase(N_("1 {month}"), month=Phrase(MONTHS[month - 1])))
    return words.say(phrase(N_("{day} {month}"), day=day, month=Phrase(MONTHS[month - 1])))


def _zone(edition: Edition) -> str:
    unknown = N_("not known to the source; moments are in UTC")
    return edition.zone_name if edition.zone_is_known else edition.words(unknown)


def _span(edition: Edition) -> str:
    words, span = edition.words, edition.span
    match (span.start, span.until) if span else (None, None):
        case None, None:
            return words(N_("all"))
        case start, None:
            return words.say(phrase(N_("from {start} on"), start=start))
        case None, until:
            return words.say(phrase(N_("up to {until} included"), until=until))
        case start, until:
            return words.say(phrase(N_("from {start} to {until}, both included"), start=start, until=until))


def _moment(moment: datetime, edition: Edition) -> str:
    words: Words = edition.words
    return words.moment(moment.astimezone(edition.zone))
