"""Companies in groups: which of them an organisation, a group or a list of names means, and what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import errors
from archiver.groups import Selection, groups_of, members, select
from archiver.settings import CompanySettings, Settings

SETTINGS = Settings(
    Path("settings.toml"),
    companies={
        name: CompanySettings(books=f"{name}.gnucash", group=group)
        for name, group in {
            "atelier": "Rivage/Montréal",
            "alone": None,
            "lac": "Rivage/Québec",
            "port": "rivage/montréal",
            "holding": "Rivage",
            "alpine": "Rivage-Suisse",
        }.items()
    },
)


def test_an_organisation_holds_its_groups_and_they_hold_companies() -> None:
    assert groups_of(SETTINGS) == ["Rivage", "Rivage/Montréal", "Rivage/Québec", "Rivage-Suisse"]
    assert members(SETTINGS, "Rivage") == ["atelier", "lac", "port", "holding"]
    assert members(SETTINGS, "Rivage/Montréal") == ["atelier", "port"]


@pytest.mark.parametrize("spelt", ["Rivage/Montréal", "RIVAGE/montréal", "Rivage/Montre\N{COMBINING ACUTE ACCENT}al"])
def test_a_group_is_known_however_it_is_spelt(spelt: str) -> None:
    assert select(SETTINGS, groups=[spelt]) == Selection(("atelier", "port"), "Rivage/Montréal")


@pytest.mark.parametrize(
    ("names", "groups", "selected"),
    [
        (["alone"], [], Selection(("alone",), None)),
        (["port", "atelier"], [], Selection(("atelier", "port"), "Rivage/Montréal")),
        (["lac", "atelier"], [], Selection(("atelier", "lac"), "Rivage", ("port", "holding"))),
        (["alone", "atelier"], [], Selection(("atelier", "alone"), None)),
        ([], ["Rivage"], Selection(("atelier", "lac", "port", "holding"), "Rivage")),
        (["atelier"], ["Rivage/Montréal"], Selection(("atelier", "port"), "Rivage/Montréal")),
        (["holding"], ["Rivage/Québec"], Selection(("lac", "holding"), "Rivage", ("atelier", "port"))),
        ([], ["Rivage/Québec", "Rivage/Montréal"], Selection(("atelier", "lac", "port"), "Rivage", ("holding",))),
    ],
)
def test_what_is_asked_for_is_called_after_the_smallest_group_that_holds_it(
    names: list[str], groups: list[str], selected: Selection
) -> None:
    assert select(SETTINGS, names, groups) == selected


def test_all_are_all_whatever_else_is_named() -> None:
    assert select(SETTINGS, everything=True) == Selection(tuple(SETTINGS.companies), None)
    assert select(SETTINGS, ["lac"], ["Rivage/Québec"], everything=True).names == tuple(SETTINGS.companies)


def test_what_is_left_out_changes_no_name_and_is_remembered() -> None:
    asked = select(SETTINGS, groups=["Rivage/Montréal"], excepted=["port"])
    assert asked == Selection(("atelier",), "Rivage/Montréal", ("port",))
    assert asked.without(["atelier"]) == Selection((), "Rivage/Montréal", ("port", "atelier"))
    assert select(SETTINGS, everything=True, excepted=["lac", "alone"]).others == ("alone", "lac")


def test_nobody_is_taken_for_somebody_else() -> None:
    with pytest.raises(errors.UnknownGroup) as unknown:
        select(SETTINGS, groups=["Riv"])
    assert unknown.value.facts["known"] == groups_of(SETTINGS)
    with pytest.raises(errors.UnknownCompany):
        select(SETTINGS, ["nobody"])
    with pytest.raises(errors.UnknownCompany):
        select(SETTINGS, everything=True, excepted=["nobody"])
