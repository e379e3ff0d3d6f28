"""The command line: the only room that knows click and rich, and the edge where facts become words."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from archiver.cli.language import choose
    from archiver.cli.program import run

    sys.exit(run(sys.argv[1:], choose(sys.argv[1:], os.environ)))
