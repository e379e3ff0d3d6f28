"""``archiver record``: one document through all the archives of its company."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from archiver.cli import changing, looking, sealing
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import UnknownKind
from archiver.words import N_, Words, phrase

if TYPE_CHECKING:
    from archiver.catalogue import Entry
    from archiver.history.kept import Kept
    from archiver.history.through import Story
    from archiver.model import Column, Kind, Record

ABOUT = N_(
    "Show one document through all archives of a company: when it was first seen, each change, whether it was deleted."
)
KNOWN = N_("{kind} ({key})")
TURNS = {
    "seen": N_("First seen in the archive of {moment}: {name}"),
    "seen_again": N_("Seen again in the archive of {moment}: {name}"),
    "changed": N_("Changed by the archive of {moment}: {name}"),
    "voided": N_("Voided by the archive of {moment}: {name}"),
    "deleted": N_("Gone by the archive of {moment}: {name}"),
}


def command(words: Words) -> click.Command:
    """One document through time."""

    @click.command("record", help=words(ABOUT))
    @click.argument("name", metavar=words(N_("NAME")))
    @click.argument("kind", metavar=words(N_("KIND")))
    @click.argument("number", metavar=words(N_("NUMBER")))
    @sealing.options(words, sealing.OPEN)
    @shared(words)
    @click.pass_obj
    def record(
        session: Session, name: str, kind: str, number: str, *, password: bool, password_file: Path | None
    ) -> int:
        from archiver.history.through import Through

        given = sealing.given(session, asked=password, file=password_file)
        with session.catalogue() as catalogue:
            archives = looking.Archives(session, catalogue, given)
            entries = sorted((each for each in archives.of(name) if each.place), key=lambda each: each.finished)
            kepts = [archives.kept(each) for each in entries]
            through = Through(kepts, _kind(kind) or _unknown(kind, name, kepts))
            stories = through.stories(number, name)
        session.lists["documents"] = []
        for story in stories:
            session.add("documents", **_told(story))
            _show(session, story)
        return max((session.tell(error) for error in through.unread.values()), default=0)

    return record


def _kind(typed: str) -> str | None:
    """The key of a kind of documents, by that or by what it is called in any of our languages."""
    from archiver import kinds

    declared = [kind for kind in kinds.kinds() if not kind.derived]
    for kind in declared:
        if typed.casefold() in {kind.key, *(label.casefold() for label in kind.labels.values())}:
            return kind.key
    return None


def _unknown(typed: str, name: str, archives: Sequence[Kept]) -> NoReturn:
    """Say what these archives have instead, by its name and by its key."""
    from archiver.history.through import Through

    there = Through(archives, typed).kinds()
    raise UnknownKind(name=name, kind=typed, known=[phrase(KNOWN, kind=each.labels, key=each.key) for each in there])


def _told(story: Story) -> dict[str, object]:
    return {
        "id": story.id,
        "rows": [
            {"kind": kind.key, "id": row.id, "state": row.state, "values": changing.values(kind.keys, row.values)}
            for kind, row in story.rows
        ],
        "events": [
            {"event": event.turn, **_archive(event.entry), "changes": [changing.told(each) for each in event.changes]}
            for event in story.events
        ],
    }


def _archive(entry: Entry) -> dict[str, object]:
    place = entry.place
    return {
        "archive": entry.name,
        "moment": entry.moment,
        "series": place.series if place else None,
        "sequence": place.sequence if place else None,
        "digest": entry.digest,
        "learned": entry.learned,
    }


def _show(session: Session, story: Story) -> None:
    """The document as it was known last, with its lines, and what became of it from archive to archive."""
    from archiver.model import ColumnType

    for place, (kind, rows) in enumerate(_by_kind(story)):
        session.say(N_("{kind}:"), kind=kind.labels)
        columns = [each for each in kind.columns if each.type is not ColumnType.ID or (each.key == "id" and not place)]
        filled = [each for each in columns if any(_shown(kind, row, each, session.words) for row in rows)]
        heads = [session.words.choose(each.labels) for each in filled]
        cells = [[_shown(kind, row, each, session.words) for each in filled] for row in rows]
        if place == 0 and len(rows) == 1:
            session.table(("", ""), list(zip(heads, cells[0], strict=True)))
        else:
            session.table(heads, cells)
        session.say("")
    for event in story.events:
        session.say(TURNS[event.turn], moment=event.entry.moment, name=event.entry.name)
        told = [row for change in event.changes for row in changing.rows(change, session.words)]
        if told:
            session.table(changing.HEADS, told)


def _by_kind(story: Story) -> list[tuple[Kind, list[Record]]]:
    found: dict[str, tuple[Kind, list[Record]]] = {}
    for kind, row in story.rows:
        found.setdefault(kind.key, (kind, []))[1].append(row)
    return list(found.values())


def _shown(kind: Kind, row: Record, column: Column, words: Words) -> str:
    from archiver.held.change import shown

    return shown(row.values[kind.keys.index(column.key)], column, words)
