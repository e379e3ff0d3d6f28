"""Errors: each says what happened and what to do, with the facts that the code gives it, and has its exit code."""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import archiver
from archiver import errors
from archiver.errors import EXIT_CODES, ArchiverError, WrongSettings, because
from archiver.words import LANGUAGES, Words, phrase

ALL = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ArchiverError)]
CODES = {
    "YouCanFixIt": 2,
    "NeverRestores": 2,
    "Incomplete": 3,
    "FindingsWithStrict": 3,
    "ServiceError": 4,
    "NoSpace": 4,
    "IntegrityError": 5,
    "TallyMismatch": 5,
    "NotLinked": 6,
    "Busy": 7,
    "Stale": 8,
}
NAMED = re.compile(r"\{(\w+)\}")


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Every place where an error of ours is made: where, which, and the names of its facts."""
    names = {each.__name__ for each in ALL}
    for module in sorted(Path(archiver.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in names and module.name != "errors.py":
                    facts = {each.arg for each in node.keywords if each.arg}
                    if any(each.arg is None for each in node.keywords) or node.args:
                        continue  # facts that are computed are told by the tests of their module
                    yield f"{module.name}:{node.lineno}", name, facts


@pytest.mark.parametrize(("where", "name", "facts"), list(raised()))
def test_an_error_is_given_every_fact_that_it_names(where: str, name: str, facts: set[str]) -> None:
    error = getattr(errors, name)
    assert set(NAMED.findall(error.said + error.hint)) <= facts, where


@pytest.mark.parametrize("error", ALL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_said_in_every_language(error: type[ArchiverError], language: str) -> None:
    words = Words(language)
    for template in (error.said, error.hint):
        named = set(NAMED.findall(template))
        assert set(NAMED.findall(words(template))) == named
        said = words.say(phrase(template, **dict.fromkeys(named, "FACT")))
        assert said
        assert said.count("FACT") >= len(named)


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_exit_codes_are_those_of_the_house(name: str, code: int) -> None:
    assert getattr(errors, name).exit_code == code


def test_every_exit_code_is_told() -> None:
    assert {each.exit_code for each in ALL} | {0, 130, 143} == {code for code, _ in EXIT_CODES}


def test_only_what_may_pass_by_itself_is_tried_again() -> None:
    assert {each.__name__ for each in ALL if each.retriable} >= {"Busy", "BookBusy", "FileChanged"}
    assert not errors.NoSpace.retriable


def test_wrong_settings_tell_all_mistakes() -> None:
    error = WrongSettings("settings.toml", [phrase("one {n}", n=1), phrase("two")])
    assert str(error) == "settings.toml has mistakes:\n  - one 1\n  - two"
    assert Words("en").say(error.advice) == WrongSettings.hint


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOENT, errno.EIO])
def test_what_the_system_refuses_is_said_in_our_words(code: int) -> None:
    said = because(OSError(code, os.strerror(code)))
    assert Words("en").say(said) != os.strerror(code)


def test_what_we_have_no_words_for_is_said_in_the_systems() -> None:
    assert Words("fr-CA").say(because(OSError(errno.EXDEV, "Cross-device link"))) == "Cross-device link"
    assert Words("en").say(because(OSError("odd"))) == "odd"
