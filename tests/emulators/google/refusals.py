"""Drive's errors, in the shape that Drive gives them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.emulators.exchange import Answer, Refused

KNOWN: Mapping[str, tuple[int, str, str]] = {
    "authError": (401, "global", "Invalid Credentials"),
    "notFound": (404, "global", "File not found: ."),
    "storageQuotaExceeded": (403, "usageLimits", "The user's Drive storage quota has been exceeded."),
    "userRateLimitExceeded": (403, "usageLimits", "User Rate Limit Exceeded. Rate of requests for user exceed limit."),
    "rateLimitExceeded": (429, "usageLimits", "Rate Limit Exceeded"),
    "dailyLimitExceeded": (403, "usageLimits", "Daily Limit Exceeded"),
    "sharingRateLimitExceeded": (403, "usageLimits", "Rate limit exceeded. User message: sharing quota exceeded."),
    "insufficientPermissions": (403, "global", "Request had insufficient authentication scopes."),
    "insufficientFilePermissions": (
        403,
        "global",
        "The user does not have sufficient permissions for this file.",
    ),
    "fieldNotWritable": (403, "global", "The resource body includes fields which are not directly writable."),
    "fileIdInUse": (409, "global", "A file already exists with the provided ID."),
    "accessNotConfigured": (403, "usageLimits", "Google Drive API has not been used in project 1 or it is disabled."),
    "backendError": (503, "global", "Transient failure"),
    "cannotSetExpiration": (403, "global", "Expiration dates cannot be set on this item."),
    "domainPolicy": (403, "global", "The domain administrators have disabled Drive apps."),
    "sessionExpired": (410, "global", "The upload session has expired."),
}
"""Those that a fault can name: status, domain, message."""


def error(status: int, reason: str, message: str, domain: str = "global", at: str | None = None) -> Answer:
    """One error; ``at`` is the parameter it is about."""
    item = {"message": message, "domain": domain, "reason": reason}
    if at is not None:
        item |= {"location": at, "locationType": "header" if at == "Authorization" else "parameter"}
    body: dict[str, object] = {"code": status, "message": message, "errors": [item]}
    if status == 401:
        body["status"] = "UNAUTHENTICATED"
    headers = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'} if status == 401 else {}
    return Answer.of({"error": body}, status, headers)


def known(reason: str) -> Answer:
    """An error by its reason alone."""
    status, domain, message = KNOWN[reason]
    return error(status, reason, message, domain, "Authorization" if status == 401 else None)


def refuse(reason: str) -> Refused:
    """An error by its reason, to be raised."""
    return Refused(known(reason))


def bad(message: str, at: str | None = None, reason: str = "invalid") -> Refused:
    """A request that makes no sense."""
    return Refused(error(400, reason, message, at=at))


def missing(file_id: str) -> Refused:
    """No such file, or none that this client may know of."""
    return Refused(error(404, "notFound", f"File not found: {file_id}.", at="fileId"))


def forbidden(reason: str, message: str) -> Refused:
    """Not with this file."""
    return Refused(error(403, reason, message))
