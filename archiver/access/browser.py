"""The owner's browser, where there is one to be seen."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser

HEARTBEAT = 2.0  # seconds after which a browser that has not failed is taken to have opened
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")


def show(address: str) -> bool:
    """Open the address in a browser; whether one seems to have opened."""
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in SCREENS):
        return False  # what would open there is a browser in text, on top of our own terminal
    opened: list[bool] = []

    def open_it() -> None:
        try:
            opened.append(webbrowser.open(address))
        except webbrowser.Error:
            opened.append(False)

    # On the side, for some browsers return only when they are closed.
    side = threading.Thread(target=open_it, daemon=True)
    side.start()
    side.join(HEARTBEAT)
    return all(opened)
