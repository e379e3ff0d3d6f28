"""An error that went through a pipe is the error that it was."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from archiver import errors
from archiver.books.files.problems import Problem
from archiver.failure import Failure
from archiver.words import N_, Words

NO = N_("it has no table that can be read: no CSV, TSV, Excel, DBF or IIF file.")


def through(error: Exception) -> Exception:
    """What is raised at the other end."""
    sent: Failure = pickle.loads(pickle.dumps(Failure(error)))  # noqa: S301 - our own
    return sent.again()


@pytest.mark.parametrize(
    "error", [errors.NoSpace(path=Path("a")), errors.TallyMismatch(listed=["a", "b"]), errors.HelperLost()]
)
def test_our_own_keep_their_facts_and_what_they_say(error: errors.ArchiverError) -> None:
    back = through(error)
    assert isinstance(back, type(error))
    assert back.facts == error.facts
    assert Words("fr-CA").say(back.phrase) == Words("fr-CA").say(error.phrase)


def test_a_problem_of_a_file_keeps_its_line() -> None:
    back = through(Problem("t.csv", 7, NO))
    assert isinstance(back, Problem)
    assert Words("en").say(back.said) == Words("en").say(Problem("t.csv", 7, NO).said)
    assert str(back) == NO


def test_those_of_others_are_themselves() -> None:
    back = through(OSError(28, "full", "x"))
    assert isinstance(back, OSError)
    assert (back.errno, back.filename) == (28, "x")
    assert str(through(ValueError("a"))) == "a"
