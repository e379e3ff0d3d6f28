"""What has ever broken a spreadsheet, as LibreOffice sees it. All of it is converted at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.contracts.workbook_reader import WorkbookReader
from tests.second_opinion.office import LIBREOFFICE, convert
from tests.workbooks import traps
from tests.workbooks.judges import Sheets
from tests.workbooks.traps import Trapped


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Trapped:
    return traps.write(tmp_path_factory.mktemp("traps"))


class TestByLibreOffice(WorkbookReader):
    judge = LIBREOFFICE

    @pytest.fixture(scope="class")
    @classmethod
    def read(cls, trapped: Trapped, program: Callable[[str], str]) -> Mapping[str, Sheets]:
        files = sorted(trapped.folder.glob("*.xlsx"))
        convert(program("libreoffice"), trapped.folder, "fods", files)
        return {path.stem: cls.judge.read(path.with_suffix(".fods")) for path in files}
