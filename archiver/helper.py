"""Helpers, which are processes of our own: how many are worth starting here, and how each of them begins and ends."""

from __future__ import annotations

import gc
import math
import os
import signal
import threading
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path, PurePosixPath

MOST = 4
"""Each takes 60 to 160 MB, and a machine with many processors may have little memory."""
OWN = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")
"""Where Linux tells to which group a process belongs, and what a container or a service may use."""


def most() -> int:
    """How many may be at work at once, which is 1 where there is one processor for all of them."""
    return max(1, min(_processors(), _quota(), MOST))


def _processors() -> int:
    """The processors of the machine, or those of them that this process is left."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quota() -> int:
    """The processors whose time this process is given, with those beside it; ``MOST`` where nobody says."""
    try:
        [own] = [line[3:] for line in OWN.read_text(encoding="utf-8").splitlines() if line.startswith("0::")]
    except (OSError, ValueError):  # another system, or an older kind of groups
        return MOST
    group = PurePosixPath(own)
    return min(_quota_of(GROUPS.joinpath(*each.parts[1:])) for each in (group, *group.parents))


def _quota_of(group: Path) -> int:
    with suppress(OSError, ValueError):  # it has none; of `max` microseconds nobody makes a number
        quota, period = (group / "cpu.max").read_text(encoding="utf-8").split()
        return math.ceil(int(quota) / int(period))
    return MOST


def begin() -> None:
    """What each of them does first: from now on it ends with the process that started it, even where that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it hears it too, and ends it
    gc.disable()  # rows and cells hold no cycles
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)  # what it was at is of no use to anybody, and may lie where somebody else works by now
