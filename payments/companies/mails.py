"""The mails of companies. None of them says where, when or for what somebody has booked."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from core import outbox
from core.clock import now
from core.tokens import digest
from members.models import Member
from payments.companies.models import Company, CompanyMember
from payments.companies.rules import INVITATION_DAYS


def invitation(company: Company, row: CompanyMember, secret: str, inviter: Member, locale: str) -> None:
    outbox.queue(
        f"company-invitation:{digest(secret)}",
        to=row.email or "",
        locale=locale,
        template="company-invitation",
        company=company.name,
        inviter=inviter.name,
        role=row.role,
        secret=secret,
        days=INVITATION_DAYS,
    )


def accepted(company: Company, role: str, person: Member, managers: Sequence[Member]) -> None:
    """To the managers, but whoever has accepted just now."""
    _to_managers("company-accepted", company, person, [one for one in managers if one.id != person.id], role)


def has_left(company: Company, row: CompanyMember, person: Member, managers: Sequence[Member]) -> None:
    """To the managers that remain."""
    _to_managers("company-left", company, person, [one for one in managers if one.id != person.id], row.role)


def ended(company: Company, row: CompanyMember, person: Member) -> None:
    """To somebody whom a manager has removed."""
    outbox.queue(
        f"company-ended:{row.id}",
        to=person.email,
        locale=person.locale,
        template="company-ended",
        name=person.name,
        company=company.name,
        role=row.role,
    )


def invoiced(company: Company, number: str, month: date, cents: int, managers: Sequence[Member]) -> None:
    """To the managers; without any to the address that stands on the invoice, so that somebody learns of it."""
    receivers = [(one.email, one.locale, one.name) for one in managers] or [(company.email, "de", company.name)]
    for email, locale, name in receivers:
        outbox.queue(
            f"company-invoice:{number}:{company.id}:{digest(email)}",
            to=email,
            locale=locale,
            template="company-invoice",
            name=name,
            company=company.name,
            company_id=company.id,
            number=number,
            month=format_date(month, "LLLL yyyy", locale=locale),
            cents=cents,
        )


def _to_managers(template: str, company: Company, person: Member, managers: Sequence[Member], role: str) -> None:
    moment = now().isoformat()
    for manager in managers:
        outbox.queue(
            f"{template}:{company.id}:{person.id}:{manager.id}:{moment}",
            to=manager.email,
            locale=manager.locale,
            template=template,
            name=manager.name,
            company=company.name,
            company_id=company.id,
            person=person.name,
            role=role,
        )
