"""What the rows of a workbook are written with: its looks, its strings, and the sheet that takes texts too long."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.workbooks.long_texts import LongTexts
from archiver.workbooks.looks import Looks
from archiver.workbooks.strings import Strings


@dataclass(frozen=True, slots=True)
class Ink:
    """One for each workbook, shared by its sheets."""

    looks: Looks
    strings: Strings
    long: LongTexts
