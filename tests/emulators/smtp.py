"""A mail server on loopback, which keeps what it is given, and has troubles that can be switched on.

It refuses what real ones refuse: a login in clear, a letter before a login, a letter that no mail may be.
"""

from __future__ import annotations

import contextlib
import email.policy
import socket
import ssl
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Self

HANG = "hang"
CLOSE = "close"
LONGEST_LINE = 1000  # bytes, with its end: RFC 5321, 4.5.3.1.6


@dataclass(frozen=True)
class Letter:
    """One that was taken: its envelope, its contents, and how it came."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes
    encrypted: bool
    user: str | None


@dataclass
class Mailroom:
    """What a server is like.

    ``context`` is what it speaks TLS with: from the start where ``implicit``, else after STARTTLS; None for a server in
    clear. ``users`` are those who have to log in, with their passwords; without any, anybody may send.

    ``troubles`` says what is answered to a verb (``CONNECT``, ``EHLO``, ``STARTTLS``, ``AUTH``, ``MAIL``, ``RCPT`` or
    ``RCPT:address``, ``DATA``, ``.`` for the end of a letter, ``QUIT``) instead of doing it: a line, ``HANG`` or
    ``CLOSE``.
    """

    context: ssl.SSLContext | None = None
    implicit: bool = False
    users: Mapping[str, str] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    in_clear: list[bytes] = field(default_factory=list)
    """Every line that somebody between could have read."""
    greeted: list[str] = field(default_factory=list)
    """What those who came called themselves."""


class Smtp:
    """A mailroom that is open, at ``port``; use it in a ``with``."""

    def __init__(self, room: Mailroom, host: str = "127.0.0.1") -> None:
        self.room = room
        self.host = host
        self.closing = threading.Event()
        self._server = _Server(self)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, smtp: Smtp) -> None:
        self.smtp = smtp
        super().__init__((smtp.host, 0), _Conversation)

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up, or does not trust us, is none of our business."""


class _Left(Exception):
    """The conversation is over."""


class _Conversation(StreamRequestHandler):
    server: _Server
    request: socket.socket

    def setup(self) -> None:
        self.room = self.server.smtp.room
        self.encrypted = False
        self.user: str | None = None
        self.sender: str | None = None
        self.recipients: list[str] = []
        if self.room.implicit:
            self._encrypt()
        else:
            super().setup()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        self.request.close()

    def handle(self) -> None:
        with contextlib.suppress(_Left):
            self._do("CONNECT", lambda: self._say("220 mail.example ESMTP"))
            while line := self._line():
                verb, _, rest = line.decode("utf-8", "replace").partition(" ")
                self._obey(verb.upper(), rest)

    def _obey(self, verb: str, rest: str) -> None:
        match verb:
            case "EHLO":
                self._do(verb, lambda: self._greet(rest))
            case "STARTTLS":
                self._do(verb, self._starttls)
            case "AUTH":
                self._do(verb, lambda: self._auth(rest))
            case "MAIL":
                self._do(verb, lambda: self._mail(_address(rest)))
            case "RCPT":
                address = _address(rest)
                self._do(
                    f"RCPT:{address}" if f"RCPT:{address}" in self.room.troubles else verb, lambda: self._rcpt(address)
                )
            case "DATA":
                self._do(verb, self._data)
            case "RSET":
                self._reset("250 2.0.0 Forgotten")
            case "QUIT":
                self._do(verb, lambda: self._say("221 2.0.0 Bye"))
                raise _Left
            case _:
                self._say("502 5.5.2 Not known here")

    def _do(self, verb: str, act: Callable[[], None]) -> None:
        match self.room.troubles.get(verb):
            case None:
                act()
            case "hang":
                self.server.smtp.closing.wait(30)
                raise _Left
            case "close":
                self.request.shutdown(socket.SHUT_RDWR)
                raise _Left
            case line:
                self._say(line)

    def _greet(self, name: str) -> None:
        self.room.greeted.append(name)
        offers = ["mail.example", "8BITMIME", "ENHANCEDSTATUSCODES"]
        if self.room.context and not self.encrypted:
            offers.append("STARTTLS")
        if self.room.users and (self.encrypted or self.room.context is None):
            offers.append("AUTH PLAIN LOGIN")
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        self._say(f"250 {offers[-1]}")

    def _starttls(self) -> None:
        if self.encrypted or not self.room.context:
            self._say("502 5.5.1 Not offered")
            return
        self._say("220 2.0.0 Go ahead")
        self.rfile.close()
        self.wfile.close()
        self._encrypt()
        self.user = self.sender = None

    def _encrypt(self) -> None:
        assert self.room.context
        self.request = self.room.context.wrap_socket(self.request, server_side=True)
        self.encrypted = True
        super().setup()

    def _auth(self, rest: str) -> None:
        method, _, given = rest.partition(" ")
        if self.room.context and not self.encrypted:
            self._say("538 5.7.11 Encryption required for requested authentication mechanism")
            return
        if method.upper() == "PLAIN":
            _, user, password = b64decode(given or self._asked("")).decode().split("\0")
        else:
            user = b64decode(given or self._asked("Username:")).decode()
            password = b64decode(self._asked("Password:")).decode()
        if self.room.users.get(user) != password:
            self._say("535 5.7.8 Error: authentication failed for " + password)  # no server should; one did
            return
        self.user = user
        self._say("235 2.7.0 Welcome")

    def _asked(self, question: str) -> bytes:
        self._say(f"334 {b64encode(question.encode()).decode()}")
        return self._line()

    def _mail(self, address: str) -> None:
        if self.room.users and not self.user:
            self._say("530 5.7.0 Authentication required")
            return
        self._reset("250 2.1.0 Ok")
        self.sender = address

    def _reset(self, said: str) -> None:
        self.sender, self.recipients = None, []
        self._say(said)

    def _rcpt(self, address: str) -> None:
        self.recipients.append(address)
        self._say("250 2.1.5 Ok")

    def _data(self) -> None:
        if self.sender is None or not self.recipients:
            self._say("503 5.5.1 Nobody to send it to")
            return
        self._say("354 End with a dot")
        lines: list[bytes] = []
        while (line := self._line(whole=True)) != b".\r\n":
            if not line:
                raise _Left
            lines.append(line.removeprefix(b"."))
        self._do(".", lambda: self._take(b"".join(lines)))

    def _take(self, raw: bytes) -> None:
        lines = raw.split(b"\r\n")
        if any(len(line) + 2 > LONGEST_LINE or b"\n" in line or b"\r" in line for line in lines):
            self._say("554 5.6.0 A line is too long, or ends in no way that mail has")
            return
        message = BytesParser(EmailMessage, policy=email.policy.SMTP).parsebytes(raw)
        if not all(message[name] for name in ("From", "To", "Date", "Message-ID")) or message.defects:
            self._say("554 5.6.0 That is no letter")
            return
        assert self.sender is not None
        letter = Letter(self.sender, tuple(self.recipients), message, raw, self.encrypted, self.user)
        self.room.letters.append(letter)
        self._reset("250 2.0.0 Taken")

    def _line(self, *, whole: bool = False) -> bytes:
        line = self.rfile.readline(1 << 16)
        if not self.encrypted:
            self.room.in_clear.append(line)
        return line if whole else line.rstrip(b"\r\n")

    def _say(self, line: str) -> None:
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except OSError as error:
            raise _Left from error


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
