"""What QuickBooks Online says when something is wrong, in all the shapes in which it does, turned into our errors."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from archiver.access import wire
from archiver.access.getter import Answer, Vendor
from archiver.errors import (
    AccessStale,
    AccessTaken,
    ArchiverError,
    Missing,
    NotIncluded,
    Refused,
    SubscriptionEnded,
    Throttled,
    TooMuchAsked,
    Unintelligible,
    Unwell,
    WrongEnvironment,
)
from archiver.words import N_, Phrase, phrase

TITLE = "QuickBooks Online"
ALWAYS = {"minorversion": "75"}
REPORTS = "reports/"
LONGEST = 300
STATUS = N_("status {status}")
SAID = N_("{said} ({code})")
NOT_JSON = N_("it is not JSON")

THROTTLED, TIMED_OUT, WRONG_KEYS, NO_SUBSCRIPTION, NOT_FOUND = "3001", "6002", "3100", "6190", "610"
STALE = ("3200", "100")
TAKEN = ("3201", "120")
LASTING = (WRONG_KEYS, NO_SUBSCRIPTION, *STALE, *TAKEN)
FAILURE, FAILURE_TYPE = "10000", "SystemFault"
NOT_INCLUDED = ("500", "5020", "5030")
"""An operation that there is not for an entity; a feature that this product is not entitled to, or does not have."""
INVALID, UNKNOWN = "4001", "context declaration"
"""A query that can be read and makes no sense, and what is said where that is because there is no such entity."""
_XML_CODE = re.compile(rb'<Error\b[^>]*\bcode="0*(\d+)"')
_XML_TYPE = re.compile(rb'<Fault\b[^>]*\btype="(\w+)"')
_XML_TEXT = re.compile(rb"<(?:Detail|Message)>([^<]*)")


class _Said(msgspec.Struct):
    """One error, as the service spells it on good days, and on bad ones."""

    code: str | int = ""
    Message: str | None = None
    Detail: str | None = None
    message: str | None = None
    detail: str | None = None


class _Fault(msgspec.Struct):
    Error: list[_Said] = []
    error: list[_Said] = []
    type: str | None = None


class _Envelope(msgspec.Struct):
    Fault: _Fault | None = None
    fault: _Fault | None = None


class Complaint(NamedTuple):
    """The code, the text and the type of a fault."""

    code: str
    said: str
    type: str = ""

    @property
    def of_the_service(self) -> bool:
        """Whether it is a failure of the service's own, whatever the status that it came with."""
        return self.code == FAILURE or (self.type == FAILURE_TYPE and self.code not in LASTING)

    @property
    def of_the_plan(self) -> bool:
        """Whether it says that these books do not have what was asked for."""
        return self.code in NOT_INCLUDED or (self.code == INVALID and UNKNOWN in self.said.lower())


NO_WORD = Complaint("", "")
_envelope = msgspec.json.Decoder(_Envelope, strict=False)


def vendor(link: str) -> Vendor:
    """How QuickBooks Online is asked by a link of that name."""
    return Vendor(TITLE, lambda path, answer: trouble(link, path, answer), ALWAYS)


def trouble(link: str, path: str, answer: Answer) -> ArchiverError | None:
    """What is wrong with an answer, or None. A fault may come with any status, 200 too.

    ``intuit_tid``, among the facts, is what Intuit's support asks for.
    """
    complaint = _complaint(answer)
    if complaint is None and answer.status < 300:
        return None
    error = _passing(path, answer, complaint or NO_WORD) or _lasting(link, path, answer, complaint or NO_WORD)
    error.facts["intuit_tid"] = answer.headers.get("intuit_tid")
    return error


def _passing(path: str, answer: Answer, complaint: Complaint) -> ArchiverError | None:
    """What waiting may mend."""
    code = complaint.code
    if answer.status == 429 or code == THROTTLED:
        return Throttled(service=TITLE, wait=wire.seconds(answer.headers.get("retry-after", "")))
    if answer.status == 504 or code == TIMED_OUT:
        kind = TooMuchAsked if path.startswith(REPORTS) else Unwell
        return kind(service=TITLE, reason=_reason(answer, complaint))
    if complaint.of_the_service or (answer.status >= 500 and code not in LASTING):
        return Unwell(service=TITLE, reason=_reason(answer, complaint))
    return None


def _lasting(link: str, path: str, answer: Answer, complaint: Complaint) -> ArchiverError:
    """What waiting does not mend."""
    code, reason = complaint.code, _reason(answer, complaint)
    if code == WRONG_KEYS:
        return WrongEnvironment(service=TITLE, name=link, reason=reason)
    if code == NO_SUBSCRIPTION:
        return SubscriptionEnded(service=TITLE, name=link)
    if answer.status == 401 or code in STALE:
        return AccessStale(service=TITLE, name=link, reason=reason)
    if code in TAKEN or (answer.status == 403 and not code):
        return AccessTaken(service=TITLE, name=link, reason=reason)
    if answer.status == 404 or code == NOT_FOUND:
        return Missing(service=TITLE, name=path)
    kind = NotIncluded if complaint.of_the_plan else Refused
    return kind(service=TITLE, reason=reason, code=code)


def _reason(answer: Answer, complaint: Complaint) -> Phrase:
    code, said = complaint.code, complaint.said
    return phrase(SAID, said=said, code=code) if code else phrase(STATUS, status=answer.status)


def _complaint(answer: Answer) -> Complaint | None:
    """The fault in a body: JSON in either spelling, or the XML that some of its machines answer whatever was asked."""
    body = answer.body.lstrip()[:1]
    if body == b"{":
        return _in_json(answer.body)
    if body == b"<" and (found := _XML_CODE.search(answer.body)):
        texts = [text.decode(errors="replace") for text in _XML_TEXT.findall(answer.body)]
        kind = _XML_TYPE.search(answer.body)
        return Complaint(found[1].decode(), _plain(texts[-1] if texts else ""), kind[1].decode() if kind else "")
    return None


def _in_json(body: bytes) -> Complaint | None:
    try:
        envelope = _envelope.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        raise Unintelligible(service=TITLE, reason=phrase(NOT_JSON)) from None
    fault = envelope.Fault or envelope.fault
    if fault is None:
        return None
    first = next(iter(fault.Error or fault.error), _Said())
    texts = (first.Detail, first.detail, first.Message, first.message)
    said = _plain(next((text for text in texts if text), ""))
    return Complaint(str(first.code).lstrip("0") or "0", said, fault.type or "")


def _plain(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
