"""Attached files of a full archive and an increment, beside one another: none is lost, none takes another's place."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

from archiver import kinds
from archiver.cabinet import writer
from archiver.cabinet.reader import Cabinet
from archiver.held import Composed, Held
from archiver.history import files
from archiver.history.spooled import fill, fresh
from archiver.model import Record, State
from tests.archives import MOMENT, record
from tests.history.making import cabinet

ATTACHMENTS = kinds.kind("attachments")
PATH = "attachments/invoices/1/scan.pdf"


def attachment(id_: str, path: str | None = PATH, state: State = State.LIVE) -> Record:
    return record(
        "attachments", id_, None, state, document_kind="invoices", document_id="1", name="scan.pdf", path=path
    )


def archive(folder: Path, number: int, type_: str, rows: list[Record], content: dict[str, bytes]) -> Path:
    """A cabinet with these rows and files."""
    plain = cabinet(folder / "plain", {"attachments": rows}, number, type_=type_)
    room = folder / f"{number}.files"
    room.mkdir()
    with Cabinet.open(plain) as opened:
        for at, member in enumerate(opened.members):
            (room / str(at)).write_bytes(b"".join(opened.read(member)))
        members = [writer.Member(member.name, room / str(at)) for at, member in enumerate(opened.members)]
    for at, (name, data) in enumerate(content.items()):
        (room / f"file{at}").write_bytes(data)
        members.append(writer.Member(f"data/{name}", room / f"file{at}"))
    path = folder / plain.name
    writer.write(path, members, stamp=MOMENT)
    return path


def test_files_of_one_name_lie_beside_one_another_and_only_those_that_are_spoken_of(tmp_path: Path) -> None:
    gone = "attachments/invoices/1/gone.pdf"
    first = archive(
        tmp_path, 1, "full", [attachment("a"), attachment("b"), attachment("c", gone)], {PATH: b"full", gone: b"gone"}
    )
    changed = [attachment("b"), attachment("c", None, State.DELETED)]
    later = archive(tmp_path, 2, "incremental", changed, {PATH: b"changed"})
    (tmp_path / "room").mkdir()
    with ExitStack() as stack, closing(fresh(tmp_path / "room", MOMENT)) as spool:
        held = [stack.enter_context(Held.opened([path])) for path in (first, later)]
        composed = Composed(held[0], held[1:])
        fill(spool, "attachments", ATTACHMENTS, files.rows(composed, held, ATTACHMENTS))
        spool.draft()
        files.copy(held, spool, tmp_path / "out")
        place = ATTACHMENTS.keys.index("path")
        paths = {row.id: str(row.values[place]) for row in spool.by_id(ATTACHMENTS)}
    assert paths.keys() == {"a", "b"}
    assert {id_: (tmp_path / "out" / path).read_bytes() for id_, path in paths.items()} == {
        "a": b"full",
        "b": b"changed",
    }
    assert len([path for path in (tmp_path / "out").rglob("*") if path.is_file()]) == 2
