"""What the pages tell people to type is understood: every command line in them has commands and options that exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archiver.cli.program import build
from archiver.words import Words

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINE = re.compile(r"^\s*(?:\$ )?(archiver [^\n]+)$")
SPAN = re.compile(r"`(archiver [^`\n]+)`")
SHELL = re.compile(r"[|<>;]|&&")
"""From here on it is the shell's."""


def pages() -> Iterator[tuple[bool, str]]:
    """The command lines of all pages: whether it stands in a block of code, to be typed, or is spoken of; and it."""
    for page in PAGES:
        fenced = False
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.lstrip().startswith("```"):
                fenced = not fenced
            elif (fenced or line.startswith("    ")) and (found := LINE.match(line)):
                yield True, found[1]
            elif not fenced:
                yield from ((False, each) for each in SPAN.findall(line))


def typed(line: str) -> list[str]:
    """The words of a command line, without comment, and up to where the shell takes over."""
    return shlex.split(SHELL.split(line)[0], comments=True)[1:]


def command(words: list[str]) -> tuple[click.Command, click.Context, list[str]]:
    """The command that the words after ``archiver`` begin with, and what is left of them; ``UsageError`` if none is."""
    found: click.Command = build(Words("en"))
    context = click.Context(found)
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        _, inner, words = found.resolve_command(context, words)
        assert inner
        found, context = inner, click.Context(inner, context)
    return found, context, words


def understood(words: list[str]) -> None:
    """``UsageError`` where nobody understands these words."""
    found, context, words = command(words)
    left = found.make_parser(context).parse_args(list(words))[1]
    if left:
        raise click.UsageError(f"nobody takes {left}")


def spoken(words: list[str]) -> set[str]:
    """The options among the words of a command that it does not have."""
    found, context, words = command(words)
    known = {name for each in found.get_params(context) for name in (*each.opts, *each.secondary_opts)}
    return {word.partition("=")[0] for word in words if word.startswith("-")} - known


LINES = sorted({line for whole, line in pages() if whole})
SPOKEN = sorted({line for whole, line in pages() if not whole})


def test_there_are_command_lines_in_the_pages() -> None:
    assert len(LINES) > 100
    assert len(SPOKEN) > 50


@pytest.mark.parametrize("line", ["archiver restoer x", "archiver link manager dairy", "archiver list --al"])
def test_what_nobody_understands_is_found(line: str) -> None:
    with pytest.raises(click.UsageError):
        understood(typed(line))


def test_an_option_that_there_is_not_is_found() -> None:
    assert spoken(typed("archiver export --unti --type")) == {"--unti"}


@pytest.mark.parametrize("line", LINES)
def test_every_command_line_is_understood(line: str) -> None:
    understood(typed(line))


@pytest.mark.parametrize("line", SPOKEN)
def test_every_command_that_is_spoken_of_has_its_options(line: str) -> None:
    assert spoken(typed(line)) == set()
