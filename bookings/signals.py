"""What happens to bookings, told to whoever stands above (payments, district), inside the same transaction.

Each is sent once for what is done at once, when all of it is written, with keywords only: `bookings`, a list of those
concerned, as they are now. A receiver takes `(_sender, bookings, **more)`.

- `booked`: made, by whomever; `moved`: elsewhere or at another time, or asked for anew, by their members; `approved`: a
  host said yes. These three with `covers` (`cover.Cover`), in the order of the bookings: as what they begin, or go on.
- `rebooked`: at another place at the same time, by hosts, since the old one is closed, blocked or put away; it costs
  what it did.
- `cancelled`, with `by`: "member" or "host" (also by what hosts do to the hub, such as a closure), or "nobody" when it
  was not paid in the end; `declined`: a host said no; `expired`: what waited has run out; `unanswered`: the requests
  among those, which no host has answered.
- `released`: confirmed, but nobody had checked in when the hub's rule wanted it; what is left of the time is free.
- `stayed_away`: over, and the hub wants to know who did not come; told at night, when it is written down.
- `restored`: hosts have taken back at once what cancelled or rebooked these; they are as before.
- `forgetting`, with `booking_ids` instead of `bookings`: these, booked in confidence, are about to be nobody's, under
  other ids: whoever refers to them lets them go.
- `checked_in`; `checked_out`: somebody left before the end, or had to.
- `freed`, with `stretches` instead of `bookings`: the places that bookings have given back. It is sent when whoever
  gives one up for another has the other. A blocking that is taken away is no such thing, nor are new hours: they change
  what the hub has to give, and blockings come and go many times (an outside calendar, a fault that is marked anew)
  without anything becoming free.
"""

from typing import NamedTuple
from uuid import UUID

from blinker import Namespace

from core.timespans import Interval


class Freed(NamedTuple):
    """A booking no longer takes these spaces of the hub in the span (turnaround included, unless somebody has left
    early). That they are free now is not said: somebody else may have taken them meanwhile."""

    booking_id: UUID
    hub_id: int
    space_ids: tuple[int, ...]
    span: Interval


_signals = Namespace()

booked = _signals.signal("booking-booked")
moved = _signals.signal("booking-moved")
approved = _signals.signal("booking-approved")
rebooked = _signals.signal("booking-rebooked")
cancelled = _signals.signal("booking-cancelled")
restored = _signals.signal("booking-restored")
declined = _signals.signal("booking-declined")
expired = _signals.signal("booking-expired")
unanswered = _signals.signal("booking-unanswered")
released = _signals.signal("booking-released")
stayed_away = _signals.signal("booking-stayed-away")
forgetting = _signals.signal("bookings-forgetting")
checked_in = _signals.signal("booking-checked-in")
checked_out = _signals.signal("booking-checked-out")
freed = _signals.signal("places-freed")
