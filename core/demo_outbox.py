"""The demo's mail page: a newcomer reads the mails that a real site would have sent. Not in production."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, current_app, render_template
from markupsafe import Markup, escape

from core import outbox
from core.access import PUBLIC, access
from core.clock import now
from core.outbox import OutboxMail
from core.security import safe_next
from core.settings import Settings

blueprint = Blueprint("demo", __name__)


@dataclass(frozen=True)
class ShownMail:
    recipient: str
    subject: str
    queued_at: datetime
    waits_until: datetime | None
    text: Markup


@blueprint.get("/demo/outbox", endpoint="outbox")
@access(PUBLIC)
def outbox_page() -> str:
    mails = [_shown(mail) for mail in outbox.latest(30)]
    return render_template("demo/outbox.html", mails=mails)


def _shown(mail: OutboxMail) -> ShownMail:
    message = outbox.render(mail)
    part = message.get_body(("plain",))
    text = str(part.get_content()) if part else ""
    settings: Settings = current_app.extensions["settings"]
    waits_until = mail.due_at if mail.sent_at is None and mail.due_at > now() else None
    return ShownMail(
        mail.recipient, str(message["Subject"]), mail.created_at, waits_until, linked(text, settings.public_url)
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
