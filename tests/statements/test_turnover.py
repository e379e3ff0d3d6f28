"""Sales and bills by month and by party: what counts, what subtracts, what stands outside, and that it ties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import hypothesis
from hypothesis import strategies as st

from archiver.figure import Figure
from archiver.model import Control, Record, State, Value, Verdict
from archiver.statements import turnover
from archiver.statements.turnover import BILLS, LARGEST, MONTHS, SALES, Side
from archiver.words import Words
from tests.archives import record
from tests.controls.tables import Tables
from tests.statements.totals import totals

UNTIL = date(2026, 3, 31)


def document(key: str, id_: str, day: date | None, worth: str, state: State = State.LIVE, **more: Value) -> Record:
    party = "customer" if key in SALES.documents else "vendor"
    whose: dict[str, Value] = {f"{party}_id": "p", party: "Party"}
    given: dict[str, Value] = {"date": day, "currency": "CAD", "total": Decimal(worth), "status": "open"}
    return record(key, id_, id_, state, **{**given, **whose, **more})


def figures(side: Side = SALES, **rows: Sequence[Record]) -> tuple[list[Figure], list[Control]]:
    told = totals(dict(rows))
    return turnover.figures(Tables(**rows), told, side, turnover.window(told, UNTIL))


def amounts(figure: Figure) -> dict[str, Decimal]:
    words = Words("en")
    return {words.fact(point.label): point.amount for point in (*figure.points, *figure.beyond) if point.amount}


def test_credits_and_refunds_subtract() -> None:
    (by_month, largest), (tied,) = figures(
        invoices=[document("invoices", "1", date(2026, 1, 5), "100.00")],
        sales_receipts=[document("sales_receipts", "2", date(2026, 1, 31), "10.00")],
        credit_notes=[document("credit_notes", "3", date(2026, 2, 1), "7.00")],
        refund_receipts=[document("refund_receipts", "4", date(2026, 2, 2), "0.50")],
    )
    assert amounts(by_month) == {"2026-01-01": Decimal("110.00"), "2026-02-01": Decimal("-7.50")}
    assert amounts(largest) == {"Party": Decimal("102.50")}
    assert [point.documents for point in by_month.points] == [2, 2]
    assert (tied.verdict, tied.expected, tied.found) == (Verdict.TIES, Decimal("102.50"), Decimal("102.50"))


def test_bills_less_vendor_credits() -> None:
    (by_month, largest), (tied,) = figures(
        BILLS,
        bills=[document("bills", "1", date(2026, 1, 5), "100")],
        vendor_credits=[document("vendor_credits", "2", date(2026, 1, 6), "30")],
    )
    assert (by_month.name, largest.name) == ("bills_by_month", "largest_vendors")
    assert by_month.total == largest.total == 70
    assert tied.kind == "bills"


def test_what_does_not_count_stands_outside() -> None:
    (by_month, _), (tied,) = figures(
        invoices=[
            document("invoices", "1", date(2026, 1, 5), "100"),
            document("invoices", "2", date(2026, 1, 5), "20", State.VOIDED),
            document("invoices", "3", date(2026, 1, 5), "30", State.DELETED),
            document("invoices", "4", date(2026, 1, 5), "40", status="draft"),
            document("invoices", "5", date(2026, 1, 5), "0", total=None),
        ]
    )
    assert amounts(by_month) == {"2026-01-01": Decimal(100)}
    assert tied.verdict is Verdict.TIES
    assert Words("en").say(tied.said) == "Sales by month of the summary is the sum of its documents, 1 drafts left out."


def test_there_is_a_figure_for_each_currency_and_none_across() -> None:
    drawn, tied = figures(
        invoices=[
            document("invoices", "1", date(2026, 1, 5), "100"),
            document("invoices", "2", date(2026, 1, 5), "20", currency="EUR"),
            document("invoices", "3", date(2026, 1, 5), "3", currency=None),
        ]
    )
    assert [(figure.currency, figure.total) for figure in drawn[::2]] == [
        (None, Decimal(3)),
        ("CAD", Decimal(100)),
        ("EUR", Decimal(20)),
    ]
    assert [control.currency for control in tied] == [None, "CAD", "EUR"]


def test_the_last_24_months_up_to_the_latest_document_and_the_rest_beyond() -> None:
    days = {date(2023, 12, 31): "1", date(2024, 2, 29): "2", date(2026, 1, 1): "3", date(2026, 4, 1): "4"}
    rows = [document("invoices", worth, day, worth) for day, worth in days.items()]
    (by_month, largest), (tied,) = figures(invoices=[*rows, document("invoices", "9", None, "9")])
    assert len(by_month.points) == MONTHS
    assert (by_month.points[0].label, by_month.points[-1].label) == (date(2024, 4, 1), date(2026, 3, 1))
    assert (by_month.since, by_month.until) == (date(2024, 4, 1), UNTIL)
    words = Words("en")
    beyond = {words.fact(point.label): point.amount for point in by_month.beyond}
    assert beyond == {"Earlier": 3, "After 2026-03-31": 4, "Without a date": 9}
    assert by_month.total == 19
    assert largest.total == 3
    assert tied.verdict is Verdict.TIES


def test_before_a_period_there_is_what_was_open_then() -> None:
    start = date(2026, 2, 1)
    rows = [document("invoices", "1", date(2025, 7, 1), "7"), document("invoices", "2", date(2026, 2, 3), "5")]
    told = totals({"invoices": rows})
    months = turnover.window(told, UNTIL, start)
    (by_month, _), _ = turnover.figures(Tables(invoices=rows), told, SALES, months)
    assert [Words("en").fact(point.label) for point in by_month.beyond] == ["Open on 2026-02-01"]
    assert by_month.points[0].label == start


def test_young_books_have_fewer_months() -> None:
    days = (date(2025, 11, 30), date(2026, 1, 1))
    (by_month, _), _ = figures(invoices=[document("invoices", str(day), day, "1") for day in days])
    assert [point.label for point in by_month.points] == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert [point.amount for point in by_month.points] == [1, 0, 1]


def test_books_of_the_future_have_no_months_yet() -> None:
    (by_month, largest), _ = figures(invoices=[document("invoices", "1", date(2027, 1, 1), "5")])
    assert [*by_month.points, *largest.points] == []
    assert by_month.total == 5


def test_the_ten_largest_and_all_others() -> None:
    rows = [
        document("invoices", f"{n}", date(2026, 1, 5), f"{n}", customer_id=f"c{n}", customer=f"Customer {n}")
        for n in range(1, 15)
    ]
    back = document("credit_notes", "x", date(2026, 1, 6), "99", customer_id="c0", customer="Gave all back")
    (by_month, largest), _ = figures(invoices=rows, credit_notes=[back])
    words = Words("en")
    told = [f"{words.fact(point.label)}: {point.amount} of {point.documents}" for point in largest.points]
    assert told[0] == "Customer 14: 14 of 1"
    assert told[LARGEST:] == ["Others (5): -89 of 5"]
    assert largest.total == by_month.total


def test_a_single_other_one_is_called_by_its_name() -> None:
    rows = [document("invoices", f"{n}", date(2026, 1, 5), f"{n}", customer_id=f"c{n}") for n in range(1, LARGEST + 2)]
    (_, largest), _ = figures(invoices=rows)
    assert [point.label for point in largest.points] == ["Party"] * (LARGEST + 1)


def test_one_party_under_two_names_is_one() -> None:
    rows = [document("invoices", f"{n}", date(2026, 1, 5), "1", customer=name) for n, name in enumerate(("Old", "New"))]
    (_, largest), _ = figures(invoices=rows)
    assert [(point.label, point.documents) for point in largest.points] == [("New", 2)]


def test_books_without_documents_have_no_figures() -> None:
    assert figures() == ([], [])
    assert figures(invoices=[document("invoices", "1", UNTIL, "1", status="draft")]) == ([], [])


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2027, 12, 31))
DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(SALES.documents),
        DAYS,
        st.decimals(-999, 999, places=2),
        st.sampled_from(("CAD", "JPY")),
        st.sampled_from(State),
        st.sampled_from(("open", "draft")),
        st.sampled_from("abc"),
    ),
    max_size=30,
)


@hypothesis.given(DOCUMENTS)
@hypothesis.settings(max_examples=60, deadline=None)
def test_months_and_parties_always_tie_to_the_totals(
    drawn: list[tuple[str, date | None, Decimal, str, State, str, str]],
) -> None:
    rows: dict[str, list[Record]] = {}
    for n, (key, day, worth, currency, state, status, who) in enumerate(drawn):
        more: dict[str, Value] = {"currency": currency, "status": status, "customer_id": who, "customer": who.upper()}
        rows.setdefault(key, []).append(document(key, str(n), day, str(worth), state, **more))
    made, tied = figures(SALES, **rows)
    assert {control.verdict for control in tied} <= {Verdict.TIES}
    for by_month, largest in zip(made[::2], made[1::2], strict=True):
        assert largest.total == sum(point.amount for point in by_month.points)
        assert len(by_month.points) <= MONTHS
