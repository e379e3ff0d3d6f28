from __future__ import annotations

import unicodedata

import pytest

from archiver.cabinet import names

SOUND = [
    "a",
    "data/Écritures.xlsx",
    "data/帳簿 📒.csv",
    "data/👩‍👩‍👧.txt",
    "data/CONSOLE.txt",
    "data/COM10.txt",
    "data/.hidden",
    "data/a..b",
    "100% sûr (2).pdf",
    "x" * 255,
    "é" * 127,
]
BAD = {
    "no plain relative path": ["", "/a", "//server/share/a", "a//b", "a/", "..", "../a", "a/../../b", "./a", "a/."],
    "a character that Windows forbids": ["C:/a", "a.xlsx:hidden", "a\\b", "a*", "a?", 'a"b', "<a", "a>", "a|b"],
    "control characters": [
        "a\x00b",
        "a\x1b[31m",
        "a\nb",
        "a\x7f",
        "a\x85b",
        "a\u2028b",
        "cod\u202excod.exe",
        "a\u200fb",
    ],
    "ends in a dot or a space": ["a.", "a ", "a./b", "b /a", "data/... "],
    "a device on Windows": ["CON", "nul.txt", "docs/COM1.xlsx", "lpt9", "com¹.a", "AUX .txt", "conin$"],
    "is longer than": ["x" * 256, "é" * 128],
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_names_have_no_flaw(name: str) -> None:
    assert names.flaw(name) is None


@pytest.mark.parametrize(("why", "name"), [(why, name) for why, bad in BAD.items() for name in bad])
def test_bad_names_are_told_apart(why: str, name: str) -> None:
    found = names.flaw(name)
    assert found is not None
    assert why in found.template
    assert found.template.format_map(found.facts).isprintable()


def test_lone_surrogates_are_refused() -> None:
    assert names.flaw("a\udcff") is not None


def test_different_names_stand_side_by_side() -> None:
    assert names.clash(["a", "b/a", "b/c", "B/d", "ab", "a b"]) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.txt", "a.txt"),
        ("a.TXT", "A.txt"),
        ("data/É.txt", "data/" + unicodedata.normalize("NFD", "é.txt")),
        ("Straße", "STRASSE"),
        ("A/b", "a/B"),
    ],
)
def test_one_file_twice_is_a_clash(first: str, second: str) -> None:
    found = names.clash([first, "other", second])
    assert found is not None
    assert found.facts == {"name": second, "other": first}


@pytest.mark.parametrize("order", [1, -1])
def test_a_file_that_is_also_a_folder_is_a_clash(order: int) -> None:
    found = names.clash(["É/b/c", "é/B", "é/b c", "é/b.c"][::order])
    assert found is not None
    assert found.facts == {"folder": "é/B", "name": "É/b/c"}


def test_names_are_shown_without_tricks() -> None:
    assert names.shown("Écritures.xlsx") == "Écritures.xlsx"
    assert names.shown("a\u202eb") == r"'a\u202eb'"
