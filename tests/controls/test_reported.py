"""Ours against the source's own reports: they tie, are explained by name, or differ and say by how much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from archiver.controls import reported
from archiver.model import Control, Record, Reported, State, Value, Verdict
from archiver.titles import CONTROLS
from archiver.words import Words
from tests.archives import record
from tests.controls.tables import Tables
from tests.controls.test_owed import document

SINCE, DAY, LATER = date(2025, 11, 1), date(2026, 3, 31), date(2026, 4, 2)


def account(id_: str, type_: str, role: str | None = None, balance: str | None = None, currency: str = "CAD") -> Record:
    values: dict[str, Value] = {"type": type_, "role": role, "currency": currency}
    return record("accounts", id_, full_name=id_, balance=Decimal(balance) if balance else None, **values)


ACCOUNTS = [
    account("clients", "asset", "receivable", "115"),
    account("usd", "asset", "receivable", "0", "USD"),
    account("vendors", "liability", "payable", "-40"),
    account("bnr", "equity", "retained_earnings"),
    account("sales", "income"),
    account("rent", "expense"),
]


def posting(account_: str, amount: str, day: date = DAY, made_by: str | None = "invoices") -> Record:
    moved = Decimal(amount)
    debit, credit = max(moved, Decimal(0)), max(-moved, Decimal(0))
    values: dict[str, Value] = {"date": day, "account_id": account_, "debit": debit, "credit": credit}
    more: dict[str, Value] = {"document_kind": made_by, "amount_currency": moved}
    return record("ledger", f"{account_}{amount}{day}{made_by}", None, State.LIVE, **values, **more)


def balance(account_: str, amount: str) -> Reported:
    return Reported("balance", Decimal(amount), DAY, SINCE, "CAD", account_, account_)


def owing(amount: str, what: str = "receivables") -> Reported:
    return Reported(what, Decimal(amount), DAY, None, "CAD")


SALE = [posting("clients", "115"), posting("sales", "-115")]
SOLD = [balance("clients", "115"), balance("sales", "-115")]


def compared(
    said: Iterable[Reported], ledger: Iterable[Record] = SALE, until: date | None = None, /, **rows: list[Record]
) -> list[Control]:
    controls = list(reported.compare(Tables(ledger=ledger, accounts=ACCOUNTS, **rows), said, until))
    assert {each.name for each in controls} <= CONTROLS.keys()
    return controls


def text(control: Control) -> str:
    return Words("en").say(control.said)


# Balances


def test_where_nothing_was_reported_nothing_is_said() -> None:
    assert compared([]) == []


def test_every_account_has_the_balance_that_was_reported() -> None:
    (control,) = compared(SOLD)
    assert (control.name, control.verdict, control.kind) == ("balances_reported", Verdict.TIES, "trial_balance")
    assert (control.currency, control.expected, control.found) == ("CAD", Decimal(115), Decimal(115))


def test_an_account_that_differs_is_named_with_both_balances() -> None:
    (control,) = compared([balance("clients", "100"), balance("sales", "-115"), balance("gone", "15")])
    assert control.verdict is Verdict.DIFFERS
    assert "(2)" in text(control)
    assert "clients: 100 reported, 115 in the ledger" in text(control)
    assert "gone: 15 reported, 0 in the ledger" in text(control)


def test_what_is_posted_to_no_account_is_called_that() -> None:
    nowhere = posting("sales", "-9")
    nowhere = nowhere._replace(values=tuple(None if each == "sales" else each for each in nowhere.values))
    (control,) = compared(SOLD, [*SALE, nowhere])
    assert control.verdict is Verdict.DIFFERS
    assert text(control).endswith("(1): \n  - Posted to no account: 0 reported, -9 in the ledger")


def test_postings_after_the_day_are_not_in_the_reports() -> None:
    later = [posting("clients", "7", LATER), posting("sales", "-7", LATER)]
    (control,) = compared(SOLD, [*SALE, *later])
    assert control.verdict is Verdict.TIES


def test_what_earlier_years_earned_is_in_retained_earnings() -> None:
    before = [posting("clients", "30", date(2025, 10, 31)), posting("sales", "-30", date(2025, 10, 31))]
    said = [balance("clients", "145"), balance("sales", "-115"), balance("bnr", "-30")]
    (control,) = compared(said, [*SALE, *before])
    assert control.verdict is Verdict.TIES


def closing(*said: Reported) -> Control:
    """Books of which nobody knows the account of retained earnings, in which 30 was earned in earlier years."""
    before = [posting("clients", "30", date(2025, 10, 31)), posting("sales", "-30", date(2025, 10, 31))]
    chart = [*(each for each in ACCOUNTS if each.id != "bnr"), account("re", "equity"), account("capital", "equity")]
    (control,) = reported.compare(Tables(ledger=[*SALE, *before], accounts=chart), said)
    return control


def test_what_earlier_years_earned_explains_equity_where_nobody_knows_retained_earnings() -> None:
    said = [balance("clients", "145"), balance("sales", "-115")]
    control = closing(*said, balance("re", "-20"), balance("capital", "-10"))
    assert (control.verdict, control.expected, control.found) == (Verdict.EXPLAINED, 145, 145)
    assert "has their result, 30, in equity: capital, re. Each other" in text(control)
    control = closing(*said, balance("re", "-29"))
    assert control.verdict is Verdict.DIFFERS
    assert "re: -29 reported, 0 in the ledger" in text(control)
    assert "Result of earlier years, not closed: 0 reported, -30 in the ledger" in text(control)
    assert closing(said[0], balance("sales", "-116"), balance("re", "-29")).verdict is Verdict.DIFFERS


def test_equity_that_differs_is_not_explained_by_years_that_earned_nothing() -> None:
    swapped = [balance("bnr", "-20"), balance("capital", "20")]
    for chart in (ACCOUNTS, ACCOUNTS[:3]):
        tables = Tables(ledger=SALE, accounts=[*chart, account("capital", "equity")])
        (control,) = reported.compare(tables, [*SOLD, *swapped])
        assert control.verdict is Verdict.DIFFERS


def test_voided_postings_do_not_count() -> None:
    void = posting("clients", "9")._replace(state=State.VOIDED)
    (control,) = compared(SOLD, [*SALE, void])
    assert control.verdict is Verdict.TIES


def test_books_cut_to_an_earlier_day_are_not_compared() -> None:
    (control,) = compared([*SOLD, owing("115")], SALE, date(2026, 3, 30))
    assert control.verdict is Verdict.NOTED
    assert "2026-03-31" in text(control)
    assert compared(SOLD, SALE, DAY)[0].verdict is Verdict.TIES


def test_without_a_ledger_nothing_is_compared_and_that_is_said() -> None:
    for tables in (Tables(accounts=ACCOUNTS), Tables(ledger=SALE)):
        (control,) = reported.compare(tables, SOLD)
        assert control.verdict is Verdict.NOTED


# What is owed

INVOICES = [document("invoices", "1", "120")]
PAYMENTS = [document("payments", "2", "5")]


def owed(
    said: Reported, ledger: Iterable[Record] = SALE, /, **rows: list[Record]
) -> tuple[Control, dict[str | None, Control]]:
    """The control against the report, and those against the balances of the accounts, by currency."""
    first, *others = compared([said], ledger, None, **rows)
    return first, {each.currency: each for each in others}


def test_open_documents_are_what_the_report_and_the_accounts_say() -> None:
    report, accounts = owed(owing("115"), invoices=INVOICES, payments=PAYMENTS)
    assert (report.name, report.verdict, report.kind) == ("receivables_reported", Verdict.TIES, "invoices")
    assert (report.expected, report.found) == (Decimal(115), Decimal(115))
    assert "the report of 2026-03-31" in text(report)
    assert {currency: each.verdict for currency, each in accounts.items()} == {"CAD": Verdict.TIES, "USD": Verdict.TIES}
    assert "the balance of clients" in text(accounts["CAD"])


def test_what_vendors_are_owed_is_positive() -> None:
    bills = [document("bills", "1", "40")]
    report, accounts = owed(owing("40", "payables"), [posting("vendors", "-40", made_by="bills")], bills=bills)
    assert (report.name, report.verdict) == ("payables_reported", Verdict.TIES)
    assert (accounts["CAD"].verdict, accounts["CAD"].expected) == (Verdict.TIES, Decimal(40))


def test_other_entries_on_the_account_explain_a_difference() -> None:
    by_hand = posting("clients", "-5", made_by="journal_entries")
    report, accounts = owed(owing("115"), [*SALE, by_hand], invoices=INVOICES)
    assert (report.verdict, accounts["CAD"].verdict) == (Verdict.EXPLAINED, Verdict.EXPLAINED)
    assert "-5 left by other entries" in text(report)


def test_other_entries_that_were_settled_explain_nothing_more() -> None:
    by_hand = posting("clients", "60", made_by="journal_entries")
    taker: dict[str, Value] = {"document_kind": "journal_entries", "document_id": "9", "amount": Decimal(60)}
    paid = record("sales_applications", "a", payment_kind="payments", payment_id="2", currency="CAD", **taker)
    rows = {"invoices": INVOICES, "payments": PAYMENTS, "sales_applications": [paid]}
    report, _ = owed(owing("115"), [*SALE, by_hand], **rows)
    assert report.verdict is Verdict.TIES
    report, _ = owed(owing("116"), [*SALE, by_hand, posting("clients", "1", made_by="deposits")], **rows)
    assert report.verdict is Verdict.EXPLAINED


def test_a_difference_that_nothing_explains_is_said() -> None:
    report, accounts = owed(owing("110"), invoices=INVOICES)
    assert (report.verdict, report.expected, report.found) == (Verdict.DIFFERS, Decimal(110), Decimal(120))
    assert "-10 is unexplained" in text(report)
    assert "-5 is unexplained" in text(accounts["CAD"])


def test_cents_of_rounding_are_explained_by_other_currencies_only() -> None:
    abroad = [document("invoices", "3", "10", currency="USD", rate="1.3333")]
    report, accounts = owed(owing("128.35"), invoices=[document("invoices", "1", "115"), *abroad])
    assert report.verdict is Verdict.DIFFERS
    report, accounts = owed(owing("128.32"), invoices=[document("invoices", "1", "115"), *abroad])
    assert report.verdict is Verdict.EXPLAINED
    assert "-0.01 of rounding" in text(report)
    assert accounts["USD"].verdict is Verdict.DIFFERS
    report, _ = owed(owing("115.01"), invoices=[document("invoices", "1", "115")])
    assert report.verdict is Verdict.DIFFERS


def test_without_an_amount_or_a_rate_it_is_not_compared() -> None:
    report, _ = owed(owing("115"), invoices=[document("invoices", "1", "5", currency="USD")])
    assert (report.verdict, report.expected) == (Verdict.NOTED, None)
    assert text(report) == "Not compared with the report of 2026-03-31: 1 documents have no amount or no rate."


def test_a_report_without_a_total_is_not_compared_and_the_accounts_are() -> None:
    report, accounts = owed(Reported("receivables", None, DAY, None, "CAD"), invoices=INVOICES, payments=PAYMENTS)
    assert (report.name, report.verdict, report.expected) == ("receivables_reported", Verdict.NOTED, None)
    assert text(report) == "Not compared with the report of 2026-03-31: it has no total."
    assert accounts["CAD"].verdict is Verdict.TIES


def test_documents_that_were_left_out_are_not_compared() -> None:
    report, accounts = owed(owing("115"))
    assert (report.verdict, accounts) == (Verdict.NOTED, {})


def test_an_account_that_is_deleted_keeps_no_balance() -> None:
    gone = account("old", "asset", "receivable", "55")._replace(state=State.DELETED)
    tables = Tables(ledger=SALE, accounts=[*ACCOUNTS, gone], invoices=INVOICES, payments=PAYMENTS)
    controls = list(reported.compare(tables, [owing("115")]))
    assert {each.verdict for each in controls} == {Verdict.TIES}
    assert "old" not in "".join(map(text, controls))
