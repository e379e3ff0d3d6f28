"""The last page in the browser is made of itself alone, in the owner's language, and plays no tricks."""

from __future__ import annotations

import re

import pytest

from archiver.access import page
from archiver.access.loopback import CLOSE, DONE
from archiver.words import LANGUAGES, Words, phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_speaks_the_owners_language(language: str) -> None:
    words = Words(language)
    text = page.page(words, phrase(DONE, service="Google Drive"), phrase(CLOSE)).decode()
    assert f'<html lang="{language}">' in text
    assert words.say(phrase(DONE, service="Google Drive")) in text
    assert words(CLOSE) in text


def test_asks_nobody_for_anything() -> None:
    text = page.page(Words("en"), phrase("A"), phrase("B")).decode()
    assert re.findall(r"(?:src|href|url|@import)[=(\s]*[\"']?([^\s\"'>)]*)", text) == ["data:,"]
    assert "<script" not in text
    assert "default-src 'none'" in page.HEADERS["Content-Security-Policy"]


def test_what_comes_from_elsewhere_stays_text() -> None:
    text = page.page(Words("en"), phrase("{x}", x="<script>"), phrase("{x}", x='"&')).decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "&quot;&amp;" in text
