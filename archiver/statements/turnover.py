"""What was sold and what was billed: by month, and by party, in each currency; tied to the totals of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.figure import FIGURES, ZERO, Figure, Sum
from archiver.model import Control, Tally, Value, Verdict
from archiver.words import N_, Phrase, phrase

MONTHS = 24
LARGEST = 10


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the trade: what its figures are called, the kinds of its documents, and who they are made out to."""

    by_month: str
    largest: str
    documents: tuple[str, ...]
    party: str


SALES = Side(
    "sales_by_month",
    "largest_customers",
    ("invoices", "sales_receipts", "credit_notes", "refund_receipts"),
    "customer",
)
BILLS = Side("bills_by_month", "largest_vendors", ("bills", "vendor_credits"), "vendor")


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``MONTHS`` whole months, each by its first day; nothing after ``until`` is in them.

    ``start`` is the first day of a period of which no earlier months are there: of earlier documents it has those that
    were open then.
    """

    months: tuple[date, ...]
    until: date
    start: date | None = None


def window(tallies: Iterable[Tally], until: date, start: date | None = None) -> Window:
    """The months up to the latest document that is not after ``until``, alike for both sides; not before ``start``."""
    known = {*SALES.documents, *BILLS.documents}
    met = [(tally.first_day, tally.last_day) for tally in tallies if tally.kind in known]
    first = max(min((day for day, _ in met if day), default=date.max), start or date.min)
    last = min(until, max((day for _, day in met if day), default=date.min))
    end = last.year * 12 + last.month
    begin = max(first.year * 12 + first.month, end - MONTHS + 1)
    months = tuple(date((each - 1) // 12, (each - 1) % 12 + 1, 1) for each in range(begin, end + 1))
    return Window(months, until, start if start and months and months[0] <= start else None)


def figures(tables: Tables, tallies: Sequence[Tally], side: Side, months: Window) -> tuple[list[Figure], list[Control]]:
    """Two figures for each currency that a side has documents in, and a control that ties them to the totals.

    Credits and refunds subtract; what is voided, deleted or a draft stands outside.
    """
    drawn, tied = list[Figure](), list[Control]()
    for currency, sums in sorted(_add_up(tables, side, months).items()):
        by_month = sums.by_month(side.by_month, currency, months)
        drawn += [by_month, sums.largest(side.largest, currency, months)]
        tied.append(_tied(tallies, side, sums, by_month))
    return drawn, tied


@dataclass(slots=True)
class _Sums:
    """The documents of one side in one currency; of parties, those of the months only. ``days`` says where each day is
    added up, once it was asked."""

    months: dict[date, Sum]
    earlier: Sum = field(default_factory=Sum)
    later: Sum = field(default_factory=Sum)
    undated: Sum = field(default_factory=Sum)
    drafts: Sum = field(default_factory=Sum)
    names: dict[Value, str] = field(default_factory=dict)
    parties: dict[Value, Sum] = field(default_factory=dict)
    days: dict[Value, tuple[Sum, bool]] = field(default_factory=dict)

    @property
    def counted(self) -> bool:
        """Whether any document counts."""
        return bool(self.parties or self.earlier.documents or self.later.documents or self.undated.documents)

    def add(self, day: Value, id_: Value, name: Value, amount: Decimal, until: date) -> None:
        """One document that counts."""
        place = self.days.get(day)
        if place is None:
            place = self.days[day] = self._place(day, until)
        found, drawn = place
        found.add(amount)
        if drawn:
            who = id_ or name or ""
            party = self.parties.get(who)
            if party is None:
                party = self.parties[who] = Sum()
            party.add(amount)
            self.names[who] = str(name or "")

    def _place(self, day: Value, until: date) -> tuple[Sum, bool]:
        """Where documents of a day add up, and whether that is drawn."""
        if not isinstance(day, date):
            return self.undated, False
        if day > until:
            return self.later, False
        month = self.months.get(day.replace(day=1))
        return (month, True) if month else (self.earlier, False)

    def by_month(self, name: str, currency: str, months: Window) -> Figure:
        """Each month, those without documents too, and under them what is not of these months."""
        earlier = phrase(N_("Open on {day}"), day=months.start) if months.start else Phrase(N_("Earlier"))
        around = (
            (self.earlier, earlier),
            (self.later, phrase(N_("After {day}"), day=months.until)),
            (self.undated, Phrase(N_("Without a date"))),
        )
        beyond = [each.point(label) for each, label in around if each.documents]
        points = [each.point(month) for month, each in self.months.items()] if self.parties else []
        return Figure(name, currency or None, points, months.until, min(self.months, default=None), beyond)

    def largest(self, name: str, currency: str, months: Window) -> Figure:
        """The parties that weigh most in these months, and all others together."""
        ranked = sorted(self.parties, key=lambda each: (-self.parties[each].amount, self.names[each], str(each)))
        shown = len(ranked) if len(ranked) <= LARGEST + 1 else LARGEST
        points, rest = [self.parties[each].point(self.names[each]) for each in ranked[:shown]], Sum()
        for each in ranked[shown:]:
            rest.add(self.parties[each].amount, self.parties[each].documents)
        if rest.documents:
            points.append(rest.point(phrase(N_("Others ({count})"), count=len(ranked) - shown)))
        return Figure(name, currency or None, points, months.until, min(self.months, default=None))


def _add_up(tables: Tables, side: Side, months: Window) -> dict[str, _Sums]:
    found: dict[str, _Sums] = {}
    wanted = ("date", "currency", "status", f"{side.party}_id", side.party, "total")
    for key in side.documents:
        credit = kinds.kind(key).effect < 0
        for day, currency, status, id_, name, total in live(tables, key, wanted):
            if isinstance(total, Decimal):
                here = found.get(code := str(currency or ""))
                if here is None:
                    here = found[code] = _Sums({month: Sum() for month in months.months})
                amount = -total if credit else total
                if status == "draft":
                    here.drafts.add(amount)
                else:
                    here.add(day, id_, name, amount, months.until)
    return {currency: sums for currency, sums in found.items() if sums.counted}


def _tied(tallies: Sequence[Tally], side: Side, sums: _Sums, figure: Figure) -> Control:
    effects = {key: kinds.kind(key).effect for key in side.documents}
    told = (each for each in tallies if each.kind in effects and each.currency == figure.currency)
    totals = sum((effects[each.kind] * each.sums.get("total", ZERO) for each in told), ZERO)
    expected, found = totals - sums.drafts.amount, figure.total
    verdict, said = Verdict.TIES, N_("{figure} of the summary is the sum of its documents, {count} drafts left out.")
    if expected != found:
        verdict, said = Verdict.DIFFERS, N_("{figure} of the summary is not the sum of its documents.")
    told_of = phrase(said, figure=Phrase(FIGURES[figure.name]), count=sums.drafts.documents)
    return Control("summary_ties", verdict, told_of, side.documents[0], figure.currency, expected, found)
