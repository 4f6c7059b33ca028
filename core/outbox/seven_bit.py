"""Mails of seven bits and short lines, whatever stands in them.

A relay that does not offer 8BITMIME (RFC 6152) or wraps long lines writes a mail anew, and its DKIM signature, made
before, no longer fits. So nothing is left to rewrite: texts are quoted-printable, files base64, names encoded words.
"""

import re
from email import policy
from email.header import Header
from email.headerregistry import (
    BaseHeader,
    HeaderRegistry,
    UniqueAddressHeader,
    UniqueUnstructuredHeader,
    UnstructuredHeader,
)
from email.message import EmailMessage
from typing import Any

LONGEST_LINE = 74
"""RFC 2045 wants none over 76 in bodies, RFC 2047 in headers with encoded words; `_without_from` takes two more."""


PLAIN = re.compile(r"[\w !#$%&'*+/^`{|}~-]*", re.ASCII)
"""The name of a mailbox that needs no quotes."""


class HeaderWords(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]  # so does the registry
    """People's words. Python's own folding loses blanks between encoded words (3.11), so all are encoded or none."""

    def fold(self, *, policy: Any) -> str:
        text = str(self)
        return f"{self.name}: {_words(self.name, text, text.isascii() and '=?' not in text)}{policy.linesep}"


class Mailbox(UniqueAddressHeader, BaseHeader):  # type: ignore[misc]  # so does the registry
    """One mailbox; its name are people's words too."""

    def fold(self, *, policy: Any) -> str:
        if len(self.addresses) != 1 or not self.addresses[0].addr_spec.isascii():
            return str(super().fold(policy=policy))
        name, address = self.addresses[0].display_name, self.addresses[0].addr_spec
        words = (
            f"{_words(self.name, name, PLAIN.fullmatch(name) is not None)}{policy.linesep} <{address}>"
            if name
            else address
        )
        return f"{self.name}: {words}{policy.linesep}"


class Addresses(UnstructuredHeader, BaseHeader):
    """Web addresses in angle brackets (RFC 2369). Python would break a long one into encoded words, which no mail
    program reads as an address; it stays in one line, however long (RFC 5322 allows 998)."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _words(header: str, text: str, is_plain: bool) -> str:
    """As they are, when they are plain and short; else as encoded words, a line each."""
    if is_plain and len(f"{header}: {text}") <= LONGEST_LINE:
        return text
    return Header(text, "utf-8", LONGEST_LINE, header).encode(linesep="\r\n")


def _headers() -> HeaderRegistry:
    registry = HeaderRegistry()
    kinds: dict[str, type[BaseHeader]] = {
        "subject": HeaderWords,
        "from": Mailbox,
        "reply-to": Mailbox,
        "list-unsubscribe": Addresses,
    }
    for name, kind in kinds.items():
        registry.map_to_type(name, kind)
    return registry


POLICY = policy.SMTP.clone(cte_type="7bit", max_line_length=LONGEST_LINE, header_factory=_headers())


def set_text(message: EmailMessage, text: str) -> None:
    """The mail as plain text."""
    message.set_content(text, cte="quoted-printable")
    _without_from(message)


def add_html(message: EmailMessage, html: str) -> None:
    """Another form of the mail."""
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    _without_from(message.get_payload(-1))  # type: ignore[arg-type]


def _without_from(part: EmailMessage) -> None:
    """Many programs put ">" before a line that begins with "From ", Python's SMTP client among them."""
    part.set_payload(re.sub(r"^From ", "=46rom ", str(part.get_payload()), flags=re.MULTILINE))
