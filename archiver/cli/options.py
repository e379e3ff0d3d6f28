"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from archiver.cli.session import Session
from archiver.errors import UnknownLanguage
from archiver.words import HEADERS, LANGUAGES, N_, Words, known

P = ParamSpec("P")
R = TypeVar("R")
FOLDER = click.Path(path_type=Path)
# What it asks for was settled before the commands were built: see ``language.choose``.
SCREEN = N_("Language of the screen: en, fr-CA, fr-FR or fr-CH.")


def screen(words: Words) -> dict[str, Any]:
    """How ``--lang`` is declared; ``UnknownLanguage`` for one that we do not speak."""

    def speak(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
        if value is not None and known(value) is None:
            raise UnknownLanguage(value=value, known=list(LANGUAGES))

    told = {"metavar": words(N_("LANG")), "help": words(SCREEN)}
    return {"callback": speak, "is_eager": True, "expose_value": False, **told}


def shared(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``--json``, ``--quiet`` and ``--lang``, on every command."""

    def as_json(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        ctx.ensure_object(Session).as_json |= value

    def quiet(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        ctx.ensure_object(Session).quiet |= value

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        # Eager, so that an error in any other option already knows how to be told.
        told = words(N_("Print one JSON object, for programs."))
        silent = words(N_("Print nothing but errors."))
        flag = {"is_flag": True, "expose_value": False, "is_eager": True}
        command = click.option("--quiet", "-q", callback=quiet, help=silent, **flag)(command)  # type: ignore[arg-type] # click's keyword types are per option
        command = click.option("--lang", **screen(words))(command)
        return click.option("--json", callback=as_json, help=told, **flag)(command)  # type: ignore[arg-type] # as above

    return decorate


def companies(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``[NAME]…`` and ``--group``: some of the companies, in the place of all of them."""
    group = words(N_("Companies of this group, or of this organisation. May be repeated."))

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        command = click.option("--group", "groups", multiple=True, metavar="A/B", help=group)(command)
        return click.argument("names", nargs=-1, metavar=words(N_("[NAME]…")))(command)

    return decorate


def chosen(session: Session, names: Sequence[str], groups: Sequence[str]) -> tuple[str, ...] | None:
    """Those companies, in the order of the settings; None where none was asked for by name, which means all.

    ``UnknownCompany`` or ``UnknownGroup`` where the settings have no such name.
    """
    from archiver.groups import select

    return select(session.settings, names, groups).names if names or groups else None


def language(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``--language``, of the workbooks."""
    told = words(N_("Language of the workbooks; that of the settings or of the screen if not given."))
    return click.option("--language", type=click.Choice(LANGUAGES), help=told)


def manner(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``--headers``, ``--lock-sheets`` and ``--read-only-recommended``: how workbooks are made for their readers."""
    headed = N_("Headings of the columns: in the language, the AICPA's names (for Caseware), or the source's own.")
    locked = N_("Lock the sheets, without a password; Excel sorts no locked cells.")
    asking = N_("Have Excel ask at each opening whether to open for reading only.")

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        # Neither is the same as not being asked for: then the settings say.
        asked = "--read-only-recommended/--no-read-only-recommended"
        command = click.option(asked, default=None, help=words(asking))(command)
        command = click.option("--lock-sheets/--no-lock-sheets", default=None, help=words(locked))(command)
        return click.option("--headers", type=click.Choice(HEADERS), help=words(headed))(command)

    return decorate


def extent(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``--type``, the period, and the boxes: how much of the books goes into the archive."""
    types = N_("All data, financial data only, or only what changed since the last archive; all if not given.")
    year = N_("Fiscal year to archive, as 2025 or 2024-2025, in the place of days.")
    options = (
        click.option("--type", type=click.Choice(("full", "financial", "incremental")), help=words(types)),
        click.option("--from", "start", type=Day(words), help=words(N_("First day of the period, by document date."))),
        click.option("--until", type=Day(words), help=words(N_("Last day of the period, by document date."))),
        click.option("--fiscal-year", metavar=words(N_("YEAR")), help=words(year)),
        *(
            click.option(f"--{name}/--no-{name}", default=None, help=words(help_))
            for name, help_ in (
                ("attachments", N_("Pack the files of the books, where the source has them; yes if not said.")),
                ("emails", N_("Take the e-mails that the source has sent; yes if not said.")),
                ("history", N_("Take the source's own history of changes; yes if not said.")),
            )
        ),
    )

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def packing(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``--ascii-names`` and ``--max-cabinet``: how the archive is packed, for old tools and old media."""
    spelt = N_("Give the files in the cabinet names of ASCII, for old tools.")
    largest = N_("Most bytes of a cabinet, as 700M; a larger archive becomes several.")

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        # Few need it, so the help does not show it; the pages do.
        size = click.option("--max-cabinet", metavar=words(N_("SIZE")), hidden=True, help=words(largest))
        return click.option("--ascii-names/--no-ascii-names", default=None, help=words(spelt))(size(command))

    return decorate


class Day(click.ParamType[date]):
    """A plain day, as ISO 8601 writes it."""

    name = "day"

    def __init__(self, words: Words) -> None:
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """How help shows it."""
        return self._words(N_("YYYY-MM-DD"))

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or click's error."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            wrong = self._words(N_("{value} is not a day; write it like 2026-03-31."))
            self.fail(wrong.format(value=value), param, ctx)
