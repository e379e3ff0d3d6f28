"""The feed behind the trial balance as a ledger, and the others as what they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from archiver.books.manager.facts import Facts, Use
from archiver.books.manager.postings import KIND, Ids, Postings
from archiver.books.manager.references import References
from archiver.errors import Shortfall
from archiver.model import Record, Value
from tests.archives import given
from tests.books.manager.conftest import Opening
from tests.emulators.exchange import Json
from tests.emulators.faults import Fault
from tests.emulators.manager.listing import FEEDS, Listing

FEED = "GET /api2/trial-balance-transactions*"


def test_rows_are_known_by_what_they_say(tmp_path: Path) -> None:
    ids = Ids(tmp_path / "seen")
    one, two = {"date": "2026-01-01", "debit": Decimal(1)}, {"debit": Decimal(1), "date": "2026-01-01"}
    first, second, other = ids.of(one), ids.of(two), ids.of({"date": "2026-01-02"})
    assert second == f"{first}-2"
    assert other not in (first, second)
    assert ids.of({"key": "k"}) == "k"
    ids.close()
    with closing(Ids(tmp_path / "seen")) as again:
        assert again.of(two) == first


@pytest.fixture
def postings(tmp_path: Path) -> Iterator[Postings]:
    facts = Facts("CHF", uses={"a": Use("income", None, "3000"), "b": Use("asset", "bank", "1020")})
    with closing(References(tmp_path / "found")) as references:
        references.add("sales-invoices", [{"key": "i1", "reference": "1", "issueDate": "2026-01-11"}])
        references.finish()
        yield Postings(facts, {"a": "Ventes", "x": "Divers", "y": "Divers"}, {"b": "Banque"}, references)


def row(**more: Any) -> dict[str, Any]:  # noqa: ANN401 (any JSON)
    return {"date": "2026-01-11T00:00:00", "transaction": "Sales Invoice — 1", "account": "Ventes", **more}


def values(postings: Postings, told: dict[str, Any]) -> dict[str, Value]:
    made: Record = postings.record("1", told)
    return {key: value for key, value in given(KIND, made).items() if value is not None}


def test_a_posting(postings: Postings) -> None:
    told = row(credit={"value": Decimal("500.00"), "currency": "CHF"}, customer="Hôtel", description="Tommes", new="x")
    assert values(postings, told) == {
        "id": "1",
        "date": date(2026, 1, 11),
        "entry_id": "2026-01-11 Sales Invoice — 1",
        "document_kind": "invoices",
        "document_id": "i1",
        "account_id": "a",
        "account_number": "3000",
        "account": "Ventes",
        "debit": Decimal(0),
        "credit": Decimal("500.00"),
        "currency": "CHF",
        "amount_currency": Decimal("-500.00"),
        "party": "Hôtel",
        "entry_currency": "CHF",
        "entry_number": "Sales Invoice — 1",
        "description": "Tommes",
        "other": "new: x",
    }


def test_a_bank_account_stands_for_its_control(postings: Postings) -> None:
    found = values(postings, row(account="Cash", bankOrCashAccount="Banque", debit=Decimal(7)))
    assert (found["account_id"], found["account"], found["account_number"]) == ("b", "Banque", "1020")


def test_foreign_amounts_have_the_sign_of_their_posting(postings: Postings) -> None:
    told = row(credit={"value": 95, "currency": "CHF"}, currencyAmount={"value": 100, "currency": "EUR"})
    found = values(postings, told)
    assert (found["amount_currency"], found["currency"], found["entry_currency"]) == (-100, "EUR", "CHF")


def test_a_name_that_two_accounts_have_is_no_id(postings: Postings) -> None:
    assert "account_id" not in values(postings, row(account="Divers", debit=1))


def test_a_transaction_may_be_an_object(postings: Postings) -> None:
    found = values(postings, row(transaction={"name": "Sales Invoice — 1", "key": "i1"}, debit=1))
    assert found["entry_number"] == "Sales Invoice — 1"


def families(opening: Opening) -> set[str]:
    with opening.books() as books:
        return {each.name for each in books.families() if each.name == "ledger" or each.name.endswith("_transactions")}


def test_the_ledger_is_told_by_its_rows(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ledger" in families(opening)

    def summed(listing: Listing) -> Iterator[Json]:
        yield {"name": "Ventes", "balance": {"value": 1, "currency": "CHF"}}

    monkeypatch.setattr("tests.emulators.manager.listing.FEEDS", {**FEEDS, "trial-balance-transactions": summed})
    opening.manager.business.version += 1
    found = families(opening)
    assert "ledger" not in found
    assert "trial_balance_transactions" in found


def test_every_entry_balances(opening: Opening) -> None:
    with opening.books() as books:
        family = next(each for each in books.families() if each.name == "ledger")
        rows = [given(KIND, row) for page in books.read(family) for row in page.rows.get("ledger", ())]
    sums: dict[object, Decimal] = {}
    for each in rows:
        debit, credit = each["debit"], each["credit"]
        assert isinstance(debit, Decimal)
        assert isinstance(credit, Decimal)
        sums[each["entry_id"]] = sums.get(each["entry_id"], Decimal(0)) + debit - credit
    assert set(sums.values()) == {Decimal(0)}
    assert len(sums) == 25
    assert all(each["account_id"] for each in rows)


@pytest.mark.parametrize("reason", ["short page", "wrong total"])
def test_a_feed_that_lacks_rows_is_not_whole(opening: Opening, reason: str) -> None:
    with opening.books() as books:
        family = next(each for each in books.families() if each.name == "ledger")
        opening.manager.faults.add(Fault(FEED, "refuse", times=0, reason=reason))
        with pytest.raises(Shortfall):
            list(books.read(family))
