"""What the owner chose: one TOML file of companies, drives and defaults, read and checked before anything runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from archiver.errors import UnknownCompany, UnknownDrive
from archiver.settings import rules, shaping
from archiver.settings.adding import add_company, add_drive, set_company, set_default, set_notices
from archiver.settings.keep import DEFAULT, EVERYTHING, Policy
from archiver.settings.notices import Notices
from archiver.settings.rules import books_of, cabinet_size, is_name, is_time, is_zone, month_day
from archiver.settings.schedule import Schedule
from archiver.settings.text import Mistakes, read

__all__ = [
    "DEFAULT", "EVERYTHING", "CompanySettings", "Defaults", "Notices", "Policy", "Schedule", "Settings",
    "add_company", "add_drive", "books_of", "cabinet_size", "is_name", "is_time", "is_zone", "load", "month_day",
    "set_company", "set_default", "set_notices",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Defaults:
    """``[defaults]``: what holds where a company says nothing."""

    language: str | None = None
    headers: str | None = None
    lock_sheets: bool | None = None
    read_only_recommended: bool | None = None
    ascii_names: bool | None = None
    max_cabinet: str | None = None
    attachments: bool | None = None
    emails: bool | None = None
    history: bool | None = None
    archives: Path | None = None
    documents: Path | None = None
    vault: str | None = None


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """``[company.NAME]``: whose books, where they are read and where their archives go.

    ``books`` is ``"source:where"`` or a path (see ``books_of``). ``series`` tells copies of the same books apart; it is
    empty unless ``add --separate`` was asked. ``fiscal_year_start`` is ``"MM-DD"``; it and the three
    before it are for what a source may not know. ``sealed`` archives are made with the password in the vault only.
    ``keep`` says which archives are kept, as ``Policy.of`` reads it; ``max_cabinet`` is read by ``cabinet_size``.
    """

    books: str
    name: str | None = None
    drives: tuple[str, ...] = ()
    group: str | None = None
    language: str | None = None
    headers: str | None = None
    lock_sheets: bool | None = None
    read_only_recommended: bool | None = None
    ascii_names: bool | None = None
    max_cabinet: str | None = None
    attachments: bool | None = None
    emails: bool | None = None
    history: bool | None = None
    documents: Path | None = None
    series: str = ""
    country: str | None = None
    home_currency: str | None = None
    time_zone: str | None = None
    fiscal_year_start: str | None = None
    schedule: Schedule | None = None
    sealed: bool = False
    keep: str | None = None

    @property
    def scheduled_drives(self) -> tuple[str, ...]:
        """The drives that scheduled archives go to: the schedule's, else its own."""
        own = self.schedule.drives if self.schedule else None
        return self.drives if own is None else own


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole file. ``drives`` holds, by name, the settings that each drive's own module declares; names are NFC."""

    path: Path
    defaults: Defaults = Defaults()
    companies: Mapping[str, CompanySettings] = field(default_factory=dict)
    drives: Mapping[str, object] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)

    def company(self, name: str) -> CompanySettings:
        """The company called ``name``, or ``UnknownCompany``."""
        if found := self.companies.get(normalize("NFC", name)):
            return found
        raise UnknownCompany(name=name, path=self.path, known=", ".join(self.companies) or "\N{EN DASH}")

    def drive(self, name: str) -> object:
        """The settings of the drive called ``name``, or ``UnknownDrive``."""
        if found := self.drives.get(normalize("NFC", name)):
            return found
        raise UnknownDrive(name=name, path=self.path, known=", ".join(self.drives) or "\N{EN DASH}")


def load(path: Path, shapes: Mapping[str, type], sources: Collection[str]) -> Settings:
    """The settings at ``path``; those of a missing file are empty.

    ``shapes`` gives, for each kind of drive, the frozen dataclass of its settings; ``sources`` the names of the sources
    of books. Paths may begin with ``~``; others that are not absolute start from the file's folder. All mistakes are
    told at once, each with its line and key: ``WrongSettings``.
    """
    text = read(path)
    mistakes = Mistakes(text)
    rules.unwelcome(text.tables, (), mistakes)
    for key in text.tables.keys() - {"defaults", "company", "drive", "notices"}:
        mistakes.add((key,), shaping.UNKNOWN, known="defaults, company, drive, notices")
    for key in ("defaults", "notices"):
        rules.values(text.tables.get(key), (key,), mistakes)
    companies, drives = (shaping.tables(text.tables, room, mistakes) for room in ("company", "drive"))
    for name, table in companies.items():
        rules.references(table, ("company", name), sources, drives, mistakes)
    shaper = shaping.Shaper(path.absolute().parent, mistakes)
    settings = Settings(
        path,
        shaper.shape(Defaults, text.tables.get("defaults", {}), ("defaults",)) or Defaults(),
        shaper.companies(CompanySettings, companies),
        shaper.drives(shapes, drives),
        shaper.shape(Notices, text.tables.get("notices", {}), ("notices",)) or Notices(),
    )
    mistakes.tell(path)
    return settings
