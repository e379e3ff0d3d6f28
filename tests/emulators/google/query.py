"""The ``q`` of ``files.list``: a search, parsed and turned into a test of one file.

The grammar is Drive's "search query terms": comparisons joined by ``and``, ``or``, ``not`` and parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from tests.emulators.google.items import Item
from tests.emulators.google.refusals import bad

Test = Callable[[Item], bool]
TOKEN = re.compile(r"\s*(?:'((?:[^'\\]|\\.)*)'|(!=|<=|>=|[=<>(){}])|([\w.]+))")
ORDERED: dict[str, Callable[[datetime, datetime], bool]] = {
    "<": datetime.__lt__,
    "<=": datetime.__le__,
    ">": datetime.__gt__,
    ">=": datetime.__ge__,
    "=": datetime.__eq__,
    "!=": datetime.__ne__,
}


class Query:
    """A parser that goes through the tokens once. ``client`` is whose ``appProperties`` are meant, ``me`` who asks."""

    def __init__(self, text: str, client: str, me: str, root: str) -> None:
        self._tokens = _tokens(text)
        self._client, self._me, self._root = client, me, root

    def test(self) -> Test:
        """The whole of it."""
        test = self._either()
        if self._tokens:
            raise _invalid()
        return test

    def _either(self) -> Test:
        test = self._both()
        while self._skip("or"):
            test = _or(test, self._both())
        return test

    def _both(self) -> Test:
        test = self._one()
        while self._skip("and"):
            test = _and(test, self._one())
        return test

    def _one(self) -> Test:
        if self._skip("not"):
            inner = self._one()
            return lambda item: not inner(item)
        if self._skip("("):
            test = self._either()
            self._expect(")")
            return test
        kind, value = self._next()
        if kind == "text":
            self._expect("in")
            return self._member(value, self._next()[1])
        operator = self._next()[1]
        if operator == "has":
            return self._has(value)
        return self._compare(value, operator, self._next()[1])

    def _member(self, value: str, field: str) -> Test:
        if field == "parents":
            folder = self._root if value == "root" else value
            return lambda item: folder in item.parents
        if field == "owners":
            owner = self._me if value == "me" else value
            return lambda item: item.owner == owner
        if field in {"readers", "writers"}:
            return lambda item: any(each.email == value for each in item.permissions)
        raise _invalid()

    def _has(self, field: str) -> Test:
        wanted: dict[str, str] = {}
        self._expect("{")
        while not self._skip("}"):
            name = self._next()[1]
            self._expect("=")
            wanted[name] = self._next()[1]
            self._skip("and")
        key, value = wanted["key"], wanted["value"]
        if field == "appProperties":
            return lambda item: item.app_properties.get(self._client, {}).get(key) == value
        if field == "properties":
            return lambda item: item.properties.get(key) == value
        raise _invalid()

    def _compare(self, field: str, operator: str, value: str) -> Test:
        if field in {"trashed", "starred", "sharedWithMe"} and operator in {"=", "!="}:
            wanted = (value == "true") == (operator == "=")
            if field == "sharedWithMe":
                return lambda item: (item.owner != self._me) == wanted
            return lambda item: bool(getattr(item, field)) == wanted
        if field in {"modifiedTime", "createdTime"} and operator in ORDERED:
            moment = datetime.fromisoformat(value)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            attribute = field.removesuffix("Time")
            return lambda item: ORDERED[operator](getattr(item, attribute), moment)
        return _text(field, operator, value)

    def _skip(self, word: str) -> bool:
        if self._tokens and self._tokens[0] == ("word", word):
            self._tokens.pop(0)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            raise _invalid()

    def _next(self) -> tuple[str, str]:
        if not self._tokens:
            raise _invalid()
        return self._tokens.pop(0)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at, text = 0, text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise _invalid()
        quoted, sign, word = match.groups()
        tokens.append(("text", re.sub(r"\\(.)", r"\1", quoted)) if quoted is not None else ("word", sign or word))
        at = match.end()
    return tokens


def _text(field: str, operator: str, value: str) -> Test:
    attribute = {"name": "name", "mimeType": "mime", "fullText": "name"}.get(field)
    if attribute is None:
        raise _invalid()
    if operator == "contains":  # of names, Drive finds words by how they begin
        start = r"(?<!\w)" if field == "name" else ""
        found = re.compile(start + re.escape(value), re.IGNORECASE)
        return lambda item: found.search(getattr(item, attribute)) is not None
    wanted = value.casefold()  # Drive's search minds no case, so whoever asks must look again
    if operator == "=":
        return lambda item: getattr(item, attribute).casefold() == wanted
    if operator == "!=":
        return lambda item: getattr(item, attribute).casefold() != wanted
    raise _invalid()


def _and(one: Test, other: Test) -> Test:
    return lambda item: one(item) and other(item)


def _or(one: Test, other: Test) -> Test:
    return lambda item: one(item) or other(item)


def _invalid() -> Exception:
    return bad("Invalid Value", "q")
