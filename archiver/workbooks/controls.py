"""The sheet *Controls*: everything that should add up, whether it does, and what an accountant should know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from archiver import kinds
from archiver.model import Control, Kind, Value, Verdict
from archiver.titles import CONTROLS
from archiver.words import N_, Phrase
from archiver.workbooks.edition import Edition
from archiver.workbooks.front import Label, table
from archiver.workbooks.names import Names
from archiver.workbooks.sheet import TableSheet

SIGNS = {"ties": "✓", "explained": "≈", "differs": "≠", "noted": "•"}
"""Before the word of each verdict: it is seen at a glance, also by those who see no colours, or print none."""
TONES = {Verdict.TIES.value: "good", Verdict.EXPLAINED.value: "fair", Verdict.DIFFERS.value: "bad"}


def completed(edition: Edition, remarks: Iterable[Phrase]) -> Edition:
    """The edition with all that the sheet tells among its controls, so that whoever counts them counts its rows.

    After the controls comes what the source never gives, and the ``remarks`` on what Excel could not hold.
    """
    return replace(edition, controls=[*edition.controls, *_noted(edition, remarks)] or [_nothing()])


def sheet(edition: Edition, names: Names, label: Label) -> TableSheet:
    """A row per control of an edition that is ``completed``."""
    kind = _signed(kinds.kind("controls"))
    rows = (_row(kind, number, each, edition, label) for number, each in enumerate(edition.controls, start=1))
    return table(edition, names, kind, rows, {"verdict": TONES})


def _signed(kind: Kind) -> Kind:
    """The kind with the sign of each verdict before its word."""
    at = kind.keys.index("verdict")
    verdict = kind.columns[at]
    choices = {
        code: {language: f"{SIGNS[code]} {word}" for language, word in labels.items()}
        for code, labels in verdict.choices.items()
    }
    return replace(kind, columns=(*kind.columns[:at], replace(verdict, choices=choices), *kind.columns[at + 1 :]))


def _row(kind: Kind, number: int, control: Control, edition: Edition, label: Label) -> tuple[Value, ...]:
    words = edition.words
    given: dict[str, Value] = {
        "id": str(number),
        "control": words(CONTROLS[control.name]),
        "kind": label(control.kind) if control.kind else None,
        "verdict": control.verdict.value,
        "expected": control.expected,
        "found": control.found,
        "currency": control.currency,
        "explanation": words.say(control.said),
    }
    if control.expected is not None and control.found is not None:
        given["difference"] = control.found - control.expected
    return kind.values(given)


def _noted(edition: Edition, remarks: Iterable[Phrase]) -> Iterator[Control]:
    for said in edition.missing:
        yield Control("not_given", Verdict.NOTED, said)
    for said in remarks:
        yield Control("limits_of_excel", Verdict.NOTED, said)


def _nothing() -> Control:
    said = Phrase(N_("These books hold nothing that could be added up."))
    return Control("nothing", Verdict.NOTED, said)
