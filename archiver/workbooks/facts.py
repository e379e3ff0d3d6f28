"""What the cover says, a fact a line: of the books, of the archive, and of whether it is complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from archiver.model import Status, Verdict
from archiver.titles import CONTROLS, SOURCES
from archiver.words import N_, Phrase, Words, phrase
from archiver.workbooks.controls import SIGNS, TONES
from archiver.workbooks.edition import Edition
from archiver.workbooks.front import Label
from archiver.workbooks.text import plain

TYPES = {
    "full": N_("full: all that the source gives"),
    "financial": N_("financial: transactions, and the lists that they need"),
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
HEADED = {
    "ads": N_("names of the AICPA Audit Data Standards, for tools; the Dictionary has them in words"),
    "source": N_("fields of the source; the Dictionary has them in words"),
}
LOCKED = N_("locked against changes, without a password; to sort one, unprotect it first")
DIFFERENCES = 6
"""So many are told on the cover, each in at most so many characters; the sheet of controls has them whole."""
LONGEST = 330


class Fact(NamedTuple):
    """A label, what there is to say, and how it looks."""

    label: str
    text: str
    look: str = "value"


def books(edition: Edition) -> Iterator[Fact]:
    """Whose books they are, and what the source does not know of them."""
    words, company = edition.words, edition.company
    yield Fact(words(N_("Company")), plain(company.name))
    yield Fact(words(N_("Read from")), plain(company.system or words(SOURCES.get(company.source, company.source))))
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
    yield from _manner(edition)
    yield Fact(words(N_("Made with")), plain(edition.program))


def _manner(edition: Edition) -> Iterator[Fact]:
    """What is not as usual in these workbooks."""
    words, manner = edition.words, edition.manner
    if manner.headers in HEADED:
        yield Fact(words(N_("Headings")), words(HEADED[manner.headers]))
    if manner.locked:
        yield Fact(words(N_("Sheets")), words(LOCKED))


def verdicts(edition: Edition, label: Label) -> Iterator[Fact]:
    """Whether everything was read, and whether it adds up, above all what does not: in words, a sign, and colour."""
    words, by_status = edition.words, _by_status(edition, label)
    if said := lacking(edition, label):
        yield Fact(words(N_("Reading")), said, "bad-cover")
    elif whole := by_status.get(Status.COMPLETE):
        told = phrase(N_("COMPLETE. All {count} parts of the books were read whole."), count=len(whole))
        yield Fact(words(N_("Reading")), f"{SIGNS['ties']} {words.say(told)}", "good-cover")
    yield from _controls(edition)
    yield from _differences(edition)
    for status, heading in ((Status.NOT_OFFERED, N_("Not offered")), (Status.LEFT_OUT, N_("Left out"))):
        if status in by_status:
            yield Fact(words(heading), words.fact(by_status[status]))


def lacking(edition: Edition, label: Label) -> str:
    """That the books could not be read whole, and what is not; nothing where they were."""
    by_status = _by_status(edition, label)
    families = by_status.get(Status.PARTIAL, []) + by_status.get(Status.FAILED, [])
    if not families:
        return ""
    said = phrase(N_("NOT COMPLETE. Could not be read whole: {families}"), families=families)
    return f"{SIGNS['differs']} {edition.words.say(said)}"


def _by_status(edition: Edition, label: Label) -> dict[Status, list[str]]:
    found: dict[Status, list[str]] = {}
    for reading in edition.readings:
        found.setdefault(reading.status, []).append(label(reading.family.main.key))
    return found


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
    gravest = worst(met.keys() - {Verdict.NOTED} or met).value
    yield Fact(words(N_("Controls")), f"{SIGNS[gravest]} {words.fact(said)}", f"{TONES.get(gravest, 'good')}-cover")


def _differences(edition: Edition) -> Iterator[Fact]:
    """What accountants ask first: each control that differs, by its name and in its words."""
    words = edition.words
    differing = [control for control in edition.controls if control.verdict is Verdict.DIFFERS]
    for turn, control in enumerate(differing[:DIFFERENCES]):
        heading = "" if turn else words(N_("What differs"))
        said = phrase(N_("{control}: {said}"), control=Phrase(CONTROLS[control.name]), said=control.said)
        yield Fact(heading, plain(f"{SIGNS['differs']} {words.say(said)}", LONGEST), "bad-words")
    more = len(differing) - DIFFERENCES
    if more > 0:
        yield Fact("", words.say(phrase(N_("and {count} more, on the sheet of controls."), count=more)))


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


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of several verdicts."""
    grave = (Verdict.DIFFERS, Verdict.EXPLAINED, Verdict.NOTED)
    met = set(verdicts)
    return next((each for each in grave if each in met), Verdict.TIES)
