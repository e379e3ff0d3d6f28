"""Two files of records side by side: what differs, whatever the blocks that they come in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cabinet.pairs import Pair, differing

Records = Mapping[str, int]
RECORDS = st.dictionaries(st.text(max_size=3), st.integers(0, 2), max_size=12)


def lines(records: Records) -> list[bytes]:
    """The lines of some records, sorted by id."""
    told = [{"id": id_, "state": "live", "values": {"n": records[id_]}} for id_ in sorted(records)]
    return [json.dumps(each, ensure_ascii=False).encode() for each in told]


def blocks(of: list[bytes], size: int) -> Iterator[bytes]:
    """The same, so many lines at a time."""
    for at in range(0, len(of), size):
        yield b"".join(line + b"\n" for line in of[at : at + size])


@given(RECORDS, RECORDS, st.integers(1, 5), st.integers(1, 5))
def test_every_line_that_differs_comes_once_with_the_other_of_its_id(
    then: Records, now: Records, few: int, more: int
) -> None:
    old, new = dict(zip(sorted(then), lines(then), strict=True)), dict(zip(sorted(now), lines(now), strict=True))
    found = list(differing(blocks(lines(then), few), blocks(lines(now), more)))
    ids = sorted(id_ for id_ in {*then, *now} if then.get(id_) != now.get(id_))
    expected = [Pair(old.get(id_), new.get(id_)) for id_ in ids]
    # After the end of one side, the rest of the other comes in its own order, which is that of the ids too.
    assert found == expected


def test_equal_lines_are_not_decoded() -> None:
    same = b"no line of ours\n"
    assert list(differing([same * 3], [same * 3])) == []


@pytest.mark.parametrize(
    ("now", "differs"),
    [
        (b'{"id":"1","state":"live","version":"2","values":{"a":"1"},"source":{"Id":"1"}}\n', False),
        (b'{"id":"1","state":"voided","values":{"a":"1"}}\n', True),
        (b'{"id":"1","state":"live","values":{"a":"2"}}\n', True),
    ],
)
def test_values_and_states_count_and_nothing_else(now: bytes, differs: bool) -> None:
    then = b'{"id":"1","state":"live","version":"1","values":{"a":"1"}}\n'
    assert list(differing([then], [now])) == ([Pair(then[:-1], now[:-1])] if differs else [])


def test_a_line_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        list(differing([b"no line of ours\n"], [b'{"id":"1"}\n']))
