"""``link sage``, ``relink`` and ``unlink`` as a person runs them, Sage being the emulator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.access.test_commands import Machine, Ran, machine
from tests.emulators.fixtures import sage
from tests.emulators.sage import Sage

__all__ = ["machine", "sage"]


@pytest.fixture
def keys(sage: Sage, tmp_path: Path) -> Path:
    """The owner's credentials.json."""
    path = tmp_path / "sage.json"
    path.write_text(json.dumps(sage.credentials()), encoding="utf-8")
    return path


def link(machine: Machine, sage: Sage, keys: Path, *more: str, command: str = "link") -> Ran:
    """A link in two steps: the address that the browser could not open is pasted."""
    what = ("sage",) if command == "link" else ("thistle",)
    first = machine.run(command, *what, "--paste", "--credentials", str(keys), "--json", *more)
    assert first.code == 0, first.err
    sage.oauth.app.redirects.add("http://localhost:18765/")
    _, location = sage.browse(first.json["address"])
    return machine.run(command, *what, "--paste", "--yes", *more, typed=f"{location}\n")


def test_links_one_of_the_businesses_of_a_login(machine: Machine, sage: Sage, keys: Path) -> None:
    ran = link(machine, sage, keys, "--as", "thistle", "--business", "thistle cycles ltd")
    assert (ran.code, ran.err) == (0, ran.err)
    assert f"Company: Thistle Cycles Ltd ({sage.business.id})" in ran.err
    assert "This link ends if it stays unused for 31 days." in ran.err
    asked = machine.runs[0].err
    assert "archiver only reads them" in asked
    assert "would let a program change the books" not in asked
    assert "scope=readonly" in asked
    assert "Next, run: archiver add Thistle-Cycles-Ltd --books sage:thistle" in ran.out
    grant = machine.grant("thistle")
    assert (grant.realm, grant.refresh_token) == (sage.business.id, sage.oauth.links[0].refresh)
    assert (machine.settings, sage.writes) == ("", [])


def test_where_there_are_several_one_has_to_be_named(machine: Machine, sage: Sage, keys: Path) -> None:
    ran = link(machine, sage, keys)
    assert ran.code == 2
    assert "This login may read several businesses: Thistle Lettings Ltd, Thistle Cycles Ltd" in ran.err
    assert "--business NAME" in ran.err
    assert "sage" not in machine.vault.names()


def test_one_that_is_not_there_is_told_with_those_that_are(machine: Machine, sage: Sage, keys: Path) -> None:
    ran = link(machine, sage, keys, "--business", "Thistle")
    assert ran.code == 2
    assert "no business that is called Thistle" in ran.err
    assert "Thistle Lettings Ltd" in ran.err


def test_the_only_one_needs_no_name(machine: Machine, sage: Sage, keys: Path) -> None:
    del sage.businesses[sage.lead.id]
    assert link(machine, sage, keys).code == 0
    assert machine.grant("sage").realm == sage.business.id


def test_a_link_is_made_anew_to_the_same_business_and_ended(machine: Machine, sage: Sage, keys: Path) -> None:
    link(machine, sage, keys, "--as", "thistle", "--business", sage.business.id)
    before = machine.grant("thistle").refresh_token
    ran = link(machine, sage, keys, command="relink")
    assert ran.code == 0
    assert "thistle is linked again: Thistle Cycles Ltd" in ran.out
    other = link(machine, sage, keys, "--business", sage.lead.id, command="relink")
    assert (other.code, "Nothing was changed" in other.err) == (2, True)
    assert machine.grant("thistle").realm == sage.business.id
    ran = machine.run("unlink", "thistle")
    assert (ran.code, [each.refresh for each in sage.oauth.links]) == (0, [before])
    assert "thistle" not in machine.vault.names()
