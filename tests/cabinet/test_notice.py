"""The notice: what an archive is and is not, in the reader's language, with the line ends of Windows."""

from __future__ import annotations

import pytest

from archiver.cabinet import notice
from archiver.words import LANGUAGES, Words
from tests.archives import MOMENT

COMPANY = "Café & Fils\n{mark}\x1b[2J"


def text(language: str) -> str:
    return notice.text(Words(language), company=COMPANY, source="GnuCash", moment=MOMENT, start="Start here")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_matters(language: str) -> None:
    said, words = text(language), Words(language)
    assert words.mark in said.split("\r\n")[0]
    for fact in ("Café & Fils {mark}", "GnuCash", words.moment(MOMENT), "Start here", "sha256sum -c", "cabextract"):
        assert fact in said
    assert notice.file_name(words) == f"{words.mark}.txt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_end_as_on_windows(language: str) -> None:
    said = text(language)
    assert said.endswith("\r\n")
    assert "\n" not in said.replace("\r\n", "")
    assert "\x1b" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sealed_archive_says_how_to_open_it(language: str) -> None:
    facts = {"company": COMPANY, "source": "GnuCash", "start": "Start here"}
    said = notice.text(Words(language), **facts, moment=MOMENT, sealed=True)
    assert "data/sealed.zip" in said
    assert "data/sealed.zip" not in text(language)
    assert said.index(Words(language)(notice.SEALED[0])) < said.index("sha256sum")


def test_headings_are_underlined_to_their_length() -> None:
    lines = text("en").split("\r\n")
    under = [at for at, line in enumerate(lines) if line and set(line) <= {"=", "-"}]
    assert len(under) == 1 + len(notice.PARTS)
    assert all(len(lines[at]) == len(lines[at - 1]) for at in under)
