"""Dropbox's errors, in the shapes that Dropbox gives them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.emulators.exchange import Answer, Json, Refused

JSON = {"Content-Type": "application/json"}
"""Exactly this: the SDK refuses a charset."""


def tagged(*tags: str, last: object = None) -> Json:
    """Unions in unions, as stone writes them: ``tagged("path", "conflict", "file")``."""
    first, rest = tags[0], tags[1:]
    if not rest:
        return {".tag": first} if last is None else {".tag": first, first: last}
    return {".tag": first, first: tagged(*rest, last=last)}


def summary(error: object) -> str:
    """The tags on the way in: ``path/conflict/file/...``."""
    words = []
    while isinstance(error, dict) and ".tag" in error:
        tag = error[".tag"]
        words.append(tag)
        error = error.get(tag, error.get("reason"))
    return "/".join([*words, "..."])


def failure(error: Json, status: int = 409) -> Answer:
    """An error of a route, or of the door where the status is 401."""
    return Answer.of({"error_summary": summary(error), "error": error}, status, JSON)


def refuse(*tags: str, last: object = None) -> Refused:
    """An error of a route, to be raised."""
    return Refused(failure(tagged(*tags, last=last)))


def malformed(route: str, what: str) -> Refused:
    """A request that the API cannot read: 400, in plain text."""
    text = f'Error in call to API function "{route}": {what}'
    return Refused(Answer(400, text.encode(), {"Content-Type": "text/plain; charset=utf-8"}))


def unauthorized(*tags: str, more: Mapping[str, object] | None = None) -> Answer:
    """The token is not good enough."""
    return failure({**tagged(*tags), **(more or {})}, 401)


def throttled(reason: str, retry_after: int | None) -> Answer:
    """Too many requests, or too many writes at once."""
    error = {"reason": {".tag": reason}, **({} if retry_after is None else {"retry_after": retry_after})}
    headers = JSON if retry_after is None else {**JSON, "Retry-After": str(retry_after)}
    return Answer.of({"error_summary": f"{reason}/...", "error": error}, 429, headers)
