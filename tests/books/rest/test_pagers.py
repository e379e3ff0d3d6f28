"""What each way of paging asks for, and where it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from archiver.books.rest.pagers import ByCursor, ByLink, ByNumber, ByOffset, ByRange, Listed, Pager, Question, Whole

ROWS = [{"id": "1"}, {"id": "2"}]


def listed(
    rows: Sequence[Mapping[str, str]] = ROWS,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
) -> Listed:
    return Listed(rows, body, headers or {}, status)


def test_numbers() -> None:
    pager = ByNumber(page="p", size="n", most=2, total="meta.total", next="$next")
    assert pager.question("3") == Question({"p": "3", "n": "2"})
    assert pager.after("3", listed(body={"$next": "?p=4"})) == "4"
    assert pager.after("3", listed(body={"$next": None})) is None
    assert list(pager.ahead("2", 7)) == ["2", "3", "4"]
    assert list(pager.ahead("1", 0)) == ["1"]
    assert pager.told(listed(body={"meta": {"total": "7"}})) == 7


def test_positions_lie_upon_the_last_row_before() -> None:
    pager = ByOffset(offset="skip", size="take", most=3)
    assert pager.question("4") == Question({"skip": "4", "take": "3"})
    assert pager.after("4", listed()) == "5"
    assert pager.after("4", listed([])) is None
    assert list(pager.ahead("0", 7)) == ["0", "2", "4"]
    assert list(pager.ahead("0", 8)) == ["0", "2", "4", "6"]
    assert list(ByOffset(most=3, laps=False).ahead("0", 7)) == ["0", "3", "6"]


def test_ranges_stand_in_a_header() -> None:
    pager = ByRange(most=100)
    assert pager.question("99") == Question(headers={"Range": "records=99-199"})
    assert pager.told(listed(headers={"content-range": "records 0-100/345"})) == 345
    assert pager.told(listed(headers={"content-range": "records 0-100/*"})) is None
    assert pager.after("99", listed([], status=416)) is None


def test_a_range_that_tells_is_looked_for_by_tens() -> None:
    asked = []

    def ask(question: Question) -> Listed:
        start, end = map(int, question.headers["Range"].partition("=")[2].split("-"))
        asked.append((start, end))
        total = 23_456 if end * 10 > 23_456 else "*"
        return listed(headers={"content-range": f"records {start}-{end}/{total}"})

    assert ByRange(most=100).count(ask) == 23_456
    assert asked == [(0, 100), (999, 1_000), (9_999, 10_000)]


@pytest.mark.parametrize(
    "pager", [ByLink(next="links.next"), ByCursor(param="after", next="links.next", size="n", most=2)]
)
def test_what_the_answer_tells_is_where_it_goes_on(pager: Pager) -> None:
    assert pager.after("", listed(body={"links": {"next": "abc"}})) == "abc"
    assert pager.after("", listed(body={"links": {"next": None}})) is None
    assert pager.after("", listed(body={"links": {"next": ""}})) is None
    assert list(pager.ahead("abc", 99)) == ["abc"]


def test_links_and_cursors_as_they_were_given() -> None:
    assert ByLink(size="n", most=2).question("") == Question({"n": "2"})
    assert ByLink(size="n", most=2).question("/next?x=1") == Question(link="/next?x=1")
    cursor = ByCursor(param="after", size="n", most=2)
    assert cursor.question("") == Question({"n": "2"})
    assert cursor.question("abc") == Question({"after": "abc", "n": "2"})


@pytest.mark.parametrize("body", [{"total": -1}, {"total": True}, {"total": "many"}, {"total": None}, [], {}])
def test_a_total_that_is_none(body: object) -> None:
    assert ByNumber(total="total").told(listed(body=body)) is None


def test_who_has_no_total_asks_nothing_to_count() -> None:
    def ask(question: Question) -> Listed:
        raise AssertionError(question)

    for pager in (Whole(), ByNumber(), ByOffset(), ByLink(), ByCursor()):
        assert pager.count(ask) is None
