"""Where files lie: signed addresses at another host, which wants no other authorization."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tests.emulators.exchange import Answer, Request
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.refusals import XML


def download(companies: Mapping[str, Company], request: Request) -> Answer:
    """The bytes of a file, for a signature that is 900 seconds old at most."""
    realm, _, ref, *_ = [*request.path.strip("/").split("/"), "", "", ""]
    company = companies.get(realm)
    if "Authorization" in request.headers:
        return _error(400, "InvalidArgument", "Only one auth mechanism allowed")
    if company is None or ref not in company.files:
        return _error(404, "NoSuchKey", "The specified key does not exist.")
    signed = request.query.get("X-Amz-Date", "")
    if "X-Amz-Signature" not in request.query or not signed:
        return _error(403, "AccessDenied", "Access Denied")
    made = datetime.strptime(signed, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if company.now() > made + timedelta(seconds=901):
        return _error(403, "AccessDenied", "Request has expired")
    kind = company.item("Attachable", ref)["ContentType"]
    return Answer(200, company.files[ref], {"Content-Type": kind})


def _error(status: int, code: str, message: str) -> Answer:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Answer(status, text.encode(), XML)
