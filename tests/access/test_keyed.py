"""``link tryton``, ``links``, ``relink`` and ``unlink`` for what is entered by a key, Tryton being the emulator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.access import Door
from archiver.access.keyed import KEYED, Key, address, granted
from archiver.access.service import SERVICES, service
from archiver.access.vault import Vault
from archiver.books.manager import builtin
from archiver.errors import KeyRefused, NotLinked, UnsafeAddress
from tests.access.test_commands import Machine, machine
from tests.emulators.authority import Authority
from tests.emulators.faults import Fault
from tests.emulators.fixtures import manager
from tests.emulators.manager import Manager
from tests.emulators.tryton import KEY, Tryton

__all__ = ["machine", "manager"]

COMPANY = "Fromagerie des Alpes"
NOW = datetime(2026, 3, 31, tzinfo=UTC)


@pytest.fixture
def tryton(tmp_path: Path, authority: Authority) -> Iterator[Tryton]:
    """Tryton, as nobody has used it yet."""
    with Tryton(tmp_path / "tryton", authority) as emulator:
        yield emulator
        emulator.check()


def link(machine: Machine, tryton: Tryton, key: str = KEY, *more: str) -> int:
    """A link, its key given on the standard input."""
    return machine.run("link", "tryton", "--at", f"{tryton.url}/alpes/", *more, typed=f"{key}\n").code


def test_a_key_is_tried_kept_and_told_nowhere(machine: Machine, tryton: Tryton) -> None:
    assert link(machine, tryton, KEY, "--json") == 0
    (ran,) = machine.runs
    assert json.loads(ran.out)["account"] == COMPANY
    assert KEY not in ran.out + ran.err
    assert "It goes to" in ran.err
    grant = machine.grant("tryton")
    assert (grant.token_uri, grant.refresh_token, grant.account) == (f"{tryton.url}/alpes", KEY, COMPANY)
    assert KEY not in repr(grant)
    assert tryton.writes == []
    assert COMPANY in machine.run("links").out


def test_a_key_from_a_file(machine: Machine, tryton: Tryton, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"  {KEY}\n", encoding="utf-8")
    ran = machine.run("link", "tryton", "--at", f"{tryton.url}/alpes", "--as", "alpes", "--key-file", str(file))
    assert (ran.code, "alpes is linked: Fromagerie des Alpes" in ran.out) == (0, True)
    assert (
        machine.run("link", "tryton", "--at", tryton.url, "--as", "b", "--key-file", str(tmp_path / "none")).code == 2
    )
    file.write_text("\n", encoding="utf-8")
    assert machine.run("link", "tryton", "--at", tryton.url, "--as", "b", "--key-file", str(file)).code == 2


def test_what_is_refused_is_not_kept(machine: Machine, tryton: Tryton) -> None:
    assert link(machine, tryton, "another") == 6
    assert machine.run("link", "tryton", "--at", "http://example.com/db", typed=f"{KEY}\n").code == 2
    assert machine.run("link", "tryton", "--at", f"{tryton.url}/alpes").code == 2, "nobody gives a key"
    assert machine.vault.get("tryton") is None
    assert link(machine, tryton) == 0
    assert link(machine, tryton) == 2, "a link of that name would be lost"


def test_another_key_of_the_same_company(machine: Machine, tryton: Tryton) -> None:
    link(machine, tryton)
    machine.vault.put("tryton", replace(machine.grant("tryton"), refresh_token="old").to_json())  # noqa: S106 - of nobody
    ran = machine.run("relink", "tryton", typed=f"{KEY}\n")
    assert (ran.code, machine.grant("tryton").refresh_token) == (0, KEY)
    tryton.put("party.party", 1, name="Another company")
    assert machine.run("relink", "tryton", typed=f"{KEY}\n").code == 2
    assert machine.grant("tryton").account == COMPANY


def test_manager_is_called_after_its_business_so_that_a_key_of_another_is_found_out(
    machine: Machine, manager: Manager
) -> None:
    arguments = ("--at", manager.at, "--as", "dairy")
    assert machine.run("link", "manager", *arguments, typed=f"{manager.business.token}\n").code == 0
    assert "archiver add Laiterie-du-Lac-S" in machine.runs[-1].out
    assert machine.grant("dairy").account == "Laiterie du Lac Sàrl"
    manager.business.add_form("business-details-form", builtin.BUSINESS_DETAILS, Name="Another business")
    ran = machine.run("relink", "dairy", typed=f"{manager.business.token}\n")
    assert (ran.code, "Another business" in ran.err) == (2, True)
    assert machine.grant("dairy").account == "Laiterie du Lac Sàrl"


@pytest.mark.parametrize("silent", ["it does not say", "the key may not see it"])
def test_where_manager_does_not_say_whose_it_is_the_address_stands_for_it(
    machine: Machine, manager: Manager, silent: str
) -> None:
    if silent == "it does not say":
        del manager.business.forms["business-details-form"]
    else:
        manager.faults.add(Fault("GET *business-details-form*", "refuse", reason="forbidden", times=0))
    arguments = ("--at", manager.at, "--as", "dairy")
    assert machine.run("link", "manager", *arguments, typed=f"{manager.business.token}\n").code == 0
    assert machine.grant("dairy").account == manager.at.removeprefix("http://").removesuffix("/api2")


def test_a_key_is_forgotten_and_where_to_delete_it_is_told(machine: Machine, tryton: Tryton) -> None:
    link(machine, tryton)
    ran = machine.run("unlink", "tryton")
    assert ran.code == 0
    assert "Its key still opens the books: delete it in Tryton, at Preferences" in ran.out
    assert machine.vault.get("tryton") is None


def test_a_bearer_that_has_no_other_key(vault: Vault, tryton: Tryton) -> None:
    door = Door(vault, lambda: NOW)
    door.keep("alpes", granted(KEYED["tryton"], "alpes", f"{tryton.url}/alpes", KEY, NOW))
    key = Key(door, "alpes", "tryton")
    assert (key.at, key.token()) == (f"{tryton.url}/alpes", KEY)
    with pytest.raises(KeyRefused):
        key.refused()
    with pytest.raises(NotLinked):
        Key(door, "alpes", "manager")


@pytest.mark.parametrize(
    "given", ["http://example.com", "https://me:word@example.com", "https://example.com?x=1", "example.com"]
)
def test_addresses_that_a_key_is_not_sent_to(given: str) -> None:
    with pytest.raises(UnsafeAddress):
        address(given)


def test_every_keyed_service_is_known_as_one() -> None:
    for name in KEYED:
        assert name in SERVICES
        assert service(name).keyed
        assert service(name).holds_books
