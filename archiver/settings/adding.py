"""Writing into the settings file: tables are added, values set, and all that the owner wrote stays as it is."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping, MutableMapping
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

from archiver.errors import ArchiverError, CompanyExists, DriveExists, NoSpace, TargetNotWritable, because
from archiver.settings import rules
from archiver.settings.text import Keys, Mistakes, Text, parse, read


def add_company(path: Path, name: str, values: Mapping[str, object]) -> None:
    """Add ``[company.NAME]`` to the file, making it if needed. A value that is None is left out.

    ``CompanyExists`` where the name, or one that folders cannot tell from it, is there; ``WrongSettings`` where the
    name or a value breaks a rule. The file is replaced whole or not at all, and is its owner's alone.
    """
    _add(path, "company", name, values, CompanyExists)


def add_drive(path: Path, name: str, values: Mapping[str, object]) -> None:
    """Add ``[drive.NAME]``, in the same way; ``DriveExists`` where the name is there."""
    _add(path, "drive", name, values, DriveExists)


def set_default(path: Path, key: str, value: str) -> None:
    """Write ``key`` under ``[defaults]``, in the place of what it was; ``WrongSettings`` where it breaks a rule."""
    _set(path, ("defaults",), {key: value})


def set_notices(path: Path, values: Mapping[str, object]) -> None:
    """Write ``[notices]``, in the same way; a value that is None goes."""
    _set(path, ("notices",), values)


def set_company(path: Path, name: str, values: Mapping[str, object]) -> None:
    """Write values of a company that is in the file, in the same way."""
    there = read(path).tables.get("company", {})
    known = [each for each in there if normalize("NFC", each) == name] if isinstance(there, dict) else []
    _set(path, ("company", *known), values)


def _set(path: Path, table: Keys, values: Mapping[str, object]) -> None:
    import tomlkit

    path = Path(os.path.realpath(path))
    given = {key: _plain(value) for key, value in values.items() if value is not None}
    mistakes = Mistakes(Text(Path()))
    rules.values(given, table, mistakes)
    rules.unwelcome(given, table, mistakes)
    mistakes.tell(f"[{'.'.join(table)}]")
    whole = tomlkit.parse(read(path).text)
    at: Any = whole
    for key in table:
        at = at.setdefault(key, tomlkit.table())
        assert isinstance(at, MutableMapping), "the settings were read before, and it was a table"
    for key, value in values.items():
        if value is None:
            at.pop(key, None)
        else:
            at[key] = _inline(given[key])
    after = tomlkit.dumps(whole)
    parse(path, after)
    _replace(path, after)


def _inline(value: object) -> object:
    """A value as the file holds it: a table within a table stays on its line."""
    import tomlkit

    if not isinstance(value, Mapping):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table


def _add(path: Path, room: str, name: str, values: Mapping[str, object], taken: type[ArchiverError]) -> None:
    path = Path(os.path.realpath(path))  # a link to a file kept elsewhere stays a link
    name = normalize("NFC", name)
    before = read(path)
    there = before.tables.get(room, {})
    for other in there if isinstance(there, dict) else ():
        if rules.alike(other) == rules.alike(name):
            raise taken(name=other, path=path)
    given = {key: _plain(value) for key, value in values.items() if value is not None}
    _check(room, name, given)
    after = _after(before.text, _table(room, name, given))
    parse(path, after)
    _replace(path, after)


def _plain(value: object) -> object:
    match value:
        case Path():
            return str(value)
        case list() | tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return {key: _plain(each) for key, each in value.items() if each is not None}
        case str() | bool() | int() | date():
            return value
    raise TypeError(f"{type(value).__name__} has no place in the settings")


def _check(room: str, name: str, values: Mapping[str, object]) -> None:
    mistakes = Mistakes(Text(Path()))
    rules.names({name: values}, (room,), mistakes)
    rules.values(values, (room, name), mistakes)
    rules.unwelcome(values, (room, name), mistakes)
    mistakes.tell(f"[{room}.{name}]")


def _table(room: str, name: str, values: Mapping[str, object]) -> str:
    import tomlkit

    return tomlkit.dumps({room: {name: values}})


def _after(text: str, table: str) -> str:
    """``text`` with ``table`` at its end, after an empty line, in the text's own line ends."""
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    added = gap + table
    return text + (added.replace("\n", "\r\n") if "\r\n" in text else added)


def _replace(path: Path, text: str) -> None:
    """Put ``text`` in the place of the file, whole and on the disk, or leave the file as it was."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, beside = tempfile.mkstemp(prefix=".settings-", dir=path.parent)  # mode 0600
        try:
            with open(number, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise NoSpace(path=path) from error
        raise TargetNotWritable(path=path.parent, reason=because(error)) from error
