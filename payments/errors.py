"""The named errors of money. Amounts in `facts` are gross cents, moments aware UTC datetimes."""

from datetime import datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l

from core.clock import now
from core.errors import DomainError
from core.formats import money, until, when


class PaymentStepNotAllowed(DomainError):
    """The payment or refund is no longer in the state in which this can happen. Facts: from_status, to_status."""

    code, status = "payment-step-not-allowed", 409

    def message(self) -> Any:
        return _l("This payment has changed in the meantime. Please look at it again.")


class PayDifference(DomainError):
    """What is paid online cannot be moved to what costs more. Facts: difference_cents."""

    code, status = "pay-difference", 409
    meaning = _l("The new time costs more than what has been paid online.")

    def message(self) -> Any:
        return _l(
            "The new time costs %(more)s more than you have paid. Please book it separately and cancel this booking.",
            more=money(self.facts["difference_cents"]),
        )


class NoLongerCovered(DomainError):
    """What a pass or an employer was to cover is not covered. Who has booked reads of it as theirs; hosts who restore
    the booking read whose it is. Facts, for hosts: who, starts_at, ends_at (aware), zone.
    """

    status = 409

    def for_hosts(self, who: str, starts_at: datetime, ends_at: datetime, zone: str) -> Self:
        """The same error, in words for hosts. `who`: the member's name, "" where the account has ended."""
        return type(self)(**self.facts, who=who, starts_at=starts_at, ends_at=ends_at, zone=zone)

    def message(self) -> Any:
        if "who" not in self.facts:
            return self._to_member()
        span = when(self.facts["starts_at"], self.facts["ends_at"], self.facts["zone"])
        return self._to_hosts(", ".join(part for part in (self.facts["who"], span) if part))

    def _to_member(self) -> Any:
        raise NotImplementedError

    def _to_hosts(self, booking: str) -> Any:
        raise NotImplementedError


class PassEmpty(NoLongerCovered):
    """The pass has no visit left, or no longer holds on that day. Facts: moving (bool): what is booked was to go
    there."""

    code = "pass-empty"

    def _to_member(self) -> Any:
        if self.facts.get("moving"):
            return _l(
                "You have no pass for the new time. Please book it separately and cancel this booking: if you cancel in"
                " time, the visit goes back to your pass."
            )
        return _l("There is no visit left on your pass for that day. Please choose another way to pay.")

    def _to_hosts(self, booking: str) -> Any:
        return _l(
            "%(booking)s: the member’s pass has no visit left for that day. So nothing was undone; please ask the"
            " member to book again and to pay another way.",
            booking=booking,
        )


class ContingentEmpty(NoLongerCovered):
    """The employer's days of that month are used up. Facts: moving (bool): what is booked was to go there."""

    code = "contingent-empty"
    meaning = _l("Your employer's days for that month are used up.")

    def _to_member(self) -> Any:
        if self.facts.get("moving"):
            return _l("Your employer's days for that month are used up. For the new time, please book anew.")
        return _l("Your employer's days for that month are used up. You can pay for this booking yourself.")

    def _to_hosts(self, booking: str) -> Any:
        return _l(
            "%(booking)s: the days that the member’s employer pays for in that month are used up. So nothing was"
            " undone; please ask the member to book again and to pay another way.",
            booking=booking,
        )


class NotPaidByEmployer(ContingentEmpty):
    """The member has left, the company has ended, or nobody pays for the member there: to programs the same, to people
    another sentence. Facts: moving (bool)."""

    meaning = _l("No employer pays for this, or no longer does.")

    def _to_member(self) -> Any:
        if self.facts.get("moving"):
            return _l("Your employer no longer pays for this. For the new time, please book anew and pay yourself.")
        return _l("Your employer does not pay for this, or no longer does. You can pay for this booking yourself.")

    def _to_hosts(self, booking: str) -> Any:
        return _l(
            "%(booking)s: the member’s employer no longer pays for this. So nothing was undone; please ask the member"
            " to book again and to pay another way.",
            booking=booking,
        )


class WayNotOffered(DomainError):
    """The operator does not offer this way to pay."""

    code, status, field = "way-not-offered", 422, "way"

    def message(self) -> Any:
        return _l("You cannot pay this way here. Please choose another one.")


class PaidInConfidence(DomainError):
    """What is confidential is paid online or with a pass: no other way, and no employer. Facts: possible (bool),
    whether it can be paid online now."""

    code, status, field = "paid-in-confidence", 422, "way"
    meaning = _l("A confidential place is paid online or with a pass.")

    def message(self) -> Any:
        if self.facts.get("possible"):
            return _l(
                "This place is confidential. So that nobody learns who uses it, it is paid online or with a pass. "
                "Please pay online."
            )
        return _l(
            "This place is confidential. So that nobody learns who uses it, it is paid online or with a pass, never at "
            "the hub. Here, paying online is not possible at the moment: please get a pass, or ask the hub."
        )


class OnlineOneByOne(DomainError):
    """Several bookings at once, where one can only pay online: a checkout is for one booking."""

    code, status, field = "online-one-by-one", 422, "way"

    def message(self) -> Any:
        return _l(
            "Here you can only pay online, one booking at a time. Please book them one by one, or get a pass for"
            " several visits."
        )


class TooLittleToPayOnline(DomainError):
    """Less than the smallest amount that cards can pay. Facts: smallest_cents."""

    code, status, field = "too-little-to-pay-online", 422, "way"
    meaning = _l("The amount is too small to be paid online.")

    def message(self) -> Any:
        return _l(
            "Amounts below %(smallest)s cannot be paid online. Please choose another way to pay.",
            smallest=money(self.facts["smallest_cents"]),
        )


class NothingDue(DomainError):
    """The fee is paid, on its way, or no longer owed."""

    code, status = "nothing-due", 409

    def message(self) -> Any:
        return _l("Nothing is to be paid here any more.")


class NotHeldLonger(DomainError):
    """The place is not held any longer for another try to pay. Facts: until (aware), zone."""

    code, status = "not-held-longer", 409
    meaning = _l("The place is not held any longer for another try to pay.")

    def message(self) -> Any:
        return _l(
            "We hold the place for you until %(time)s, and not longer for another try to pay. Then it becomes free and"
            " you can book it anew.",
            time=until(self.facts["until"], now(), self.facts["zone"]),
        )


class HoldOver(DomainError):
    """The time in which the place waited for money is over."""

    code, status = "hold-over", 409

    def message(self) -> Any:
        return _l("The time to pay is over, and the place may be gone. Nothing was charged. Please book again.")
