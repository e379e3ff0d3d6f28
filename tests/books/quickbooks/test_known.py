"""The ids that were read, and what another run knows of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.books.quickbooks.known import Known


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "invoices.ids"


def test_ids_that_came_and_went(path: Path) -> None:
    known = Known(path)
    known.add(["1", "2", "3"])
    known.drop(["2", "9"])
    known.add(["3", "4"])
    assert known.ids == {"1", "3", "4"}
    assert (len(known), known.last) == (3, "4")
    assert "2" not in known


def test_another_run_knows_them_at_every_place(path: Path) -> None:
    known = Known(path)
    known.add(["1", "2"])
    place = known.place
    known.add(["3"])
    known.drop(["1"])

    later = Known(path)
    assert later.restore()
    assert later.ids == {"2", "3"}
    assert later.place == 4
    assert later.restore(place)
    assert later.ids == {"1", "2"}
    assert (later.last, later.place) == ("2", 2)
    assert path.read_text(encoding="utf-8") == "+1\n+2\n", "what comes now follows upon what is known"


def test_a_file_that_tells_less_is_not_believed(path: Path) -> None:
    known = Known(path)
    assert not known.restore()
    known.add(["1"])
    assert not Known(path).restore(5)


def test_an_id_may_begin_with_a_sign(path: Path) -> None:
    known = Known(path)
    known.add(["5", "-5", "+5"])
    known.drop(["+5"])

    again = Known(path)
    assert again.restore()
    assert again.ids == {"5", "-5"}


def test_what_is_known_by_its_number_alone(path: Path) -> None:
    known = Known(path)
    known.trust(1000, "77")
    assert known.ids == {"77"}
    assert (len(known), known.last) == (1000, "77")


def test_a_family_begun_anew_knows_nothing(path: Path) -> None:
    known = Known(path)
    known.add(["1"])
    known.forget()
    assert (len(known), known.last, path.exists()) == (0, None, False)
