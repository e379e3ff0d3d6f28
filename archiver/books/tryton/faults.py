"""What Tryton says when something is wrong, turned into our errors: in pages for people, most of it."""

from __future__ import annotations

import html
import re

from archiver.access.getter import Answer, Vendor
from archiver.books.rest import faults
from archiver.books.tryton.plain import TITLE
from archiver.errors import ArchiverError, Missing

_MODEL = re.compile(r"rest/model/([\w.]+)")


def vendor(link: str) -> Vendor:
    """How Tryton is asked by a link of that name."""
    return Vendor(TITLE, lambda path, answer: trouble(link, path, answer), speaks_html=True)


def trouble(link: str, path: str, answer: Answer) -> ArchiverError | None:
    """What is wrong with an answer, or None. A model that is not installed is the text of a failure of the server."""
    model = _MODEL.search(path)
    if answer.status >= 500 and model and f"'{model[1]}'" in html.unescape(answer.body.decode(errors="replace")):
        return Missing(service=TITLE, name=model[1])
    return faults.trouble(TITLE, link, path, answer)
