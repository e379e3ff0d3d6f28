"""Every odd file comes to the right values, or is refused with its line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import ArchiverError
from tests.books.files.corpus import CASES, Case
from tests.books.files.reading import laid, read


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_odd_files(case: Case, tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", case.files)
    if case.refused:
        with pytest.raises(ArchiverError) as refused:
            read(folder)
        assert [each for each in case.refused if each not in str(refused.value)] == []
        assert refused.value.advice.template
        return
    whole = read(folder)
    assert {key: whole.column(whole.only, key) for key in case.columns} == {
        key: list(values) for key, values in case.columns.items()
    }
    assert [each for each in case.noted if each not in whole.notes] == []


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
