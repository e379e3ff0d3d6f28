"""The sample company's workbooks, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import workbooks
from tests.workbooks import sample


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the English workbooks of the sample company."""
    folder = tmp_path_factory.mktemp("workbooks")
    workbooks.write(sample.edition(), sample.tables(), folder)
    return folder
