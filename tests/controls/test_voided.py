"""How many documents count no more."""

from __future__ import annotations

from archiver.controls import voided
from archiver.model import Verdict
from archiver.words import Words
from tests.archives import record
from tests.controls.tables import Tables


def test_each_kind_is_counted() -> None:
    states = [("invoices", "voided"), ("bills", "deleted"), ("invoices", "voided"), ("invoices", "deleted")]
    rows = [
        record("voided_deleted", str(place), document_kind=kind, state=state)
        for place, (kind, state) in enumerate(states)
    ]
    bills, invoices = voided.documents(Tables(voided_deleted=rows))
    assert (bills.kind, bills.verdict, invoices.kind) == ("bills", Verdict.NOTED, "invoices")
    assert Words("en").say(invoices.said).startswith("Voided: 2. Deleted: 1. ")


def test_where_there_are_none_nothing_is_said() -> None:
    assert list(voided.documents(Tables(voided_deleted=[]))) == []
    assert list(voided.documents(Tables())) == []
