"""One company from its books to its drives: the chain, the deposits, what is remembered, and every interruption."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver import export, run, verify, workroom
from archiver.catalogue import Cabinet, Catalogue, DepositState, Entry, Place
from archiver.drives import Drive, Receipt
from archiver.drives.folder import Folder
from archiver.errors import AlreadyThere, Busy, DigestMismatch, FileNotFound, FileNotReadable, Incomplete, TargetMissing
from archiver.events import Began, Ended, Event, Listener, silence
from archiver.job import Done, Job
from archiver.order import Order
from archiver.places import Places
from archiver.verify import Memory
from archiver.words import Words
from tests.archives import BOOKS, MOMENT, unpacked
from tests.depositing import UNREADABLE

ROOT = Path(__file__).parents[1]
BOOK = str(BOOKS["alpine"])
LAC = Job("gnucash", BOOK, Order(), name="lac")


class Time:
    """A clock that goes on by a minute whenever somebody looks."""

    def __init__(self) -> None:
        self.now = MOMENT

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.here({"ARCHIVER_HOME": str(tmp_path / "home")})


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def catalogue(places: Places) -> Iterator[Catalogue]:
    with Catalogue(places.catalogue) as catalogue:
        yield catalogue


def ran(job: Job, places: Places, clock: Time) -> Done:
    done = run.run(job, places, clock, silence)
    assert isinstance(done, Done)
    return done


def newest(catalogue: Catalogue) -> Entry:
    return catalogue.entries()[-1]


def states(catalogue: Catalogue, entry: Entry) -> Mapping[str, DepositState]:
    return {deposit.drive: deposit.state for deposit in catalogue.deposits(entry.id)}


# The catalogue and its chain


def test_three_exports_are_a_chain(places: Places, clock: Time, catalogue: Catalogue) -> None:
    done = [ran(LAC, places, clock) for _ in range(3)]
    digests = [each.archive.digest for each in done]
    assert [each.place for each in done] == [Place(1, 1, None), Place(1, 2, digests[0]), Place(1, 3, digests[1])]
    entries = catalogue.entries()
    assert [(entry.place, entry.digest) for entry in entries] == [(each.place, each.archive.digest) for each in done]
    for entry, each in zip(entries, done, strict=True):
        assert entry.verified is not None
        assert not entry.learned
        assert entry.folder / entry.cabinets[0].file == each.archive.path
        assert entry.cabinets[0].sha256 == hashlib.sha256(each.archive.path.read_bytes()).hexdigest()
        checked = verify.check(each.archive.path, catalogue)
        assert (checked.problems, checked.memory) == ((), Memory.UNALTERED)
        page = checked.page
        assert page is not None
        assert (page.archive.sequence, page.predecessor and page.predecessor.digest) == (
            entry.place and entry.place.sequence,
            entry.place and entry.place.predecessor,
        )
    assert [each.outcome for each in catalogue.agenda.runs()] == ["done"] * 3
    assert set(catalogue.bases(1)) == set(entries[-1].bookmarks)


def test_what_has_no_name_or_is_limited_stands_outside_the_series(
    places: Places, clock: Time, catalogue: Catalogue
) -> None:
    nameless = ran(replace(LAC, name=None), places, clock)
    limited = ran(replace(LAC, order=Order(until=MOMENT.date())), places, clock)
    assert (nameless.place, limited.place) == (None, None)
    assert [entry.place for entry in catalogue.entries()] == [None, None]
    assert ran(LAC, places, clock).place == Place(1, 1, None)


def test_it_is_kept_by_company_and_year_or_where_the_person_said(places: Places, clock: Time, tmp_path: Path) -> None:
    kept = ran(LAC, places, clock).archive.path
    assert kept.relative_to(places.archives).parts[1:-1] == ("2026",)
    (tmp_path / "to").mkdir()
    assert ran(replace(LAC, to=tmp_path / "to"), places, clock).archive.path.parent == tmp_path / "to"


def test_what_need_not_be_remembered_makes_no_catalogue(places: Places, clock: Time, tmp_path: Path) -> None:
    done = ran(replace(LAC, name=None, to=tmp_path, remembered=False), places, clock)
    assert done.archive.path.exists()
    assert not places.catalogue.exists()


def test_a_copy_with_a_discriminator_is_another_company(places: Places, clock: Time, catalogue: Catalogue) -> None:
    ran(LAC, places, clock)
    copy = ran(replace(LAC, name="copy", order=Order(discriminator="copy")), places, clock)
    assert copy.place == Place(1, 1, None)
    assert [company.name for company in catalogue.companies()] == ["lac", "copy"]


# How runs end


def test_a_failure_is_remembered_and_leaves_nothing(places: Places, clock: Time, catalogue: Catalogue) -> None:
    with pytest.raises(FileNotFound):
        ran(replace(LAC, where=f"{BOOK}.gone"), places, clock)
    (failed,) = catalogue.agenda.runs()
    assert (failed.outcome, failed.exit_code) == ("FileNotFound", 2)
    assert failed.said is not None
    assert "gone does not exist" in Words("en").say(failed.said)
    assert not places.archives.exists()
    assert rooms(places) == []


def test_a_failure_after_the_company_is_known_is_remembered_with_it(
    places: Places, clock: Time, catalogue: Catalogue, tmp_path: Path
) -> None:
    with pytest.raises(TargetMissing):
        ran(replace(LAC, to=tmp_path / "missing"), places, clock)
    assert [(each.company, each.outcome) for each in catalogue.agenda.runs()] == [(1, "TargetMissing")]
    assert ran(LAC, places, clock).place == Place(1, 1, None)


def test_an_archive_that_lacks_something_is_made_and_remembered_so(
    places: Places, clock: Time, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source that announces more than comes."""
    from archiver.books.gnucash import GnuCash

    counted = GnuCash.count
    monkeypatch.setattr(GnuCash, "count", lambda self, family: (counted(self, family) or 0) + 1)
    done = ran(LAC, places, clock)
    assert isinstance(done.lacking, Incomplete)
    assert "Customers" in str(done.lacking)
    assert done.archive.path.exists()
    (last,) = catalogue.agenda.runs()
    assert (last.outcome, last.exit_code) == ("Incomplete", 3)
    assert newest(catalogue).bookmarks == {}


def test_what_a_mistake_of_ours_ends_is_remembered(
    places: Places, clock: Time, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(export, "export", mistaken)
    with pytest.raises(ZeroDivisionError):
        ran(LAC, places, clock)
    (last,) = catalogue.agenda.runs()
    assert (last.company, last.outcome, last.exit_code) == (1, "Mistake", 1)
    assert last.said is not None
    assert Words("en").say(last.said) == "A mistake of archiver ended it: ZeroDivisionError"


def rooms(places: Places) -> list[str]:
    return [path.name for path in places.work.iterdir() if path.is_dir()]


# Deposits


class Silent(Folder):
    """A drive whose receipts have no digest."""

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        return replace(super().put(cabinet, name, tell), digest=None)


class Spoiling(Folder):
    """A drive that does not keep what it was given, and does not know."""

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        receipt = super().put(cabinet, name, tell)
        path = Path(receipt.where)
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1] + b"?")
        return replace(receipt, digest=None)


def on(tmp_path: Path, **drives: type[Folder]) -> Job:
    """The job with these drives, whose folders are made but for that of ``unplugged``."""
    for name in drives:
        if name != "unplugged":
            (tmp_path / name).mkdir()
    held: dict[str, Drive] = {name: drive(tmp_path / name) for name, drive in drives.items()}
    return replace(LAC, drives=held)


def test_a_deposit_is_verified_where_it_lies(places: Places, clock: Time, catalogue: Catalogue, tmp_path: Path) -> None:
    done = ran(on(tmp_path, usb=Folder, mute=Silent), places, clock)
    assert states(catalogue, newest(catalogue)) == {"usb": DepositState.VERIFIED, "mute": DepositState.VERIFIED}
    assert done.lacking is None
    for drive in ("usb", "mute"):
        (copy,) = [path for path in (tmp_path / drive).rglob("*") if path.is_file()]
        assert copy.read_bytes() == done.archive.path.read_bytes()
        assert copy.relative_to(tmp_path / drive) == done.archive.path.relative_to(places.archives)


def test_a_drive_that_fails_is_told_and_finished_next_time(
    places: Places, clock: Time, catalogue: Catalogue, tmp_path: Path
) -> None:
    job = on(tmp_path, usb=Folder, unplugged=Folder)
    done = ran(job, places, clock)
    assert set(done.failed) == {"unplugged"}
    assert isinstance(done.lacking, TargetMissing)
    assert done.archive.path.exists()
    first = newest(catalogue)
    assert states(catalogue, first) == {"usb": DepositState.VERIFIED, "unplugged": DepositState.INTENDED}
    assert catalogue.agenda.runs()[0].outcome == "TargetMissing"

    (tmp_path / "unplugged").mkdir()
    assert ran(job, places, clock).failed == {}

    for entry in catalogue.entries():
        assert set(states(catalogue, entry).values()) == {DepositState.VERIFIED}
    assert len([path for path in (tmp_path / "unplugged").rglob("*.cab") if path.is_file()]) == 2


def test_workbooks_lie_beside_the_cabinet_on_every_drive_that_took_it(
    places: Places, clock: Time, tmp_path: Path
) -> None:
    done = ran(replace(on(tmp_path, usb=Folder, unplugged=Folder), unpacked=True), places, clock)
    assert (list(done.deposited), set(done.failed)) == (["usb"], {"unplugged"})
    (cabinet,) = (tmp_path / "usb").rglob("*.cab")
    assert (cabinet.with_suffix("") / "Start here.xlsx").is_file()


def test_an_archive_reaches_the_drive_that_has_an_earlier_one_altered(
    places: Places, clock: Time, catalogue: Catalogue, tmp_path: Path
) -> None:
    job = replace(on(tmp_path, usb=Folder), unpacked=True)
    ran(job, places, clock)
    (there,) = (tmp_path / "usb").rglob("*.cab")
    there.chmod(0o644)
    there.write_bytes(b"altered")
    catalogue.doubted(catalogue.deposits(newest(catalogue).id)[0].id)

    done = ran(job, places, clock)

    assert isinstance(done.failed["usb"], AlreadyThere)
    assert done.deposited == ["usb"]
    assert len(list((tmp_path / "usb").rglob("*.cab"))) == len(list((tmp_path / "usb").rglob("Start here.xlsx"))) == 2


def test_a_drive_that_does_not_keep_what_it_was_given_is_told(
    places: Places, clock: Time, catalogue: Catalogue, tmp_path: Path
) -> None:
    done = ran(on(tmp_path, bad=Spoiling), places, clock)
    assert isinstance(done.failed["bad"], DigestMismatch)
    assert states(catalogue, newest(catalogue)) == {"bad": DepositState.DEPOSITED}


def test_a_drive_that_the_settings_no_longer_name_is_left_alone(
    places: Places, clock: Time, catalogue: Catalogue, tmp_path: Path
) -> None:
    ran(on(tmp_path, unplugged=Folder), places, clock)
    assert ran(LAC, places, clock).failed == {}
    assert len(catalogue.pending_deposits()) == 1


# Two at once, and interruptions


def environment(places: Places) -> dict[str, str]:
    return os.environ | {"ARCHIVER_HOME": str(places.settings.parent), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def at_the_start() -> None:
    """Signals as a person's shell leaves them: whatever runs in the background ignores SIGINT, and so would we."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def command(places: Places, to: Path) -> subprocess.Popen[str]:
    """An export in a process of its own."""
    arguments = [sys.executable, "-m", "archiver", "export", "--books", str(BOOKS["atelier"]), "--to", str(to)]
    return subprocess.Popen(
        arguments,
        env=environment(places),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        preexec_fn=at_the_start if os.name == "posix" else None,
    )


def test_of_two_runs_at_once_one_is_told_to_wait(places: Places, clock: Time, tmp_path: Path) -> None:
    others: list[tuple[int, str]] = []
    job = replace(LAC, name=None, where=str(BOOKS["atelier"]), to=tmp_path)

    def start_another(event: Event) -> None:
        if not others:
            other = command(places, tmp_path)
            said = other.communicate()[1]
            others.append((other.returncode, said))

    done = run.run(job, places, clock, start_another)
    assert isinstance(done, Done)

    assert [code for code, _ in others] == [Busy.exit_code]
    assert [path.name for path in tmp_path.glob("*.cab")] == [done.archive.path.name]
    with workroom.enter(places.work, job.who, datetime.now(UTC)), pytest.raises(Busy):
        ran(job, places, clock)


@pytest.mark.skipif(os.name != "posix", reason="signals as posix knows them")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("until", ["spool.sqlite", "bag"])
def test_an_interrupted_export_leaves_nothing(
    number: signal.Signals, code: int, until: str, places: Places, tmp_path: Path
) -> None:
    (tmp_path / "to").mkdir()
    process = command(places, tmp_path / "to")
    while process.poll() is None and not list(places.work.glob(f"*/{until}")):
        time.sleep(0.01)
    process.send_signal(number)
    said = process.communicate()
    assert process.returncode == code, said
    assert "Traceback" not in said[1]
    assert list((tmp_path / "to").iterdir()) == []
    assert rooms(places) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from archiver import run
from archiver.order import Order
from archiver.events import Began, Ended
from archiver.places import Places
from archiver.job import Job
from tests.archives import BOOKS
from tests.test_run import Time
left = int(sys.argv[2])
def die(event):
    global left
    left -= isinstance(event, Began | Ended)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
job = Job("gnucash", str(BOOKS["alpine"]), Order(), name="lac", to=Path(sys.argv[1]))
print(run.run(job, Places.here(os.environ), Time(), die).archive.path)
"""


def killed(places: Places, to: Path, after: int) -> subprocess.CompletedProcess[str]:
    """An export that kills itself when so many steps have begun or ended, as ``kill -9`` would."""
    arguments = [sys.executable, "-c", KILLED, str(to), str(after)]
    environ = environment(places)
    return subprocess.run(arguments, env=environ, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)


@pytest.mark.skipif(os.name != "posix", reason="signals as posix knows them")
def test_a_killed_export_leaves_nothing_that_looks_finished_and_the_next_needs_no_help(
    places: Places, tmp_path: Path
) -> None:
    events: list[Event] = []
    (tmp_path / "whole").mkdir()
    whole = run.run(
        replace(LAC, to=tmp_path / "whole"), replace(places, catalogue=tmp_path / "c"), Time(), events.append
    )
    assert isinstance(whole, Done)
    (tmp_path / "to").mkdir()
    steps = sum(isinstance(event, Began | Ended) for event in events)
    points = [1, steps, *random.Random(18).sample(range(2, steps), 8)]  # noqa: S311 - no secret
    for point in points:
        assert killed(places, tmp_path / "to", point).returncode == -signal.SIGKILL
        assert list((tmp_path / "to").glob("[!.]*")) == []

    done = killed(places, tmp_path / "to", 0)

    assert (done.returncode, done.stderr) == (0, "")
    path = Path(done.stdout.strip())
    assert verify.check(path).sound
    assert list((tmp_path / "to").iterdir()) == [path]
    assert path.name == whole.archive.path.name, "it went on with what the first one had read"
    assert unpacked(path).keys() == unpacked(whole.archive.path).keys()
    assert rooms(places) == []
    with Catalogue(places.catalogue) as catalogue:
        assert [entry.place for entry in catalogue.entries()] == [Place(1, 1, None)]


def test_what_a_killed_run_has_put_of_a_series_is_removed(places: Places, clock: Time, catalogue: Catalogue) -> None:
    """Its cabinets have names of their own already, and there will never be more of them."""
    several = replace(LAC, order=Order(largest=1_300_000))
    made = ran(several, places, clock)
    first, second, *_ = made.archive.paths
    entry = replace(newest(catalogue), id=0, name="cut-off", digest="0" * 64, place=None, verified=None)
    put = first.with_name("cut-off_1of2.cab")
    put.write_bytes(b"put before it was killed")
    held = Cabinet(1, put.name, put.stat().st_size, hashlib.sha256(put.read_bytes()).hexdigest())
    stranger = first.with_name("cut-off_2of2.cab")
    stranger.write_bytes(b"somebody else's")
    catalogue.enter(replace(entry, cabinets=(held, Cabinet(2, stranger.name, 1, "1" * 64))))

    ran(several, places, clock)

    assert not put.exists()
    assert stranger.read_bytes() == b"somebody else's", "what is not ours stays"
    assert first.exists()
    assert second.exists()
    assert catalogue.unconfirmed(1) == []


@pytest.mark.skipif(os.name != "posix", reason="signals as posix knows them")
def test_what_a_run_that_was_killed_while_it_kept_its_cabinet_left_is_removed(
    places: Places, clock: Time, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Also where the next archive, hours later, has another name."""
    events: list[Event] = []
    (tmp_path / "whole").mkdir()
    run.run(replace(LAC, to=tmp_path / "whole"), replace(places, catalogue=tmp_path / "c"), Time(), events.append)
    to = tmp_path / "to"
    to.mkdir()
    steps = sum(isinstance(event, Began | Ended) for event in events)
    assert killed(places, to, steps - 1).returncode == -signal.SIGKILL, "when what was copied begins to be read back"
    (left,) = to.iterdir()
    clock.now += timedelta(hours=7)

    done = ran(replace(LAC, to=to), places, clock)

    assert done.archive.path.name not in left.name
    assert list(to.iterdir()) == [done.archive.path]
    assert catalogue.unconfirmed(1) == []


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here that opens, and cannot be read")
def test_what_a_killed_run_has_put_and_cannot_be_read_is_told_and_not_forgotten(
    places: Places, clock: Time, catalogue: Catalogue
) -> None:
    made = ran(LAC, places, clock)
    entry = replace(newest(catalogue), id=0, name="cut-off", digest="0" * 64, place=None, verified=None)
    put, bad = (made.archive.path.with_name(f"cut-off_{number}of2.cab") for number in (1, 2))
    put.write_bytes(b"put")
    bad.symlink_to(UNREADABLE)
    held = Cabinet(1, put.name, 3, hashlib.sha256(b"put").hexdigest())
    catalogue.enter(replace(entry, cabinets=(held, Cabinet(2, bad.name, 1, "1" * 64))))

    with pytest.raises(FileNotReadable):
        ran(LAC, places, clock)

    assert [each.name for each in catalogue.unconfirmed(1)] == ["cut-off"]
    assert put.exists(), "a disk that is away for a while may give back the rest of it"
    bad.unlink()
    ran(LAC, places, clock)
    assert catalogue.unconfirmed(1) == []
    assert not put.exists()


def test_every_cabinet_of_a_series_is_deposited_and_compared(
    places: Places, clock: Time, catalogue: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "disk").mkdir()
    several = replace(LAC, order=Order(largest=1_300_000), drives={"disk": Folder(tmp_path / "disk")})
    made = ran(several, places, clock)
    found = catalogue.deposits(newest(catalogue).id)
    assert [each.cabinet.file for each in found] == [path.name for path in made.archive.paths]
    assert {each.state for each in found} == {DepositState.VERIFIED}
    for each in found:
        assert (tmp_path / "disk" / each.name).read_bytes() == each.path.read_bytes()
    kinds = [each.kind for each in verify.check(made.archive.path, catalogue).witnesses]
    assert kinds == ["catalogue", "receipt"]
