"""The page that the browser shows at the end: in the owner's language, and made of itself alone."""

from __future__ import annotations

from html import escape

from archiver.words import Phrase, Words

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>archiver</title>
<style>
body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem;
  color: #1c2430; background: #f6f7f9; }}
h1 {{ font-size: 1.5rem; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #e8ebf0; background: #171b21; }} }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{text}</p>
</body>
</html>
"""


def page(words: Words, title: Phrase, text: Phrase) -> bytes:
    """A page with a title and one paragraph."""
    said = (escape(words.say(each)) for each in (title, text))
    return _PAGE.format(language=words.language, title=next(said), text=next(said)).encode()
