"""How mail leaves the house: over SMTP, or as files when no mail server is set."""

import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from threading import Timer
from typing import Protocol
from urllib.parse import unquote, urlsplit

from core.clock import now
from core.settings import Settings
from core.transactions import assert_outside

log = logging.getLogger(__name__)

LOCAL = {"localhost", "127.0.0.1", "::1"}

CONNECT_SECONDS = 10
"""For each step until the mail server knows us; no mail is claimed meanwhile."""

SEND_SECONDS = 40
"""For one mail, from its first word to the server's last; then the connection is cut."""

OUR_FAULT = {530, 534, 535, 538}
"""Refusals that are about us (log in first) and not about the mail."""


class Unreachable(Exception):
    """The mail server is not there, does not know us, or has left: what waits is not tried."""


class Undeliverable(Exception):
    """The mail server will never take this mail."""


class MailTransport(Protocol):
    def ready(self) -> None:
        """The way is open, or Unreachable. To be called before each mail."""

    def send(self, message: EmailMessage) -> None:
        """Deliver; or Undeliverable, Unreachable, or whatever else went wrong this time."""


@contextmanager
def mail_transport(settings: Settings) -> Iterator[MailTransport]:
    """The transport that the settings ask for; an SMTP connection is opened at the first mail and closed at the end."""
    if not settings.smtp_url:
        yield FileTransport(settings.instance_dir / "outbox")
        return
    smtp = SmtpTransport(settings.smtp_url)
    try:
        yield smtp
    finally:
        smtp.close()


class FileTransport:
    """Without SMTP settings: each mail becomes an .eml file that any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def ready(self) -> None:
        """A folder always is."""

    def send(self, message: EmailMessage) -> None:
        name = f"{now():%Y%m%dT%H%M%S}-{message['Message-ID'].strip('<>').split('@')[0]}.eml"
        (self.folder / name).write_bytes(bytes(message))
        log.info("mail written as file (no SMTP_URL)", extra={"file": name})


class SmtpTransport:
    """One connection for many mails. `smtp://user:password@host:587` uses STARTTLS where the server offers it, `smtps://`
    TLS from the start; a password never travels in clear text, but for a server on this machine."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.connection: smtplib.SMTP | None = None

    def ready(self) -> None:
        """A server may hang up on us between two mails: that is not the next one's fault."""
        assert_outside()
        if self.connection is not None and _answers(self.connection):
            return
        self.close()
        try:
            self.connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(repr(error)) from error

    def send(self, message: EmailMessage) -> None:
        assert self.connection is not None, "ready() comes first"
        address = message["To"].addresses[0].addr_spec
        try:
            with _cut_off(self.connection, SEND_SECONDS):
                self.connection.send_message(message, to_addrs=[address])
        except smtplib.SMTPNotSupportedError as error:  # letters that this server cannot have in an address
            raise Undeliverable(repr(error)) from error
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            raise self._meaning(error) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unreachable(repr(error)) from error

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _meaning(self, error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> Exception:
        """5xx is the last word about a recipient or a mail; about our own address it may be a slip in the settings."""
        code = _code(error)
        if code == 421:
            self.close()
            return Unreachable(repr(error))
        if 500 <= code < 600 and code not in OUR_FAULT and not isinstance(error, smtplib.SMTPSenderRefused):
            return Undeliverable(repr(error))
        return error

    def _connect(self) -> smtplib.SMTP:
        host = self.url.hostname or "localhost"
        if self.url.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.url.port or 465, timeout=CONNECT_SECONDS, context=_tls(host)
            )
        else:
            connection = smtplib.SMTP(host, self.url.port or 25, timeout=CONNECT_SECONDS)
        try:
            self._introduce(connection, host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _introduce(self, connection: smtplib.SMTP, host: str) -> None:
        connection.ehlo_or_helo_if_needed()
        if self.url.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls(context=_tls(host))
            connection.ehlo()
        if self.url.username:
            if not isinstance(connection.sock, ssl.SSLSocket) and host not in LOCAL:
                raise smtplib.SMTPNotSupportedError("the mail server offers no STARTTLS: the password stays here")
            connection.login(unquote(self.url.username), unquote(self.url.password or ""))


def _tls(host: str) -> ssl.SSLContext:
    """Certificates are checked; not that of a server on this machine, which rarely has one that anybody signed. To read
    those that are trusted takes 20 ms: only where TLS is spoken."""
    context = ssl.create_default_context()
    if host in LOCAL:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _code(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _ in error.recipients.values())
    return error.smtp_code


@contextmanager
def _cut_off(connection: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Whatever the server does, it is over by then: a claim lasts longer, and nobody else sends the mail meanwhile."""
    assert connection.sock is not None
    connection.sock.settimeout(seconds)
    timer = Timer(seconds, _hang_up, [connection.sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(line: socket.socket) -> None:
    """Wakes whoever waits at this line, also under TLS."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
