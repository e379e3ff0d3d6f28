"""The properties of a workbook: what a file manager shows of it, and what it says to programs."""

from __future__ import annotations

from datetime import UTC

from openpyxl import Workbook
from openpyxl.packaging.custom import BoolProperty, StringProperty

from archiver.words import N_, phrase
from archiver.workbooks.edition import Edition
from archiver.workbooks.text import plain


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
    for name, value in _facts(edition).items():
        custom.append(StringProperty(name=name, value=plain(value)))


def _facts(edition: Edition) -> dict[str, str]:
    company, span = edition.company, edition.span
    facts = {"SourceSystem": company.source, "CompanyId": company.source_id, "Archive": edition.name}
    if span and span.start:
        facts["PeriodStart"] = span.start.isoformat()
    if span and span.until:
        facts["PeriodEnd"] = span.until.isoformat()
    return facts
