"""A folder of marked workbooks that show the books as they were known at a moment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from archiver import kinds, workbooks
from archiver.disk import writing
from archiver.envelope import Password, workbook
from archiver.errors import AlreadyThere
from archiver.held import Held
from archiver.held.composed import compose
from archiver.history import as_of_notice, files, restated
from archiver.history.kept import Kept
from archiver.history.spooled import fresh
from archiver.spool import Spool
from archiver.words import Words
from archiver.workbooks import Edition


class AsOf(NamedTuple):
    """What was made: the folder, the first workbook in it, the ``moment`` that is truly shown, and its edition."""

    folder: Path
    start: Path
    moment: datetime
    edition: Edition


def make(archives: Sequence[Kept], folder: Path, room: Path, language: str | None, now: datetime) -> AsOf:
    """Make a new folder in ``folder`` from a full archive and the increments after it, oldest first.

    ``room`` is private. Nothing bears its name before it is whole; its files are read-only. What comes of sealed
    archives is locked with their password, and without attached files. In the language of the archive if none is given.
    Errors: those of ``unsealed``, ``AlreadyThere``, ``TargetMissing``, ``TargetNotWritable``, ``NoSpace``.
    """
    with ExitStack() as stack, closing(fresh(room, now)) as spool:
        held = [stack.enter_context(each.opened()) for each in archives]
        language = language or held[-1].page.archive.language
        edition = restated.state(compose(held[0], held[1:]), held, spool, language)
        with _appearing(folder / edition.name) as made:
            with closing(spool.view()) as view:
                workbooks.write(edition, view, made)
            _explain(made, held, edition)
            _finish(made, held, spool)
    start = folder / edition.name / _start(edition.words)
    return AsOf(folder / edition.name, start, restated.shown(held[-1]), edition)


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A folder to be filled, which has its name once it is, and until then is hidden and nobody else's."""
    if target.exists():
        raise AlreadyThere(path=target)
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    with writing(target):
        part.mkdir()
        mode = part.stat().st_mode
        part.chmod(mode & 0o700)
        try:
            yield part
            part.chmod(mode)
            os.rename(part, target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def _explain(made: Path, held: Sequence[Held], edition: Edition) -> None:
    words, last = edition.words, held[-1]
    names = [each.page.archive.name for each in held]
    told = as_of_notice.text(
        words, last.company.name, restated.shown(last), names, _start(words), sealed=_password(held) is not None
    )
    (made / f"{words(restated.PART)}_{words.mark}.txt").write_bytes(told.encode())


def _password(held: Sequence[Held]) -> Password | None:
    """The latest that any of them is sealed with: what comes of one that is sealed is never open."""
    return next((each.password for each in reversed(held) if each.password), None)


def _finish(made: Path, held: Sequence[Held], spool: Spool) -> None:
    """Lock what comes of sealed archives; else put the attached files where the workbooks look for them."""
    if password := _password(held):
        for path in sorted(made.glob(f"*{workbook.SUFFIX}")):
            workbook.lock(path, password)
    else:
        files.copy(held, spool, made)
    for path in made.rglob("*"):
        if path.is_file():
            path.chmod(path.stat().st_mode & 0o444)


def _start(words: Words) -> str:
    return f"{words.choose(kinds.cycle('start').workbooks)}{workbook.SUFFIX}"
