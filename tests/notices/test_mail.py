"""E-mail: what is in a letter, how a server is spoken to, and what can go wrong with one."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import pytest

from archiver.errors import (
    ArchiverError,
    LoginInClear,
    LoginRefused,
    NoAddress,
    Refused,
    Unreachable,
    Unwell,
    YouCanFixIt,
)
from archiver.notices import mail
from archiver.settings import Notices
from tests.emulators.authority import Authority
from tests.emulators.smtp import CLOSE, HANG, Mailroom, Smtp
from tests.notices.conftest import NOW

PASSWORD = "s3cretive-Passw0rd"  # noqa: S105 - of nobody
OWNER = "owner@bakery.example"


@pytest.fixture
def room(trusted: Authority) -> Mailroom:
    """A server that has STARTTLS, and one user."""
    return Mailroom(trusted.context, users={OWNER: PASSWORD})


@pytest.fixture
def server(room: Mailroom) -> Iterator[Smtp]:
    with Smtp(room) as server:
        yield server


def settings(server: Smtp, security: str = "starttls", user: str | None = OWNER, host: str = "127.0.0.1") -> Notices:
    return Notices((OWNER, "ann@fiduciaire.example"), host, server.port, security, user)


def send(chosen: Notices, password: str | None = PASSWORD, text: str = "It failed.\n") -> list[str]:
    return list(mail.send(chosen, password, mail.letter(chosen, "archiver: lac", text, NOW)))


def test_a_letter_is_taken_over_tls(server: Smtp, room: Mailroom) -> None:
    assert send(settings(server)) == []
    [letter] = room.letters
    assert (letter.encrypted, letter.user, letter.sender) == (True, OWNER, OWNER)
    assert letter.recipients == (OWNER, "ann@fiduciaire.example")
    assert {line.split()[0] for line in room.in_clear} == {b"ehlo", b"STARTTLS"}
    assert set(room.greeted) == {"[127.0.0.1]"}, "the name of this machine is nobody's business"


def test_a_letter_says_that_a_program_wrote_it(server: Smtp, room: Mailroom) -> None:
    chosen = settings(server)
    text = "Société “Boulangerie du Lac”\n.\n..dots\n" + "long " * 500 + "\n"
    mail.send(chosen, PASSWORD, mail.letter(chosen, "archiver : Boulangerie du Lac\r\nBcc: x@y.z", text, NOW))
    message = room.letters[0].message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "archiver : Boulangerie du Lac Bcc: x@y.z"
    assert message["Bcc"] is None
    assert message["From"] == OWNER
    assert message["To"] == f"{OWNER}, ann@fiduciaire.example"
    assert message["Message-ID"].endswith("@bakery.example>")
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == text


def test_a_subject_is_one_line_of_some_length(server: Smtp, room: Mailroom) -> None:
    chosen = settings(server)
    mail.send(chosen, PASSWORD, mail.letter(chosen, "société en\npanne " * 100, "b", NOW))
    subject = room.letters[0].message["Subject"]
    assert subject.startswith("société en panne société")
    assert subject.endswith(" …")
    assert 130 < len(subject) <= 150


def test_no_two_letters_are_the_same(server: Smtp) -> None:
    chosen = settings(server)
    assert len({mail.letter(chosen, "a", "b", NOW)["Message-ID"] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("user", "sender", "expected"),
    [
        ("anna", None, OWNER),
        ("anna@mail.example", None, "anna@mail.example"),
        (None, None, OWNER),
        ("anna@mail.example", "archives@bakery.example", "archives@bakery.example"),
    ],
)
def test_who_it_is_from(user: str | None, sender: str | None, expected: str) -> None:
    assert mail.sender(Notices((OWNER,), "h", user=user, sender=sender)) == expected


@pytest.mark.parametrize("address", ["owner", "a b@c.d", "<a@b.c>", "a@b,c@d", "", 'a@"b'])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(NoAddress):
        mail.letter(Notices((OWNER, address), "h"), "a", "b", NOW)
    with pytest.raises(NoAddress):
        mail.letter(Notices((OWNER,), "h", sender=address or "x"), "a", "b", NOW)


def test_tls_from_the_start(room: Mailroom) -> None:
    room.implicit = True
    with Smtp(room) as server:
        send(settings(server, "tls", host="localhost"))
    assert (room.letters[0].encrypted, room.in_clear) == (True, [])


def test_a_server_of_this_machine_may_be_spoken_to_in_clear() -> None:
    room = Mailroom(users={OWNER: PASSWORD})
    with Smtp(room) as server:
        send(settings(server, "none"))
    assert (room.letters[0].encrypted, room.letters[0].user) == (False, OWNER)


def test_nobody_logs_in_where_no_user_is_set(trusted: Authority) -> None:
    room = Mailroom(trusted.context)
    with Smtp(room) as server:
        send(settings(server, user=None), None)
    assert room.letters[0].user is None


def test_a_password_may_have_accents(room: Mailroom, trusted: Authority) -> None:
    room.users = {"société": "clé à molette"}
    with Smtp(room) as server:
        send(settings(server, user="société"), "clé à molette")
        with pytest.raises(LoginRefused):
            send(settings(server, user="société"), "clé")
    assert room.letters[0].user == "société"


def test_a_password_is_not_told_in_clear_to_another_machine() -> None:
    chosen = Notices((OWNER,), "smtp.bakery.example", security="none", user=OWNER)
    assert not mail.is_private(chosen)
    with pytest.raises(LoginInClear) as refused:
        send(chosen)
    assert isinstance(refused.value, YouCanFixIt)


def test_nothing_is_sent_in_clear_where_starttls_is_missing(room: Mailroom) -> None:
    """As where somebody in between took the offer out."""
    room.context = None
    with Smtp(room) as server, pytest.raises(Refused, match="STARTTLS"):
        send(settings(server))
    assert room.letters == []
    assert {line.split()[0] for line in room.in_clear if line} == {b"ehlo"}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_is_told_nothing(
    room: Mailroom, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    room.implicit = security == "tls"
    with Smtp(room) as server, pytest.raises(Unreachable, match="certificate"):
        send(settings(server, security))
    assert room.letters == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only 127.0.0.1 is this machine")
def test_a_certificate_of_another_name_is_refused(trusted: Authority) -> None:
    with Smtp(Mailroom(trusted.context), "127.0.0.2") as server, pytest.raises(Unreachable, match="certificate"):
        send(settings(server, user=None, host="127.0.0.2"))


@pytest.mark.parametrize(
    ("verb", "says", "error", "tells"),
    [
        ("CONNECT", "421 4.3.2 Shutting down", Unwell, "421 4.3.2"),
        ("CONNECT", "554 5.7.1 Your address is on a list", Refused, "554 5.7.1"),
        ("EHLO", "500 What?", Refused, ""),
        ("STARTTLS", "454 4.7.0 TLS not available", Unwell, "454 4.7.0"),
        ("STARTTLS", CLOSE, Unreachable, "cut"),
        ("AUTH", "535 5.7.8 Wrong", LoginRefused, "535 5.7.8"),
        ("AUTH", "454 4.7.0 Later", Unwell, "454 4.7.0"),
        ("AUTH", CLOSE, Unreachable, "cut"),
        ("MAIL", "530 5.7.0 Log in first", LoginRefused, "530 5.7.0"),
        ("MAIL", "553 5.7.1 You are not the owner of that address", Refused, "553 5.7.1"),
        ("MAIL", "451 4.7.1 Greylisted", Unwell, "451 4.7.1"),
        ("RCPT", "550 5.1.1 Nobody of that name", Refused, OWNER),
        ("RCPT", "450 4.2.0 Greylisted", Unwell, "450 4.2.0"),
        ("DATA", "452 4.3.1 Disk full", Unwell, "452 4.3.1"),
        (".", "552 5.3.4 Too big", Refused, "552 5.3.4"),
        (".", CLOSE, Unreachable, "cut"),
        (".", "this is no answer", Unwell, "-1"),
        ("CONNECT", CLOSE, Unreachable, "cut"),
    ],
)
def test_what_goes_wrong_is_one_of_our_errors(
    server: Smtp, room: Mailroom, verb: str, says: str, error: type[ArchiverError], tells: str
) -> None:
    room.troubles[verb] = says
    with pytest.raises(error) as failed:
        send(settings(server))
    assert tells in str(failed.value)
    assert failed.value.exit_code == 4
    assert room.letters == []
    assert PASSWORD not in f"{failed.value!r} {failed.value} {failed.value.facts}"


def test_a_server_that_repeats_the_password_is_not_quoted(server: Smtp) -> None:
    with pytest.raises(LoginRefused) as refused:
        send(settings(server), "another-s3cret")
    assert "another-s3cret" not in f"{refused.value} {refused.value.facts}"
    assert refused.value.__cause__ is None
    assert "535 5.7.8" in str(refused.value)


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "STARTTLS", "AUTH", "."])
def test_a_server_that_hangs_is_not_waited_for_without_end(
    server: Smtp, room: Mailroom, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.3)
    room.troubles[verb] = HANG
    with pytest.raises(Unreachable, match="in time"):
        send(settings(server))


def test_one_address_that_is_not_taken_does_not_keep_the_others(server: Smtp, room: Mailroom) -> None:
    room.troubles[f"RCPT:{OWNER}"] = "550 5.1.1 Nobody of that name"
    assert send(settings(server)) == [OWNER]
    assert room.letters[0].recipients == ("ann@fiduciaire.example",)


@pytest.mark.parametrize("says", [CLOSE, "451 4.0.0 I do not let you go"])
def test_a_letter_that_was_taken_is_sent_whatever_becomes_of_the_farewell(
    server: Smtp, room: Mailroom, says: str
) -> None:
    room.troubles["QUIT"] = says
    assert send(settings(server)) == []
    assert len(room.letters) == 1


def test_an_address_with_accents_is_refused_where_the_server_has_none(server: Smtp, room: Mailroom) -> None:
    chosen = Notices(("société@bakery.example",), "127.0.0.1", server.port, user=OWNER)
    with pytest.raises(Refused):
        send(chosen)
    assert room.letters == []


@pytest.mark.parametrize("host", ["127.0.0.1", "nowhere.invalid", "a" * 300, "..", "smtp.example.org:587"])
def test_a_machine_that_is_not_there(host: str, trusted: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable):
        send(Notices((OWNER,), host, port))


def test_no_library_tells_the_password(
    server: Smtp, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(settings(server))
    assert PASSWORD not in caplog.text + "".join(capfd.readouterr())
