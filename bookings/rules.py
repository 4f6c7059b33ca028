"""What a booking may be and what may become of it, as plain functions: its statuses, their steps, who may book.

Moments are aware UTC datetimes; lengths are minutes; `now` is passed in. The functions named check_… return
nothing when all is well and raise one of the named errors of `bookings.errors` otherwise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bookings.errors import (
    AlreadyBegun,
    GroupsOnly,
    LimitReached,
    MembersOnly,
    NotNow,
    Restricted,
    StepNotAllowed,
    TooLateToCancel,
)
from bookings.grid import MINUTE
from core.clock import day_bounds, local
from core.timespans import Interval
from hubs.rules import Rules, Standing

HOUR = timedelta(hours=1)
CLOSED_FROM_HOUR = 3
CORRECTABLE = timedelta(days=14)
InCalendars = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a status means, and which steps lead on from it.

    `occupies`: the booking has rows in `occupancy`. `open_ended`: it may be over without anybody having written down
    what became of it. `expected`: its person may still come. `attended`: its person was there, or is. `counts`: it
    took up its place, whether or not somebody came. `shown`: hosts find it on the page of its day. `explained`: where
    hosts have ended it, they say why. `runs_out`: what becomes of it by itself at the moment that it is given
    (`models.Booking.runs_out_at`). `calendar`: the word of calendars (RFC 5545).
    """

    steps: frozenset[str] = frozenset()
    calendar: InCalendars
    occupies: bool = False
    open_ended: bool = False
    expected: bool = False
    attended: bool = False
    counts: bool = False
    shown: bool = False
    explained: bool = False
    runs_out: str = ""


STATUSES: Mapping[str, Status] = {
    "requested": Status(
        steps=frozenset({"held", "confirmed", "declined", "cancelled", "expired"}),
        calendar="TENTATIVE",
        occupies=True,
        runs_out="expired",
    ),
    "held": Status(
        steps=frozenset(
            {"requested", "confirmed", "cancelled", "expired"}
        ),  # requested: a proposal, where hosts decide
        calendar="TENTATIVE",
        occupies=True,
        expected=True,
        shown=True,
        runs_out="expired",
    ),
    "confirmed": Status(
        steps=frozenset({"requested", "checked_in", "completed", "no_show", "cancelled"}),
        calendar="CONFIRMED",
        occupies=True,
        open_ended=True,
        expected=True,
        counts=True,
        shown=True,
        runs_out="no_show",  # released: nobody has checked in
    ),
    "checked_in": Status(
        steps=frozenset({"completed", "confirmed"}),  # back, when hosts have taken one person for another
        calendar="CONFIRMED",
        occupies=True,
        open_ended=True,
        expected=True,
        attended=True,
        counts=True,
        shown=True,
    ),
    "completed": Status(calendar="CONFIRMED", attended=True, counts=True, shown=True),
    "no_show": Status(
        # Hosts know better; or it was released, and its person comes while the time runs and the place is still free.
        steps=frozenset({"completed", "checked_in"}),
        calendar="CONFIRMED",
        counts=True,
        shown=True,
    ),
    "cancelled": Status(calendar="CANCELLED", explained=True),
    "declined": Status(calendar="CANCELLED", explained=True),
    "expired": Status(calendar="CANCELLED"),
}
"""The one table of what a booking may be. Sets of statuses are taken from it, and nowhere else written down."""

TAKING, ADDRESS = "taking", "address"
HELD_FOR = ("", TAKING, ADDRESS)
"""What a held booking waits for: until it is paid (or it is not held), until its person takes what the waiting list
proposes, until an e-mail address is confirmed."""

PROPOSED = "proposed"
"""Why, in the audit row of what the waiting list proposes."""

REVIVABLE, REVIVED = "expired", "confirmed"
"""The one step that is not in the table: what was paid too late is confirmed if its place can be taken anew, and only
`unpaid_actions.revive` takes it."""

STEPS: Mapping[str, frozenset[str]] = {name: status.steps for name, status in STATUSES.items()}


def _those(has: Callable[[Status], bool]) -> frozenset[str]:
    return frozenset(name for name, status in STATUSES.items() if has(status))


OCCUPYING = _those(lambda status: status.occupies)
OPEN_ENDED = _those(lambda status: status.open_ended)
WAITING = OCCUPYING - OPEN_ENDED
"""Until somebody pays, says yes, or the time is over: what waits runs out by itself."""
RUNNING_OUT = _those(lambda status: bool(status.runs_out))
EXPECTED = _those(lambda status: status.expected)
ATTENDED = _those(lambda status: status.attended)
COUNTING = _those(lambda status: status.counts)
SHOWN = _those(lambda status: status.shown)
EXPLAINED = _those(lambda status: status.explained)
CALLED_OFF = _those(lambda status: status.calendar == "CANCELLED")


def check_limit(rules: Rules, active_count: int) -> None:
    """LimitReached when the member already has as many coming bookings as allowed."""
    if rules.max_active is not None and active_count >= rules.max_active:
        raise LimitReached(max_active=rules.max_active)


def check_cancellable(rules: Rules, status: str, starts_at: datetime, now: datetime) -> None:
    """StepNotAllowed from this status, or TooLateToCancel after the deadline.

    What is only requested or held can be given back at any time: nobody counts on it yet.
    """
    check_step(status, "cancelled")
    deadline = cancel_deadline(rules, starts_at)
    if status == "confirmed" and now > deadline:
        raise TooLateToCancel(cancel_deadline_minutes=rules.cancel_deadline_minutes, deadline=deadline)


def check_cancellable_by_host(status: str, ends_at: datetime, runs_out_at: datetime | None, now: datetime) -> None:
    """StepNotAllowed for what is over, has run out or holds no more, and where somebody is checked in. No deadline."""
    check_step(effective_status(status, ends_at, runs_out_at, now), "cancelled")


def cancel_deadline(rules: Rules, starts_at: datetime) -> datetime:
    """The last moment at which a confirmed booking can be cancelled."""
    return starts_at - rules.cancel_deadline_minutes * MINUTE


def check_movable(
    status: str, now: datetime, old: Interval, new: Interval, *, same_space: bool, held_for: str = ""
) -> None:
    """StepNotAllowed when the booking no longer holds, or is only proposed; AlreadyBegun when more than the end of a
    running one changes.

    It runs as soon as the person is there: whoever checked in early cannot take the check-in along to another day.
    """
    if status not in OCCUPYING or old.end <= now or held_for == TAKING:
        raise StepNotAllowed(from_status=status, to_status=status)
    if (old.start <= now or status == "checked_in") and not (same_space and new.start == old.start):
        raise AlreadyBegun


def is_admitted_anew(status: str) -> bool:
    """Whether who moves a booking is admitted as for a new one: not who waits for payment, nor who is there."""
    return status in {"requested", "confirmed"}


def check_step(from_status: str, to_status: str) -> None:
    """StepNotAllowed unless STEPS has it."""
    if to_status not in STEPS[from_status]:
        raise StepNotAllowed(from_status=from_status, to_status=to_status)


def check_revivable(status: str, ends_at: datetime, now: datetime) -> None:
    """StepNotAllowed unless it has expired, and would not be over."""
    if status != REVIVABLE or ends_at <= now:
        raise StepNotAllowed(from_status=status, to_status=REVIVED)


def check_admission(rules: Rules, standing: Standing, day: date) -> None:
    """Restricted, MembersOnly, GroupsOnly: what is about the person, on the day of the booking."""
    if standing.is_restricted:
        raise Restricted(reason=standing.reason)
    if rules.admission == "members" and not standing.is_member:
        raise MembersOnly
    if rules.groups and standing.group_on(day) not in rules.groups:
        raise GroupsOnly(groups=rules.groups, operator=standing.operator)


def hosts_decide(rules: Rules, standing: Standing, no_shows: int = 0) -> bool:
    """Whether a booking of the person has to be asked for, and waits for a host's yes.

    `no_shows`: how often they did not come of late; also members of the hub ask after too many.
    """
    return (rules.admission == "approval" and not standing.is_member) or (no_shows > 0 and stayed_away(rules, no_shows))


def stayed_away(rules: Rules, no_shows: int) -> bool:
    """Whether somebody has not come so often that hosts decide on each of their bookings."""
    return rules.most_no_shows is not None and no_shows >= rules.most_no_shows


def check_out_possible(status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """StepNotAllowed unless somebody may be there: checked in, or confirmed and begun, and not over."""
    is_there = status == "checked_in" or (status == "confirmed" and starts_at <= now)
    if not is_there or ends_at <= now:
        raise StepNotAllowed(from_status=status, to_status="completed")


def check_collectable(status: str, ends_at: datetime, runs_out_at: datetime | None, now: datetime) -> None:
    """StepNotAllowed unless a locker's time is over and something may have been left behind, whether or not anybody has
    noted that it was put in."""
    if now < ends_at or effective_status(status, ends_at, runs_out_at, now) not in ATTENDED:
        raise StepNotAllowed(from_status=status, to_status="completed")


def check_in_opens(rules: Rules, starts_at: datetime) -> datetime:
    """The first moment at which one can check in."""
    return starts_at - rules.check_in_lead_minutes * MINUTE


def check_in_opens_for_hosts(rules: Rules, starts_at: datetime, zone: str) -> datetime:
    """The first moment at which hosts can check somebody in: the day's beginning, and never after the person could."""
    return min(day_bounds(local(starts_at, zone).date(), zone).start, check_in_opens(rules, starts_at))


def check_in_window(rules: Rules, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """NotNow outside the time for checking in: from the hub's lead before the start until the end."""
    opens_at = check_in_opens(rules, starts_at)
    if not opens_at <= now < ends_at:
        early = now < opens_at
        raise NotNow(opens_at=opens_at, closes_at=ends_at, early=early, lead_minutes=rules.check_in_lead_minutes)


def may_check_in(rules: Rules, status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a booking can be checked in now by its person (for hosts see `bookings.today.rules`).

    Until its end, on whichever day that is: who comes after midnight is still expected.
    """
    return "checked_in" in STEPS[status] and check_in_opens(rules, starts_at) <= now < ends_at


def effective_status(status: str, ends_at: datetime, runs_out_at: datetime | None, now: datetime) -> str:
    """What the booking reads as now, whether or not a job has written it down yet.

    When it has run out (`models.Booking.runs_out_at`), what was requested or held has expired, what was confirmed is
    released; past its end what waits has expired, too, and what was confirmed or checked in is completed.
    """
    over, ends_as = ends_at <= now, STATUSES[status].runs_out
    if ends_as and has_run_out(runs_out_at, now):
        return ends_as
    if status in WAITING and over:
        return "expired"
    if status in OPEN_ENDED and over:
        return "completed"
    return status


def has_run_out(runs_out_at: datetime | None, now: datetime) -> bool:
    """Whether it has ended by itself; `models.Booking.holds` is its twin in the database."""
    return runs_out_at is not None and runs_out_at <= now


def release_at(rules: Rules, starts_at: datetime) -> datetime | None:
    """When a confirmed booking is released if nobody has checked in; None where none is."""
    return None if rules.release_minutes is None else starts_at + rules.release_minutes * MINUTE


def release_still(release_at: datetime | None, now: datetime) -> datetime | None:
    """The same for what is confirmed only now, or again: None when that moment is over. Its person has just had it in
    hand, and is not to lose it at once."""
    return None if has_run_out(release_at, now) else release_at


def answer_until(rules: Rules, starts_at: datetime, now: datetime) -> datetime:
    """Until when a request of now waits for the hosts' answer: never longer than until it would begin."""
    if rules.answer_hours is None:
        return starts_at
    return min(starts_at, now + rules.answer_hours * HOUR)


def closed_before(zone: str, now: datetime) -> datetime:
    """Bookings that ended until then are closed: those of a day from the next night on, at 3 o'clock of the hub's
    clock, so that hosts can still set right who came."""
    shown = local(now, zone)
    day = shown.date() if shown.hour >= CLOSED_FROM_HOUR else shown.date() - timedelta(days=1)
    return day_bounds(day, zone).start


def closing_status(status: str, *, marks_no_shows: bool) -> str:
    """What becomes of a booking that is over: who was not checked in did not come, where hosts want that marked, or
    where the place would have been released."""
    return "no_show" if status == "confirmed" and marks_no_shows else "completed"


def check_correctable(status: str, ends_at: datetime, now: datetime) -> None:
    """StepNotAllowed unless it is a no-show of the last days. As long as its time is not over, one checks in."""
    if status != "no_show" or not ends_at <= now < ends_at + CORRECTABLE:
        raise StepNotAllowed(from_status=status, to_status="completed")
