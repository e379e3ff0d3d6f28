"""Intuit's query language: the documented subset, and the faults that it answers with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.emulators.quickbooks.entities import FOLDED, Entity

WORD = re.compile(r"\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z_][\w.]*)|(-?\d+(?:\.\d+)?)|(<=|>=|[=<>,()*]))")
PAGE, MOST = 100, 1000
OPERATORS = ("=", "<", ">", "<=", ">=", "in", "like")
IN_ID = ("=", "in")

Literal = str | Decimal | bool


class Malformed(Exception):
    """The query is refused: ``code`` 4000 cannot be read, 4001 can be read and makes no sense."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Test:
    """One condition: a field, an operator in small letters, and what it is compared with."""

    field: str
    operator: str
    values: tuple[Literal, ...]

    def holds(self, value: object) -> bool:
        """Whether a field with this value passes; a field that is not there passes nothing but ``= false``."""
        if value is None:
            return self.operator == "=" and self.values == (False,)
        if self.operator == "like":
            pattern = "".join(".*" if part == "%" else re.escape(part) for part in re.split("(%)", str(self.values[0])))
            return re.fullmatch(pattern, str(value), re.IGNORECASE | re.DOTALL) is not None
        if self.operator == "in":
            return any(self._compared(value, each) == 0 for each in self.values)
        sign = self._compared(value, self.values[0])
        return {"=": sign == 0, "<": sign < 0, ">": sign > 0, "<=": sign <= 0, ">=": sign >= 0}[self.operator]

    def _compared(self, value: object, other: Literal) -> int:
        left, right = comparable(value), comparable(other)
        if type(left) is not type(right):
            left, right = str(value).lower(), str(other).lower()
        return int(left > right) - int(left < right)


@dataclass(frozen=True)
class Query:
    """A query that makes sense. ``columns`` is empty for ``*``; ``extra`` are those named beside it."""

    entity: Entity
    columns: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    counts: bool = False
    tests: tuple[Test, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    start: int = 1
    most: int = PAGE

    def names(self, field: str) -> bool:
        """Whether a condition is about that field."""
        return any(test.field.lower() == field.lower() for test in self.tests)


def comparable(value: object) -> Any:  # noqa: ANN401 (moments, numbers or texts, of one type on both sides)
    """A value in the form in which it is compared: moments by their instant, numbers exactly, texts without case."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return Decimal(value)
    text = str(value)
    found = instant(text) if re.match(r"\d{4}-\d\d-\d\dT", text) else None
    return text.lower() if found is None else found


def instant(text: str) -> float | None:
    """The instant that a text means, in seconds; a day means its beginning, and None is what means none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=PACIFIC)).timestamp()


PACIFIC = datetime.fromisoformat("2000-01-01T00:00:00-08:00").tzinfo
"""What Intuit takes a moment without offset for."""


class Parser:
    """Reads one statement from left to right."""

    def __init__(self, text: str) -> None:
        self._words = list(_words(text))
        self._at = 0

    def query(self) -> Query:
        """All of it; raises ``Malformed``."""
        self._expect("select")
        columns, extra, counts = self._selected()
        self._expect("from")
        name = self._take()
        entity = FOLDED.get(name.lower())
        if entity is None:
            raise Malformed("4001", f"QueryValidationError: Invalid context declaration: {name}")
        tests = self._where() if self._follows("where") else ()
        order = self._order(entity) if self._ordered() else ()
        start = self._number("startposition", 1)
        most = self._number("maxresults", PAGE)
        if self._at < len(self._words):
            raise _unexpected(self._words[self._at])
        if not 1 <= most <= MOST or start < 1:
            raise Malformed("4001", f"QueryValidationError: Invalid number: max results must be 1 to {MOST}")
        return Query(entity, columns, extra, counts, tests, order, start, most)

    def _selected(self) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        if self._follows("count"):
            for each in ("(", "*", ")"):
                self._expect(each)
            return (), (), True
        names = [self._take()]
        while self._follows(","):
            names.append(self._take())
        if "*" in names:
            return (), tuple(name for name in names if name != "*"), False
        return tuple(names), (), False

    def _where(self) -> tuple[Test, ...]:
        tests = [self._test()]
        while self._follows("and"):
            tests.append(self._test())
        if self._follows("or"):
            raise Malformed("4000", 'QueryParserError: Encountered " "or" "OR "" ')
        return tuple(tests)

    def _test(self) -> Test:
        field, operator = self._take(), self._take().lower()
        if operator not in OPERATORS:
            raise _unexpected(operator)
        if field.lower() == "id" and operator not in IN_ID:
            raise Malformed("4001", f"QueryValidationError: Operator {operator} is not supported for property Id")
        if operator != "in":
            return Test(field, operator, (self._literal(),))
        self._expect("(")
        values = [self._literal()]
        while self._follows(","):
            values.append(self._literal())
        self._expect(")")
        return Test(field, operator, tuple(values))

    def _literal(self) -> Literal:
        word = self._take()
        if word.startswith("'"):
            return re.sub(r"\\(.)", r"\1", word[1:-1])
        if word.lower() in {"true", "false"}:
            return word.lower() == "true"
        if re.fullmatch(r"-?\d+(\.\d+)?", word):
            return Decimal(word)
        raise _unexpected(word)

    def _ordered(self) -> bool:
        if self._follows("orderby"):
            return True
        if self._follows("order"):
            self._expect("by")
            return True
        return False

    def _order(self, entity: Entity) -> tuple[tuple[str, bool], ...]:
        order = []
        while True:
            field = self._take()
            descending = self._follows("desc")
            if not descending:
                self._follows("asc")
            order.append((field, descending))
            if not self._follows(","):
                break
        if not entity.sortable:
            raise Malformed("4001", f"QueryValidationError: Property {order[0][0]} is not sortable for {entity.name}")
        return tuple(order)

    def _number(self, word: str, otherwise: int) -> int:
        if not self._follows(word):
            return otherwise
        value = self._take()
        if not value.isdigit():
            raise _unexpected(value)
        return int(value)

    def _take(self) -> str:
        if self._at >= len(self._words):
            raise _unexpected("<EOF>")
        self._at += 1
        return self._words[self._at - 1]

    def _follows(self, word: str) -> bool:
        if self._at < len(self._words) and self._words[self._at].lower() == word:
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._follows(word):
            raise _unexpected(self._words[self._at] if self._at < len(self._words) else "<EOF>")


def parse(text: str) -> Query:
    """A statement as Intuit reads it; raises ``Malformed``."""
    return Parser(text).query()


def _words(text: str) -> list[str]:
    words, at, text = [], 0, text.rstrip().rstrip(";")
    while at < len(text):
        found = WORD.match(text, at)
        if found is None:
            raise Malformed("4000", f"QueryParserError: Lexical error at column {at + 1}")
        words.append(found.group().strip())
        at = found.end()
    return words


def _unexpected(word: str) -> Malformed:
    return Malformed("4000", f'QueryParserError: Encountered " <IDENTIFIER> "{word} "" ')
