"""What stands behind a move, as the invoices say."""

from __future__ import annotations

from decimal import Decimal

from archiver.books.rest.values import Item
from archiver.books.tryton.asking import Domain
from archiver.books.tryton.origins import Origins

INVOICES = [
    {"id": 1, "type": "out", "total_amount": Decimal(108), "move": 11, "cancel_move": 15},
    {"id": 2, "type": "out", "total_amount": Decimal(-108), "move": 12, "cancel_move": None},
    {"id": 3, "type": "in", "total_amount": Decimal(54), "move": 13, "cancel_move": 14},
    {"id": 4, "type": "in", "total_amount": Decimal(-54), "move": 14, "cancel_move": None},
    {"id": 5, "type": "gift", "total_amount": Decimal(1), "move": 16, "cancel_move": None},
]


class Asked:
    """Invoices that are asked for, and what was asked."""

    def __init__(self) -> None:
        self.domains: list[Domain] = []
        self.later: list[Item] = []

    def __call__(self, domain: Domain) -> list[Item]:
        self.domains.append(domain)
        return list(INVOICES) if len(self.domains) == 1 else self.later


def test_what_a_move_posts_or_takes_back() -> None:
    origins = Origins(Asked())
    found = [origins.of(str(10 + nth), f"account.invoice,{nth}") for nth in range(1, 5)]
    assert found == [("invoices", "1"), ("credit_notes", "2"), ("bills", "3"), ("vendor_credits", "4")]
    assert origins.of("15", "account.move,11") == ("invoices", "1")
    assert origins.of("14", "account.invoice,4") == ("vendor_credits", "4"), "a note's own move takes back a bill, too"


def test_what_is_not_known() -> None:
    origins = Origins(Asked())
    assert origins.of("17", "account.invoice,1") is None, "a payment says the same of itself"
    assert origins.of("16", "account.invoice,5") is None
    assert origins.of("18", "account.move,7") is None


def test_nothing_is_asked_for_what_no_invoice_is_behind() -> None:
    asked = Asked()
    assert Origins(asked).of("9", "account.statement,3") is None
    assert asked.domains == []


def test_an_invoice_that_was_posted_since_is_asked_for_once() -> None:
    asked = Asked()
    origins = Origins(asked)
    asked.later = [{"id": 6, "type": "out", "total_amount": Decimal(1), "move": 20}]
    assert [origins.of("20", "account.invoice,6") for _ in range(2)] == [("invoices", "6")] * 2
    assert origins.of("21", "account.invoice,7") is origins.of("21", "account.invoice,7") is None
    assert asked.domains[1:] == [(("id", "=", 6),), (("id", "=", 7),)]
