"""The command line: the only room that knows click and rich, and the edge where facts become words."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT


def main() -> None:
    """Run the command line and leave with its exit code."""
    if signal.getsignal(signal.SIGINT) not in (signal.SIG_IGN, None):
        signal.signal(signal.SIGINT, _leave)
    from archiver.cli.language import choose
    from archiver.cli.program import run

    try:
        code = run(sys.argv[1:], choose(sys.argv[1:], os.environ))
    except KeyboardInterrupt:  # so late that all was said
        code = INTERRUPTED
    sys.exit(code)


def _leave(number: int, frame: FrameType | None) -> None:
    """End at once, while modules are imported: nothing was begun, and there are no words yet to say so."""
    os._exit(INTERRUPTED)
