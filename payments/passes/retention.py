"""What becomes of passes when they are over, and when an account ends."""

from datetime import datetime

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select

from core import retention
from core.retention import emptying, months_before
from core.settings import Settings
from members import idle, signals
from members.models import Member
from payments.passes import pass_actions
from payments.passes.models import Pass


def install(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    months = settings.retention_bookings_months
    retention.register(
        app,
        emptying(
            "passes",
            lambda: _("Passes no longer show whose they were, %(months)s months after they end.", months=months),
            Pass,
            lambda moment: Pass.member_id.is_not(None) & (Pass.valid_until < months_before(moment, months).date()),
            {"member_id": None},
        ),
    )
    signals.erasing.connect(let_go)
    if has_pass not in idle.kept_by:  # several apps may live in one process
        idle.kept_by.append(has_pass)


def let_go(member: Member) -> None:
    """A receiver of `members.signals.erasing`."""
    pass_actions.let_go(member.id)


def has_pass(moment: datetime) -> ColumnElement[bool]:
    """A condition on Member: they have a pass that still holds, or will."""
    valid = (Pass.member_id == Member.id, Pass.status == "active", Pass.valid_until >= moment.date())
    return exists(select(Pass.id).where(*valid))
