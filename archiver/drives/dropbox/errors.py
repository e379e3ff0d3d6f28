"""What goes wrong at Dropbox, turned into our errors: here, and nowhere else."""

from __future__ import annotations

from http import HTTPStatus

import requests
from dropbox.exceptions import (
    ApiError,
    AuthError,
    BadInputError,
    DropboxException,
    HttpError,
    InternalServerError,
    RateLimitError,
)
from dropbox.stone_validators import ValidationError

from archiver.access.door import Door
from archiver.drives import line
from archiver.errors import (
    AlreadyThere,
    ArchiverError,
    DriveFull,
    Missing,
    Refused,
    Throttled,
    Unintelligible,
    Unwell,
)
from archiver.words import N_, phrase

SERVICE = "Dropbox"

_STALE = N_("it does not accept the access that it has just given")
_SCOPE = N_("the link has no permission {scope}: allow it for the application, then run: archiver relink {name}")
_DAMAGED = N_("the bytes were damaged on their way")
_SHAPE = N_("it is not of the form that Dropbox describes")

_ABOUT = ("path", "bad_path", "access_error", "path_lookup", "path_write")
_GONE = ("not_found", "closed", "invalid_file", "invalid_path")

FAILURES = (DropboxException, ValidationError, OSError, AssertionError, ValueError, KeyError)
"""What the library lets out: the last three where somebody else answers, with a web page or anything."""


def of(error: Exception, name: object, link: str, door: Door) -> ArchiverError:
    """The error that it is; ``name`` is what it was about."""
    match error:
        case ApiError():
            return _of_route(error, name)
        case AuthError():
            return _of_access(error, link, door)
        case RateLimitError():
            return Throttled(service=SERVICE, wait=error.backoff)
        case InternalServerError():
            return Unwell(service=SERVICE, reason=phrase(line.STATUS, status=error.status_code))
        case BadInputError():
            return Refused(service=SERVICE, reason=phrase("{said}", said=line.said(error.message)))
        case HttpError() if error.status_code == HTTPStatus.REQUEST_TIMEOUT:
            return line.broken(SERVICE, requests.Timeout())
        case requests.TooManyRedirects() | AssertionError() | requests.JSONDecodeError() | HttpError() | KeyError():
            return line.portal(SERVICE)
        case OSError():
            return line.broken(SERVICE, error)
        case ValidationError() | DropboxException():
            return Unintelligible(service=SERVICE, reason=phrase(_SHAPE))
        case _:
            return line.portal(SERVICE)


def inside(union: object, *tags: str) -> object | None:
    """What a union of Dropbox's holds under these tags, one in the other; None if it holds something else."""
    for tag in tags:
        union = getattr(union, "reason", union)
        if not getattr(union, f"is_{tag}", lambda: False)():
            return None
        union = getattr(union, f"get_{tag}", lambda: True)()
    return union


def right_offset(error: ApiError) -> int | None:
    """How many bytes a session has, where we thought that it had another number of them."""
    looked = inside(error.error, "lookup_failed") or error.error
    offset = getattr(inside(looked, "incorrect_offset"), "correct_offset", None)
    return None if offset is None else int(offset)


def _of_access(error: AuthError, link: str, door: Door) -> ArchiverError:
    if inside(error.error, "expired_access_token"):
        return Unwell(service=SERVICE, reason=phrase(_STALE))
    if missing := inside(error.error, "missing_scope"):
        scope = getattr(missing, "required_scope", "")
        return Refused(service=SERVICE, reason=phrase(_SCOPE, scope=scope, name=link))
    if inside(error.error, "invalid_access_token"):
        return door.ended(link)
    return Refused(service=SERVICE, reason=phrase("{said}", said=line.said(str(error.error))))


def _of_route(error: ApiError, name: object) -> ArchiverError:
    problem = error.error
    path = next((found for tag in _ABOUT if (found := inside(problem, tag))), problem)
    if inside(path, "conflict"):
        return AlreadyThere(path=name)
    if inside(path, "insufficient_space"):
        return DriveFull(service=SERVICE, name=name, size=None, free=None)
    if any(inside(each, tag) for each in (path, inside(problem, "lookup_failed")) for tag in _GONE):
        return Missing(service=SERVICE, name=name)
    if inside(path, "too_many_write_operations") or inside(problem, "too_many_write_operations"):
        return Throttled(service=SERVICE, wait=None)
    if inside(problem, "content_hash_mismatch"):
        return Unwell(service=SERVICE, reason=phrase(_DAMAGED))
    return Refused(service=SERVICE, reason=phrase("{said}", said=line.said(error.user_message_text or str(problem))))
