"""Whose books: what the source says of the company, what its owner adds, and what nobody said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from archiver.model import Company, Control, Verdict
from archiver.spool import Spool
from archiver.words import N_, phrase


@dataclass(frozen=True, slots=True)
class Known:
    """What the owner says of a company where its source does not know; ``name`` is what the owner calls it."""

    name: str | None = None
    country: str | None = None
    home_currency: str | None = None
    fiscal_year_start: tuple[int, int] | None = None
    time_zone: str | None = None


def filled(company: Company, known: Known, usual: str | None) -> tuple[Company, list[Control]]:
    """The company with what the owner said of it, and a control for each thing that nobody did."""
    filled = replace(
        company,
        name=known.name or company.name,
        country=company.country or known.country,
        home_currency=company.home_currency or known.home_currency or usual,
        fiscal_year_start=company.fiscal_year_start or known.fiscal_year_start,
        time_zone=company.time_zone or known.time_zone,
        notes=(),
    )
    said = [*company.notes]
    if usual and not (company.home_currency or known.home_currency):
        taken = N_("The books do not say their own currency: {currency} is taken, which most postings are in.")
        said.append(phrase(taken, currency=usual))
    if filled.fiscal_year_start is None:
        said.append(phrase(N_("The books do not say when their fiscal year begins: the first of January is taken.")))
    if filled.time_zone is None:
        said.append(phrase(N_("The books do not say their time zone: moments are shown in UTC.")))
    if filled.country is None:
        said.append(phrase(N_("The books do not say their country.")))
    return filled, [Control("company_known", Verdict.NOTED, each) for each in said]


def usual_currency(spool: Spool) -> str | None:
    """The currency that most postings of the ledger are in."""
    ledger = spool.kind("ledger")
    if ledger is None:
        return None
    used = Counter(str(code) for _, (code,) in spool.stated(ledger, ["entry_currency"]) if code)
    return min(used, key=lambda code: (-used[code], code), default=None)
