"""A mistake of this program: a file that says where, for whoever mends it; it holds names of ours, not the books."""

from __future__ import annotations

import sys
import tempfile
import traceback

from archiver import __version__
from archiver.errors import Mistake, UnreportedMistake


def report(bug: Exception) -> Mistake:
    """Write the report; the error that tells of it, or that there is none."""
    name, lines = type(bug).__name__, traceback.format_tb(bug.__traceback__)
    text = f"archiver {__version__}, Python {sys.version}\n{name}\n{''.join(lines)}"
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="archiver-report-", suffix=".txt", delete=False
        ) as file:
            file.write(text)
    except OSError:  # the disk is full, or nobody may write there: that hides no mistake, and ends no round
        return UnreportedMistake(name=name)
    return Mistake(name=name, path=file.name)
