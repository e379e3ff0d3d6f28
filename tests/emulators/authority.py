"""A certificate authority that only the tests trust."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path

import trustme

HOSTS: Mapping[str, tuple[str, ...]] = {
    "google": (
        "accounts.google.com",
        "oauth2.googleapis.com",
        "www.googleapis.com",
        "www.google.com",
        "openidconnect.googleapis.com",
    ),
    "dropbox": (
        "www.dropbox.com",
        "api.dropbox.com",
        "api.dropboxapi.com",
        "content.dropboxapi.com",
        "notify.dropboxapi.com",
    ),
    "quickbooks": (
        "quickbooks.api.intuit.com",
        "sandbox-quickbooks.api.intuit.com",
        "oauth.platform.intuit.com",
        "developer.api.intuit.com",
        "appcenter.intuit.com",
        "intuit-attachments.s3.amazonaws.com",
    ),
    "sage": ("www.sageone.com", "oauth.accounting.sage.com", "api.accounting.sage.com"),
    "manager": (),  # it answers where its owner put it
    "tryton": (),
    "cashbook": (),
}
"""The real names that each service answers by."""


class Authority:
    """Made once per session; ``bundle`` is its certificate as a PEM file, ``context`` what servers speak TLS with."""

    def __init__(self, place: Path) -> None:
        authority = trustme.CA()
        self.bundle = place / "emulators-ca.pem"
        authority.cert_pem.write_to_path(str(self.bundle))
        names = [name for names in HOSTS.values() for name in names]
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", "127.0.0.1", *names).configure_cert(self.context)
