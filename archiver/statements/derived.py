"""The statements that stand in an archive: the trial balance, what is owed by age, and the taxes summed up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from archiver import kinds
from archiver.controls import aged, open_items, taxed, taxes
from archiver.controls.open_items import OpenItems
from archiver.controls.unread import LEDGER, Unread
from archiver.fiscal_year import JANUARY
from archiver.model import Company, Control, Kind, Reading
from archiver.spool import Spool
from archiver.statements import ageing, tax_summary, trial_balance
from archiver.words import Words


def put(
    spool: Spool, company: Company, readings: Sequence[Reading], day: date, words: Words, start: date | None = None
) -> list[Control]:
    """Enter them into the spool's draft, and say whether they tie; ``day`` is the last one that the books speak of,
    ``start`` the first one of a period.

    What could not be read whole is neither balanced nor aged: half of either would be a false one.
    """
    starts, home, unread = company.fiscal_year_start or JANUARY, company.home_currency, Unread(readings)
    balances, summary = kinds.kind("trial_balance"), kinds.kind("tax_summary")
    posted = unread.among(LEDGER)
    spool.put(balances, [] if posted else list(trial_balance.rows(spool, balances, starts, words, start)))
    spool.put(summary, list(tax_summary.rows(spool, summary, starts, start)))
    lacking = [each.family.main for each in readings if each.status.lacks and taxed.bears(each.family)]
    untold = lacking if spool.kind("tax_lines") else []
    return [
        *trial_balance.lacking(posted),
        *_aged(spool, unread, day, home),
        *taxes.ties(spool, home, [*posted, *untold]),
        *taxes.lacking(untold),
    ]


def _aged(spool: Spool, unread: Unread, day: date, home: str | None) -> Iterator[Control]:
    whole: list[OpenItems] = []
    for key, side in ageing.SIDES.items():
        if partly := unread.among(side.needs):
            yield aged.lacking(side, partly)
            continue
        opened = open_items.gather(spool, side, day)
        _enter(spool, kinds.kind(key), kinds.kind(ageing.BY_PARTY[key]), opened, home)
        whole.append(opened)
    yield from aged.ties(spool, whole, unread.among(LEDGER))


def _enter(spool: Spool, listed: Kind, by_party: Kind, opened: OpenItems, home: str | None) -> None:
    spool.put(listed, list(ageing.rows(listed, opened, home)))
    spool.put(by_party, list(ageing.by_party(by_party, opened, home)))
