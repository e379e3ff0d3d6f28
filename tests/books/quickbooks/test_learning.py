"""Names of lists that were not read: asked for when they are wanted, and no more than that."""

from __future__ import annotations

import pytest

from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.learning import Learning
from archiver.books.quickbooks.names import Names
from tests.books.quickbooks.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator


def taught(client: Client) -> Names:
    names = Names()
    names.ask(Learning(client, client.count, names))
    return names


@pytest.fixture
def client(opening: Opening) -> Client:
    return opening.client()


def asked(quickbooks: Emulator, entity: str) -> int:
    return quickbooks.traffic.count(f"GET */query {entity}")


def test_a_list_of_one_page_is_learnt_at_once(quickbooks: Emulator, client: Client) -> None:
    names = taught(client)
    for term in quickbooks.company.items("Term"):
        assert names.of("terms", term["Id"]) == term["Name"]
    assert names.of("terms", "999999") is None
    assert asked(quickbooks, "Term") == 1


def test_of_a_longer_one_the_entry_alone(quickbooks: Emulator, opening: Opening) -> None:
    names, customer = taught(opening.client(size=2)), quickbooks.company.items("Customer")[5]
    for _ in range(2):
        assert names.of("customers", customer["Id"]) == customer["DisplayName"]
        assert names.of("customers", "999999") is None
    assert asked(quickbooks, "Customer") == 2


def test_accounts_are_learnt_whole(quickbooks: Emulator, opening: Opening) -> None:
    names = taught(opening.client(size=7))
    known = taught(opening.client())
    assert names.control_account("receivable", "CAD") == known.control_account("receivable", "CAD") is not None
    for account in quickbooks.company.items("Account"):
        assert names.account(account["Id"]) == known.account(account["Id"]) is not None


def test_what_is_no_list_of_the_books_is_not_asked_for(quickbooks: Emulator, client: Client) -> None:
    assert taught(client).home is None
    assert quickbooks.traffic.count("GET *") == 0


def test_a_name_that_cannot_be_had_is_left_out(quickbooks: Emulator, client: Client) -> None:
    quickbooks.faults.add(Fault("GET */query Term", "refuse", reason="5020", times=0))
    assert taught(client).of("terms", quickbooks.company.ids("Term")[0]) is None


def test_a_list_that_was_read_is_not_asked_for(quickbooks: Emulator, client: Client) -> None:
    names = Names()
    learning = Learning(client, client.count, names)
    names.ask(learning)
    learning.know("terms")
    assert names.of("terms", quickbooks.company.ids("Term")[0]) is None
    assert quickbooks.traffic.count("GET *") == 0
