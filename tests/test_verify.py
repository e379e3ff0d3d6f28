"""Verification: what was changed, lost or doubled is found, and only who remembers can say unaltered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from archiver import recount, verify
from archiver.cabinet import bag, writer
from archiver.catalogue import Cabinet, Catalogue, Entry, Identity
from archiver.errors import DigestMismatch, IntegrityError
from archiver.model import State
from archiver.verify import Checked, Memory
from archiver.words import Words
from tests.archives import MOMENT, exported, memory, record, unpacked

INVOICES, PAGE, KINDS = "data/records/invoices.jsonl", "archive.json", "data/records/kinds.json"
Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three invoices, one of them voided, in two currencies."""
    totals = [("a", "CAD", 10, State.LIVE), ("b", "EUR", 7, State.LIVE), ("c", "CAD", 99, State.VOIDED)]
    rows = [
        record("invoices", id_, id_, state, currency=coin, total=Decimal(sum_)) for id_, coin, sum_, state in totals
    ]
    books = memory(invoices=[{"invoices": [row]} for row in rows])
    return exported(books, tmp_path_factory.mktemp("sound") / "out").path


def resealed(cabinet: Path, folder: Path, changes: Mapping[str, bytes | None]) -> Path:
    """The same archive with other files, sealed anew by somebody who knows how: its bag is sound."""
    made = folder / "bag"
    files = {name: data for name, data in unpacked(cabinet).items() if name not in bag_files()}
    for name, data in {**files, **changes}.items():
        if data is not None:
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(data)
    path = folder / cabinet.name
    sources = {each.relative_to(made).as_posix(): each for each in made.rglob("*") if each.is_file()}
    writer.write(path, bag.members(sources, {"Source-Organization": "somebody"}), stamp=MOMENT)
    return path


def bag_files() -> set[str]:
    return {bag.DECLARATION, bag.INFO, bag.MANIFEST, bag.TAG_MANIFEST}


def problems(checked: Checked) -> list[str]:
    return [Words("en").say(each) for each in checked.problems]


def edited(cabinet: Path, folder: Path, change: Callable[[Lines], Lines]) -> list[str]:
    """The problems of the archive after its invoices were changed and it was sealed anew."""
    lines = [json.loads(line) for line in unpacked(cabinet)[INVOICES].splitlines()]
    data = b"".join(json.dumps(line).encode() + b"\n" for line in change(lines))
    return problems(verify.check(resealed(cabinet, folder, {INVOICES: data})))


def test_a_sound_archive_has_no_problems(sound: Path) -> None:
    checked = verify.check(sound)
    assert (checked.problems, checked.memory) == ((), Memory.UNKNOWN)
    assert checked.demand() is checked
    assert checked.page is not None
    assert checked.page.company.name == "Boulangerie du Lac"


def test_sealing_anew_without_a_change_is_no_problem(sound: Path, tmp_path: Path) -> None:
    """So that what the other tests find is what they changed."""
    assert edited(sound, tmp_path, lambda lines: lines) == []


def with_value(lines: Lines, at: int, **values: object) -> Lines:
    return [*lines[:at], lines[at] | {"values": lines[at]["values"] | values}, *lines[at + 1 :]]


CHANGES: Mapping[str, tuple[Callable[[Lines], Lines], str]] = {
    "lost": (lambda lines: lines[:1] + lines[2:], "Invoices in EUR"),
    "a voided one lost": (lambda lines: lines[:2], "Invoices in CAD"),
    "an amount": (lambda lines: with_value(lines, 0, total="10.01"), "Invoices in CAD"),
    "a currency": (lambda lines: with_value(lines, 1, currency="CAD"), "Invoices in CAD"),
    "a state": (lambda lines: [lines[0], lines[1], lines[2] | {"state": "live"}], "Invoices in CAD"),
    "added": (lambda lines: [*lines, {**lines[0], "id": "d"}], "Invoices in CAD"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_records_that_do_not_add_up_are_found(what: str, sound: Path, tmp_path: Path) -> None:
    change, where = CHANGES[what]
    found = edited(sound, tmp_path, change)
    assert f"the records do not add up to the totals: {where}" in found


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [lines[0], lines[0], lines[2]],
        lambda lines: lines[::-1],
        lambda lines: with_value(lines, 0, total="much"),
        lambda lines: with_value(lines, 0, total=10.5),
        lambda lines: [{"id": "a"}],
    ],
)
def test_records_doubled_disordered_or_odd_are_found(
    change: Callable[[Lines], Lines], sound: Path, tmp_path: Path
) -> None:
    assert edited(sound, tmp_path, change) == ["its records cannot be understood"]


def test_what_is_voided_stands_outside_the_sums(sound: Path, tmp_path: Path) -> None:
    assert edited(sound, tmp_path, lambda lines: with_value(lines, 2, total="0")) == []


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        (PAGE, None, "archive.json is missing"),
        (PAGE, b"{}", "archive.json cannot be understood"),
        (PAGE, b'{"format":' + b"[" * 100_000, "archive.json cannot be understood"),
        (KINDS, None, "its records cannot be understood"),
        (KINDS, b"[]", "its records cannot be understood"),
        (KINDS, b" " * (recount.MOST_DECLARED + 1), "its records cannot be understood"),
        (KINDS, b"{}", "the records do not add up to the totals: invoices in CAD"),
        (INVOICES, b'{"source":' + b"[" * 100_000, "its records cannot be understood"),
    ],
)
def test_hostile_files_are_told(name: str, data: bytes | None, problem: str, sound: Path, tmp_path: Path) -> None:
    assert problem in problems(verify.check(resealed(sound, tmp_path, {name: data})))


@pytest.mark.parametrize("page", [None, b"", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": 1}'])
def test_a_page_that_cannot_be_read_is_one_of_our_errors(page: bytes | None, sound: Path, tmp_path: Path) -> None:
    with pytest.raises(IntegrityError):
        verify.page(resealed(sound, tmp_path, {"archive.json": page}))


def test_the_page_of_a_sound_archive_says_whose_books_they_are(sound: Path) -> None:
    told = verify.check(sound).page
    assert told
    assert verify.page(sound).company == told.company


def test_a_format_of_the_future_is_told(sound: Path, tmp_path: Path) -> None:
    page = unpacked(sound)[PAGE].replace(b"archiver/1", b"archiver/9")
    found = problems(verify.check(resealed(sound, tmp_path, {PAGE: page})))
    assert found == ["its format, archiver/9, is not one that this program knows"]


def test_all_problems_are_demanded_at_once(sound: Path, tmp_path: Path) -> None:
    with pytest.raises(DigestMismatch) as caught:
        verify.check(resealed(sound, tmp_path, {PAGE: None})).demand()
    assert "archive.json is missing" in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"MSCF", b"no cabinet"])
def test_what_is_no_cabinet_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.cab").write_bytes(data)
    with pytest.raises(IntegrityError):
        verify.check(tmp_path / "a.cab")


# Who remembers


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        yield catalogue


def entry(cabinet: Path, catalogue: Catalogue, folder: Path | None = None) -> Entry:
    """What the catalogue would enter of an archive."""
    checked = verify.check(cabinet)
    assert checked.page is not None
    company = catalogue.company(Identity("memory", "9f0c"))
    held = (Cabinet(1, cabinet.name, cabinet.stat().st_size, "0" * 64),)
    told = checked.page.archive
    kept = folder or cabinet.parent
    digest = checked.digest or ""
    return Entry(company, "full", told.name, told.moment, told.finished, digest, "en", kept, held, verified=MOMENT)


def test_our_own_entry_vouches_for_unaltered(sound: Path, catalogue: Catalogue) -> None:
    assert verify.check(sound, catalogue).memory is Memory.UNKNOWN
    catalogue.enter(entry(sound, catalogue))
    assert verify.check(sound, catalogue).memory is Memory.UNALTERED


def test_a_learned_entry_never_vouches(sound: Path, catalogue: Catalogue) -> None:
    catalogue.learn(replace(entry(sound, catalogue), learned=True))
    assert verify.check(sound, catalogue).memory is Memory.UNKNOWN


def test_an_archive_sealed_anew_is_altered(sound: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    """Undamaged by itself: only the catalogue knows."""
    catalogue.enter(entry(sound, catalogue))
    forged = verify.check(resealed(sound, tmp_path, {}), catalogue)
    assert (forged.problems, forged.memory, forged.sound) == ((), Memory.ALTERED, False)
    with pytest.raises(DigestMismatch, match="the catalogue remembers"):
        forged.demand()


def test_another_archive_in_its_place_is_altered(sound: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    page = unpacked(sound)[PAGE].replace(b"2026-03-31T18:00:05", b"2026-03-31T18:00:06")
    other = resealed(sound, tmp_path, {PAGE: page})
    catalogue.enter(entry(sound, catalogue, tmp_path))
    assert verify.check(other, catalogue).memory is Memory.ALTERED


def test_a_namesake_is_another_archive(sound: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    """With ``--name``, every archive of the month may be called the same."""
    catalogue.enter(entry(sound, catalogue))
    page = unpacked(sound)[PAGE].replace(b"2026-03-31T18:00:05", b"2026-03-31T18:00:06")
    assert verify.check(resealed(sound, tmp_path, {PAGE: page}), catalogue).memory is Memory.UNKNOWN
