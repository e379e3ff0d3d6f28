"""Which archives are kept, as an owner writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import WrongSettings
from archiver.settings import DEFAULT, Policy, load


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("90 days, 24 months, all years", DEFAULT),
        ("30 days, 10 years", Policy(30, 0, 10)),
        (" 1  Day,12 months, 1 year", Policy(1, 12, 1)),
        ("0 days, all months, 7 years", Policy(0, None, 7)),
        ("Everything", Policy(None, None, None)),
    ],
)
def test_what_it_says(text: str, policy: Policy) -> None:
    assert Policy.of(text) == policy
    assert Policy.of(policy.text) == policy


@pytest.mark.parametrize("text", ["", "90", "90 days", "10 years", "-1 days, 10 years", "all days, 1 year", "nothing"])
def test_what_says_nothing(text: str) -> None:
    assert Policy.of(text) is None


def test_it_stands_in_the_settings_and_a_slip_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[company.lac]\nbooks = "lac.gnucash"\nkeep = "30 days, 10 years"\n')
    assert load(path, {}, ()).company("lac").keep == "30 days, 10 years"

    path.write_text('[company.lac]\nbooks = "lac.gnucash"\nkeep = "ten years"\n')
    with pytest.raises(WrongSettings) as raised:
        load(path, {}, ())
    assert "3" in str(raised.value)
    assert "ten years" in str(raised.value)
