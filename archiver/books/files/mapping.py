"""What the owner says of a folder of files, in ``archiver.toml`` beside them: whose they are, and what is in them.

A table that it does not name is recognised as any other.
"""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

import msgspec

from archiver import errors
from archiver.books.files.layouts import Layout, presets
from archiver.books.files.problems import Problem, told
from archiver.books.files.table import Raw, Said
from archiver.words import N_

NAME = "archiver.toml"
NOT_TOML = N_("it is not written as TOML: {what}")
NOT_UTF8 = N_("it is not UTF-8 text; save it as UTF-8.")
NOT_SAID = N_("it says what means nothing here: {what}")
NO_PRESET = N_("there is no preset {preset}; there are: {known}")
NO_TARGET = N_("{table}: {target} is nothing that {form} have; they have: {known}")
NO_KIND = N_("{table}: say the kind that its rows are of.")
TABLE_KEYS = ("form", "kind", "currency", "dates", "decimal", "chart", "filled_down", "positions", "closing", "opening")


class TableSaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of the tables whose file is called like ``file`` (and whose sheet like ``sheet``)."""

    file: str
    sheet: str = "*"
    preset: str | None = None
    form: Literal["entries", "postings", "documents", "list", "sheet"] | None = None
    kind: str | None = None
    header: bool | None = None
    currency: str | None = None
    dates: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[".", ","] | None = None
    chart: Literal["swiss", "french"] | None = None
    filled_down: bool | None = None
    versions: Literal["newest", "parts"] | None = None
    positions: tuple[str, ...] | None = None
    closing: tuple[str, ...] | None = None
    opening: tuple[str, ...] | None = None
    columns: dict[str, str | tuple[str, ...]] = {}

    @property
    def said(self) -> Said:
        """What it says of how the table is written."""
        return Said(self.header, self.decimal, self.dates)

    def layout(self) -> Layout | None:
        """The layout that it says, on top of the preset that it names; None if it leaves that to the headings."""
        if self.form is None and self.preset is None:
            return None
        start = presets()[self.preset] if self.preset else Layout(form=self.form or "sheet")
        given = {key: value for key in TABLE_KEYS if (value := getattr(self, key)) is not None}
        columns = {key: (each,) if isinstance(each, str) else each for key, each in self.columns.items()}
        needs = tuple(self.columns) or start.needs
        return msgspec.structs.replace(start, **given, needs=needs, columns={**start.columns, **columns})


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of all the files of a folder."""

    name: str | None = None
    id: str | None = None
    country: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    fiscal_year_start: str | None = None
    dates: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[".", ","] | None = None
    ignore: tuple[str, ...] = ()
    table: tuple[TableSaid, ...] = ()

    def of(self, raw: Raw) -> TableSaid:
        """What is said of one table: of the first entry that is like it, and of all."""
        file, sheet = raw.name.removesuffix(f" [{raw.within}]"), raw.within
        found = next((each for each in self.table if fnmatch(file, each.file) and fnmatch(sheet, each.sheet)), None)
        found = found or TableSaid(file)
        return msgspec.structs.replace(
            found,
            dates=found.dates or self.dates,
            decimal=found.decimal or self.decimal,
            currency=found.currency or self.currency,
        )

    def year_start(self) -> tuple[int, int] | None:
        """(month, day), if it is said."""
        if self.fiscal_year_start is None:
            return None
        month, _, day = self.fiscal_year_start.partition("-")
        return int(month), int(day)


def read(folder: Path) -> Mapping:
    """The mapping of a folder; an empty one where there is none. ``FilesRefused`` for what it says wrongly."""
    path = folder / NAME
    if not path.is_file():
        return Mapping()
    try:
        found = msgspec.convert(tomllib.loads(path.read_bytes().decode("utf-8-sig")), Mapping)
    except UnicodeDecodeError as wrong:
        raise _refused(path, Problem(NAME, None, NOT_UTF8)) from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise _refused(path, Problem(NAME, None, NOT_TOML, what=wrong)) from wrong
    except msgspec.ValidationError as wrong:
        raise _refused(path, Problem(NAME, None, NOT_SAID, what=wrong)) from wrong
    except OSError as wrong:
        raise errors.FileNotReadable(path=path, reason=errors.because(wrong)) from wrong
    if problems := [problem for table in found.table if (problem := _wrong(table))] + _wrong_year(found):
        raise _refused(path, *problems)
    return found


def _wrong(table: TableSaid) -> Problem | None:
    if table.preset is not None and table.preset not in presets():
        return Problem(NAME, None, NO_PRESET, preset=table.preset, known=sorted(presets()))
    layout = table.layout()
    if layout is None:
        return None
    try:
        known = layout.types()
    except KeyError:
        return Problem(NAME, None, NO_KIND, table=table.file)
    strange = next((each for each in layout.columns if each not in known), None)
    if strange is None:
        return None
    return Problem(NAME, None, NO_TARGET, table=table.file, target=strange, form=layout.form, known=sorted(known))


def _wrong_year(found: Mapping) -> list[Problem]:
    try:
        month, day = found.year_start() or (1, 1)
    except ValueError:
        month, day = 0, 0
    if 1 <= month <= 12 and 1 <= day <= 31:
        return []
    return [Problem(NAME, None, NOT_SAID, what=f"fiscal_year_start = {found.fiscal_year_start}")]


def _refused(path: Path, *problems: Problem) -> errors.FilesRefused:
    return errors.FilesRefused(path=path.parent, count=len(problems), listed=told(list(problems)))
