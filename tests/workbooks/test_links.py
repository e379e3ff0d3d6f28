"""Links lead where they say, from any folder that the workbooks are moved to."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from archiver import kinds, workbooks
from archiver.workbooks.links import Link, address, listed, related, sheet_place
from tests.workbooks import reading, sample


def test_addresses_keep_letters_and_escape_what_would_end_them() -> None:
    assert address("attachments/bills/7/reçu #3 100%.pdf") == "attachments/bills/7/reçu%20%233%20100%25.pdf"


def test_a_sheet_is_quoted() -> None:
    assert sheet_place("Bill's") == "'Bill''s'!A1"


def test_nothing_is_listed_without_links() -> None:
    assert listed([]) == ""
    assert related([Link("A1", None, "'S'!A1")], None) is None


def test_relationships_are_added_to_those_known() -> None:
    known = '<Relationships xmlns="r"><Relationship Id="rId1"/></Relationships>'
    together = related([Link("A1", "a&b.xlsx", "'S'!A1"), Link("A2", None, "'T'!A1")], known)
    assert together is not None
    assert [each.get("Target") for each in ET.fromstring(together)] == [None, "a&b.xlsx"]  # noqa: S314 - ours


def test_documents_lead_to_their_files_and_to_nothing_else(tmp_path: Path) -> None:
    links = [
        "attachments/invoices/1/reçu n° 1.pdf",
        "attachments/invoices/2/",
        "https://example.com/3",
        "file:///home/me/4.pdf",
        "attachments/../../5.pdf",
        None,
    ]
    rows = [sample.record("invoices", f"{at}", document_link=link) for at, link in enumerate(links, start=1)]
    workbooks.write(sample.edition(), sample.Rows({"invoices": rows}), tmp_path)
    sheet = reading.sheet(tmp_path / "Invoices.xlsx", "Invoices")
    place = kinds.kind("invoices").keys.index("document_link") + 1
    cells = [sheet.cell(row, place) for row in range(2, 2 + len(links))]
    assert [cell.value for cell in cells] == links
    targets = [cell.hyperlink.target if cell.hyperlink else None for cell in cells]
    assert targets == ["attachments/invoices/1/reçu%20n°%201.pdf", links[1], None, None, None, None]
