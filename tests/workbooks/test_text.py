"""Text stays text, and stays whole, or says that it does not."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.workbooks.text import LONGEST, cut, fits, guarded, pieces, plain, xml
from tests.workbooks.reading import unescaped
from tests.workbooks.sample import NASTY


@pytest.mark.parametrize("text", NASTY)
def test_what_broke_other_writers_comes_back(text: str) -> None:
    read = ET.fromstring(f"<t>{xml(text)}</t>").text  # noqa: S314 - our own text, parsed to prove it parses
    assert unescaped(read) == text


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_comes_back(text: str) -> None:
    read = ET.fromstring(f"<t>{xml(text)}</t>").text or ""  # noqa: S314 - our own text
    assert unescaped(read) == text


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_guarded_leaves_markup_to_others(text: str) -> None:
    assert unescaped(guarded(text)) == text
    assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", guarded(text))


def test_the_limit_is_counted_in_utf_16_units() -> None:
    assert fits("a" * LONGEST)
    assert not fits("a" * (LONGEST + 1))
    assert not fits("🧾" * (LONGEST // 2 + 1))


def test_a_cut_text_fits_and_tells_where_it_goes_on() -> None:
    short = cut("🧾" * 40_000, "continued in the records")
    assert fits(short)
    assert short.endswith("🧾 … [continued in the records]")
    odd = cut("a" + "🧾" * 40_000, "continued")
    assert not re.search("[\ud800-\udfff]", odd)


@given(st.text(alphabet=st.characters(exclude_categories=()), min_size=1), st.integers(1, 40_000))
def test_the_pieces_of_a_text_are_the_whole_and_fit(text: str, times: int) -> None:
    whole = text * min(times, 200_000 // len(text))
    parts = list(pieces(whole))
    assert "".join(parts) == whole
    assert all(map(fits, parts))


def test_no_character_is_cut_between_two_pieces() -> None:
    assert [len(each) for each in pieces("a" + "🧾" * 20_000)] == [16_384, 3_617]


def test_plain_is_one_short_printable_line() -> None:
    assert plain("  a\x00b\r\nc\u2028d \ud83d ") == "a b c d"
    assert plain("x" * 300, 10) == "xxxxxxxxx…"
