"""The books as QuickBooks itself adds them up: the general ledger, and the reports that ours should meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce

from archiver import errors
from archiver.books.quickbooks import reports_cells, reports_ledger, reports_ranges, reports_shape
from archiver.books.quickbooks.faults import TITLE
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.reports_ranges import Range
from archiver.books.quickbooks.reports_shape import Getter, Report
from archiver.books.quickbooks.reports_totals import reported as reported
from archiver.model import Company, Family, Page, Record
from archiver.words import N_, Phrase, phrase

NAMED_AT_MOST = 10
JANUARY = (1, 1)
FAILURES = (errors.Refused, errors.Missing, errors.Unintelligible, errors.Unwell)
"""What keeps one report from us and not the books: entities are whole without it."""
CUT = N_("QuickBooks does not show that much at once, and cut it short.")
ABSENT = N_("{names} did not come. {reason}")


def families() -> tuple[Family, ...]:
    """The ledger and the reports: to be read last, so that they speak of what was read before."""
    return (
        Family("ledger", (reports_ledger.KIND,), picture=True),
        Family("reports", (reports_cells.KIND,), picture=True),
    )


def read(
    family: Family, getter: Getter, company: Company, today: date, names: Names, resume: str | None = None
) -> Iterator[Page]:
    """The pages of one of ``families()``; ``today`` is the company's own day, on which reports end.

    A page of the ledger holds some days whole, and says which ones are left; the reports are one page. What cannot be
    had ends with a ``Shortfall``; that the service is out of reach, or lets us in no more, ends all.
    """
    if family.name == "ledger":
        yield from _Ledger(family, getter, company, today, names).pages(resume)
    else:
        yield from _reports(family, getter, company, today)


HELD = 4 << 20
"""Bytes of a report that are held in memory at once; what is larger is not heard to its end, but asked for in parts."""


class _Ledger:
    """The general ledger, asked for at once; where that is too much, in smaller and smaller ranges of days."""

    def __init__(self, family: Family, getter: Getter, company: Company, today: date, names: Names) -> None:
        self._family, self._getter, self._today = family, getter, today
        self._home, self._names = company.home_currency, names
        self._fitting: int | None = None

    def pages(self, resume: str | None) -> Iterator[Page]:
        left, too_much = reports_ranges.read(resume) if resume else [reports_ranges.ALL], list[Range]()
        some = bool(resume)
        try:
            while left:
                here = left.pop(0)
                if self._fitting and (parts := reports_ranges.beginning(here, self._fitting, self._today)):
                    left[:0] = parts
                    continue
                report = self._report(here)
                if report and not report.cut:
                    rows = reports_ledger.Postings(report, self._names, self._home).rows()
                    self._fitting = reports_ledger.fitting(rows, report)
                    page = Page({"ledger": rows}, reports_ranges.written([*left, *too_much]))
                    del report, rows  # as they are done with, before the next ones are made
                    yield page
                    del page
                    some = True
                elif here.start == here.end:
                    too_much.append(here)
                else:
                    left[:0] = reports_ranges.halves(here, self._today, reports_ledger.days(report) if report else ())
        except FAILURES as error:
            short = errors.Shortfall if some else errors.FamilyFailed
            raise short(family=self._family.main.labels, reason=error.phrase) from error
        if too_much:
            told = N_("these days hold more than one report can show: {days}")
            reason = phrase(told, days=[each.start for each in too_much[:NAMED_AT_MOST]])
            raise errors.Shortfall(family=self._family.main.labels, reason=reason)

    def _report(self, days: Range) -> Report | None:
        """The report of some days, which may be cut; None where they are too many to be reported at once."""
        params = {
            "start_date": days.start.isoformat(),
            "end_date": days.end.isoformat(),
            "accounting_method": "Accrual",
            "columns": ",".join(reports_ledger.COLUMNS),
        }
        try:
            limit = {"most": HELD} if days.start < days.end else {}
            report = reports_shape.parse(self._getter.get(reports_ledger.PATH, params, **limit))
        except errors.TooMuchAsked:
            return None
        if not report.cut and any(report.printed()) and not reports_ledger.posts(report):
            reason = N_("the general ledger came without its dates, debits and credits")
            raise errors.Unintelligible(service=TITLE, reason=phrase(reason))
        return report


def _reports(family: Family, getter: Getter, company: Company, today: date) -> Iterator[Page]:
    """Every report that can be had, in one page; those that cannot are named.

    One that is cut is not asked for in parts: what it says of a day does not add up from what it says of others.
    """
    rows: list[Record] = []
    failed: dict[str, Phrase] = {}
    for name, params in reports_cells.ASKED.items():
        try:
            report = reports_shape.parse(getter.get(f"reports/{name}", params(_year_start(company, today), today)))
            if report.cut:
                failed[name] = phrase(CUT)
            else:
                rows += list(reports_cells.rows(name, report, company, today))
        except FAILURES as error:
            failed[name] = error.phrase
    if rows:
        yield Page({"reports": rows})
    if failed:
        short = errors.Shortfall if rows else errors.FamilyFailed
        raise short(family=family.main.labels, reason=_lacking(failed))


def _lacking(failed: Mapping[str, Phrase]) -> Phrase:
    """The reports that did not come, each with its reason; those of one reason together."""
    alike: list[tuple[Phrase, list[str]]] = []
    for name, reason in failed.items():
        names = next((names for each, names in alike if each == reason), None)
        if names is None:
            alike.append((reason, [name]))
        else:
            names.append(name)
    every = (phrase(ABSENT, names=names, reason=reason) for reason, names in alike)
    return reduce(lambda told, more: phrase("{told} {more}", told=told, more=more), every)


def _year_start(company: Company, today: date) -> date:
    """The first day of the fiscal year that a day falls in."""
    month, first = company.fiscal_year_start or JANUARY
    start = date(today.year, month, first)
    return start if start <= today else date(today.year - 1, month, first)
