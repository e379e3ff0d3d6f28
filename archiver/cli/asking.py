"""What only a person can answer: at a keyboard; or beforehand, with ``--yes``, or on the standard input."""

from __future__ import annotations

import sys

import click

from archiver.cli.session import Session
from archiver.errors import NobodyToAsk, NoSecret
from archiver.words import N_, Phrase

YES = ("y", "o")
COLON = N_(": ")
"""What stands between a question and its answer."""


def line(session: Session, question: str) -> str:
    """What is typed; it may be nothing."""
    colon = session.words(COLON)
    return str(click.prompt(question, default="", show_default=False, prompt_suffix=colon, err=True))


def something(session: Session, question: str, *, hidden: bool = False) -> str:
    """What is typed, asked for until it is something."""
    return str(click.prompt(question, hide_input=hidden, prompt_suffix=session.words(COLON), err=True))


def number(session: Session, question: str, most: int) -> int:
    """A number from 1 to ``most``, asked for until it is one."""
    kind = click.IntRange(1, most)
    return int(click.prompt(question, type=kind, prompt_suffix=session.words(COLON), err=True))


def is_sure(session: Session, question: Phrase, *, yes: bool) -> bool:
    """Whether the answer is yes; ``NobodyToAsk`` where nobody sits, for nothing is taken for granted there."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise NobodyToAsk
    return line(session, session.words.say(question)).strip().lower().startswith(YES)


def secret(session: Session, question: str) -> str:
    """What is typed without being shown; or, where nobody sits, the first line of the standard input."""
    seated = sys.stdin.isatty()
    given = something(session, question, hidden=True) if seated else sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise NoSecret
    return given
