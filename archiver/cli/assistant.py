"""``archiver export`` with nothing else, at a terminal: it asks what, where and how, and shows the command of that.

The answers are options. The command of these options is what runs then: it shows its summary, and asks.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from click.core import ParameterSource

from archiver import disk, fiscal_year
from archiver.cli import asking, choosing, plan
from archiver.cli.selection import Wanted
from archiver.cli.session import Session
from archiver.errors import NotAYear, NothingNamed, TargetMissing, WrongOption
from archiver.words import N_, Phrase, phrase

WHAT, WHERE, TYPE = N_("What shall be exported?"), N_("Where to?"), N_("How much of it?")
BOXES = N_("With what? All of this is in it, where the source has it:")
PICK = N_("Number, or several as 2,5; Enter for 1")
UNTICK = N_("To leave some out, type their numbers, as 1,3; to go on, press Enter")
ALONE = N_("{choice}: this goes with nothing else. Choose again.")

ALL = N_("all companies ({count})")
GROUP = N_("the group {group} ({count})")
OTHER = N_("other books: a file, or SOURCE:WHERE")
BOOKS = N_("Books")
AS_SET = N_("as the settings say: kept in {path}, and on each company's own drives")
KEPT = N_("kept in {path}")
DRIVE = N_("on the drive {name}")
FOLDER = N_("kept in another folder")
PATH = N_("Folder")
FULL = N_("all data")
FINANCIAL = N_("financial data only: transactions, and the lists that they need")
CHANGES = N_("only what changed since the last archive")
YEAR, PERIOD = N_("a fiscal year"), N_("a period, by document date")
NAMED = N_("Fiscal year, as 2025 or 2024-2025")
FIRST = N_("First day, as 2026-01-31; Enter for the beginning of the books")
LAST = N_("Last day, as 2026-03-31; Enter for their end")
LEFT_OUT = {
    "--no-attachments": N_("the files of documents"),
    "--no-emails": N_("e-mails"),
    "--no-history": N_("the history of changes"),
}
SEAL = N_("Seal with a password? [y/N]")
SEALED = N_("Sealed with the password that is kept.")
SAME = N_("The same without questions:")

Options = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a question: the options that it stands for, and what more has to be ``asked`` for them."""

    label: Phrase
    options: Options = ()
    alone: bool = False
    asked: Callable[[Session], Options] = lambda session: ()


def is_wanted(session: Session) -> bool:
    """Whether nothing was typed but the command itself, by somebody who can be asked."""
    ctx = click.get_current_context()
    typed = [name for name in ctx.params if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
    watched = sys.stdin.isatty() and sys.stdout.isatty()
    return watched and not (typed or session.quiet or session.as_json)


def export(session: Session) -> int:
    """Ask, show the command that the answers come to, and run it; the exit code."""
    from archiver import groups

    command = click.get_current_context().command
    what = choose(session, WHAT, list(_what(session)))
    wanted = Wanted.of(command.make_context("export", list(what), obj=session).params)
    companies = groups.select(session.settings, wanted.names, wanted.groups, everything=wanted.everything).names
    options = (
        *what,
        *choose(session, WHERE, list(_where(session, are_set=bool(companies)))),
        *choose(session, TYPE, list(_types(are_set=bool(companies)))),
        *_unticked(session),
        *_sealed(session, companies),
    )
    session.say("")
    session.say(SAME)
    session.show(f"  {shlex.join(['archiver', 'export', *options, *(['--yes'] if wanted.several else [])])}")
    session.say("")
    code = command.main([*options, "--ask"], "archiver export", standalone_mode=False, obj=session)
    return int(code or 0)


def choose(session: Session, title: str, choices: Sequence[Choice]) -> Options:
    """The options of what is chosen, which is the first one where nothing is."""
    choosing.lines(session, title, [each.label for each in choices])
    while True:
        chosen = [choices[number - 1] for number in choosing.numbers(session, phrase(PICK), len(choices)) or [1]]
        alone = next((each for each in chosen if each.alone and len(chosen) > 1), None)
        if alone is None:
            return tuple(option for each in chosen for option in (*each.options, *each.asked(session)))
        click.echo(session.words.say(phrase(ALONE, choice=alone.label)), err=True)


def _what(session: Session) -> Iterator[Choice]:
    """All companies, groups, each company, and books that the settings do not have."""
    from archiver import groups

    settings = session.settings
    if len(settings.companies) > 1:
        yield Choice(phrase(ALL, count=len(settings.companies)), ("--all",), alone=True)
    for group in groups.groups_of(settings):
        count = len(groups.members(settings, group))
        yield Choice(phrase(GROUP, group=group, count=count), ("--group", group))
    for name in settings.companies:
        yield Choice(Phrase("{name}", {"name": name}), (name,))
    yield Choice(phrase(OTHER), alone=True, asked=_books)


def _books(session: Session) -> Options:
    def read(typed: str) -> Options:
        if not typed:
            raise NothingNamed(path=session.places.settings)
        plan.source_of(typed)
        return "--books", typed

    return choosing.understood(session, phrase(BOOKS), read)


def _where(session: Session, *, are_set: bool) -> Iterator[Choice]:
    """Where the settings say; drives of the settings, in the place of those that companies have; another folder."""
    path = session.settings.defaults.archives or session.places.archives
    yield Choice(phrase(AS_SET if are_set else KEPT, path=path), alone=True)
    for name in session.settings.drives:
        yield Choice(phrase(DRIVE, name=name), ("--drive", name))
    yield Choice(phrase(FOLDER), asked=_folder)


def _folder(session: Session) -> Options:
    def read(typed: str) -> Options:
        folder = Path(typed).expanduser()
        if not (typed and disk.is_folder(folder)):
            raise TargetMissing(path=typed)
        return "--to", str(folder)

    return choosing.understood(session, phrase(PATH), read)


def _types(*, are_set: bool) -> Iterator[Choice]:
    """The types of archives; changes are those of a company of the settings."""
    yield Choice(phrase(FULL), alone=True)
    yield Choice(phrase(FINANCIAL), ("--type", "financial"), alone=True)
    if are_set:
        yield Choice(phrase(CHANGES), ("--type", "incremental"), alone=True)
    yield Choice(phrase(YEAR), alone=True, asked=_year)
    yield Choice(phrase(PERIOD), alone=True, asked=_period)


def _year(session: Session) -> Options:
    def read(typed: str) -> Options:
        if not fiscal_year.NAME.fullmatch(typed):
            raise NotAYear(value=typed)
        return "--fiscal-year", typed

    return choosing.understood(session, phrase(NAMED), read)


def _period(session: Session) -> Options:
    return (*_day(session, FIRST, "--from"), *_day(session, LAST, "--until"))


def _day(session: Session, question: str, option: str) -> Options:
    def read(typed: str) -> Options:
        try:
            return (option, date.fromisoformat(typed).isoformat()) if typed else ()
        except ValueError as wrong:
            raise WrongOption(option=option, value=typed) from wrong

    return choosing.understood(session, phrase(question), read)


def _unticked(session: Session) -> Options:
    """The boxes, all ticked, but for those whose numbers are typed."""
    choosing.lines(session, BOXES, [Phrase(label) for label in LEFT_OUT.values()])
    return tuple(list(LEFT_OUT)[number - 1] for number in choosing.numbers(session, phrase(UNTICK), len(LEFT_OUT)))


def _sealed(session: Session, names: Sequence[str]) -> Options:
    """Whether a password seals; nobody is asked where one is kept for every company."""
    if names and all(session.settings.company(name).sealed for name in names):
        session.say(SEALED)
        return ()
    return ("--password",) if asking.is_sure(session, phrase(SEAL), yes=False) else ()
