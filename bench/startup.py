"""How quick the command line answers: ``--help`` against an import of click, in one run; and the whole demo.

Goals: ``archiver --help`` under 2.5 times ``python -c "import click"``, ``archiver demo`` under 5 seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROUNDS = 15
DEMOS = 3
HELP_RATIO = 2.5
DEMO_SECONDS = 5.0
ROOT = Path(__file__).parent.parent
ARCHIVER = (sys.executable, "-m", "archiver")


def seconds(command: Sequence[str], environ: dict[str, str]) -> float:
    """How long one process takes, from its start to its end."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT, env=environ)
    return time.perf_counter() - began


def main() -> int:
    """Measure, print a line a figure, and say by the exit code whether the goals were met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    as_json = arguments.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "ARCHIVER_HOME": folder}
        pairs = [
            (
                seconds((*ARCHIVER, "--help"), environ),
                seconds((sys.executable, "-c", "import click"), environ),
            )
            for _ in range(ROUNDS + 1)
        ][1:]
        demos = [seconds((*ARCHIVER, "demo", "--to", tempfile.mkdtemp(dir=folder)), environ) for _ in range(DEMOS)]
    figures = [
        ("archiver --help", statistics.median(ours for ours, _ in pairs), "s", None),
        ("import click", statistics.median(theirs for _, theirs in pairs), "s", None),
        ("archiver --help / import click", statistics.median(ours / theirs for ours, theirs in pairs), "x", HELP_RATIO),
        ("archiver demo", statistics.median(demos), "s", DEMO_SECONDS),
    ]
    for figure, value, unit, goal in figures:
        met = goal is None or value < goal
        if as_json:
            print(json.dumps({"figure": figure, "value": round(value, 4), "unit": unit, "goal": goal, "met": met}))
        else:
            wanted = "" if goal is None else f" (goal: under {goal} {unit}{'' if met else ', MISSED'})"
            print(f"{figure}: {value:.3f} {unit}{wanted}")
    return int(any(goal is not None and value >= goal for _, value, _, goal in figures))


if __name__ == "__main__":
    sys.exit(main())
