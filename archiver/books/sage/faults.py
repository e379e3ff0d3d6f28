"""What Sage says when something is wrong, turned into our errors."""

from __future__ import annotations

import msgspec

from archiver.access import wire
from archiver.access.getter import Answer, Vendor
from archiver.errors import (
    AccessStale,
    ArchiverError,
    Missing,
    Refused,
    SubscriptionEnded,
    Throttled,
    Unwell,
)
from archiver.words import N_, Phrase, phrase

TITLE = "Sage Accounting"
STATUS = N_("status {status}")
SAID = N_("{said} ({code})")
ENDED = "no active subscription"
LONGEST = 300


class _Complaint(msgspec.Struct, rename={"code": "$dataCode", "said": "$message"}):
    """One complaint; an answer has a list of them."""

    code: str = ""
    said: str = ""


_complaints = msgspec.json.Decoder(list[_Complaint])


def vendor(link: str, business: str) -> Vendor:
    """How Sage is asked, by a link of that name, for a business: where none is named, it would take any."""
    return Vendor(TITLE, lambda path, answer: trouble(link, path, answer), headers={"X-Business": business})


def trouble(link: str, path: str, answer: Answer) -> ArchiverError | None:
    """What is wrong with an answer, or None.

    A day's requests that are spent are told as one too many in a minute are: with a longer time to wait.
    """
    if answer.status < 300:
        return None
    complaint = _complaint(answer)
    match answer.status:
        case 401 if ENDED in complaint.said.lower():
            return SubscriptionEnded(service=TITLE, name=link)
        case 401:
            return AccessStale(service=TITLE, name=link)
        case 404 | 410:
            return Missing(service=TITLE, name=path)
        case 429:
            return Throttled(service=TITLE, wait=wire.seconds(answer.headers.get("retry-after", "")))
        case status if status >= 500:
            return Unwell(service=TITLE, reason=_reason(answer, complaint))
        case _:
            return Refused(service=TITLE, reason=_reason(answer, complaint), code=complaint.code)


def _reason(answer: Answer, complaint: _Complaint) -> Phrase:
    if not complaint.said:
        return phrase(STATUS, status=answer.status)
    return phrase(SAID, said=" ".join(complaint.said.split())[:LONGEST], code=complaint.code)


def _complaint(answer: Answer) -> _Complaint:
    """The first complaint; none where the answer has another form."""
    try:
        return next(iter(_complaints.decode(answer.body)), _Complaint())
    except (msgspec.MsgspecError, RecursionError):
        return _Complaint()
