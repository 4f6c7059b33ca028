"""From a row of the outbox to the mail that is sent, in its recipient's language, as text and HTML."""

from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template
from flask_babel import force_locale
from werkzeug.urls import iri_to_uri

from core.outbox.seven_bit import POLICY, add_html, set_text
from core.outbox.table import CALENDAR, UNSUBSCRIBE, OutboxMail
from core.settings import ADDRESS, Settings
from core.text import lines, one_line
from core.tokens import digest

CalendarPart = Callable[[dict[str, Any], dict[str, Any], str], tuple[str, bytes]]
"""From `calendar` as it was queued, the context of the mail and its recipient to the METHOD and the iCalendar text."""

MANY_LINES = frozenset({"text", "message"})
"""Names in a context whose values may have line breaks. All others are one line, whatever people typed."""

LONGEST_SUBJECT, LONGEST_NAME = 200, 60

REPLY_TO = "reply_to"
"""Names in a context the address that answers go to, "" for none; its name is that of the `hub` there."""


def install_calendar_part(app: Flask, renderer: CalendarPart) -> None:
    """Who writes the calendar part of mails that were queued with `calendar`."""
    app.extensions["calendar_part"] = renderer


def render(mail: OutboxMail) -> EmailMessage:
    """The mail in its recipient's language, as text and HTML, with its calendar part where it has one.

    Its Message-ID is always the same, so that a mail that had to be sent twice is one to those mailboxes that look.
    """
    settings: Settings = current_app.extensions["settings"]
    context, message = _context(mail, settings), EmailMessage(POLICY)
    # A request context of its own, so that links start with BASE_URL and not with what a caller named as host.
    # And an app context of its own: templates look for who is logged in there, which would stay for the caller's page.
    ours = current_app.app_context()
    with ours, current_app.test_request_context(base_url=settings.public_url), force_locale(mail.locale):
        _head(message, mail, settings, render_template(f"email/{mail.template}/subject.txt", **context))
        if context[REPLY_TO]:
            message["Reply-To"] = _address(context[REPLY_TO], _cut(context.get("hub", ""), LONGEST_NAME))
        set_text(message, render_template(f"email/{mail.template}/body.txt", **context))
        add_html(message, render_template(f"email/{mail.template}/body.html", **context))
        if CALENDAR in mail.context:
            _add_calendar(message, *_renderer()(mail.context[CALENDAR], context, mail.recipient))
    return message


def _context(mail: OutboxMail, settings: Settings) -> dict[str, Any]:
    leave = mail.context.get(UNSUBSCRIBE, "")
    more: dict[str, Any] = {"site_name": settings.site_name, "site_url": settings.public_url}
    more |= {"has_calendar": CALENDAR in mail.context, REPLY_TO: _mailbox(mail.context.get(REPLY_TO, ""))}
    typed = {name: _clean(value, lines if name in MANY_LINES else one_line) for name, value in mail.context.items()}
    return typed | more | {"unsubscribe_url": leave and settings.public_url + leave}


def _clean(value: Any, clean: Callable[[str], str]) -> Any:
    """Without line breaks where none belong, and without signs that no mail can carry."""
    if isinstance(value, dict):
        return {name: _clean(each, clean) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, clean) for each in value]
    return clean(value.encode("utf-8", "replace").decode()) if isinstance(value, str) else value


def _head(message: EmailMessage, mail: OutboxMail, settings: Settings, subject: str) -> None:
    message["Subject"] = _subject(subject)
    sender, address = parseaddr(settings.mail_from)
    message["From"] = _address(address, sender)
    message["To"] = _address(mail.recipient)
    message["Date"] = formatdate(mail.created_at.timestamp())
    message["Message-ID"] = (
        f"<outbox-{mail.id}-{digest(mail.key)[:16]}@{urlsplit(iri_to_uri(settings.public_url)).hostname}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    if leave := mail.context.get(UNSUBSCRIBE):
        message["List-Unsubscribe"] = f"<{iri_to_uri(settings.public_url + leave)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _mailbox(typed: str) -> str:
    """What somebody has typed as the hub's address, if every mail server can write to it; else ""."""
    name, _, host = typed.rpartition("@")
    try:
        host.encode("idna")
    except UnicodeError:
        return ""
    return typed if ADDRESS.fullmatch(typed) and name.isascii() else ""


def _address(mailbox: str, display_name: str = "") -> Address:
    """One mailbox, whatever stands in it; the name of its host as mail servers write it (IDNA)."""
    name, _, host = mailbox.rpartition("@")
    return Address(display_name, username=name, domain=host if host.isascii() else host.encode("idna").decode())


def _subject(text: str) -> str:
    """One line that means itself: what looks like an encoded word (RFC 2047) would be decoded on its way."""
    return _cut(" ".join(text.replace("=?", "= ?").split()), LONGEST_SUBJECT)


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _renderer() -> CalendarPart:
    renderer: CalendarPart = current_app.extensions["calendar_part"]
    return renderer


def _add_calendar(message: EmailMessage, method: str, calendar: bytes) -> None:
    """As a third form of the mail, which Outlook, Google and Apple show as an invitation, and as a file for the others.

    The lines end in CR LF as they are: the parts are encoded as base64.
    """
    kind = {"method": method, "charset": "utf-8"}
    message.add_alternative(calendar, maintype="text", subtype="calendar", params=kind)
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
