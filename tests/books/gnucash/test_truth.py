"""What GnuCash's own engine computed for these books, and what we compute from their files alone: no difference."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.books.gnucash.reading import DATA, OURS, SHARED, Values, Whole, read

# What a posted document does to its account, by kind, and the word by which the engine calls a credit note positive.
SIGNS = {"invoices": 1, "credit_notes": -1, "bills": -1, "vendor_credits": 1, "expense_claims": -1}
LINES = ("invoice_lines", "credit_note_lines", "bill_lines", "vendor_credit_lines", "expense_claim_lines")
OPEN = {"open", "partly_paid", "overpaid"}
Truth = dict[str, Any]


@pytest.fixture(scope="module", params=[f"{name}.{kind}" for name in OURS for kind in ("sqlite", "xml")])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Truth, Whole]:
    name = request.param.partition(".")[0]
    truth = json.loads((DATA / f"{name}.truth.json").read_text())
    return truth, read(DATA / f"{request.param}.gnucash", tmp_path_factory.mktemp("work"))


def documents(truth: Truth, whole: Whole) -> Iterator[tuple[Truth, str, Values]]:
    ours = {id_: (kind, values) for kind in SIGNS for id_, values in whole.values[kind].items()}
    assert len(ours) == len(truth["documents"])
    for each in truth["documents"]:
        yield each, *ours[each["guid"]]


def test_totals_of_documents(told: tuple[Truth, Whole]) -> None:
    for theirs, _, ours in documents(*told):
        for column, key in (("subtotal", "subtotal"), ("tax", "tax"), ("total", "total")):
            assert _exact(ours[column]) == Fraction(theirs[key]), (theirs["id"], column)


def test_open_balances(told: tuple[Truth, Whole]) -> None:
    for theirs, kind, ours in documents(*told):
        assert _exact(ours["balance"]) == SIGNS[kind] * Fraction(theirs["balance"] or 0), theirs["id"]


def test_status(told: tuple[Truth, Whole]) -> None:
    for theirs, _, ours in documents(*told):
        if not theirs["posted"]:
            assert ours["status"] == "draft"
        elif theirs["voided"]:
            assert ours["status"] == "voided"
            assert ours["last_total"] == ours["total"]
        elif theirs["paid"]:
            assert ours["status"] == "paid"
        else:
            assert ours["status"] in OPEN


def test_owners_kinds_and_terms(told: tuple[Truth, Whole]) -> None:
    for theirs, kind, ours in documents(*told):
        side = next(side for side in ("customer", "vendor", "employee") if side in ours)
        assert (ours.get("job") or ours[side]) == theirs["owner"]
        assert (ours[side], ours[f"{side}_id"]) == (theirs["end_owner"], theirs["end_owner_guid"])
        assert (kind in ("credit_notes", "vendor_credits")) == theirs["credit_note"] or side == "employee"
        assert (ours["terms"], ours["currency"], ours["number"]) == (theirs["terms"], theirs["currency"], theirs["id"])
        assert (ours["reference"] or "") == theirs["billing_id"]
        assert ours["document_link"] == theirs["doc_link"]


def test_days(told: tuple[Truth, Whole]) -> None:
    for theirs, _, ours in documents(*told):
        assert str(ours["date"]) == (theirs["posted_on"] if theirs["posted"] else theirs["opened_on"])
        assert (str(ours["due_date"]) if ours["due_date"] else None) == (theirs["due"] if theirs["posted"] else None)


def test_lines(told: tuple[Truth, Whole]) -> None:
    truth, whole = told
    ours = {id_.partition("/")[2]: values for id_, values in whole.together(*LINES).items()}
    assert len(ours) == len(truth["entries"])
    for theirs in truth["entries"]:
        mine = ours[theirs["guid"]]
        found = [_exact(mine[column]) for column in ("amount", "tax", "discount")]
        assert found == [Fraction(theirs[key]) for key in ("value", "tax", "discount")], theirs


def test_taxes_add_up_to_the_documents(told: tuple[Truth, Whole]) -> None:
    _, whole = told
    sums: dict[object, Decimal] = {}
    for line in whole.values["tax_lines"].values():
        sums[line["document_id"]] = sums.get(line["document_id"], Decimal(0)) + _money(line["tax"])
    for kind in SIGNS:
        for id_, ours in whole.values[kind].items():
            expected = Decimal(0) if ours["status"] == "draft" else ours["tax"]
            assert sums.get(id_, Decimal(0)) == expected, ours["number"]


def test_payments_and_credits_are_applied_as_the_engine_says(told: tuple[Truth, Whole]) -> None:
    truth, whole = told
    taken: dict[tuple[object, str], Fraction] = {}
    given: dict[object, Fraction] = {}
    for kind in ("sales_applications", "purchase_applications"):
        for id_, ours in whole.values[kind].items():
            key = ours["document_id"], whole.records[kind][id_].document
            taken[key] = taken.get(key, Fraction(0)) + _exact(ours["amount"])
            given[ours["payment_id"]] = given.get(ours["payment_id"], Fraction(0)) + _exact(ours["amount"])
    for theirs, kind, _ in documents(truth, whole):
        linked = Fraction(0)
        for each in theirs["applied"]:
            amount = -SIGNS[kind] * Fraction(each["amount"])
            if kind in ("credit_notes", "vendor_credits") and each["type"] == "L":
                linked += amount
            elif amount:
                assert taken.pop((theirs["guid"], each["transaction"])) == amount, theirs["id"]
        assert given.get(theirs["guid"], Fraction(0)) == linked
    assert not taken


def test_balances_of_accounts(told: tuple[Truth, Whole]) -> None:
    truth, whole = told
    sums: dict[object, Decimal] = {}
    for posting in whole.values["ledger"].values():
        sums[posting["account_id"]] = sums.get(posting["account_id"], Decimal(0)) + _money(posting["amount_currency"])
    for theirs in truth["accounts"]:
        ours = whole.values["accounts"][theirs["guid"]]
        assert ours["full_name"] == theirs["name"].replace(".", ":")
        assert (ours["subtype"], ours["currency"]) == (theirs["type"], theirs["currency"])
        assert (ours["active"], ours["placeholder"]) == (not theirs["hidden"], theirs["placeholder"])
        assert _exact(ours["balance"]) == Fraction(theirs["balance"])
        assert Fraction(sums.get(theirs["guid"], Decimal(0))) == Fraction(theirs["balance"])


def test_balances_of_parties(told: tuple[Truth, Whole]) -> None:
    """The engine leaves prepayments out of what a party owes; we count them, so that the control account ties."""
    truth, whole = told
    parties = whole.together("customers", "vendors", "employees")
    prepaid: dict[object, Fraction] = {}
    for paid in whole.together("payments", "bill_payments").values():
        party = paid.get("customer_id") or paid.get("vendor_id") or paid.get("employee_id")
        prepaid[party] = prepaid.get(party, Fraction(0)) + _exact(paid["unapplied"])
    for theirs in truth["owners"]:
        if theirs["kind"] == "Job":
            continue
        ours = parties[theirs["guid"]]
        assert (ours["name"], ours["number"]) == (theirs["name"], theirs["id"])
        assert ours["active"] == theirs["active"]
        sign = 1 if theirs["kind"] == "Customer" else -1
        owed = _exact(ours["balance"]) + prepaid.get(theirs["guid"], Fraction(0))
        assert sign * owed == Fraction(theirs["balance"]), theirs["name"]


def test_counts(told: tuple[Truth, Whole]) -> None:
    counts, values = told[0]["counts"], told[1].values
    of = {kind: kind for kind in ("customers", "vendors", "employees", "jobs", "budgets")}
    of |= {"ledger": "splits", "exchange_rates": "prices", "terms": "terms_with_copies"}
    of |= {"tax_codes": "tax_tables_with_copies"}
    assert {kind: len(values[kind]) for kind in of} == {kind: counts[name] for kind, name in of.items()}
    assert len({posting["entry_id"] for posting in values["ledger"].values()}) == counts["transactions"]
    assert len(values["payments"]) + len(values["bill_payments"]) <= counts["payment_transactions"] + 2


def test_debits_and_credits_are_equal_in_every_entry(told: tuple[Truth, Whole]) -> None:
    entries: dict[object, Decimal] = {}
    for posting in told[1].values["ledger"].values():
        left = _money(posting["debit"]) - _money(posting["credit"])
        entries[posting["entry_id"]] = entries.get(posting["entry_id"], Decimal(0)) + left
    assert set(entries.values()) == {Decimal(0)}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the books of other people are not on this machine")
def test_books_that_lie_beside_the_project(tmp_path: Path) -> None:
    truths = sorted(SHARED.glob("*.truth.json"))
    assert truths
    for path in truths:
        truth = json.loads(path.read_text())
        whole = read(path.with_name(path.name.removesuffix(".truth.json")), tmp_path)
        accounts = {_full(each): each for each in whole.values["accounts"].values()}
        for name, balance in truth["acc"].items():
            assert _exact(accounts[name]["balance"]) == Fraction(balance), name
        ours = {(kind, values["number"]): values for kind in SIGNS for values in whole.values[kind].values()}
        for theirs in truth["inv"].values():
            found = [(kind, ours[kind, theirs["id"]]) for kind in _kinds(theirs) if (kind, theirs["id"]) in ours]
            assert any(
                _exact(mine["subtotal"]) == Fraction(theirs["sub"])
                and _exact(mine["tax"]) == Fraction(theirs["tax"])
                and _exact(mine["total"]) == Fraction(theirs["total"])
                and _exact(mine["balance"]) == SIGNS[kind] * Fraction(theirs["lotbal"] or 0)
                and (mine["status"] != "draft") == theirs["posted"]
                and (mine["status"] == "paid") == (theirs["paid"] and theirs["posted"])
                for kind, mine in found
            ), theirs


@pytest.mark.skipif(not SHARED.is_dir(), reason="the books of other people are not on this machine")
def test_books_that_other_programs_wrote(tmp_path: Path) -> None:
    paths = sorted((SHARED / "piecash").glob("*.gnucash"))
    assert paths
    for path in paths:
        whole = read(path, tmp_path)
        assert whole.values["accounts"], path.name
        assert sum(_money(each["debit"]) - _money(each["credit"]) for each in whole.values["ledger"].values()) == 0


def _full(account: Values) -> str:
    return str(account.get("full_name") or "").replace(":", ".")


def _kinds(theirs: Truth) -> list[str]:
    credit = theirs["cn"]
    types = {"Bill": "vendor_credits" if credit else "bills", "Expense": "expense_claims"}
    return [types.get(theirs["type"].split()[0], "credit_notes" if credit else "invoices"), *SIGNS]


def _money(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def _exact(value: object) -> Fraction:
    return Fraction(_money(value))
