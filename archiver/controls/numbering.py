"""Gaps and doubles in the numbers that the company itself gives its documents, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.controls.counters import Gap, Numbered
from archiver.controls.naming import named
from archiver.model import Control, Verdict
from archiver.words import N_, phrase

WHOLE = N_("No number is missing where documents are numbered in sequence.")
MISSING = N_("Numbers that no document has, not even a voided one ({count}): {numbers}")
TWICE = N_("Documents whose number another one has already ({count}): {numbers}")
SCATTERED = N_("Not numbered in sequence, so that no number can be missing.")
LOOSE = N_("Numbers such as these are not given in sequence, so that none can be missing: {samples}")
APART = N_("Left apart: documents without a number that counts up ({unnumbered}), and drafts ({drafts}).")
UNREAD = N_("Not every document was read, so missing numbers were not looked for.")


def controls(found: Sequence[Numbered]) -> Iterator[Control]:
    """What is said of each kind: its gaps, its doubles, and what is not numbered in sequence."""
    for each in found:
        yield from _gaps(each)
        if each.doubled:
            said = phrase(TWICE, count=each.doubled, numbers=named(each.doubles, len(each.doubles) + each.unnamed))
            distinct = each.count - each.doubled
            yield Control("number_doubles", Verdict.DIFFERS, said, each.kind, None, each.count, distinct)
        if each.unnumbered or each.drafts:
            said = phrase(APART, unnumbered=each.unnumbered, drafts=each.drafts)
            yield Control("numbering", Verdict.NOTED, said, each.kind)


def unread() -> Control:
    """What is said where documents are lacking, whose numbers would seem to be missing."""
    return Control("numbering", Verdict.NOTED, phrase(UNREAD))


def _gaps(found: Numbered) -> Iterator[Control]:
    if found.loose:
        said = phrase(SCATTERED) if None in found.loose else phrase(LOOSE, samples=named(found.loose))
        yield Control("numbering", Verdict.NOTED, said, found.kind)
    missing = sum(gap.missing for gap in found.gaps)
    if missing:
        numbers = named([_said(gap) for gap in found.gaps])
        said = phrase(MISSING, count=missing, numbers=numbers)
        yield Control("numbering", Verdict.DIFFERS, said, found.kind, None, found.count + missing, found.count)
    elif found.count and not found.loose:
        yield Control("numbering", Verdict.TIES, phrase(WHOLE), found.kind, None, found.count, found.count)


def _said(gap: Gap) -> str:
    return "\N{EN DASH}".join(dict.fromkeys(gap.ends))
