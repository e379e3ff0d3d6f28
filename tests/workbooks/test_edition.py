"""The zone of the moments, and whether it is the company's."""

from __future__ import annotations

import pytest

from archiver.model import Company
from tests.workbooks import sample


@pytest.mark.parametrize(
    ("zone", "name", "known"),
    [
        ("Europe/Zurich", "Europe/Zurich", True),
        ("UTC", "UTC", True),
        (None, "UTC", False),
        ("Nowhere/At all", "UTC", False),
        ("../../etc/passwd", "UTC", False),
    ],
)
def test_an_unknown_zone_is_utc_and_said_to_be_unknown(zone: str | None, name: str, known: bool) -> None:
    edition = sample.edition(company=Company("gnucash", "1", "X", time_zone=zone))
    assert (edition.zone_name, edition.zone_is_known) == (name, known)
