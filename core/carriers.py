"""How mail leaves the house: over SMTP, or as files when no mail server is set."""

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from core.clock import now
from core.settings import Settings

log = logging.getLogger(__name__)

LOCAL = {"localhost", "127.0.0.1", "::1"}


class Carrier(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Deliver, or raise what went wrong."""


@contextmanager
def carrier(settings: Settings) -> Iterator[Carrier]:
    """The carrier that the settings ask for; an SMTP connection is opened at the first mail and closed at the end."""
    if not settings.smtp_url:
        yield FileCarrier(settings.instance_dir / "outbox")
        return
    smtp = SmtpCarrier(settings.smtp_url)
    try:
        yield smtp
    finally:
        smtp.close()


class FileCarrier:
    """Without SMTP settings: each mail becomes an .eml file that any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def send(self, message: EmailMessage) -> None:
        name = f"{now():%Y%m%dT%H%M%S}-{message['Message-ID'].strip('<>').split('@')[0]}.eml"
        (self.folder / name).write_bytes(bytes(message))
        log.info("mail written as file (no SMTP_URL)", extra={"file": name})


class SmtpCarrier:
    """One connection for a batch. `smtp://user:password@host:587` uses STARTTLS where the server offers it; a password
    never travels in clear text, but for a server on this machine."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        if self.connection is None:
            self.connection = self._connect()
        try:
            self.connection.send_message(message)
        except smtplib.SMTPRecipientsRefused:
            raise
        except (smtplib.SMTPException, OSError):
            self.close()
            raise

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _connect(self) -> smtplib.SMTP:
        host, tls = self.url.hostname or "localhost", ssl.create_default_context()
        if self.url.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, self.url.port or 465, timeout=20, context=tls)
        else:
            connection = smtplib.SMTP(host, self.url.port or 25, timeout=20)
            if connection.ehlo() and connection.has_extn("starttls"):
                connection.starttls(context=tls)
        if self.url.username:
            if not isinstance(connection.sock, ssl.SSLSocket) and host not in LOCAL:
                raise smtplib.SMTPNotSupportedError("the mail server offers no STARTTLS: the password stays here")
            connection.login(unquote(self.url.username), unquote(self.url.password or ""))
        return connection
