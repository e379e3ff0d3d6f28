"""Names that a workbook knows places by: the rows of each table, and the totals that a formula may want.

They are the same in every language. A table over several sheets has a name for its rows on each of them, for no name
reaches over more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

from openpyxl import Workbook
from openpyxl.utils import absolute_coordinate, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from archiver.workbooks.names import Names


@runtime_checkable
class Named(Protocol):
    """A sheet with places that have names."""

    @property
    def name(self) -> str:
        """Its own, unique in the workbook."""
        ...

    @property
    def named(self) -> Mapping[str, str]:
        """The cells by the name of each place, as ``A2:F20``."""
        ...


def define(workbook: Workbook, sheets: Iterable[object]) -> None:
    """Define the names of those ``sheets`` that have any."""
    names = Names()
    for sheet in sheets:
        if isinstance(sheet, Named):
            for wanted, cells in sheet.named.items():
                name = names.place(wanted)
                there = f"{quote_sheetname(sheet.name)}!{absolute_coordinate(cells)}"
                workbook.defined_names[name] = DefinedName(name, attr_text=there)
