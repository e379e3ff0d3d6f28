"""What every program that reads our workbooks must find in them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.workbooks import traps
from tests.workbooks.judges import Judge, Sheets, column
from tests.workbooks.traps import Found, Seen, Trapped


class WorkbookReader:
    """Inherited by each program; ``judge`` says how it reads. Its module has a fixture ``trapped``."""

    judge: Judge

    @pytest.fixture(scope="class")
    @classmethod
    def read(cls, trapped: Trapped) -> Mapping[str, Sheets]:
        """The sheets of each workbook, by its name."""
        return {path.stem: cls.judge.read(path) for path in sorted(trapped.folder.glob("*.xlsx"))}

    @pytest.mark.parametrize("found", list(traps.expected()), ids=lambda found: f"{found.sheet}-{found.heading}")
    def test_every_value_is_what_it_was(self, read: Mapping[str, Sheets], found: Found) -> None:
        shown = column(read[found.file][found.sheet], found.heading)
        pairs = zip(map(self.judge.seen, found.values), shown, strict=True)
        others = [f"{wanted!r:.80} became {got!r:.80}" for wanted, got in pairs if wanted != got]
        assert not others, "; ".join(others)

    def test_sheets_are_called_as_was_told(self, read: Mapping[str, Sheets], trapped: Trapped) -> None:
        told = [(each.workbook, name) for each in trapped.written.values() for name in each.sheets]
        assert {(f"{file}.xlsx", name) for file, sheets in read.items() for name in sheets} >= set(told)
        assert len(told) > len(traps.NAMES)

    def test_every_heading_is_its_own(self, read: Mapping[str, Sheets]) -> None:
        headings = read["Lists"]["Headings"][0]
        assert len({str(each).casefold() for each in headings if each}) == len(traps.HEADINGS)

    def test_five_hundred_columns_come_back(self, read: Mapping[str, Sheets]) -> None:
        head, *rows = read["Lists"]["Wide 500"]
        assert len(head) == 500
        assert rows == [[f"r{row}c{at}" for at in range(1, 501)] for row in (1, 2)]

    def test_rows_go_on_in_the_next_sheet(self, read: Mapping[str, Sheets], trapped: Trapped) -> None:
        sheets = [read["Continued"][name] for name in trapped.written[traps.CONTINUED.key].sheets]
        assert [len(rows) - 1 for rows in sheets] == [10, 10, 5]
        assert [row[0] for rows in sheets for row in rows[1:]] == [f"r{number}c1" for number in range(1, 26)]
        assert len({tuple(rows[0]) for rows in sheets}) == 1

    def test_columns_beyond_the_last_go_on_in_the_next_sheet(
        self, read: Mapping[str, Sheets], trapped: Trapped
    ) -> None:
        """Which begins with the ids again."""
        first, second = (read["Wider"][name] for name in trapped.written[traps.WIDER.key].sheets)
        assert [row[0] for row in second] == [row[0] for row in first]
        whole = [[*left, *right[1:]] for left, right in zip(first[1:], second[1:], strict=True)]
        assert len(first[0]) == 16_384
        assert whole == [list(each.values) for each in traps.numbered(traps.WIDER, 2)]

    def test_long_texts_are_whole_on_a_sheet_of_their_own(self, read: Mapping[str, Sheets]) -> None:
        parts = read["Vendors"]["Long texts"]
        ids, numbers, texts = (column(parts, each) for each in ("Record", "Part", "Text"))
        whole: dict[Seen, str] = {}
        for record, number, text in zip(ids, numbers, texts, strict=True):
            assert (number == 1) == (record not in whole)
            whole[record] = whole.get(record, "") + str(text)
        assert list(whole.values()) == [self.judge.seen(text) for text in traps.LONG]

    def test_a_text_too_long_begins_in_its_cell(self, read: Mapping[str, Sheets]) -> None:
        """And says where it goes on."""
        for text, shown in zip(traps.LONG, column(read["Vendors"]["Vendors"], "Notes"), strict=True):
            beginning, _, told = str(shown).rpartition(" … [")
            assert self.judge.shows(text).startswith(beginning)
            assert "Long texts" in told
