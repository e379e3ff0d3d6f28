"""Which of the businesses that a login may read is to be linked: the one that is named, the only one, or asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from archiver.cli import asking
from archiver.cli.session import Session
from archiver.errors import UnknownBusiness, WhichBusiness
from archiver.words import N_, phrase

if TYPE_CHECKING:
    from archiver.access import Grant
    from archiver.access.service import Books

COUNTRIES = ("ca", "de", "es", "fr", "gb", "ie", "us")
"""Where Sage Accounting is sold, as its consent page wants them."""
SEVERAL = N_("This login may read several businesses:")
CHOICE = N_("{number}. {name} ({id})")
WHICH = N_("Number of the one to link")


def chosen(session: Session, found: Sequence[Books], wanted: str | None, before: Grant | None) -> str:
    """The id of one of those that were found, which are some; ``UnknownBusiness``, ``WhichBusiness``.

    A link that is made anew is to the business that it was to ``before``, if it is still among them.
    """
    known = [each.id for each in found]
    if wanted:
        return _named(found, wanted)
    if before and before.realm in known:
        return before.realm
    if len(found) == 1:
        return known[0]
    if not sys.stdin.isatty():
        raise WhichBusiness(known=[each.name for each in found])
    return found[_asked(session, found) - 1].id


def _named(found: Sequence[Books], wanted: str) -> str:
    """The one of that id or name; two of one name are told apart by their ids."""
    for each in found:
        if each.id == wanted:
            return each.id
    called = [each.id for each in found if each.name.casefold() == wanted.casefold()]
    if len(called) > 1:
        raise WhichBusiness(known=[f"{each.name} ({each.id})" for each in found])
    if not called:
        raise UnknownBusiness(name=wanted, known=[each.name for each in found])
    return called[0]


def _asked(session: Session, found: Sequence[Books]) -> int:
    words = session.words
    click.echo(words(SEVERAL), err=True)
    for number, each in enumerate(found, 1):
        click.echo(words.say(phrase(CHOICE, number=number, name=each.name, id=each.id)), err=True)
    return asking.number(session, words(WHICH), len(found))
