"""The content of an object as its form has it: fields by name where they are known, by number where they are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from archiver.books.manager import protobuf
from archiver.books.manager.forms import Fields

Read = Callable[[bytes], object]
READERS: Mapping[str, Read] = {
    "guid": protobuf.guid,
    "decimal": protobuf.decimal,
    "day": lambda message: protobuf.day(message).isoformat(),
    "text": lambda message: message.decode(),
    "bytes": bytes.hex,
}


def decoded(message: bytes, known: Fields) -> dict[str, Any]:
    """A message as its form has it, plain JSON but for decimals; unknown fields by number, as *field 7*.

    A known field of another form than it should be is kept as what it looks like. ValueError where it is no message.
    """
    found: dict[str, Any] = {}
    for number, value in protobuf.fields(message):
        name, form = known.get(number, (f"field {number}", ""))
        told = _told(value, form)
        if isinstance(form, Mapping):
            found.setdefault(name, []).append(told)
        elif name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), told]
        else:
            found[name] = told
    return found


def _told(value: int | bytes, form: str | Fields) -> object:
    if isinstance(form, Mapping):
        return decoded(value, form) if isinstance(value, bytes) else {"field": value}
    if isinstance(value, int):
        return bool(value) if form == "flag" and value in (0, 1) else protobuf.signed(value)
    try:
        return READERS[form](value) if form in READERS else protobuf.guessed(value)
    except ValueError:
        return protobuf.guessed(value)
