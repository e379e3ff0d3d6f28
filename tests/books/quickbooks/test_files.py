"""Files and notes, and the documents that they hang on."""

from __future__ import annotations

from typing import Any

from tests.books.quickbooks.making import made

FILE: dict[str, Any] = {
    "Id": "5000000000000361802",
    "FileName": "reçu.pdf",
    "FileAccessUri": "/v3/company/1/download/5000000000000361802",
    "Size": 1614,
    "ContentType": "application/pdf",
}


def test_a_file_that_hangs_on_one_document() -> None:
    item = {**FILE, "AttachableRef": [{"EntityRef": {"value": "578", "type": "Purchase"}, "IncludeOnSend": False}]}
    (row,) = made("Attachable", item)["attachments"]
    assert (row["id"], row["document_kind"], row["document_id"]) == (FILE["Id"], "purchases", "578")
    assert (row["name"], row["size"], row["link"]) == ("reçu.pdf", 1614, FILE["FileAccessUri"])
    assert row.others == ["AttachableRef.IncludeOnSend: false", "ContentType: application/pdf"]
    assert row.record.source == item


def test_a_file_that_hangs_on_several_has_a_row_for_each() -> None:
    on = [{"EntityRef": {"value": str(each), "type": type_}} for each, type_ in ((1, "Invoice"), (2, "Odd"))]
    first, second = made("Attachable", {**FILE, "AttachableRef": on})["attachments"]
    assert (first["id"], first["document_kind"], first["document_id"]) == (FILE["Id"], "invoices", "1")
    assert (second["id"], second["document_kind"], second["document_id"]) == (f"{FILE['Id']}/2", "Odd", "2")
    assert first.record.document == second.record.document == FILE["Id"]
    assert (first.record.source is None, second.record.source is None) == (False, True)


def test_a_note_hangs_on_nothing_or_has_no_file() -> None:
    (row,) = made("Attachable", {"Id": "9", "Note": "rappeler en juin"})["attachments"]
    assert row == {"id": "9", "other": "Note: rappeler en juin"}
