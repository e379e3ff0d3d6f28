"""Words: one language at a time, facts written the way of its country, and nothing that plays tricks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from archiver import kinds
from archiver.words import LANGUAGES, MARKS, N_, Label, Phrase, Words, known, phrase

EN = Words("en")


@pytest.mark.parametrize(
    ("language", "day", "amount"),
    [
        ("en", "2026-03-31", "-1,234,567.50"),
        ("fr-CA", "2026-03-31", "-1\u00a0234\u00a0567,50"),
        ("fr-FR", "31/03/2026", "-1\u202f234\u202f567,50"),
        ("fr-CH", "31.03.2026", "-1’234’567.50"),
    ],
)
def test_days_and_amounts_are_those_of_the_country(language: str, day: str, amount: str) -> None:
    words = Words(language)
    assert words.fact(date(2026, 3, 31)) == day
    assert words.fact(Decimal("-1234567.50")) == amount


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2026, 3, 31, 18, 0, tzinfo=UTC), "2026-03-31 18:00 UTC"),
        (datetime(2026, 3, 31, 18, 0, tzinfo=timezone(timedelta(hours=-3, minutes=-30))), "2026-03-31 18:00 UTC-03:30"),
    ],
)
def test_a_moment_says_its_offset(moment: datetime, told: str) -> None:
    assert EN.fact(moment) == told


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (True, "yes"),
        (9999, "9999"),
        (10_000, "10,000"),
        (None, "–"),
        ([], ""),
        (["a", 2], "a, 2"),
        (phrase("{n} left", n=3), "3 left"),
        ([phrase("one"), phrase("two")], "\n  - one\n  - two"),
    ],
)
def test_facts_of_every_type(fact: object, told: str) -> None:
    assert EN.fact(fact) == told


def test_a_label_is_said_in_the_language_of_whoever_reads() -> None:
    labels = kinds.kind("bills").labels
    said = phrase("Reading {family}", family=labels)
    assert EN.say(said) == "Reading Bills"
    assert [Words(language).fact(labels) for language in LANGUAGES] == [labels[language] for language in LANGUAGES]
    assert len(set(labels.values())) > 2


@pytest.mark.parametrize(
    ("texts", "language", "chosen"),
    [
        ({"en": "e", "fr": "f", "fr-CH": "s"}, "fr-CH", "s"),
        ({"en": "e", "fr": "f"}, "fr-CH", "f"),
        ({"en": "e"}, "fr-CH", "e"),
        ({}, "fr-CH", ""),
    ],
)
def test_the_nearest_text_is_chosen(texts: Label, language: str, chosen: str) -> None:
    assert Words(language).choose(texts) == chosen


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{missing} and {name}", "{missing} and x"),
        ("{} { } {0} {name!r} {{name}} }{", "{} { } {0} {name!r} {x} }{"),
        ("100 % {name}", "100 % x"),
    ],
)
def test_a_sentence_is_said_even_if_it_lacks_a_fact(template: str, told: str) -> None:
    assert EN.say(phrase(template, name="x")) == told


def test_facts_are_not_templates() -> None:
    assert EN.say(phrase("{a} {b}", a="{b}", b="{a}")) == "{b} {a}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("two\r\nlines\tand tabs", "two lines and tabs"),
        ("\x1b[2Jgone", "\ufffd[2Jgone"),
        ("gpj.\u202eexe", "gpj.\ufffdexe"),
        ("caf\udce9", "caf\ufffd"),
        ("12\u00a0000 café 漢字 🧾", "12\u00a0000 café 漢字 🧾"),
    ],
)
def test_text_from_outside_plays_no_tricks(text: str, told: str) -> None:
    assert EN.fact(text) == told


def test_plurals_take_their_count() -> None:
    assert [EN.plural("{count} file", "{count} files", count) for count in (1, 20_000)] == ["1 file", "20,000 files"]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr_CH.UTF-8", "fr-CH"),
        ("fr-be", "fr-FR"),
        ("fr", "fr-CA"),
        ("en_GB@euro", "en"),
        ("fry_NL", None),
        ("eng", None),
        ("de", None),
        ("", None),
        (None, None),
    ],
)
def test_tags_of_languages(tag: str | None, language: str | None) -> None:
    assert known(tag) == language


def test_every_language_has_its_mark() -> None:
    assert {Words(language).mark for language in LANGUAGES} == set(MARKS.values())


def test_nothing_to_say() -> None:
    assert Words("fr-CA")("") == ""
    assert N_("as it is") == "as it is"
    assert Phrase("a") == phrase("a")
