"""Links lead where they say, from any folder that the workbooks are moved to."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from archiver.workbooks.links import Link, address, listed, related, sheet_place


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
