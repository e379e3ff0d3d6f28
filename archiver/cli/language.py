"""Which language the screen speaks, settled before the commands are built, since their help is text."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping, Sequence

from archiver.words import LOCALE, known

CLICK = "click"
VARIABLES = ("ARCHIVER_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def choose(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language of ``--lang``, else of the environment, else of the system, else English."""
    for wanted in (_asked(arguments), *_of_environment(environ)):
        if wanted and (language := known(wanted)):
            return language
    return known(locale.getlocale()[0]) or "en"


def _asked(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument == "--lang":
            return arguments[place + 1] if place + 1 < len(arguments) else None
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None


def _of_environment(environ: Mapping[str, str]) -> list[str]:
    # LANGUAGE may list several, by preference.
    return [each for name in VARIABLES for each in environ.get(name, "").split(":")]


def bind(language: str) -> None:
    """Make click's own sentences (*Usage*, *Missing argument*) come from our translation of them."""
    os.environ["LANGUAGE"] = f"{language.replace('-', '_')}:{language[:2]}"
    gettext.bindtextdomain(CLICK, LOCALE)
    gettext.textdomain(CLICK)
