"""The values of a column, many rows at once: the quick ways, for what is as one expects of its type.

Whatever is not, such as a number with too many digits, goes the careful way of ``cell``, with all that is to be said
of it. Numbers and days may come as text, as ``packed.Told`` has them: making numbers of them only to write them out
again would take longer than everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, ClassVar

from archiver.model import ColumnType, Value
from archiver.workbooks.batch import Batch
from archiver.workbooks.cell import FORMULA, Pen, Place, Row, blank
from archiver.workbooks.links import leads
from archiver.workbooks.looks import MOST_PLACES
from archiver.workbooks.numbers import DIGITS, Clock, plain
from archiver.workbooks.text import SURE, fits

MOST_KNOWN = 4_000
FORMULAE = frozenset(FORMULA)
_FIRST = itemgetter(0)
_CENTS = re.compile(r"(?:-?[0-9]{1,13}+(?:\.[0-9]{1,2})?+(?:\n|\Z))*+")
"""Amounts of at most two decimals that Excel keeps as they are written, one a line."""
_PLAIN = re.compile(r"(?:(?:-?+[1-9][0-9]*+|0)(?:\.[0-9]++)?+(?:\n|\Z))*+")
"""Numbers that are written plainly, one a line; none of them is a negative one near zero."""


def _known(known: Mapping[Any, str], values: Sequence[Any]) -> Sequence[str] | None:
    """What is known of every one of these values, if it is."""
    try:
        return [known[value] for value in values]
    except (KeyError, TypeError):  # a signaling NaN cannot even be looked for
        return None


class Careful:
    """Any values, each by itself. ``live``: rows that count; ``told``: numbers and days come as text."""

    expected: ClassVar[frozenset[type]] = frozenset({str})
    told_as: ClassVar[frozenset[type]] = frozenset()

    def __init__(self, pen: Pen, place: Place, *, live: bool, told: bool) -> None:
        self.pen, self.place, self.live = pen, place, live
        self.told = told and bool(self.told_as)
        self.types = (self.told_as if self.told else self.expected) | {type(None)}
        self.blank = blank(pen.ink.looks["blank"]) + place.after
        self.end = f"</v></c>{place.after}"

    def __call__(self, values: Sequence[Any], batch: Batch) -> Sequence[str]:
        """Each cell from the end of its address on, and what comes after it in its row."""
        if seen := self.seen(values, batch):
            return seen
        if self.types.issuperset(map(type, values)):
            return self.quickly(values, batch)
        return [self.carefully(at, value, batch) for at, value in enumerate(values)]

    def seen(self, _values: Sequence[Any], _batch: Batch) -> Sequence[str] | None:
        """Values all of which were seen lately, and have nothing to be said of them."""
        return None

    def quickly(self, values: Sequence[Any], batch: Batch) -> Sequence[str]:
        """Values of the expected types, and None."""
        return [self.blank if value is None else self.carefully(at, value, batch) for at, value in enumerate(values)]

    def carefully(self, at: int, value: Any, batch: Batch) -> str:  # noqa: ANN401 - that is what it is for
        """One value, whatever it is."""
        real = self.real(value) if self.told and type(value) is str else value
        drawn = self.pen.cell(self.place, real, batch.row(at, self.place))
        if drawn.lines > 1:
            batch.raise_to(at, drawn.lines)
        return drawn.rest + self.place.after

    def real(self, told: str) -> Value:
        """The value that a text stands for."""
        return told

    def style(self, look: str) -> int:
        """The style of a look in these rows."""
        return self.pen.ink.looks.of(look, counts=self.live)


class Texts(Careful):
    """Texts, ids and codes; those that were seen lately are known."""

    expected = frozenset({str})

    def __init__(self, pen: Pen, place: Place, *, live: bool, told: bool) -> None:
        super().__init__(pen, place, live=live, told=told)
        self._plain = pen.look == "text" and not (place.choices or place.tones or place.leads)
        self._start = f'" s="{self.style("text")}" t="s"><v>'
        self._known = self._nothing()
        self._tall: dict[str, int] = {}

    def _nothing(self) -> dict[str | None, str]:
        return {None: self.blank, "": self.blank}

    def seen(self, values: Sequence[Any], _batch: Batch) -> Sequence[str] | None:
        return None if self._tall else _known(self._known, values)

    def quickly(self, values: Sequence[Any], batch: Batch) -> Sequence[str]:
        rests = _known(self._known, values) if self._tall else None
        if rests is None:
            if len(self._known) > MOST_KNOWN:
                self._known, self._tall = self._nothing(), {}
            fresh = [text for text in dict.fromkeys(values) if text not in self._known]
            if (rests := self._plainly(fresh)) and len(rests) == len(values):
                return rests  # none of them was seen before, or is in the batch twice: not worth remembering
            self._learn(fresh, rests)
            rests = _known(self._known, values)
        for at, text in enumerate(values) if self._tall else ():
            if lines := self._tall.get(text):
                batch.raise_to(at, lines)
        known = self._known
        return rests or [known.get(text) or self.carefully(at, text, batch) for at, text in enumerate(values)]

    def _plainly(self, fresh: Sequence[str]) -> list[str] | None:
        """Texts that need no more than a string, as most do; None if there is another among them."""
        if not (self._plain and fresh and len(max(fresh, key=len)) <= SURE):
            return None
        if "\n" in "".join(fresh) or not FORMULAE.isdisjoint(map(_FIRST, fresh)):
            return None
        start, end, first = self._start, self.end, self.pen.ink.strings.add(fresh)
        return [f"{start}{number}{end}" for number in range(first, first + len(fresh))]

    def _learn(self, fresh: Sequence[str], rests: Sequence[str] | None) -> None:
        """Get to know the texts that any row would show alike: not those that fit into no cell, or lead elsewhere."""
        if rests is not None:
            self._known.update(zip(fresh, rests, strict=True))
            return
        for text in fresh:
            if not fits(text) or (self.place.leads and leads(text)):
                continue
            rest, lines = self.pen.text(self.place, text, Row(0, "", self.live, 0))
            self._known[text] = rest + self.place.after
            if lines > 1:
                self._tall[text] = lines


class Days(Careful):
    """Days; those that were seen lately are known."""

    expected = frozenset({date})
    told_as = frozenset({str})

    def __init__(self, pen: Pen, place: Place, *, live: bool, told: bool) -> None:
        super().__init__(pen, place, live=live, told=told)
        self._known: dict[object, str] = {}

    def seen(self, values: Sequence[Any], _batch: Batch) -> Sequence[str] | None:
        return _known(self._known, values)

    def quickly(self, values: Sequence[Any], batch: Batch) -> Sequence[str]:
        known = self._known
        if len(known) > MOST_KNOWN:
            known.clear()
        return [known.get(day) or self._new(at, day, batch) for at, day in enumerate(values)]

    def _new(self, at: int, day: Any, batch: Batch) -> str:  # noqa: ANN401 - a day, or its text
        remarked = self.pen.remarked
        rest = self.carefully(at, day, batch)
        if self.pen.remarked == remarked:
            self._known[day] = rest
        return rest

    def real(self, told: str) -> Value:
        return date.fromisoformat(told)


class Moments(Careful):
    """Moments, which are seldom the same twice."""

    expected = told_as = frozenset({datetime})

    def __init__(self, pen: Pen, place: Place, *, live: bool, told: bool) -> None:
        super().__init__(pen, place, live=live, told=told)
        self._clock = Clock(pen.zone)
        self._style = self.style("moment")

    def quickly(self, values: Sequence[Any], batch: Batch) -> Sequence[str]:
        number, start, end = self._clock.number, f'" s="{self._style}"><v>', self.end
        return [
            self.blank
            if moment is None
            else f"{start}{told}{end}"
            if (told := number(moment))
            else self.carefully(at, moment, batch)
            for at, moment in enumerate(values)
        ]


class Flags(Careful):
    """Yes or no."""

    expected = told_as = frozenset({bool})

    def __init__(self, pen: Pen, place: Place, *, live: bool, told: bool) -> None:
        super().__init__(pen, place, live=live, told=told)
        row = Row(0, "", live, 0)
        self._rests = {value: pen.cell(place, value, row).rest + place.after for value in (None, False, True)}

    def quickly(self, values: Sequence[Any], batch: Batch) -> Sequence[str]:
        return [self._rests[value] for value in values]


class Numbers(Careful):
    """Amounts, quantities and rates, written as text: up to fifteen digits are exact in Excel as they stand."""

    expected = frozenset({Decimal})
    told_as = frozenset({str})

    def __init__(self, pen: Pen, place: Place, *, live: bool, told: bool) -> None:
        super().__init__(pen, place, live=live, told=told)
        self._known: dict[int, dict[str, str]] = {}
        self._begun: dict[int, Sequence[str]] = {}
        self._cents = f'" s="{self.style("number-2")}"><v>'

    def quickly(self, values: Sequence[Any], batch: Batch) -> Sequence[str]:
        if None in values:
            there = [at for at, value in enumerate(values) if value is not None]
            rests = [self.blank] * len(values)
            for at, rest in zip(there, self._rests([values[at] for at in there], there, batch), strict=True):
                rests[at] = rest
            return rests
        return self._rests(values, range(len(values)), batch)

    def seen(self, values: Sequence[Any], batch: Batch) -> Sequence[str] | None:
        least = self._least(batch)
        return _known(self._known.get(least, {}), values) if self.told and isinstance(least, int) else None

    def _least(self, batch: Batch) -> int | list[int]:
        """How many decimals are shown at least; in each row, where they are of several currencies."""
        return batch.least.get(self.place.currency, 0) if self.place.type is ColumnType.MONEY else self.place.least

    def _rests(self, values: Sequence[Any], places: Sequence[int], batch: Batch) -> Sequence[str]:
        texts = values if self.told else list(map(str, values))
        least = self._least(batch)
        if least == 2 and _CENTS.fullmatch(together := "\n".join(texts)) and "-0" not in together:
            start, end = self._cents, self.end
            return [f"{start}{text}{end}" for text in texts]
        if isinstance(least, int):
            return self._alike(texts, least, places, batch)
        return [self._alike([text], least[at], [at], batch)[0] for text, at in zip(texts, places, strict=True)]

    def _alike(self, texts: Sequence[str], least: int, places: Sequence[int], batch: Batch) -> Sequence[str]:
        """Numbers that show at least so many decimals."""
        known = self._known.setdefault(least, {})
        if seen := _known(known, texts):
            return seen
        fresh = set(texts).difference(known)
        if len(fresh) * 2 > len(texts) and len(max(fresh, key=len)) <= DIGITS and _PLAIN.fullmatch("\n".join(texts)):
            # Few of them were seen before: not worth remembering.
            starts, end = self._starts(least), self.end
            return [f"{starts[len(text.partition('.')[2].rstrip('0'))]}{text}{end}" for text in texts]
        if len(known) > MOST_KNOWN:
            known.clear()
            fresh = set(texts)
        for text in fresh:
            if (decimals := plain(text)) is not None:
                known[text] = f"{self._starts(least)[decimals]}{text}{self.end}"
        numbers = texts if self.told else map(Decimal, texts)
        return [
            known.get(text) or self.carefully(at, number, batch)
            for text, number, at in zip(texts, numbers, places, strict=True)
        ]

    def _starts(self, least: int) -> Sequence[str]:
        """How numbers of no decimals, of one, of two… begin where at least so many are shown."""
        if least not in self._begun:
            looks = (f"number-{min(max(decimals, least), MOST_PLACES)}" for decimals in range(DIGITS + 1))
            self._begun[least] = [f'" s="{self.style(look)}"><v>' for look in looks]
        return self._begun[least]

    def real(self, told: str) -> Value:
        return Decimal(told)


QUICK: dict[ColumnType, type[Careful]] = {
    ColumnType.TEXT: Texts,
    ColumnType.ID: Texts,
    ColumnType.LINK: Texts,
    ColumnType.DAY: Days,
    ColumnType.MOMENT: Moments,
    ColumnType.MONEY: Numbers,
    ColumnType.QUANTITY: Numbers,
    ColumnType.RATE: Numbers,
    ColumnType.FLAG: Flags,
}


def column(pen: Pen, place: Place, *, live: bool, told: bool) -> Careful:
    """The way to write a column."""
    return QUICK[place.type](pen, place, live=live, told=told)
