"""What an archive tells of its company and of its reading, read back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archiver import kinds
from archiver.cabinet import manifest, retold
from archiver.model import Company, Span, Status
from archiver.words import Words
from tests.archives import COMPANY
from tests.cabinet.test_manifest import TOLD


def read(told: manifest.Manifest) -> retold.Retold:
    """What was written of an archive, read back."""
    return retold.read(manifest.text(told).encode())


def test_the_company_comes_back_as_it_was() -> None:
    assert read(TOLD).whose() == COMPANY
    bare = Company("gnucash", "1", "Lac")
    assert read(replace(TOLD, company=bare)).whose() == bare


def test_a_reading_comes_back_with_its_reason_in_the_words_of_the_archive() -> None:
    (then,) = TOLD.readings
    reading = read(TOLD).reading("invoices", [kinds.kind("invoices")])
    assert reading.family == then.family
    assert (reading.asked, reading.read, reading.written, reading.bookmark) == (5, 3, 2, then.bookmark)
    assert reading.status is Status.PARTIAL
    assert reading.reason is not None
    assert Words("en").say(reading.reason) == Words(TOLD.language).say(then.reason or reading.reason)


def test_the_period_comes_back() -> None:
    span = Span(date(2026, 1, 1), date(2026, 3, 31))
    assert read(replace(TOLD, span=span)).period() == span
    assert read(replace(TOLD, span=None)).period() is None


def test_a_year_that_begins_on_no_day_is_refused() -> None:
    page = manifest.text(TOLD).replace('"fiscal_year_start": "01-01"', '"fiscal_year_start": "13-41"')
    with pytest.raises(ValueError, match="month"):
        retold.read(page.encode()).whose()
