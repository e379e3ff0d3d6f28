"""The catalogue: what counts, what heads a series, what is pending, and what happens when the file is not sound."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from archiver.catalogue import (
    Cabinet,
    Catalogue,
    DepositState,
    Entry,
    Identity,
    Known,
    Period,
    Place,
    Retired,
    Run,
    Shared,
    schema,
)  # fmt: skip
from archiver.errors import CatalogueBusy, CatalogueDamaged, CatalogueTooNew, TargetNotWritable
from archiver.model import Bookmark, Status
from archiver.words import Phrase

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LAC = Identity("gnucash", "6f9c1e8a")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "catalogue.sqlite"


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    with Catalogue(path) as opened:
        yield opened


def entry(company: int, place: Place | None, digest: str, *, verified: datetime | None = NOON) -> Entry:
    """An archive of two cabinets that holds the customers whole."""
    moment = NOON + (place.sequence if place else 0) * HOUR
    return Entry(
        company=company,
        type="full",
        name=f"Lac_{digest}",
        moment=moment,
        finished=moment + timedelta(minutes=5),
        digest=digest,
        language="fr-CA",
        folder=Path("/archives/lac/2026"),
        cabinets=(
            Cabinet(1, f"{digest}-é_1of2.cab", 10, f"{digest}1"),
            Cabinet(2, f"{digest}-é_2of2.cab", 7, f"{digest}2"),
        ),
        place=place,
        families={"customers": Status.COMPLETE, "invoices": Status.PARTIAL},
        bookmarks={"customers": Bookmark(moment, "token")},
        verified=verified,
    )


def grow(catalogue: Catalogue, company: int, digest: str) -> int:
    """The next archive of the current series, verified."""
    return catalogue.enter(entry(company, catalogue.next_place(company), digest))


def test_an_entry_comes_back_as_it_was_entered(catalogue: Catalogue) -> None:
    whole = entry(catalogue.company(LAC, "lac"), Place(1, 1, None), "aa")

    number = catalogue.enter(whole)

    assert catalogue.entries() == [replace(whole, id=number)]
    assert catalogue.entries()[0].size == 17


def test_moments_are_kept_in_utc(catalogue: Catalogue, path: Path) -> None:
    local = NOON.astimezone(timezone(timedelta(hours=-4)))
    catalogue.enter(replace(entry(catalogue.company(LAC), None, "aa"), moment=local))

    with closing(sqlite3.connect(path)) as other:
        (text,) = other.execute("SELECT moment FROM archives").fetchone()

    assert text == "2026-03-31T12:00:00.000000+00:00"
    assert catalogue.entries()[0].moment == local


def test_a_company_is_its_books_and_never_its_name(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC, "lac")

    assert catalogue.company(LAC, "boulangerie") == company
    assert catalogue.company(LAC) == company
    copy = catalogue.company(LAC._replace(discriminator="copy"), "lac")
    assert copy != company
    known = catalogue.by_identity(LAC)
    assert known is not None
    assert (known.id, known.name) == (company, "boulangerie")
    assert catalogue.by_identity(Identity("gnucash", "other")) is None
    assert [each.id for each in catalogue.companies()] == [company, copy]


def test_a_series_is_counted_from_one_and_chained_by_digests(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)

    assert catalogue.next_place(company) == Place(1, 1, None)
    grow(catalogue, company, "aa")
    assert catalogue.next_place(company) == Place(1, 2, "aa")
    grow(catalogue, company, "bb")
    assert catalogue.next_place(company) == Place(1, 3, "bb")
    head = catalogue.head(company)
    assert head is not None
    assert head.digest == "bb"


def test_an_archive_heads_its_series_only_once_it_is_verified(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    number = catalogue.enter(entry(company, Place(1, 1, None), "aa", verified=None))
    assert catalogue.head(company) is None
    assert catalogue.next_place(company) == Place(1, 1, None)
    assert catalogue.bases(company) == {}

    catalogue.confirm(number, NOON)

    assert catalogue.next_place(company) == Place(1, 2, "aa")
    assert catalogue.entries(company)[0].verified == NOON


def test_an_archive_outside_every_series_heads_none(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    catalogue.enter(entry(company, None, "aa"))

    assert catalogue.head(company) is None
    assert catalogue.entries(company)[0].place is None


def test_a_new_series_begins_at_one_and_forgets_the_bases(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    assert catalogue.series.begin(company, NOON) == 1
    grow(catalogue, company, "aa")

    assert catalogue.series.begin(company, NOON) == 2
    assert catalogue.series.begin(company, NOON) == 2
    assert catalogue.next_place(company) == Place(2, 1, None)
    assert catalogue.bases(company) == {}


def test_a_family_is_based_on_the_last_archive_that_holds_it_whole(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    grow(catalogue, company, "aa")
    catalogue.enter(replace(entry(company, catalogue.next_place(company), "bb"), bookmarks={}))

    assert catalogue.bases(company) == {"customers": (Bookmark(NOON + HOUR, "token"), 1, "aa")}


def test_entering_twice_is_entering_once(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    one = entry(company, Place(1, 1, None), "aa")
    catalogue.enter(replace(one, verified=None))
    number = catalogue.enter(one)

    assert catalogue.enter(replace(one, type="other")) == number
    assert [(each.id, each.type, each.verified) for each in catalogue.entries()] == [(number, "full", NOON)]


def test_two_archives_cannot_stand_in_one_place(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    catalogue.enter(entry(company, Place(1, 1, None), "aa"))

    with pytest.raises(CatalogueBusy):
        catalogue.enter(entry(company, Place(1, 1, None), "bb"))
    assert [each.digest for each in catalogue.entries()] == ["aa"]


def test_what_is_learned_never_overwrites_what_is_our_own(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    own = grow(catalogue, company, "aa")

    assert catalogue.learn(replace(entry(company, Place(1, 1, None), "aa"), type="other")) == own
    learned = catalogue.learn(entry(company, Place(3, 4, "zz"), "bb"))

    assert [(each.id, each.type, each.learned) for each in catalogue.entries()] == [
        (own, "full", False), (learned, "full", True),
    ]  # fmt: skip
    assert catalogue.next_place(company) == Place(3, 5, "bb")


def test_our_own_entry_takes_the_place_of_what_was_learned(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    one = entry(company, Place(1, 1, None), "aa")
    catalogue.learn(one)
    catalogue.enter(one)

    assert [each.learned for each in catalogue.entries()] == [False]


@pytest.mark.parametrize("text", ["bb", "Lac_bb", "bb2", "bb-é_1of2.cab", "bb-e\N{COMBINING ACUTE ACCENT}_1of2.cab"])
def test_finds_by_digest_name_checksum_or_file(catalogue: Catalogue, text: str) -> None:
    company = catalogue.company(LAC)
    grow(catalogue, company, "aa")
    grow(catalogue, company, "bb")

    assert [each.digest for each in catalogue.find(text)] == ["bb"]
    assert catalogue.find("nothing") == []
    assert catalogue.find("\udcff") == [], "bytes that a shell passes on, and that are no text"
    assert catalogue.called("\udcff") is None


def test_a_deposit_is_intended_then_deposited_then_verified(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    archive = grow(catalogue, company, "aa")
    catalogue.intend(archive, "stick", "lac/2026", NOON)
    catalogue.intend(archive, "stick", "lac/2026", NOON + HOUR)

    first, second = catalogue.pending_deposits(company)
    assert (first.state, first.name, first.intended) == (DepositState.INTENDED, "lac/2026/aa-é_1of2.cab", NOON)
    assert (first.cabinet.sha256, first.path) == ("aa1", Path("/archives/lac/2026/aa-é_1of2.cab"))

    catalogue.deposited(first.id, "/media/stick/x", NOON + HOUR)
    first, second = catalogue.pending_deposits()
    assert (first.state, first.where, first.deposited) == (DepositState.DEPOSITED, "/media/stick/x", NOON + HOUR)

    catalogue.verified(first.id, NOON + 2 * HOUR)
    assert catalogue.pending_deposits() == [second]
    assert [each.state for each in catalogue.deposits(archive)] == [DepositState.VERIFIED, DepositState.INTENDED]


def test_a_deposit_made_again_is_to_be_verified_again(catalogue: Catalogue) -> None:
    archive = grow(catalogue, catalogue.company(LAC), "aa")
    catalogue.intend(archive, "stick", "", NOON)
    first = catalogue.pending_deposits()[0]
    assert first.name == "aa-é_1of2.cab"
    catalogue.deposited(first.id, "x", NOON)
    catalogue.verified(first.id, NOON)

    catalogue.deposited(first.id, "y", NOON + HOUR)

    assert catalogue.deposits(archive)[0].state == DepositState.DEPOSITED


def test_what_does_not_count_is_not_carried_anywhere(catalogue: Catalogue) -> None:
    archive = catalogue.enter(entry(catalogue.company(LAC), Place(1, 1, None), "aa", verified=None))
    catalogue.intend(archive, "stick", "", NOON)

    assert catalogue.pending_deposits() == []


def share(company: int | None, key: str = "k", until: datetime | None = None) -> Shared:
    """A guest of the drive ``cloud``."""
    said = Phrase("{service} lets {email} read it.", {"service": "Cloud", "email": "ann@firm.example"})
    return Shared(
        company=company,
        drive="cloud",
        key=key,
        name="Crèmerie/2026/a.cab",
        folder=False,
        email="ann@firm.example",
        anyone=False,
        until=until,
        link="https://cloud.test/a",
        said=said,
        since=NOON,
    )


def test_a_share_comes_back_as_it_was_entered(catalogue: Catalogue) -> None:
    first = share(catalogue.company(LAC), "one", NOON + HOUR)
    second = replace(share(None, "two"), folder=True, email=None, anyone=True)

    numbers = [catalogue.let_in(each) for each in (first, second)]

    assert catalogue.shares() == [replace(first, id=numbers[0]), replace(second, id=numbers[1])]
    assert catalogue.shares(catalogue.company(LAC)) == [replace(first, id=numbers[0])]


def test_a_share_that_is_renewed_is_one_share_since_it_began(catalogue: Catalogue) -> None:
    number = catalogue.let_in(share(None))

    assert catalogue.let_in(replace(share(None), since=NOON + HOUR, until=NOON + 9 * HOUR)) == number
    (found,) = catalogue.shares()
    assert (found.since, found.until) == (NOON, NOON + 9 * HOUR)


def test_a_share_ends_once_and_may_begin_again(catalogue: Catalogue) -> None:
    number = catalogue.let_in(share(None))
    catalogue.let_out(number, NOON + HOUR)
    catalogue.let_out(number, NOON + 2 * HOUR)

    (found,) = catalogue.shares()
    assert found.ended == NOON + HOUR

    catalogue.let_in(replace(share(None), since=NOON + 3 * HOUR))
    (found,) = catalogue.shares()
    assert (found.ended, found.since) == (None, NOON + 3 * HOUR)


def test_a_share_is_over_when_it_was_ended_or_its_time_has_come() -> None:
    assert not share(None).is_over(NOON)
    assert not share(None, until=NOON + HOUR).is_over(NOON)
    assert share(None, until=NOON + HOUR).is_over(NOON + HOUR)
    assert replace(share(None), ended=NOON).is_over(NOON)


def test_a_lost_deposit_is_intended_and_a_doubted_one_deposited(catalogue: Catalogue) -> None:
    archive = grow(catalogue, catalogue.company(LAC), "aa")
    catalogue.intend(archive, "cloud", "Lac", NOON)
    first, second = catalogue.deposits(archive)
    for deposit in (first, second):
        catalogue.deposited(deposit.id, "there", NOON)
        catalogue.verified(deposit.id, NOON)

    catalogue.lost(first.id)
    catalogue.doubted(second.id)

    assert [each.state for each in catalogue.deposits(archive)] == [DepositState.INTENDED, DepositState.DEPOSITED]


def test_a_catalogue_of_the_first_version_gains_its_shares(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old:
        for statement in schema.STEPS[0]:
            old.execute(statement)
        old.execute("PRAGMA user_version = 1")
        old.execute("INSERT INTO companies (source, source_id, discriminator) VALUES ('gnucash', '6f9c1e8a', '')")
        old.commit()

    with Catalogue(path) as catalogue:
        catalogue.let_in(share(catalogue.company(LAC)))
        assert [each.id for each in catalogue.companies()] == [1]


def test_runs_are_remembered_the_last_one_first(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    catalogue.agenda.record_run(
        Run(None, NOON, NOON + HOUR, "failed", 2, Phrase("No {name}.", {"name": Path("x"), "count": 3}))
    )
    catalogue.agenda.record_run(Run(company, NOON + HOUR, NOON + 2 * HOUR, "done", 0))

    assert [run.outcome for run in catalogue.agenda.runs()] == ["done", "failed"]
    assert catalogue.agenda.runs(company) == [Run(company, NOON + HOUR, NOON + 2 * HOUR, "done", 0)]
    assert catalogue.agenda.runs()[1].said == Phrase("No {name}.", {"name": "x", "count": 3})


def test_a_failed_entry_leaves_nothing(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    whole = entry(company, Place(1, 1, None), "aa")

    with pytest.raises(CatalogueBusy):
        catalogue.enter(replace(whole, cabinets=whole.cabinets + whole.cabinets))
    assert catalogue.entries() == []
    grow(catalogue, company, "aa")
    assert len(catalogue.entries()) == 1


def test_the_file_is_its_owners_alone(catalogue: Catalogue, path: Path) -> None:
    catalogue.company(LAC)

    assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_was_written_is_there_when_it_is_opened_again(path: Path) -> None:
    with Catalogue(path) as first:
        grow(first, first.company(LAC, "lac"), "aa")
    with Catalogue(path) as second:
        assert [each.digest for each in second.entries()] == ["aa"]


def test_processes_that_write_at_once_all_succeed(path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom archiver.catalogue import Catalogue, Identity\n"
        "with Catalogue(Path(sys.argv[1])) as catalogue:\n"
        "    for number in range(20):\n"
        "        catalogue.company(Identity(sys.argv[2], str(number)))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, path, str(each)]) for each in range(4)]

    assert [process.wait() for process in running] == [0, 0, 0, 0]
    with Catalogue(path) as catalogue:
        assert len(catalogue.companies()) == 80


@pytest.mark.parametrize("damage", [b"not a database at all, but long enough to be read as one" * 20, None])
def test_a_damaged_file_is_told_and_not_touched(path: Path, damage: bytes | None) -> None:
    with Catalogue(path) as catalogue:
        for number in range(50):
            grow(catalogue, catalogue.company(LAC._replace(source_id=str(number))), "aa")
    sound = path.read_bytes()
    broken = damage or sound[:4096] + b"\xff" * (len(sound) - 4096)
    path.write_bytes(broken)

    with pytest.raises(CatalogueDamaged), Catalogue(path) as opened:
        opened.entries()
    assert path.read_bytes() == broken


def test_another_programs_database_is_told_and_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE companies (id)")

    with pytest.raises(CatalogueDamaged):
        Catalogue(path)


def test_a_value_that_nobody_here_wrote_is_told(path: Path) -> None:
    with Catalogue(path) as catalogue:
        grow(catalogue, catalogue.company(LAC), "aa")
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE archives SET moment = 'yesterday'")

    with Catalogue(path) as catalogue, pytest.raises(CatalogueDamaged):
        catalogue.entries()


def test_a_newer_catalogue_is_refused(path: Path) -> None:
    Catalogue(path).close()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA user_version = 99")

    with pytest.raises(CatalogueTooNew) as caught:
        Catalogue(path)
    assert caught.value.facts["version"] == 99


def test_a_place_that_cannot_hold_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    for path in (tmp_path / "file" / "catalogue.sqlite", tmp_path):
        with pytest.raises(TargetNotWritable):
            Catalogue(path)


# The agenda


@pytest.fixture
def company(catalogue: Catalogue) -> int:
    return catalogue.company(LAC, "lac")


def made(company: int, number: int, *, verified: datetime | None = NOON) -> Entry:
    """One archive of a series."""
    before = f"d{number - 1}" if number > 1 else None
    return entry(company, Place(1, number, before), f"d{number}", verified=verified)


def test_a_period_is_met_by_an_archive_once_that_is_verified(catalogue: Catalogue, company: int) -> None:
    due = datetime.fromisoformat("2026-03-31T02:00")
    archive = catalogue.enter(made(company, 1, verified=None), due)

    assert catalogue.agenda.period(company, due) is None
    assert [entry.id for entry in catalogue.unconfirmed(company)] == [archive]
    catalogue.confirm(archive, NOON)

    assert catalogue.agenda.period(company, due) == Period(due, archive, changed=True)
    assert catalogue.unconfirmed(company) == []


def test_a_period_is_met_once(catalogue: Catalogue, company: int) -> None:
    due = datetime.fromisoformat("2026-03-31T02:00")
    first = catalogue.enter(made(company, 1), due)
    second = catalogue.enter(made(company, 2), due)

    catalogue.agenda.unchanged(Run(company, NOON, NOON, "unchanged", 0, archive=second), due)

    assert catalogue.agenda.periods(company) == [Period(due, first, changed=True)]


def test_an_archive_that_never_came_to_be_leaves_its_period_open(catalogue: Catalogue, company: int) -> None:
    due = datetime.fromisoformat("2026-03-31T02:00")
    archive = catalogue.enter(made(company, 1, verified=None), due)
    catalogue.intend(archive, "usb", "lac/2026", NOON)

    catalogue.forget(archive)

    assert catalogue.entries(company) == []
    assert catalogue.agenda.periods(company) == []
    assert catalogue.deposits(archive) == []


def test_nothing_changed_is_remembered_with_its_archive(catalogue: Catalogue, company: int) -> None:
    archive = catalogue.enter(made(company, 1))
    assert catalogue.agenda.last_unchanged(archive) is None

    for hours in (1, 2):
        run = Run(company, NOON, NOON + hours * HOUR, "unchanged", 0, archive=archive)
        catalogue.agenda.unchanged(run, None)

    assert catalogue.agenda.last_unchanged(archive) == NOON + 2 * HOUR
    assert catalogue.agenda.runs()[0].archive == archive
    assert catalogue.agenda.periods(company) == []


def test_somebody_is_told_once_a_day(catalogue: Catalogue) -> None:
    day = NOON.date()
    told = catalogue.agenda.tell_once

    assert [told("lac|Refused|", day), told("lac|Refused|", day), told("lac|NoSpace|", day)] == [True, False, True]
    assert told("lac|Refused|", day + timedelta(days=1))
    assert told("la", day)
    assert catalogue.agenda.told("lac|") == ["lac|NoSpace|", "lac|Refused|"]
    assert [catalogue.agenda.forget_told("lac|Refused|") for _ in range(2)] == [True, False]
    assert told("lac|Refused|", day + timedelta(days=1))


def test_calls_are_counted_by_link_and_month(catalogue: Catalogue) -> None:
    for link, month, calls in (
        ("qb", "2026-03", 5),
        ("qb", "2026-03", 7),
        ("qb", "2026-04", 1),
        ("other", "2026-03", 2),
    ):
        catalogue.agenda.count_calls(link, month, calls)

    assert catalogue.agenda.calls("2026-03") == {"other": 2, "qb": 12}
    assert catalogue.agenda.calls("2026-02") == {}


def test_the_company_that_is_called_so_now(catalogue: Catalogue) -> None:
    first = catalogue.company(Identity("gnucash", "one"), "lac")
    assert catalogue.called("lac") == Known(first, Identity("gnucash", "one"), "lac")
    second = catalogue.company(Identity("gnucash", "two"), "lac")
    known = catalogue.called("lac")

    assert known
    assert known.id == second
    assert catalogue.called("mont") is None


def test_what_is_retired_stays_known_and_is_told_to_the_next(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    first, second = grow(catalogue, company, "aa"), grow(catalogue, company, "bb")
    catalogue.intend(first, "cloud", "Lac", NOON)
    assert catalogue.next_place(company).retired == ()

    catalogue.retirement.retire(first, NOON)
    catalogue.retirement.retire(first, NOON + HOUR)

    gone = catalogue.entry(first)
    assert (gone.retired, gone.digest) == (NOON, "aa")
    assert catalogue.next_place(company) == Place(1, 3, "bb", (Retired(1, 1, "aa", None, gone.moment, NOON),))
    assert catalogue.pending_deposits() == [], "it is not meant to lie there any more"
    for deposit in catalogue.deposits(first):
        catalogue.retirement.withdraw(deposit.id)
    assert catalogue.deposits(first) == []
    catalogue.retirement.reinstate(first)
    assert catalogue.entry(first).retired is None
    assert catalogue.entry(second).retired is None


def test_what_only_later_archives_tell_of_is_remembered_once(catalogue: Catalogue) -> None:
    """A catalogue that was made anew has no entry of what is gone; yet its next archive must tell of it."""
    company, other = catalogue.company(LAC), catalogue.company(LAC._replace(discriminator="copy"))
    told = [Retired(1, number, f"{number}{number}", None, NOON, NOON + HOUR) for number in (2, 1)]

    for _ in range(2):
        catalogue.retirement.learn(company, told)

    assert catalogue.retirement.told(company) == tuple(reversed(told))
    assert catalogue.retirement.told(other) == ()


def test_what_is_there_again_is_no_longer_told_as_retired(catalogue: Catalogue) -> None:
    company = catalogue.company(LAC)
    catalogue.retirement.learn(company, [Retired(1, 1, "aa", None, NOON, NOON)])
    catalogue.learn(entry(company, Place(1, 1, None), "aa"))
    assert catalogue.retirement.told(company) == ()
