"""What the pages of booking show, put together from rules and queries."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from flask import url_for

from bookings import admitting, no_shows, rules, walltime
from bookings.answer_errors import AnswerNeeded, UnknownQuestion
from bookings.cover import NO_CHOICE, Choice
from bookings.errors import InductionNeeded, NoTitleHere, PriceChanged, SlotTaken, StepNotAllowed, TooManyRequests
from bookings.grid import MINUTE, MINUTES_OF_DAY
from bookings.queries import BookingView, place_of
from bookings.subject import Subject
from bookings.suggesting import Enquiry, Proposal, after_no_moment, instead
from bookings.unconfirmed.errors import AccountNeeded, AlreadyHeld
from bookings.unconfirmed.rules import asks_for_account
from bookings.walltime import text_on
from core.arguments import read_id
from core.clock import local, now, today
from core.errors import DomainError, TooManyAttempts, is_allowed
from core.timespans import Interval
from hubs.inductions.rules import InductionFacts
from hubs.rules import Rules, Standing
from hubs.setup import Place, Setup
from hubs.words import length
from members.models import Member
from payments.errors import PaidInConfidence, PassEmpty, PayDifference
from payments.pricing import NOT_THIS_WAY, MovePricing, Pricing, pricing_of
from payments.quoting import needs_account
from payments.terms.errors import TermsChanged, TermsNotAccepted
from web.site.answer_forms import AnswersForm
from web.site.booking_forms import BookingForm, TimesForm
from web.site.payment_pages import PaymentSummary

WEEK = timedelta(days=7)
ABOUT_MONEY = (PassEmpty, *NOT_THIS_WAY)
ABOUT_TERMS = (TermsChanged, TermsNotAccepted)
ABOUT_ANSWERS = (AnswerNeeded, UnknownQuestion)
ABOUT_VISITOR = (AccountNeeded, AlreadyHeld, TooManyAttempts)
SAID_ON_TOP = (PriceChanged, StepNotAllowed, NoTitleHere, TooManyRequests, *ABOUT_VISITOR)
GOES_LATER = (*SAID_ON_TOP, *ABOUT_ANSWERS, *ABOUT_MONEY, *ABOUT_TERMS)
"""What was only out of date is right as it is shown now; or the same can be paid otherwise, or tried again later."""
NO_PROPOSALS = (PayDifference, *ABOUT_MONEY, *ABOUT_TERMS, *ABOUT_VISITOR)
"""What another time would not mend."""
Outcome = tuple[str, int] | tuple[str, int, dict[str, str]]
"""A page and its status."""


class Quote(NamedTuple):
    """What a wish would cost, and until when it could be cancelled."""

    pricing: Pricing
    cancel_until: datetime

    @property
    def price(self) -> int:
        """Gross cents, whoever covers them."""
        return self.pricing.quote.gross_cents

    @property
    def can_be_cancelled(self) -> bool:
        return now() <= self.cancel_until


def look(wish: Enquiry, member: Member | None, choice: Choice) -> Quote:
    """For a new booking, with what the member has chosen of how to pay."""
    return Quote(pricing_of(wish.slots[0], member, choice), _cancel_until(wish))


def look_at_move(wish: Enquiry, move: MovePricing) -> Quote:
    """For a booking that is to be moved."""
    return Quote(move.pricing, _cancel_until(wish))


def _cancel_until(wish: Enquiry) -> datetime:
    return rules.cancel_deadline(wish.subject.sample.rules, wish.start)


@dataclass
class EnquiryPage:
    """A wish with what stands in its way; `wish` is None when the input names no time."""

    subject: Subject
    form: TimesForm
    wish: Enquiry | None
    error: DomainError | None
    look: Quote | None = None
    proposals: list[Proposal] = field(default_factory=list)
    moves: uuid.UUID | None = None
    standing: Standing | None = None
    member: Member | None = None
    choice: Choice = NO_CHOICE
    move_pricing: MovePricing | None = None
    answers: AnswersForm | None = None

    def __post_init__(self) -> None:
        if self.wish is None:
            times = self.form.names_no_moment
            self.proposals = after_no_moment(self.subject, *times, self.moves) if times else []
            return
        if self.wish.start < self.wish.end:  # else there is nothing that could have a price
            self.look = self._look(self.wish)
            self.form.price.data = self.look.pricing.quote.agreed
        if self.error:
            self.form.refuse(self.error)
            if self.answers is not None:
                self.answers.refuse(self.error)
            who = self.member.id if self.member else None
            self.proposals = [] if isinstance(self.error, NO_PROPOSALS) else instead(self.wish, self.error, who)

    def _look(self, wish: Enquiry) -> Quote:
        """What was chosen and cannot be had is an error; the quote is then without it."""
        found = look_at_move(wish, self.move_pricing) if self.move_pricing else look(wish, self.member, self.choice)
        refused = self.move_pricing.refused if self.move_pricing else found.pricing.refused
        self.error = self.error or refused
        return found

    @property
    def today(self) -> date:
        return today(self.subject.hub.time_zone)

    @property
    def longest(self) -> Any:
        """How long a booking here may last, in words."""
        return length(self.subject.sample.rules.max_minutes)

    @property
    def asks(self) -> bool:
        """Whether hosts decide, so that one asks for the place instead of booking it."""
        return rules.hosts_decide(self.subject.sample.rules, self.standing or Standing(), self.no_shows)

    @property
    def stayed_away(self) -> bool:
        """Whether it is because they did not come too often that the member has to ask."""
        return rules.stayed_away(self.subject.sample.rules, self.no_shows)

    @cached_property
    def no_shows(self) -> int:
        """How often the member did not come here of late; 0 where the hub has no rule about it."""
        house = self.subject.setup.rules
        if self.member is None or house.most_no_shows is None:
            return 0
        return no_shows.count(self.subject.hub.id, house, self.member.id, now())

    @property
    def release_at(self) -> datetime | None:
        """When the place would be free again if the member had not checked in by then."""
        return rules.release_at(self.subject.sample.rules, self.wish.start) if self.wish else None

    @property
    def answer_until(self) -> datetime | None:
        """Until when the hosts would have to answer, where the hub has a rule about it."""
        house = self.subject.sample.rules
        if self.wish is None or house.answer_hours is None:
            return None
        return rules.answer_until(house, self.wish.start, now())

    @cached_property
    def barred(self) -> DomainError | None:
        """Why this member cannot book any of these places at all, whatever the time."""
        if self.standing is None:
            return None
        day = self.subject.setup.day_of(self.wish.start if self.wish else now())
        errors = [_barred(place.rules, self.standing, day) for place in self.subject.places]
        return errors[0] if all(errors) else None

    @cached_property
    def first_refused(self) -> AccountNeeded | None:
        """Why a visitor has to log in or sign up first; None where their name and address are enough."""
        reasons = [asks_for_account(self.subject.setup, place) for place in self.subject.places]
        if all(reasons):
            return AccountNeeded(because=reasons[0])
        if self.look is not None and needs_account(self.look.pricing.slot, self.look.pricing.quote):
            return AccountNeeded(because="payment")
        return None

    @property
    def needs(self) -> tuple[InductionFacts, ...]:
        """The inductions without which this very place is not used."""
        return self.subject.place.needs if self.subject.place else ()

    @property
    def has_inductions(self) -> bool:
        """Whether the member has them for the time that is shown."""
        return self.member is not None and self.wish is not None and not self.lacks_induction

    @property
    def lacks_induction(self) -> bool:
        """Whether another time or place would not help, but an induction does."""
        return isinstance(self.error, InductionNeeded)

    @property
    def notice(self) -> DomainError | None:
        """The error that belongs to no field."""
        return self.error if self.error and not self.form.errors and not self._is_about_answers else None

    @property
    def _is_about_answers(self) -> bool:
        return self.answers is not None and bool(self.answers.errors)

    @cached_property
    def wait(self) -> dict[str, Any] | None:
        """The arguments of `waiting.new` where it is taken, and one may wait for it."""
        if self.wish is None or self.moves or self.barred or not isinstance(self.error, SlotTaken):
            return None
        last_day = {"to_date": str(self.form.last_day)} if self.form.last_day else {}
        times = {"date": str(self.form.date.data), "from": self.form.start.data, "to": self.form.end.data}
        return self.subject.target | times | last_day

    @property
    def is_owed(self) -> bool:
        """Whether the person would have to pay for it themselves."""
        return self.look is not None and self.look.pricing.quote.is_owed

    @property
    def can_be_had(self) -> bool:
        """Whether a button may promise it."""
        error = self.error
        if isinstance(error, PaidInConfidence) and not error.facts["possible"]:
            return False
        goes = error is None or isinstance(error, GOES_LATER)
        return goes and not self.form.is_wrong and not self.barred

    def url(self, proposal: Proposal) -> str:
        """One click away from having the proposal instead."""
        subject, times = proposal.subject, (proposal.start, proposal.end)
        if self.moves:
            return url_for("bookings.edit", booking_id=self.moves, **subject.query(*times))
        title = self.form.title.data if isinstance(self.form, BookingForm) else ""
        return url_for("bookings.new", **subject.query(*times, title), then=then_text(proposal))


def then_text(proposal: Proposal) -> str | None:
    """How an address carries what is to be booked after it: a space, and until when by the hub's clock: 7@17:00."""
    rest = proposal.then
    if rest is None or rest.subject.place is None:
        return None
    zone = rest.subject.hub.time_zone
    return f"{rest.subject.place.id}@{text_on(local(rest.start, zone).date(), rest.end, zone)}"


@dataclass(frozen=True, slots=True)
class Rest:
    """What is to be booked after a first part: another place of the same hub, from where that ends."""

    place: Place
    ends: str

    def query(self, wish: Enquiry, title: str) -> dict[str, Any]:
        """The arguments of `bookings.new` for it, after the wish."""
        zone = wish.subject.hub.time_zone
        day = local(wish.start, zone).date()
        times = {"from": text_on(day, wish.end, zone), "to": self.ends}
        return {"space": self.place.id, "date": day.isoformat(), **times, "title": title or None}


def rest_of(wish: Enquiry, text: str | None) -> Rest | None:
    """What such a text says; None for what says nothing here, or is over before the wish is."""
    if not text:
        return None
    key, _sign, ends = text.partition("@")
    place, minutes = wish.subject.setup.place(read_id(key)), walltime.minutes_of(ends)
    day = local(wish.start, wish.subject.hub.time_zone).date()
    until = walltime.minutes_on(day, wish.end, wish.subject.hub.time_zone)
    return (
        Rest(place, ends) if place is not None and minutes is not None and until < (minutes or MINUTES_OF_DAY) else None
    )


def _barred(house: Rules, standing: Standing, day: date) -> DomainError | None:
    try:
        rules.check_admission(house, standing, day)
    except DomainError as error:
        return error
    return None


def a_week_after(day: date, now_on: date) -> date:
    """The same day of the week, one week later, or as many as it takes to be no longer past on `now_on`."""
    weeks = max(1, -(-(now_on - day).days // 7))
    return day + weeks * WEEK


@dataclass(frozen=True)
class BookingCard:
    """A member's booking with what can be done with it now. `needed`: the inductions that its member lacks for
    it, asked where the booking has a page of its own (`whole_card`)."""

    view: BookingView
    setup: Setup
    place: Place
    can_move: bool
    can_cancel: bool
    is_time_to_check_in: bool
    can_check_out: bool
    has_begun: bool
    cancel_until: datetime
    money: PaymentSummary | None = None
    needed: InductionNeeded | None = None

    @property
    def can_check_in(self) -> bool:
        return self.is_time_to_check_in and self.needed is None

    @property
    def stands(self) -> bool:
        """Whether the place is the member's own, now or then: nobody has to say yes any more, and nobody has left."""
        return self.view.status in rules.OPEN_ENDED

    @property
    def is_over(self) -> bool:
        """It took place."""
        return self.view.status in rules.COUNTING - rules.OPEN_ENDED

    @property
    def is_released(self) -> bool:
        """Nobody had checked in in time, so the place went; there is a moment to tell only where the hub does that."""
        return self.view.status == "no_show" and self.view.booking.release_at is not None

    @property
    def released_unless_here(self) -> datetime | None:
        """When the place goes, as long as its person is still expected."""
        return self.view.booking.release_at if self.view.status == "confirmed" else None

    @property
    def answer_until(self) -> datetime | None:
        """Until when hosts can answer the request, where that is before its start."""
        until = self.view.booking.expires_at if self.waits_for_hosts else None
        return until if until and until < self.view.booking.starts_at else None

    @property
    def waits_for_hosts(self) -> bool:
        return self.view.status == "requested"

    @property
    def is_called_off(self) -> bool:
        """Declined, or cancelled, by whomever: then there may be a reason to read."""
        return self.view.status in rules.EXPLAINED

    @property
    def is_too_late_to_cancel(self) -> bool:
        """It stands, nobody is there yet, and the hub's deadline is over."""
        return self.view.status == "confirmed" and not self.can_cancel

    @property
    def is_proposed(self) -> bool:
        """Whether the waiting list holds it until its member takes it."""
        return self.view.status == "held" and self.view.booking.is_proposal

    @property
    def subject(self) -> Subject:
        """The same place, or any of its kind where it is no longer offered."""
        return Subject(self.view.hub, self.setup, self.place.kind, self.setup.by_id.get(self.place.id))

    @property
    def query(self) -> dict[str, str | int]:
        """The arguments of `bookings.new` for the same place and times on the next day that suits."""
        same: dict[str, str | int] = self.subject.query(self.view.booking.starts_at, self.view.booking.ends_at)
        return {name: value for name, value in same.items() if name not in {"date", "to_date"}}

    @property
    def next_week(self) -> dict[str, str | int]:
        """The same for the same day of the week after, or of the next one that is still to come."""
        zone = self.view.hub.time_zone
        day = local(self.view.booking.starts_at, zone).date()
        then = a_week_after(day, today(zone))
        last_day = local(self.view.booking.ends_at - MINUTE, zone).date() + (then - day)
        stays = {"to_date": last_day.isoformat()} if self.place.rules.held != "whole" else {}
        return {**self.query, "date": then.isoformat(), **stays}


def card(view: BookingView, setup: Setup, money: PaymentSummary | None = None) -> BookingCard:
    """`money`: how its payment stands, where the page says so."""
    booking, moment, place = view.booking, now(), place_of(view, setup)
    span = Interval(booking.starts_at, booking.ends_at)
    return BookingCard(
        view,
        setup,
        place,
        can_move=is_allowed(
            rules.check_movable, view.status, moment, span, span, same_space=True, held_for=booking.held_for
        ),
        can_cancel=is_allowed(rules.check_cancellable, place.rules, view.status, span.start, moment),
        is_time_to_check_in=rules.may_check_in(place.rules, view.status, span.start, span.end, moment),
        can_check_out=view.status == "checked_in",
        has_begun=span.start <= moment,
        cancel_until=rules.cancel_deadline(place.rules, span.start),
        money=money,
    )


def whole_card(view: BookingView, setup: Setup, money: PaymentSummary | None = None) -> BookingCard:
    """The same for a page that lets one check in, which the gate then has a say in."""
    found, booking = card(view, setup, money), view.booking
    gate = admitting.gate_of(view.hub, setup, [found.place], booking.member_id, now())
    return replace(found, needed=gate.refusal(found.place, Interval(booking.starts_at, booking.ends_at)))
