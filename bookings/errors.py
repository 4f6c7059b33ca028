"""The named errors of booking. Lengths in `facts` are minutes, moments are aware UTC datetimes."""

from math import ceil
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

from core.clock import day_bounds
from core.errors import DomainError
from core.formats import day, from_to, listed, span
from hubs.inductions.rules import last_day
from hubs.words import GROUPS, length


class SlotTaken(DomainError):
    """The space is taken for at least a part of the wanted time."""

    code, status = "slot-taken", 409

    def message(self) -> Any:
        return _l("This time is already taken. Please choose another time or another place, or join the waiting list.")


class NoTitleHere(DomainError):
    """The space is confidential: nothing is asked, or kept, of what it is used for."""

    code, status, field = "no-title-here", 422, "title"

    def message(self) -> Any:
        return _l("This place is confidential: nobody is asked what they use it for. Please leave out the title.")


class NoNoteHere(DomainError):
    """The booking is confidential: hosts write nothing about it either."""

    code, status, field = "no-note-here", 422, "note"

    def message(self) -> Any:
        return _l("This booking is confidential: nothing is written down about it. Please leave out the note.")


class ConfidentialMove(DomainError):
    """A booking cannot be moved into a confidential space, nor out of one."""

    code, status, field = "confidential-move", 422, "space"
    meaning = _l("A booking cannot be moved between a confidential place and another one.")

    def message(self) -> Any:
        return _l(
            "A booking cannot be moved between a confidential place and another one. Please book the other place, and "
            "cancel this booking."
        )


class EndBeforeStart(DomainError):
    """The end is not after the start."""

    code, status, field = "end-before-start", 422, "ends_at"

    def message(self) -> Any:
        return _l("The end must be after the start. Please choose a later end.")


class InThePast(DomainError):
    """The start lies in the past."""

    code, status, field = "in-the-past", 422, "starts_at"

    def message(self) -> Any:
        return _l("This time has already passed. Please choose a later start.")


class NotOnGrid(DomainError):
    """Start or end is off the hub's grid. Facts: grid_minutes."""

    code, status, field = "not-on-grid", 422, "starts_at"
    meaning = _l("The start or end does not fit the hub’s time steps.")

    def message(self) -> Any:
        step = length(self.facts["grid_minutes"])
        return _l("Bookings start and end in steps of %(step)s. Please choose a time that fits.", step=step)


class TooShort(DomainError):
    """Shorter than allowed. Facts: min_minutes."""

    code, status, field = "too-short", 422, "ends_at"
    meaning = _l("The booking is shorter than the hub’s rules allow.")

    def message(self) -> Any:
        shortest = length(self.facts["min_minutes"])
        return _l("A booking here must last at least %(length)s. Please choose a later end.", length=shortest)


class TooLong(DomainError):
    """Longer than allowed. Facts: max_minutes."""

    code, status, field = "too-long", 422, "ends_at"
    meaning = _l("The booking is longer than the hub’s rules allow.")

    def message(self) -> Any:
        longest = length(self.facts["max_minutes"])
        return _l("A booking here can last %(length)s at most. Please choose an earlier end.", length=longest)


class TooEarly(DomainError):
    """It is less than the notice until the start. Facts: notice_minutes."""

    code, status, field = "too-early", 422, "starts_at"
    meaning = _l("The booking starts sooner than the hub’s notice period allows.")

    def message(self) -> Any:
        notice = length(self.facts["notice_minutes"])
        return _l("Please book at least %(length)s before the start: choose a later time.", length=notice)


class TooFarAhead(DomainError):
    """The day lies beyond the horizon. Facts: horizon_days."""

    code, status, field = "too-far-ahead", 422, "starts_at"
    meaning = _l("The day is further ahead than the hub takes bookings.")

    def message(self) -> Any:
        return _ln(
            "You can book up to %(num)s day ahead. Please choose an earlier day.",
            "You can book up to %(num)s days ahead. Please choose an earlier day.",
            self.facts["horizon_days"],
        )


class OutsideOpeningHours(DomainError):
    """The hub is not open for all of the wanted time.

    Facts: open, the open intervals that were looked at; day, that of the wanted start, and zone; why, the holiday or
    closure for which the hub is closed all day, if there is one; lunch, the break over which it might have gone, but in
    which it begins or ends; span, the wanted time: with it the error belongs to the end where only that is wrong;
    at_end: the day is that of the end, of what may begin on another.
    """

    code, status, field = "outside-opening-hours", 422, "starts_at"
    meaning = _l("The hub is not open for the whole time requested.")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        if self.facts.get("at_end") or (self._begins_well and not self._ends_well):
            self.field = "ends_at"

    @property
    def is_closed_day(self) -> bool:
        """Whether no time of that day would do."""
        return "day" in self.facts and not self._that_day()

    def message(self) -> Any:
        if self.is_closed_day:
            if why := self.facts.get("why"):
                return _l("The hub is closed on this day (%(why)s). Please choose another day.", why=why)
            return _l("The hub is closed on this day. Please choose another day.")
        if not (opened := self._that_day()):
            return _l("The hub is not open the whole time. Please choose a time within the opening hours.")
        if lunch := self.facts.get("lunch"):
            return _l(
                "The hub is not open the whole time. On this day it is open %(hours)s. A booking may go over the break "
                "%(times)s, but please let it begin and end within these hours.",
                hours=listed(opened),
                times=from_to(lunch.start, lunch.end, self.facts["zone"]),
            )
        return _l(
            "The hub is not open the whole time. On this day it is open %(hours)s. Please choose a time "
            "within these hours.",
            hours=listed(opened),
        )

    @property
    def _begins_well(self) -> bool:
        span = self.facts.get("span")
        return span is not None and any(at.start <= span.start < at.end for at in self.facts["open"])

    @property
    def _ends_well(self) -> bool:
        return any(at.start < self.facts["span"].end <= at.end for at in self.facts["open"])

    def _that_day(self) -> list[str]:
        """The openings of the day in words."""
        if "day" not in self.facts:
            return []
        zone = self.facts["zone"]
        day = day_bounds(self.facts["day"], zone)
        return [span(at.start, at.end, zone) for at in self.facts["open"] if at.start < day.end and at.end > day.start]


class LimitReached(DomainError):
    """The member has as many coming bookings as allowed. Facts: max_active."""

    code, status = "limit-reached", 422
    meaning = _l("The member already has as many upcoming bookings at this hub as its rules allow.")

    def message(self) -> Any:
        return _ln(
            "You already have %(num)s upcoming booking here, which is the limit. Please cancel it first.",
            "You already have %(num)s upcoming bookings here, which is the limit. Please cancel one first.",
            self.facts["max_active"],
        )


class TooManyRequests(DomainError):
    """The member has booked, asked or moved too often at this hub in a time. Facts: retry_after, seconds."""

    code, status = "too-many-requests", 429
    meaning = _l(
        "The member has booked or requested too often at this hub in a short time. The answer says when to try again."
    )

    def message(self) -> Any:
        return _l(
            "You have made or changed a lot of bookings here in a short time. Please try again in %(time)s.",
            time=length(_rounded(self.facts["retry_after"])),
        )


class Restricted(DomainError):
    """The hosts have restricted the member in this hub. Facts: reason, as the hosts wrote it for the member."""

    code, status = "restricted", 403
    meaning = _l("The hosts of this hub have restricted the member: no new bookings there.")

    def message(self) -> Any:
        return _l(
            "You cannot book here at the moment. The hosts say: %(reason)s Please talk to them.",
            reason=self.facts["reason"],
        )


class MembersOnly(DomainError):
    """Only members of the hub may book."""

    code, status = "members-only", 403

    def message(self) -> Any:
        return _l("Only members of this hub can book here. Please ask the hosts to make you a member.")


class GroupsOnly(DomainError):
    """Only members of certain groups may book the place. Facts: groups; operator, the name of who decides on them."""

    code, status = "groups-only", 403
    meaning = _l("Only members of certain groups can book this place.")

    def message(self) -> Any:
        return _l(
            "This place is only for: %(groups)s. If you belong to them, please ask %(operator)s to note it in your "
            "account.",
            groups=listed([str(GROUPS[group]) for group in self.facts["groups"]]),
            operator=self.facts["operator"],
        )


class InductionNeeded(DomainError):
    """The place needs inductions that whoever is to have it has not, or not for so long.

    Facts: missing (MissingInduction, at least one), who: "you" who books, the "person" for whom a host does something,
    a "guest" without an account; contact: how the hub is reached, perhaps ""; zone.
    """

    code, status = "induction-needed", 403
    meaning = _l("The place needs an induction that the member does not have, or that ends before the booking does.")

    def message(self) -> Any:
        names = listed([lack.induction.name for lack in self.facts["missing"]])
        if self.facts["who"] == "guest":
            return _l(
                "Guests may use this place only under the eyes of a trainer of %(names)s. Please get a trainer, or "
                "choose another place.",
                names=names,
            )
        if self.facts["who"] == "person":
            return _l(
                "This person needs an induction for this place and time: %(names)s. Please have a trainer record it "
                "first.",
                names=names,
            )
        return f"{self._why(names)} {self._where()}"

    def _why(self, names: str) -> Any:
        first = self.facts["missing"][0]
        if first.why == "ends":
            ends = day(last_day(first.until, self.facts["zone"]))
            return _l("Your induction for this place (%(names)s) is valid until %(day)s only.", names=names, day=ends)
        if first.why == "lapsed":
            return _l("You have not used your induction for a long time, so it has lapsed: %(names)s.", names=names)
        return _l("You need an induction for this place: %(names)s.", names=names)

    def _where(self) -> Any:
        if contact := self.facts["contact"]:
            return _l(
                "Please ask for it on the hub’s page under “Inductions”, or contact the hosts: %(contact)s.",
                contact=contact,
            )
        return _l("Please ask for it on the hub’s page under “Inductions”, or ask the hosts on site.")


class TooLateToCancel(DomainError):
    """The deadline for cancelling has passed. Facts: cancel_deadline_minutes, deadline."""

    code, status = "too-late-to-cancel", 409
    meaning = _l("It is too late to cancel this booking.")

    def message(self) -> Any:
        if not self.facts["cancel_deadline_minutes"]:
            return _l("This booking has started and can no longer be cancelled. Please talk to the hosts.")
        deadline = length(self.facts["cancel_deadline_minutes"])
        return _l(
            "Bookings can be cancelled up to %(length)s before they start. Please talk to the hosts.",
            length=deadline,
        )


class NotNow(DomainError):
    """Check-in is closed. Facts: opens_at, closes_at; `early` says on which side of them it is now."""

    code, status = "not-now", 409
    meaning = _l("You cannot check in for this booking right now.")

    def message(self) -> Any:
        if self.facts["early"]:
            lead = length(self.facts["lead_minutes"])
            return _l("You can check in from %(length)s before the start. Please come back then.", length=lead)
        return _l("This booking is over. Please make a new booking.")


class AlreadyBegun(DomainError):
    """The booking is running: its start and its space stay."""

    code, status, field = "already-begun", 409, "starts_at"

    def message(self) -> Any:
        return _l(
            "This booking has started: you can no longer change its start or place, but you can still change its end."
        )


class PriceChanged(DomainError):
    """The price is not the one that was shown when the person agreed to it."""

    code, status = "price-changed", 409

    def message(self) -> Any:
        return _l("Your changes affect the price. Please check it and confirm again.")


class StepNotAllowed(DomainError):
    """The booking is in a state from which this step does not go. Facts: from_status, to_status."""

    code, status = "step-not-allowed", 409

    def message(self) -> Any:
        return _l("This is no longer possible: the booking has changed. Please check it again.")


class UnknownSpace(DomainError):
    """The input names a space that cannot be booked or is not in the hub it should be in, or a kind the hub has not."""

    code, status, field = "unknown-space", 422, "space"

    def message(self) -> Any:
        return _l("This place cannot be booked here. Please choose another.")


class UnknownHub(DomainError):
    """The input names a hub that is not there."""

    code, status, field = "unknown-hub", 422, "hub"

    def message(self) -> Any:
        return _l("This hub does not exist. Please choose another.")


class RangeTooLong(DomainError):
    """Availability was asked for too long a time. Facts: days, the longest range."""

    code, status, field = "range-too-long", 422, "to"
    meaning = _l("The time requested is too long for one answer.")

    def message(self) -> Any:
        return _ln(
            "Please ask for no more than %(num)s day at a time.",
            "Please ask for no more than %(num)s days at a time.",
            self.facts["days"],
        )


def _rounded(seconds: int) -> int:
    """Minutes; whole hours from two hours on. Up, so that nobody comes back too early."""
    minutes = ceil(seconds / 60)
    return minutes if minutes < 120 else ceil(minutes / 60) * 60
