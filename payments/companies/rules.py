"""What a company may be, how many days it may pay for, and who may be invited. Pure functions of values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stdnum.eu import vat as vat_ids
from stdnum.exceptions import ValidationError

from core.clock import local
from core.formats import DEFAULT_ZONE
from core.mailboxes import BadEmail, clean_email
from core.text import is_blank
from hubs.setup_errors import InvalidSetup
from payments.companies.errors import TooManyInvited

ROLES = ("person", "manager")
"""A person's days are paid for; a manager sees days and invoices. One can be both."""
INVITATION_DAYS = 14
INVITATION = timedelta(days=INVITATION_DAYS)
KEEP_OVER = timedelta(days=30)
"""So long managers see that an invitation ran out or was declined, and can send it again."""
MOST_AT_ONCE = 50
"""Addresses that one form may invite."""
MOST_PEOPLE = 1000
"""Whom a company has, with those who are invited."""
MOST_DAYS = 10_000
"""Of a month's contingent; one that pays for none is no longer active."""
MONTHS_AHEAD = 12
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_CENTRE = 160, 500, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyValues:
    """A company as its invoices name it; the address in lines."""

    name: str
    address: str
    email: str
    vat_id: str = ""


def check_company(values: CompanyValues) -> None:
    """InvalidSetup for the first value with which no invoice could be written, with its field."""
    for field, text, most in (
        ("name", values.name, LONGEST_NAME),
        ("address", values.address, LONGEST_ADDRESS),
        ("email", values.email, 254),
    ):
        if is_blank(text):
            raise InvalidSetup(field, "required")
        if len(text) > most:
            raise InvalidSetup(field, "too-long", most=most)
    try:
        clean_email(values.email)
    except BadEmail as error:
        raise InvalidSetup("email", "mail", why=error.facts["reason"]) from None
    if values.vat_id and not _is_vat_id(values.vat_id):
        raise InvalidSetup("vat_id", "vat_id")


def _is_vat_id(text: str) -> bool:
    try:
        return bool(vat_ids.validate(text))
    except ValidationError:
        return False


def check_size(size: int) -> None:
    """InvalidSetup unless a month can have so many days paid for."""
    if not 1 <= size <= MOST_DAYS:
        raise InvalidSetup("size", "range", least=1, most=MOST_DAYS)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def has_begun(joined_at: datetime | None, end: date) -> bool:
    """Whether somebody had joined before a month ended (`end`: the first day of the next one)."""
    return joined_at is not None and local(joined_at, DEFAULT_ZONE).date() < end


def months_to_choose(today: date) -> list[date]:
    """The months from which a contingent may be changed: this one and those to come. Earlier ones stay as they were."""
    months = [month_of(today)]
    while len(months) <= MONTHS_AHEAD:
        months.append(month_after(months[-1]))
    return months


def check_month(month: date, today: date) -> None:
    """InvalidSetup unless a contingent may be changed from this month on."""
    if month not in months_to_choose(today):
        raise InvalidSetup("month", "choice", choices=f"{month_of(today):%m/%Y} …")


def check_invited(emails: Sequence[str], there: int) -> None:
    """TooManyInvited for more at once than one form may invite, or more than a company may have; `there`: how many it
    has, with those who are invited."""
    if len(emails) > MOST_AT_ONCE:
        raise TooManyInvited(most=MOST_AT_ONCE)
    if there + len(emails) > MOST_PEOPLE:
        raise TooManyInvited(most=MOST_PEOPLE)


def is_over(expires_at: datetime | None, now: datetime) -> bool:
    """Whether an invitation waited too long."""
    return expires_at is None or expires_at <= now
