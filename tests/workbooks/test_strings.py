"""Shared strings: numbered as they come, whole whatever they are, and never held."""

from __future__ import annotations

import tracemalloc
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.workbooks.strings import MOST_KNOWN, Strings
from tests.workbooks.reading import unescaped
from tests.workbooks.sample import NASTY

ANY = st.lists(st.text(alphabet=st.characters(exclude_categories=()), min_size=1), min_size=1)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(strings: Strings) -> list[object]:
    """The strings of the part, as a program reads them that decodes the escapes of the format."""
    root = ET.fromstring(b"".join(strings.part()))  # noqa: S314 - our own part
    assert root.get("uniqueCount") == str(len(root))
    return [unescaped(item.findtext(f"{MAIN}t") or "") for item in root]


@given(ANY)
def test_any_texts_come_back_in_their_order(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    with Strings(tmp_path_factory.getbasetemp()) as strings:
        assert strings.add(texts) == 0
        assert strings.add(texts) == len(texts)
        assert read(strings) == texts * 2


@pytest.mark.parametrize("text", [*NASTY, "a| b", "| ", " |", "|", "a\xa0b ", "&amp;"])
def test_a_text_among_plain_ones_stays_whole(tmp_path: Path, text: str) -> None:
    with Strings(tmp_path) as strings:
        strings.add(["plain", text, "as day"])
        assert read(strings) == ["plain", text, "as day"]
        assert strings.number("another") == 3


def test_spaces_at_the_ends_are_kept_by_programs_that_would_drop_them(tmp_path: Path) -> None:
    with Strings(tmp_path) as strings:
        strings.add([" before", "after ", "in between"])
        assert b"".join(strings.part()).count(b'xml:space="preserve"') == 2


def test_nothing_added_is_no_string(tmp_path: Path) -> None:
    with Strings(tmp_path) as strings:
        assert strings.add([]) == strings.number("first") == 0
        assert read(strings) == ["first"]


def test_a_text_is_known_again_while_there_is_room(tmp_path: Path) -> None:
    with Strings(tmp_path) as strings:
        assert [strings.number(each) for each in ("a", "b", "a")] == [0, 1, 0]
        for each in range(MOST_KNOWN):
            strings.number(f"other {each}")
        assert strings.number("b") == MOST_KNOWN + 2


def test_they_wait_on_disk_and_leave_nothing_behind(tmp_path: Path) -> None:
    tracemalloc.start()
    with Strings(tmp_path) as strings:
        for each in range(200):
            strings.add([f"{each} {'x' * 100_000}"])
        peak = tracemalloc.get_traced_memory()[1]
        assert sum(map(len, strings.part())) > 20_000_000
    tracemalloc.stop()
    assert peak < 4_000_000
    assert not list(tmp_path.iterdir())
