"""Marks that programs honour, and nobody takes for security: read-only recommended, and sheets that are locked.

The mark as final is a property: see ``properties``.
"""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.worksheet.worksheet import Worksheet

from archiver.workbooks.edition import Manner

WORKBOOK = "xl/workbook.xml"
RECOMMENDED = '<fileSharing readOnlyRecommended="1"></fileSharing>'

_STILL_ALLOWED = ("autoFilter", "formatColumns", "formatRows", "pivotTables", "sort")
"""Excel sorts no locked cells all the same."""


def lock(worksheet: Worksheet) -> None:
    """Lock every cell, without a password; selecting, filtering and making columns wider stay possible."""
    protection = worksheet.protection
    protection.sheet = protection.objects = protection.scenarios = True
    for action in _STILL_ALLOWED:
        setattr(protection, action, False)  # the format says what is forbidden


def marked(parts: Mapping[str, str], manner: Manner) -> dict[str, str]:
    """The parts of a workbook with the mark that openpyxl does not write: opening for reading only is recommended."""
    if not manner.recommended:
        return dict(parts)
    head, first, rest = parts[WORKBOOK].partition("<workbookPr")
    assert first, "every workbook has it, and the mark stands before it"
    return {**parts, WORKBOOK: f"{head}{RECOMMENDED}{first}{rest}"}
