"""Everything can be read: by people who see little contrast, or no colours."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from archiver.workbooks import looks


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("workbook", ["Start here", "Invoices", "Lists"])
def test_letters_stand_out_from_their_ground(written: Path, workbook: str) -> None:
    for sheet in openpyxl.load_workbook(written / f"{workbook}.xlsx").worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            ground = cell.fill.fgColor.rgb[-6:] if cell.fill.patternType else looks.WHITE
            light, dark = sorted((luminance(ground), luminance(str(cell.font.color.rgb)[-6:])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, cell


def test_a_style_without_a_quiet_form_is_kept(written: Path) -> None:
    made = looks.Looks(openpyxl.Workbook(), "en")
    assert made.of("text", counts=False) == made["text-void"] != made["text"]
    assert made.of("link", counts=False) == made["link"]
