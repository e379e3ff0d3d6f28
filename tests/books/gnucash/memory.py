"""How much memory this process has taken, as far as the system tells."""

from __future__ import annotations

from pathlib import Path

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def memory(*, fresh: bool = False) -> int:
    """The most that this process has held, in megabytes, since its start or since it was last asked for ``fresh``.

    Nothing where the system does not tell: a test of memory then says nothing either.
    """
    if not STATUS.exists():
        return 0
    if fresh:
        RESET.write_text("5")
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) // 1024
