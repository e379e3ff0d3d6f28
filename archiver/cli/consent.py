"""Consent that is typed, as QuickBooks asks for it: a key pressed by mistake switches nothing off."""

from __future__ import annotations

import click

from archiver.cli.session import Session
from archiver.errors import NotAgreed
from archiver.words import N_, Words

TYPED = N_("I AGREE")
"""What is typed in each language; any of them will do, in any case and with either apostrophe."""
ASK = N_("To go on, type {typed}")


def ask(session: Session) -> None:
    """Ask for it, from a keyboard or a pipe; ``NotAgreed`` for any other answer, and for none."""
    question = session.words(ASK).format(typed=session.words(TYPED))
    try:
        answer = click.prompt(question, default="", show_default=False, err=True)
    except click.Abort:  # nobody there to answer
        answer = ""
    if _plain(str(answer)) not in {_plain(Words(language)(TYPED)) for language in ("en", "fr-CA")}:
        raise NotAgreed(typed=session.words(TYPED))


def _plain(text: str) -> str:
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold().split())
