"""The books of a small workshop that never existed, to try everything with; the tests know what they come to."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
BOOK = FOLDER / "atelier_2025.gnucash"
DOCUMENTS = FOLDER / "documents"
FISCAL_YEAR_START = (1, 1)
COUNTRY, TIME_ZONE = "CA", "America/Toronto"
