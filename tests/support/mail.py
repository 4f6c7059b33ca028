"""A mail server that keeps what it is given."""

import asyncio
import re
import ssl
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.programs import free_port

CERTIFICATE = Path(__file__).with_name("mail_server.pem")
"""For localhost, 127.0.0.1 and 127.0.0.2; its key is known to everybody."""


class MailServer:
    """`mails` in the order of arrival, and as bytes in `raw`; `lacks` are the words of EHLO that it does not say.

    `refuse` makes it answer with that SMTP status (e.g. "451 later"), to mails for an address in `refused` "550", and
    with mails for one in `dropped` it hangs up; while `hold` is set it keeps senders waiting, `holding` at the moment.
    `connections` counts. `security`: "starttls" (before anything else) or "smtps", with a certificate that nobody has
    signed."""

    def __init__(self, security: str = "", host: str = "127.0.0.1") -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.lacks: set[str] = set()
        self.refuse: str | None = None
        self.refused: set[str] = set()
        self.dropped: set[str] = set()
        self.hold = False
        self.holding = 0
        self.connections = 0
        self.scheme = "smtps" if security == "smtps" else "smtp"
        self._controller = Controller(self, hostname=host, port=free_port(), **_tls(security))

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self._controller.hostname}:{self._controller.port}"

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return [line for line in responses if line[4:].split(" ")[0] not in self.lacks]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.holding += 1
        try:
            while self.hold:
                await asyncio.sleep(0.01)
        finally:  # also when the sender is gone
            self.holding -= 1
        if address in self.refused:
            return "550 nobody here"
        if address in self.dropped:
            server.transport.abort()
            return "421 bye"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        self.raw.append(bytes(envelope.content or b""))  # type: ignore[arg-type]
        mail["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.mails.append(mail)
        return "250 kept"

    def wait(self, matches: Callable[[EmailMessage], bool] = lambda mail: True, seconds: float = 10) -> EmailMessage:
        """The first mail that matches, as soon as it is there, or an AssertionError with the subjects."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = next((mail for mail in self.mails if matches(mail)), None)
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"no such mail within {seconds} s, only: {[m['subject'] for m in self.mails]}")

    def clear(self) -> None:
        self.mails.clear()
        self.raw.clear()
        self.refuse, self.hold, self.refused, self.dropped = None, False, set(), set()
        self.lacks = set()
        self.connections = 0

    def start(self) -> "MailServer":
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()


def _tls(security: str) -> dict[str, Any]:
    if not security:
        return {}
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    if security == "smtps":
        return {"ssl_context": context}
    return {"tls_context": context, "require_starttls": True}


def text_of(mail: EmailMessage) -> str:
    """The plain text part."""
    part = mail.get_body(("plain",))
    assert part is not None, "the mail has no plain text"
    return str(part.get_content())


def links_of(mail: EmailMessage) -> list[str]:
    return re.findall(r"https?://[^\s<>\"]+", text_of(mail))
