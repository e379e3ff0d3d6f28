"""Names of deposits: the same on every drive, and never out of the folder."""

from __future__ import annotations

import pytest

from archiver.drives.names import parts
from archiver.errors import NameRefused


def test_a_name_is_folders_and_a_file() -> None:
    assert parts("Lac/2026/a.cab", "usb") == ("Lac", "2026", "a.cab")
    assert parts("a.cab", "usb") == ("a.cab",)


def test_accents_are_composed() -> None:
    assert parts("Cre\N{COMBINING GRAVE ACCENT}merie/e\N{COMBINING ACUTE ACCENT}.cab", "usb") == ("Crèmerie", "é.cab")


@pytest.mark.parametrize("name", ["", "/etc/a.cab", "Lac/", "Lac//a.cab", "../a.cab", "Lac/../a.cab", "./a.cab"])
def test_no_name_leads_elsewhere(name: str) -> None:
    with pytest.raises(NameRefused) as refused:
        parts(name, "usb")
    assert (refused.value.facts["name"], refused.value.facts["path"]) == (name, "usb")


@pytest.mark.parametrize("name", ["C:a.cab", "Lac\\a.cab", "a?.cab", "a.cab.", "Lac /a.cab", "a\n.cab", ".hidden"])
def test_what_some_system_cannot_have_is_refused_on_all(name: str) -> None:
    with pytest.raises(NameRefused):
        parts(name, "usb")
