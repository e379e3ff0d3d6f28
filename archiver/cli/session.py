"""What every command is given: words, places, a clock, and where to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.interruption import Interruption
from archiver.errors import ArchiverError
from archiver.events import Listener, silence
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue
    from archiver.places import Places
    from archiver.settings import Settings

FAILED = N_("Error: {said}")
ADVISED = N_("What to do: {said}")


@dataclass
class Session:
    """One run of the command line."""

    words: Words
    as_json: bool = False
    quiet: bool = False
    told: dict[str, object] = field(default_factory=dict)
    lists: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    interruption: Interruption = field(default_factory=Interruption)

    @cached_property
    def places(self) -> Places:
        """Where things are kept, the archives as the settings say."""
        import os

        from archiver.places import Places

        return Places.here(os.environ)

    @cached_property
    def settings(self) -> Settings:
        """The settings file, read and checked."""
        from archiver import settings
        from archiver.books import SOURCES
        from archiver.drives import shapes

        return settings.load(self.places.settings, shapes(), tuple(SOURCES))

    @contextmanager
    def catalogue(self) -> Iterator[Catalogue | None]:
        """What is remembered; None, and no file made, on a machine that remembers nothing yet."""
        from archiver.catalogue import Catalogue

        if self.places.catalogue.exists():
            with Catalogue(self.places.catalogue) as catalogue:
                yield catalogue
        else:
            yield None

    def clock(self) -> datetime:
        """Now, in UTC, to the second: what file names and records can hold."""
        return datetime.now(UTC).replace(microsecond=0)

    def say(self, template: str, **facts: object) -> None:
        """A sentence for a person: not in quiet runs, and not where a machine reads."""
        if not (self.quiet or self.as_json):
            click.echo(self.words.say(phrase(template, **facts)))

    def show(self, text: str) -> None:
        """A text of its own, as it is: for a person to read or copy, and not where a machine reads."""
        if not (self.quiet or self.as_json):
            click.echo(text.rstrip("\n"))

    def reread(self) -> None:
        """The settings were written: whoever asks next gets them anew."""
        self.__dict__.pop("settings", None)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table for a person; each cell is a fact."""
        if self.quiet or self.as_json:
            return
        from rich.console import Console
        from rich.table import Table

        table = Table(*(self.words(head) for head in heads), box=None, pad_edge=False, show_header=any(heads))
        for row in rows:
            table.add_row(*(self.words.fact(cell) if cell is not None else "" for cell in row))
        # Where nobody looks at a terminal, lines are never cut to the width of one.
        width = None if sys.stdout.isatty() else 500
        Console(width=width, highlight=False, markup=False).print(table)

    def result(self, **facts: object) -> None:
        """What a machine gets with ``--json``: one object."""
        self.told |= facts

    def add(self, key: str, **facts: object) -> None:
        """One more object in a list that a machine gets with ``--json``."""
        self.lists.setdefault(key, []).append(facts)

    def finish(self) -> None:
        """Print the object of a run that a machine asked for."""
        if self.as_json:
            click.echo(json.dumps({**self.told, **self.lists}, default=self._plain, ensure_ascii=False))

    def tell(self, error: ArchiverError) -> int:
        """Say on standard error what happened and what to do, unless a machine reads; the exit code."""
        if not self.as_json:
            for template, said in ((FAILED, error.phrase), (ADVISED, error.advice)):
                click.echo(self.words.say(phrase(template, said=said)), err=True)
        return error.exit_code

    def fail(self, error: ArchiverError) -> int:
        """End with an error: told, or as part of the object that a machine gets; the exit code."""
        self.result(
            error={
                "code": type(error).__name__,
                "message": error.phrase,
                "hint": error.advice,
                "exit_code": error.exit_code,
            }
        )
        self.finish()
        return self.tell(error)

    def listener(self) -> Listener:
        """Progress bars where a person looks at a terminal; nothing else. It ends what was asked to stop."""
        if self.quiet or self.as_json or not sys.stderr.isatty():
            return self.interruption.heeded(silence)
        from archiver.cli.progress import Bars

        return self.interruption.heeded(Bars(self.words))

    def _plain(self, value: object) -> object:
        match value:
            case Phrase():
                return self.words.say(value)
            case Decimal() | Path():
                return str(value)
            case datetime() | date():
                return value.isoformat()
            case Enum():
                return value.value
            case Mapping():
                return dict(value)
            case _:
                return str(value)
