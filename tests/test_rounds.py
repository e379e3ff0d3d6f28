"""What is due, for every company: made up for when it was missed, once each, whatever happens in between."""

from __future__ import annotations

import errno
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver import books, errors, rounds, run, verify, workroom
from archiver.catalogue import Agenda, Catalogue, DepositState
from archiver.drives import Drive
from archiver.drives.folder import Folder
from archiver.events import Event, Listener, silence
from archiver.job import Done, Job, Standing
from archiver.notices import Log, Notice, Notices
from archiver.order import Order
from archiver.places import Places
from archiver.rounds import Due, Outcome, Turn
from archiver.settings import Notices as NoticeSettings
from archiver.settings import Schedule
from archiver.timetable import due as calendar
from archiver.words import Words
from archiver.workbooks import Manner
from tests.contracts import fakes_source

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAILY = Schedule("daily", "02:00", date(2026, 3, 3))
HOUR = timedelta(hours=1)


class Killed(BaseException):
    """The machine stopped here: nothing of ours catches it."""


class Told(Notices):
    """Notices whose letters are kept instead of sent; what is told once a day is decided as ever."""

    def __init__(self, machine: Machine, log: Log) -> None:
        owner = NoticeSettings(email=("owner@example.org",), server="127.0.0.1")
        super().__init__(owner, None, machine, Words("en"), machine.clock, log)
        self.letters: list[Notice] = []
        self.pings: list[tuple[str, str | None]] = []

    def write(self, notice: Notice) -> None:
        self.letters.append(notice)

    def ping(self, company: str | None, signal: str = "", body: str = "") -> bool:
        self.pings.append((signal, company))
        return True


@dataclass
class Machine:
    """A machine with its clock, a home, companies and drives."""

    home: Path
    now: datetime = NOON
    fuse: int = -1
    companies: dict[str, Schedule] = field(default_factory=lambda: {"lac": DAILY})
    drives: dict[str, Drive] = field(default_factory=dict)
    mistake: Callable[[Exception], errors.ArchiverError] = lambda bug: errors.Mistake(
        name=type(bug).__name__, path="report"
    )

    def __post_init__(self) -> None:
        self.places = Places.here({"ARCHIVER_HOME": str(self.home / "home")})
        self.log = Log(self.places.log, self.clock)
        self.notices = Told(self, self.log)
        for name in self.companies:
            self.write(name, "Élise")

    def write(self, name: str, *customers: str) -> None:
        fakes_source.write(self.home / f"{name}.json", *customers)

    def clock(self) -> datetime:
        """A second goes by whenever somebody looks; and it is here that a machine may stop."""
        self._burn()
        self.now += timedelta(seconds=1)
        return self.now

    def hear(self, event: Event) -> None:
        self._burn()

    def _burn(self) -> None:
        if self.fuse == 0:
            raise Killed
        self.fuse -= 1

    def tell_once(self, cause: str, day: date) -> bool:
        with Catalogue(self.places.catalogue) as catalogue:
            return catalogue.agenda.tell_once(cause, day)

    def forget_told(self, cause: str) -> None:
        with Catalogue(self.places.catalogue) as catalogue:
            catalogue.agenda.forget_told(cause)

    def job(self, company: Due, tell: Listener) -> Job:
        return Job(
            "fake", str(self.home / f"{company.name}.json"), Order(), name=company.name, drives=self.drives,
            only_if_changed=True, due=company.period,
        )  # fmt: skip

    def trigger(self) -> list[Turn]:
        """What the system's scheduler does."""
        schedules = {name: (each, tuple(self.drives)) for name, each in self.companies.items()}
        return list(self.round().make(rounds.due(schedules, self.places, self.now)))

    def round(self) -> rounds.Round:
        return rounds.Round(
            self.job, self.places, self.clock, self.notices, self.log, lambda name: self.hear, self.mistake
        )

    def killed_at(self, step: int) -> None:
        """The same, on a machine that stops after so many steps, and has forgotten its locks when it starts again."""
        self.fuse = step
        try:
            self.trigger()
        except Killed:
            pass
        finally:
            self.fuse = -1

    @property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.places.catalogue)


@pytest.fixture(autouse=True)
def source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dict_of_sources(), "fake", fakes_source.__name__)


def dict_of_sources() -> dict[str, str]:
    assert isinstance(books.SOURCES, dict)
    return books.SOURCES


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def outcomes(turns: Sequence[Turn]) -> dict[str, Outcome]:
    return {turn.name: turn.outcome for turn in turns}


def test_nothing_is_due_before_the_first_day(machine: Machine) -> None:
    assert machine.trigger() == []
    assert not machine.places.catalogue.exists()


def test_a_missed_run_is_made_up_for_once(machine: Machine) -> None:
    machine.now = NOON + timedelta(days=9)

    assert outcomes(machine.trigger()) == {"lac": Outcome.DONE}
    assert machine.trigger() == []
    with machine.catalogue as catalogue:
        assert [each.due for each in catalogue.agenda.periods(1)] == [datetime.fromisoformat("2026-03-11T02:00")]


def test_without_a_change_no_archive_but_a_note_of_it(machine: Machine) -> None:
    machine.now += timedelta(days=1)
    machine.trigger()
    machine.now += timedelta(days=1)

    (turn,) = machine.trigger()

    assert turn.outcome is Outcome.UNCHANGED
    with machine.catalogue as catalogue:
        (entry,) = catalogue.entries()
        assert [(each.changed, each.archive) for each in catalogue.agenda.periods(1)] == [(True, 1), (False, 1)]
        assert catalogue.agenda.runs()[0].outcome == "unchanged"
        seen = catalogue.agenda.last_unchanged(entry.id)
        assert seen is not None
        assert seen > entry.finished + timedelta(hours=23)


def test_a_change_makes_an_archive(machine: Machine) -> None:
    machine.now += timedelta(days=1)
    machine.trigger()
    machine.write("lac", "Élise", "Bob")
    machine.now += timedelta(days=1)

    assert outcomes(machine.trigger()) == {"lac": Outcome.DONE}


def test_an_archive_that_is_lost_or_damaged_does_not_stand(machine: Machine) -> None:
    machine.now += timedelta(days=1)
    machine.trigger()
    (path,) = machine.places.archives.rglob("*.cab")
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    machine.now += timedelta(days=1)

    assert outcomes(machine.trigger()) == {"lac": Outcome.DONE}


@pytest.mark.parametrize(
    "other", [Order(language="fr-CA"), Order(manner=Manner("ads")), Order(manner=Manner(locked=True))]
)
def test_other_options_are_another_archive(machine: Machine, other: Order) -> None:
    machine.now += timedelta(days=1)
    machine.trigger()
    asked = Job("fake", str(machine.home / "lac.json"), other, name="lac", only_if_changed=True)

    assert isinstance(run.run(asked, machine.places, machine.clock, silence), Done)
    assert isinstance(run.run(asked, machine.places, machine.clock, silence), Standing)


def test_a_drive_that_was_away_gets_the_archive_and_the_books_are_left_alone(machine: Machine) -> None:
    usb = machine.home / "usb"
    machine.drives = {"usb": Folder(usb)}
    machine.now += timedelta(days=1)
    (turn,) = machine.trigger()
    assert turn.outcome is Outcome.FAILED
    (machine.home / "lac.json").unlink()
    assert outcomes(machine.trigger()) == {"lac": Outcome.FAILED}
    usb.mkdir()

    assert outcomes(machine.trigger()) == {"lac": Outcome.DEPOSITED}
    assert machine.trigger() == []
    (path,) = usb.rglob("*.cab")
    assert verify.check(path).problems == ()


def test_what_was_retired_is_not_brought_to_a_drive_that_came_later(machine: Machine) -> None:
    machine.now += timedelta(days=1)
    machine.trigger()
    (machine.home / "usb").mkdir()
    machine.drives = {"usb": Folder(machine.home / "usb")}
    with machine.catalogue as catalogue:
        (entry,) = catalogue.entries()
        catalogue.retirement.retire(entry.id, machine.now)

    assert machine.trigger() == []


def test_a_drive_that_came_later_gets_what_stands(machine: Machine) -> None:
    machine.now += timedelta(days=1)
    machine.trigger()
    (machine.home / "usb").mkdir()
    machine.drives = {"usb": Folder(machine.home / "usb")}

    assert outcomes(machine.trigger()) == {"lac": Outcome.DEPOSITED}
    (kept,) = machine.places.archives.rglob("*.cab")
    (there,) = (machine.home / "usb").rglob("*.cab")
    assert there.relative_to(machine.home / "usb") == kept.relative_to(machine.places.archives)


def test_a_company_that_fails_stops_no_other_one(tmp_path: Path) -> None:
    machine = Machine(tmp_path, companies={"aube": DAILY, "lac": DAILY, "mont": DAILY})
    (tmp_path / "aube.json").unlink()
    (tmp_path / "lac.json").write_text("not JSON at all")
    machine.now += timedelta(days=1)

    turns = machine.trigger()

    assert outcomes(turns) == {"aube": Outcome.FAILED, "lac": Outcome.FAILED, "mont": Outcome.DONE}
    assert [type(turn.error) for turn in turns] == [errors.FileNotFound, errors.Mistake, type(None)]
    assert machine.notices.pings == [
        ("/start", None),
        *[(signal, name) for name in ("aube", "lac") for signal in ("/start", "/fail")],
        *[("/start", "mont"), ("", "mont")],
        ("/fail", None),
    ]


def test_what_goes_wrong_beside_a_turn_stops_no_other_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, companies={"aube": DAILY, "lac": DAILY})
    (tmp_path / "aube.json").unlink()
    machine.now += timedelta(days=1)
    machine.trigger()
    machine.write("aube", "Zoé")
    machine.now += timedelta(days=1)
    machine.notices.pings.clear()

    def full(*_: object) -> bool:
        raise errors.NoSpace(path=machine.places.catalogue)

    monkeypatch.setattr(Agenda, "forget_told", full)
    assert outcomes(machine.trigger()) == {"aube": Outcome.DONE, "lac": Outcome.UNCHANGED}
    assert [name for signal, name in machine.notices.pings if not signal] == ["aube", "lac", None]
    assert " aube error NoSpace: " in machine.log.tail()


def test_a_mistake_that_cannot_be_reported_stops_no_other_one(tmp_path: Path) -> None:
    machine = Machine(tmp_path, companies={"aube": DAILY, "lac": DAILY})
    (tmp_path / "aube.json").write_text("not JSON at all")
    machine.now += timedelta(days=1)

    def full(bug: Exception) -> errors.ArchiverError:
        raise OSError(errno.ENOSPC, "full")

    machine.mistake = full
    turns = machine.trigger()
    assert outcomes(turns) == {"aube": Outcome.FAILED, "lac": Outcome.DONE}
    assert isinstance(turns[0].error, errors.UnreportedMistake)
    assert ("/fail", "aube") in machine.notices.pings


def test_a_round_that_is_broken_off_is_told(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(machine.round().make([Due("lac"), Due("lac")])) as turns:
        next(turns)
    assert machine.notices.pings[-2:] == [("", "lac"), ("/fail", None)]

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(machine.round().make([Due("lac")]))
    assert machine.notices.pings[-1] == ("/fail", None)
    assert machine.log.tail().endswith(f"{rounds.BROKEN_OFF}\n")


def test_who_is_told_once_a_day_and_when_it_is_over(machine: Machine) -> None:
    (machine.home / "lac.json").unlink()
    machine.now += timedelta(days=1)
    for _ in range(3):
        machine.trigger()
        machine.now += HOUR
    assert [each.cause for each in machine.notices.letters] == ["lac|FileNotFound|"]
    machine.now += timedelta(days=1)
    machine.trigger()
    assert len(machine.notices.letters) == 2

    machine.write("lac", "Élise")
    machine.trigger()

    assert [each.subject.template for each in machine.notices.letters[2:]] == [rounds.RECOVERED]
    machine.now += timedelta(days=1)
    machine.trigger()
    assert len(machine.notices.letters) == 3


def test_one_that_runs_already_is_left_to_it(machine: Machine) -> None:
    machine.now += timedelta(days=1)
    with workroom.enter(machine.places.workroom(), "lac", datetime.now(UTC)):
        (turn,) = machine.trigger()
    assert turn.outcome is Outcome.BUSY
    assert machine.notices.letters == []
    assert outcomes(machine.trigger()) == {"lac": Outcome.DONE}


# Any sequence of triggers, sleeps, crashes and clock changes

STEPS = st.lists(
    st.one_of(
        st.just(("trigger", 0)),
        st.tuples(st.just("sleep"), st.integers(1, 60)),
        st.tuples(st.just("killed"), st.integers(0, 45)),
        st.tuples(st.just("clock"), st.integers(-80, 80)),
        st.tuples(st.just("write"), st.integers(0, 2)),
        st.tuples(st.just("drive"), st.integers(0, 1)),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_each_due_period_has_one_archive_or_one_note(steps: Sequence[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(Path(folder))
        usb = Path(folder) / "usb"
        usb.mkdir()
        machine.drives = {"usb": Folder(usb)}
        for step, amount in steps:
            _do(machine, step, amount, usb)
            _check(machine)
        if (Path(folder) / "away").exists():
            (Path(folder) / "away").rename(usb)
        machine.trigger()
        _check(machine)
        _check_met(machine, usb)


def _do(machine: Machine, step: str, amount: int, usb: Path) -> None:
    away = usb.with_name("away")
    match step:
        case "trigger":
            machine.trigger()
        case "sleep" | "clock":
            machine.now += amount * HOUR
        case "killed":
            machine.killed_at(amount)
        case "write":
            machine.write("lac", *["Élise", "Bob", "Zoé"][: amount + 1])
        case "drive" if amount and away.exists():
            away.rename(usb)
        case "drive" if not amount and usb.exists():
            usb.rename(away)


def _check(machine: Machine) -> None:
    """Never two: neither in the catalogue nor among the files."""
    if not machine.places.catalogue.exists():
        return
    with machine.catalogue as catalogue:
        periods = catalogue.agenda.periods(1)
        made = Counter(each.archive for each in periods if each.changed)
        entries = {entry.id: entry for entry in catalogue.entries()}
        assert len({each.due for each in periods}) == len(periods)
        assert all(count == 1 for count in made.values())
        assert set(made) == set(entries), "every archive was made for one period"
        files = {path.name for path in machine.places.archives.rglob("*.cab")}
        counted = {entry.cabinets[0].file for entry in entries.values() if entry.verified}
        waiting = {entry.cabinets[0].file for entry in entries.values() if not entry.verified}
        assert counted <= files <= counted | waiting
        notes = [each for each in catalogue.agenda.runs() if each.outcome == "unchanged"]
        assert len(notes) == sum(not each.changed for each in periods)


def _check_met(machine: Machine, usb: Path) -> None:
    """After a trigger at which nothing goes wrong, what is due is met: verified here and on the drive."""
    moment = calendar.last(DAILY, calendar.wall(machine.now))
    if moment is None:
        return
    with machine.catalogue as catalogue:
        met = catalogue.agenda.period(1, moment)
        assert met is not None
        deposits = catalogue.deposits(met.archive)
        assert [each.state for each in deposits] == [DepositState.VERIFIED]
        assert verify.check(usb / deposits[0].name, catalogue).problems == ()
