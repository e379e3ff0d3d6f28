"""The chain: what is missing, doubled or altered is found; what was retired is called so; and who vouches for whom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import chain, learn, verify
from archiver.catalogue import Cabinet, Catalogue, Entry, Identity, Place, Retired
from archiver.chain import Chain, Link, State
from archiver.envelope import Password
from archiver.export import Archive
from archiver.words import Words, phrase
from tests.archives import COMPANY, MOMENT, PLAIN, exported, memory, record
from tests.test_verify import resealed

LATER = MOMENT + timedelta(days=200)
SECRET = Password.of("a sentence of several words")


def link(number: int, *, ours: bool = False, series: int = 1) -> Link:
    """The archive of that number, in a chain without a fault."""
    before = f"d{series}.{number - 1}" if number > 1 else None
    return Link(series, number, f"d{series}.{number}", before, f"n{number}", Path(f"{number}.cab"), ours=ours)


def gone(number: int, predecessor: str | None = "") -> Retired:
    before = f"d1.{number - 1}" if predecessor == "" else predecessor
    return Retired(1, number, f"d1.{number}", before if number > 1 else None, MOMENT, LATER)


def states(links: Sequence[Link], retired: Sequence[Retired] = ()) -> list[tuple[int, int, State]]:
    """How each place of series 1 is."""
    found = Chain("lac", list(links), list(retired)).examine()[1]
    return [(each.sequence, each.until, each.state) for each in found]


def unaltered(links: Sequence[Link], retired: Sequence[Retired] = ()) -> list[int]:
    return [each.sequence for each in Chain("lac", list(links), list(retired)).examine()[1] if each.unaltered]


def test_a_whole_chain_is_sound() -> None:
    assert states([link(2), link(1), link(3)]) == [(number, number, State.SOUND) for number in (1, 2, 3)]
    assert unaltered([link(1), link(2)]) == []


def test_one_that_is_vouched_for_vouches_for_all_before_it() -> None:
    assert unaltered([link(1), link(2, ours=True), link(3)]) == [1, 2]
    assert unaltered([link(1), link(2), link(3, ours=True)]) == [1, 2, 3]
    assert unaltered([link(1), link(2), link(3, ours=True)._replace(problem=phrase("damaged"))]) == []


def test_what_is_missing_is_missing_one_or_many() -> None:
    assert states([link(2), link(4), link(9)]) == [
        (1, 1, State.MISSING),
        (2, 2, State.SOUND),
        (3, 3, State.MISSING),
        (4, 4, State.SOUND),
        (5, 8, State.MISSING),
        (9, 9, State.SOUND),
    ]


def test_a_number_out_of_this_world_takes_no_time() -> None:
    assert states([link(1 << 30)]) == [(1, (1 << 30) - 1, State.MISSING), (1 << 30, 1 << 30, State.SOUND)]


def test_what_was_retired_is_not_missing_and_the_chain_goes_on_through_it() -> None:
    last = link(4, ours=True)._replace(retired=(gone(2), gone(3)))

    assert [state for *_, state in states([link(1), last])] == [State.SOUND, State.RETIRED, State.RETIRED, State.SOUND]
    assert unaltered([link(1), last]) == [1, 4]
    assert [state for *_, state in states([link(1)], [gone(2)])] == [State.SOUND, State.RETIRED]


def test_copies_of_one_are_one_and_two_that_differ_are_doubled() -> None:
    assert states([link(1), link(1)._replace(path=Path("copy.cab"))]) == [(1, 1, State.SOUND)]
    assert states([link(1), link(1)._replace(digest="other"), link(2)])[0] == (1, 1, State.DOUBLED)


@pytest.mark.parametrize(
    ("links", "retired"),
    [
        ([link(1), link(2)._replace(predecessor="other"), link(3)], []),
        ([link(1)._replace(problem=phrase("damaged")), link(2), link(3)], []),
        ([link(1)._replace(predecessor="other"), link(2), link(3)], []),
        ([link(2), link(3)], [gone(1)._replace(digest="other")]),
        ([link(1)._replace(digest="other"), link(3)], [gone(2)]),
    ],
)
def test_what_does_not_join_is_altered(links: list[Link], retired: list[Retired]) -> None:
    assert states(links, retired)[0] == (1, 1, State.ALTERED)
    assert [state for *_, state in states(links, retired)[1:] if state is State.ALTERED] == []


def test_the_end_of_what_came_before_must_be_told() -> None:
    assert states([link(1), link(2)._replace(predecessor=None)])[1] == (2, 2, State.ALTERED)


def test_a_series_that_goes_on_vouches_for_what_it_tells_of_a_later_one() -> None:
    """After a recovery the first series goes on, and tells what was retired of the second."""
    told = Retired(2, 2, "d2.2", "d2.1", MOMENT, LATER)
    last = link(2, ours=True)._replace(retired=(told,))
    found = Chain("lac", [link(1), last, link(1, series=2)]).examine()
    assert [(each.state, each.unaltered) for each in found[2]] == [(State.SOUND, True), (State.RETIRED, False)]


def test_each_series_stands_by_itself() -> None:
    found = Chain("lac", [link(1), link(1, series=2), link(3, series=2)]).examine()
    assert {number: [each.state for each in findings] for number, findings in found.items()} == {
        1: [State.SOUND],
        2: [State.SOUND, State.MISSING, State.SOUND],
    }


@given(st.integers(2, 12), st.data())
def test_any_one_change_is_found(count: int, data: st.DataObject) -> None:
    links = [link(number, ours=number == count) for number in range(1, count + 1)]
    assert all(state is State.SOUND for *_, state in states(links))
    at = data.draw(st.integers(0, count - 2))
    change = data.draw(st.sampled_from(["lost", "digest", "predecessor", "doubled"]))
    match change:
        case "lost":
            del links[at]
        case "digest":
            links[at] = links[at]._replace(digest="?")
        case "predecessor":
            links[at] = links[at]._replace(predecessor="?")
        case "doubled":
            links.append(links[at]._replace(digest="?"))
    assert any(state not in (State.SOUND, State.RETIRED) for *_, state in states(links))


# with cabinets


class Shelf:
    """A folder with the archives of one company, made one after the other."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder, self.catalogue = folder, catalogue
        self.company = catalogue.company(Identity(COMPANY.source, COMPANY.source_id), "lac")
        self.count = 0

    def grow(self, *, sealed: bool = False) -> Entry:
        """The next archive, entered."""
        self.count += 1
        invoice = record("invoices", "a", "a", currency="CAD", total=Decimal(self.count))
        place = self.catalogue.next_place(self.company)
        order = replace(PLAIN, prefix=f"lac_{self.count}", password=SECRET if sealed else None)
        made = exported(memory(invoices=[{"invoices": [invoice]}]), self.folder, order, place)
        return self.catalogue.entry(self.catalogue.enter(self._entry(made, place)))

    def _entry(self, made: Archive, place: Place) -> Entry:
        edition = made.edition
        return Entry(
            company=self.company,
            type="full",
            name=edition.name,
            moment=edition.moment + timedelta(days=self.count),
            finished=edition.finished + timedelta(days=self.count),
            digest=made.digest,
            language="en",
            folder=made.path.parent,
            cabinets=tuple(Cabinet(1, each.name, each.size, each.digest or "") for each in made.receipts),
            place=place,
            verified=MOMENT,
        )

    def remembered(self) -> list[State]:
        """How the chain is by what is remembered."""
        found = chain.of_catalogue(self.catalogue, self.company, "lac", partial(verify.check, catalogue=self.catalogue))
        return [each.state for findings in found.examine().values() for each in findings]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        yield Shelf(tmp_path / "shelf", catalogue)


def seen(folder: Path, catalogue: Catalogue | None = None) -> list[tuple[State, bool]]:
    """How the chain of the cabinets in a folder is, and which are unaltered."""
    found = chain.of_cabinets(learn.cabinets([folder]), partial(verify.check, catalogue=catalogue))
    assert found.unread == []
    (only,) = found.chains
    return [(each.state, each.unaltered) for findings in only.examine().values() for each in findings]


def said(folder: Path) -> str:
    (only,) = chain.of_cabinets(learn.cabinets([folder]), verify.check).chains
    return "\n".join(Words("en").say(each.said) for findings in only.examine().values() for each in findings)


def test_what_is_retired_is_told_by_the_next_archive(shelf: Shelf, tmp_path: Path) -> None:
    """So the cabinets alone show it, on a machine that remembers nothing."""
    first, second, _ = (shelf.grow() for _ in range(3))
    shelf.catalogue.retirement.retire(second.id, LATER)
    second.paths[0].unlink()
    assert seen(shelf.folder) == [(State.SOUND, False), (State.MISSING, False), (State.SOUND, False)]
    assert shelf.remembered() == [State.SOUND, State.RETIRED, State.SOUND]

    shelf.grow()

    assert [state for state, _ in seen(shelf.folder)] == [State.SOUND, State.RETIRED, State.SOUND, State.SOUND]
    assert all(known for state, known in seen(shelf.folder, shelf.catalogue) if state is State.SOUND)
    page = verify.page(shelf.folder / "lac_4_NON-RESTORABLE.cab")
    assert [(each.sequence, each.digest, each.predecessor) for each in page.retired] == [
        (2, second.digest, first.digest)
    ]


def test_a_catalogue_that_is_made_anew_knows_what_was_retired(shelf: Shelf, tmp_path: Path) -> None:
    first, _, _ = (shelf.grow() for _ in range(3))
    shelf.catalogue.retirement.retire(first.id, LATER)
    first.paths[0].unlink()
    shelf.grow()

    with Catalogue(tmp_path / "anew.sqlite") as anew:
        for path in learn.cabinets([shelf.folder]):
            learn.learn(path, anew, LATER)
        shelf.catalogue = anew
        assert shelf.remembered() == [State.RETIRED, State.SOUND, State.SOUND, State.SOUND]
        assert [each.digest for each in anew.next_place(shelf.company).retired] == [first.digest]


def test_a_successor_in_a_folder_vouches_for_what_nobody_remembers(shelf: Shelf) -> None:
    first, second, last = (shelf.grow() for _ in range(3))
    for entry in (first, second):
        shelf.catalogue.forget(entry.id)
    assert verify.check(first.paths[0], shelf.catalogue).memory is verify.Memory.UNKNOWN, "only its cabinet is asked"

    assert seen(shelf.folder, shelf.catalogue) == [(State.SOUND, True)] * 3
    shelf.catalogue.forget(last.id)
    assert seen(shelf.folder, shelf.catalogue) == [(State.SOUND, False)] * 3


def test_one_that_was_altered_by_somebody_who_knows_how_is_found(shelf: Shelf, tmp_path: Path) -> None:
    """Its own digests are sound again: only the one after it tells."""
    first, _ = shelf.grow(), shelf.grow()
    forged = resealed(first.paths[0], tmp_path, {"data/note.txt": b"something more"})
    first.paths[0].unlink()
    shutil.move(forged, first.paths[0])

    assert seen(shelf.folder) == [(State.ALTERED, False), (State.SOUND, False)]
    assert "is not the one that No. 2 names as the one before it" in said(shelf.folder)
    assert shelf.remembered()[0] is State.ALTERED


def test_sealed_ones_are_links_without_their_password(shelf: Shelf) -> None:
    _, second, _ = shelf.grow(), shelf.grow(sealed=True), shelf.grow(sealed=True)
    assert [state for state, _ in seen(shelf.folder)] == [State.SOUND] * 3

    shelf.catalogue.retirement.retire(second.id, LATER)
    second.paths[0].unlink()
    shelf.grow(sealed=True)

    assert [state for state, _ in seen(shelf.folder)] == [State.SOUND, State.RETIRED, State.SOUND, State.SOUND]


def test_a_cabinet_that_is_none_is_told(shelf: Shelf) -> None:
    first = shelf.grow()
    (shelf.folder / "lac_0.cab").write_bytes(b"no cabinet")

    found = chain.of_cabinets(learn.cabinets([shelf.folder]), verify.check)

    assert len(found.unread) == 1
    assert [each.name for each in found.chains[0].links] == [first.name]


def test_what_is_kept_no_longer_where_it_was_is_missing(shelf: Shelf) -> None:
    first, _ = shelf.grow(), shelf.grow()
    first.paths[0].unlink()
    assert shelf.remembered() == [State.MISSING, State.SOUND]


def test_what_is_damaged_is_said_with_its_name(shelf: Shelf) -> None:
    first, _ = shelf.grow(), shelf.grow()
    data = bytearray(first.paths[0].read_bytes())
    data[len(data) // 2] ^= 255
    first.paths[0].chmod(0o600)
    first.paths[0].write_bytes(data)

    assert shelf.remembered() == [State.ALTERED, State.SOUND]


def test_an_archive_outside_every_series_is_no_link(shelf: Shelf) -> None:
    shelf.grow()
    exported(memory(invoices=[{"invoices": []}]), shelf.folder, replace(PLAIN, prefix="apart"))
    assert [state for state, _ in seen(shelf.folder)] == [State.SOUND]
