"""A story: a text file of command lines, each after ``$ ``, and under each what it prints.

Lines that begin with ``# `` tell the reader what is going on. A line ``[2]`` is the exit code of the command above it,
where it is not 0. Whatever changes from run to run is named: ``{here}``, ``{moment}``, ``{size}``, ``{digest}``,
``{year}``, ``{question}``, ``{link}``, ``{port}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROMPT, ASIDE = "$ ", "# "

# What changes from run to run, most particular first; the names stand in the transcripts in its place.
VOLATILE = (
    (r"\b[0-9a-f]{64}\b", "{digest}"),
    (r"(?<!\d)\d{4}-\d\d-\d\d(T\d{6}Z|T\d\d:\d\d:\d\d(\+00:00|Z)| \d\d:\d\d UTC([+-]\d\d:\d\d)?)", "{moment}"),
    (r"(https://(?:accounts\.google\.com|www\.dropbox\.com)/[\w/.]+/)auth\S+", r"\1{question}"),
    (r"(https://appcenter\.intuit\.com/connect/)oauth2\S+", r"\1{question}"),
    (r"(?<=the report of )\d{4}-\d\d-\d\d|(?<=le rapport du )\d{4}-\d\d-\d\d", "{day}"),
    (r"(?<=what is open at )\d{4}-\d\d-\d\d|(?<=ce qui est ouvert au )\d{4}-\d\d-\d\d", "{day}"),
    (r"(https://www\.sageone\.com/oauth2/auth/)central\S+", r"\1{question}"),
    (r"(?<=http://127\.0\.0\.1:)\d+", "{port}"),
    (r"https://(?:drive\.google|www\.dropbox)\.com/(?!oauth)\S+", "{link}"),
    (
        r"(?<=read it until )\d{4}-\d\d-\d\d|(?<=lecture jusqu’au )\d{4}-\d\d-\d\d|\d{4}-\d\d-\d\d(?=  \{link\})",
        "{day}",
    ),
    # No count in the demo's books has five digits; sizes and places in files do, and amounts have decimals.
    (r"(?<![\d.,])\d{1,3}([,\N{NO-BREAK SPACE}]\d{3})+(?![.,]?\d)", "{size}"),
    (r'(?<="size": )\d+', "{size}"),
    (r"(?<=\{size\}) {2,}", "  "),  # how much a disk has free also says how wide its column is
    (r"(?<=/)20\d\d(?=/)", "{year}"),
)


@dataclass(frozen=True)
class Step:
    """A command line, what is told before it, and what it prints."""

    asides: tuple[str, ...]
    command: str
    printed: str


def read(path: Path) -> list[Step]:
    """The steps of a story."""
    asides: list[str] = []
    steps: list[Step] = []
    printed: list[str] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), PROMPT]:
        if line.startswith((PROMPT, ASIDE)) and printed and steps:
            steps[-1] = Step(steps[-1].asides, steps[-1].command, "\n".join(printed).strip("\n"))
            printed = []
        if line.startswith(ASIDE):
            asides.append(line)
        elif line.startswith(PROMPT):
            steps.append(Step(tuple(asides), line.removeprefix(PROMPT), ""))
            asides = []
        else:
            printed.append(line)
    return steps[:-1]


def text(steps: list[Step]) -> str:
    """The story of these steps."""
    return "\n".join(line for step in steps for line in _lines(step))


def _lines(step: Step) -> Iterator[str]:
    yield from step.asides
    yield PROMPT + step.command
    if step.printed:
        yield step.printed
    yield ""


def settled(printed: str, here: Path) -> str:
    """What was printed, without what changes from run to run."""
    for place in (here.resolve(), here):
        printed = printed.replace(str(place), "{here}")
    for pattern, name in VOLATILE:
        printed = re.sub(pattern, name, printed)
    return "\n".join(line.rstrip() for line in printed.splitlines()).strip("\n")
