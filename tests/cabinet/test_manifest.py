"""``archive.json``: every field of the model, in a fixed order, and read back without trust."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from archiver import kinds
from archiver.cabinet import manifest
from archiver.cabinet.manifest import Manifest
from archiver.model import Base, Bookmark, Control, Family, Reading, Span, Status, Tally, Verdict
from archiver.words import N_, phrase
from tests.archives import COMPANY, MOMENT

INVOICES = Family("invoices", (kinds.kind("invoices"),), knows_changes=True)
TOLD = Manifest(
    program="archiver 1",
    name="Lac_full_NON-RESTORABLE",
    type="full",
    moment=MOMENT,
    finished=MOMENT,
    language="fr-CH",
    headers="ads",
    company=COMPANY,
    readings=[
        Reading(
            INVOICES,
            Status.PARTIAL,
            phrase(N_("{count} files could not be read."), count=2),
            5,
            3,
            2,
            Bookmark(MOMENT, "t"),
            holds=40,
            base=Base(Bookmark(MOMENT - timedelta(days=1)), 2, "d" * 64),
        )
    ],
    tallies=[Tally("invoices", "CAD", 3, 1, {"total": Decimal("1E+3")}), Tally("terms", None, 2)],
    controls=[Control("receivables_tie", Verdict.DIFFERS, phrase("Odd."), "invoices", "CAD", Decimal("1.50"), 2)],
    missing=[phrase("An audit log.")],
    series=1,
    sequence=2,
    predecessor=(1, "abc"),
    span=Span(None, date(2026, 3, 31)),
    discriminator="copy",
)
FIELDS: dict[str, Any] = {
    "format": "archiver/1",
    "program": "archiver 1",
    "restorable": False,
    "archive": {
        "name": "Lac_full_NON-RESTORABLE",
        "series": 1,
        "sequence": 2,
        "type": "full",
        "moment": "2026-03-31T18:00:05+00:00",
        "finished": "2026-03-31T18:00:05+00:00",
        "language": "fr-CH",
        "headers": "ads",
        "sealed": False,
    },
    "predecessor": {"sequence": 1, "digest": "abc"},
    "company": {
        "source": "memory",
        "source_id": "9f0c",
        "discriminator": "copy",
        "name": "Boulangerie du Lac",
        "country": "CA",
        "home_currency": "CAD",
        "fiscal_year_start": "01-01",
        "time_zone": "America/Toronto",
    },
    "span": {"from": None, "until": "2026-03-31"},
    "totals": [
        {"kind": "invoices", "currency": "CAD", "count": 3, "voided": 1, "sums": {"total": "1000"}},
        {"kind": "terms", "currency": None, "count": 2, "voided": 0, "sums": {}},
    ],
    "controls": [
        {
            "name": "receivables_tie",
            "kind": "invoices",
            "currency": "CAD",
            "expected": "1.50",
            "found": 2,
            "status": "differs",
            "explanation": "Odd.",
        }
    ],
    "names": {"ascii": False, "workbooks": {}},
    "masked": [],
    "missing": ["An audit log."],
    "retired": [],
}
FAMILY = {
    "status": "partial",
    "asked": 5,
    "read": 3,
    "written": 2,
    "bookmark": {"moment": "2026-03-31T18:00:05+00:00", "token": "t"},
    "holds": 40,
    "base": {"sequence": 2, "digest": "d" * 64, "moment": "2026-03-30T18:00:05+00:00", "token": None},
    "knows_changes": True,
    "knows_deletions": False,
}


def page(told: Manifest = TOLD) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest.text(told))
    return found


def test_it_has_every_field_of_the_model() -> None:
    found = page()
    family = found.pop("families")["invoices"]
    assert found == FIELDS
    assert family.pop("reason")
    assert family == FAMILY


def test_fields_come_in_a_fixed_order() -> None:
    assert [key for key in page() if key != "families"] == list(FIELDS)


def test_what_is_not_there_is_null() -> None:
    company = replace(COMPANY, fiscal_year_start=None)
    found = page(replace(TOLD, series=None, sequence=None, predecessor=None, span=None, company=company))
    assert (found["archive"]["series"], found["predecessor"], found["span"]) == (None, None, None)
    assert found["company"]["fiscal_year_start"] is None


def test_it_is_read_back() -> None:
    told = manifest.read(manifest.text(TOLD))
    assert (told.archive.moment, told.company.discriminator) == (MOMENT, "copy")
    assert told.families["invoices"].status is Status.PARTIAL
    assert manifest.totals(told) == manifest.bare(TOLD.tallies)
    assert told.predecessor is not None
    assert told.predecessor.digest == "abc"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("archive", "moment"), "2026-03-31T18:00:05"),
        (("archive", "moment"), "soon"),
        (("archive", "sequence"), 0),
        (("archive", "series"), 1 << 70),
        (("archive", "name"), None),
        (("families", "invoices", "status"), "odd"),
        (("families", "invoices", "bookmark", "moment"), "2026-03-31T18:00:05"),
        (("totals",), {}),
        (("predecessor", "sequence"), -1),
    ],
)
def test_a_page_that_is_none_of_ours_is_told(place: tuple[str, ...], value: object) -> None:
    found = page()
    within = found
    for key in place[:-1]:
        within = within[key]
    within[place[-1]] = value
    with pytest.raises(msgspec.DecodeError):
        manifest.read(json.dumps(found))


def test_a_page_nested_without_end_is_told() -> None:
    with pytest.raises((ValueError, RecursionError)):
        manifest.read('{"format":' + "[" * 100_000)
