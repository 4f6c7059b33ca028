"""The way to the mail server: TLS, passwords, and servers that take their time."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from threading import Thread
from time import monotonic
from typing import Any

import pytest

from core import mail_transport
from core.mail_transport import SmtpTransport, Undeliverable, Unreachable
from tests.support.mail import CERTIFICATE, MailServer

NOT_SENT = (Unreachable, smtplib.SMTPException)

ELSEWHERE = "127.0.0.2"
"""This machine, but not by a name that counts as local."""


@pytest.fixture
def server() -> Iterator[Callable[..., MailServer]]:
    started: list[MailServer] = []

    def start(*args: Any) -> MailServer:
        started.append(MailServer(*args).start())
        return started[-1]

    yield start
    for each in started:
        each.stop()


def message(to: str = "anna@example.org") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "site@example.org", to, "x"
    mail.set_content("x")
    return mail


@contextmanager
def open_way(url: str) -> Iterator[SmtpTransport]:
    carrier = SmtpTransport(url)
    try:
        carrier.ready()
        yield carrier
    finally:
        carrier.close()


@pytest.mark.parametrize("security", ["", "starttls", "smtps"])
def test_mail_arrives_with_and_without_tls(server: Any, security: str) -> None:
    there = server(security)
    with open_way(there.url) as carrier:
        carrier.send(message())
        carrier.ready()
        carrier.send(message("ben@example.org"))

    assert [mail["X-Envelope-To"] for mail in there.mails] == ["anna@example.org", "ben@example.org"]


@pytest.mark.parametrize("security", ["starttls", "smtps"])
def test_server_elsewhere_needs_a_certificate_that_we_trust(
    server: Any, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = server(security, ELSEWHERE)
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"), open_way(there.url):
        pass
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with open_way(there.url) as carrier:
        carrier.send(message())
    assert len(there.mails) == 1


def test_password_never_leaves_in_clear_text(server: Any) -> None:
    there = server("", ELSEWHERE)
    with (
        pytest.raises(Unreachable, match="the password stays here"),
        open_way(there.url.replace("smtp://", "smtp://site:secret@")),
    ):
        pass
    assert there.mails == []


def test_server_that_hung_up_between_two_mails_is_called_again(server: Any) -> None:
    there = server()
    with open_way(there.url) as carrier:
        carrier.send(message())
        assert carrier.connection is not None
        assert carrier.connection.sock is not None
        carrier.connection.sock.shutdown(socket.SHUT_RDWR)
        carrier.ready()
        carrier.send(message())

    assert (len(there.mails), there.connections) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("550 nobody", Undeliverable),
        ("554 spam", Undeliverable),
        ("451 later", Exception),
        ("421 going down", Unreachable),
        ("530 log in first", Exception),
    ],
)
def test_what_the_server_says_decides(server: Any, answer: str, meaning: type[Exception]) -> None:
    there = server()
    there.refuse = answer
    with open_way(there.url) as carrier:
        with pytest.raises(meaning) as found:
            carrier.send(message())
        assert meaning is not Exception or not isinstance(found.value, (Undeliverable, Unreachable))
        there.refuse = None
        carrier.ready()
        carrier.send(message())
    assert len(there.mails) == 1


def test_address_that_the_server_cannot_write_is_given_up(server: Any) -> None:
    with open_way(server().url) as carrier:
        assert carrier.connection is not None
        carrier.connection.ehlo()
        carrier.connection.esmtp_features.pop("smtputf8", None)
        with pytest.raises(Undeliverable, match="SMTPUTF8"):
            carrier.send(message("jürgen@example.org"))


def test_server_that_answers_a_letter_at_a_time_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time-out of single steps would never end it, and the claim of the mail would be over."""
    monkeypatch.setattr(mail_transport, "SEND_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        slow = Thread(target=_slow_server, args=[listener])
        slow.start()
        started = monotonic()
        with open_way(f"smtp://127.0.0.1:{listener.getsockname()[1]}") as carrier, pytest.raises(NOT_SENT):
            carrier.send(message())
        assert monotonic() - started < 5
        slow.join(10)


def _slow_server(listener: socket.socket) -> None:
    line, _ = listener.accept()
    with line:
        line.sendall(b"220 slow\r\n")
        line.recv(1000)
        line.sendall(b"250 slow\r\n")
        line.recv(1000)
        try:
            for _ in range(200):
                line.sendall(b"2")
                line.settimeout(0.05)
                try:
                    if not line.recv(1):
                        return
                except TimeoutError:
                    continue
        except OSError:
            return
