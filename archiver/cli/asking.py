"""A question that only a person can answer: at a keyboard, or beforehand with ``--yes``."""

from __future__ import annotations

import sys

import click

from archiver.cli.session import Session
from archiver.errors import NobodyToAsk
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
