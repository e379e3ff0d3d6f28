"""What can happen on the line to a service, in words that give no address away."""

from __future__ import annotations

import logging
import re

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.poolmanager import ProxyManager

from archiver.errors import Unreachable
from archiver.words import N_, phrase

STATUS = N_("HTTP {status}")
PORTAL = N_("a web page came in place of its answer, as where one has to sign in to a network")
_SLOW = N_("no answer came in time")
_CERTIFICATE = N_("its certificate is not one that this machine trusts")
_PROXY = N_("the proxy does not let us through")
_CUT = N_("the connection was cut, or none could be made")

_SECRET = re.compile(r"((?:upload_id|session_id|access_token)=|Bearer |Basic )[^\s&\"'\\]+")


def broken(service: str, error: Exception) -> Unreachable:
    """The line failed. The error itself is not passed on: its text holds the address, which may be a secret."""
    match error:
        case requests.exceptions.SSLError():
            reason = _CERTIFICATE
        case requests.exceptions.ProxyError():
            reason = _PROXY
        case requests.exceptions.Timeout():
            reason = _SLOW
        case _:
            reason = _CUT
    return Unreachable(service=service, reason=phrase(reason))


def portal(service: str) -> Unreachable:
    """Somebody else answered."""
    return Unreachable(service=service, reason=phrase(PORTAL))


def said(text: str) -> str:
    """What a service said of an error, on one line, without any secret that it may echo."""
    return _SECRET.sub(r"\1…", " ".join(text.split()))[:300]


class Prompt(HTTPAdapter):
    """Sends at once also through a proxy, where urllib3 holds small packets back: some 40 ms for each request."""

    def proxy_manager_for(self, proxy: str, **more: object) -> ProxyManager:
        """The connections through this proxy."""
        manager: ProxyManager = super().proxy_manager_for(
            proxy, socket_options=HTTPConnection.default_socket_options, **more
        )
        return manager


def prompt(session: requests.Session) -> None:
    """Let a session send at once."""
    session.mount("https://", Prompt())


class Discretion(logging.Filter):
    """Takes secrets out of what is logged of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without its secrets."""
        record.msg, record.args = _SECRET.sub(r"\1…", record.getMessage()), ()
        return True


def be_discreet() -> None:
    """Keep secrets out of the logs of the library that sends requests: the address of an upload is one."""
    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(each, Discretion) for each in logger.filters):
        logger.addFilter(Discretion())
