"""The owner's credentials.json: application keys for every service, taken into the vault."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from archiver.access import dropbox, quickbooks, sage
from archiver.access.application import Application
from archiver.access.grant import called, guide
from archiver.access.vault import Vault
from archiver.errors import FileNotFound, FileNotReadable, NoApplicationKeys, WrongApplicationKeys, because
from archiver.words import N_, Phrase, phrase

NAME = "credentials.json"
LONGEST = 1 << 20
APPLICATIONS = {
    "dropbox": dropbox.application,
    "quickbooks": quickbooks.application,
    "sage": sage.application,
}
"""How the keys of each service are read; Google's are as its own file has them."""

NOT_JSON = N_("it is not JSON")
NO_ENTRY = N_('it has no entry "{entry}"')
WEB = N_("they are of the type “Web application”; make some of the type “Desktop app”")
UNCHANGED = N_("they are still those of the example")
UNSOUND = N_("something is missing in them, or an address in them is not https")


def application(
    entry: str, vault: Vault, given: Path | None, nearby: Iterable[Path], redirect: str | None = None
) -> Application:
    """The application keys for ``entry``: a service, or one with the sort of its keys (``"google-device"``).

    From the file that is ``given``; else from the vault; else from the first file ``nearby`` that has them. Keys from a
    file are kept in the vault, so that the file is not needed again; so is an address to be sent back to, which takes
    the place of the one in the file. ``NoApplicationKeys``, ``WrongApplicationKeys``.
    """
    name = f"app:{entry}"
    kept = vault.get(name) if given is None else None
    found = Application.from_json(kept, name) if kept else _found(entry, given, nearby)
    if redirect:
        found = replace(found, redirect_uri=redirect)
    if (text := found.to_json()) != kept:
        vault.put(name, text)
    return found


def _found(entry: str, given: Path | None, nearby: Iterable[Path]) -> Application:
    if given is None:
        given = next((path for path in nearby if path.is_file() and entry in _entries(_read(path, entry), entry)), None)
    if given is None:
        raise NoApplicationKeys(service=called(_service(entry)), page=guide(_service(entry)))
    return read(given, entry)


def read(path: Path, entry: str) -> Application:
    """The keys for ``entry`` in a file of ours, or in the one that Google's console lets its owner download."""
    entries = _entries(_read(path, entry), entry)
    if entry not in entries:
        raise _wrong(path, entry, phrase(NO_ENTRY, entry=entry))
    keys = entries[entry]
    if any(isinstance(each, str) and "YOUR-" in each for each in keys.values()):
        raise _wrong(path, entry, phrase(UNCHANGED))
    if _service(entry) == "google" and "web" in keys:
        raise _wrong(path, entry, phrase(WEB))
    found = APPLICATIONS.get(_service(entry), _google)(keys)
    if found is None or not found.is_sound:
        raise _wrong(path, entry, phrase(UNSOUND))
    return found


def _google(keys: Mapping[str, object]) -> Application | None:
    wanted = ("client_id", "client_secret", "auth_uri", "token_uri")
    if not all(each in keys for each in wanted):
        return None
    return Application(**{each: keys[each] for each in wanted})  # type: ignore[arg-type] # is_sound looks at the types


def _entries(whole: Mapping[str, object], entry: str) -> dict[str, dict[str, object]]:
    """The keys by entry. Google's own file has no entries of ours: whatever was asked of it, it is that.

    Whoever has development keys only may call them ``quickbooks``.
    """
    if "installed" in whole or "web" in whole:
        whole = {entry: dict(whole)} if _service(entry) == "google" else {}
    if entry == "quickbooks-sandbox" and "quickbooks" in whole:
        whole = {entry: whole["quickbooks"], **whole}
    found: dict[str, dict[str, object]] = {}
    for name, keys in whole.items():
        if isinstance(keys, dict):
            inner = keys.get("installed")
            found[name] = inner if isinstance(inner, dict) else keys
    return found


def _read(path: Path, entry: str) -> Mapping[str, object]:
    try:
        with path.expanduser().open("rb") as file:
            whole = json.loads(file.read(LONGEST))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileNotFound(path=path) from error
    except OSError as error:
        raise FileNotReadable(path=path, reason=because(error)) from error
    except ValueError:
        whole = None
    if not isinstance(whole, dict):
        raise _wrong(path, entry, phrase(NOT_JSON))
    return whole


def _wrong(path: Path, entry: str, reason: Phrase) -> WrongApplicationKeys:
    service = _service(entry)
    return WrongApplicationKeys(path=path, service=called(service), reason=reason, page=guide(service))


def _service(entry: str) -> str:
    return entry.partition("-")[0]
