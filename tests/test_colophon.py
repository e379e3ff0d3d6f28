"""What an archive says of itself: the same on its three pages, and of a sealed one how to open it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archiver import colophon
from archiver.cabinet import manifest
from archiver.catalogue import Place, Retired
from archiver.words import LANGUAGES, Words
from tests.archives import MOMENT
from tests.workbooks import sample

GONE = Retired(1, 3, "cd" * 32, "ab" * 32, MOMENT, MOMENT + timedelta(days=400))
FIRST, SECOND = Place(2, 1, None), Place(2, 2, "ab" * 32)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_pages_agree(language: str) -> None:
    edition = sample.edition(language)
    info = colophon.info(edition, None)
    page = manifest.read(manifest.text(colophon.page(edition, None, discriminator="copy", sealed=False)))
    said = colophon.letter(edition, sealed=False)
    assert (info["Source-Organization"], info["External-Identifier"]) == (page.company.name, page.archive.name)
    assert (info["Mark"], info["Restorable"]) == (Words(language).mark, "false")
    assert page.company.discriminator == "copy"
    assert Words(language).mark in said
    assert page.company.name in said


def test_the_chain_is_told_by_an_archive_of_a_series() -> None:
    edition = sample.edition("en")
    assert not {"Archive-Series", "Previous-Archive-SHA256"} & colophon.info(edition, None).keys()
    assert "Previous-Archive-SHA256" not in colophon.info(edition, FIRST)
    info = colophon.info(edition, SECOND)
    assert [info[f"Archive-{each}"] for each in ("Series", "Sequence")] == ["2", "2"]
    page = manifest.read(manifest.text(colophon.page(edition, SECOND, discriminator="", sealed=False)))
    assert page.predecessor == manifest.PredecessorTold(1, info["Previous-Archive-SHA256"])


def test_a_sealed_one_tells_less_outside_and_how_to_open_it() -> None:
    edition = sample.edition("en")
    page = colophon.page(edition, SECOND, discriminator="", sealed=True)
    outside, whole = manifest.outside(manifest.label(page)), manifest.read(manifest.text(page))
    assert not isinstance(outside, manifest.Page)
    assert outside == manifest.told_outside(whole)
    assert outside.archive.sealed
    assert "sealed.zip" in colophon.letter(edition, sealed=True)
    assert "sealed.zip" not in colophon.letter(edition, sealed=False)


def test_what_is_retired_is_told_sealed_or_not_and_comes_back() -> None:
    edition = sample.edition("en")
    for sealed in (False, True):
        page = colophon.page(edition, SECOND._replace(retired=(GONE,)), discriminator="", sealed=sealed)
        assert colophon.retired(manifest.outside(manifest.label(page) if sealed else manifest.text(page))) == (GONE,)
        bare = replace(page, retired=())
        assert manifest.text(bare) != manifest.text(page)
        assert colophon.retired(manifest.read(manifest.text(bare))) == ()
