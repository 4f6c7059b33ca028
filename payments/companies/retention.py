"""What companies know of people and need no longer, and what keeps the account of somebody who manages one."""

from datetime import datetime

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select

from core import retention
from core.retention import deleting, months_before
from core.settings import Settings
from members import idle, signals
from members.models import Member
from payments.companies import people_actions
from payments.companies.models import CompanyMember
from payments.companies.queries import IS_IN
from payments.companies.rules import KEEP_OVER


def install(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    months = settings.retention_bookings_months
    retention.register(
        app,
        deleting(
            "company-invitations",
            lambda: _("Companies’ invitations are deleted %(days)s days after they expire.", days=KEEP_OVER.days),
            CompanyMember,
            lambda moment: CompanyMember.joined_at.is_(None) & (CompanyMember.expires_at < moment - KEEP_OVER),
        ),
        deleting(
            "company-people",
            lambda: _(
                "That somebody belonged to a company is deleted %(months)s months after they left.", months=months
            ),
            CompanyMember,
            lambda moment: (
                CompanyMember.joined_at.is_not(None) & (CompanyMember.left_at < months_before(moment, months))
            ),
        ),
    )
    signals.erasing.connect(people_actions.let_go)
    if manages_company not in idle.kept_by:  # several apps may live in one process
        idle.kept_by.append(manages_company)


def manages_company(_moment: datetime) -> ColumnElement[bool]:
    """A condition on Member: they manage a company, whose invoices nobody else may see."""
    mine = (CompanyMember.member_id == Member.id, CompanyMember.role == "manager", IS_IN)
    return exists(select(CompanyMember.id).where(*mine))
