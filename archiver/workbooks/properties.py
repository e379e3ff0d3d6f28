"""The properties of a workbook: what a file manager shows of it, and what it says to programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from openpyxl import Workbook
from openpyxl.packaging.custom import BoolProperty, DateTimeProperty, IntProperty, StringProperty

from archiver.words import N_, phrase
from archiver.workbooks.edition import Edition
from archiver.workbooks.text import plain, xml

APPLICATION = "docProps/app.xml"
SECURITY = "<DocSecurity>2</DocSecurity>"
"""What the properties of a file say where reading only is recommended."""


def describe(workbook: Workbook, title: str, edition: Edition) -> None:
    """Say whose books, from which archive, and that nothing can be restored from it; final, in Excel's own word."""
    words = edition.words
    told = workbook.properties
    told.title = plain(f"{edition.company.name} – {title} – {words.mark}")
    told.subject = plain(words.say(phrase(N_("Archive {name}"), name=edition.name)))
    told.creator = told.lastModifiedBy = plain(edition.company.name)
    told.keywords = f"{words.mark}, archiver, {edition.type}"
    told.description = words(N_("A copy to read, check and keep. It cannot be loaded back into an accounting system."))
    told.language = edition.language
    told.contentStatus = "Final"
    told.created = edition.moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    workbook.calculation.fullCalcOnLoad = False
    custom = workbook.custom_doc_props  # type: ignore[attr-defined]  # the stubs do not know it
    for name in ("NonRestorable", "_MarkAsFinal"):
        custom.append(BoolProperty(name=name, value=True))
    custom.append(DateTimeProperty(name="ArchiveMoment", value=told.created))
    if edition.sequence is not None:
        custom.append(IntProperty(name="ArchiveSequence", value=edition.sequence))
    for name, value in _facts(edition).items():
        custom.append(StringProperty(name=name, value=plain(value)))


def extended(parts: Mapping[str, str], edition: Edition) -> dict[str, str]:
    """The parts of a workbook with the properties that openpyxl does not write: the company, how to open it."""
    head, end, _ = parts[APPLICATION].partition("</Properties>")
    security = SECURITY if edition.manner.recommended else ""
    company = f"<Company>{xml(plain(edition.company.name))}</Company>"
    return {**parts, APPLICATION: f"{head}{security}{company}{end}"}


def _facts(edition: Edition) -> dict[str, str]:
    """Facts as text: the days of a period too, for what the format takes for a date shifts with the reader's zone."""
    company, span = edition.company, edition.span
    facts = {"SourceSystem": company.source, "CompanyId": company.source_id, "Archive": edition.name}
    facts["Headers"] = edition.manner.headers
    if span and span.start:
        facts["PeriodStart"] = span.start.isoformat()
    if span and span.until:
        facts["PeriodEnd"] = span.until.isoformat()
    return facts
