"""The settings file as text: its tables, the line of every key, and the mistakes found in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from archiver.errors import FileNotReadable, WrongSettings, because
from archiver.words import N_, Phrase, phrase

NOT_TOML = N_(
    '{place} cannot be read. Write each key once, as KEY = "VALUE"; a name with accents or dots in quotes, as '
    "[company.\"Café\"]; a path that has \\ in single quotes, as 'C:\\Books'"
)
NOT_UTF8 = N_("{place} is not UTF-8 text; save the file as UTF-8")

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """The file's text and its tables. A file that is missing is an empty one."""

    path: Path
    text: str = ""
    tables: Mapping[str, object] = field(default_factory=dict)

    def line(self, keys: Keys) -> int:
        """The line of a key or, where the key is missing, of the table that should have it."""
        return next((self._lines[keys[:end]] for end in range(len(keys), 0, -1) if keys[:end] in self._lines), 1)

    def place(self, keys: Keys) -> str:
        """``settings.toml:7 company.lac.language``, as editors write it; the key alone where there is no text."""
        return f"{self.path.name}:{self.line(keys)} {'.'.join(keys)}" if self.text else ".".join(keys)

    @cached_property
    def _lines(self) -> Mapping[Keys, int]:
        lines: dict[Keys, int] = {}
        table: Keys = ()
        for line, statement, parsed in _statements(self.text):
            header = statement.lstrip().startswith("[")
            paths = [path if header else (*table, *path) for path in _paths(parsed)]
            for path in paths:
                lines.setdefault(path, line)
            table = paths[-1] if header else table
        return lines


def read(path: Path) -> Text:
    """The settings file; ``WrongSettings`` where it is not TOML, ``FileNotReadable`` where it cannot be read."""
    try:
        return parse(path, path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Text(path)
    except UnicodeDecodeError as error:
        raise WrongSettings(path, [phrase(NOT_UTF8, place=path.name)]) from error
    except OSError as error:
        raise FileNotReadable(path=path, reason=because(error)) from error


def parse(path: Path, text: str) -> Text:
    """``text`` as the settings file at ``path``."""
    try:
        return Text(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = int(told[1]) if told else text.rstrip("\n").count("\n") + 1
        raise WrongSettings(path, [phrase(NOT_TOML, place=f"{path.name}:{line}")]) from error


class Mistakes:
    """All that is wrong in a file: one mistake a key, told in the order of the lines."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._found: dict[Keys, Phrase] = {}

    def add(self, keys: Keys, template: str, **facts: object) -> None:
        """Note a mistake; the first one told of a key is the one that stands."""
        self._found.setdefault(keys, Phrase(template, {**facts, "place": self._text.place(keys)}))

    def tell(self, where: object) -> None:
        """Raise ``WrongSettings`` of ``where`` with all of them, if there are any."""
        if self._found:
            raise WrongSettings(where, [self._found[k] for k in sorted(self._found, key=self._text.line)])


def _statements(text: str) -> Iterator[tuple[int, str, Mapping[str, object]]]:
    """Each statement of a sound TOML text, parsed alone, with its first line: no parser tells where a key stood."""
    start, held = 1, ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        held += line + "\n"
        try:
            parsed = tomllib.loads(held)
        except tomllib.TOMLDecodeError:
            continue
        yield start, held, parsed
        start, held = number + 1, ""


def _paths(value: object) -> Iterator[Keys]:
    """The path of each key in nested tables, the outer ones first."""
    for each in value if isinstance(value, list) else [value]:
        for key, inner in each.items() if isinstance(each, dict) else ():
            yield (key,)
            yield from ((key, *path) for path in _paths(inner))
