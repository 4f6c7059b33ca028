"""What hubs know of people and need no longer."""

from datetime import timedelta

from flask import Flask
from flask_babel import gettext as _

from core import retention
from hubs.people import retention_actions
from hubs.people.models import HostInvitation
from members import signals

KEEP_OVER = timedelta(days=30)
"""So long hosts see that an invitation ran out, and can send it again."""


def install(app: Flask) -> None:
    signals.erasing.connect(retention_actions.let_go)
    retention.register(
        app,
        retention.deleting(
            "invitations",
            lambda: _("Invitations to hosts are deleted %(days)s days after they expire.", days=KEEP_OVER.days),
            HostInvitation,
            lambda moment: HostInvitation.expires_at < moment - KEEP_OVER,
        ),
    )
