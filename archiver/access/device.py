"""Linking from a machine without a browser: Google shows a short code, to be typed on any other device."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from archiver.access import oauth, origin, wire
from archiver.access.application import Application
from archiver.access.service import Service
from archiver.access.tokens import WORD, Tokens
from archiver.errors import LinkTimedOut, Throttled, Unintelligible, Unreachable, Unwell
from archiver.words import phrase

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SLOWER = 5.0  # seconds more between questions, each time that the service asks for it


@dataclass(frozen=True, slots=True)
class Invitation:
    """What to tell the owner: open ``address`` anywhere, and type ``code`` there within so many ``seconds``."""

    address: str
    code: str
    seconds: float
    interval: float
    device: str = field(repr=False)


def invite(service: Service, application: Application) -> Invitation:
    """Begin. Only keys of the type “TVs and Limited Input devices” may."""
    form = {"client_id": application.client_id, "scope": " ".join(service.scopes)}
    reply = wire.ask(service.title, "POST", origin.beside(application.token_uri, "/device/code"), form=form)
    if not reply.accepted:
        oauth.refuse(service, reply.error)
    try:
        address = reply.body.get("verification_url") or reply.body["verification_uri"]  # Google says _url
        return Invitation(
            str(address),
            str(reply.body["user_code"]),
            float(reply.body["expires_in"]),
            float(reply.body.get("interval", 5)),
            str(reply.body["device_code"]),
        )
    except (KeyError, TypeError, ValueError):
        raise Unintelligible(service=service.title, reason=phrase(WORD, word="device_code")) from None


def wait(
    service: Service,
    application: Application,
    invitation: Invitation,
    pause: Callable[[float], None] = time.sleep,
) -> Tokens:
    """The tokens, once the code was typed; ``LinkRefused``, or ``LinkTimedOut`` when the invitation is over.

    A network that fails meanwhile is asked again.
    """
    form = {"grant_type": GRANT, "device_code": invitation.device, **oauth.keys(application)}
    interval, waited = invitation.interval, 0.0
    while waited < invitation.seconds:
        pause(interval)
        waited += max(interval, 1.0)
        with suppress(Unreachable, Throttled, Unwell):
            reply = wire.ask(service.title, "POST", application.token_uri, form=form)
            if reply.accepted:
                return Tokens.of(service.title, reply.body)
            if reply.error == "slow_down":
                interval += SLOWER
            elif reply.error == "expired_token":
                break
            elif reply.error != "authorization_pending":
                oauth.refuse(service, reply.error)
    raise LinkTimedOut(service=service.title)
