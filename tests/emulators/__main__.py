"""Serve the emulators, so that the whole program can be tried by hand: ``python -m tests.emulators``.

Prints what to export in another shell, and the keys of the applications that the emulators know. Every consent is
given at once. Faults are switched on by typing them here, one per line: ``google throttle PUT /upload/* nth=2``, or
``quickbooks refuse GET */query?Invoice reason=short_page`` (a question mark for the space in the name of a call).
"""

from __future__ import annotations

import contextlib
import json
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

from tests.emulators.authority import Authority
from tests.emulators.dropbox import Dropbox
from tests.emulators.emulator import Emulator
from tests.emulators.faults import Does, Fault
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy
from tests.emulators.quickbooks import QuickBooks
from tests.emulators.sage import Sage

HELP = f"""Type: SERVICE FAULT METHOD /PATH [name=value ...], SERVICE clear | calls | link; nothing ends it.
Faults, with a hyphen for a space: {", ".join(get_args(Does))}.
Values: {", ".join(field.name for field in fields(Fault)[2:])}."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def introduction(
    google: Google, dropbox: Dropbox, quickbooks: QuickBooks, sage: Sage, proxy: Proxy, place: Path
) -> Iterator[str]:
    """What is needed to use them."""
    keys = place / "credentials.json"
    app = {"app_key": dropbox.oauth.full.key, "app_secret": dropbox.oauth.full.secret}
    every = {"google": google.credentials(), "dropbox": app, **_intuit(quickbooks), **sage.credentials()}
    keys.write_text(json.dumps(every, indent=2))
    yield f"# Google at {google.url}, Dropbox at {dropbox.url}; application keys in {keys}"
    company = quickbooks.company
    yield f"# QuickBooks at {quickbooks.url}: {company.name}, company {company.realm}, with development keys: --sandbox"
    yield f"# Sage at {sage.url}: {', '.join(each.name for each in sage.businesses.values())}"
    yield f"# Dropbox: app key {app['app_key']}; app-folder application {dropbox.oauth.folder.key}"
    yield f"# A Google device client: {json.dumps(google.credentials(device=True)['installed'])}"
    yield "# A consent page that the program opens is answered at once by this browser (curl):"
    yield "export BROWSER='curl -sSL -o /dev/null %s &'"
    yield "# and by hand, where the address is to be pasted: curl -s -o /dev/null -w '%{redirect_url}' ADDRESS"
    yield from (f"export {name}={shlex.quote(value)}" for name, value in proxy.environment.items())
    yield HELP


def _intuit(quickbooks: QuickBooks) -> dict[str, object]:
    """Both sets of keys; those for production lead back to a page on the web."""
    live: dict[str, str] = quickbooks.credentials(production=True)["quickbooks"]
    page = min(quickbooks.oauth.production.redirects)
    return {"quickbooks": {**live, "redirect_uri": page}, **quickbooks.credentials()}


def obey(emulator: Emulator, words: list[str]) -> str:
    """Do one line; answers what is to be shown."""
    match words:
        case ["clear"]:
            emulator.faults.clear()
            return "clear"
        case ["calls"]:
            return "\n".join(f"{call.status} {call.request}" for call in emulator.traffic.calls) or "none"
        case ["link"] if isinstance(emulator, Google | Dropbox | QuickBooks | Sage):
            return "access {} refresh {}".format(*emulator.link())
        case [does, method, path, *values]:
            emulator.faults.add(fault(does, f"{method} {path}", values))
            return "set"
        case _:
            return HELP


def fault(does: str, on: str, values: list[str]) -> Fault:
    """A fault of words; raises ``ValueError`` for those that make none."""
    named = dict(value.split("=", 1) for value in values)
    kinds: dict[str, Callable[[str], object]] = {"seconds": float, "reason": lambda text: text.replace("_", " ")}
    given: dict[str, object] = {name: kinds.get(name, int)(value) for name, value in named.items()}
    for known in get_args(Does):
        if known.replace(" ", "-") == does:
            return Fault(on, known, **given)  # type: ignore[arg-type] # the dataclass refuses names that it has not
    raise ValueError(does)


def serve() -> None:
    """Until the end of the input."""
    with tempfile.TemporaryDirectory(prefix="emulators-") as name, contextlib.ExitStack() as stack:
        place = Path(name)
        authority = Authority(place)
        google = stack.enter_context(Google(place / "google", authority))
        dropbox = stack.enter_context(Dropbox(place / "dropbox", authority))
        quickbooks = stack.enter_context(QuickBooks(place / "quickbooks", authority))
        sage = stack.enter_context(Sage(place / "sage", authority))
        served: dict[str, Emulator] = {each.name: each for each in (google, dropbox, quickbooks, sage)}
        proxy = Proxy(authority, served.values())
        say("\n".join(introduction(google, dropbox, quickbooks, sage, proxy, place)))
        for line in sys.stdin:
            which, *words = line.split() or [""]
            if not which:
                break
            try:
                say(obey(served[which], words))
            except (KeyError, ValueError, TypeError) as wrong:
                say(f"{wrong!r}\n{HELP}")
            for emulator in served.values():
                while emulator.complaints:
                    say(f"COMPLAINT: {emulator.complaints.pop(0)}")
        proxy.stop()


if __name__ == "__main__":
    serve()
