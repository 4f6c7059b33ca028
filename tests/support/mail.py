"""A mail server that keeps what it is given."""

import asyncio
import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.programs import free_port


class MailServer:
    """`mails` in the order of arrival; `refuse` makes it answer with that SMTP status (e.g. "451 later"), to mails
    for an address in `refused` "550"; while `hold` is set it keeps senders waiting, `holding` at the moment."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse: str | None = None
        self.refused: set[str] = set()
        self.hold = False
        self.holding = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

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
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
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
        self.refuse, self.hold, self.refused = None, False, set()

    def start(self) -> "MailServer":
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()


def text_of(mail: EmailMessage) -> str:
    """The plain text part."""
    part = mail.get_body(("plain",))
    assert part is not None, "the mail has no plain text"
    return str(part.get_content())


def links_of(mail: EmailMessage) -> list[str]:
    return re.findall(r"https?://[^\s<>\"]+", text_of(mail))
