"""What is kept: the last days, the ends of months and of years, and whatever may never go."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.catalogue import Cabinet, Catalogue, Entry, Identity, Place, Shared
from archiver.keeping import Decision, Rules, decide
from archiver.model import Status
from archiver.settings import DEFAULT, Policy
from archiver.words import Words, phrase

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
LAC = Identity("gnucash", "6f9c1e8a")


class Books:
    """A company whose archives are entered on given days, without cabinets."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue, self.folder = catalogue, folder
        self.company = catalogue.company(LAC, "lac")
        self.count = 0

    def add(self, day: str, **more: object) -> Entry:
        """The archive of a day, the next one of the series unless ``place`` says otherwise."""
        self.count += 1
        finished = datetime.fromisoformat(f"{day}T18:00:00+00:00")
        digest = hashlib.sha256(str(self.count).encode()).hexdigest()
        entry = Entry(
            company=self.company,
            type="full",
            name=f"lac_{day}_{self.count}",
            moment=finished - timedelta(minutes=5),
            finished=finished,
            digest=digest,
            language="en",
            folder=self.folder,
            cabinets=(Cabinet(1, f"{self.count}.cab", 10, digest),),
            place=self.catalogue.next_place(self.company),
            verified=finished,
        )
        entry = replace(entry, **more)  # type: ignore[arg-type] # whatever a test wants to be otherwise
        enter = self.catalogue.learn if entry.learned else self.catalogue.enter
        return self.catalogue.entry(enter(entry))

    def decide(self, policy: str = "", now: datetime = NOW, /, **rules: object) -> list[Decision]:
        chosen = Policy.of(policy) if policy else DEFAULT
        assert chosen
        given = Rules(chosen, zone=UTC)
        return decide(self.catalogue, self.company, replace(given, **rules), now)  # type: ignore[arg-type] # as above

    def going(self, policy: str = "", now: datetime = NOW, /, **rules: object) -> list[str]:
        """The days of those that may go."""
        return [f"{each.entry.finished:%Y-%m-%d}" for each in self.decide(policy, now, **rules) if each.goes]

    def why(self, entry: Entry, policy: str = "", **rules: object) -> str:
        (found,) = [each for each in self.decide(policy, **rules) if each.entry.id == entry.id]
        return ("goes: " if found.goes else "stays: ") + Words("en").say(found.why)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        yield Books(catalogue, tmp_path)


def test_everything_of_the_last_days_then_month_ends_then_year_ends(books: Books) -> None:
    for day in ("2023-02-27", "2023-02-28", "2023-12-30", "2023-12-31", "2025-11-29", "2025-11-30", "2026-03-16",
                "2026-03-17", "2026-03-18", "2026-03-31", "2026-06-15"):  # fmt: skip
        books.add(day)

    assert books.going() == ["2023-02-27", "2023-02-28", "2023-12-30", "2025-11-29", "2026-03-16"]
    said = {f"{each.entry.finished:%Y-%m-%d}": Words("en").say(each.why) for each in books.decide()}
    assert said["2026-03-17"] == "of the last 90 days"
    assert said["2025-11-30"] == "the last one of 2025-11"
    assert said["2023-12-31"] == "the last one of the fiscal year that ended on 2023-12-31"
    assert said["2026-06-15"] == "the last one"


def test_everything_stays_where_everything_is_to(books: Books) -> None:
    for day in ("2001-01-01", "2001-01-02", "2026-06-15"):
        books.add(day)
    assert books.going("everything") == []


@pytest.mark.parametrize(
    ("country", "first_to_go"), [("CA", "2018-12-31"), ("FR", "2015-12-31"), ("CH", "2015-12-31"), (None, "2015-12-31")]
)
def test_never_under_the_years_of_the_law(books: Books, country: str | None, first_to_go: str) -> None:
    for year in range(2012, 2027):
        books.add(f"{year}-12-31" if year < 2026 else "2026-06-15")

    gone = books.going("30 days, 2 years", country=country)

    assert max(gone) == first_to_go
    assert max(books.going("30 days, 2 years", country=country, against_law=True)) == "2023-12-31"
    assert books.going("30 days, all years", country=country) == []


def test_the_law_is_said(books: Books) -> None:
    first = books.add("2020-12-31")
    books.add("2026-06-15")
    assert books.why(first, "30 days, 2 years", country="CA").endswith("the law has it kept until 2027-12-31")
    assert books.why(first, "30 days, 2 years", against_law=True) == "goes: its fiscal year ended on 2020-12-31"


def test_years_are_fiscal_and_days_are_the_owners(books: Books) -> None:
    books.add("2024-03-31")
    books.add("2024-12-31")
    books.add("2026-06-15")
    assert books.going("0 days, all years", year_starts=(4, 1)) == []
    assert books.going("0 days, all years", year_starts=(1, 1)) == ["2024-03-31"]
    tokyo = timezone(timedelta(hours=9))
    assert books.going("0 days, all years", year_starts=(4, 1), zone=tokyo) == ["2024-03-31"], "there it was April"


def test_the_last_ones_of_each_series_stay_whatever_is_asked(books: Books) -> None:
    trial = books.add("2012-01-01")
    books.catalogue.series.begin(books.company, NOW)
    full = books.add("2013-01-01")
    partial = books.add("2013-01-02", families={"invoices": Status.PARTIAL})
    head = books.add("2013-01-03", type="financial")

    assert books.going("0 days, 0 years", against_law=True) == []
    assert [books.why(each, "0 days, 0 years", against_law=True) for each in (trial, full, partial, head)] == [
        "stays: the last one", "stays: the last full one", "stays: the last full one", "stays: the last one",
    ]  # fmt: skip


def test_the_end_of_a_month_is_one_that_holds_everything(books: Books) -> None:
    whole = books.add("2025-11-20")
    books.add("2025-11-30", families={"invoices": Status.FAILED})
    books.add("2026-06-15")
    assert books.going() == ["2025-11-30"]
    assert books.why(whole) == "stays: the last one of 2025-11"


def test_what_an_increment_needs_stays_with_it(books: Books) -> None:
    books.add("2024-11-01")
    full = books.add("2024-11-02")
    books.add("2024-11-03", type="incremental")
    books.add("2024-11-30", type="incremental")
    for day in ("2024-12-01", "2024-12-02", "2024-12-30", "2026-06-15"):
        books.add(day)

    assert books.going() == ["2024-11-01", "2024-12-01", "2024-12-02"]
    assert books.why(full).startswith("stays: the increment of 2024-11-30")


def test_what_stands_outside_stays_unless_it_is_asked_for(books: Books) -> None:
    old = books.add("2020-05-05", place=None, type="period")
    books.add("2026-06-01", place=None, type="period")
    books.add("2026-06-15")

    assert books.going() == []
    assert "--outside" in books.why(old)
    assert books.going(outside=True) == ["2020-05-05"]
    assert books.going("everything", outside=True) == []
    assert books.why(old, outside=True) == "goes: outside the series, and older than 90 days"


def test_a_learned_one_stays_unless_it_lies_elsewhere_too(books: Books) -> None:
    learned = books.add("2020-05-05", learned=True)
    books.add("2020-05-06")
    books.add("2020-12-31")
    books.add("2026-06-15")
    assert books.why(learned) == "stays: learned, and it lies nowhere else"

    learned.paths[0].write_bytes(b"MSCF")
    assert books.why(learned) == "stays: learned, and it lies nowhere else"
    books.catalogue.intend(learned.id, "disk", "Lac", NOW)
    assert books.why(learned) == "stays: learned, and it lies nowhere else", "it is only meant to lie there"
    for deposit in books.catalogue.deposits(learned.id):
        books.catalogue.deposited(deposit.id, "there", NOW)
        books.catalogue.verified(deposit.id, NOW)
    assert books.why(learned).startswith("goes:")


def test_what_a_guest_may_read_stays_until_the_end_of_that(books: Books) -> None:
    shown, _, _ = (books.add(day) for day in ("2020-05-05", "2020-12-31", "2026-06-15"))
    books.catalogue.intend(shown.id, "cloud", "Lac", NOW)
    share = Shared(
        books.company, "cloud", "1", "Lac/1.cab", False, "ann@firm.example", False, None, "", phrase("x"), NOW
    )
    number = books.catalogue.let_in(share)
    assert books.why(shown) == "stays: ann@firm.example is let in to read it"

    books.catalogue.let_out(number, NOW)
    assert books.why(shown).startswith("goes:")


def test_what_does_not_count_or_is_retired_is_not_asked_about(books: Books) -> None:
    books.add("2020-05-05", verified=None)
    gone = books.add("2020-05-06")
    books.catalogue.retirement.retire(gone.id, NOW)
    head = books.add("2026-06-15")
    assert [each.entry.id for each in books.decide()] == [head.id]


DAYS = st.lists(st.dates(date(2014, 1, 1), date(2026, 6, 15)), min_size=1, max_size=25, unique=True)
TYPES = st.lists(st.sampled_from(["full", "full", "incremental"]), min_size=25, max_size=25)


@settings(max_examples=40, deadline=None)
@given(
    days=DAYS, types=TYPES, policy=st.sampled_from(["0 days, 0 years", "30 days, 3 months, 5 years", "9 days, 1 year"])
)
def test_whatever_there_is_nothing_goes_that_may_not(
    days: list[date], types: list[str], policy: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The last full one, what increments go back to, and one of each year of the law; and again finds nothing more."""
    with Catalogue(tmp_path_factory.mktemp("any") / "catalogue.sqlite") as catalogue:
        books = Books(catalogue, Path())
        for at, (day, type_) in enumerate(zip(sorted(days), types, strict=False)):
            books.add(day.isoformat(), type=type_ if at else "full")
        decisions = books.decide(policy, NOW, country="CA")
        staying = [each.entry for each in decisions if not each.goes]

        years = Counter(f"{entry.finished:%Y}" for entry in staying)
        assert all(years[f"{day:%Y}"] for day in days if day.year >= 2019)
        places = {each.place.sequence: each for each in staying if each.place}
        everything = {each.entry.place.sequence: each.entry for each in decisions if each.entry.place}
        assert max(everything) in places
        for number, entry in places.items():
            while entry.type == "incremental":
                number -= 1
                entry = everything[number]
                assert number in places
        for each in decisions:
            if each.goes:
                catalogue.retirement.retire(each.entry.id, NOW)
        assert books.going(policy, NOW, country="CA") == []


def test_whoever_makes_the_next_archive_hears_of_the_retired_ones(books: Books) -> None:
    """With what joins them to the others."""
    first, second = books.add("2020-05-05"), books.add("2020-05-06")
    books.catalogue.retirement.retire(second.id, NOW)
    place = books.catalogue.next_place(books.company)
    assert place[:3] == Place(1, 3, second.digest)[:3]
    (told,) = place.retired
    assert (told.sequence, told.digest, told.predecessor, told.retired) == (2, second.digest, first.digest, NOW)
