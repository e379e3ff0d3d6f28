"""What can be wrong with an answer of Sage's: another in its place, or the right one with something changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tests.emulators.exchange import Answer, Json

ELSEWHERE = "https://somebody.example/v3.1/contacts?page=2"
JSON = {"Content-Type": "application/json"}


def _refused(status: int, code: str, message: str) -> Answer:
    body = [{"$severity": "error", "$dataCode": code, "$message": message, "$source": ""}]
    return Answer(status, json.dumps(body).encode(), JSON)


INSTEAD: Mapping[str, Answer] = {
    "subscription": _refused(401, "AuthorizationFailure", "No active subscription. (MSE)"),
    "forbidden": _refused(403, "MultiUserAccessDenied", "The current user is not allowed to access that resource."),
    "not found": _refused(404, "RecordNotFound", "Not found"),
    "not json": Answer(200, b'{"$items": [{"id": "1"', JSON),
    "empty": Answer(200, b"", JSON),
    "a list": Answer(200, b"[]", JSON),
}
"""Answers that have nothing to do with what was asked."""


def _next_elsewhere(value: Json) -> None:
    value["$next"] = ELSEWHERE


def _next_for_ever(value: Json) -> None:
    value["$next"] = value["$next"] or "/contacts?page=9"


def _new_field(value: Json) -> None:
    for item in value["$items"]:
        item["invented_in_2027"] = {"colour": "blue", "shades": ["sky", "sea"]}


def _renamed(value: Json) -> None:
    value["$records"] = value.pop("$items")


def _short(value: Json) -> None:
    value["$items"].pop()


SPOILERS: Mapping[str, Callable[[Json], None]] = {
    "next elsewhere": _next_elsewhere,
    "next for ever": _next_for_ever,
    "new field": _new_field,
    "renamed list": _renamed,
    "short page": _short,
}
"""What is done to the right answer."""
