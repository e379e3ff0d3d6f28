"""The statements that stand in an archive: the trial balance, what is owed by age, and the taxes summed up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from archiver import kinds
from archiver.controls import aged, open_items, taxes
from archiver.controls.open_items import OpenItems
from archiver.controls.unread import LEDGER, Unread, note
from archiver.fiscal_year import JANUARY
from archiver.model import Company, Control, Kind, Reading
from archiver.spool import Spool
from archiver.statements import ageing, tax_summary, trial_balance
from archiver.words import N_, Words

LEFT_OUT = N_("There is no ageing, for these were left out: {kinds}")


def put(
    spool: Spool, company: Company, readings: Sequence[Reading], day: date, words: Words, start: date | None = None
) -> list[Control]:
    """Enter them into the spool's draft, and say whether they tie; ``day`` is the last one that the books speak of,
    ``start`` the first one of a period.

    What could not be read whole, or was left out in part, is neither balanced nor aged: half of it would be false.
    """
    starts, home, unread = company.fiscal_year_start or JANUARY, company.home_currency, Unread(readings)
    balances, summary = kinds.kind("trial_balance"), kinds.kind("tax_summary")
    posted = unread.among(LEDGER)
    balanced = [] if posted else list(trial_balance.rows(spool, balances, starts, words, start))
    spool.put(balances, balanced)
    spool.put(summary, list(tax_summary.rows(spool, summary, starts, start)))
    return [
        *trial_balance.lacking(posted),
        *trial_balance.untyped(balances, balanced),
        *_aged(spool, unread, day, home),
        *taxes.ties(spool, home, unread),
        *taxes.lacking(spool, unread),
    ]


def _aged(spool: Spool, unread: Unread, day: date, home: str | None) -> Iterator[Control]:
    whole: list[OpenItems] = []
    for key, side in ageing.SIDES.items():
        if partly := unread.among(side.needs):
            yield aged.lacking(side, partly)
            continue
        if left_out := unread.left_out(side.needs):
            yield note(aged.NAMES[side.role], left_out, aged.SHEETS[side.role], LEFT_OUT)
            continue
        opened = open_items.gather(spool, side, day)
        _enter(spool, kinds.kind(key), kinds.kind(ageing.BY_PARTY[key]), opened, home)
        whole.append(opened)
    yield from aged.ties(spool, whole, unread.among(LEDGER))


def _enter(spool: Spool, listed: Kind, by_party: Kind, opened: OpenItems, home: str | None) -> None:
    spool.put(listed, list(ageing.rows(listed, opened, home)))
    spool.put(by_party, list(ageing.by_party(by_party, opened, home)))
