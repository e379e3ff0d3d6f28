"""Reading whole folders of files in tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archiver.books import Asked
from archiver.books.files import connect
from archiver.model import Company, Record, Value
from archiver.words import Words

Values = dict[str, Value]


@dataclass
class Whole:
    """Everything that a folder gave: the values of its records by column, by kind and id."""

    company: Company
    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    values: dict[str, dict[str, Values]] = field(default_factory=dict)

    def column(self, kind: str, key: str) -> list[Value]:
        """One column of a kind, in the order in which its rows came."""
        return [each[key] for each in self.values[kind].values()]

    @property
    def only(self) -> str:
        """The one kind that has rows."""
        (kind,) = (key for key, rows in self.values.items() if rows)
        return kind

    @property
    def notes(self) -> str:
        """What there is to say of the reading, in English."""
        return "\n".join(Words("en").say(each) for each in self.company.notes)


def read(place: Path, work: Path | None = None) -> Whole:
    """Every family of a folder; no id comes twice."""
    with connect(Asked(str(place), None, work or place.parent)) as books:
        whole = Whole(books.company())
        for family in books.families():
            keys = {kind.key: kind.keys for kind in family.kinds}
            for page in books.read(family):
                for key, rows in page.rows.items():
                    for row in rows:
                        assert row.id not in whole.records.setdefault(key, {}), (key, row.id)
                        whole.records[key][row.id] = row
                        whole.values.setdefault(key, {})[row.id] = dict(zip(keys[key], row.values, strict=True))
    return whole


def laid(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Files in a folder, text as UTF-8."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
