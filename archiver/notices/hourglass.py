"""So long and no longer: what is sent may not hold a run, whatever hangs: a name server, a handshake, a slow answer."""

from __future__ import annotations

import threading
from collections.abc import Callable

from archiver.errors import Unreachable
from archiver.words import N_, phrase

LATE = N_("no answer came in time")


def within(seconds: float, service: str, act: Callable[[], object]) -> None:
    """Do ``act``, and raise what it raises; ``Unreachable`` once the time is over.

    What has not ended by then is left behind in a thread that ends with the program; time limits of sockets alone are
    for each of their steps, and none of them holds for the look-up of a name.
    """
    failed: list[Exception] = []

    def run() -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - carried to whoever waits, and raised there
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise Unreachable(service=service, reason=phrase(LATE))
    if failed:
        raise failed[0]
