"""The ids that were read, on disk, and what another run knows of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archiver.books.rest.known import TOGETHER, Known


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Known]:
    with closing(Known(tmp_path / "ids")) as known:
        yield known


def test_ids_that_came_and_went(known: Known) -> None:
    known.add(["1", "2", "3", "2"])
    known.drop(["2", "9"])
    known.add(["3", "4"])
    assert len(known) == 3
    assert known.fresh(["1", "2", "3", "4", "5"]) == {"2", "5"}
    known.add(["2"])
    assert len(known) == 4


def test_another_run_knows_them_at_every_place(tmp_path: Path) -> None:
    with closing(Known(tmp_path / "ids")) as known:
        known.add(["1", "2"])
        place = known.place
        known.add(["3"])
        known.drop(["1"])
    with closing(Known(tmp_path / "ids")) as later:
        assert (len(later), later.place) == (2, 4)
        later.restore(place, 2, "2")
        assert later.fresh(["1", "2", "3"]) == {"3"}
        assert (len(later), later.place) == (2, place)


def test_what_a_file_does_not_tell_is_trusted(known: Known) -> None:
    known.restore(10, 10, "10")
    assert len(known) == 10
    assert known.fresh(["9", "10", "11"]) == {"9", "11"}
    known.add(["11"])
    assert (len(known), known.place) == (11, 11)


def test_what_is_not_there_any_more(known: Known) -> None:
    known.add([f"{each:05}" for each in range(3 * TOGETHER)])
    known.look()
    assert known.see(["00000", "00001", "99999"]) == 3
    assert known.see(["00001", "00002"]) == 1
    missed = list(known.missed())
    assert [len(each) for each in missed] == [TOGETHER, TOGETHER, TOGETHER - 3]
    known.forget()
    assert len(known) == 0


def test_a_disk_that_fails_is_an_error_of_the_system(known: Known) -> None:
    known._books.execute("drop table known")
    with pytest.raises(OSError, match="no such table"):
        known.drop(["1"])
