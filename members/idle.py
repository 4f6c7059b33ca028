"""Accounts that nobody uses, and what else of an account is no longer needed: the rules of retention."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.db import db
from core.retention import Condition, RetentionRule, deleting, months_before
from core.settings import Settings
from members import erasing_actions
from members.limits import SESSION_DAYS, UNCONFIRMED_DAYS
from members.models import LoginSession, LoginUse, Member, MemberRole

WARNING = timedelta(days=30)
"""Between the warning and the end of an account are at least so many days."""

kept_by: list[Condition] = []
"""What else keeps an account, such as a coming booking: conditions on Member that a package above appends."""


def rules(app: Flask) -> list[RetentionRule]:
    settings: Settings = app.extensions["settings"]
    months = settings.retention_accounts_months
    return [*_never_used(), *_idle(months)]


def _never_used() -> list[RetentionRule]:
    return [
        deleting(
            "log-ins",
            lambda: _("Log-ins are deleted when they have expired."),
            LoginSession,
            _is_over,
            hourly=True,
        ),
        deleting(
            "log-in-uses",
            lambda: _("Of the times a log-in was used, only the last is kept."),
            LoginUse,
            _was_used_later,
            hourly=True,
        ),
        deleting(
            "sign-ups",
            lambda: _(
                "Accounts that were not confirmed are deleted %(days)s days after the last link.", days=UNCONFIRMED_DAYS
            ),
            Member,
            _was_not_confirmed,
            hourly=True,
        ),
    ]


def _is_over(moment: datetime) -> ColumnElement[bool]:
    limit = moment - timedelta(days=SESSION_DAYS)
    used = exists(select(LoginUse.used_at).where(LoginUse.session_id == LoginSession.id, LoginUse.used_at > limit))
    return or_(LoginSession.expires_at <= moment, and_(LoginSession.created_at <= limit, ~used))


def _was_used_later(_moment: datetime) -> ColumnElement[bool]:
    later = aliased(LoginUse)
    of_same = (later.session_id == LoginUse.session_id, later.used_at > LoginUse.used_at)
    return exists(select(later.used_at).where(*of_same).correlate(LoginUse))


def _was_not_confirmed(moment: datetime) -> ColumnElement[bool]:
    """One that an operator has closed stays, so that its address stays closed."""
    old = Member.created_at < moment - timedelta(days=UNCONFIRMED_DAYS)
    return and_(Member.email_confirmed_at.is_(None), Member.is_active, old)


def _idle(months: int) -> list[RetentionRule]:
    def to_warn(moment: datetime) -> ColumnElement[bool]:
        return and_(_unused(moment + WARNING, months), _may_go(moment), Member.warned_at.is_(None))

    def to_erase(moment: datetime) -> ColumnElement[bool]:
        return and_(_unused(moment, months), _may_go(moment), Member.warned_at <= moment - WARNING)

    def to_report(moment: datetime) -> ColumnElement[bool]:
        return and_(_unused(moment, months), or_(~Member.is_active, _has_tasks()))

    return [
        RetentionRule(
            "account-warnings",
            lambda: _(
                "Anyone who does not use their account gets an email %(days)s days before it is deleted.",
                days=WARNING.days,
            ),
            _count(to_warn),
            lambda moment: erasing_actions.warn(due=to_warn(moment), ends_at=moment + WARNING),
        ),
        RetentionRule(
            "accounts",
            lambda: _(
                "Accounts are deleted after %(months)s months without use, with a warning beforehand.", months=months
            ),
            _count(to_erase),
            lambda moment: erasing_actions.erase_some(due=to_erase(moment)),
            last=True,
        ),
        RetentionRule(
            "accounts-kept",
            lambda: _("Unused accounts that have a role (hosts, district, admins) or are closed: an operator decides."),
            _count(to_report),
        ),
    ]


def _unused(moment: datetime, months: int) -> ColumnElement[bool]:
    """Confirmed accounts that at this moment will not have been used for so many months.

    Nobody noted a day for accounts from before there were days: for those it is the day on which they were made.
    """
    limit = months_before(moment, months)
    never = and_(Member.last_seen_on.is_(None), Member.created_at <= limit)
    return and_(Member.email_confirmed_at.is_not(None), or_(Member.last_seen_on <= limit.date(), never))


def _may_go(moment: datetime) -> ColumnElement[bool]:
    return and_(Member.is_active, ~_has_tasks(), *(~keeps(moment) for keeps in kept_by))


def _has_tasks() -> ColumnElement[bool]:
    return or_(Member.may_open_hub, exists(select(MemberRole.id).where(MemberRole.member_id == Member.id)))


def _count(due: Condition) -> Callable[[datetime], int]:
    return lambda moment: int(db.session.scalar(select(func.count()).select_from(Member).where(due(moment))) or 0)
