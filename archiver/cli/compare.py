"""``archiver compare``: what changed from one archive to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver import disk
from archiver.cli import changing, looking, sealing
from archiver.cli.options import FOLDER, language, shared
from archiver.cli.session import Session
from archiver.errors import TargetMissing
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.held import Held
    from archiver.held.change import Change
    from archiver.history.comparison import Comparison
    from archiver.history.moved import Sum, Whose

MOST_SHOWN = 20
ABOUT = N_("Show what changed from one archive to another, or between the last two of a company.")
TO = N_("Folder in which a workbook of all the changes is made.")
UNCHANGED = N_("Nothing has changed.")
ALIKE = N_("Nothing of what was compared has changed.")
MORE = N_("{count} more rows like these: --to FOLDER makes a workbook of all of them, --json prints them.")

COUNT_HEADS = (N_("Sheet"), N_("Added"), N_("Changed"), N_("Voided"), N_("Deleted"))
MOVED_HEADS = (N_("Sheet"), N_("Account number"), N_("Account or party"), N_("Currency"), N_("Moved by"))


def command(words: Words) -> click.Command:
    """Compare two archives."""

    @click.command("compare", help=words(ABOUT))
    @click.argument("then", metavar=words(N_("ARCHIVE|COMPANY")))
    @click.argument("now", required=False, metavar=words(N_("[ARCHIVE]")))
    @click.option("--to", type=FOLDER, help=words(TO))
    @language(words)
    @sealing.options(words, sealing.OPEN)
    @shared(words)
    @click.pass_obj
    def compare(
        session: Session,
        then: str,
        now: str | None,
        to: Path | None,
        language: str | None,
        *,
        password: bool,
        password_file: Path | None,
    ) -> None:
        from archiver.history.comparison import Comparison
        from archiver.history.kept import unsealed

        if to is not None and not disk.is_folder(to):
            raise TargetMissing(path=to)
        given = sealing.given(session, asked=password, file=password_file)
        with session.catalogue() as catalogue:
            archives = looking.Archives(session, catalogue, given)
            old, new = archives.two(then, now)
        with (
            unsealed(old, archives.openers(old), given=bool(given)) as before,
            unsealed(new, archives.openers(new), given=bool(given)) as after,
        ):
            _Telling(session, Comparison(before, after)).tell(to, language or session.words.language)

    return compare


@dataclass(slots=True)
class _Telling:
    """A comparison on its way to the screen, to a machine, and into a workbook if one is asked for."""

    session: Session
    comparison: Comparison
    rows: list[list[object]] = field(default_factory=list)
    more: int = 0

    def tell(self, to: Path | None, language: str) -> None:
        """Compare, and say what was found."""
        session, comparison = self.session, self.comparison
        session.lists["changes"] = []
        path = self._write(to, language) if to else None
        for _ in () if to else self._heard():
            pass
        session.result(
            then=archive(comparison.then),
            now=archive(comparison.now),
            same_series=comparison.same_series,
            notes=[session.words.say(each) for each in comparison.notes],
            counts=comparison.counts,
            accounts=[_account(*each) for each in comparison.moved.accounts()],
            parties=[_party(*each) for each in comparison.moved.parties()],
            workbook=path,
        )
        self._show()
        if path:
            session.say(N_("Workbook: {path}"), path=path)

    def _write(self, to: Path, language: str) -> Path:
        from archiver.history import changes_book
        from archiver.workroom import enter

        session, now = self.session, self.session.clock()
        who = f"compare {self.comparison.then.path} {self.comparison.now.path}"
        with enter(session.places.workroom(), who, now) as room:
            return changes_book.write(self.comparison, self._heard(), to, room, language, now)

    def _heard(self) -> Iterator[Change]:
        """The changes as they go by: all of them are kept for a machine, the first ones for a person."""
        for change in self.comparison.changes():
            if self.session.as_json:
                self.session.add("changes", **changing.told(change))
            else:
                self._keep(change)
            yield change

    def _keep(self, change: Change) -> None:
        for row in changing.rows(change, self.session.words):
            if len(self.rows) < MOST_SHOWN:
                self.rows.append(row)
            else:
                self.more += 1

    def _show(self) -> None:
        from archiver.history.changes_book import compared

        session, comparison = self.session, self.comparison
        for said in (compared(comparison), *comparison.notes):
            session.say(said.template, **said.facts)
        if not comparison.counts:
            session.say(ALIKE if len(comparison.notes) > 1 else UNCHANGED)  # the first one tells of the series
            return
        session.table(COUNT_HEADS, list(_counts(comparison)))
        moved = [
            (found.kind, found.number, found.name, whose.currency, found.moved)
            for whose, found in (*comparison.moved.accounts(), *comparison.moved.parties())
        ]
        for heads, rows in ((MOVED_HEADS, moved), (changing.HEADS, self.rows)):
            if rows:
                session.say("")
                session.table(heads, rows)
        if self.more:
            session.say(MORE, count=self.more)


def _counts(comparison: Comparison) -> Iterator[list[object]]:
    """How many records of each kind were added, changed, voided, deleted."""
    from archiver.held.change import What

    for key, found in comparison.counts.items():
        kind = comparison.now.kind(key) or comparison.then.kind(key)
        yield [kind.labels if kind else key, *(found[what] for what in What)]


def archive(held: Held) -> dict[str, object]:
    """An archive for a program."""
    told = held.page.archive
    return {
        "name": told.name,
        "type": told.type,
        "moment": told.moment,
        "finished": told.finished,
        "series": told.series,
        "sequence": told.sequence,
    }


def _account(whose: Whose, found: Sum) -> dict[str, object]:
    own = {"id": whose.id, "number": found.number, "name": found.name}
    return {**own, "currency": whose.currency, "moved": found.moved}


def _party(whose: Whose, found: Sum) -> dict[str, object]:
    own = {"kind": whose.kind, "id": whose.id, "name": found.name}
    return {**own, "currency": whose.currency, "moved": found.moved}
