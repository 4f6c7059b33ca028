"""What a booking is to the hosts of the day. Pure functions; moments are aware UTC datetimes."""

from datetime import date, datetime, timedelta

from bookings.errors import StepNotAllowed
from bookings.rules import COUNTING, EXPECTED, check_in_opens_for_hosts, check_step, effective_status
from bookings.today.errors import AlreadyAnswered, NotThatDay
from hubs.rules import Rules

LATE_AFTER = timedelta(minutes=15)
"""Who has not checked in so long after the start is late."""

SUNDAY = 6
GROUPS = ("late", "coming", "here", "left")


def group(status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """late, coming, here or left; None for what takes no place (asked for, cancelled, declined, expired)."""
    if status == "checked_in" and now < ends_at:
        return "here"
    if status in EXPECTED and now < ends_at:
        return "late" if starts_at + LATE_AFTER < now and status == "confirmed" else "coming"
    return "left" if status in COUNTING else None


def day_to_plan(today: date) -> date:
    """In whose week the week plan opens: on a Sunday hosts plan the week that comes, not the one that is over."""
    return today + timedelta(days=1) if today.weekday() == SUNDAY else today


def check_in_by_host(
    rules: Rules, status: str, starts_at: datetime, ends_at: datetime, zone: str, now: datetime
) -> None:
    """StepNotAllowed from this status; NotThatDay before the day of the booking begins (or its person may check in),
    and after its end: until then, on whichever day that is, who comes after midnight is still expected."""
    check_step(status, "checked_in")
    if not check_in_opens_for_hosts(rules, starts_at, zone) <= now < ends_at:
        raise NotThatDay


def check_undoable(status: str, ends_at: datetime, now: datetime) -> None:
    """StepNotAllowed unless somebody is checked in whose booking is not over."""
    if status != "checked_in" or ends_at <= now:
        raise StepNotAllowed(from_status=status, to_status="confirmed")


def check_unanswered(status: str, ends_at: datetime, expires_at: datetime | None, now: datetime) -> None:
    """AlreadyAnswered unless the request still waits; past its time it has expired, written down or not."""
    reads = effective_status(status, ends_at, expires_at, now)
    if reads != "requested":
        raise AlreadyAnswered(status=reads)
