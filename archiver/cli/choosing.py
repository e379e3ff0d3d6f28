"""Choices at a keyboard: numbered lines, and the numbers of those that are chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from archiver.cli import asking
from archiver.cli.session import Session
from archiver.errors import YouCanFixIt
from archiver.words import N_, Phrase, phrase

T = TypeVar("T")

NOT_A_NUMBER = N_("Type numbers from 1 to {most}, with commas between them, or nothing.")
BETWEEN = re.compile(r"[\s,;]+")


def lines(session: Session, title: str, choices: Sequence[object]) -> None:
    """Show what there is to choose from, numbered from 1; each choice is a fact."""
    session.say("")
    session.say(title)
    for number, choice in enumerate(choices, start=1):
        session.show(f"{number:>2}  {session.words.fact(choice)}")


def numbers(session: Session, question: Phrase, most: int) -> list[int]:
    """The numbers that are typed, sorted, as 2 and 5 for ``5,2``; none for an empty line.

    Asked until each is one from 1 to ``most``.
    """
    known = {str(number): number for number in range(1, most + 1)}
    while True:
        typed = {each for each in BETWEEN.split(line(session, question)) if each}
        if typed <= known.keys():
            return sorted(known[each] for each in typed)
        click.echo(session.words.say(phrase(NOT_A_NUMBER, most=most)), err=True)


def line(session: Session, question: Phrase) -> str:
    """What is typed, without the spaces around it; it may be nothing."""
    return asking.line(session, session.words.say(question)).strip()


def understood(session: Session, question: Phrase, read: Callable[[str], T]) -> T:
    """What ``read`` makes of what is typed; asked again as long as it finds something to correct."""
    while True:
        try:
            return read(line(session, question))
        except YouCanFixIt as wrong:
            session.tell(wrong)
