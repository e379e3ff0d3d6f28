"""What goes wrong at Google, turned into our errors: here, and nowhere else."""

from __future__ import annotations

import json
from http import HTTPStatus

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError

from archiver.access.door import Door
from archiver.drives import line
from archiver.drives.google.given import Given
from archiver.errors import AlreadyThere, ArchiverError, DriveFull, Missing, Refused, Throttled, Unreachable, Unwell
from archiver.words import N_, phrase

SERVICE = "Google Drive"

_STALE = N_("it does not accept the access that it has just given")
_THROTTLES = {"userRateLimitExceeded", "rateLimitExceeded", "sharingRateLimitExceeded"}
_FULL = {"storageQuotaExceeded", "quotaExceeded", "teamDriveFileLimitExceeded"}
_OVER = ("invalid_grant", "unauthorized_client")


def of_exception(error: Exception, link: str, door: Door) -> ArchiverError:
    """No answer came, or no access."""
    if isinstance(error, RefreshError):
        said = str(error.args[0]) if error.args else ""
        if any(each in said for each in _OVER):
            return door.ended(link)
        kind = Unwell if error.retryable else Refused
        return kind(service=SERVICE, reason=phrase("{said}", said=line.said(said)))
    inner = error.args[0] if isinstance(error, GoogleAuthError) and error.args else error
    if isinstance(inner, Unreachable):
        return inner
    return line.broken(SERVICE, inner if isinstance(inner, Exception) else error)


def of_answer(answer: requests.Response, name: object) -> ArchiverError:
    """The error that an answer is; ``name`` is what it was about."""
    status = answer.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unwell(service=SERVICE, reason=phrase(line.STATUS, status=status), wait=_wait(answer))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(service=SERVICE, wait=_wait(answer))
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Missing(service=SERVICE, name=name)
    if is_page(answer):
        return line.portal(SERVICE)
    if status == HTTPStatus.UNAUTHORIZED:
        return Unwell(service=SERVICE, reason=phrase(_STALE))
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return line.broken(SERVICE, requests.Timeout())
    if status == HTTPStatus.CONFLICT:
        return AlreadyThere(path=name)
    return _by_reason(answer, name)


def is_page(answer: requests.Response) -> bool:
    """Whether it is a web page or leads to one, and so does not come from an interface for programs."""
    elsewhere = answer.status_code // 100 == 3 and answer.status_code != HTTPStatus.PERMANENT_REDIRECT
    return elsewhere or answer.headers.get("Content-Type", "").startswith("text/html")


def _by_reason(answer: requests.Response, name: object) -> ArchiverError:
    reason, said = _told(answer)
    if reason in _THROTTLES:
        return Throttled(service=SERVICE, wait=_wait(answer))
    if reason in _FULL:
        return DriveFull(service=SERVICE, name=name, size=None, free=None)
    return Refused(service=SERVICE, reason=phrase("{said}", said=line.said(said or reason or answer.reason)))


def _told(answer: requests.Response) -> tuple[str, str]:
    """The reason, as Google codes it, and its message."""
    try:
        error: Given = json.loads(answer.content)["error"]
        return str(error["errors"][0]["reason"]), str(error["message"])
    except (requests.RequestException, ValueError, KeyError, TypeError, IndexError):
        return "", ""


def _wait(answer: requests.Response) -> float | None:
    """The seconds of ``Retry-After``. Google gives no dates there."""
    try:
        return float(answer.headers["Retry-After"])
    except (KeyError, ValueError):
        return None
