"""Intuit's errors, in the shapes that were seen on the wire: JSON, JSON in small letters, and XML."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tests.emulators.exchange import Answer, Refused

PACIFIC = ZoneInfo("America/Los_Angeles")
XML = {"Content-Type": "application/xml;charset=UTF-8"}
KNOWN: Mapping[str, tuple[int, str, str, str]] = {
    "120": (403, "Authorization Failure", "AuthorizationFailure: no access to this company", "AuthorizationFault"),
    "500": (400, "Unsupported Operation", "Operation Query is not supported.", "ValidationFault"),
    "610": (400, "Object Not Found", "Something you're trying to use has been made inactive.", "ValidationFault"),
    "4000": (400, "Error parsing query", "QueryParserError: Encountered an unexpected word", "ValidationFault"),
    "4001": (400, "Invalid query", "QueryValidationError: the query makes no sense", "ValidationFault"),
    "5020": (400, "Permission Denied Error", "Permission Denied Error : the feature is off", "ValidationFault"),
    "5030": (400, "Feature Not Supported Error", "This subscription does not have that feature", "ValidationFault"),
    "6190": (403, "Invalid Company Status", "Subscription period has ended or was canceled", "ValidationFault"),
    "10000": (500, "An application error has occurred", "System Failure Error", "SystemFault"),
}
"""By code: status, message, detail, type."""
NO_ROWS = b'<?xml version="1.0"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><QueryResponse/></IntuitResponse>'
"""No fault, and nothing else: what a query answers in XML."""
SMALL: Mapping[str, tuple[int, str, str]] = {
    "3100": (403, "ApplicationAuthorizationFailed", "AUTHORIZATION"),
    "3200": (401, "AuthenticationFailed", "AUTHENTICATION"),
    "3201": (403, "ApplicationAuthenticationFailed", "AUTHORIZATION"),
}
"""Those that come in small letters: status, name, type."""
UNKNOWN = "QueryValidationError: invalid context declaration: {entity}"
"""What 4001 says where there is no such entity, as was seen on the wire."""
LARGE: Mapping[str, tuple[int, str, str, str]] = {
    "100": (401, "General Authentication Error", "SRV-110-Authentication Failure , statusCode: 401", "Authentication"),
    "3001": (429, "message=ThrottleExceeded; errorCode=003001; statusCode=429", "The request limit was reached.", ""),
    "6002": (504, "message=GatewayTimeout; errorCode=006002; statusCode=504", "", ""),
}
"""Those that come as XML whatever was accepted: status, message, detail, type."""


def fault(code: str, detail: str = "", status: int = 0) -> Answer:
    """An error in Intuit's usual JSON."""
    known, message, usual, kind = KNOWN[code]
    error = {"Message": message, "Detail": detail or usual, "code": code, "element": ""}
    return Answer.of({"Fault": {"Error": [error], "type": kind}, "time": stamp()}, status or known)


def small(code: str) -> Answer:
    """An error of the gateway, in small letters and another envelope."""
    status, name, kind = SMALL[code]
    said = f"message={name}; errorCode=00{code}; statusCode={status}"
    error = {"message": said, "detail": None, "code": code, "element": None}
    lists: dict[str, object] = {"batchItemResponse": [], "attachableResponse": [], "cdcresponse": []}
    nothing = ("warnings", "intuitObject", "report", "queryResponse", "syncErrorResponse", "requestId", "status")
    envelope = {**dict.fromkeys(nothing), **lists, "time": int(time.time() * 1000)}
    return Answer.of({**envelope, "fault": {"error": [error], "type": kind}}, status)


def large(code: str, status: int = 0, headers: Mapping[str, str] | None = None) -> Answer:
    """An error as XML."""
    known, message, detail, kind = LARGE[code]
    told = f"<Detail>{escape(detail)}</Detail>" if detail else ""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse time="{stamp()}" xmlns="http://schema.intuit.com/finance/v3">'
        f'<Fault type="{kind + "Fault" if kind else "SERVICE"}"><Error code="{code}">'
        f"<Message>{escape(message)}</Message>{told}</Error></Fault></IntuitResponse>"
    )
    return Answer(status or known, text.encode(), {**XML, **(headers or {})})


def refuse(code: str, detail: str = "") -> Refused:
    """The same as ``fault``, to be raised."""
    return Refused(fault(code, detail))


def stamp(moment: datetime | None = None) -> str:
    """The moment that every answer carries, in the hours of California: a service's own, or this machine's."""
    return (moment or datetime.now(PACIFIC)).astimezone(PACIFIC).isoformat(timespec="milliseconds")
