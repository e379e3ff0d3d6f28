"""How many documents count no more, kind by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.model import Control, State, Verdict
from archiver.words import N_, phrase

SHEET = "voided_deleted"
SAID = N_("Voided: {voided}. Deleted: {deleted}. They are listed on a sheet of their own, outside every sum.")


def documents(tables: Tables) -> Iterator[Control]:
    """One control a kind of which there are any; the rows of the sheet that lists them have to be there."""
    found = Counter(live(tables, SHEET, ("document_kind", "state")))
    for key in sorted({str(key) for key, _ in found}):
        voided, deleted = found[key, State.VOIDED.value], found[key, State.DELETED.value]
        yield Control("voided_deleted", Verdict.NOTED, phrase(SAID, voided=voided, deleted=deleted), key)
