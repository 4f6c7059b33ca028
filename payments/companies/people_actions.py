"""Who a company pays for and who manages it: invite, accept, decline, leave, end, renew. Flushes and never commits."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update

from core.clock import now
from core.db import db
from core.mailboxes import clean_email
from core.text import one_line
from core.tokens import digest, new_secret
from members.models import Member
from payments.companies import mails, queries, rules
from payments.companies.errors import (
    AlreadyInCompany,
    CompanyClosed,
    CompanyInvitationForAnother,
    CompanyInvitationOver,
    NotInCompany,
)
from payments.companies.models import Company, CompanyMember
from payments.companies.queries import IS_IN, CompanyInvitation

QUIETLY = {"synchronize_session": False}
IS_INVITED = (CompanyMember.joined_at.is_(None), CompanyMember.left_at.is_(None))
IS_ANSWERED_NO = (CompanyMember.joined_at.is_(None), CompanyMember.member_id.is_(None))
"""Invited, or declined: nobody's row yet."""


def invite(
    *, company: Company, emails: Sequence[str], role: str, cost_centre: str, inviter: Member, locale: str
) -> list[CompanyMember]:
    """Mail each address a link by which its owner joins the company; an older one for the same ends.

    `locale` is the mails' language where an address has no account. All or nobody: BadEmail, AlreadyInCompany,
    TooManyInvited, CompanyClosed.
    """
    _check_active(company)
    addresses = list(dict.fromkeys(clean_email(email) for email in emails))
    rules.check_invited(addresses, _how_many(company, addresses))
    known = queries.members_by_email(addresses)
    _check_new(company, role, known)
    older = delete(CompanyMember).where(CompanyMember.company_id == company.id, *IS_ANSWERED_NO)
    older = older.where(CompanyMember.role == role, CompanyMember.email.in_(addresses))
    db.session.execute(older, execution_options=QUIETLY)
    made = []
    for email in addresses:
        row = CompanyMember(
            company_id=company.id, email=email, role=role, cost_centre=one_line(cost_centre)[: rules.LONGEST_CENTRE]
        )
        db.session.add(row)
        _send(company, row, inviter, known[email].locale if email in known else locale)
        made.append(row)
    db.session.flush()
    return made


def renew(*, company: Company, person_id: int, inviter: Member, locale: str) -> str:
    """Invite anew who has not answered in time, or has declined, or lost the mail; the older link ends. Returns the
    address. NotInCompany, CompanyClosed."""
    _check_active(company)
    waiting = select(CompanyMember).where(CompanyMember.id == person_id, CompanyMember.company_id == company.id)
    row = db.session.scalars(waiting.where(*IS_ANSWERED_NO).with_for_update()).one_or_none()
    if row is None or not row.email:
        raise NotInCompany
    known = queries.members_by_email([row.email]).get(row.email)
    row.left_at, row.invited_at = None, now()
    _send(company, row, inviter, known.locale if known else locale)
    db.session.flush()
    return row.email


def accept(*, secret: str, member: Member) -> CompanyInvitation:
    """The invited person joins. CompanyInvitationOver, CompanyInvitationForAnother.

    Only one of several who send it at the same moment gets the row, so a link works once.
    """
    found = check(secret=secret, member=member)
    if _is_there(found.company, found.row.role, member.id):  # invited a second time, by an older address
        raise CompanyInvitationOver
    joined = {"member_id": member.id, "email": None, "joined_at": now()}
    if not _answer(secret, joined):
        raise CompanyInvitationOver
    mails.accepted(found.company, found.row.role, member, queries.managers_of(found.company.id))
    return found


def decline(*, secret: str, member: Member | None) -> CompanyInvitation:
    """The invited person does not want to; whoever has the link may say so, unless logged in as somebody else.
    CompanyInvitationOver, CompanyInvitationForAnother."""
    found = check(secret=secret, member=member)
    if not _answer(secret, {"left_at": now()}):
        raise CompanyInvitationOver
    return found


def check(*, secret: str, member: Member | None) -> CompanyInvitation:
    """The invitation with this link; raises why it cannot be used (by this member). Writes nothing."""
    found = queries.invitation_by(secret)
    if found is None or found.row.joined_at or found.row.left_at or not found.company.is_active:
        raise CompanyInvitationOver
    if rules.is_over(found.row.expires_at, now()):
        raise CompanyInvitationOver(expired=True)
    if member is not None and member.email != found.row.email:
        raise CompanyInvitationForAnother
    return found


def leave(*, person_id: int, member: Member) -> Company:
    """The member leaves by themselves; the managers are told. What is booked already stays paid for. NotInCompany."""
    row = db.session.get(CompanyMember, person_id)
    if row is None or row.member_id != member.id or not _end(row.company_id, person_id):
        raise NotInCompany
    company = db.session.get_one(Company, row.company_id)
    mails.has_left(company, row, member, queries.managers_of(company.id))
    return company


def end(*, company: Company, person_id: int, by: Member) -> None:
    """The company no longer pays for somebody, who is told, or no longer has them as manager. An invitation that nobody
    accepted is gone, and its link no longer works. What is booked already stays paid for. NotInCompany."""
    found = queries.person(company.id, person_id)
    if found is None:
        raise NotInCompany
    if found.member is None:
        db.session.execute(delete(CompanyMember).where(CompanyMember.id == person_id, *IS_ANSWERED_NO))
        return
    if not _end(company.id, person_id):
        raise NotInCompany
    if found.member.id != by.id:
        mails.ended(company, found.row, found.member)


def put_in(*, company: Company, member: Member, role: str, cost_centre: str = "") -> None:
    """Somebody belongs to the company without having been asked: for data that is loaded."""
    row = CompanyMember(company_id=company.id, member_id=member.id, role=role, cost_centre=cost_centre)
    row.joined_at = now()
    db.session.add(row)
    db.session.flush()


def end_manager(*, company: Company, person_id: int, by: Member) -> None:
    """The same for operators, who have a say about managers only. NotInCompany."""
    found = queries.person(company.id, person_id)
    if found is None or found.row.role != "manager":
        raise NotInCompany
    end(company=company, person_id=person_id, by=by)


def set_cost_centre(*, company: Company, person_id: int, cost_centre: str) -> None:
    """For the days that the person uses from now on; those that are used keep theirs. NotInCompany."""
    found = queries.person(company.id, person_id)
    if found is None:
        raise NotInCompany
    found.row.cost_centre = one_line(cost_centre)[: rules.LONGEST_CENTRE]
    db.session.flush()


def let_go(member: Member, **_more: object) -> None:
    """Whose account ends belongs to no company, and no invitation names them. Receiver of `members.signals.erasing`."""
    mine = delete(CompanyMember).where((CompanyMember.member_id == member.id) | (CompanyMember.email == member.email))
    db.session.execute(mine, execution_options=QUIETLY)


def _send(company: Company, row: CompanyMember, inviter: Member, locale: str) -> None:
    secret = new_secret()
    row.digest, row.expires_at = digest(secret), now() + rules.INVITATION
    mails.invitation(company, row, secret, inviter, locale)


def _check_active(company: Company) -> None:
    if not company.is_active:
        raise CompanyClosed


def _check_new(company: Company, role: str, known: dict[str, Member]) -> None:
    ids = {one.id: email for email, one in known.items()}
    there = select(CompanyMember.member_id).where(CompanyMember.company_id == company.id, CompanyMember.role == role)
    found = db.session.scalars(there.where(CompanyMember.member_id.in_(ids), IS_IN))
    if already := sorted(ids[key] for key in found if key is not None):
        raise AlreadyInCompany(emails=already)


def _how_many(company: Company, leaving_out: Sequence[str]) -> int:
    there = select(func.count()).select_from(CompanyMember).where(CompanyMember.company_id == company.id)
    there = there.where(CompanyMember.left_at.is_(None), func.coalesce(CompanyMember.email, "").not_in(leaving_out))
    return int(db.session.scalar(there) or 0)


def _is_there(company: Company, role: str, member_id: int) -> bool:
    there = select(CompanyMember.id).where(CompanyMember.company_id == company.id, CompanyMember.role == role)
    return db.session.scalars(there.where(CompanyMember.member_id == member_id, IS_IN)).first() is not None


def _answer(secret: str, values: dict[str, Any]) -> bool:
    waiting = update(CompanyMember).where(CompanyMember.digest == digest(secret), *IS_INVITED)
    return _changed(waiting.values(**values))


def _end(company_id: int, person_id: int) -> bool:
    there = update(CompanyMember).where(CompanyMember.id == person_id, CompanyMember.company_id == company_id, IS_IN)
    return _changed(there.values(left_at=now()))


def _changed(statement: Any) -> bool:
    done: CursorResult[None] = db.session.execute(statement, execution_options=QUIETLY)  # type: ignore[assignment]
    return done.rowcount == 1
