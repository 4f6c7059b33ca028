"""What the pages of the waiting list show, put together from rules and queries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bookings import no_shows, suggesting
from bookings.answering import must_answer
from bookings.cover import NO_CHOICE, Choice
from bookings.errors import PriceChanged, SlotTaken
from bookings.slots import Slot
from bookings.subject import Subject
from bookings.suggesting import Enquiry
from bookings.waiting import rules
from bookings.waiting.errors import IsFree
from bookings.waiting.queries import WaitingView
from core.clock import now
from core.errors import DomainError
from core.timespans import Interval
from hubs.setup import Setup
from hubs.words import length
from members.models import Member
from payments.pricing import Pricing, pricing_of
from payments.quoting import AT_MOST
from payments.terms import agreeing
from payments.terms.agreeing import TermsAsked
from web.site.booking_pages import ABOUT_TERMS, BookingCard


@dataclass(frozen=True)
class WaitingCard:
    """An entry of the member's list. `wish`: the arguments with which one books, or waits for, the same; None where the
    place is no longer offered. `name`: the place that is held for them, or the only one that it can be; "" where it is
    any of a kind."""

    view: WaitingView
    wish: dict[str, Any] | None
    name: str = ""

    @property
    def is_proposed(self) -> bool:
        return self.view.state == "proposed"

    @property
    def has_passed(self) -> bool:
        return self.view.state == "passed"

    @property
    def until(self) -> datetime | None:
        """Until when the place is held for them."""
        return self.view.booking.expires_at if self.view.booking and self.is_proposed else None


def card(view: WaitingView, setup: Setup) -> WaitingCard:
    entry, offered = view.entry, setup.of_kind(view.entry.kind)
    place = setup.place(entry.space_id) if entry.space_id is not None else None
    if (entry.space_id is not None and place is None) or not offered:
        return WaitingCard(view, None, view.space.told_name if view.space else "")
    held = setup.by_id.get(view.booking.space_id) if view.booking and view.state == "proposed" else None
    named = held or place or (offered[0] if len(offered) == 1 else None)
    subject = Subject(view.hub, setup, entry.kind, place)
    wish = subject.query(entry.starts_at, entry.ends_at)
    wish = {name: value for name, value in wish.items() if value is not None}
    return WaitingCard(view, wish, named.told_name if named else "")


def by_urgency(cards: Iterable[WaitingCard]) -> list[WaitingCard]:
    """What is held for the member, and not for long, comes first; the rest stays in its order."""
    return sorted(cards, key=lambda card: not card.is_proposed)


@dataclass(frozen=True)
class JoiningPage:
    """Before somebody joins the list: what for, and what follows. `error`: why they cannot, if they cannot."""

    wish: Enquiry
    pricing: Pricing
    error: DomainError | None
    terms: TermsAsked | None
    choice: Choice = NO_CHOICE

    @property
    def subject(self) -> Subject:
        return self.wish.subject

    @property
    def is_free(self) -> bool:
        """Whether nobody has to wait."""
        return self.error is None or isinstance(self.error, IsFree)

    @property
    def can_wait(self) -> bool:
        """Also after an order that was refused for its price or its terms."""
        return isinstance(self.error, (SlotTaken, PriceChanged, *ABOUT_TERMS))

    @property
    def notice(self) -> DomainError | None:
        """What stands in the way, but for what one waits for."""
        return None if self.is_free or isinstance(self.error, SlotTaken) else self.error

    @property
    def can_be_booked_at_once(self) -> bool:
        """What waits for money online, or for answers, is held for them, and not booked."""
        return self.pricing.quote.covered_by != "online" and not self.must_answer

    @property
    def must_answer(self) -> bool:
        """Whether the hub asks something that whoever has the place must answer."""
        return must_answer(self.subject.setup, self.subject.sample)

    @property
    def hold(self) -> Any:
        """How long it is held for whoever's turn it is, in words."""
        return length(self.subject.sample.rules.proposal_minutes)


def joining(
    wish: Enquiry, member: Member, choice: Choice = NO_CHOICE, refused: DomainError | None = None
) -> JoiningPage:
    """The page for this wish; `refused`: why it was just not taken."""
    pricing = pricing_of(wish.slots[0], member, choice)
    terms = agreeing.asked_of(wish.subject.setup.operator, member)
    return JoiningPage(wish, pricing, refused or suggesting.refusal(wish, member.id), terms, choice)


def at_most(choice: Choice) -> Choice:
    """What is ordered for later: at the price that was shown, or for less."""
    return replace(choice, agreed=f"{AT_MOST}{choice.agreed}" if choice.agreed else choice.agreed)


@dataclass(frozen=True)
class TakingPage:
    """A proposal with what it costs and how that can be paid."""

    card: BookingCard
    pricing: Pricing
    terms: TermsAsked | None
    choice: Choice
    error: DomainError | None
    asks: bool

    @property
    def can_take(self) -> bool:
        booking = self.card.view.booking
        return rules.may_take(booking.status, booking.expires_at, is_proposal=booking.is_proposal, now=now())

    @property
    def until(self) -> datetime | None:
        return self.card.view.booking.expires_at

    @property
    def again(self) -> dict[str, Any]:
        """The arguments of `bookings.new` for the same place and time."""
        booking = self.card.view.booking
        return self.card.subject.query(booking.starts_at, booking.ends_at)

    @property
    def is_owed(self) -> bool:
        """Whether the person would have to pay for it themselves."""
        return self.pricing.quote.is_owed


def taking(card: BookingCard, member: Member, choice: Choice, error: DomainError | None) -> TakingPage:
    """The page of a proposal."""
    view, booking = card.view, card.view.booking
    slot = Slot(view.hub, card.setup, card.place, Interval(booking.starts_at, booking.ends_at))
    pricing = pricing_of(slot, member, choice)
    terms = agreeing.asked_of(card.setup.operator, member)
    [asks] = no_shows.are_asked_for([slot], member)
    return TakingPage(card, pricing, terms, choice, error or pricing.refused, asks)
