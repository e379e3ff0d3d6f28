"""Consent that is typed, as QuickBooks asks for it: a key pressed by mistake switches nothing off."""

from __future__ import annotations

from unicodedata import normalize

import click

from archiver.cli import asking
from archiver.cli.session import Session
from archiver.errors import NotAgreed
from archiver.words import N_, Words

TYPED = N_("I AGREE")
"""What is typed in each language; any of them will do, in any case and with either apostrophe."""
ASK = N_("To go on, type {typed}")
RETYPE = N_("To go on, type the name of the company: {typed}")


def ask(session: Session) -> None:
    """Ask for it, from a keyboard or a pipe; ``NotAgreed`` for any other answer, and for none."""
    typed = session.words(TYPED)
    if _plain(_answer(session, ASK, typed)) not in {_plain(Words(language)(TYPED)) for language in ("en", "fr-CA")}:
        raise NotAgreed(typed=typed)


def retype(session: Session, name: str) -> None:
    """Ask for the name of a company, letter by letter; ``NotAgreed`` for any other answer, and for none."""
    if normalize("NFC", _answer(session, RETYPE, name).strip()) != normalize("NFC", name):
        raise NotAgreed(typed=name)


def _answer(session: Session, question: str, typed: str) -> str:
    try:
        return asking.line(session, session.words(question).format(typed=typed))
    except click.Abort:  # nobody there to answer
        return ""


def _plain(text: str) -> str:
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold().split())
