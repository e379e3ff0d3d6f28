"""What only a person can answer: at a keyboard; or beforehand, with ``--yes``, or on the standard input."""

from __future__ import annotations

import sys

import click

from archiver.cli.session import Session
from archiver.errors import NobodyToAsk, NoSecret
from archiver.words import Phrase

YES = ("y", "o")


def is_sure(session: Session, question: Phrase, *, yes: bool) -> bool:
    """Whether the answer is yes; ``NobodyToAsk`` where nobody sits, for nothing is taken for granted there."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise NobodyToAsk
    answer = click.prompt(session.words.say(question), default="", show_default=False, err=True)
    return str(answer).strip().lower().startswith(YES)


def secret(question: str) -> str:
    """What is typed without being shown; or, where nobody sits, the first line of the standard input."""
    if sys.stdin.isatty():
        given = str(click.prompt(question, hide_input=True, err=True))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise NoSecret
    return given
