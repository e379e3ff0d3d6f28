"""Everything that a person reads is there in French: our own sentences, and those that click says in our name."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import archiver
from archiver.words import LANGUAGES, LOCALE, MARKS, Words

PACKAGE = Path(archiver.__file__).parent
# What `pybabel extract -k plural:1,2` takes.
KEYWORDS = {**DEFAULT_KEYWORDS, "plural": (1, 2)}
FILES = sorted(LOCALE.rglob("*.po"))

Text = str | tuple[str, ...]


def said(package: Path) -> set[Text]:
    """Every sentence that is marked for translation in the source of a package."""
    return {
        message if isinstance(message, str) else tuple(message)
        for _, _, message, _, _ in extract_from_dir(package, keywords=KEYWORDS)
        if message
    }


def catalogue(language: str, domain: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as source:
        return read_po(source, abort_invalid=True)


def messages(po: Path) -> list[Message]:
    with po.open("rb") as source:
        return [message for message in read_po(source, abort_invalid=True) if message.id]


def key(message: Message) -> Text:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def forms(text: Text | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def name(po: Path) -> str:
    return f"{po.parts[-3]}-{po.stem}"


@pytest.mark.parametrize(("domain", "package"), [("archiver", PACKAGE), ("click", Path(click.__file__).parent)])
def test_everything_is_translated(domain: str, package: Path) -> None:
    french = {
        key(each): each for each in catalogue("fr", domain) if each.id and all(forms(each.string)) and not each.fuzzy
    }
    assert said(package) - french.keys() == set()


def test_nothing_is_translated_that_is_not_said() -> None:
    """Of ours: click says other things in other versions."""
    ours = said(PACKAGE)
    for po in LOCALE.glob("*/LC_MESSAGES/archiver.po"):
        assert {key(each) for each in messages(po)} - ours == set(), f"{name(po)} has sentences that nobody says"


def test_every_mark_is_found() -> None:
    """The tool that collects sentences does not look inside f-strings, nor at what is put together."""
    marked = {text for module in PACKAGE.rglob("*.py") for text in _marked(module)}
    assert marked - {one for text in said(PACKAGE) for one in forms(text)} == set()


def _marked(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "N_":
            [text] = node.args
            yield text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ast.unparse(text)


def test_nothing_is_said_unmarked() -> None:
    """A sentence given to ``words``, ``phrase`` or ``say`` as it is would stay English in silence."""
    marked = {text for module in PACKAGE.rglob("*.py") for text in _marked(module)}
    unmarked = [
        f"{module.relative_to(PACKAGE)}: {text}"
        for module in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"words", "phrase", "Phrase", "say"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(text := node.args[0].value, str)
        and text not in marked
        and re.search(r"\w", re.sub(r"\{\w*\}", "", text))
    ]
    assert unmarked == []


@pytest.mark.parametrize("po", FILES, ids=name)
def test_a_translation_keeps_the_facts(po: Path) -> None:
    """The same placeholders, each as often, in every form."""
    for message in messages(po):
        kept = [facts(form) for form in forms(key(message))]
        for form in forms(message.string):
            assert facts(form) in kept, f"{message.id!r} became {form!r}"


def facts(text: str) -> Counter[str]:
    braced = [f"{{{each[1]}!{each[3]}:{each[2]}}}" for each in Formatter().parse(text) if each[1] is not None]
    return Counter([*braced, *re.findall(r"%\(\w+\)[sd]", text)])


@pytest.mark.parametrize("po", FILES, ids=name)
def test_french_is_typeset_as_french(po: Path) -> None:
    """Apostrophes, quotes, and the spaces that never end a line; Quebec sets none before ``;``, ``!`` and ``?``."""
    wrong = {
        "a straight apostrophe": r"\w'\w",
        "a colon without its space": r"\w:(?:\s|$)|[^\N{NO-BREAK SPACE}\w.*/]:\s",
        "quotes without their spaces": r"«[^\N{NO-BREAK SPACE}]|[^\N{NO-BREAK SPACE}]»",
        "a mark without its space": r"\w ?[;!?](?:\s|\)|$)" if "fr_CA" not in po.parts else r"\s[;!?](?:\s|\)|$)",
        "three dots instead of one sign": r"\w\.\.\.",
    }
    found = [
        f"{what}: {form}"
        for each in messages(po)
        for form in forms(each.string)
        for what in wrong
        if re.search(wrong[what], form)
    ]
    assert found == []


@pytest.mark.parametrize("po", FILES, ids=name)
def test_a_catalogue_has_no_rests(po: Path) -> None:
    text = po.read_text(encoding="utf-8")
    assert "#~" not in text
    assert ", fuzzy" not in text


@pytest.mark.parametrize("po", sorted(LOCALE.glob("fr_*/*/*.po")), ids=name)
def test_a_region_says_only_what_it_says_otherwise(po: Path) -> None:
    general = catalogue("fr", po.stem)
    same = [each.id for each in messages(po) if general[each.id].string == each.string]
    assert same == []


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_what_is_compiled_is_what_was_written(language: str) -> None:
    """Read through ``Words``, region first."""
    words, region = Words(language), LOCALE / language.replace("-", "_") / "LC_MESSAGES" / "archiver.po"
    written = {
        each.id: each.string
        for po in (LOCALE / "fr" / "LC_MESSAGES" / "archiver.po", region)
        if po.exists()
        for each in messages(po)
    }
    assert {text: words(text) for text in written if isinstance(text, str)} == {
        text: string for text, string in written.items() if isinstance(text, str)
    }


def test_the_mark_is_said_in_each_language() -> None:
    mentions = [each for each in messages(LOCALE / "fr" / "LC_MESSAGES" / "archiver.po") if MARKS["en"] in str(each.id)]
    assert mentions
    assert all(MARKS["fr"] in str(each.string) for each in mentions)
