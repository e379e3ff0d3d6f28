"""The first documents by name, and how many more."""

from __future__ import annotations

from archiver.controls.naming import named
from archiver.words import Words, phrase

say = Words("en").fact


def test_ten_are_all_named() -> None:
    names = [f"F-{number}" for number in range(10)]
    assert say(named(names)) == ", ".join(names)
    assert named([]) == []


def test_what_follows_is_counted() -> None:
    assert say(named([f"F-{number}" for number in range(13)])).endswith("F-9, and 3 more")


def test_a_count_may_go_beyond_what_is_here() -> None:
    assert say(named(["F-1", "F-2"], 12_345)) == "F-1, F-2, and 12,343 more"


def test_sentences_stand_on_lines_of_their_own() -> None:
    assert say(named([phrase("{number}", number=number) for number in range(11)])).endswith("- 9\n  - and 1 more")
