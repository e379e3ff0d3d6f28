"""A mistake of this program: a file that says where, for whoever mends it; it holds names of ours, not the books."""

from __future__ import annotations

import sys
import tempfile
import traceback

from archiver import __version__
from archiver.errors import Mistake


def report(bug: Exception) -> Mistake:
    """Write the report; the error that tells of it."""
    with tempfile.NamedTemporaryFile("w", prefix="archiver-report-", suffix=".txt", delete=False) as file:
        lines = traceback.format_tb(bug.__traceback__)
        file.write(f"archiver {__version__}, Python {sys.version}\n{type(bug).__name__}\n{''.join(lines)}")
    return Mistake(name=type(bug).__name__, path=file.name)
