"""The demo's mail pages: a newcomer reads the mails that a real site would have sent. Not in production."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from flask import Blueprint, Response, abort, current_app, make_response, render_template
from markupsafe import Markup, escape

from core import outbox
from core.access import LINK, access
from core.clock import now
from core.outbox import OutboxMail
from core.security import CSP, safe_next
from core.settings import Settings

FRAMING = f"{CSP}; frame-src 'self'"
"""Of the page that shows a mail in a frame."""
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation; " + (
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)
"""Of the mail in it: its styles stand in it, as mail programs want them; it runs and loads nothing."""

blueprint = Blueprint("demo", __name__, url_prefix="/demo/outbox")


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace").replace("\r\n", "\n")


@dataclass(frozen=True)
class ShownMail:
    id: int
    recipient: str
    locale: str
    subject: str
    queued_at: datetime
    waits_until: datetime | None
    text: Markup
    html: str
    attachments: Sequence[Attachment]


@blueprint.get("", endpoint="outbox")
@access(LINK)
def outbox_page() -> str:
    mails = [_shown(mail) for mail in outbox.latest(30)]
    return render_template("demo/outbox.html", mails=mails)


@blueprint.get("/<int:mail_id>")
@access(LINK)
def mail(mail_id: int) -> Response:
    """As a mail program shows it, with what is attached."""
    answer = make_response(render_template("demo/mail.html", mail=_mail(mail_id)))
    answer.headers["Content-Security-Policy"] = FRAMING
    return answer


@blueprint.get("/<int:mail_id>/html")
@access(LINK)
def html(mail_id: int) -> Response:
    """The HTML of the mail, for the frame."""
    answer = make_response(_mail(mail_id).html)
    answer.headers["Content-Security-Policy"] = FRAMED
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@blueprint.get("/<int:mail_id>/attachments/<int:number>")
@access(LINK)
def attachment(mail_id: int, number: int) -> Response:
    """The first has the number 1."""
    attached = _mail(mail_id).attachments
    if not 1 <= number <= len(attached):
        abort(404)
    found = attached[number - 1]
    answer = Response(found.content, content_type=found.content_type)
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    return answer


def _mail(mail_id: int) -> ShownMail:
    return _shown(outbox.mail_of(mail_id) or abort(404))


def _shown(mail: OutboxMail) -> ShownMail:
    message = outbox.render(mail)
    settings: Settings = current_app.extensions["settings"]
    return ShownMail(
        id=mail.id,
        recipient=mail.recipient,
        locale=mail.locale,
        subject=str(message["Subject"]),
        queued_at=mail.created_at,
        waits_until=mail.due_at if mail.sent_at is None and mail.due_at > now() else None,
        text=linked(_part(message, "plain"), settings.public_url),
        html=_leading_out(_part(message, "html"), settings.public_url),
        attachments=[_attachment(part) for part in message.iter_attachments()],
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        part.get_filename() or "", part.get_content_type(), content if isinstance(content, bytes) else b""
    )


def _leading_out(text: str, our_url: str) -> str:
    """Links lead to this site, whatever its host is here, and out of the frame. Only our templates write tags."""
    return (
        text.replace("<a ", '<a target="_top" ')
        .replace(f'href="{our_url}/', 'href="/')
        .replace(f'href="{our_url}"', 'href="/"')
    )


def linked(text: str, our_url: str) -> Markup:
    """The text with links to this site made clickable, without their host, which may differ."""
    shown, end = Markup(), 0
    for found in re.finditer(re.escape(our_url) + r"(/[^\s<>\"]*)?(?=\s|$)", text):
        path = safe_next(found.group(1) or "/")
        if path is None:
            continue
        shown += escape(text[end : found.start()])
        shown += Markup('<a href="{}">{}</a>').format(path, found.group(0))
        end = found.end()
    return shown + escape(text[end:])
