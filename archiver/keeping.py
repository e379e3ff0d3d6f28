"""Which archives are kept, and which may go: all of the last days, then the ends of months, then those of years.

Nothing here moves anything. Whatever the policy says, the last archives stay, and so does what others need.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from archiver.catalogue import Catalogue, Entry
from archiver.settings import DEFAULT, Policy
from archiver.words import N_, Phrase, phrase

LAW: Mapping[str, int] = {"CA": 7, "CH": 10, "FR": 10}
"""How many years after a fiscal year its books are kept by law, by country. Canada: six, and one to be sure."""
LONGEST = 10
"""The same where the country has not told us."""

RECENT = N_("of the last {days} days")
MONTH = N_("the last one of {month}")
YEAR = N_("the last one of the fiscal year that ended on {day}")
LAWFUL = N_("the last one of the fiscal year that ended on {day}: the law has it kept until {until}")
LAST = N_("the last one")
LAST_FULL = N_("the last full one")
NEEDED = N_("the increment of {moment} needs it")
OUTSIDE = N_("outside the series; to let it go too, add --outside")
ONLY_COPY = N_("learned, and it lies nowhere else")
SHARED = N_("{guest} is let in to read it")
ALL = N_("every archive is kept")
GOES = N_("older than {days} days, and not the last one of a month or year that is kept")
GOES_OUTSIDE = N_("outside the series, and older than {days} days")
TOO_OLD = N_("its fiscal year ended on {day}")


@dataclass(frozen=True, slots=True)
class Rules:
    """What is kept of one company.

    ``year_starts`` is the (month, day) of its fiscal year, ``zone`` the owner's (None: this machine's). ``outside``
    lets go of what stands outside the series, ``against_law`` of year ends that the law wants kept.
    """

    policy: Policy = DEFAULT
    country: str | None = None
    year_starts: tuple[int, int] = (1, 1)
    zone: tzinfo | None = None
    outside: bool = False
    against_law: bool = False

    def day(self, entry: Entry) -> date:
        """The day as of which an archive shows the books."""
        return entry.finished.astimezone(self.zone).date()

    def year_end(self, day: date) -> date:
        """The last day of the fiscal year that a day is in."""
        month, first = self.year_starts
        start = date(day.year, month, first)
        return (start if day < start else date(day.year + 1, month, first)) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an archive may go, and why it may or stays."""

    entry: Entry
    goes: bool
    why: Phrase


def decide(catalogue: Catalogue, company: int, rules: Rules, now: datetime) -> list[Decision]:
    """What becomes of every archive of a company that counts and is not retired yet, the oldest first."""
    entries = [each for each in catalogue.entries(company) if each.verified and not each.retired]
    entries.sort(key=lambda entry: (entry.finished, entry.id))
    today = now.astimezone(rules.zone).date()
    stays = _by_policy(entries, rules, today)
    stays |= _apart(entries, rules, today)
    stays |= _shared(catalogue, company, entries, now)
    stays |= {each.id: phrase(ONLY_COPY) for each in entries if each.learned and not _elsewhere(catalogue, each)}
    stays |= _last(entries)
    stays |= _needed(entries, stays)
    return [Decision(each, each.id not in stays, stays.get(each.id) or _why(each, rules, today)) for each in entries]


def _why(entry: Entry, rules: Rules, today: date) -> Phrase:
    """Why an archive may go."""
    day, policy = rules.year_end(rules.day(entry)), rules.policy
    if entry.place and policy.years is not None and _until(day, rules) < today:
        return phrase(TOO_OLD, day=day)
    return phrase(GOES if entry.place else GOES_OUTSIDE, days=policy.days)


def _by_policy(entries: Iterable[Entry], rules: Rules, today: date) -> dict[int, Phrase]:
    stays: dict[int, Phrase] = {}
    series = [each for each in entries if each.place]
    policy = rules.policy
    for each in _ends(series, lambda entry: rules.year_end(rules.day(entry))):
        day = rules.year_end(rules.day(each))
        if policy.years is None or _years_after(day, policy.years) >= today:
            stays[each.id] = phrase(YEAR, day=day)
        elif _until(day, rules) >= today:
            stays[each.id] = phrase(LAWFUL, day=day, until=_until(day, rules))
    for each in _ends(series, lambda entry: _month(rules.day(entry))):
        if policy.months is None or _month(today) - _month(rules.day(each)) <= policy.months:
            stays[each.id] = phrase(MONTH, month=f"{rules.day(each):%Y-%m}")
    for each in series:
        if _is_recent(each, rules, today):
            stays[each.id] = phrase(RECENT, days=policy.days) if policy.days is not None else phrase(ALL)
    return stays


def _is_recent(entry: Entry, rules: Rules, today: date) -> bool:
    days = rules.policy.days
    return days is None or today - rules.day(entry) <= timedelta(days=days)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; a 29th of February is the 28th then."""
    leap = (day.month, day.day) == (2, 29)
    return date(min(day.year + years, date.max.year), day.month, 28 if leap else day.day)


def _until(year_end: date, rules: Rules) -> date:
    """Until when the last archive of a fiscal year is kept: never less than the law says, unless the owner wants it."""
    law = 0 if rules.against_law else LAW.get(rules.country or "", LONGEST)
    return _years_after(year_end, max(law, rules.policy.years or 0))


def _ends(entries: Sequence[Entry], span: Callable[[Entry], Hashable]) -> Iterable[Entry]:
    """The last archive of each span of each series: of those that hold everything, if there are any."""
    last: dict[Hashable, Entry] = {}
    for each in entries:
        key = (each.place and each.place.series, span(each))
        if key not in last or _is_whole(each) or not _is_whole(last[key]):
            last[key] = each
    return last.values()


def _is_whole(entry: Entry) -> bool:
    return not any(status.lacks for status in entry.families.values())


def _apart(entries: Iterable[Entry], rules: Rules, today: date) -> dict[int, Phrase]:
    """What stands outside the series stays, unless its owner wants it gone when it is old."""
    outside = [each for each in entries if each.place is None]
    if not rules.outside:
        return {each.id: phrase(OUTSIDE) for each in outside}
    recent = [each for each in outside if _is_recent(each, rules, today)]
    days = rules.policy.days
    return {each.id: phrase(ALL) if days is None else phrase(RECENT, days=days) for each in recent}


def _shared(catalogue: Catalogue, company: int, entries: Iterable[Entry], now: datetime) -> dict[int, Phrase]:
    """What a guest may read right now, by a share of its own."""
    shares = [each for each in catalogue.shares(company) if not each.folder and not each.is_over(now)]
    guests = {(each.drive, each.name): each.email or "\N{EN DASH}" for each in shares}
    return {
        entry.id: phrase(SHARED, guest=guests[deposit.drive, deposit.name])
        for entry in (entries if guests else ())
        for deposit in catalogue.deposits(entry.id)
        if (deposit.drive, deposit.name) in guests
    }


def _elsewhere(catalogue: Catalogue, entry: Entry) -> bool:
    """Whether an archive that was learned lies in two places: kept, and on a drive; or on two drives."""
    deposits = catalogue.deposits(entry.id)
    drives = {each.drive for each in deposits} - {each.drive for each in deposits if not each.verified}
    return len(drives) + all(path.is_file() for path in entry.paths) > 1


def _last(entries: Sequence[Entry]) -> dict[int, Phrase]:
    """The last of each series, its last full one, and its last full one that holds everything."""
    stays: dict[int, Phrase] = {}
    for series in {each.place.series for each in entries if each.place}:
        own = [each for each in entries if each.place and each.place.series == series]
        own.sort(key=lambda entry: entry.place.sequence if entry.place else 0)
        full = [each for each in own if each.type == "full"]
        for told, found in ((LAST_FULL, [each for each in full if _is_whole(each)]), (LAST_FULL, full), (LAST, own)):
            stays |= {each.id: phrase(told) for each in found[-1:]}
    return stays


def _needed(entries: Sequence[Entry], stays: Mapping[int, Phrase]) -> dict[int, Phrase]:
    """Whatever lies between an increment that stays and the full archive that it goes back to, and that one."""
    needed: dict[int, Phrase] = {}
    own = [each for each in entries if each.place]
    own.sort(key=lambda entry: (entry.place.series, entry.place.sequence) if entry.place else (0, 0))
    for at, increment in enumerate(own):
        if increment.type != "incremental" or increment.id not in stays:
            continue
        for each in reversed(own[:at]):
            if each.place and increment.place and each.place.series != increment.place.series:
                break
            if each.id not in stays:
                needed[each.id] = phrase(NEEDED, moment=increment.finished)
            if each.type == "full" and _is_whole(each):
                break
    return needed
