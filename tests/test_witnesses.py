"""Who shows that an archive is unaltered: entries of our own, and nobody who only repeats what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archiver import witnesses
from archiver.catalogue import Cabinet, Catalogue, Entry, Identity, Place
from tests.archives import MOMENT


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        yield catalogue


def entry(catalogue: Catalogue, number: int, *, learned: bool = False) -> Entry:
    """The archive of that number in the series; its digest is the number, over and over."""
    digest = f"{number}" * 64
    return Entry(
        company=catalogue.company(Identity("memory", "9f0c")),
        type="full",
        name=f"lac-{number}",
        moment=MOMENT,
        finished=MOMENT,
        digest=digest,
        language="en",
        folder=Path("archives"),
        cabinets=(Cabinet(1, f"lac-{number}.cab", 1, digest),),
        place=Place(1, number, f"{number - 1}" * 64 if number > 1 else None),
        verified=MOMENT,
        learned=learned,
    )


def kinds(catalogue: Catalogue, number: int) -> list[str]:
    return [each.kind for each in witnesses.of(catalogue, f"{number}" * 64)]


def test_nobody_knows_a_stranger(catalogue: Catalogue) -> None:
    assert kinds(catalogue, 1) == []


def test_the_catalogue_and_each_drive_that_has_it_compared(catalogue: Catalogue) -> None:
    number = catalogue.enter(entry(catalogue, 1))
    catalogue.confirm(number, MOMENT)
    assert kinds(catalogue, 1) == ["catalogue"]
    for drive in ("cloud", "disk"):
        catalogue.intend(number, drive, "lac", MOMENT)
    (cloud, disk) = catalogue.deposits(number)
    catalogue.deposited(cloud.id, "there", MOMENT)
    catalogue.verified(disk.id, MOMENT)
    found = witnesses.of(catalogue, "1" * 64)
    assert [each.kind for each in found] == ["catalogue", "receipt"]
    assert found[1].said.facts == {"drive": "disk", "moment": MOMENT}


def test_what_was_learned_vouches_for_nothing(catalogue: Catalogue) -> None:
    for number in (1, 2):
        catalogue.learn(entry(catalogue, number, learned=True))
    assert kinds(catalogue, 1) == kinds(catalogue, 2) == []


def test_one_of_our_own_vouches_for_all_before_it(catalogue: Catalogue) -> None:
    for number in (1, 2):
        catalogue.learn(entry(catalogue, number, learned=True))
    catalogue.confirm(catalogue.enter(entry(catalogue, 3)), MOMENT)
    assert kinds(catalogue, 1) == kinds(catalogue, 2) == ["successor"]
    assert witnesses.of(catalogue, "1" * 64)[0].said.facts == {"name": "lac-3"}


def test_a_gap_in_what_is_known_ends_it(catalogue: Catalogue) -> None:
    catalogue.learn(entry(catalogue, 1, learned=True))
    catalogue.confirm(catalogue.enter(entry(catalogue, 3)), MOMENT)
    assert kinds(catalogue, 2) == ["successor"]
    assert kinds(catalogue, 1) == []


def test_a_chain_that_bites_its_tail_ends(catalogue: Catalogue) -> None:
    own = entry(catalogue, 2)
    catalogue.confirm(catalogue.enter(replace(own, place=Place(1, 2, own.digest))), MOMENT)
    assert kinds(catalogue, 1) == []
