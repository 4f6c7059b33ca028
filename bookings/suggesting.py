"""Whether a wish can be had, and what can be had instead: another place, the next free stretch, another hub.

Reads only; what it says is courtesy, the action decides. Each function asks the database a fixed number of times.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bookings import admitting, availability, checks, queries, quotas, rules
from bookings.answer_errors import AnswerNeeded, UnknownQuestion
from bookings.availability import LOOK_AHEAD, Availability
from bookings.errors import (
    AlreadyBegun,
    ConfidentialMove,
    InductionNeeded,
    LimitReached,
    NoTitleHere,
    PriceChanged,
    SlotTaken,
    StepNotAllowed,
    TooManyRequests,
)
from bookings.grid import MINUTE
from bookings.slots import Slot, slots_at
from bookings.splitting import in_two
from bookings.subject import Subject
from bookings.time_rules import longest_look
from bookings.walltime import moment as moment_of
from bookings.walltime import names_one_moment
from core.clock import BadTime, day_bounds, local, now
from core.errors import DomainError, is_allowed
from core.timespans import Interval
from hubs import lunch
from hubs.models import Hub
from hubs.queries import all_hubs
from hubs.rules import haversine_km, travel_minutes
from hubs.setup import Place, open_intervals, setups_of

ONE_DAY = timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)
HALF_HOURS_OF_CHANGE = 8
"""So much later than a time in the hour of the clock change, start and end can both be told by the clock."""
MOST = 3
NEAR_MINUTES = 15
"""By car, as far as the crow tells: who has found nothing here drives no further, if that helps."""
NOT_THE_TIME = (
    AlreadyBegun,
    AnswerNeeded,
    ConfidentialMove,
    InductionNeeded,
    LimitReached,
    NoTitleHere,
    PriceChanged,
    StepNotAllowed,
    TooManyRequests,
    UnknownQuestion,
)
"""What another time or place would not mend."""
USUAL_MINUTES = 240
USUAL_START, USUAL_END = 9 * 60, 12 * 60


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be had; `km` when it is in another hub. `then`: the rest of the wanted time, at another place."""

    subject: Subject
    start: datetime
    end: datetime
    km: float | None = None
    then: "Proposal | None" = None

    @property
    def minutes_by_car(self) -> int | None:
        """An estimate of the way from the wanted hub to the other one."""
        return None if self.km is None else travel_minutes(self.km, "car")


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A subject and a time; `but` is the booking that is being moved (its own time does not stand in its way).
    `in_series`: it is one of a series, whose dates may lie further ahead."""

    subject: Subject
    start: datetime
    end: datetime
    but: uuid.UUID | None = None
    keeps_start: bool = False
    in_series: bool = False

    @property
    def slots(self) -> list[Slot]:
        """What would do."""
        return self.subject.slots(Interval(self.start, self.end))


class Ahead(NamedTuple):
    """What is free in a hub, and from when on one may book."""

    since: datetime
    there: Availability


def refusal(wish: Enquiry, member_id: int | None = None) -> DomainError | None:
    """Why the wish cannot be had, as the action would say it; None when it can. At most two queries, where an induction
    is needed two more, and one where the hub limits what one may have.

    What no other place would mend (the time, then how many bookings one may have) comes before what one would.
    """
    subject, moment = wish.subject, now()
    try:
        allowed = _let_in(_allowed(wish, moment), member_id)
        if member_id is not None:
            _check_limits(wish, allowed[0], member_id, moment)
        free = _free(wish, allowed, moment)
        _check_inducted(free or (allowed if subject.place else []), member_id, moment)
        if not free:
            raise SlotTaken
    except DomainError as error:
        return error
    return None


def instead(wish: Enquiry, error: DomainError, member_id: int | None = None) -> list[Proposal]:
    """The same time at another place, or at two places one after the other, the next free stretch, and when there is
    none that day, other hubs nearby. Nothing that needs an induction which the member has not."""
    moment = now()
    if isinstance(error, NOT_THE_TIME) or (wish.keeps_start and wish.start <= moment):
        return []
    ahead = _ahead(wish, moment, error.facts.get("since"))
    found = _other_places(wish, ahead, member_id, moment) if isinstance(error, SlotTaken) else []
    if not found and wish.but is None and isinstance(error, SlotTaken):
        found = _in_two(wish, ahead, member_id, moment)
    later = _next_stretch(wish, ahead) if not error.facts.get("alone") else None
    found += [later] if later else []
    if wish.but is None and not any(_same_day(proposal.start, wish) for proposal in found):
        found += _nearby(wish, moment)
    return found


def after_no_moment(subject: Subject, day: date, start: int, end: int, but: uuid.UUID | None = None) -> list[Proposal]:
    """What can be had instead of times that the clock change leaves out or shows twice: as long, and soon after."""
    moment, zone = now(), subject.hub.time_zone
    begin = max(day_bounds(day, zone).start + start * MINUTE, moment)
    wish = Enquiry(subject, begin, begin + max(end - start, 0) * MINUTE, but)
    ahead = _ahead(wish, moment)
    for n in range(HALF_HOURS_OF_CHANGE):
        later = _next_stretch(wish, ahead._replace(since=ahead.since + n * HALF_HOUR))
        if later and all(names_one_moment(day, at, zone) for at in (later.start, later.end)):
            return [later]
    return []


def fill(subject: Subject, day: date | None, start: int | None, end: int | None) -> tuple[date, int, int]:
    """A day and times (minutes of its clock) for what a link left open: the next that can be had, else a usual one."""
    zone, moment = subject.hub.time_zone, now()
    if day and start is not None and end is not None:
        return day, start, end
    if start is not None and end is not None:
        return _next_day(subject, start, end, moment), start, end
    usual = _usual(subject, day, start, moment)
    proposal = _next_stretch(usual, _ahead(usual, moment))
    if proposal and (day is None or local(proposal.start, zone).date() == day):
        shown = local(proposal.start, zone)
        begin = shown.hour * 60 + shown.minute
        return shown.date(), begin, begin + int((proposal.end - proposal.start).total_seconds() // 60)
    return day or local(moment, zone).date(), USUAL_START if start is None else start, end or USUAL_END


def is_likewise(other: Subject, wanted: Subject) -> bool:
    """Whether it offers such places, and confidential ones where one of these was wanted."""
    return bool(other.places) and other.sample.is_confidential == wanted.sample.is_confidential


def _let_in(slots: list[Slot], member_id: int | None) -> list[Slot]:
    """Those to whose places the member is let in; all where that is none of them: the page says so otherwise."""
    if member_id is None or len(slots) == 1:
        return slots
    return [slot for slot in slots if is_allowed(admitting.check_person, slot, member_id)] or slots


def _check_limits(wish: Enquiry, slot: Slot, member_id: int, moment: datetime) -> None:
    """LimitReached, QuotaReached, TooClose."""
    if wish.but is None and wish.subject.sample.rules.max_active is not None:
        rules.check_limit(slot.rules, queries.coming_count(member_id, slot.hub.id, moment))
    quotas.check([slot], member_id, moment, [wish.but] if wish.but is not None else [])


def _allowed(wish: Enquiry, moment: datetime) -> list[Slot]:
    """The slots whose rules allow the wish's time. Raises what the action would raise when there is none."""
    slots = wish.slots
    if wish.keeps_start:
        checks.check(slots[0], moment, keeps_start=True, in_series=wish.in_series)
        return slots
    return checks.allowed(slots, moment, in_series=wish.in_series)


def _can_be_had(subject: Subject, span: Interval, moment: datetime) -> bool:
    try:
        checks.allowed(subject.slots(span), moment)
    except DomainError:
        return False
    return True


def _free(wish: Enquiry, slots: list[Slot], moment: datetime) -> list[Slot]:
    """Those of them that nobody has."""
    subject = wish.subject
    there = availability.look(subject.hub, subject.setup, wish.start, wish.end, moment, wish.but)
    return [slot for slot in slots if there.fits(slot.place, slot.span)]


def _check_inducted(slots: list[Slot], member_id: int | None, moment: datetime) -> None:
    """InductionNeeded when the member may use none of them; who that is, is known after the log-in only."""
    refusals = admitting.refusals(slots, member_id, moment) if member_id is not None else []
    if refusals and all(refusals):
        raise next(filter(None, refusals))


def _ahead(wish: Enquiry, moment: datetime, earliest: datetime | None = None) -> Ahead:
    """From the wanted start on, and not before one may book (`earliest`: again, as an error says), LOOK_AHEAD or as far
    as one may book."""
    subject, house = wish.subject, wish.subject.sample.rules
    since = max(wish.start, moment + house.notice_minutes * MINUTE, earliest or wish.start)
    last_day = local(moment, subject.hub.time_zone).date() + house.horizon_days * ONE_DAY
    until = min(since + LOOK_AHEAD, day_bounds(last_day, subject.hub.time_zone).end)
    return Ahead(since, availability.look(subject.hub, subject.setup, since, max(since, until), moment, wish.but))


def _other_places(wish: Enquiry, ahead: Ahead, member_id: int | None, moment: datetime) -> list[Proposal]:
    """Up to MOST places of the same kind that are free at the wanted time."""
    subject = wish.subject
    if subject.place is None:
        return []
    span = Interval(wish.start, wish.end)
    fitting = [place for place in subject.setup.instead_of(subject.place) if ahead.there.fits(place, span)]
    free = _usable(subject, fitting, span, member_id, moment)
    offered = [Subject(subject.hub, subject.setup, subject.kind, place) for place in free[:MOST]]
    return [Proposal(other, *span) for other in offered if _can_be_had(other, span, moment)]


def _in_two(wish: Enquiry, ahead: Ahead, member_id: int | None, moment: datetime) -> list[Proposal]:
    """The wanted time at two places of the hub, where what is to be paid online does not come between them."""
    subject, span = wish.subject, Interval(wish.start, wish.end)
    operator = subject.setup.operator
    if subject.setup.tariffs and operator.takes_money and "online" in operator.ways:
        return []
    places = _usable(subject, subject.setup.of_kind(subject.kind), span, member_id, moment)
    halves = in_two(slots_at(subject.hub, subject.setup, places, span), ahead.there, moment, subject.place)
    if halves is None:
        return []
    first, rest = (Proposal(_at(subject, half.place), *half.span) for half in halves)
    return [replace(first, then=rest)]


def _at(subject: Subject, place: Place) -> Subject:
    return Subject(subject.hub, subject.setup, subject.kind, place)


def _usable(
    subject: Subject, places: list[Place], span: Interval, member_id: int | None, moment: datetime
) -> list[Place]:
    """Those that let the member in and need no induction, or one that they have."""
    if member_id is None:
        return [place for place in places if place.is_for_all]
    slots = [Slot(subject.hub, subject.setup, place, span) for place in places]
    slots = [slot for slot in slots if is_allowed(admitting.check_person, slot, member_id)]
    refusals = admitting.refusals(slots, member_id, moment)
    return [slot.place for slot, refusal in zip(slots, refusals, strict=True) if refusal is None]


def _next_stretch(wish: Enquiry, ahead: Ahead) -> Proposal | None:
    """The first time ahead that is as long as wanted, as far as allowed."""
    subject = wish.subject
    wanted = (_length(wish), subject.places, ahead.since, subject.sample.rules.grid_minutes)
    found = ahead.there.next(*wanted, over_lunch=_wants_to_go_over_lunch(wish, ahead))
    return Proposal(subject, *found.interval) if found else None


def _wants_to_go_over_lunch(wish: Enquiry, ahead: Ahead) -> bool:
    """The wish does, or no opening ahead is as long: only then a time that goes over a break is worth proposing."""
    subject, length = wish.subject, _length(wish) * MINUTE
    if all(end - start < length for start, end in ahead.there.opened):
        return True
    rules = subject.sample.rules
    span = Interval(wish.start, min(wish.end, wish.start + longest_look(rules)))
    opened = open_intervals(subject.hub, subject.setup, *span, rules)
    return bool(lunch.within(subject.setup.breaks(opened, rules), span))


def _length(wish: Enquiry) -> int:
    """The wanted minutes, brought within what the house allows and onto its grid."""
    house = wish.subject.sample.rules
    wanted = int((wish.end - wish.start).total_seconds() // 60)
    allowed = min(max(wanted, house.min_minutes), house.max_minutes)
    return -(-allowed // house.grid_minutes) * house.grid_minutes


def _same_day(start: datetime, wish: Enquiry) -> bool:
    zone = wish.subject.hub.time_zone
    return local(start, zone).date() == local(wish.start, zone).date()


def _nearby(wish: Enquiry, moment: datetime) -> list[Proposal]:
    """Up to MOST other hubs within NEAR_MINUTES by car where any place of the kind is free at the wanted time, the
    nearest first; where there is none so near, the nearest."""
    here, kind = wish.subject.hub, wish.subject.kind
    hubs = {hub.id: hub for hub in all_hubs() if hub.id != here.id and hub.is_open_to_book}
    setups = setups_of(hubs.values())
    taken = availability.taken_in(setups, wish.start, wish.end, moment)
    found: list[Proposal] = []
    for hub in sorted(hubs.values(), key=lambda hub: _km(here, hub)):
        subject, km = Subject(hub, setups[hub.id], kind, None), _km(here, hub)
        if len(found) == MOST or (found and travel_minutes(km, "car") > NEAR_MINUTES):
            break
        if is_likewise(subject, wish.subject) and _has_free(subject, wish, taken, moment):
            found.append(Proposal(subject, wish.start, wish.end, km))
    return found


def _has_free(subject: Subject, wish: Enquiry, taken: availability.Taken, moment: datetime) -> bool:
    there = availability.among(subject.hub, subject.setup, wish.start, wish.end, taken, moment)
    span = Interval(wish.start, wish.end)
    places = [place for place in subject.places if place.is_for_all]
    return any(there.fits(place, span) for place in places) and _can_be_had(subject, span, moment)


def _km(here: Hub, there: Hub) -> float:
    return haversine_km(here.lat, here.lon, there.lat, there.lon)


def _usual(subject: Subject, day: date | None, start: int | None, moment: datetime) -> Enquiry:
    begin = moment
    if day:
        begin = day_bounds(day, subject.hub.time_zone).start
        begin = max(begin + (start or 0) * MINUTE, moment)
    return Enquiry(subject, begin, begin + USUAL_MINUTES * MINUTE)


def _next_day(subject: Subject, start: int, end: int, moment: datetime) -> date:
    """The first day from today on at which a place is free at these times; today when there is none."""
    zone = subject.hub.time_zone
    today = local(moment, zone).date()
    there = availability.look(subject.hub, subject.setup, moment, moment + LOOK_AHEAD + 2 * ONE_DAY, moment)
    for n in range(LOOK_AHEAD.days + 1):
        day = today + n * ONE_DAY
        try:
            span = Interval(moment_of(day, start, zone), moment_of(day, end, zone))
        except BadTime:
            continue
        if any(there.fits(place, span) for place in subject.places) and _can_be_had(subject, span, moment):
            return day
    return today
