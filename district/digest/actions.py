"""News of the week that nobody wants any more do not leave. Never commits."""

from sqlalchemy import delete

from core.db import db
from core.outbox import OutboxMail
from district.digest.mails import TEMPLATE
from members.models import Member
from members.rules import wants


def withdraw_unwanted(member: Member) -> None:
    if not wants(member, "digest"):
        waiting = (OutboxMail.template == TEMPLATE, OutboxMail.recipient == member.email, OutboxMail.sent_at.is_(None))
        db.session.execute(delete(OutboxMail).where(*waiting))
