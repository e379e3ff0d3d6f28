"""The words that people read: one language at a time, and the mark NON-RESTORABLE.

Everything inside the program carries facts. A sentence is a *phrase*: an English template, marked with ``N_`` so that
the translators find it, and the facts that fill it. It becomes text only here, in the language of whoever reads.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "fr-CA", "fr-FR", "fr-CH")
HEADERS = ("language", "ads", "source")
"""What the columns of workbooks may be headed by: the reader's words, the AICPA's names, the source's own."""

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "archiver"
MARKS = {"en": "NON-RESTORABLE", "fr": "NON-RESTAURABLE"}

_DAY = {"en": "%Y-%m-%d", "fr-CA": "%Y-%m-%d", "fr-FR": "%d/%m/%Y", "fr-CH": "%d.%m.%Y"}
_DECIMAL = {
    "en": ("\N{COMMA}", "."),
    "fr-CA": ("\N{NO-BREAK SPACE}", ","),
    "fr-FR": ("\N{NARROW NO-BREAK SPACE}", ","),
    "fr-CH": ("\N{RIGHT SINGLE QUOTATION MARK}", "."),
}
_PLACE = re.compile(r"\{(\w+)\}")
_BREAKS = re.compile(r"[\t\n\r\u2028\u2029]+")
# Control characters, halves of characters, and what turns the direction of the text that follows.
_TRICKS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Label = Mapping[str, str]
"""One text in each language, such as the name of a kind; as a fact, it is said in the language of whoever reads."""


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark ``text`` for translation without translating it."""
    return text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence not yet in any language: an English template and the facts that fill its ``{names}``."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)


def phrase(template: str, **facts: object) -> Phrase:
    """A phrase, with its facts named."""
    return Phrase(template, facts)


class Words:
    """One language: translations, choices among labels, and the way it writes days, moments and amounts."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, text: str) -> str:
        """``text`` in this language; English where no translation exists."""
        return self._catalogue.gettext(text) if text else ""

    def plural(self, one: str, many: str, count: int) -> str:
        """The form of the language for ``count`` things, with ``{count}`` filled in."""
        return self._fill(self._catalogue.ngettext(one, many, count), {"count": count})

    def say(self, spoken: Phrase) -> str:
        """A phrase as text: translated, its facts written the way of the language.

        Braces around anything but the name of a fact stay as they are: a sentence is said even if it lacks one.
        """
        return self._fill(self(spoken.template), spoken.facts)

    def _fill(self, template: str, facts: Mapping[str, object]) -> str:
        return _PLACE.sub(lambda place: self.fact(facts[place[1]]) if place[1] in facts else place[0], template)

    def choose(self, texts: Label) -> str:
        """The text of this language among ``texts``: the regional one, else the language's own, else English."""
        return texts.get(self.language) or texts.get(self.language[:2]) or texts.get("en", "")

    @property
    def mark(self) -> str:
        """NON-RESTORABLE, in this language."""
        return MARKS[self.language[:2]]

    def fact(self, value: object) -> str:
        """A fact as text: amounts grouped, days in the order of the country, lists joined, phrases and labels said.

        Text may come from anybody's books: on one line, and nothing in it plays tricks on the screen.
        """
        match value:
            case bool():
                return self(N_("yes")) if value else self(N_("no"))
            case Phrase():
                return self.say(value)
            case Mapping():
                return self.choose(value)
            case Decimal():
                return self.amount(value)
            case int() if abs(value) >= 10_000:
                return self._grouped(f"{value:,}")
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case list() | tuple():
                return self._list(value)
            case None:
                return "–"
            case _:
                return _TRICKS.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub(" ", str(value)))

    def _list(self, values: Sequence[object]) -> str:
        """Sentences on lines of their own, anything else on one."""
        if values and isinstance(values[0], Phrase):
            return "".join(f"\n  - {self.fact(each)}" for each in values)
        return ", ".join(self.fact(each) for each in values)

    def day(self, value: date) -> str:
        """A plain day, as the country writes it."""
        return value.strftime(_DAY[self.language])

    def moment(self, value: datetime) -> str:
        """A moment with its offset: never ambiguous, whatever the reader's zone."""
        offset = value.strftime("%z")
        zone = "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:5]}"
        return f"{self.day(value)} {value:%H:%M} {zone}"

    def amount(self, value: Decimal) -> str:
        """An amount with its own decimals, grouped as the country groups them."""
        return self._grouped(f"{value:,f}")

    def _grouped(self, english: str) -> str:
        group, point = _DECIMAL[self.language]
        return english.replace(",", "\0").replace(".", point).replace("\0", group)


def known(wanted: str | None) -> str | None:
    """The language of ours that a tag such as ``fr_CH.UTF-8``, ``fr`` or ``en-GB`` asks for, if we have it."""
    tag = (wanted or "").split(".")[0].split("@")[0].replace("_", "-").lower()
    match tag.split("-")[0]:
        case "fr":
            return next((each for each in LANGUAGES if each.lower() == tag), "fr-CA" if tag == "fr" else "fr-FR")
        case "en":
            return "en"
        case _:
            return None


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, [language.replace("-", "_"), language[:2]], fallback=True)
